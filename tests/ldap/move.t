#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# move.t - an entry that moves to the subtree of another context, and back
. "$TESTLIB/testlib.sh"

use_database
start_slapd -l "$DATA/ldap/company.ldif"
set_config "sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; };
	source: { company: { groups = false; max_delete = 100; contexts = (
		{ base = \"ou=sales,dc=example,dc=com\"; context = \"sales\"; },
		{ base = \"ou=inner,ou=it,dc=example,dc=com\"; context = \"it\"; } ); }; };"

context() {
	createcontext -c "$1" -N "$2" -q 1000 -u admin -d Admin -g Ada -s Admin -p secret \
		-e "admin@$2.example"
}

move() {	# FROM TO
	change_ldap <<-END
		dn: uid=anna,$1,dc=example,dc=com
		changetype: modrdn
		newrdn: uid=anna
		deleteoldrdn: 0
		newsuperior: $2,dc=example,dc=com
	END
}

users() {
	sql "SELECT cid || ':' || uid || CASE WHEN source_enabled THEN '' ELSE ' off' END
		FROM prov.users WHERE name = 'anna' ORDER BY cid" | tr '\n' ' '
}

ok 'a context' context 1 sales
ok 'another' context 2 it
ok 'the first run' ldapsync
is "$(users)" '1:3 ' 'anna is in sales'

move ou=sales ou=inner,ou=it
ok 'a run after the move' ldapsync
is "$(users)" '1:3 off 2:4 ' 'new where it is now, disabled where it was'
prints '' 'which breaks no rule' provdb check

move ou=inner,ou=it ou=sales
ok 'a run after the move back' ldapsync
is "$(users)" '1:3 2:4 off ' 'the old user with its id'
prints '' 'which breaks none, either' provdb check

ok 'somebody of the same name in it' createuser -c 2 -u anna2 -g Anna -s Zwei -p secret \
	-e anna2@it.example
sql "UPDATE prov.users SET name = 'x', login = 'x' WHERE cid = 2 AND uid = 4"
sql "UPDATE prov.users SET name = 'anna', login = 'anna' WHERE cid = 2 AND uid = 5"
move ou=sales ou=inner,ou=it
sql "UPDATE prov.users SET source_key = 'gone' WHERE cid = 2 AND uid = 4"
fails 123 'a move into a taken name is rejected' ldapsync
is "$(users)" '1:3 2:5 ' 'and does not disable the user where it was'
sql "DELETE FROM prov.users WHERE cid = 2 AND uid = 5"
sql "UPDATE prov.users u SET name = 'anna', login = 'anna', source_key = (SELECT source_key
	FROM prov.users WHERE cid = 1 AND uid = 3) WHERE cid = 2 AND uid = 4"

sql "UPDATE prov.users SET missing_since = NULL WHERE name = 'anna'"
fails 106 'two present users with one key do' provdb check
output_has 'S1'
done_testing
