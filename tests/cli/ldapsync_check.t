#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --check: what a directory is, and whether a run would work
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company -g 'database config
access to * by dn.exact="cn=admin,dc=example,dc=com" read by * none' \
	-c 'limits dn.exact="cn=few,dc=example,dc=com" size=2
access to attrs=description by dn.exact="uid=none,dc=example,dc=com" read by * none
access to * by * read'
{
	people anna ben
	person cora mail:
	group staff anna ben
	printf 'dn: cn=few,dc=example,dc=com\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: few\n'
	printf 'userPassword: secret\n\n'
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
valid 'PF22: as tests/data/json/sync_check.json says' sync_check "$TMP/out"
fact 'can read mail'
is "$(cut -d ' ' -f 1-6 "$TMP/fact")" 'yes: 2 of 3 users show
no: none of 1 groups shows' 'is mail to be read?'
fact 'can read entryUUID'
is "$(sort -u "$TMP/fact" | head -n 2)" 'yes: 1 of 1 groups show it | the first entries
yes: 3 of 3 users show it | the first entries' 'is the key?'
fact 'can read member'
is "$(cat "$TMP/fact")" 'yes: 1 of 1 groups show it | the first entries' 'are members?'
fact 'can read pwdAccountLockedTime'
is "$(cut -c 1-3 "$TMP/fact")" 'no:' 'is the mark of who is locked?'
fact limit
is "$(cat "$TMP/fact")" 'none is met: all 3 entries came at once | tried out' 'no limit'
fact indexes
is "$(cat "$TMP/fact")" 'entryuuid, objectclass | the configuration of the server' 'what has an index'
fact version
is "$(cat "$TMP/fact")" '' 'OpenLDAP does not say which one it is'
fact read
is "$(cat "$TMP/fact")" '3 users, 1 groups | a dry run' 'what is read'
fact encrypted
is "$(cat "$TMP/fact")" 'not needed | the address' 'a socket of this machine'

# --- a login with a limit ---
smallest "bind_dn = \"cn=few,dc=example,dc=com\"; password_file = \"$TMP/secret\";"
fails 121 'SR15: a limit that a run would meet' ldapsync --check --json
stderr_has 'OpenLDAP: limits dn.exact='
output_has '"the size limit ends an answer without pages after 2 entries"'
output_has '"this login may not see them; wanted: entryuuid, objectclass"'
output_has 'slapcat -n 0 on the server'

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
