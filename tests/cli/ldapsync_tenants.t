#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: 5,000 contexts of one to three users: what is too much in one of them does not stop the others
# long: thousands of contexts
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
# context N has 1 + N % 3 users
{
	tree
	awk 'BEGIN { for (c = 1; c <= 5000; c++) for (k = 1; k <= 1 + c % 3; k++) {
		printf "dn: uid=u%dx%d,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\n", c, k
		printf "uid: u%dx%d\ncn: User %d\nsn: Number %d\nmail: u%dx%d@example.com\nl: c%d\n\n", c, k, c, k, c, k, c
	} }'
} >"$TMP/tenants.ldif"
start_slapd -l "$TMP/tenants.ldif"
use_database
new_context 1 c1
# as createcontext makes them
copies() {	# TABLE MEMBERS [CONDITION]
	echo "INSERT INTO prov.$1 SELECT (jsonb_populate_record(t, jsonb_build_object('cid', n, $2))).*
		FROM prov.$1 t, generate_series(2, 5000) n WHERE t.cid = 1 ${3-};"
}
{
	copies context "'name', 'c' || n"
	copies login_name "'name', n::text" "AND t.name = '1'"
	copies login_name "'name', 'c' || n" "AND t.name = 'c1'"
	copies users "'uid', t.uid"
	copies groups "'gid', t.gid"
	copies address "'address', t.address"
	copies change_log "'seq', t.seq"
	echo 'ANALYZE;'
} | sql_session >"$TMP/copies.log" 2>&1
source_is 'base = "ou=people,dc=example,dc=com"; groups = false; user: { context = "${l}"; };'
database_is_sound 'the contexts are sound'
active() {	# CONTEXT...
	for cid in "$@"; do
		sql "SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND source_enabled AND cid = $cid"
	done | tr '\n' ' '
}
gone() {	# UID...
	printf "dn: uid=%s,ou=people,$base\nchangetype: delete\n\n" "$@" | change_ldap
}
ok 'a first run' ldapsync
output_has '10001 created'
silent 'nothing more' ldapsync

# --- the last one of a context of one; all of one of three; one of two ---
gone u3x1 u2x1 u2x2 u2x3 u4x1
person new 'l: c6' | change_ldap
printf 'dn: uid=u5x1,ou=people,%s\nchangetype: modify\nreplace: sn\nsn: Other\n\n' $base | change_ldap
fails 120 'SR3: a context of three becomes empty' ldapsync
stderr_has '3 users and 0 groups were held back in context 2 (c2), where too much would be taken away; everything else was done'
is "$(active 3 2 4 5 6)" '0 3 1 3 2 ' 'SR3: it is held back, the only one of another may go, and one of two'
is "$(field sur_name u5x1 5)" Other 'SR3: all others go on'
output_has '1 created, 1 changed, 2 disabled'
digest=$(digest_in "$TMP/err")
is "$(sql 'SELECT removals FROM prov.sync_plan')" 3 'what is held back can be accepted'
fails 120 'SR3: as long as it is so' ldapsync
is "$(digest_in "$TMP/err")" "$digest" 'and it is the same plan'

# --- a few contexts are none of the 5 percent ---
for c in 8 11 14 17; do gone u${c}x1 u${c}x2 u${c}x3; done
gone u9x1
fails 120 'SR3: five contexts' ldapsync
stderr_has 'held back in context 2 (c2), 8 (c8), 11 (c11), 14 (c14), 17 (c17)'
is "$(active 8 17 9)" '3 3 0 ' 'SR3: are held back, the others go on'
fails 120 'more than was accepted' ldapsync --accept "$digest"
stderr_has '12 that would be taken away are no part of the plan that was accepted; nothing was changed'
ok 'they have left' ldapsync --accept "$(digest_in "$TMP/err")"
is "$(active 2 8 11 14 17)" '0 0 0 0 0 ' 'and are disabled'
silent 'nothing more' ldapsync

# --- so many contexts that the list of them is just as long as the memory it began with: 63 characters ---
next_day
for c in 10 13 16 19 20 22 23 25 26 28 29 31 32 34 35 37 38 40 41 43 44; do gone u${c}x1; done
ok 'one of several leaves in each of 21 contexts' ldapsync
is "$(sql "SELECT length('{' || string_agg(context::text, ',')) FROM prov.sync_count WHERE at > now() - interval '1 hour'")" 63 \
	'SR31: they are counted for 24 hours'
database_is_sound
done_testing
