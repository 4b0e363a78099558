#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: an entry with an address that another user logs in with is rejected, whichever is read first (DR18, U7)
# long: other files run the same code under sanitizers
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
rejected() {	# uids that the last run has rejected for this reason
	sed -n 's/^ldapsync: rejected user "uid=\([^,]*\),.* logs in with[:,].*/\1/p' "$TMP/err" | sort | tr '\n' ' '
}
gone() {
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$@"
}
rename() {	# OLD NEW
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: modrdn\nnewrdn: uid=%s\ndeleteoldrdn: 1\n\n' "$1" "$2"
}
set_to() {	# UID ATTRIBUTE [VALUE]
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: %s\n%s\n\n' "$1" "$2" "${3:+$2: $3}"
}
{ gone bert boss erik fred; set_to carl mail c@example.com; } | change_ldap
ok 'resolved in the directory' ldapsync
{ person gert 'mail: hans@example.com'; person hans 'mail: h@example.com'; } | change_ldap
status_is 123 'both are new, in a later run' ldapsync
is "$(rejected)" 'gert ' 'DR18: the one with the address is rejected'

# Renames, and what others counted on.
{ rename carl boss; person ida 'mail: carl@example.com'; gone gert; } | change_ldap
status_is 123 'a rename' ldapsync
is "$(rejected)" 'boss ida ' 'DR18: to what is an address is rejected, and who counted on the name, too'
is "$(field mail carl)" c@example.com 'DR18: it stays'
{ rename boss otto; } | change_ldap
ok 'another name' ldapsync
is "$(field mail otto),$(field mail ida)" c@example.com,carl@example.com 'DR18: leaves the address to the other'
createuser -c 1 -u doris -d Doris -g Do -s Ris -p secret -e doris@other.example >"$TMP/log" 2>&1 || bail createuser
{ rename dora doris; person kurt 'mail: dora@example.com'; } | change_ldap
status_is 123 'a rename that is rejected for its name' ldapsync
is "$(rejected)" 'kurt ' 'DR18: keeps its name from those who counted on it'
is "$(field login dora)" dora 'DR18: and stays'
{ rename doris dora; set_to dora mail d.ora@example.com; gone kurt; } | change_ldap
ok 'taken back' ldapsync

# Who gives an address up leaves it.
{ person lea 'mail: max@example.com'; person leo 'mail: mia@example.com'; } | change_ldap
ok 'addresses that nobody logs in with' ldapsync
{ set_to lea mail lea@example.com; set_to leo mail; people max mia; } | change_ldap
ok 'DR18: what is given up is free' ldapsync
is "$(sql "SELECT string_agg(a.address, ' ' ORDER BY a.address) FROM prov.address a JOIN prov.users ON (users.cid, uid) = (a.cid, owner)
	WHERE login IN ('lea', 'leo', 'max', 'mia')")" 'lea@example.com max@example.com mia@example.com' 'DR18: for its user'
database_is_sound

# A mapping that comes later.
{ person kim 'mail: k@example.com'; set_to lea mail kim@firm.test; set_to leo mail nora@firm.test; } | change_ldap
ok 'addresses at a domain that is no mapping' ldapsync
sql "INSERT INTO prov.login_name VALUES ('firm.test', 1)"
{ set_to lea sn Other; set_to otto mail anna@firm.test; person nora 'mail: n@example.com'; person olga 'mail: hans@firm.test'; } |
	change_ldap
status_is 123 'it is one now' ldapsync
is "$(rejected)" 'nora olga ' 'DR18: counts for what comes'
is "$(field mail otto)" c@example.com 'DR18: a known user keeps the address that it has'
is "$(field sur_name lea)" Other 'DR18: and does not stop who had it before'

# A mapping that comes while the first run of a source reads.
new_context 2 beta
{
	unit ou=other,dc=example,dc=com
	entry uid=ulla,ou=other,dc=example,dc=com ulla 'mail: vera@late.example'
	entry uid=vera,ou=other,dc=example,dc=com vera 'mail: v@example.com'
} | change_ldap
set_config "sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
source: { second: { base = \"ou=other,dc=example,dc=com\"; context = \"beta\"; }; };"
hold "SELECT 1 FROM prov.context WHERE cid = 2 FOR UPDATE; INSERT INTO prov.login_name VALUES ('late.example', 2)"
ldapsync >"$TMP/out" 2>"$TMP/err" &
pid=$!
must_see 'it waits for the context' waits_for_lock 1 ldapsync
release
ended 'DR18: the mapping is seen' 123 "$pid" "$TMP/err"
is "$(sql "SELECT string_agg(login, ' ' ORDER BY login) FROM prov.users WHERE cid = 2 AND source IS NOT NULL")" vera \
	'DR18: by the first run of a source that was at work before'
done_testing
