#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: how much is read in a first run does not depend on statistics that happen to be there
# long: it counts rows
. "$TESTLIB/testlib.sh"
unset SQL_SOCKET	# what a session has read is counted when it ends
. "$TESTLIB/sync.sh"

tree >"$TMP/many.ldif"
awk 'BEGIN { for (i = 1; i <= 12000; i++) {
	printf "dn: uid=u%05d,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: u%05d\n", i, i
	printf "cn: u\nsn: u\nmail: u%05d@example.com\n\n", (i > 9000 && i % 500 == 7 ? i - 1 : i)
} }' >>"$TMP/many.ldif"
start_slapd -l "$TMP/many.ldif"
use_database
new_context 1 acme
source_is 'context = "acme";'
# as autovacuum does a minute after createcontext
sql 'ANALYZE'

# What is read says nothing of rows that are compared with each other in memory. The server's log does.
for setting in "session_preload_libraries = 'auto_explain'" 'auto_explain.log_min_duration = 0' \
	'auto_explain.log_analyze = on' 'auto_explain.log_timing = off'; do
	sql "LOAD 'auto_explain'; ALTER DATABASE \"$DATABASE\" SET $setting" || bail 'there is no auto_explain'
done
# compares NAME LIMIT: no statement of the last run compared more pairs of rows that do not belong together.
compares() {
	run=$(sql "SELECT run FROM prov.job_lock WHERE name = 'ldapsync company'")
	most=$(awk -v run="$run" '/^[^\t]/ { mine = 0 } index($0, run) { mine = 1 }
		mine && /Rows Removed by Join Filter:/ && $NF > most { most = $NF }
		mine { any = 1 } END { print any ? most + 0 : "no plan" }' "$PGHOST/log")
	is "$((most <= $2))" 1 "SR42: $1: pairs of rows that were compared in vain ($most)"
}
sql 'SELECT pg_stat_reset()' >/dev/null
status_is 123 'a first run with six conflicts, with statistics of tables that are nearly empty' ldapsync
output_has '11994 created'
gone() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DATABASE' AND application_name = 'ldapsync'")" = 0 ]
}
must_see 'the run has ended, and so have its statistics' gone
compares 'a first run' $((12000 * 10))
for table in stage_user users stage_diff address; do
	rows=$(sql "SELECT coalesce(seq_tup_read, 0) FROM pg_stat_user_tables WHERE relname = '$table'")
	is "$((rows <= 12000 * 60))" 1 "SR42: $table: rows are read some times each, not once for each other row ($rows)"
done

# --- who was written while the directory was read is not read again ---
new_context 2 second
ok 'a context with many login names' changecontext -c 2 -L one.example,two.example,three.example
source_is 'context = "second"; groups = false; user_filter = "(&(objectClass=inetOrgPerson)(!(uid=*7)))";'
sed 's/company:/second:/' "$PROV_CONFIG" >"$TMP/second.conf"
first=$PROV_CONFIG
PROV_CONFIG=$TMP/second.conf
sql 'SELECT pg_stat_reset()' >/dev/null
ok 'a first run without conflicts' ldapsync
output_has '10800 created'
must_see 'it has ended, too' gone
# Of users all may be passed once: the planner finds by it who was there before.
for table in users change_log; do
	rows=$(sql "SELECT coalesce(idx_tup_fetch, 0) + greatest(coalesce(seq_tup_read, 0) - n_live, 0) FROM pg_stat_user_tables,
		LATERAL (SELECT CASE relname WHEN 'users' THEN (SELECT count(*) FROM prov.users) ELSE 0 END AS n_live) all_users
		WHERE relname = '$table'")
	is "$((rows < 10800))" 1 "$table: not once for each new user ($rows)"
done
is "$(sql "SELECT next_uid - (SELECT max(uid) FROM prov.users u WHERE u.cid = c.cid), change_seq - (SELECT max(seq)
	FROM prov.change_log l WHERE l.cid = c.cid) FROM prov.context c ORDER BY cid")" "1|0
1|0" 'the counters are where the last user is'

# --- everybody changes, and the statistics know of nobody ---
PROV_CONFIG=$first
source_is 'context = "acme"; user: { title = "all of them"; };'
status_is 123 'a mapping that gives everybody a title' ldapsync
output_has '11994 changed'
must_see 'that run has ended' gone
compares 'a run in which everybody changes' $((12000 * 10))
source_is 'context = "acme"; user: { title = "all of ${none:-them}"; };'
status_is 123 'by which nobody changes' ldapsync
output_lacks 'changed'
must_see 'that one as well' gone
compares 'a run in which nobody changes' $((12000 * 10))

# --- provdb check, with the same statistics ---
sql 'SELECT pg_stat_reset()' >/dev/null
database_is_sound
checked() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DATABASE' AND application_name = 'provdb'")" = 0 ]
}
must_see 'the check has ended' checked
for table in users address; do
	rows=$(sql "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables
		WHERE relname = '$table'")
	is "$((rows < 24000 * 60))" 1 "$table: provdb check reads rows some times each ($rows)"
done
done_testing
