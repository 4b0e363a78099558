#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: SR25: members of groups by their keys, where the server says them
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

use_database
new_context 1 acme
new_context 2 ds
new_context 3 other
perl "$ROOT/tests/tool/member_keys.pl" "$TMP/socket" "$TMP/tree" >"$TMP/server.log" 2>&1 &
server=$!
trap 'kill "$server"' EXIT
wait_for 60 test -S "$TMP/socket" || bail "$(cat "$TMP/server.log")"

EXTENDED=1.2.840.113556.1.4.529
DEREF=1.3.6.1.4.1.4203.666.5.16

source_of() {	# PROFILE CONTEXT ID
	CID=$3
	set_config "ldap: { uri = \"ldapi://$(printf '%s' "$TMP/socket" | sed 's|/|%2F|g')\"; };
source: { $2: { profile = \"$1\"; base = \"dc=x\"; context = \"$2\"; limits: { members = 100; }; }; };
sync: { remind = 0; };"
}

members_of() {	# GROUP
	sql "SELECT coalesce(string_agg(u.login, ' ' ORDER BY u.login), '') FROM prov.groups g
		JOIN prov.member m USING (cid, gid) JOIN prov.users u USING (cid, uid) WHERE g.cid = $CID AND g.name = '$1'"
}

unchanged() {	# NAME
	ok "$1" ldapsync
	is "$(cat "$TMP/out" "$TMP/err")" '' "$1, without a word"
}

guid() {	# NUMBER
	printf '0a1b2c3d-4e5f-6a7b-8c9d-%012d' "$1"
}

# ---- Active Directory ----

ad_user() {	# NAME NUMBER [LINES]
	printf 'entry CN=%s,dc=x\nguid %s\nobjectClass top\nobjectClass person\nobjectClass user\nobjectCategory person\n' "$1" "$(guid "$2")"
	printf 'sAMAccountName %s\nuserAccountControl 512\naccountExpires 0\nmail %s@example.com\n' "$1" "$1"
	printf '%s\n' "${3-}"
}

ad_group() {	# NAME NUMBER [LINES]
	printf 'entry CN=%s,dc=x\nguid %s\nobjectClass top\nobjectClass group\nsAMAccountName %s\n' "$1" "$(guid "$2")" "$1"
	printf '%s\n' "${3-}"
}

# $1: lines about the server
ad() {
	{
		printf 'server ad\n%s\n' "${1-lists $EXTENDED}"
		printf 'entry dc=x\nobjectClass domain\n'
		ad_user anna 1
		ad_user ben 2
		ad_user carl 3 'primaryGroupID 1200'
		# by the name of ben, and anna is meant; and by one that nobody has
		ad_group staff 10 'rid 1201
member CN=ben,dc=x = CN=anna,dc=x
managedBy CN=ben,dc=x
member CN=somebody else,dc=x = CN=carl,dc=x
member CN=nobody,dc=x'
		ad_group first 11 'rid 1200
member CN=anna,dc=x'
		ad_group all 12 'rid 1202
member CN=another name,dc=x = CN=staff,dc=x'
		cat "$TMP/more" 2>/dev/null || :
	} >"$TMP/tree.new"
	mv "$TMP/tree.new" "$TMP/tree"
}

source_of ad acme 1
ad
ok 'Active Directory: what is looked for' ldapsync --check
output_has "by key (Active Directory's control for extended names)"
ok 'a first run' ldapsync
is "$(members_of staff)" 'anna carl' 'SR25: a member is who has the key, whatever the name'
is "$(members_of first)" 'anna carl' 'SR25: and who has it as primary group, by key as well'
is "$(members_of all)" 'anna carl' 'SR25: a group in a group, too'
is "$(sql "SELECT count(*), min(value) FROM prov.sync_pending")" '1|cn=nobody,dc=x' \
	'who has no key is nobody, and is listed by name'
is "$(sql "SELECT source_dn FROM prov.users WHERE login = 'anna'")" 'cn=anna,dc=x' 'the name of an entry is its name'
unchanged 'nothing more'
ad "lists $EXTENDED
flaw big"
unchanged 'GUIDs in capital letters are the same ones'

ad "lists $EXTENDED
flaw deaf"
ok 'a server that lists the control and does not know it' ldapsync --check
output_has 'by key where one comes, else by name'
ok 'then they are known by name' ldapsync
is "$(members_of staff)" 'anna ben carl' 'SR36: and who has no such name stays until the next run'
ok 'the next run' ldapsync
is "$(members_of staff)" 'ben' 'by name alone'
ad ''
unchanged 'a server that does not list it is the same then'
ok 'and says so' ldapsync --check
output_has 'by name: the server does not give their keys'
ad
ok 'the control is back' ldapsync
is "$(members_of staff)" 'anna carl' 'and so are they'

# a piece is "member;range=..." as well
ad "lists $EXTENDED
range 1"
unchanged 'SR25: members in pieces have keys, too'

# ---- a change of a group, of a member, of neither ----

ad_user dora 4 >"$TMP/more"
ad
sed 's/^member CN=nobody,dc=x$/member CN=who,dc=x = CN=dora,dc=x/' "$TMP/tree" >"$TMP/tree.new"
mv "$TMP/tree.new" "$TMP/tree"
ok 'a new user, by key in a known group' ldapsync
is "$(members_of staff)" 'anna carl dora' 'is a member'
sed 's/^sAMAccountName dora$/sAMAccountName dorothea/; s/^entry CN=dora,dc=x$/entry CN=dorothea,dc=x/; s/= CN=dora,dc=x/= CN=dorothea,dc=x/' \
	"$TMP/tree" >"$TMP/tree.new"
mv "$TMP/tree.new" "$TMP/tree"
ok 'renamed, and the group still has the old name' ldapsync
is "$(members_of staff)" 'anna carl dorothea' 'SR25: it is the same member'
unchanged 'which is all'
rm "$TMP/more"

# ---- 389 Directory Server ----

ds_user() {	# CN NUMBER
	printf 'entry cn=%s,dc=x\nobjectClass top\nobjectClass inetOrgPerson\nnsUniqueId %s\ncn %s\nuid %s\nsn x\n' "$1" "k-$2" "$1" "$3"
}

ds() {
	{
		printf 'server 389\n%s\n' "${1-lists $DEREF}"
		printf 'entry dc=x\nobjectClass domain\n'
		ds_user ipek 1 ipek
		ds_user kurt 2 kurt
		ds_user anna 3 anna
		ds_user carl 4 carl
		printf 'entry cn=team,dc=x\nobjectClass top\nobjectClass groupOfNames\nnsUniqueId k-10\ncn team\n'
		printf 'member cn=\304\260pek,dc=x\nmember cn=\342\204\252urt,dc=x\nmember cn=nobody,dc=x\n'
		printf 'member cn=ANNA,dc=x = cn=anna,dc=x\nmember cn=kurt,dc=x = cn=carl,dc=x\n'
		printf 'entry cn=unique,dc=x\nobjectClass top\nobjectClass groupOfUniqueNames\nnsUniqueId k-11\ncn unique\n'
		# one with an optional part is not dereferenced
		printf "uniqueMember cn=kurt,dc=x#'0101'B\\nuniqueMember cn=an old name,dc=x = cn=anna,dc=x\\n"
	} >"$TMP/tree.new"
	mv "$TMP/tree.new" "$TMP/tree"
}

source_of 389ds ds 2
ds
ok '389: what is looked for' ldapsync --check
output_has 'by key (the control to dereference)'
ok '389: a first run' ldapsync
is "$(members_of team)" 'anna carl' 'SR25: I with a dot and the Kelvin sign make no members; and a key goes before a name'
is "$(members_of unique)" 'anna kurt' 'SR25: uniqueMember as well, and by name what is not dereferenced'
unchanged '389: nothing more'
ds "lists $DEREF
flaw mixed"
unchanged '389: keys in another order are the same keys'
ds ''
ok '389 without the plug-in: by name' ldapsync
is "$(members_of team)" 'anna kurt' 'SR25: as this server compares names: two members are not too many'
is "$(members_of unique)" 'anna kurt' 'SR36: who is there by an old name stays until the next run'
ok 'the next run' ldapsync
is "$(members_of unique)" 'kurt' 'then that is nobody'
save_tables
ds "lists $DEREF
flaw cut"
fails 121 'a list of keys that breaks off' ldapsync
stderr_has 'malformed entry'
same_tables 'changes nothing' '\(source_state\|sync_[a-z]*\)'
ds
ok '389: all is well' ldapsync
is "$(members_of team)" 'anna carl' 'and by key'

# ---- without a sign of what it is, as before ----

ds
sed 's/^server 389$/server none/; s/^nsUniqueId/entryUUID/' "$TMP/tree" >"$TMP/tree.new"
mv "$TMP/tree.new" "$TMP/tree"
source_of openldap other 3
ok 'another server that dereferences' ldapsync
is "$(members_of team)" 'anna carl ipek kurt' 'by key where there is one, else by name'
database_is_sound
done_testing
