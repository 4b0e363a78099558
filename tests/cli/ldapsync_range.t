#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a group of Active Directory that grows beyond 1,500 members: from then on they come in pieces
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

use_database
new_context 1 acme
set_config "ldap: { uri = \"ldapi://$(printf '%s' "$TMP/fake" | sed 's|/|%2F|g')\"; timeout = 300; };
source: { company: { profile = \"ad\"; base = \"DC=x\"; context = \"acme\"; }; };
sync: { remind = 0; };"
team() {	# BEHAVIOUR MEMBERS
	fake_ldap "$1" 0 "$2"
}
members() {
	sql 'SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) WHERE g.gid <> 1'
}

team plain 1500
ok '1,500 members come as they are' ldapsync
is "$(members)" 1500 'all of them are members'
silent 'nothing more' ldapsync
team plain 1501
ok 'case 83: one more: the list is empty, and a piece of it is there' ldapsync
output_has '1 members added'
output_lacks 'removed' 'case 83: nobody leaves'
is "$(members)" 1501 'case 83: 1,501 are members'
silent 'case 83: nothing more' ldapsync
save_tables

team changed 1501
silent 'case 85: the group changes between two pieces, and is read again' ldapsync
team changing 1501
fails 121 'case 85: it changes all the time' ldapsync
stderr_has 'it changes while it is read' 'case 85: that is said'
same_tables 'case 85: it is left as it is' '\(source_state\|sync_[a-z]*\)'
team stuck 1501
fails 121 'case 86: the same piece again and again' ldapsync
stderr_has 'did not give the values from number 1500 on' 'case 86: that is said'
same_tables 'case 86: the group is left as it is' '\(source_state\|sync_[a-z]*\)'
team short 1501
fails 121 'case 86: the last piece never comes' ldapsync
same_tables 'case 86: the group is left as it is' '\(source_state\|sync_[a-z]*\)'
team plain 1501
silent 'and all is well' ldapsync
exec 3>&-
database_is_sound
done_testing
