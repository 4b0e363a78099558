#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# lock_order.t - what locks several contexts takes them in the order of their ids, so that no two wait for each other in
# a circle
# long: many programs at once
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
for cid in 2 3 4; do
	new_context $cid "c$cid"
done
for cid in 1 2 3 4; do
	person "u$cid" "o: $cid"
done | change_ldap
source_is "groups = false; user: { context = \"\${o}\"; };"
status_is 0 'users in four contexts' ldapsync

# The rows of the table do not lie in the order of the ids.
scramble() {
	sql "UPDATE prov.context SET quota = quota WHERE cid = 2; UPDATE prov.context SET quota = quota WHERE cid = 1"
}
# ordered NAME COMMAND...: waits for context 2 with the lock of 1 and no other
ordered() {
	name=$1
	shift
	scramble
	hold 'SELECT 1 FROM prov.context WHERE cid = 2 FOR UPDATE'
	"$@" >"$TMP/waiting" 2>&1 &
	waiting=$!
	must_see "$name waits" waits_for_lock 1 "$1"
	is "$(free_locks 1 3 4)" '3 4' "$name: has the lock of the one before and no other"
	release
	ended "$name: goes on" 0 "$waiting" "$TMP/waiting"
}
ordered changeaccessglobal changeaccessglobal --access-usm on
ordered disableallcontexts disableallcontexts
ordered enableallcontexts enableallcontexts
for cid in 1 2 3 4; do
	printf 'dn: uid=u%s,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: title\ntitle: x\n\n' "$cid"
done | change_ldap
ordered ldapsync ldapsync

# A new source writes while it reads: the contexts of the configuration are locked first.
people v1 v2 v4 | change_ldap
source_is "groups = false; contexts = ( { base = \"uid=v4,ou=people,dc=example,dc=com\"; context = \"c4\"; },
	{ base = \"uid=v2,ou=people,dc=example,dc=com\"; context = \"c2\"; },
	{ base = \"uid=v1,ou=people,dc=example,dc=com\"; context = \"acme\"; } );"
sed 's/company:/new:/' "$PROV_CONFIG" >"$TMP/new.conf"
mv "$TMP/new.conf" "$PROV_CONFIG"
ordered 'SR22: a first run' ldapsync

ok 'a user' createuser -c 2 -u local -g A -s B -p secret -e local@example.com
ordered usercopy usercopy -c 2 -d 1 -u local

# --- lines of a batch: a copy's contexts before those of the others ---
ok 'another user' createuser -c 2 -u second -g C -s D -p secret -e second@example.com
printf 'changeuser -c 4 -u u4 -x Sales\nusercopy -c 2 -d 1 -u second\n' >"$TMP/lines"
ordered prov prov batch "$TMP/lines"
database_is_sound
done_testing
