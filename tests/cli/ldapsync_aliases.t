#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a first run of people with aliases in a mail domain of their context compares each address with one login, not
# with all of them, also where no table has statistics
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

tree >"$TMP/many.ldif"
awk 'BEGIN { for (i = 1; i <= 3000; i++) {
	printf "dn: uid=u%05d,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: u%05d\ncn: u\nsn: u\n", i, i
	printf "mail: m%05d@example.com\nmail: %s@example.com\n\n", i, (i == 7 ? "u00009" : sprintf("x%05d", i))
} }' >>"$TMP/many.ldif"
start_slapd -l "$TMP/many.ldif"
use_database
for setting in "session_preload_libraries = 'auto_explain'" 'auto_explain.log_min_duration = 0' \
	'auto_explain.log_analyze = on' 'auto_explain.log_timing = off'; do
	sql "LOAD 'auto_explain'; ALTER DATABASE \"$DATABASE\" SET $setting" || bail 'there is no auto_explain'
done
new_context 1 acme
ok 'the domain of all addresses' changecontext -c 1 -L example.com
is "$(sql "SELECT count(*) FROM pg_stats WHERE schemaname = 'prov' AND tablename IN ('users', 'address')")" 0 'no statistics'
source_is 'context = "acme";'
ok 'a first run, in which an address is left out that another logs in with' ldapsync
output_has '3000 created, 1 left out'
run=$(sql "SELECT run FROM prov.job_lock WHERE name = 'ldapsync company'")
most=$(awk -v run="$run" '/^[^\t]/ { mine = 0 } index($0, run) { mine = any = 1 }
	mine && /Rows Removed by Join Filter:/ && $NF > most { most = $NF } END { print any ? most + 0 : "no plan" }' "$PGHOST/log")
is "$((most <= 30000))" 1 "SR42: pairs of rows that were compared in vain ($most)"
database_is_sound
done_testing
