#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# runs that read only what changed in Active Directory, as Samba has it: as an ordinary account by numbers of changes, and as
# an administrator by DirSync
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
. "$TESTLIB/since.sh"
kind_is ad

use_database
kind_start
new_context 1 acme
inner=OU=inner,$PEOPLE
{
	users anna ben cora dora emil
	printf 'dn: %s\nobjectClass: organizationalUnit\n\n' "$inner"
	user frida | sed "s/^dn: .*/dn: CN=frida,$inner/"
	group staff "$(user_dn anna)" "$(user_dn ben)" "CN=frida,$inner"
	group all "$(group_dn staff)" "$(user_dn cora)"
} | as_admin
way_is() {	# WAY: how it reads now, from its first run on
	smallest 'mode = "incremental"; limits: { enabled = 100; missing = 100; };'
	ok 'how it reads' ldapsync --check
	has "$TMP/out" "incremental, $1" "is incremental, $1"
	ok 'a first run' ldapsync
	ran full 'the first run'
	silent 'nothing changed'
	ran incremental 'nothing changed'
}
steps() {	# NEW: somebody who comes and goes
	replace "$(user_dn anna)" sn Berg | as_admin
	runs 'a value'
	is "$(sql "SELECT sur_name FROM prov.users WHERE cid = 1 AND login = 'anna'")" Berg 'it is there'
	user "$1" | as_admin
	runs 'somebody new'
	is "$(user_row "$1")" "$1|$1@example.com|t|f" 'is there'
	member add staff "$(user_dn "$1")" | as_admin
	runs 'a member'
	is "$(members_of staff)" "anna ben frida $1" 'is one'
	rename_user "$1" "new$1" | as_admin
	runs 'a member is renamed'
	is "$(members_of staff)" "anna ben frida new$1" 'and is one'
	is "$(members_of all)" "anna ben cora frida new$1" 'also in the group above'
	delete "$(user_dn "new$1")" | as_admin
	runs 'a member is deleted'
	is "$(user_row "new$1")" "new$1|$1@example.com|f|t" 'is missing'
	is "$(members_of staff)" 'anna ben frida' 'and is none'
	move "$inner" OU=outer | as_admin
	runs 'case 50: a unit is renamed'
	has "$TMP/some" "cn=frida,ou=outer" 'whoever is below it is known there'
	is "$(members_of staff)" 'anna ben frida' 'and a member'
	move "OU=outer,$PEOPLE" OU=inner | as_admin
	runs 'and back'
	member delete all "$(user_dn cora)" | as_admin
	reads 'a member goes' 1
	is "$(members_of all)" 'anna ben frida' 'and is none'
	lock emil | as_admin
	runs 'a lock'
	is "$(user_row emil)" 'emil|emil@example.com|f|f' 'is known'
	unlock emil | as_admin
	runs 'and its end'
	member add staff "$(user_dn cora)" | as_admin
	replace "$(user_dn cora)" primaryGroupID "$rid" | as_admin
	runs 'case 98: a primary group'
	is "$(members_of staff)" 'anna ben cora frida' 'who has it is a member'
	replace "$(user_dn cora)" primaryGroupID 513 | as_admin
	runs 'the usual one'
	is "$(members_of staff)" 'anna ben cora frida' 'the server keeps it as a member'
	member delete staff "$(user_dn cora)" | as_admin
	reads 'until it is taken out' 1
	member add all "$(user_dn cora)" | as_admin
	reads 'and in the other' 1
}
rid=$(ldapsearch -LLL -o ldif-wrap=no -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w "$DIRECTORY_PASSWORD" -b "$(group_dn staff)" \
	-s base objectSid | sed -n 's/^objectSid:: //p' | base64 -d | tail -c 4 | od -An -tu4 | tr -d ' ')
way_is 'by uSNChanged and a list of all keys, since DirSync does not show this login what was deleted'
steps gerd
READER=$LDAP_ADMIN
way_is 'by DirSync'
steps hugo
kind_stop
done_testing
