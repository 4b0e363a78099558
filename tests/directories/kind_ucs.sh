# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034 # values for the suite
# kind_ucs.sh - OpenLDAP with the tree, the attributes and the ways of Univention Corporate Server

. "$ROOT/tests/directories/kind_slapd.sh"

PEOPLE=cn=users,dc=example,dc=com
GROUPS_UNIT=cn=groups,dc=example,dc=com
MEMBER=uniqueMember
# without an address there is no account
MAIL=mailPrimaryAddress
NO_MAIL=123 NO_MAIL_WORDS='no value'
LOCK=shadowExpire
PROFILE=ucs

container() {	# DN
	printf 'dn: %s\nobjectClass: organizationalRole\ncn: %s\n\n' "$1" "$(printf %s "$1" | sed 's/^cn=\([^,]*\),.*/\1/')"
}

# Everybody is in the group that the profile leaves out; computers and the system's own accounts are there as well.
kind_tree() {
	printf 'dn: dc=example,dc=com\nobjectClass: domain\ndc: example\n\n'
	container "$PEOPLE"
	container "$GROUPS_UNIT"
	unit "$STAFF"
	container cn=computers,dc=example,dc=com
	printf 'dn: cn=dc1,cn=computers,dc=example,dc=com\nobjectClass: device\nobjectClass: univentionObject\n'
	printf 'univentionObjectType: computers/domaincontroller_master\ncn: dc1\n\n'
	user Administrator | sed 's/^isOxUser: OK/isOxUser: Not/; /^mailPrimaryAddress:/d'
	group users "$(user_dn Administrator)"
}
GLOBAL_LINES="include $DATA/ldap/ucs.schema"

user() {
	printf 'dn: uid=%s,%s\nobjectClass: inetOrgPerson\nobjectClass: shadowAccount\n' "$1" "$PEOPLE"
	printf 'objectClass: univentionObject\nobjectClass: oxUserObject\nuniventionObjectType: users/user\n'
	printf 'uid: %s\ncn: %s\nsn: %s\nisOxUser: OK\noxAccess: premium\noxContextIDNum: 1\n' "$1" "$1" "$1"
	printf 'mailPrimaryAddress: %s@example.com\noxLanguage: de_DE\noxTimeZone: Europe/Berlin\n' "$1"
	[ -z "${2-}" ] || printf '%s\n' "$2"
	printf '\n'
}

addresses() {
	who=$(user_dn "$1")
	replace "$who" mailPrimaryAddress "$2"
	shift 2
	replace "$who" mailAlternativeAddress "$@"
}

lock() {
	replace "$(user_dn "$1")" shadowExpire 1
}

unlock() {
	replace "$(user_dn "$1")" shadowExpire
}

# memberUid is there as well, and not read: DNs are exact
group() {
	printf 'dn: %s\nobjectClass: univentionGroup\nobjectClass: univentionObject\n' "$(group_dn "$1")"
	printf 'univentionObjectType: groups/group\ncn: %s\ngidNumber: 5000\nisOxGroup: OK\n' "$1"
	shift
	# each attribute by itself: slapadd keeps those that are taken apart as two
	for dn in "$@"; do
		printf 'uniqueMember: %s\n' "$dn"
	done
	for dn in "$@"; do
		case $dn in
		uid=*) printf 'memberUid: %s\n' "$(printf %s "$dn" | sed 's/^uid=\([^,]*\),.*/\1/')" ;;
		esac
	done
	printf '\n'
}
