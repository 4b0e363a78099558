#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: every run leaves a record; --history and --status
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company
status() {	# WANT FIELD...: of the JSON of --status
	want=$1
	shift
	ldapsync --status --json >"$TMP/out" 2>"$TMP/err"
	valid "--status: as the schema says" sync_status "$TMP/out"
	is "$(json "$@")" "$want" "--status says $want"
}
history() {	# WANT FIELD...
	want=$1
	shift
	ok '--history' ldapsync --history --json
	valid "--history: as the schema says" sync_history "$TMP/out"
	is "$(json "$@")" "$want" "--history says $(printf %s "$want" | tr '\n' ';')"
}
records() {
	sql 'SELECT seq, runs, reason, applied, silent FROM prov.sync_run ORDER BY seq'
}

# --- before the first run ---
status_is 107 'never ran' ldapsync --status
output_has 'never ran'
output_has 'ldapsync -n -s company'
status 'company|never ran|107' source state status
ok 'no run, no history' ldapsync --history --json
is "$(cat "$TMP/out")" '[]' 'which is an empty list'
ok 'a dry run' ldapsync -n
is "$(records)" '' 'leaves no record'

# --- a first run, written directly; one with changes; silent ones share a row ---
people anna bert | change_ldap
ok 'a first run' ldapsync
is "$(records)" '1|1|OK|t|f' 'has its record'
for i in 1 2 3; do
	prints '' "silent run $i" ldapsync
done
is "$(records | tail -n 1)" '2|3|OK|t|t' 'three runs that changed nothing are one record'
people carl | change_ldap
ok 'a change' ldapsync
prints '' 'and a silent run' ldapsync
is "$(records | tail -n 2)" '3|1|OK|t|f
4|1|OK|t|t' 'are two'
history "company|4|1|OK|1|nothing changed|0
company|3|1|OK|1|1 created|0
company|2|3|OK|1|nothing changed|0
company|1|1|OK|1|2 created|0" source id runs reason applied what status
is "$(json server | sort -u)" "$LDAP_URI" 'they know who answered'
is "$(perl -MJSON::PP -0777 -ne 'print join " ", map { "$_->{counts}{users_read}/$_->{counts}{created}" } @{decode_json $_}' \
	"$TMP/out")" '3/0 3/1 2/0 2/2' 'and the numbers'
ok 'some of it' ldapsync --history --limit 1 --fields id,what --csv
is "$(cat "$TMP/out")" 'id,what
"4","nothing changed"' 'as CSV'
ok 'all is well' ldapsync --status
status 'company|ok|0|0|0' source state status missing_users rejected
is "$(sql "SELECT bool_and(started <= ended AND ended <= now() + interval '1 second' AND milliseconds >= 0) FROM prov.sync_run")" \
	t 'a run ends after it starts'

# --- rejects, the missing ---
person dora 'mail: anna@example.com' | change_ldap
printf 'dn: uid=carl,ou=people,dc=example,dc=com\nchangetype: delete\n' | change_ldap
fails 123 'a reject and a missing one' ldapsync
status 'company|rejects|123|1|1|ldapsync --list rejected -s company' source state status missing_users rejected next
fails 123 'nothing else' ldapsync
is "$(records | tail -n 2)" '5|1|PARTIAL|t|f
6|1|PARTIAL|t|t' 'a run that has only old rejects changed nothing'

# --- a limit ---
for uid in anna bert; do
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$uid"
done | change_ldap
fails 120 'a run that is stopped' ldapsync
fails 120 'and again' ldapsync
is "$(records | tail -n 1)" '7|2|GUARD|f|t' 'is recorded, too, once'
status 'company|held|120|0' source state status held_users

# --- the directory is gone, or wrong; another run is no run ---
sql "UPDATE prov.job_lock SET owner = 'other/boot/pid:[1]/1/1', run = md5('another')::uuid,
	expires = now() + interval '1 hour'"
fails 122 'another run is active' ldapsync
sql 'UPDATE prov.job_lock SET owner = NULL, run = NULL'
is "$(records | tail -n 1)" '7|2|GUARD|f|t' 'and this start leaves no record'
stop_slapd
for i in 1 2 3; do
	fails 105 "no directory ($i)" ldapsync
done
is "$(records | tail -n 1)" '8|3|UNAVAILABLE|f|t' 'is one record'
is "$(sql "SELECT server, message FROM prov.sync_run WHERE seq = 8" | cut -d '|' -f 1)" '' 'nobody answered'
status_is 105 'not well' ldapsync --status
status 'company|failing|105|3' source state status runs
is "$(json last_success)" "$(sql "SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
	FROM prov.source_state")" 'and when it was well last'
source_is "context = \"acme\"; password_file = \"$TMP/nowhere\";"
fails 1 'a configuration that cannot be used' ldapsync
is "$(records | tail -n 1)" '9|1|CONFIG|f|t' 'is recorded'

# --- how many are kept ---
source_is 'context = "acme";' 'sync: { history = 2; overdue = 3600; };'
start_slapd_again
fails 120 'a run' ldapsync
is "$(records | cut -d '|' -f 1 | tr '\n' ' ')" '9 10 ' 'sync.history: old ones go'

# --- several sources ---
earlier sync_run ended '2 hours'
sql "UPDATE prov.sync_run SET reason = 'PARTIAL'"
status 'company|overdue|107' source state status
set_config "ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
source: { company: { base = \"dc=example,dc=com\"; context = \"acme\"; };
	other: { base = \"dc=example,dc=com\"; context = \"acme\"; }; };"
status_is 123 'the other one is not asked for' ldapsync --status -s company
status_is 107 'the worst of several counts' ldapsync --status
is "$(grep -cE '^(company|other) ' "$TMP/out")" 2 'each has a line'
fails 1 'a source that is not there' ldapsync --status -s nowhere
fails 1 'a run needs a name' ldapsync

# --- modes ---
fails 103 'not both' ldapsync --status --history
stderr_has 'status and --history exclude each other'
fails 103 'an option of a run' ldapsync --history -n
stderr_has 'exclude each other'
fails 103 'an option of a list' ldapsync -s company --limit 3
stderr_has '--limit has no effect in a run'
database_is_sound
done_testing
