#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: the smallest thing fails: a value that cannot be used is left out, and the rest of the entry is taken
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
left_out() {	# what the last run told: UID: reason
	sed -n 's/^ldapsync: warning: user "uid=\([^,]*\),ou=people,dc=example,dc=com": left out: /\1: /p' "$TMP/err" |
		LC_ALL=C sort
}
stored() {
	sql "SELECT concat_ws(' ', name, field, context) FROM prov.sync_left_out ORDER BY name, field"
}
versions() {
	row_versions
	sql "SELECT entry, field, xmin, ctid FROM prov.sync_left_out ORDER BY 1, 2"
}
mapping='user: { quota = "${roomNumber}"; birthday = "${employeeNumber}"; language = "${preferredLanguage}";
	timezone = "${carLicense}"; access = "${departmentNumber}"; note = "${description}"; password = "${street}";
	aliases = "${mail} ${l}"; enabled = "${employeeType}"; };'
source_is "context = \"acme\"; $mapping"

# --- new users: an account without the value ---
{
	person quota 'roomNumber: 5 GB'
	person birthday 'employeeNumber: 31.12.1999'
	person language 'preferredLanguage: german'
	person zone 'carLicense: Nowhere/Land'
	person access 'departmentNumber: gold'
	person rights 'departmentNumber: gold
departmentNumber: webmail'
	person note 'description:: QQBC'
	person pass 'street: geheim'
	person alias 'l: two@@example.com
l: fine@example.com'
	person mail 'mail: nobody
l: other@example.com'
	person state 'employeeType: perhaps'
	person good 'roomNumber: 77'
} | change_ldap
status_is 0 'SR9: values that cannot be used, in a first run' ldapsync --json
is "$(json created rejected left_out status)" '12|0|11|0' 'SR9: all have an account, each value counts'
left_out >"$TMP/told"
is "$(wc -l <"$TMP/told")" 10 'ten are told'
stderr_has 'warning: and 1 more values that are left out'
sql "SELECT name || ': ' || why FROM prov.sync_left_out ORDER BY name COLLATE \"C\"" >"$TMP/stored"
cat >"$TMP/wanted" <<'END'
access: user.access = ${departmentNumber}: "gold": No such access combination name "gold"
alias: user.aliases = ${mail} ${l}: "two@@example.com" is not a mail address: it has characters in its domain that no domain has
birthday: user.birthday = ${employeeNumber}: "31.12.1999": Wrong dateformat, use "yyyy-MM-dd"
language: user.language = ${preferredLanguage}: "german": Language must contain an underscore, e.g. en_US.
mail: user.mail = ${mail}: "nobody" is not a mail address: it has no @
note: user.note = ${description}: "A?B" has a NUL byte
pass: user.password = ${street}: the password is not a ready hash
quota: user.quota = ${roomNumber}: "5 GB" is not a whole number
rights: user.access = ${departmentNumber}: "gold": No such access combination name "gold"
state: user.enabled = ${employeeType}: "perhaps" is neither true nor false
zone: user.timezone = ${carLicense}: "Nowhere/Land": "Nowhere/Land" is not the name of a time zone
END
is "$(cat "$TMP/stored")" "$(cat "$TMP/wanted")" 'SR9: with rule, value and reason'
is "$(grep -vxF -f "$TMP/stored" "$TMP/told")" '' 'and so they were told'
is "$(users 1 | sed -n '/^alias /p; /^mail /p; /^quota /p; /^state /p')" \
	'alias alias@example.com alias@example.com,fine@example.com +
mail - other@example.com +
quota quota@example.com quota@example.com +
state state@example.com state@example.com off' 'a bad alias costs the alias; who may be disabled is'
is "$(field quota quota)|$(field quota good)" '|77' 'the others have their values'
is "$(field modules access)" 0 'nobody gets rights by a name that is not known'
is "$(field "modules <> 0 AND modules & ~$(field modules good)::bigint = 0" rights)" t \
	'but those that are'
database_is_sound

# --- told once, counted always, nothing written ---
versions >"$TMP/before"
silent 'SR9: nothing is said again' ldapsync
versions >"$TMP/after"
ok 'no row is written' cmp "$TMP/before" "$TMP/after"
status_is 0 'the numbers' ldapsync --json
is "$(json users_read left_out)" '12|11' 'SR9: of a run in which nothing changed'
status_is 0 'a dry run' ldapsync -n --json
is "$(json action)" '' 'has nothing to say either'

# --- known users: what is stored stays ---
sql "UPDATE prov.users SET enabled = true"
{
	person full 'roomNumber: 9
employeeNumber: 1999-12-31
preferredLanguage: en_US
carLicense: Europe/Berlin
departmentNumber: webmail
description: hello
street: {CRYPT}$6$abcdefgh$QOIQWwQ3C1qm4S8yOe5TnMfQUbSOj6gHHG8HQBOCrQpAqjJgmQLOyyKVaqTxvOrdZkqM6WxjlZUAo/U1XyXtF.
l: second@example.com
employeeType: yes'
} | change_ldap
ok 'one with all values' ldapsync
all="quota, attrs->>'birthday', language, timezone, modules, attrs->>'note', password, mail, source_enabled"
before=$(field "$all" full)
is "$(printf %s "$before" | cut -d'|' -f1-4)" '9|1999-12-31|en_US|Europe/Berlin' 'has them'
modify full 'replace: roomNumber
roomNumber: 5 GB
-
replace: employeeNumber
employeeNumber: tomorrow
-
replace: preferredLanguage
preferredLanguage: german
-
replace: carLicense
carLicense: Nowhere/Land
-
replace: departmentNumber
departmentNumber: gold
-
replace: description
description:: QQBC
-
replace: street
street: geheim
-
replace: mail
mail: nobody
-
replace: l
l: second@@example.com
l: third@example.com
-
replace: employeeType
employeeType: perhaps
-
replace: givenName
givenName: Changed'
status_is 0 'none of them can be used any more' ldapsync --json
is "$(json changed left_out status)" '1|21|0' 'SR9: the entry is taken'
is "$(field "$all" full)" "$before" 'SR9: each field keeps what is stored'
is "$(field 'given_name, aliases' full)" 'Changed|{full@example.com,third@example.com}' 'SR9: the rest changes'
stderr_lacks geheim 'a password is never shown'
is "$(sql "SELECT count(*) FROM prov.sync_left_out WHERE why LIKE '%geheim%'")" 0 'nor stored'
silent 'said once' ldapsync
database_is_sound

# --- a change of the value is told, and one that can be used is taken ---
modify full 'replace: roomNumber
roomNumber: 6 GB'
status_is 0 'another value that cannot be used' ldapsync
is "$(left_out)" 'full: user.quota = ${roomNumber}: "6 GB" is not a whole number' 'SR9: only that is told'
is "$(cat "$TMP/out")" '' 'nothing else happens'
silent 'once' ldapsync
modify full 'replace: roomNumber
roomNumber: 6'
ok 'one that can be used' ldapsync
is "$(field quota full)" 6 'SR9: is taken'
is "$(stored | grep -c '^full quota')" 0 'and no longer counted'
is "$(left_out)" '' 'the others are not told again'
modify full 'delete: departmentNumber'
ok 'no access combination' ldapsync
is "$(field modules full)" "$(field modules good)" 'is the default'

# --- a combination that becomes known, a setting: the next run takes the value ---
is "$(field modules access)" 0 'until then it has none'
modify access 'replace: departmentNumber
departmentNumber: webmail'
ok 'a combination that is known' ldapsync
is "$(field "modules > 0" access)" t 'is granted'

# --- missing, and back ---
printf 'dn: uid=zone,ou=people,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
ok 'one is gone' ldapsync
is "$(stored | grep -c '^zone')" 0 'what it left out does not count any more'

# --- the lock comes first (SR8), whatever is wrong ---
person late 'employeeType: yes' | change_ldap
ok 'one more' ldapsync
modify late 'replace: employeeType
employeeType: no
-
replace: roomNumber
roomNumber: 5 GB
-
replace: mail
mail: nobody
-
replace: uid
uid: late
uid: b c'
status_is 0 'SR8: disabled, with values that cannot be used' ldapsync
is "$(field 'source_enabled, mail' late)" 'f|late@example.com' 'SR8: the user is disabled'

# --- what is required rejects: no name, no context ---
source_is 'user: { context = "${o}"; };'
modify good 'add: o
o: nowhere'
person anna 'o: acme' | change_ldap
status_is 123 'no context, or one that is not there' ldapsync
is "$(grep -c '^ldapsync: rejected user' "$TMP/err")" 13 'is rejected'
is "$(field source_enabled anna)" t 'the others are not'
done_testing
