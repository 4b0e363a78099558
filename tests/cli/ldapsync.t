#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what a run does with users who come, change, go and return, and what it prints
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company

# --- options and configuration ---
fails 1 'no such source' ldapsync --source other
stderr_has company
fails 111 'words are not taken' ldapsync company

# --- first run ---
{
	person anna 'cn: Anna Berg
givenName: Anna
sn: Berg
mail: anna@example.com
mail: a.berg@example.com
mail: Anna.Berg@Example.com'
	person bert 'displayName:: QsOpcnQg8J+Yig=='
	person cleo 'mail:'
	person Dora
} | change_ldap
group staff anna bert | change_ldap
ok 'a first run' ldapsync
is "$(cat "$TMP/out")" \
	'company: 4 users read, 1 groups read, 4 created, 1 groups created, 2 members added; groups created: staff' \
	'one line says what was done'
is "$(wc -c <"$TMP/err")" 0 'standard error is empty'
prints 'anna anna@example.com anna@example.com,a.berg@example.com,Anna.Berg@Example.com +
bert bert@example.com bert@example.com +
cleo - +
Dora Dora@example.com Dora@example.com +' 'names, addresses in their order' users 1
is "$(field display_name bert)" 'Bért 😊' 'any text'
is "$(field "given_name || '|' || sur_name || '|' || display_name" anna)" 'Anna|Berg|Anna Berg' 'names'
is "$(field login Dora)" dora 'the login name is in lower case'
is "$(sql "SELECT string_agg(address, ' ' ORDER BY address) FROM prov.address WHERE owner = 3")" \
	'a.berg@example.com anna.berg@example.com anna@example.com' 'addresses are claimed in lower case'
is "$(sql 'SELECT string_agg(name, $$ $$ ORDER BY uid) FROM prov.users WHERE uid >= 3')" \
	'anna bert cleo Dora' 'ids in the order of names'
is "$(field modules anna)" "$(createuser -c 1 -u local -d Local -g Lo -s Cal -p secret \
	-e local@example.com >/dev/null; field modules local)" 'module access is the default'
is "$(field password anna)" '' 'no password'
is "$(groups 1)" 'staff anna,bert' 'a group'
is "$(sql "SELECT count(*) FROM prov.change_log WHERE program = 'ldapsync' AND action = 'create'
	AND who <> ''")" 5 'every new object is in the change log'
is "$(sql "SELECT name, read_users, read_groups, members_ignored FROM prov.source_state")" \
	'company|4|1|0' 'the run is noted'
database_is_sound

# --- nothing to do ---
row_versions >"$TMP/before"
silent 'a second run is silent' ldapsync
row_versions >"$TMP/after"
ok 'and writes nothing' cmp "$TMP/before" "$TMP/after"
ok 'JSON is always printed' ldapsync --json
valid 'as tests/data/json/sync.json says' sync "$TMP/out"
is "$(json source users_read created)" 'company|4|0' 'and is JSON'

# --- dry run ---
change_ldap <<'END'
dn: uid=anna,ou=people,dc=example,dc=com
changetype: modrdn
newrdn: uid=anna.berg
deleteoldrdn: 1

dn: uid=bert,ou=people,dc=example,dc=com
changetype: modify
replace: mail
mail: robert@example.com
mail: bert@example.com

dn: uid=Dora,ou=people,dc=example,dc=com
changetype: delete

dn: cn=staff,ou=groups,dc=example,dc=com
changetype: modify
add: member
member: uid=cleo,ou=people,dc=example,dc=com
END
person emil | change_ldap
save_tables
ok 'a dry run' ldapsync --dry-run --json
same_tables 'changes nothing'
cp "$TMP/out" "$TMP/plan.json"
valid 'as tests/data/json/plan.json says' plan "$TMP/out"
ok 'again' ldapsync -n --json
is "$(cat "$TMP/out")" "$(cat "$TMP/plan.json")" 'prints the same'
json action kind context name what | grep -v '^warn' >"$TMP/plan"
is "$(cat "$TMP/plan")" 'rename|user|1|anna.berg|dn: "uid=anna,ou=people,dc=example,dc=com" -> "uid=anna.berg,ou=people,dc=example,dc=com", name: "anna" -> "anna.berg"
change|user|1|bert|aliases: ["bert@example.com"] -> ["robert@example.com", "bert@example.com"], mail: "bert@example.com" -> "robert@example.com"
disable|user|1|Dora|gone
create|user|1|emil|aliases: ["emil@example.com"], display_name: "emil", language: "en_US", mail: "emil@example.com", sur_name: "emil", timezone: "Europe/Berlin"
change|group|1|staff|members added: 1
pending|member||staff|neither a user nor a group has this DN' 'one line for each object'
ok 'as a table' ldapsync --dry-run
output_has 'uid=anna.berg,ou=people,dc=example,dc=com'
ok 'as CSV' ldapsync --dry-run --csv
is "$(head -1 "$TMP/out")" 'action,kind,context,name,dn,what' 'with a line of names'

# --- and what the run then does ---
last=$(sql 'SELECT max(seq) FROM prov.change_log')
uid=$(field uid anna)
ok 'the run' ldapsync
output_has '1 created, 2 changed, 1 renamed, 1 disabled, 1 members added, 1 members ignored'
sql "SELECT action, kind, coalesce(after->>'name', before->>'name') FROM prov.change_log
	WHERE seq > $last ORDER BY kind DESC, id" >"$TMP/log"
is "$(cat "$TMP/log")" 'change|user|anna.berg
change|user|
disable|user|Dora
create|user|emil
change|group|' 'does what the dry run said'

is "$(field uid anna.berg)" "$uid" 'a rename keeps the id'
prints 'anna.berg anna@example.com anna@example.com,a.berg@example.com,Anna.Berg@Example.com +
bert robert@example.com robert@example.com,bert@example.com +
cleo - +
Dora Dora@example.com Dora@example.com off
emil emil@example.com emil@example.com +' 'users' users 1
is "$(groups 1)" 'staff anna.berg,bert,cleo' 'SR36: who was renamed, and is listed by the old name, stays a member for this run'
database_is_sound
ok 'the next run' ldapsync
is "$(groups 1)" 'staff bert,cleo' 'and no longer'
silent 'and nothing is left to do' ldapsync

# --- values that go, entries that move, order of addresses ---
change_ldap <<'END'
dn: ou=berlin,ou=people,dc=example,dc=com
objectClass: organizationalUnit
ou: berlin

dn: uid=anna.berg,ou=people,dc=example,dc=com
changetype: modify
delete: givenName
-
delete: mail

dn: uid=bert,ou=people,dc=example,dc=com
changetype: modify
delete: displayName
-
replace: mail
mail: bert@example.com
mail: robert@example.com

dn: uid=emil,ou=people,dc=example,dc=com
changetype: modrdn
newrdn: uid=emil
deleteoldrdn: 1
newsuperior: ou=berlin,ou=people,dc=example,dc=com
END
ok 'the run' ldapsync
is "$(cut -d ';' -f 1 "$TMP/out")" 'company: 4 users read, 1 groups read, 3 changed, 1 members ignored' 'three changes'
is "$(users 1 | sed 2q)" 'anna.berg - +
bert bert@example.com bert@example.com,robert@example.com +' 'addresses cleared, and in the new order'
is "$(field "coalesce(given_name, 'NULL') || '|' || display_name" anna.berg)" 'NULL|Anna Berg' 'name cleared'
is "$(field display_name bert)" bert 'the display name falls back'
is "$(field source_dn emil)" 'uid=emil,ou=berlin,ou=people,dc=example,dc=com' 'a move changes the DN'
is "$(sql "SELECT before, after FROM prov.change_log l JOIN prov.users u ON u.cid = l.cid AND u.uid = l.id
	WHERE u.name = 'emil' ORDER BY seq DESC LIMIT 1")" '{"dn": "uid=emil,ou=people,dc=example,dc=com"}|{"dn": "uid=emil,ou=berlin,ou=people,dc=example,dc=com"}' 'and nothing else'
is "$(sql "SELECT before->>'mail', after ? 'mail', after->>'mail' FROM prov.change_log
	WHERE id = $uid ORDER BY seq DESC LIMIT 1")" 'anna@example.com|t|' 'before and after are in the change log'
database_is_sound

# --- gone: disabled at once, deleted after the grace, if so configured ---
is "$(field 'missing_since IS NOT NULL, source_enabled, enabled' Dora)" 't|f|t' 'Dora is missing'
fails 103 'and keeps the address' createuser -c 1 -u x -d X -g X -s X -p secret -e dora@example.com
source_is 'context = "acme"; purge = true; grace_runs = 0;'
sql "UPDATE prov.users SET missing_since = now() - interval '29 days 23 hours' WHERE name = 'Dora'"
silent 'shortly before the grace is over' ldapsync
sql "UPDATE prov.users SET missing_since = now() - interval '30 days 1 minute' WHERE name = 'Dora'"
dora=$(field uid Dora)
ok 'a plan' ldapsync --dry-run --json
is "$(json action name | grep -v '^pending')" 'delete|Dora' 'to delete'
ok 'after the grace' ldapsync
output_has '1 deleted'
is "$(field uid Dora)" '' 'the user is deleted'
is "$(sql "SELECT count(*) FROM prov.address WHERE owner = $dora")" 0 'the addresses are given back'
is "$(sql "SELECT heir FROM prov.handover WHERE uid = $dora")" 2 'the admin gets what was shared'
is "$(sql "SELECT action, before->>'name' FROM prov.change_log WHERE id = $dora ORDER BY seq DESC LIMIT 1")" \
	'delete|Dora' 'it is in the change log'
database_is_sound

# --- and back in time ---
ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b ou=people,dc=example,dc=com \
	'(uid=cleo)' '*' entryUUID >"$TMP/cleo.ldif"
cleo=$(field uid cleo)
delete() {
	for name in "$@"; do
		printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$name"
	done
}
delete cleo | change_ldap
ok 'cleo goes' ldapsync
is "$(groups 1)" 'staff bert' 'and leaves the group'
fails 103 'the name is not free' createuser -c 1 -u cleo -d X -g X -s X -p secret -e x@example.com
# as it was, with its key: slapd takes that only with the relax control
ldapadd -x -e '!relax' -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret <"$TMP/cleo.ldif" >"$TMP/add.log" 2>&1 ||
	bail "$(cat "$TMP/add.log")"
ok 'a plan' ldapsync --dry-run --json
is "$(json action name what | grep -v '^pending')" 'enable|cleo|enabled: false -> true
change|staff|members added: 1' 'to enable'
ok 'cleo is back' ldapsync
output_has '1 changed, 1 enabled, 1 members added'
is "$(field "uid, source_enabled, missing_since IS NULL" cleo)" "$cleo|t|t" 'the same user as before'
database_is_sound

# --- grace of none, and for ever ---
source_is 'context = "acme"; purge = true; grace = 0; grace_runs = 0;'
delete cleo | change_ldap
ok 'disabled first, even so' ldapsync
output_has '1 disabled'
ok 'then deleted' ldapsync
output_has '1 deleted'
source_is 'context = "acme"; purge = true; grace = -1; grace_runs = 0;'
next_day
delete bert | change_ldap
ok 'disabled' ldapsync
sql "UPDATE prov.users SET missing_since = now() - interval '20 years' WHERE name = 'bert'"
silent 'and never deleted' ldapsync
is "$(users 1)" 'anna.berg - +
bert bert@example.com bert@example.com,robert@example.com off
emil emil@example.com emil@example.com +' 'who is there'
database_is_sound

# --- metrics, several sources, output that cannot be written ---
source_is 'context = "acme"; purge = true; grace_runs = 0;' "sync: { metrics_file = \"$TMP/metrics.prom\"; };"
ok 'with metrics, and the usual grace' ldapsync
output_has '1 deleted'
is "$(grep -c '^prov_sync_.*{source="company"}' "$TMP/metrics.prom")" \
	"$(grep '^# TYPE' "$TMP/metrics.prom" | grep -cv limit_used)" \
	'each number has its type'
is "$(grep '^prov_sync_users_read' "$TMP/metrics.prom")" 'prov_sync_users_read{source="company"} 2' 'users'
is "$(grep '^prov_sync_deleted' "$TMP/metrics.prom")" 'prov_sync_deleted{source="company"} 1' 'deleted'
is "$(grep '^prov_sync_success' "$TMP/metrics.prom")" 'prov_sync_success{source="company"} 1' 'success'
source_is 'context = "acme"; base = "ou=nowhere,dc=example,dc=com";' "sync: { metrics_file = \"$TMP/metrics.prom\"; };"
fails 121 'a run that fails' ldapsync
is "$(grep '^prov_sync_success' "$TMP/metrics.prom")" 'prov_sync_success{source="company"} 0' 'no success'
source_is 'context = "acme"; }; second: { base = "ou=berlin,ou=people,dc=example,dc=com"; context = "1"; groups = false;'
fails 1 'which one?' ldapsync
stderr_has second
recovered 'one of two' ldapsync --source company
status_is 123 'the other: it finds a name that belongs to the first' ldapsync --source second
stderr_has "the name \"emil\" belongs to user $(field uid emil)"
source_is 'context = "acme";'
fails 1 'a full disk' sh -c 'exec ldapsync --json >/dev/full'
fails 1 'a full disk and a plan' sh -c 'exec ldapsync --dry-run --json >/dev/full'
database_is_sound
done_testing
