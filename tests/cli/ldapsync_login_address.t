#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: an entry with an address that another user logs in with is rejected, whichever is read first (DR18, U7)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
sql "INSERT INTO prov.login_name VALUES ('example.com', 1)"
is "$(sql "SELECT login FROM prov.users WHERE cid = 1")" oxadmin 'there is the admin'
sql "UPDATE prov.users SET mail = 'boss@example.com', address = 'boss@example.com', aliases = '{boss@example.com}'
	WHERE cid = 1; UPDATE prov.address SET address = 'boss@example.com' WHERE cid = 1"
{
	person anna
	person bert 'mail: carl@example.com'
	person carl 'mail: c@example.com'
	person boss 'mail: b@example.com'
	person dora 'mail: d.ora@example.com'
	person erik 'mail: oxadmin@example.com'
} | change_ldap
status_is 123 'DR18: a first run' ldapsync
cp "$TMP/err" "$TMP/told"
is "$(sql "SELECT string_agg(login, ' ' ORDER BY login) FROM prov.users WHERE source IS NOT NULL")" 'anna carl dora' \
	'DR18: takes all others'
is "$(grep -c 'logs in with' "$TMP/told")" 3 'DR18: are told, with the reason'
is "$(sql "SELECT string_agg(address, ' ' ORDER BY address) FROM prov.address WHERE cid = 1")" \
	'anna@example.com boss@example.com c@example.com d.ora@example.com' 'DR18: and have no addresses'
database_is_sound

# Later runs.
person fred 'mail: dora@example.com' | change_ldap
status_is 123 'DR18: a new entry' ldapsync
is "$(sql "SELECT count(*) FROM prov.users WHERE login = 'fred'")" 0 'DR18: with the login of a user is rejected'
printf 'dn: uid=carl,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: mail\nmail: anna@example.com\n' | change_ldap
status_is 123 'a change' ldapsync
is "$(field mail carl)" c@example.com 'DR18: to such an address is rejected'
database_is_sound
done_testing
