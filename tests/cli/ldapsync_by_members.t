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

# --- somebody else makes a group there after the run has planned one ---
printf 'dn: cn=team,ou=groups,%s\nchangetype: modify\nadd: member\nmember: uid=erna,ou=two,%s\n\n' $base $base | change_ldap
hold 'SELECT cid FROM prov.context WHERE cid = 1 FOR UPDATE'
ldapsync >"$TMP/out.run" 2>"$TMP/err.run" &
sync=$!
must_see 'the run has planned a group with the next id' waits_for_lock 1 ldapsync
ok 'SR17: a group of that context can be created meanwhile' timeout 300 creategroup -c 2 -n local -d Local
release
ended 'SR17: the run goes on, and plans once more' 0 "$sync" "$TMP/err.run"
is "$(sql "SELECT string_agg(name, ' ' ORDER BY gid) FROM prov.groups WHERE cid = 2 AND gid > 1")" 'local team' \
	'both groups are there'
is "$(sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) JOIN prov.users u USING (cid, uid)
	WHERE g.name = 'team' AND u.name = 'erna'")" 1 'and who is in it'
silent 'nothing is left to do' ldapsync
database_is_sound
done_testing
