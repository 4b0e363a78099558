#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: the values of a directory keep the same rules as those that are typed (docs/rules.md E4)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
b64() {	# TEXT with \xNN, as LDIF wants it
	# shellcheck disable=SC2059 # the text is the format
	printf "$1" | base64 -w 0
}
nbsp='\302\240' zwsp='\342\200\213' rlo='\342\200\256' nfd='u\314\210'
rejected() {	# UID TEXT NAME
	if grep -F "uid=$1,ou=people" "$TMP/err" | grep -qF -e "$2"; then
		pass "$3"
	else
		flunk "$3" && show_output
	fi
}
{
	person plain 'mail: plain@example.com'
	person line "displayName:: $(b64 "  An${zwsp}na$nbsp$nbsp B${rlo}erg ")"
	person hidden "displayName:: $(b64 "$zwsp$nbsp")
givenName: Hid
sn: Den"
	person nfd "displayName:: $(b64 "J${nfd}rgen")
givenName:: $(b64 "J${nfd}rgen")
description:: $(b64 "Ger${nfd}st")
mail:
roomNumber:: $(b64 "j${nfd}rgen@example.com")"
	person stray "mail:
roomNumber:: $(b64 "stray@example.com$nbsp")"
	person persian "displayName:: $(b64 '\331\205\333\214\342\200\214\330\256')"
	person plus 'mail: a+b@example.com'
	person idn 'mail:
roomNumber: idn@müller.example'
} | change_ldap
mapping='note = "${description}"; mail = "${roomNumber:-${mail}}"; aliases = "${mail} ${street}";'
source_is "context = \"acme\"; user: { $mapping };"
ok 'values that are taken' ldapsync
is "$(field display_name line)" 'Anna Berg' 'DR4: what cannot be seen falls away, blanks are single'
is "$(field display_name hidden)" 'Hid Den' 'DR4: a display name with nothing in it is none'
is "$(field "concat_ws(' ', display_name, given_name, attrs->>'note', mail, aliases::text)" nfd)" \
	'Jürgen Jürgen Gerüst jürgen@example.com {jürgen@example.com}' 'DR3: all of it in NFC'
is "$(field "encode(convert_to(display_name, 'UTF8'), 'hex')" persian)" d985db8ce2808cd8ae 'DR4: Persian keeps its joiner'
is "$(field mail stray)" stray@example.com 'DR2: a blank at the end of an address falls away'
is "$(field mail plus)" a+b@example.com 'DR19: the directory decides on its primary addresses'
silent 'nothing is left to do' ldapsync
change_ldap <<END
dn: uid=nfd,ou=people,dc=example,dc=com
changetype: modify
replace: displayName
displayName: Jürgen
-
replace: roomNumber
roomNumber: jürgen@example.com
END
silent 'DR3: the same names in NFC are no change' ldapsync

# What would be another name or address to a machine, and none to people.
{
	person name "mail: n@example.com"
	entry 'cn=zw,ou=people,dc=example,dc=com' "x" 'mail: zw@example.com' | sed "s/^uid: x/uid:: $(b64 "z${zwsp}w")/"
	entry 'cn=dash,ou=people,dc=example,dc=com' '--help' 'mail: d@example.com'
	entry 'cn=dots,ou=people,dc=example,dc=com' '..' 'mail: dd@example.com'
	person inner "mail:
roomNumber:: $(b64 "in${zwsp}ner@example.com")"
	person hyphen 'mail: h@acme-.example'
	person star 'mail: s@example.com
street: *@example.com'
	person zone 'carLicense: Nowhere/Land'
	printf 'dn: cn=dashes,ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\ncn: -dashes\nmember: cn=x\n\n' |
		sed 's/^dn: cn=dashes/dn: cn=-dashes/'
} | change_ldap
source_is "context = \"acme\"; user: { $mapping timezone = \"\${carLicense}\"; };"
status_is 123 'values that are not' ldapsync
stderr_has 'has an invisible character U+200B' 'DR2: in a user name'
stderr_has 'Invalid user name: "--help" begins with a hyphen' 'DR4: a user like an option'
stderr_has 'Invalid user name: ".." is the name of a folder' 'DR4: a user like a folder'
stderr_has 'Invalid group name: "-dashes" begins with a hyphen' 'DR4: a group like an option'
rejected inner '"in<U+200B>ner@example.com" is not a mail address: it has an invisible character U+200B' 'DR2: in an address'
rejected hyphen 'begins or ends with a hyphen in its domain' 'DR7: a domain'
rejected star '"*@example.com" is not a mail address: it has a * in the place of a name' 'DR6: a catch-all'
rejected zone '"Nowhere/Land" is not the name of a time zone' 'DR12: a time zone'
is "$(field mail name)" n@example.com 'the others are taken'
ok 'DR19: provdb check lists what mail servers cut' provdb check --csv
output_has '"primary address ""a+b@example.com"" is cut by mail servers' 'DR19: the address'
output_has '"its entry in the directory of source company, then ldapsync"' 'DR19: and who can mend it'
change_ldap <<'END'
dn: uid=plus,ou=people,dc=example,dc=com
changetype: modify
replace: mail
mail: plus@example.com
END
status_is 123 'DR19: mended there' ldapsync

# --- what was left out of somebody is forgotten with it ---
left_out() {
	sql 'SELECT count(*) FROM prov.sync_left_out WHERE context = 1'
}
person zoe 'carLicense: Nowhere/Land' | change_ldap
status_is 123 'one more with a bad time zone' ldapsync
before=$(left_out)
printf 'dn: uid=zoe,ou=people,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
ok 'who is deleted here, and there before a run looks at the entry again' deleteuser -c 1 -u zoe
is "$(left_out)" "$((before - 1))" 'SR9: its values are not counted for ever'
status_is 123 'the next run' ldapsync --json
is "$(json left_out)" "$((before - 1))" 'SR9: nor in a run'
database_is_sound
new_context 7 gone
person last 'carLicense: Nowhere/Land' | change_ldap
set_config "ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
source: { other: { base = \"$LDAP_BASE\"; context = \"gone\"; user_filter = \"(uid=last)\"; groups = false;
	user: { timezone = \"\${carLicense}\"; }; }; };"
ok 'another source with such a value' ldapsync
ok 'its context is deleted' deletecontext -c 7
is "$(sql 'SELECT count(*) FROM prov.sync_left_out WHERE context = 7')" 0 'SR9: and what was left out there'
done_testing
