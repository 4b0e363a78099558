#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: the metrics file belongs to runs that did something
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
people anna bert | change_ldap
with_metrics() {	# FILE [LINES]
	source_is "context = \"acme\"; ${2-}" "sync: { metrics_file = \"$1\"; };"
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
sql "UPDATE prov.job_lock SET owner = 'other/boot/pid:[1]/1/1', run = gen_random_uuid(),
	expires = now() + interval '1 hour'"
fails 122 'another run is active' ldapsync
same_metrics 'SR18: a start that finds another run leaves the metrics alone'
sql 'UPDATE prov.job_lock SET owner = NULL, run = NULL'
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

# --- a metrics file that cannot be written ---
with_metrics "$TMP/nowhere/metrics.prom"
people carl | change_ldap
fails 1 'a run whose metrics cannot be written' ldapsync
stderr_has 'everything was done, but the metrics are not there'
stderr_has "$TMP/nowhere/metrics.prom"
output_has '1 created' 'and its summary is there'
is "$(field source carl)" company 'it was done'
person Bad 'mail: nobody' | change_ldap
fails 123 'one with rejects' ldapsync
stderr_has 'Its metrics are not there'
with_metrics "$TMP/nowhere/metrics.prom" 'base = "ou=nowhere,dc=example,dc=com";'
fails 121 'one that failed' ldapsync
stderr_has 'Its metrics are not there'
database_is_sound
done_testing
