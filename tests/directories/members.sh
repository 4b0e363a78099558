# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# members.sh - SR25: who is a member of a group, written in other letters than the entry: as this server sees it
#
#	NAMED attribute of a new person's name; ALIKE, OTHER login names, sorted; members_suite
#	members_without_keys	the server does not give them any more
#
# The group has everybody, by a name that the server calls the same (ALIKE), or that is nobody's (OTHER).

person_named() {	# NAME LOGIN
	printf 'dn: cn=%s,%s\nobjectClass: inetOrgPerson\ncn: %s\nsn: x\nuid: %s\nmail: %s@example.com\n\n' \
		"$1" "$PEOPLE" "$1" "$2" "$2"
}

named() {	# NAME: a DN
	printf 'cn=%s,%s' "$1" "$PEOPLE"
}

members_are() {	# NAME
	is "$(members_of team)" "$ALIKE" "SR25: $1: who has the name, to this server, and nobody else ($OTHER)"
	is "$(members_of all)" "$ALIKE" "SR25: $1: in the group above it, too"
}

members_suite() {
	use_database
	kind_start
	new_context 1 acme
	# capital letters, a sign that is a letter, blanks, accents by themselves, letters of full width
	{
		person_named Ipek dotted
		person_named Kurt kelvin
		person_named Müller umlaut
		person_named "two blanks" blanks
		person_named "$(printf 'M\303\251nard')" accent
		person_named "$(printf '\316\251mega')" omega
		person_named "$(printf '\316\251hm')" ohm
		person_named "$(printf '\320\237\320\240')" cyrillic
		person_named Wide wide
		group team "$(named "$(printf '\304\260pek')")" "$(named "$(printf '\342\204\252urt')")" \
			"$(named "$(printf 'M\303\234LLER')")" "$(named 'TWO   Blanks')" \
			"$(named "$(printf 'Me\314\201nard')")" "$(named "$(printf '\317\211MEGA')")" \
			"$(named "$(printf '\342\204\246hm')")" "$(named "$(printf '\320\277\321\200')")" \
			"$(named "$(printf '\357\274\267ide')")" "$(named nobody)"
		group all "CN=Team,$GROUPS_UNIT"
	} | as_admin
	smallest
	ok 'what is looked for' ldapsync --check
	has "$TMP/out" 'by key (the control to dereference)' 'the server gives the keys of members'
	ok 'a first run' ldapsync
	members_are 'by key'
	silent 'the second run'
	members_without_keys
	ok 'without keys' ldapsync --check
	has "$TMP/out" 'by name: the server does not give their keys' 'members are known by name'
	ok 'a run by name' ldapsync
	ok 'and another one' ldapsync
	members_are 'by name'
}
