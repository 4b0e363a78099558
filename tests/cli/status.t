#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# status.t - prov status: a page, JSON, metrics, and the exit status of a Nagios plugin, however things are
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

status_of() {	# STATUS PROBLEM NAME [SETTINGS]: the exit status, and a line of the page
	want=$1 problem=$2 name=$3
	shift 3
	status_is "$want" "$name" prov status "$@"
	case $want in
	0) word=OK ;;
	1) word=WARNING ;;
	2) word=CRITICAL ;;
	*) word=UNKNOWN ;;
	esac
	is "$(head -n 1 "$TMP/out" | sed 's/^\(PROV [A-Z]* - \).*/\1/')" "PROV $word - " "$name: its first line begins as a plugin's"
	is "$(grep -c '|' "$TMP/out")/$(head -n 1 "$TMP/out" | tr -cd '|')" '1/|' 'and numbers are behind its only bar'
	[ -z "$problem" ] || output_has "$problem"
}
same_in_json() {	# NAME: JSON that follows its schema, with the same exit status
	wanted=$status
	status_is "$wanted" "$1: JSON" prov status --json
	valid "$1: as its schema says" status "$TMP/out"
}
json_of() {	# PATH: "sources.0.plan" of the last JSON
	/usr/bin/python3 -c 'import json, sys
v = json.load(open(sys.argv[1]))
for k in sys.argv[2].split("."):
    v = v[int(k)] if k.isdigit() else v.get(k, "none")
print(v)' "$TMP/out" "$1"
}

run prov status --help
check_status 0 '--help'
output_has '2 critical, 3 it cannot be told'
status_is 3 'an unknown option cannot be a warning' prov status --no-such-option
stderr_has 'Unknown option'
help_options_of=$(prov status --help | grep -oE -e '--[a-z]+' | sort -u | grep -vE -e '--(help|version|environment)')
is "$(echo "$help_options_of" | while read -r o; do grep -qF -e "Fl -${o#--}" "$MAN/prov-status.8" || echo "$o"; done)" '' \
	'the page has the options of --help'

# --- no database, or none that runs: nothing is made and nothing is started ---
PROV_HOME=$TMP/none status_of 3 'there is no private database here' 'no database yet'
PROV_HOME=$TMP/none same_in_json 'no database yet'
ok 'and none is made' test ! -e "$TMP/none"
echo 'database: { tiemout = 3; };' >"$TMP/bad.conf"
PROV_CONFIG=$TMP/bad.conf status_is 3 'a configuration that cannot be read' prov status
output_has 'PROV UNKNOWN - '
output_has 'unknown setting "database.tiemout"'
stderr_has 'Did you mean "database.timeout"?'
private_database
status_of 0 '2 users in 2 contexts' 'a private database'
output_has "kind private, place $PROV_HOME"
provdb stop
status_of 2 'database: the database cannot be reached' 'one that does not run'
output_has 'hint: prov provdb start starts it'
is "$(provdb status --fields state --csv | tail -n 1)" '"stopped"' 'and is not started by that'

# --- a configured one ---
unset -f sql_session
sql_session() {
	"$PG_BINDIR/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d "$DATABASE" "$@"
}
# roles are of a whole server, and so are their limits
own_server
start_company
status_of 1 'source company: it never ran' 'a source that never ran'
output_has 'hint: prov ldapsync -n -s company'
same_in_json 'a source that never ran'
people anna bert | change_ldap
ok 'a run' ldapsync
status_of 0 '3 users in 1 context, 1 source, PostgreSQL' 'all is well'
same_in_json 'all is well'
is "$(json_of sources.0.state)/$(json_of sources.0.lease)/$(json_of users.users)" ok/free/3 'and what it says'
is "$(json_of database.schema_version)" "$(json_of database.latest_version)" 'the schema is that of the programs'
ok 'ldapsync --status says the same' ldapsync --status --json
cp "$TMP/out" "$TMP/sync_status"
valid 'as its schema says' sync_status "$TMP/sync_status"
prov status --json >"$TMP/out"
/usr/bin/python3 -c 'import json, sys
a, b = json.load(open(sys.argv[1]))[0], json.load(open(sys.argv[2]))["sources"][0]
print([k for k in a if a[k] != b.get(k) and not k.endswith("_age")])' "$TMP/sync_status" "$TMP/out" >"$TMP/differs"
is "$(cat "$TMP/differs")" '[]' 'one code says how a source is'

# --- the numbers: exact, from counters and indexes ---
user 1 local
user 1 off
ok 'one is disabled' changeuser -c 1 -u off --mailenabled false
printf 'dn: uid=bert,ou=people,dc=example,dc=com\nchangetype: delete\n' | change_ldap
ok 'one is missing' ldapsync
context 2
ok 'a context is disabled' disablecontext -c 2
status_is 1 'in JSON and as metrics' prov status --json --metrics "$TMP/status.prom"
is "$(json_of users.contexts)/$(json_of users.disabled_contexts)/$(json_of users.users)" \
	"$(sql "SELECT count(*) || '/' || count(*) FILTER (WHERE NOT enabled) FROM prov.context")/$(sql 'SELECT count(*) FROM prov.users')" \
	'contexts and users are those that there are'
is "$(json_of users.disabled_users)/$(json_of users.disabled_by_operator)/$(json_of users.missing_users)" 2/1/1 \
	'and so are the disabled'
is "$(json_of sources.0.limit)/$(json_of sources.0.limit_used)" missing/100 'the nearest limit'
metric() {
	sed -n "s/^prov_status_$1 //p" "$TMP/status.prom"
}
is "$(metric level)/$(metric users)/$(metric disabled_users)/$(metric 'source_missing_users{source="company"}')" 1/6/2/1 'metrics say the same'
is "$(grep -v '^#' "$TMP/status.prom" | grep -cvE '^prov_status_[a-z_]+(\{[a-z]+="[a-z_]+"\})? -?[0-9]+$')" 0 'each line is one that node_exporter reads'
is "$(grep '^# TYPE' "$TMP/status.prom" | sort | uniq -d)" '' 'each family has one heading'
sql_session >"$TMP/plan" <<-'END'
	BEGIN;
	SET LOCAL citus.propagate_set_commands = local;
	SET LOCAL enable_seqscan = off;
	EXPLAIN (COSTS off) SELECT count(*), count(*) FILTER (WHERE uid <> 2), count(*) FILTER (WHERE NOT enabled),
		count(*) FILTER (WHERE NOT source_enabled AND missing_since IS NULL) FROM prov.users WHERE NOT (enabled AND source_enabled);
	COMMIT;
END
is "$(grep -c 'users_disabled' "$TMP/plan")/$(grep -c 'Seq Scan' "$TMP/plan")" 1/0 'disabled users are counted by an index that has only those'
ln -s /dev/null "$TMP/link.prom"
status_of 1 "metrics: cannot write \"$TMP/link.prom\": it is no regular file" 'metrics that cannot be written' --metrics "$TMP/link.prom"

# --- thresholds ---
settings() {
	source_is 'context = "acme";' "sync: { remind = 0; }; status: { $1 };"
}
status_of 1 'source company: the last run came to 100 percent of the limit missing' 'a limit that came near'
settings 'limit_used = 101;'
status_of 0 '' 'status.limit_used'
settings 'limit_used = 101; missing = 0;'
status_of 1 'source company: 1 users are missing in the directory' 'status.missing'
person dora 'mail: anna@example.com' | change_ldap
settings 'limit_used = 101;'
fails 123 'an entry that is rejected' ldapsync
status_of 1 'source company: 1 entries are rejected' 'rejects'
output_has 'hint: prov ldapsync --list rejected -s company'
settings 'limit_used = 101; rejected = 1;'
status_of 0 '' 'status.rejected'
settings 'limit_used = 101; rejected = 1; max_age = 3600;'
earlier source_state at '2 hours'
status_of 2 'source company: no run was carried out for 7' 'status.max_age: the last success is too old'
settings 'limit_used = 101; rejected = 1; max_age = 0;'
status_of 0 '' 'or is of no interest'
earlier sync_run ended '2 days'
status_of 2 'source company: the last run ended 17' 'a source that does not run any more'
earlier sync_run ended '-2 days'
earlier sync_run started '-1 hour'
earlier sync_run ended '-1 hour'
status_of 1 'source company: its last run ended in the future' 'a clock that was set back'
clock_ahead '3650 seconds'
status_of 1 'database: its clock is 36' 'a clock that differs'
clock_ahead 0
earlier sync_run ended '1 hour'
sql 'UPDATE prov.source_state SET at = now()'
sql "ALTER ROLE prov_reader CONNECTION LIMIT 0"
status_of 1 'role prov_reader: 0 of 0 connections are used' 'a role without connections'
sql "ALTER ROLE prov_reader CONNECTION LIMIT -1"

# --- held, failing, another run ---
for uid in anna dora; do
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$uid"
done | change_ldap
people u1 u2 u3 u4 | change_ldap
fails 120 'a run that is stopped' ldapsync
digest=$(sql 'SELECT digest FROM prov.sync_plan ORDER BY at DESC LIMIT 1')
status_of 1 'source company: the last run ended with 120' 'held'
output_has "$(printf %.12s "$digest")" 'with the plan that waits'
same_in_json held
is "$(json_of sources.0.plan)/$(json_of sources.0.state)" "$digest/held" 'by its digest'
sql "UPDATE prov.job_lock SET owner = 'other/boot/pid:[1]/1/1', run = md5('another')::uuid, expires = now() + interval '1 hour'"
run prov status
output_has 'lease held'
sql "UPDATE prov.job_lock SET expires = now() - interval '1 hour'"
run prov status
output_has 'lease over'
sql 'UPDATE prov.job_lock SET owner = NULL, run = NULL'
stop_slapd
fails 105 'no directory' ldapsync
status_of 1 'source company: the last run ended with 105' 'a directory that is down is a warning at first'
source_is "context = \"acme\"; password_file = \"$TMP/nowhere\";"
fails 1 'a password that is not there' ldapsync
status_of 2 'source company: the last run ended with 1' 'what needs somebody is critical at once'

# --- a source that is in the database alone, and the reverse ---
set_config "ldap: { uri = \"$LDAP_URI\"; }; source: { other: { base = \"dc=example,dc=com\"; context = \"acme\"; }; };"
status_of 1 'source company: the database knows it, and prov.conf does not' 'a source that is not configured any more'
output_has 'source other: it never ran'
same_in_json 'sources on one side'
is "$(json_of sources.1.source)/$(json_of sources.1.state)" 'company/not configured' 'is listed'

# --- a licence ---
set_config "licence: { file = \"$TMP/nowhere.ldif\"; };"
status_of 2 'licence: ' 'a licence that cannot be read'

# --- a schema of another version; DR13: another encoding; a standby is one of failover.t's kind ---
set_config
sql "UPDATE prov.schema_version SET version = 9999 WHERE version = (SELECT max(version) FROM prov.schema_version)"
status_of 2 'database: its schema is version 9999, newer than' 'a schema from the future'
output_has 'hint: upgrade the programs'
same_in_json 'a schema from the future'
sql "DELETE FROM prov.schema_version WHERE version = 9999"
status_of 2 'older than' 'a schema of yesterday'
output_has 'hint: run "prov provdb migrate"'
psql -X -q -d postgres -c "CREATE DATABASE ${DATABASE}_latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'" || bail 'no database'
sed "s/dbname=[^ \"]*/dbname=${DATABASE}_latin/" "$PROV_CONFIG" >"$TMP/latin.conf"
PROV_CONFIG=$TMP/latin.conf status_of 2 'database: its encoding is LATIN1, it has to be UTF8' 'DR13: another encoding'
output_has 'database: it is not set up'
psql -X -q -d postgres -c "DROP DATABASE ${DATABASE}_latin" || bail 'the database stays'

# --- a server that is not there, refuses, or does not answer ---
sed "s/dbname=[^ \"]*/dbname=not_there/" "$PROV_CONFIG" >"$TMP/gone.conf"
PROV_CONFIG=$TMP/gone.conf status_of 2 'database: the database does not exist' 'no such database'
sed "s/user=prov/user=nobody_known/" "$PROV_CONFIG" >"$TMP/refused.conf"
PROV_CONFIG=$TMP/refused.conf status_of 2 'database: the database refused the login' 'a login that is refused'
sed "s|host=[^ \"]*|host=$TMP/nowhere|" "$PROV_CONFIG" >"$TMP/down.conf"
PROV_CONFIG=$TMP/down.conf status_of 2 'database: the database cannot be reached' 'a server that is down'
PROV_CONFIG=$TMP/down.conf same_in_json 'a server that is down'
mkdir "$TMP/silent"
perl "$ROOT/tests/tool/fakepg.pl" "$TMP/silent" R Z '?' '?' '?' >"$TMP/silent/log" 2>&1 &
fake=$!
must_see 'the silent server' test -S "$TMP/silent/.s.PGSQL.5432"
{ sed "s|host=[^ \"]*|host=$TMP/silent|" "$PROV_CONFIG"; echo 'status: { timeout = 1; };'; } >"$TMP/silent.conf"
PROV_CONFIG=$TMP/silent.conf status_of 2 'did not answer in 1 seconds' 'a server that does not answer'
output_has 'hint: the limit is status.timeout in prov.conf'
kill "$fake"
done_testing
