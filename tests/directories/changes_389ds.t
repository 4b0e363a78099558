#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# 389 Directory Server: runs that read only what changed, by its log of changes
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$ROOT/tests/directories/kind.sh"
. "$TESTLIB/since.sh"
kind_is 389ds
use_database
kind_start
new_context 1 acme
plugins() {	# on|off, after which the server has to be started
	printf 'dn: cn=Retro Changelog Plugin,cn=plugins,cn=config\nchangetype: modify\nreplace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: %s\n-\nreplace: nsslapd-attribute\nnsslapd-attribute: nsuniqueid:targetUniqueId

dn: cn=Content Synchronization,cn=plugins,cn=config\nchangetype: modify\nreplace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: %s\n\n' "$1" "$1" | as_admin
	kind_restart
}
every() {	# [LINES]
	smallest "mode = \"incremental\"; limits: { missing = 100; members = 100; group_members = 100; groups = 100; renamed = 100; };
		${1-}"
}
{
	users anna ben cora dora emil
	group staff "$(user_dn anna)" "$(user_dn ben)"
} | as_admin

# --- as the server is delivered: times of changes are left ---
every
ok 'without the plug-ins' ldapsync --check
has "$TMP/out" 'by modifyTimestamp, which does not tell of deletions' 'it is said what they cannot tell'
ok 'the first run' ldapsync
ran full 'the first run'
replace "$(user_dn anna)" sn Berg | as_admin
runs 'a value'
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'anna'")" Berg 'is there'
member add staff "$(user_dn cora)" | as_admin
runs 'a member'
is "$(members_of staff)" 'anna ben cora' 'is there'

# --- with them ---
plugins on
ok 'with them' ldapsync --check
has "$TMP/out" 'incremental, by content synchronisation' 'that is better'
ok 'a run' ldapsync
ran full 'another way: a run'
ok 'nothing changed' ldapsync
ran incremental 'nothing changed'
silent 'nothing changed'
replace "$(user_dn anna)" sn Bach | as_admin
runs 'a value by the log'
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'anna'")" Bach 'is there'
{ user frida; member add staff "$(user_dn dora)"; } | as_admin
runs 'somebody new, and a member'
is "$(user_row frida) $(members_of staff)" 'frida|frida@example.com|t|f anna ben cora dora' 'are there'
rename_user dora dorothea | as_admin
runs 'a rename'
is "$(user_row dorothea)" 'dorothea|dora@example.com|t|f' 'is there'
delete "$(user_dn emil)" | as_admin
runs 'one who goes'
is "$(user_row emil)" 'emil|emil@example.com|f|t' 'is missing'
lock ben | as_admin
runs 'a lock'
is "$(user_row ben)" 'ben|ben@example.com|f|f' 'is obeyed'
unlock ben | as_admin
delete "$(group_dn staff)" | as_admin
runs 'a group goes'

# --- a filter that an entry leaves: the server does not say so ---
every 'user_filter = "(&(objectClass=inetOrgPerson)(!(title=gone)))";'
ok 'a filter' ldapsync
replace "$(user_dn cora)" title gone | as_admin
runs 'who does not match it any more'
is "$(user_row cora)" 'cora|cora@example.com|f|t' 'is missing'
replace "$(user_dn cora)" title | as_admin
runs 'and who does again'
is "$(user_row cora)" 'cora|cora@example.com|t|f' 'is there'

# --- what only reading everything tells ---
printf 'dn: %s\nchangetype: modrdn\nnewrdn: ou=menschen\ndeleteoldrdn: 1\n\n' "$PEOPLE" | as_admin
ok 'a unit has another name' ldapsync
ran full 'a unit has another name'
stderr_has 'was changed: entries below it may have other names'
is "$(sql "SELECT count(*) FROM prov.users WHERE source_dn LIKE '%ou=menschen,%' AND missing_since IS NULL")" \
	"$(sql "SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND missing_since IS NULL")" 'and its users have it, too'
printf 'dn: ou=menschen,%s\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 1\n\n' "$LDAP_BASE" "${PEOPLE%%,*}" | as_admin
ok 'and the old one' ldapsync
kind_restart
ok 'a start of the server' ldapsync
ran full 'a start of the server'
stderr_has 'the server was started, or its entries were imported, since then'
ok 'and on it goes' ldapsync
ran incremental 'and on it goes'
kind_reload
status_is 120 'case 63: an import with other keys' ldapsync
ran full 'an import with other keys'
done_testing
