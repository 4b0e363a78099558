#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: who is disabled in the directory is disabled, whatever else is wrong with the entry
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
new_context 2 beta
lock() {	# UID [LINES]
	modify "$1" "replace: employeeType
employeeType: inactive
${2-}"
}
enabled() {	# NAME [CID]
	field source_enabled "$1" "${2-}"
}
logged() {	# NAME: what the last line of the change log says about that user
	sql "SELECT action, before, after FROM prov.change_log WHERE kind = 'user' AND id = $(field uid "$1")
		AND cid = 1 ORDER BY seq DESC LIMIT 1"
}
mapping='user: { enabled = "${employeeType=inactive:+false}"; quota = "${roomNumber}"; context = "${o}";
	name = "${description:-${uid}}"; };'
for uid in anna bert carl dora emil free; do
	person "$uid" 'o: acme'
done | change_ldap
group team anna bert | change_ldap
source_is "groups = true; $mapping"
status_is 0 'users' ldapsync
save_tables

# locked NAME WHY: the user is locked by an entry that is rejected, once
locked() {
	status_is 123 "SR8: $2: a dry run" ldapsync --dry-run --json
	is "$(json action dn | sed -n "s/|uid=$1,.*//p" | sort | paste -sd , -)" disable,reject "SR8: $2: shows both"
	status_is 123 "SR8: $2" ldapsync
	output_has '1 disabled'
	stderr_has "rejected user \"uid=$1,"
	is "$(enabled "$1")" f "SR8: $2: the user is disabled"
	is "$(logged "$1")" 'change|{"enabled": true}|{"enabled": false}' "SR8: $2: and that is in the change log"
	status_is 123 "SR8: $2: again" ldapsync
	output_lacks disabled "SR8: $2: nothing is left to do"
	is "$(field mail "$1")" "$1@example.com" 'nothing else of it changes'
	database_is_sound
}
lock anna '-
add: description
description: an na'
locked anna 'a name that is none'
lock bert '-
replace: mail
mail: nobody
-
add: roomNumber
roomNumber: 5 GB
-
delete: o'
locked bert 'values that cannot be used, and no context'
lock carl '-
replace: mail
mail: free@example.com'
status_is 123 'the address of somebody else' ldapsync
is "$(field 'source_enabled, mail' carl)" 'f|carl@example.com' 'SR8: the address of somebody else: the user is disabled'
lock dora '-
delete: o'
locked dora 'no context'
printf 'dn: uid=emil,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: employeeType\nemployeeType: inactive\n\n' |
	change_ldap
modify emil 'add: description
description: free'
locked emil 'the name of somebody else'

# --- nobody is enabled by an entry that cannot be taken ---
modify anna 'delete: employeeType'
status_is 123 'SR8: enabled again, but still wrong' ldapsync
is "$(enabled anna)" f 'it stays disabled'
modify anna 'delete: description'
status_is 123 'it can be taken again' ldapsync
is "$(enabled anna)" t 'and is enabled'
output_has '1 changed'

# --- whoever locks says so once: it can be taken again, and says what it said before ---
modify bert 'replace: mail
mail: bert@example.com
-
add: o
o: acme
-
delete: roomNumber
-
delete: employeeType'
status_is 123 'as before it was locked' ldapsync
is "$(enabled bert)" t 'SR8: is noticed'

# --- "enabled" that cannot be computed changes nothing ---
source_is 'groups = true; user: { enabled = "${employeeType}"; quota = "${roomNumber}"; context = "acme"; };'
modify anna 'add: employeeType
employeeType: perhaps'
status_is 0 'not known whether it is disabled' ldapsync
is "$(enabled anna)" t 'it stays enabled'
stderr_has '"perhaps"'

# --- an entry that moves to another context and is rejected there ---
source_is "groups = true; $mapping"
modify anna 'delete: employeeType'
status_is 123 'all as it was' ldapsync
createuser -c 2 -u anna -d Anna -g An -s Na -p secret -e anna@beta.example >"$TMP/create.log" 2>&1 || bail createuser
lock anna '-
replace: o
o: beta'
next_day
status_is 123 'a move to where its name is taken, and disabled' ldapsync
is "$(enabled anna 1)" f 'SR8: it is disabled where it is'
is "$(field 'source_enabled, source' anna 2)" 't|' 'not the one that has its name there'
status_is 123 'again' ldapsync
output_lacks disabled 'nothing is left to do'

# --- the operator's own switch, and users of others, stay ---
is "$(sql "SELECT count(*) FROM prov.users WHERE source IS NULL AND NOT source_enabled")" 0 'local users are not touched'
is "$(sql 'SELECT count(*) FROM prov.users WHERE NOT enabled')" 0 'nor what the operator says'
database_is_sound
done_testing
