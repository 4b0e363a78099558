#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SR39: the first dry run shows values, totals and limits; a wrong configuration is one error; adoption is a plan
# long: other files run the same code under sanitizers
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

# --- more of them than a handful stop, until the list was looked at ---
of_local="FROM prov.users WHERE source IS NULL AND uid <> 2"
for i in 1 2 3 4 5 6 7; do
	createuser -c 1 -u "loc$i" -d "Local $i" -g E -s M -p secret -e "loc$i@example.com" >"$TMP/log" 2>&1 ||
		bail "$(cat "$TMP/log")"
	[ "$i" = 7 ] || person "loc$i" 'sn: New' | change_ldap
done
next_day
fails 120 'six local users would be taken over' ldapsync
stderr_has '6 of 7 local users (85%) would be taken over; nothing was changed' 'SR39: that is a limit of its own'
stderr_has 'The limit of a run is 5: 5 percent (limits.adopted), or 5'
is "$(grep -c 'would take over user "uid=loc.*sur_name: "M" -> "New"' "$TMP/err")" 6 'SR39: who, and what would be another value'
is "$(sql "SELECT count(*) $of_local")" 7 'SR39: nobody was'
fails 120 'the plan' ldapsync -n
stderr_has 'limit adopted: 6 of 7, 5 may' 'SR39: how near the limit is'
is "$(grep -c '^adopt ' "$TMP/out")" 6 'SR39: who would be adopted'
digest=$(digest_in "$TMP/err")
sql "UPDATE prov.users SET uid = 77 WHERE name = 'loc1'; UPDATE prov.address SET owner = 77 WHERE owner =
	(SELECT min(owner) FROM prov.address WHERE address = 'loc1@example.com');
	UPDATE prov.context SET next_uid = 78 WHERE cid = 1"
fails 120 'SR39: another user of that name is no part of it' ldapsync --accept "$digest"
stderr_has '1 that would be taken away is no part of the plan that was accepted'
digest=$(digest_in "$TMP/err")
status_is 123 'SR39: what is accepted is carried out' ldapsync --accept "$digest"
output_has '6 changed, 6 adopted'
is "$(sql "SELECT string_agg(name, ' ') $of_local")" loc7 'all of it'
database_is_sound
source_is 'context = "acme"; adopt = "name"; limits: { adopted = 100; };'
sql "UPDATE prov.users SET source = NULL WHERE name LIKE 'loc%'"
status_is 123 'SR39: or the limit is another one' ldapsync
output_has '6 adopted'

# --- rejects by reason: a mapping that does not fit ---
source_is 'context = "acme"; user: { name = "${nosuch}"; };'
fails 123 'SR39: a mapping without values' ldapsync -n
is "$(grep -c '^reject ' "$TMP/out")" 2 'SR39: the table has two of a reason'
stderr_has '10 users rejected: user.name = ${nosuch}: no value' 'SR39: and how many there are'
stderr_has '2 of each reason are in the list; all: ldapsync -n -s company --csv'
fails 123 'as that says' ldapsync -n -s company --csv
is "$(grep -c '^"reject"' "$TMP/out")" 10 'SR39: has them all'
source_is 'user: { context = "${uid}"; };'
fails 123 'SR39: contexts that are not there' ldapsync -n
stderr_has '10 users rejected: there is no context "..."' 'SR39: names in it do not make another reason'
is "$(grep -c ' rejected: ' "$TMP/err")" 1 'SR39: it is one'

# --- SR27: without a login, said once ---
sql "UPDATE prov.users SET source = NULL, source_key = NULL"
sql "DELETE FROM prov.source_state"
set_config "ldap: { uri = \"$LDAP_URI\"; }; source: { company: { base = \"ou=people,dc=example,dc=com\"; context = \"acme\"; }; };"
ldapsync -n >"$TMP/out" 2>"$TMP/err"
stderr_has 'has no bind_dn: the directory is read without a login' 'SR27: the first run says so'
done_testing
