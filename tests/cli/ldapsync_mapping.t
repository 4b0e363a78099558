#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: whoever corrects the mapping, or a setting that makes a row, gets the correction in the next run
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
{
	person Anna 'employeeType: Boss'
	person bert 'employeeType: Clerk'
	person carl
	person dora
} | change_ldap
printf 'dn: cn=team,ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\nobjectClass: extensibleObject\n%s\n\n' \
	'cn: team
description: team@example.com
member: uid=carl,ou=people,dc=example,dc=com' | change_ldap
mapping() {	# USER GROUP [TOP LINES]
	source_is "context = \"acme\"; user: { $1 }; group: { $2 };" "${3-}"
}
# nothing_left TEST: another run is silent, and writes no row.
nothing_left() {
	row_versions >"$TMP/before"
	silent "$1: nothing is left to do" ldapsync
	row_versions >"$TMP/after"
	is "$(cmp "$TMP/before" "$TMP/after" 2>&1)" '' "$1: and no row is written"
	is "$(sql 'SELECT count(*) FROM prov.stage_user')" 0 "$1: nothing is staged"
}
logged() {
	sql "SELECT count(*) FROM prov.change_log"
}

mapping 'title = "${employeeType}";' 'display_name = "${description}";'
ok 'a run' ldapsync
is "$(field "attrs->>'title', attrs->>'position'" Anna)" 'Boss|' 'the wrong field'
nothing_left 'a run'

# --- the same values in another field ---
mapping 'position = "${employeeType}";' 'display_name = "${description}";'
save_tables
ok 'SR2: a dry run' ldapsync --dry-run --json
is "$(json action name | sort)" 'change|Anna
change|bert' 'SR2: shows who changes, and nobody else'
same_tables 'and changes nothing'
log=$(logged)
ok 'SR2: a corrected field of users' ldapsync
output_has '2 changed'
is "$(field "attrs->>'title', attrs->>'position'" Anna)" 'Boss|Boss' 'SR2: is filled; the other is left to the operator'
is "$(logged)" $((log + 2)) 'SR2: the change log has those who changed'
nothing_left 'SR2: a corrected field of users'
mapping 'position = "${employeeType}";' 'mail = "${description}";'
ok 'SR2: a corrected field of groups' ldapsync
output_has '1 groups changed'
is "$(sql "SELECT display_name, mail FROM prov.groups WHERE name = 'team'")" 'team|team@example.com' 'SR2: is filled'
nothing_left 'SR2: a corrected field of groups'

# --- another expression, the same values ---
mapping 'position = "${employeeType:-}";' 'mail = "${description}";'
log=$(logged)
silent 'SR2: a mapping that changes no value: nothing is said' ldapsync
is "$(logged)" "$log" 'SR2: nor logged'
nothing_left 'SR2: a mapping that changes no value'

# --- settings that make a row ---
mapping 'position = "${employeeType}"; language = "${preferredLanguage}";' 'mail = "${description}";' \
	'names: { user_lower = true; };'
ok 'SR2: names in lower case' ldapsync
output_has '1 renamed'
is "$(field login anna)" anna 'SR2: are in lower case'
nothing_left 'SR2: names in lower case'
lower='names: { user_lower = true; };'
mapping 'position = "${employeeType}"; language = "${preferredLanguage}";' 'mail = "${description}";' \
	"$lower user: { language = \"fr_FR\"; };"
ok 'SR2: another default' ldapsync
output_has '4 changed'
is "$(field language carl)" fr_FR 'SR2: is the one of those who say nothing'
nothing_left 'SR2: another default'
mapping 'position = "${employeeType}"; language = "${preferredLanguage}";' 'mail = "${description}";' \
	"$lower user: { language = \"fr_FR\"; }; access: { default = \"all\"; };"
silent 'SR2: another default that nobody has who is there' ldapsync
nothing_left 'SR2: another default that nobody has'
mapping 'position = "${employeeType}"; language = "${preferredLanguage}";' 'mail = "${description}";' \
	"$lower user: { language = \"fr_FR\"; }; names: { user = \"[a-c]\"; user_lower = true; };"
sed -i "s/^names: { user_lower = true; }; user:/user:/" "$PROV_CONFIG"
status_is 123 'SR2: names that are not allowed any more' ldapsync
is "$(grep -c '^ldapsync: rejected user' "$TMP/err")" 4 'SR2: are rejected, and named'
database_is_sound
done_testing
