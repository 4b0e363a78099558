#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: how much is read in a first run does not depend on statistics that happen to be there
. "$TESTLIB/testlib.sh"
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
sql 'SELECT pg_stat_reset()' >/dev/null
status_is 123 'a first run with six conflicts, with statistics of tables that are nearly empty' ldapsync
output_has '11994 created'
gone() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DATABASE' AND application_name = 'ldapsync'")" = 0 ]
}
must_see 'the run has ended, and so have its statistics' gone
for table in stage_user users stage_diff address; do
	rows=$(sql "SELECT coalesce(seq_tup_read, 0) FROM pg_stat_user_tables WHERE relname = '$table'")
	is "$((rows <= 12000 * 60))" 1 "SR42: $table: rows are read some times each, not once for each other row ($rows)"
done

# --- who was written while the directory was read is not read again ---
new_context 2 second
ok 'a context with many login names' changecontext -c 2 -L one.example,two.example,three.example
source_is 'context = "second"; groups = false; user_filter = "(&(objectClass=inetOrgPerson)(!(uid=*7)))";'
sed 's/company:/second:/' "$PROV_CONFIG" >"$TMP/second.conf"
PROV_CONFIG=$TMP/second.conf
sql 'SELECT pg_stat_reset()' >/dev/null
ok 'a first run without conflicts' ldapsync
output_has '10800 created'
must_see 'it has ended, too' gone
for table in users change_log; do
	rows=$(sql "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables
		WHERE relname = '$table'")
	is "$((rows < 10800))" 1 "$table: not once for each new user ($rows)"
done
is "$(sql "SELECT next_uid - (SELECT max(uid) FROM prov.users u WHERE u.cid = c.cid), change_seq - (SELECT max(seq)
	FROM prov.change_log l WHERE l.cid = c.cid) FROM prov.context c ORDER BY cid")" "1|0
1|0" 'the counters are where the last user is'
database_is_sound
done_testing
