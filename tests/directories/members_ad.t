#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SR25: members of groups in Active Directory, by key
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is ad

use_database
kind_start
new_context 1 acme
outside=CN=outside,$STAFF
{
	users anna ben cora
	printf 'dn: %s\nobjectClass: contact\n\n' "$outside"
	group staff "$(user_dn ANNA)" "$(user_dn ben)" "$(user_dn cora)" "$outside"
	group all "$(group_dn staff)"
} | as_admin
rid=$(ldapsearch -LLL -o ldif-wrap=no -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w "$DIRECTORY_PASSWORD" -b "$(group_dn staff)" \
	-s base objectSid | sed -n 's/^objectSid:: //p' | base64 -d | tail -c 4 | od -An -tu4 | tr -d ' ')
replace "$(user_dn cora)" primaryGroupID "$rid" | as_admin
smallest
ok 'what is looked for' ldapsync --check
has "$TMP/out" "by key (Active Directory's control for extended names)" 'SR25: the server gives the keys of members'
ok 'a first run' ldapsync
is "$(members_of staff)" 'anna ben cora' 'SR25: members by key, also by their primary group'
is "$(members_of all)" 'anna ben cora' 'SR25: and in the group above'
is "$(sql 'SELECT value FROM prov.sync_pending')" "$(printf '%s' "$outside" | tr '[:upper:]' '[:lower:]')" \
	'who is no user is listed by name'
silent 'the second run'
rename_user ben benedict | as_admin
ok 'a member is renamed' ldapsync
is "$(members_of staff)" 'anna benedict cora' 'and is a member'
move "$(user_dn anna)" "$(rdn_of anna)" "$STAFF" | as_admin
ok 'a member is moved' ldapsync
is "$(members_of all)" 'anna benedict cora' 'and is a member'
silent 'nothing more'
kind_stop
done_testing
