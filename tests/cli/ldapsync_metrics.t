#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: the metrics file belongs to runs that did something
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
people anna bert | change_ldap
with_metrics() {	# FILE [LINES]
	source_is "context = \"acme\"; ${2-}" "sync: { metrics_file = \"$1\"; remind = 0; };"
}
metric() {
	sed -n "s/^prov_sync_$1{source=\"company\"} //p" "$TMP/metrics.prom"
}
same_metrics() {	# NAME
	is "$(cat "$TMP/metrics.prom")" "$(cat "$TMP/metrics.saved")" "$1"
}

with_metrics "$TMP/metrics.prom"
ok 'a run' ldapsync
is "$(metric success)/$(metric users_read)/$(metric created)" 1/2/2 'leaves its numbers'
cp "$TMP/metrics.prom" "$TMP/metrics.saved"

# --- starts that did nothing ---
sql "UPDATE prov.job_lock SET owner = 'other/boot/pid:[1]/1/1', run = md5('another')::uuid,
	expires = now() + interval '1 hour'"
fails 122 'another run is active' ldapsync
stderr_has 'its owner is other/boot/pid:[1]/1/1'
same_metrics 'SR18: a start that finds another run leaves the metrics alone'
sql 'UPDATE prov.job_lock SET owner = NULL, run = NULL'
hold 'UPDATE prov.job_lock SET fence = fence + 1'
ldapsync >"$TMP/out" 2>"$TMP/err" &
must_see 'a run finds the job free and waits for one that takes it' waits_for_lock 1 ldapsync
release
ended 'that was quicker' 122 "$!" "$TMP/err"
stderr_has 'it began at the same moment'
same_metrics 'SR18: and leaves them alone, too'
with_metrics "$TMP/metrics.prom" 'user_filter = "(uid=*";'
fails 1 'a filter that is none' ldapsync
same_metrics 'SR18: so does one with a wrong configuration'
with_metrics "$TMP/metrics.prom" "password_file = \"$TMP/nowhere\";"
fails 1 'a password file that is not there' ldapsync
same_metrics 'SR18: whatever is wrong with it'
with_metrics "$TMP/metrics.prom"
ok 'a dry run' ldapsync -n
same_metrics 'and a dry run'

# --- runs that failed ---
with_metrics "$TMP/metrics.prom" 'base = "ou=nowhere,dc=example,dc=com";'
fails 121 'a run that fails' ldapsync
is "$(metric success)" 0 'says so'
with_metrics "$TMP/metrics.prom"
stop_slapd
fails 105 'no directory' ldapsync
is "$(metric success)" 0 'is a run that failed, too'
start_slapd_again

# --- SR38: what was done, how it ended, when it was well last ---
last=$(metric last_success_timestamp_seconds)
is "$(metric exit_status)/$(metric created)/$((last > 0))" 105/0/1 'SR38: with its exit status, and the last success'
people u1 u2 u3 u4 u5 u6 u7 u8 | change_ldap
ok 'some more' ldapsync
is "$(($(metric last_success_timestamp_seconds) >= last))" 1 'a success is a newer one'
last=$(metric last_success_timestamp_seconds)
for i in 1 2 3 4 5 6 7; do
	printf 'dn: uid=u%d,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$i"
done | change_ldap
fails 120 'a run that is stopped' ldapsync
is "$(metric exit_status)/$(metric success)/$(metric disabled)/$(metric users_read)" 120/0/0/3 'SR38: has disabled nobody'
is "$(metric last_success_timestamp_seconds)" "$last" 'SR38: and the last success is the one before'
is "$(metric missing_users)" 0 'nobody is missing so far'
people u1 u2 u3 u4 u5 u6 u7 | change_ldap
fails 120 'new keys' ldapsync
sql "UPDATE prov.users SET source = NULL WHERE name LIKE 'u_'"
source_is 'context = "acme"; adopt = "name";' "sync: { metrics_file = \"$TMP/metrics.prom\"; remind = 0; };"
fails 120 'so many are not taken over without a look' ldapsync
ok 'taken over' released
printf 'dn: uid=u1,ou=people,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
with_metrics "$TMP/metrics.prom"
ok 'one is missing' ldapsync
prints '' 'and stays so' ldapsync
is "$(metric exit_status)/$(metric success)/$(metric disabled)/$(metric missing_users)" 0/1/0/1 'SR38: what is done, and what is so'

# --- several sources: each has its own file ---
two_sources() {	# FILE
	set_config "ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
	sync: { metrics_file = \"$1\"; };
	source: { company: { base = \"dc=example,dc=com\"; context = \"acme\"; };
		other: { base = \"ou=groups,dc=example,dc=com\"; context = \"acme\"; groups = false; }; };"
}
two_sources "$TMP/two.d/prov.prom"
mkdir "$TMP/two.d"
ok 'one' ldapsync -s company
entry uid=zoe,ou=groups,dc=example,dc=com zoe | change_ldap
ok 'the other one' ldapsync -s other
is "$(cd "$TMP/two.d" && grep -h 'users_read{' ./*)" 'prov_sync_users_read{source="company"} 9
prov_sync_users_read{source="other"} 1' 'each source has its own series'
is "$(cd "$TMP/two.d" && echo *)" 'prov-company.prom prov-other.prom' 'in a file of its own'
two_sources "$TMP/two.d/sync.%s.prom"
ok 'a name with %s' ldapsync -s other
ok 'has the name of the source there' test -s "$TMP/two.d/sync.other.prom"
change_ldap <<'END'
dn: uid=zoe,ou=groups,dc=example,dc=com
changetype: delete
END
sql "DELETE FROM prov.address WHERE owner = (SELECT uid FROM prov.users WHERE source = 'other')"
sql "DELETE FROM prov.users WHERE source = 'other'"
count_users

# --- a metrics file that cannot be written ---
with_metrics "$TMP/nowhere/metrics.prom"
people carl | change_ldap
fails 1 'a run whose metrics cannot be written' ldapsync
stderr_has 'everything was done, but the metrics are not there'
stderr_has "$TMP/nowhere/metrics.prom"
output_has '1 created' 'and its summary is there'
is "$(field source carl)" company 'it was done'
person 'B d' | change_ldap
fails 123 'one with rejects' ldapsync
stderr_has 'Its metrics are not there'
with_metrics "$TMP/nowhere/metrics.prom" 'base = "ou=nowhere,dc=example,dc=com";'
fails 121 'one that failed' ldapsync
stderr_has 'Its metrics are not there'

# --- only a file is replaced: a rename would put one in the place of /dev/null ---
not_replaced() {	# NAME TEST-OPTION
	with_metrics "$TMP/there"
	fails 1 "metrics that name $1" ldapsync
	stderr_has "cannot write \"$TMP/there\": it is no regular file"
	ok 'which is left as it is' test "$2" "$TMP/there"
	rm -rf "$TMP/there"
}
change_ldap <<'END'
dn: uid=B d,ou=people,dc=example,dc=com
changetype: delete
END
mkfifo "$TMP/there"
not_replaced 'a pipe' -p
ln -s "$TMP/nowhere" "$TMP/there"
not_replaced 'a link' -L
mkdir "$TMP/there"
not_replaced 'a folder' -d

# --- nor is a link followed that waits where the new file is written ---
echo precious >"$TMP/precious"
with_metrics "$TMP/metrics.prom"
cat >"$TMP/trap" <<'END'
ln -s "$1/precious" "$1/metrics.prom.$$"
exec ldapsync
END
ok 'a link under the name of the new file' sh "$TMP/trap" "$TMP"
is "$(cat "$TMP/precious")/$(metric success)" precious/1 'is not followed'
is "$(find "$TMP" -name 'metrics.prom.*')" '' 'and nothing is left beside'
database_is_sound
done_testing
