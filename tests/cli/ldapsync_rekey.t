#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a directory that was loaded anew, with new keys; another profile, with other keys
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
seq -f 'u%02.0f' 40 >"$TMP/names"
# shellcheck disable=SC2046
people $(cat "$TMP/names") >"$TMP/people.ldif"
change_ldap <"$TMP/people.ldif"
group team u01 u02 | change_ldap
ok '40 users' ldapsync

# --- all people are deleted, and made again from a list without operational attributes ---
sed 's/^/dn: uid=/; s/$/,ou=people,dc=example,dc=com\nchangetype: delete\n/' "$TMP/names" >"$TMP/delete.ldif"
keys_of() {
	sql "SELECT string_agg(source_key, ' ' ORDER BY login) FROM prov.users WHERE source IS NOT NULL"
}
keys=$(keys_of)
change_ldap <"$TMP/delete.ldif"
change_ldap <"$TMP/people.ldif"
save_tables
fails 120 'SR4: the same people, new keys' ldapsync
stderr_has '40 new users have the names or addresses of those who are missing'
stderr_has 'seems to have been loaded anew, with new keys; nothing was changed'
stderr_has 'neither --accept nor adopt helps'
same_tables 'SR4: nothing was changed'
fails 120 'SR4: --accept does not lock everybody out' accepting_all
same_tables 'SR4: nothing was changed'
source_is 'context = "acme"; adopt = "mail";'
fails 120 'SR4: adopt does not help' accepting_all
same_tables 'SR4: nothing was changed'
source_is 'context = "acme";'

# --- a part of it: more than a handful ---
change_ldap <"$TMP/delete.ldif"
n=0
while read -r name; do
	n=$((n + 1))
	key=$(echo "$keys" | cut -d ' ' -f $n)
	if [ $n -le 7 ]; then person "$name"; else person "$name" "entryUUID: $key"; fi
done <"$TMP/names" >"$TMP/restored.ldif"
restore_ldap <"$TMP/restored.ldif"
fails 120 'SR4: seven of forty' accepting_all
stderr_has '7 new users'
same_tables 'SR4: nothing was changed'

# --- with the old keys all is well ---
change_ldap <"$TMP/delete.ldif"
n=0
while read -r name; do
	n=$((n + 1))
	person "$name" "entryUUID: $(echo "$keys" | cut -d ' ' -f $n)"
done <"$TMP/names" | restore_ldap
silent 'SR4: loaded with its old keys, nothing has happened' ldapsync

# --- a handful is somebody's work: rejected, as before ---
head -n 6 "$TMP/delete.ldif" | change_ldap
people u01 u02 | change_ldap
status_is 123 'SR4: two were deleted and made again' ldapsync
stderr_has 'the name "u01" belongs to user 3, who is missing in the directory'
is "$(sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND source_enabled')" 38 'the others go on'
status_is 123 'the next run' ldapsync
stderr_has 'the name "u01" belongs to user 3, who is missing in the directory' 'says the same'
person other01 'mail: u01@example.com' | change_ldap
status_is 123 'so does one that finds an address of its' ldapsync
stderr_has 'the mail address "u01@example.com" belongs to user 3, who is missing in the directory'
ok 'the way out, if its grace is too long' deleteuser -c 1 -u u01
status_is 123 'the entry that was made anew comes' ldapsync
is "$(field source_enabled u01)" t 'with a user of its own'

# --- another profile ---
save_tables
source_is 'context = "acme"; profile = "389ds"; user_filter = "(objectClass=inetOrgPerson)";'
fails 120 'SR5: another profile, with another key' ldapsync
stderr_has 'the users of source "company" are known by entryUUID (profile "openldap"), the profile "389ds" goes by nsUniqueId'
fails 120 'SR5: with --accept, too' accepting_all
same_tables 'SR5: nothing was changed'
source_is 'context = "acme"; profile = "ucs"; user_filter = "(objectClass=inetOrgPerson)"; user: { context = ""; access = ""; };'
fails 120 'SR5: another profile, with the same key' ldapsync
stderr_has 'the scope of source "company" was changed: its profile was "openldap" and is "ucs" now'
same_tables 'SR5: nothing was changed'
status_is 123 'SR5: --accept goes on, for the keys are the same' released
status_is 123 'SR5: and then it is known' ldapsync
source_is 'context = "acme";'
sql 'UPDATE prov.source_state SET profile = NULL, key_attr = NULL'
status_is 123 'SR5: a source that is known since before takes over what it has' ldapsync
is "$(sql 'SELECT profile, key_attr FROM prov.source_state')" 'openldap|entryUUID' 'SR5: from then on'
done_testing
