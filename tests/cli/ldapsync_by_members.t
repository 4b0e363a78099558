#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: groups that are where their members are, and come to a context where the source had none
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
new_context 2 beta
{
	unit ou=one,$base
	unit ou=two,$base
	entry uid=anna,ou=one,$base anna
	entry uid=erna,ou=two,$base erna
	group team "uid=anna,ou=one,$base"
} | change_ldap
source_is "contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; } );
	group_base = \"$base\";"
ok 'a first run' ldapsync
is "$(sql 'SELECT count(*) FROM prov.groups WHERE cid = 2 AND source IS NOT NULL')" 0 'no group is in the second context'

# overtaken CONTEXT WHICH GROUP MEMBER ENDED: the next run brings GROUP there, and somebody else makes a group there after it
# has planned one. WHICH and ENDED stand in the names of tests.
overtaken() {
	hold 'SELECT cid FROM prov.context WHERE cid = 1 FOR UPDATE'
	ldapsync >"$TMP/out.run" 2>"$TMP/err.run" &
	sync=$!
	must_see 'the run has planned a group with the next id' waits_for_lock 1 ldapsync
	ok "SR17: a group of $2 context can be created meanwhile" timeout 300 creategroup -c "$1" -n local -d Local
	release
	ended "SR17: the run goes on, and plans once more$5" 0 "$sync" "$TMP/err.run"
	is "$(sql "SELECT string_agg(name, ' ' ORDER BY gid) FROM prov.groups WHERE cid = $1 AND gid > 1")" "local $3" \
		'both groups are there'
	is "$(sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) JOIN prov.users u USING (cid, uid)
		WHERE g.name = '$3' AND u.name = '$4'")" 1 'and who is in it'
	silent 'nothing is left to do' ldapsync
}

# --- somebody else makes a group there after the run has planned one ---
printf 'dn: cn=team,ou=groups,%s\nchangetype: modify\nadd: member\nmember: uid=erna,ou=two,%s\n\n' $base $base | change_ldap
overtaken 2 that team erna ''

# --- a context that is found only where groups in groups are resolved: none of what is read or staged is in it ---
new_context 3 gamma
{
	unit ou=three,$base
	entry uid=olga,ou=three,$base olga
	printf 'dn: cn=inner,ou=one,%s\nobjectClass: groupOfNames\ncn: inner\nbusinessCategory: acme\nmember: uid=anna,ou=one,%s\n' $base $base
	printf 'member: uid=olga,ou=three,%s\n\n' $base
	group crew "uid=anna,ou=one,$base"
} | change_ldap
source_is "contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; },
	{ base = \"ou=three,$base\"; context = \"gamma\"; } ); group_base = \"$base\";
	group: { context = \"\${businessCategory}\"; };"
ok 'a group of the first context lists a user of the third one' ldapsync
is "$(sql 'SELECT count(*) FROM prov.groups WHERE cid = 3 AND source IS NOT NULL')" 0 'no group is in the third context'
printf 'dn: cn=crew,ou=groups,%s\nchangetype: modify\nadd: member\nmember: cn=inner,ou=one,%s\n\n' $base $base | change_ldap
overtaken 3 'the third' crew olga ' under the lock of a context that only its plan names'
database_is_sound
done_testing
