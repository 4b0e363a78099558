#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what would take most of something from a source is no matter of single contexts
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company -c 'access to attrs=member by dn.exact="uid=blind,dc=example,dc=com" none by * read
access to * by * read'
{
	entry uid=blind,$base blind 'userPassword: secret'
	for c in 1 2 3 4 5; do
		for n in 1 2 3; do person u${c}x$n "l: c$c"; done
	done
	# two of the first context in four groups each, one of each other context in one
	for n in 1 2 3 4; do
		group a$n u1x1 u$((n + 1))x1
		group b$n u1x2
	done
} | change_ldap
for c in 2 3 4 5; do new_context $c c$c; done
sql "UPDATE prov.context SET name = 'c1' WHERE cid = 1; UPDATE prov.login_name SET name = 'c1' WHERE name = 'acme'"
config() {	# DN
	source_is "bind_dn = \"$1\"; password_file = \"$TMP/secret\"; base = \"$base\"; user: { context = \"\${l}\"; };
		user_filter = \"(&(objectClass=inetOrgPerson)(l=*))\";"
}
config "$LDAP_ADMIN"
ok 'all are read' ldapsync
is "$(sql 'SELECT count(*), count(DISTINCT m.cid) FROM prov.member m WHERE m.gid > 1')" '12|5' 'and are in groups'
silent 'nothing to do' ldapsync

# --- the context with most of the memberships would be held back, and what is left is below the floor ---
config "uid=blind,$base"
save_tables
fails 120 'SR7: the right to read members is lost' ldapsync
stderr_has 'nothing was changed'
same_tables 'SR7: no context loses anything'
stderr_has '12 of 12'
config "$LDAP_ADMIN"
silent 'SR7: when it is back there is nothing to do' ldapsync

# --- most of one context is its own matter ---
for cn in b1 b2 b3 b4 a1; do
	printf 'dn: cn=%s,ou=groups,%s\nchangetype: delete\n\n' $cn $base
done | change_ldap
fails 120 'groups of one context are gone' ldapsync
stderr_has 'were held back in context 1 (c1)'
is "$(sql 'SELECT cid, name FROM prov.groups WHERE missing_since IS NOT NULL')" '2|a1' 'another one goes on'
database_is_sound
done_testing
