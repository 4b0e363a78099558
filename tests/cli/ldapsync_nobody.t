#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a first run that reads nobody, or with a profile that is for another directory, says so
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company -g "include $DATA/ldap/ucs.schema"
source_is 'context = "acme";'
ok 'SR16: an empty directory' ldapsync
stderr_has 'nobody was read: no entry below "dc=example,dc=com" that this login may see matches "(objectClass=inetOrgPerson)"'
silent 'it is said once' ldapsync

# --- the profile of another kind ---
sql 'DELETE FROM prov.source_state'
people anna ben | change_ldap
for profile in ad ucs; do
	source_is "profile = \"$profile\"; context = \"acme\";"
	save_tables
	fails 1 "SR16: profile $profile on an OpenLDAP" ldapsync
	stderr_has "nobody was read: the profile of source \"company\" is \"$profile\", and what answers is OpenLDAP"
	stderr_has 'or set it to "openldap"'
	same_tables "profile $profile: nothing is changed"
	fails 1 "SR16: --check says it before, profile $profile" ldapsync --check
	fails 1 "SR16: and so does a dry run, profile $profile" ldapsync -n
done
source_is 'profile = "openldap"; context = "acme";'
ok 'SR16: the right one' ldapsync
is "$(cat "$TMP/err")" '' 'nothing is said'

# --- other sources, which bring nobody yet ---
other() {	# LINES
	set_config "ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
source: { other: { groups = false; context = \"acme\"; user: { name = \"x-\${uid}\"; mail = \"\"; aliases = \"\"; }; $1 }; };"
}
other 'user_filter = "(employeeType=staff)";'
ok 'a filter that matches nobody' ldapsync -n
stderr_has 'matches "(employeeType=staff)"'
entry uid=uma,ou=people,dc=example,dc=com uma 'objectClass: oxUserObject
objectClass: univentionObject
univentionObjectType: users/user
isOxUser: OK
mailPrimaryAddress: uma@example.com' | change_ldap
other 'profile = "openldap";'
ok 'SR16: a UCS with the profile openldap' ldapsync -n
stderr_has 'source "other" is a Univention Corporate Server, and the profile "openldap" takes everybody in it'
other 'profile = "ucs";'
ok 'SR16: with its own' ldapsync -n
is "$(grep -c Univention "$TMP/err")" 0 'nothing is said of it'
database_is_sound
done_testing
