#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what belongs to the directory and what to the operator; local users and their adoption
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
local_user() {	# NAME MAIL
	createuser -c 1 -u "$1" -d "Local $1" -g Lo -s Cal -p secret -e "$2" >"$TMP/create.log" 2>&1 ||
		bail "$(cat "$TMP/create.log")"
}
people anna bert | change_ldap
local_user local local@example.com
ok 'two users' ldapsync

# --- fields that are not mapped stay, those that are come back ---
ok 'the operator changes a user' changeuser -c 1 -u anna -x Sales -l fr_FR -t Europe/Paris -q 77 -g Operator \
	--access-calendar on -p new-password
password=$(field 'password, modules' anna)
ok 'the next run' ldapsync
is "$(field "attrs->>'department', language, timezone, quota" anna)" \
	'Sales|fr_FR|Europe/Paris|77' 'what is not mapped stays'
is "$(field "coalesce(given_name, 'NULL')" anna)" NULL 'what is mapped comes back'
is "$(field 'password, modules' anna)" "$password" 'so do password and module access'
silent 'nothing is left to do' ldapsync
ok 'the operator changes nothing that matters' changeuser -c 1 -u bert -x Support
ok 'the next run looks' ldapsync
is "$(field "attrs->>'department', given_name" bert)" 'Support|' 'and keeps it'
modify anna 'replace: sn
sn: Berg'
ok 'the directory changes another field' ldapsync
is "$(field "attrs->>'department', language, quota, sur_name" anna)" 'Sales|fr_FR|77|Berg' 'all is there'
ok 'the operator gives an address of his own' changeuser -c 1 -u anna -e anna@example.com \
	-a anna@example.com,extra@example.com
ok 'the next run' ldapsync
is "$(field aliases anna)" '{anna@example.com}' 'takes it away: aliases are mapped'
is "$(sql "SELECT count(*) FROM prov.address WHERE address = 'extra@example.com'")" 0 'and frees it'

# --- disabled by the operator ---
ok 'the operator disables a user' changeuser -c 1 -u bert --mailenabled false
ok 'the next run' ldapsync
is "$(field 'enabled, source_enabled' bert)" 'f|t' 'leaves it disabled'
modify bert 'replace: sn
sn: Ernst'
ok 'a change' ldapsync
is "$(field 'enabled, source_enabled' bert)" 'f|t' 'does not enable'
source_is 'context = "acme"; user: { enabled = "${employeeType=gone:+false}"; };'
modify anna 'add: employeeType
employeeType: gone'
modify bert 'add: employeeType
employeeType: gone'
ok 'the directory disables both' released
is "$(sql "SELECT string_agg(name || enabled || source_enabled, ' ' ORDER BY name) FROM prov.users
	WHERE source IS NOT NULL")" 'annatruefalse bertfalsefalse' 'without counting them as missing'
is "$(sql 'SELECT count(*) FROM prov.users WHERE missing_since IS NOT NULL')" 0 'they are there'
modify anna 'delete: employeeType'
modify bert 'delete: employeeType'
ok 'and enables both' released
is "$(sql "SELECT string_agg(name || enabled || source_enabled, ' ' ORDER BY name) FROM prov.users
	WHERE source IS NOT NULL")" 'annatruetrue bertfalsetrue' 'what the operator disabled stays so'
source_is 'context = "acme";'
database_is_sound

# --- addresses that the directory does not fill ---
source_is 'context = "acme"; user: { mail = ""; aliases = ""; };'
person carl | change_ldap
ok 'a source without addresses' ldapsync
is "$(users 1)" 'anna anna@example.com anna@example.com +
bert bert@example.com bert@example.com off
carl - +' 'old ones stay, new users have none'
ok 'the operator gives some' changeuser -c 1 -u carl -e Carl@Example.com -a Carl@Example.com,CC@example.com
modify carl 'replace: sn
sn: Carlson'
ok 'a change in the directory' ldapsync
is "$(field 'sur_name, mail, aliases' carl)" 'Carlson|Carl@Example.com|{Carl@Example.com,CC@example.com}' 'they stay'
is "$(sql "SELECT string_agg(address, ' ' ORDER BY address) FROM prov.address
	WHERE kind = 'u' AND owner = $(field uid carl)")" 'carl@example.com cc@example.com' 'as they are searched'
silent 'nothing is left to do' ldapsync
database_is_sound
source_is 'context = "acme"; user: { aliases = ""; };'
ok 'the primary address is mapped again' ldapsync
is "$(field 'mail, aliases' carl)" 'carl@example.com|{carl@example.com,CC@example.com}' 'other ones stay'
modify carl 'replace: mail
mail: cc@example.com'
ok 'the primary address changes' ldapsync
is "$(field 'mail, aliases' carl)" 'cc@example.com|{cc@example.com}' 'the old one goes, the new one is there once'
ok 'the operator adds one' changeuser -c 1 -u carl -e cc@example.com -a cc@example.com,c3@example.com
modify carl 'delete: mail'
ok 'no primary address any more' ldapsync
is "$(field 'mail, aliases' carl)" '|{c3@example.com}' 'the other one stays'
database_is_sound
source_is 'context = "acme"; user: { mail = ""; aliases = "${mail}"; };'
modify carl 'add: mail
mail: new@example.com
mail: c3@example.com'
ok 'only aliases are mapped' ldapsync
is "$(field 'mail, aliases' carl)" '|{new@example.com,c3@example.com}' 'the primary one is up to the operator'
ok 'the operator prefers the other' changeuser -c 1 -u carl -e c3@example.com -a new@example.com,c3@example.com
ok 'the next run' ldapsync
is "$(field 'mail' carl)" 'c3@example.com' 'keeps it'
modify carl 'delete: mail
mail: c3@example.com'
ok 'it goes in the directory' ldapsync
is "$(field 'mail, aliases' carl)" 'new@example.com|{new@example.com}' 'and here'
database_is_sound
source_is 'context = "acme";'
ok 'all mapped again' ldapsync

# --- local users ---
is "$(field "source IS NULL, mail, display_name, enabled" local)" 't|local@example.com|Local local|t' 'untouched'
createuser -c 1 -u zoe -d Zoe -g Zo -s E -p secret -e zoe@example.com -x Board >/dev/null 2>&1 || bail createuser
local_user ann ann@example.com
zoe=$(field 'uid, password' zoe)
{
	person Zoe 'mail: zoe@other.example
givenName: Zoé'
	entry 'cn=Ann Other,ou=people,dc=example,dc=com' ann.other 'mail: Ann@Example.com'
} | change_ldap
status_is 123 'not adopted' ldapsync
stderr_has 'the name "zoe" belongs to user'
stderr_has 'the mail address "ann@example.com" belongs to user'
source_is 'context = "acme"; adopt = "name";'
status_is 123 'a plan' ldapsync --dry-run --json
is "$(field "source IS NULL" zoe)" t 'the plan changes nothing'
status_is 123 'adopted by name' ldapsync
output_has '1 changed'
is "$(sql "SELECT uid, password FROM prov.users WHERE login = 'zoe'")" "$zoe" 'id and password stay'
is "$(field "source, given_name, mail, attrs->>'department'" Zoe)" 'company|Zoé|zoe@other.example|Board' 'mapped and other fields'
stderr_has 'rejected user "cn=Ann Other'
database_is_sound
source_is 'context = "acme"; adopt = "mail";'
ann=$(field uid ann)
entry 'cn=Ann Double,ou=people,dc=example,dc=com' ann.double 'mail: ANN@Example.com' | change_ldap
status_is 123 'adopted by address, which two have' ldapsync
stderr_has 'the mail address "ann@example.com"'
is "$(sql "SELECT count(*) FROM prov.users WHERE uid = $ann AND source = 'company'")" 1 'by one of them'
database_is_sound
person oxadmin 'mail: oxadmin@acme.example' | change_ldap
status_is 123 'nor the admin' ldapsync
is "$(sql 'SELECT source IS NULL FROM prov.users WHERE uid = 2')" t 'by anybody'
source_is 'context = "acme"; adopt = "name";'
status_is 123 'nor by name' ldapsync
is "$(sql 'SELECT source IS NULL FROM prov.users WHERE uid = 2')" t 'by anybody'
database_is_sound

# --- a user of one source is not adopted by another ---
source_is 'context = "acme"; }; second: { base = "dc=example,dc=com"; context = "acme"; adopt = "name"; groups = false;'
status_is 123 'another source' ldapsync --source second
is "$(sql "SELECT count(*) FROM prov.users WHERE source = 'second'")" 0 'gets nobody'
done_testing
