#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a directory that hides the key of its entries takes nobody away
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

# what has employeeType "hidden" hides its key
start_company -c 'access to attrs=entryUUID filter=(employeeType=hidden) by * none
access to * by * read'
entry uid=reader,dc=example,dc=com reader 'userPassword: secret' | change_ldap
source_is 'bind_dn = "uid=reader,dc=example,dc=com"; context = "acme"; groups = true;
	user_filter = "(&(objectClass=inetOrgPerson)(!(uid=reader)))";'
seq -f 'u%02.0f' 30 >"$TMP/names"
# shellcheck disable=SC2046
people $(cat "$TMP/names") | change_ldap
{
	group team u01 u02
	group other u03
	group third u03
} | change_ldap

hide() {	# DN...
	for dn in "$@"; do
		printf 'dn: %s\nchangetype: modify\nadd: employeeType\nemployeeType: hidden\n\n' "$dn"
	done | change_ldap
}
users_named() {
	sed 's/.*/uid=&,ou=people,dc=example,dc=com/' "$@"
}
remove() {	# DN
	printf 'dn: %s\nchangetype: delete\n\n' "$1" | change_ldap
}

ok '30 users and 3 groups' ldapsync

# --- a group that is hidden, and one that is gone ---
hide cn=team,ou=groups,dc=example,dc=com
fails 120 'SR33: a known group that hides its key is not gone' accepting_all
remove cn=other,ou=groups,dc=example,dc=com
fails 120 'SR33: with a group missing besides it stops the run' accepting_all
stderr_has 'show no key and could be them; nothing was changed'
is "$(sql 'SELECT count(*) FROM prov.groups WHERE source IS NOT NULL')" 3 'SR33: no group is deleted'

# --- some users, and then all of them ---
# shellcheck disable=SC2046
hide $(head -n 2 "$TMP/names" | users_named)
fails 120 'SR33: users that hide their key' accepting_all
stderr_has '2 users are missing, but 2 entries show no key'
# shellcheck disable=SC2046
hide $(tail -n +3 "$TMP/names" | users_named)
save_tables
fails 120 'SR33: all users hide their key' ldapsync
stderr_has 'the directory shows no users'
fails 120 'SR33: a dry run with --accept' ldapsync -n
same_tables 'SR33: nothing was changed'

# --- one thing cures all of them, and is said once ---
# shellcheck disable=SC2046
printf 'dn: %s\nchangetype: modify\ndelete: employeeType\n\n' $(users_named "$TMP/names") \
	cn=team,ou=groups,dc=example,dc=com | change_ldap
ok 'all keys are shown' ldapsync
for name in new newer; do
	person $name 'employeeType: hidden'
done | change_ldap
sql 'DELETE FROM prov.sync_run'
sed -i 's/sync: { remind = 0; };//' "$PROV_CONFIG"
fails 123 'SR33: a run with entries that show no key' ldapsync
stderr_has '"uid=new,ou=people,dc=example,dc=com": the entry shows no key (entryUUID)'
stderr_has '2 entries show no entryUUID: entries that were loaded without get one from slapadd'
status_is 123 'SR33: the next one' ldapsync
is "$(cat "$TMP/err")" '' 'SR33: what cures it is said once'
done_testing
