#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what is special about users of UCS, played by slapd with its attributes
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company -g "include $DATA/ldap/ucs.schema"
ox() {	# NAME [LINES]
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nobjectClass: shadowAccount\n' "$1"
	printf 'objectClass: univentionObject\nobjectClass: oxUserObject\nuniventionObjectType: users/user\n'
	printf 'uid: %s\ncn: %s\nsn: %s\nmailPrimaryAddress: %s@example.com\noxContextIDNum: 1\n' "$1" "$1" "$1" "$1"
	case ${2-} in
	*isOxUser*) ;;
	*) printf 'isOxUser: OK\n' ;;
	esac
	printf '%s\n\n' "${2-}" | cat -s
}
modules() {	# NAME: in the words of a file of definitions
	sql "SELECT modules FROM prov.users WHERE cid = 1 AND login = '$1'"
}
change() {	# NAME LINES
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: modify\n%s\n\n' "$1" "$2" | change_ldap
}

# --- access profiles ---
{
	for profile in none webmail webmail_drive pim pim_drive groupware Premium; do
		ox "$profile" "oxAccess: $profile"
	done
	ox small 'isOxUser: ok'
	ox off 'isOxUser: Not'
	ox fremd 'oxLanguage: fr_FR
oxTimeZone: Europe/Paris'
} | change_ldap
source_is 'profile = "ucs";'
ok 'SR14: nothing is rejected' ldapsync
is "$(cat "$TMP/err")" '' 'SR14: and nothing is warned of'
is "$(modules none)" 0 'SR14: none means none'
bits() {	# BIT...
	sum=0
	for bit in "$@"; do
		sum=$((sum + (1 << bit)))
	done
	echo "$sum"
}
webmail='0 2 21 22 23'
pim="$webmail 1 17 3"
groupware="$pim 4 15 16"
# shellcheck disable=SC2086 # several bits
{
	is "$(modules webmail)" "$(bits $webmail)" 'SR14: webmail is that of UCS'
	is "$(modules webmail_drive)" "$(bits $webmail 4)" 'SR14: webmail_drive'
	is "$(modules pim)" "$(bits $pim)" 'SR14: pim'
	is "$(modules pim_drive)" "$(bits $pim 4)" 'SR14: pim_drive'
	is "$(modules groupware)" "$(bits $groupware)" 'SR14: groupware'
	is "$(modules premium)" "$(bits $groupware 10 11 9 8 26)" 'SR14: Premium, in any case of letters'
}
is "$(field source_enabled small)$(sql "SELECT count(*) FROM prov.users WHERE login = 'off'")" t0 'SR14: isOxUser in any case, too'
is "$(field language fremd) $(field timezone fremd)" 'fr_FR Europe/Paris' 'SR14: language and time zone'
silent 'SR14: the second run' ldapsync
printf 'webmail=webmail\n' >"$TMP/definitions"
chmod 644 "$TMP/definitions"
source_is 'profile = "ucs";' "access: { definitions = \"$TMP/definitions\"; };"
change webmail 'replace: sn
sn: Other'
ok 'definitions of the site' ldapsync
is "$(modules webmail)" 1 'SR14: go before those of UCS'
source_is 'profile = "ucs";'

# --- access profiles that are entries of the directory ---
access() {	# NAME RIGHT...
	printf 'dn: cn=%s,cn=accessprofiles,dc=example,dc=com\nobjectClass: oxAccessProfile\ncn: %s\ndisplayName: %s\n' \
		"$1" "$1" "$1"
	shift
	printf 'oxRight%s\n' "$@"
	echo
}
printf 'dn: cn=accessprofiles,dc=example,dc=com\nobjectClass: applicationProcess\ncn: accessprofiles\n\n' | change_ldap
{
	access Sales 'Webmail: TRUE' 'Contacts: TRUE' 'Activesync: TRUE' 'Calendar: FALSE'
	ox sally 'oxAccess: sales'
	ox nemo 'oxAccess: no such profile'
} | change_ldap
ok 'SR14: a profile of the operator' ldapsync
is "$(modules sally)" "$(bits 0 2 25)" 'SR14: has the rights of its entry, in any case of letters'
is "$(grep -c 'uid=sally' "$TMP/err")" 0 'and nothing is said of it'
stderr_has 'user "uid=nemo,ou=people,dc=example,dc=com": left out: user.access = ${oxAccess}: "no such profile"' \
	'SR14: one that nobody knows is left out, and named'
is "$(field 'count(*)' nemo)" 1 'SR14: and its user is taken'
silent 'SR14: it is said once' ldapsync
printf 'dn: cn=Sales,cn=accessprofiles,dc=example,dc=com\nchangetype: modify\nreplace: oxRightCalendar\n%s\n\n' \
	'oxRightCalendar: TRUE' | change_ldap
ok 'SR14: the profile is another one' ldapsync
is "$(modules sally)" "$(bits 0 1 2 25)" 'SR14: and so is what its users may'
access pim 'Webmail: TRUE' 'Usm: TRUE' | change_ldap
ok 'SR14: an entry with the name of a shipped profile' ldapsync
is "$(modules pim)" "$(bits 0 26)" 'SR14: goes before it'
printf 'dn: cn=pim,cn=accessprofiles,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
ok 'without it' ldapsync
# shellcheck disable=SC2086 # several bits
is "$(modules pim)" "$(bits $pim)" 'the shipped one counts'
printf 'dn: cn=Sales,cn=accessprofiles,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
ok 'a profile that is gone' ldapsync
stderr_has 'uid=sally,ou=people,dc=example,dc=com": left out: user.access'
is "$(modules sally)" "$(bits 0 1 2 25)" 'SR14: its users keep what they may'

# --- accounts that end ---
today=$(sql "SELECT (now() AT TIME ZONE 'UTC')::date - date '1970-01-01'")
change small "replace: shadowExpire
shadowExpire: $((today + 2))"
change fremd 'replace: shadowExpire
shadowExpire: -1'
ok 'an account that ends in two days, one that never does' ldapsync
is "$(field source_enabled small)$(field source_enabled fremd)" tt 'SR14: are enabled'
clock_ahead '2 days'
ok 'the day has come, and nothing changed' ldapsync
output_has 'changed: small'
is "$(field source_enabled small)$(field source_enabled fremd)" ft 'SR14: it is disabled, and nobody else'
silent 'SR14: a day that is past is no news' ldapsync
change small 'replace: shadowExpire
shadowExpire: 1'
silent 'disabled in the way of UCS' ldapsync
change small 'delete: shadowExpire'
ok 'no end any more' ldapsync
is "$(field source_enabled small)" t 'SR14: it is enabled'
database_is_sound
done_testing
