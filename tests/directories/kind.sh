# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# kind.sh - the same words for each kind of directory: its server, its entries, how it locks an account
#
#	. "$ROOT/tests/directories/kind.sh"; kind_is 389ds; kind_start; users anna ben | as_admin
#
# Each kind has a file kind_NAME.sh that defines
#	kind_start		a server with the units $PEOPLE, $STAFF and $GROUPS, and the reader, who may read
#				everything that a sync wants and is no administrator. Sets LDAP_URI, LDAP_BASE,
#				LDAP_ADMIN, READER
#	kind_stop, kind_restart
#	user NAME [LINES]	LDIF of a new user below $PEOPLE
#	user_dn NAME [UNIT]
#	lock NAME, unlock NAME	LDIF that disables the account, and enables it
#	group NAME [DN...]	LDIF of a new group with these members
#	kind_load FILE		many new entries
#	kind_hide [ATTRIBUTE]	the reader may not read it any more, but all else
#	kind_reload FILE	the same entries with new keys; FILE has what the test wrote
#	KEY, LOCK		the attributes with the key, and with the mark of a disabled account
#	NO_LOCK, NO_LOCK_WORDS	how a run ends that cannot see this one, and what it says
#	kind_tls NAME [VERSION]	it speaks TLS with the certificate NAME of tests/lib/tls.sh, no other version
#				than this one, and takes no password without. Sets LDAPS_URI
#	kind_logins		how many passwords it was shown, this one's own among them
#	rename_user OLD NEW	LDIF
#	follow_member GROUP OLD_DN NEW_DN	what the server does not do by itself after a move
#	addresses NAME FIRST [MORE...]	LDIF
#	OWN_USERS, OWN_GROUPS	that the directory has by itself, and the profile takes
#	MEMBER, MAIL		the attributes of groups, and with the address
#	ENDS			the one with the time when an account ends, which every account has; or empty
#	NO_MAIL, NO_MAIL_WORDS	how a run ends that cannot see this one, and what it says
#	PROFILE			that is found

. "$TESTLIB/sync.sh"
. "$TESTLIB/tls.sh"
. "$ROOT/tests/directories/servers.sh"

# shellcheck disable=SC2034,SC1090 # the values are for the suite, the file is that of the kind
kind_is() {
	OWN_USERS=0 OWN_GROUPS=0 MEMBER=member MAIL=mail NO_MAIL=120 NO_MAIL_WORDS='would lose a value'
	ENDS=
	. "$ROOT/tests/directories/kind_$1.sh"
}

# needs PROGRAM PACKAGE: without its server a file fails, and says what is missing; it is not skipped
needs() {
	[ -n "$(command -v "$1")" ] ||
		bail "$1 is not installed (Debian: $2); as root: sh tests/lib/packages.sh directories"
}

as_admin() {	# LDIF, changes or new entries. No test of its own
	ldapmodify -a -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w "$DIRECTORY_PASSWORD" >"$TMP/ldapmodify.log" 2>&1 ||
		bail "ldapmodify: $(cat "$TMP/ldapmodify.log")"
}

users() {	# NAME...
	for name in "$@"; do
		user "$name"
	done
}

replace() {	# DN ATTRIBUTE VALUE...; without values: it goes
	printf 'dn: %s\nchangetype: modify\nreplace: %s\n' "$1" "$2"
	attribute=$2
	shift 2
	for value in "$@"; do
		printf '%s: %s\n' "$attribute" "$value"
	done
	printf '\n'
}

member() {	# add|delete GROUP DN...
	how=$1
	printf 'dn: %s\nchangetype: modify\n%s: %s\n' "$(group_dn "$2")" "$how" "$MEMBER"
	shift 2
	for dn in "$@"; do
		printf '%s: %s\n' "$MEMBER" "$dn"
	done
	printf '\n'
}

delete() {	# DN...
	for dn in "$@"; do
		printf 'dn: %s\nchangetype: delete\n\n' "$dn"
	done
}

move() {	# DN NEW_RDN [NEW_PARENT]
	printf 'dn: %s\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 1\n' "$1" "$2"
	[ -z "${3-}" ] || printf 'newsuperior: %s\n' "$3"
	printf '\n'
}

# The smallest configuration: what the source is called with, and nothing else, unless a test adds LINES.
smallest() {	# [LINES]
	printf '%s' "$DIRECTORY_PASSWORD" >"$TMP/reader.secret"
	set_config "source: { company: { uri = \"$LDAP_URI\"; bind_dn = \"$(printf %s "$READER" | sed "s/\\\\/\\\\\\\\/g")\";
		password_file = \"$TMP/reader.secret\"; context = \"acme\"; $CA ${1-} }; };"
}
CA=

user_row() {	# NAME: what is known of a user, or nothing
	sql "SELECT name, mail, enabled AND source_enabled, missing_since IS NOT NULL FROM prov.users
		WHERE cid = 1 AND login = lower('$1')"
}

members_of() {	# GROUP: sorted login names
	sql "SELECT coalesce(string_agg(u.login, ' ' ORDER BY u.login), '') FROM prov.groups g
		JOIN prov.member m USING (cid, gid) JOIN prov.users u USING (cid, uid)
		WHERE g.cid = 1 AND g.name = '$1'"
}

# silent NAME: a run that finds nothing says nothing.
silent() {
	ok "$1" ldapsync
	is "$(cat "$TMP/out" "$TMP/err")" '' "$1, without a word"
}

# works_again NAME: the first run after some that failed says that, and nothing else.
works_again() {
	ok "$1" ldapsync
	is "$(wc -l <"$TMP/out") $(grep -c 'works again after' "$TMP/out") $(cat "$TMP/err")" '1 1 ' "$1: it says that it is over"
}
