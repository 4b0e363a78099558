#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: entries that cannot be taken, where entries go, module access, passwords
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company -c 'access to attrs=entryUUID dn.base="uid=keyless,ou=people,dc=example,dc=com" by * none
access to * by * read'
reader() {	# source_is, as somebody who is not the manager
	source_is "bind_dn = \"uid=reader,dc=example,dc=com\"; $1"
}
reject_lines() {
	sed -n 's/^ldapsync: rejected user "\(cn\|uid\)=\([^,]*\),.*dc=example,dc=com": /\2: /p' "$TMP/err" |
		LC_ALL=C sort
}

# --- entries that cannot be taken ---
entry uid=reader,dc=example,dc=com reader 'userPassword: secret
mail:' | change_ldap
{
	person good
	person 'b%c'
	entry 'cn=blank,ou=people,dc=example,dc=com' 'a b' 'mail: blank@example.com'
	person 'ümlaut' 'mail: u@example.com'
	person nomail 'mail: nobody'
	person twodots 'mail: a..b@example.com'
	person noat 'mail: fine@example.com
mail: bad'
	entry 'cn=long,ou=people,dc=example,dc=com' "$(printf '%0300d' 0)" 'mail: long@example.com'
	person control 'displayName:: QQFC'
	person nul 'description:: QQBC'
	person lines 'displayName:: QQpC'
	person givenlong "givenName: $(printf '%070000d' 0)"
	person language 'preferredLanguage: german'
	person birthday 'employeeNumber: 31.12.1999'
	person zone 'carLicense: /etc/passwd'
	person quota 'departmentNumber: -5'
	person number 'departmentNumber: 1e3'
	person many 'departmentNumber: 99999999999999999999'
	printf 'dn: cn=noname,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\ncn: noname\nsn: x\n\n'
} | change_ldap
mapping='note = "${description}"; birthday = "${employeeNumber}"; language = "${preferredLanguage}";
	timezone = "${carLicense}"; quota = "${departmentNumber}";'
source_is "context = \"acme\"; user: { $mapping };"
status_is 123 'bad entries' ldapsync
is "$(reject_lines)" 'blank: Illegal chars: " "
long: the name is longer than 255 bytes
noname: user.name = ${uid}: no value
ümlaut: Illegal chars: "ü"' 'those without a name that can be used are rejected'
sql "SELECT name || ': ' || why FROM prov.sync_left_out ORDER BY name COLLATE \"C\"" >"$TMP/left_out"
cat >"$TMP/wanted" <<'END'
birthday: user.birthday = ${employeeNumber}: "31.12.1999": Wrong dateformat, use "yyyy-MM-dd"
control: user.display_name = ${displayName:-${cn}}: "A?B" has a control character
givenlong: user.given_name = ${givenName}: "000000000000000000000000000000000000000000000000000000000000...": givenname is longer than 65536 bytes
language: user.language = ${preferredLanguage}: "german": Language must contain an underscore, e.g. en_US.
many: user.quota = ${departmentNumber}: "99999999999999999999" is not a whole number
noat: user.aliases = ${mail} ${mailAlternateAddress} ${mailAlias}: "bad" is not a mail address: it has no @
nomail: user.mail = ${mail}: "nobody" is not a mail address: it has no @
nul: user.note = ${description}: "A?B" has a NUL byte
number: user.quota = ${departmentNumber}: "1e3" is not a whole number
quota: user.quota = ${departmentNumber}: "-5": Illegal value '-5' for option -q/--quota: a number
twodots: user.mail = ${mail}: "a..b@example.com" is not a mail address: it has two dots in a row before the @
zone: user.timezone = ${carLicense}: "/etc/passwd": "/etc/passwd" is not the name of a time zone
END
is "$(cat "$TMP/left_out")" "$(cat "$TMP/wanted")" 'SR9: values are left out, each with its rule'
is "$(sql "SELECT string_agg(name, ' ' ORDER BY uid) FROM prov.users WHERE source IS NOT NULL")" \
	'reader good b%c nomail twodots noat control nul lines givenlong language birthday zone quota number many' \
	'all others are there, in the order of the directory'
is "$(field display_name lines)" 'A B' 'SR24: a line end in a name becomes a blank'
database_is_sound

delete_person() {
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$1" | change_ldap
}
cut -d: -f1 "$TMP/left_out" | while read -r uid; do
	delete_person "$uid"
	sql "DELETE FROM prov.address a USING prov.users u WHERE a.cid = u.cid AND a.owner = u.uid AND u.name = '$uid';
		DELETE FROM prov.users WHERE name = '$uid'"
done
count_users

# they are present: an entry that turns bad takes nobody away
change_ldap <<'END'
dn: uid=good,ou=people,dc=example,dc=com
changetype: modify
replace: mail
mail: not an address
-
add: description
description: not a name
END
source_is "context = \"acme\"; user: { name = \"\${description=not a name:-\${uid}}\"; };"
status_is 123 'an entry turns bad' ldapsync
is "$(field 'mail, source_enabled, missing_since' good)" 'good@example.com|t|' 'the user is as it was'

# --- one address, written in two ways; names in lower case ---
person Idn 'mail: info@xn--bcher-kva.example
description: info@bücher.example
description: other@bücher.example' | change_ldap
source_is 'context = "acme"; user_filter = "(|(uid=idn)(uid=good)(uid=reader)(uid=b%c))";
	user: { aliases = "${mail} ${description}"; };' 'names: { user_lower = true; };'
status_is 0 'an address in two forms' ldapsync
stderr_lacks 'uid=Idn'
is "$(field "aliases" idn)" '{info@xn--bcher-kva.example,other@bücher.example}' 'is there once'
is "$(sql "SELECT string_agg(address, ' ' ORDER BY address) FROM prov.address
	WHERE owner = $(field uid idn)")" 'info@xn--bcher-kva.example other@xn--bcher-kva.example' 'as it is searched'
is "$(sql "SELECT count(*) FROM prov.users WHERE name = 'Idn'")" 0 'names.user_lower counts here, too'
database_is_sound
delete_person Idn
status_is 0 'gone' ldapsync
sql "DELETE FROM prov.address WHERE address LIKE '%xn--%'; DELETE FROM prov.users WHERE name = 'idn'"

# --- an entry that hides its key could be anybody ---
person keyless | change_ldap
reader "context = \"acme\"; user: { $mapping };"
status_is 123 'with nobody missing it is only rejected' ldapsync
stderr_has 'keyless,ou=people,dc=example,dc=com": the entry shows no key (entryUUID)'
delete_person 'b%c'
fails 120 'with somebody missing it stops the run' ldapsync
stderr_has '1 users are missing, but 1 entries show no key'
is "$(field source_enabled 'b%c')" t 'nobody is disabled'
fails 120 'SR33: not even --accept goes on' accepting_all
stderr_has '--accept does not help here'
is "$(field source_enabled 'b%c')" t 'SR33: nobody is disabled'
fails 120 'SR33: a dry run with --accept shows it' ldapsync -n
output_has 'the entry shows no key' 'SR33: and which entry it is'
delete_person keyless
status_is 123 'without it the run goes on' ldapsync
is "$(field source_enabled 'b%c')" f 'disabled'
database_is_sound
sql "DELETE FROM prov.address WHERE owner > 2; DELETE FROM prov.users WHERE uid > 2"
count_users
ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b ou=people,dc=example,dc=com \
	-o ldif_wrap=no '(objectClass=inetOrgPerson)' 1.1 | sed -n 's/^dn/dn/p' | while read -r line; do
	printf '%s\nchangetype: delete\n\n' "$line"
done | change_ldap

# --- contexts by attribute: name, id, login mapping, any case ---
new_context 2 beta
new_context 2147483647 last
{
	person c1 'l: acme'
	person c2 'l: BETA'
	person c3 'l: 2'
	person c4 'l: 2147483647'
	person c5 'l: nowhere'
	person c6
	person c7 'l:: YcOmCg=='
	person shared 'l: acme'
	entry cn=shared,ou=people,dc=example,dc=com shared 'l: beta'
} | change_ldap
source_is 'base = "ou=people,dc=example,dc=com"; user: { context = "${l}"; };'
status_is 123 'contexts by attribute' ldapsync
is "$(reject_lines | sed 's/"aæ?"/"..."/')" 'c5: there is no context "nowhere"
c6: user.context = ${l}: no value
c7: user.context = ${l}: "..." has a control character U+000A' 'those without are rejected'
is "$(sql "SELECT string_agg(cid || ':' || uid || ':' || name, ' ' ORDER BY cid, name) FROM prov.users
	WHERE source IS NOT NULL")" '1:20:c1 1:21:shared 2:3:c2 2:4:c3 2:5:shared 2147483647:3:c4' \
	'everybody where they belong, with ids of their own'
database_is_sound
status_is 123 'again' ldapsync
is "$(wc -c <"$TMP/out")" 0 'nothing to do'

# --- from one context to another: a new user there, the old one is missing ---
change_ldap <<'END'
dn: uid=c1,ou=people,dc=example,dc=com
changetype: modify
replace: l
l: beta
END
status_is 123 'an entry moves' ldapsync
output_has '1 created, 1 disabled'
is "$(sql "SELECT string_agg(cid || ':' || uid || ':' || source_enabled, ' ' ORDER BY cid) FROM prov.users
	WHERE name = 'c1'")" '1:20:false 2:6:true' 'a user in each'
database_is_sound
status_is 123 'the grace is waited for' ldapsync
change_ldap <<'END'
dn: uid=c1,ou=people,dc=example,dc=com
changetype: modify
replace: l
l: acme
END
status_is 123 'and back' ldapsync
is "$(sql "SELECT string_agg(cid || ':' || uid || ':' || source_enabled, ' ' ORDER BY cid) FROM prov.users
	WHERE name = 'c1'")" '1:20:true 2:6:false' 'the same user as before'
database_is_sound
# a move that is not possible takes nobody away
createuser -c 2147483647 -u c1 -d X -g X -s X -p secret -e c1@last.example >/dev/null 2>&1 || bail createuser
change_ldap <<'END'
dn: uid=c1,ou=people,dc=example,dc=com
changetype: modify
replace: l
l: last
END
status_is 123 'a move to where the name is taken' ldapsync
stderr_has 'the name "c1" belongs to user 4'
is "$(sql "SELECT source_enabled FROM prov.users WHERE cid = 1 AND name = 'c1'")" t 'the user stays'
database_is_sound

# --- all of a context goes ---
next_day
sql "UPDATE prov.users SET missing_since = NULL, source_enabled = true"
count_users
change_ldap <<'END'
dn: uid=c4,ou=people,dc=example,dc=com
changetype: delete

dn: uid=c1,ou=people,dc=example,dc=com
changetype: delete
END
status_is 123 'the last one of a context' ldapsync
is "$(sql 'SELECT source_enabled FROM prov.users WHERE cid = 2147483647 AND uid = 3')" f 'is disabled'
sql "UPDATE prov.users SET missing_since = now() - interval '31 days' WHERE missing_since IS NOT NULL"
source_is 'base = "ou=people,dc=example,dc=com"; purge = true; grace_runs = 0; user: { context = "${l}"; };'
status_is 123 'after the grace' ldapsync
output_has '3 deleted'
is "$(sql 'SELECT count(*) FROM prov.users WHERE cid = 2147483647 AND source IS NOT NULL')" 0 'deleted'
database_is_sound

# --- contexts by subtree; a subtree in a subtree is its own ---
{
	unit ou=sub,ou=people,dc=example,dc=com
	entry uid=s1,ou=sub,ou=people,dc=example,dc=com s1
} | change_ldap
source_is 'contexts = ( { base = "ou=people,dc=example,dc=com"; context = "acme"; },
	{ base = "OU=Sub, ou=people,dc=example,dc=com"; context = "2"; } ); user_filter = "(|(uid=s1)(l=acme))";'
ok 'subtrees' released
is "$(sql "SELECT string_agg(cid || ':' || name, ' ' ORDER BY cid, name) FROM prov.users
	WHERE source IS NOT NULL AND source_enabled")" '1:shared 2:s1' 'each in its context'
change_ldap <<'END'
dn: uid=s1,ou=sub,ou=people,dc=example,dc=com
changetype: modrdn
newrdn: uid=s1
deleteoldrdn: 1
newsuperior: ou=people,dc=example,dc=com
END
ok 'an entry moves to the other subtree' ldapsync
is "$(sql "SELECT string_agg(cid || ':' || source_enabled, ' ' ORDER BY cid) FROM prov.users
	WHERE name = 's1'")" '1:true 2:false' 'and to the other context'
database_is_sound
source_is 'contexts = ( { base = "ou=people,dc=example,dc=com"; context = "acme"; },
	{ base = "ou=gone,dc=example,dc=com"; context = "2"; } );'
save_tables
fails 121 'a subtree that is not there' ldapsync
same_tables 'nothing was changed'

# --- module access: combinations, as the directory names them ---
source_is 'context = "beta"; base = "ou=access,dc=example,dc=com"; user: { access = "${employeeType}"; };'
{
	unit ou=access,dc=example,dc=com
	entry uid=pim,ou=access,dc=example,dc=com pim 'employeeType: pim'
	entry uid=two,ou=access,dc=example,dc=com two 'employeeType: webmail
employeeType: groupware_premium'
	entry uid=prem,ou=access,dc=example,dc=com prem 'employeeType: groupware_premium'
	entry uid=none,ou=access,dc=example,dc=com none
	entry uid=bad,ou=access,dc=example,dc=com bad 'employeeType: everything'
} | change_ldap
sql "UPDATE prov.source_state SET name = 'x'; UPDATE prov.users SET source = 'x' WHERE source = 'company'"
status_is 0 'access' ldapsync
stderr_has 'left out: user.access = ${employeeType}: "everything": No such access combination name "everything"'
is "$(field modules bad 2)" 0 'SR9: an unknown one grants nothing'
combination() {
	getaccesscombinationnameforuser -c 2 -u "$1" 2>&1 | tail -1
}
is "$(combination pim)/$(combination prem)/$(combination none)" 'pim/groupware_premium/webmail' 'combinations'
is "$(field modules two 2)" "$(sql "SELECT bit_or(modules) FROM prov.users
	WHERE cid = 2 AND name IN ('prem', 'none')")" 'of several, all'
printf 'dn: uid=pim,ou=access,dc=example,dc=com\nchangetype: modify\nreplace: employeeType\nemployeeType: webmail\n' |
	change_ldap
status_is 0 'less access' ldapsync
output_has '1 changed'
is "$(combination pim)" webmail 'is taken away'
ok 'the operator grants more' changeuser -c 2 -u pim --access-calendar on
status_is 0 'the next run' ldapsync
is "$(combination pim)" webmail 'access is mapped: it comes back'
source_is 'context = "beta"; base = "ou=access,dc=example,dc=com"; user_filter = "(&(uid=*)(!(uid=bad)))";' \
	'access: { default = "pim"; };'
ok 'access is not mapped any more' ldapsync
is "$(combination pim)/$(combination none)" 'webmail/webmail' 'it stays'
entry uid=later,ou=access,dc=example,dc=com later | change_ldap
ok 'a new one' ldapsync
is "$(combination later)" pim 'gets the default'

# --- passwords: only ready hashes, never in the log ---
source_is 'context = "beta"; base = "ou=access,dc=example,dc=com"; user: { password = "${userPassword}"; };'
password() {	# UID VALUE
	printf 'dn: uid=%s,ou=access,dc=example,dc=com\nchangetype: modify\nreplace: userPassword\nuserPassword: %s\n' \
		"$1" "$2" | change_ldap
}
hash() {	# N: in the form of SHA-512, and easy to find
	printf '$6$saltsalt$SECRETHASH%s%075d' "$1" 0
}
password pim "{crypt}$(hash 1)"
password two '{SSHA}SECRETHASH2abcdefghijklmnopq'
password none 'clear-text-SECRET3'
password later '{SASL}later@SECRET4'
last=$(sql 'SELECT max(seq) FROM prov.change_log WHERE cid = 2')
status_is 0 'passwords' ldapsync
is "$(sql "SELECT name || ' ' || why FROM prov.sync_left_out WHERE field = 'password' ORDER BY name")" \
	'later user.password = ${userPassword}: the password is not a ready hash
none user.password = ${userPassword}: the password is not a ready hash' 'what is no hash is left out'
is "$(sql "SELECT string_agg(name || password, ' ' ORDER BY name) FROM prov.users
	WHERE cid = 2 AND password IS NOT NULL AND uid <> 2")" \
	"pim{CRYPT}$(hash 1) two{SSHA}SECRETHASH2abcdefghijklmnopq" 'hashes are stored'
stderr_lacks SECRET
output_lacks SECRET
is "$(sql "SELECT count(*), sum(position('SECRET' IN change_log::text)) FROM prov.change_log
	WHERE cid = 2 AND seq > $last")" '3|0' 'not in the change log'
status_is 0 'a dry run' ldapsync -n --json
output_lacks SECRET
password pim "{CRYPT}$(hash 9)"
status_is 0 'a new password' ldapsync
is "$(field password pim 2)" "{CRYPT}$(hash 9)" 'is a change'
is "$(cat "$PGHOST/log" ${CITUS_NODES:+"$CITUS_NODES"/w?/log} | grep -c SECRET)" 0 'nor in the log of the server'
database_is_sound
done_testing
