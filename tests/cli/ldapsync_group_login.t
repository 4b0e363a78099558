#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a group's address is nothing that a user logs in with, whichever is read first (DR18, U7)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
sql "INSERT INTO prov.login_name VALUES ('example.com', 1)"
{
	people anna bert
	person carl 'mail: c@example.com'
} | change_ldap
ok 'a first run' ldapsync

groups_are() {	# WANT NAME
	is "$(sql "SELECT coalesce(string_agg(concat_ws(' ', g.name, a.address), ', ' ORDER BY g.login), '') FROM prov.groups g
		LEFT JOIN prov.address a ON a.cid = g.cid AND a.kind = 'g' AND a.owner = g.gid WHERE g.gid > 1")" "$@"
}
mail_of_group() {	# GROUP ADDRESS
	printf 'dn: cn=%s,ou=groups,dc=example,dc=com\nchangetype: modify\nreplace: mail\nmail: %s\n\n' "$@" | change_ldap
}
group team carl | sed '/^cn:/a mail: carl@example.com' | change_ldap
status_is 123 'DR18: a new group' ldapsync
stderr_has 'rejected group "cn=team,ou=groups,dc=example,dc=com": the mail address "carl@example.com" is what "carl" logs in with'
groups_are '' 'DR18: with the login of a user is rejected'
mail_of_group team oxadmin@example.com
status_is 123 'DR18: the login of a local user' ldapsync
groups_are '' 'DR18: is none for a group'
mail_of_group team team@example.com
person gert 'mail: g@example.com' | change_ldap
ok 'another address' ldapsync
groups_are 'team team@example.com' 'DR18: is one'
mail_of_group team gert@example.com
status_is 123 'DR18: a change of a group' ldapsync
stderr_has '"gert@example.com" is what "gert" logs in with'
groups_are 'team team@example.com' 'DR18: to such an address is rejected'
person team | change_ldap
status_is 123 'DR18: a new user' ldapsync
stderr_has 'rejected user "uid=team,ou=people,dc=example,dc=com"'
is "$(field uid team)" '' 'DR18: who would log in with the address of a group is rejected'
mail_of_group team all@example.com
status_is 123 'the address is given back, but users come first' ldapsync
ok 'the next run' ldapsync
is "$(field mail team)" team@example.com 'DR18: heals'
database_is_sound

# A new source where there are groups already.
sql "DELETE FROM prov.users WHERE uid > 2; DELETE FROM prov.address WHERE kind = 'u' AND owner > 2; DELETE FROM prov.member;
	DELETE FROM prov.source_state; UPDATE prov.groups SET source = NULL, source_key = NULL WHERE gid > 1;
	INSERT INTO prov.address (cid, address, kind, owner) SELECT 1, 'gert@example.com', 'g', max(gid) FROM prov.groups"
count_users
source_is 'context = "acme"; groups = false;'
status_is 123 'DR18: a first run' ldapsync
stderr_has 'rejected user "uid=gert,ou=people,dc=example,dc=com": the mail address "gert@example.com" is what "gert" logs in with'
is "$(field uid gert)" '' 'DR18: nobody gets a name that would be the address of a group'
sql "DELETE FROM prov.address WHERE address = 'gert@example.com'"
database_is_sound
done_testing
