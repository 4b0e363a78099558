#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run that reads only what changed looks at the rows of what changed, not at all users
# long: it counts rows
. "$TESTLIB/testlib.sh"
unset SQL_SOCKET	# what a session has read is counted when it ends
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

count=3000
start_crowd $count '""'
stop_slapd
printf 'overlay syncprov\nsyncprov-sessionlog 100\n' >>"$SLAPD/slapd.conf"
start_slapd_again
source_is 'context = "acme"; mode = "incremental"; groups = false;'

has_index() {
	sql "SELECT to_regclass('prov.users_key') IS NOT NULL"
}
looked_at() {	# how many rows of users have been looked at by all sessions that are over
	must_see 'nobody is connected any more' sessions 0 true
	sql "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables
		WHERE relid = 'prov.users'::regclass"
}
# cheap NAME [MOST]: a run that looks at few users.
cheap() {
	before=$(looked_at)
	ok "$1" ldapsync
	is "$(sql "SELECT counts ->> 'mode' FROM prov.sync_run ORDER BY seq DESC LIMIT 1")" incremental "$1: what changed was read"
	rows=$(($(looked_at) - before))
	if [ "$rows" -le "${2-100}" ]; then pass "$1: few users are looked at"; else flunk "$1: few users are looked at" "$rows"; fi
}

ok 'a first run' ldapsync
is "$(has_index)" f 'pays for no index that it does not need'
ok 'one that reads what changed' ldapsync
is "$(has_index)" t 'makes it'
cheap 'nothing changed'
modify u00007 'replace: sn
sn: Other'
cheap 'a value'
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'u00007'")" Other 'and it is there'
{ person new1; person new2; } | change_ldap
cheap 'two who are new'
is "$(sql "SELECT count(*) FROM prov.users WHERE login LIKE 'new%'")" 2 'and they are there'

# --- what is forbidden to the planner is dear to it, which must not make it compile the statement ---
compiled_after() {	# FILE: how many parts of a plan are compiled after that statement
	{
		echo 'BEGIN;'
		cat "$ROOT/sql/query/sync/$1.sql"
		echo '; PREPARE q (text) AS'
		cat "$ROOT/sql/query/sync/cookie.sql"
		echo "; EXPLAIN (ANALYZE) EXECUTE q ('company'); ROLLBACK"
	} | sql_session | grep -c '^JIT'
}
is "$(compiled_after known_order)" 0 'nothing is compiled for a run of a moment'

# --- who goes: the share of them is that of all, who are counted ---
printf 'dn: uid=new1,ou=people,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
cheap 'one who goes' $((count + 200))
is "$(sql "SELECT missing_since IS NOT NULL FROM prov.users WHERE login = 'new1'")" t 'and is gone'
is "$(sql "SELECT limits -> 'missing' ->> 'of' FROM prov.sync_run ORDER BY seq DESC LIMIT 1")" "$((count + 2))" 'of all'

# --- another one is writing when the index is to be made: then a later run makes it ---
sql 'DROP INDEX prov.users_key'
hold 'LOCK TABLE prov.users IN ROW EXCLUSIVE MODE'
ok 'somebody is writing' ldapsync
is "$(has_index)" f 'nobody is waited for'
release
ok 'the next run' ldapsync
is "$(has_index)" t 'makes it'
done_testing
