#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SR39: the first dry run shows values, totals and limits; a wrong configuration is one error; adoption is a plan
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
people anna bert carl | change_ldap
person dora 'mail: anna@example.com' | change_ldap
save_tables
fails 123 'a first dry run' ldapsync -n
same_tables 'changes nothing'
output_has 'mail: "anna@example.com"' 'SR39: it shows the values of the mapping'
stderr_has 'company would be: 4 users read, 0 groups read, 3 created, 1 rejected' 'SR39: and totals'
cp "$TMP/out" "$TMP/first"
ldapsync -n >"$TMP/out" 2>"$TMP/err"
is "$(cmp "$TMP/first" "$TMP/out" && echo same)" same 'twice is the same'
source_is 'context = "acne";'
fails 1 'SR39: a misspelt context' ldapsync -n
is "$(cat "$TMP/err")" 'ldapsync: error: source.company.context: there is no context "acne"
ldapsync: hint: did you mean "acme"?' 'SR39: is one error'

# --- how near the limits are, in the plan and in the record ---
source_is 'context = "acme";' "sync: { remind = 0; metrics_file = \"$TMP/metrics.prom\"; };"
status_is 123 'a run' ldapsync
printf 'dn: uid=carl,ou=people,dc=example,dc=com\nchangetype: delete\n' | change_ldap
fails 123 'one is missing' ldapsync -n
stderr_has 'limit missing: 1 of 3, 1 may' 'SR39: how near the limit is'
status_is 123 'and is disabled' ldapsync
is "$(sql "SELECT limits FROM prov.sync_run WHERE source = 'company' ORDER BY seq DESC LIMIT 1")" \
	'{"missing": {"n": 1, "of": 3, "used": 100}}' 'SR38: the record knows how near it was'
is "$(sed -n 's/^prov_sync_limit_used_percent{source="company",kind="missing"} //p' "$TMP/metrics.prom")" 100 \
	'SR38: and so do the metrics'

# --- adoption ---
createuser -c 1 -u emil -d Emil -g E -s M -p secret -e emil@example.com >"$TMP/log" 2>&1 || bail "$(cat "$TMP/log")"
person emil 'sn: New' | change_ldap
source_is 'context = "acme"; adopt = "name";'
fails 123 'adoption, dry' ldapsync -n --csv
output_has '"adopt","user","1","emil"' 'who would be adopted'
output_has 'sur_name: ' 'and what would change'
is "$(field source emil)" '' 'nobody was'
status_is 123 'adoption' ldapsync
is "$(field source emil)" company 'as planned'

# --- SR27: without a login, said once ---
sql "UPDATE prov.users SET source = NULL, source_key = NULL"
sql "DELETE FROM prov.source_state"
set_config "ldap: { uri = \"$LDAP_URI\"; }; source: { company: { base = \"ou=people,dc=example,dc=com\"; context = \"acme\"; }; };"
ldapsync -n >"$TMP/out" 2>"$TMP/err"
stderr_has 'has no bind_dn: the directory is read without a login' 'SR27: the first run says so'
done_testing
