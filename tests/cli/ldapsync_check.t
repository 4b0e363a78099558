#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --check: what a directory is, and whether a run would work
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company -c 'access to attrs=description by dn.exact="uid=none,dc=example,dc=com" read by * none
access to * by * read'
{
	people anna ben
	person cora mail:
	group staff anna ben
} | change_ldap
smallest() {	# [LINES]
	set_config "source: { company: { uri = \"$LDAP_URI\"; context = \"acme\"; ${1-} }; };"
}
fact() {	# WHAT: its value and where that is from
	ok "$1" ldapsync --check --json
	perl -MJSON::PP -0777 -ne 'for (@{decode_json($_)}) {
		print "$_->{value} | $_->{from}\n" if $_->{what} eq "'"$1"'" }' "$TMP/out" >"$TMP/fact"
}

# --- anonymously ---
smallest
save_tables
fact login
is "$(cat "$TMP/fact")" 'anonymous: nobody may see more than everybody may | bind_dn is not set' 'SR27: nobody logs in'
same_tables 'nothing is changed'
ok 'the first run' ldapsync

# --- what it is ---
smallest "bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; user: { note = \"\${description}\"; };"
fact server
is "$(cat "$TMP/fact")" 'openldap | its rootDSE' 'SR16: the kind of server'
fact profile
is "$(cat "$TMP/fact")" 'openldap | the first run' 'SR16: the profile that it began with'
fact base
is "$(cat "$TMP/fact")" "dc=example,dc=com | rootDSE of $LDAP_URI" 'SR26: the base, and where it is from'
fact user_filter
is "$(cat "$TMP/fact")" '(objectClass=inetOrgPerson) | the profile' 'the filter'
fact users
is "$(sed 's/.*mail \([0-9]*\).*nowhere: \(.*\)/\1 \2/; s/ |.*//' "$TMP/fact" | tr ' ' '\n' | grep -cx -e 2 -e description)" 2 \
	'who shows an address, and that nobody shows a description'
fact read
is "$(cat "$TMP/fact")" '3 users, 1 groups | a dry run' 'what is read'
fact encrypted
is "$(cat "$TMP/fact")" 'not needed | the address' 'a socket of this machine'

# --- what would fail ---
smallest 'profile = "389ds";'
fails 120 'another profile' ldapsync --check
smallest 'base = "dc=nowhere,dc=com";'
fails 1 'SR39: a base that is not there' ldapsync --check
person broken 'uid: bro ken' | sed 's/^dn: uid=broken/dn: cn=broken/; /^uid: broken$/d' | change_ldap
smallest
fails 123 'an entry that cannot be taken' ldapsync --check
output_has 'cannot be taken'
stop_slapd
fails 105 'no server' ldapsync --check
fails 103 'an option that it does not take' ldapsync --check --dry-run
done_testing
