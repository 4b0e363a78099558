#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what a directory hides or loses at once, in the numbers in which that is feared: 600 users, a group of 500
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
reader=uid=reader,$base
# 600 people: 40 in a unit of their own; a group of 500 and a small one
crowd() {
	tree
	unit ou=hidden,$base
	printf 'dn: %s\nobjectClass: account\nobjectClass: simpleSecurityObject\nuid: reader\nuserPassword: secret\n\n' $reader
	awk 'BEGIN { for (i = 1; i <= 600; i++) {
		printf "dn: uid=u%d,ou=%s,dc=example,dc=com\nobjectClass: inetOrgPerson\n", i, (i > 560 ? "hidden" : "people")
		printf "uid: u%d\ncn: u%d\nsn: u%d\nmail: u%d@example.com\n\n", i, i, i, i
	} }'
	# shellcheck disable=SC2046 # many names
	group large $(seq -f 'u%.0f' 500)
	group small u501 u502
}
rules() {	# [LINE]
	printf '%s\naccess to attrs=userPassword by anonymous auth by * none\naccess to * by * read\n' "${1-}"
	printf 'limits dn.exact="%s" size=unlimited\n' $reader
}
hide() {	# [LINE]: what nobody may read
	stop_slapd
	slapd_conf "$SLAPD" "$LDAP_BASE" "$(rules "${1-}")" >"$SLAPD/slapd.conf"
	start_slapd_again
}
each() {	# FIRST LAST LINES: a change of users
	seq -f 'u%.0f' "$1" "$2" | while read -r name; do
		printf 'dn: uid=%s,ou=people,%s\nchangetype: modify\n%s\n\n' "$name" $base "$3"
	done | change_ldap
}
large_is() {	# MEMBER...
	printf 'dn: cn=large,ou=groups,%s\nchangetype: modify\nreplace: member\n' $base
	printf "member: uid=%s,ou=people,$base\n" "$@"
}
members() {
	sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) WHERE g.name = 'large'"
}
# but for the records of runs
nothing_new() {
	same_tables "$1" '\(source_state\|sync_[a-z]*\)'
}
crowd >"$TMP/crowd.ldif"
start_slapd -l "$TMP/crowd.ldif" -c "$(rules)"
use_database
new_context 1 acme
source_is "bind_dn = \"$reader\"; context = \"acme\";"
for name in local1 local2 local3; do
	createuser -c 1 -u $name -d $name -g $name -s $name -p secret -e $name@example.com >"$TMP/create.log" 2>&1 ||
		bail "$(cat "$TMP/create.log")"
done
ok '600 users' ldapsync
output_has '600 created'
is "$(members)" 500 'one group has 500 of them'
silent 'nothing more' ldapsync
save_tables

# --- an answer that is complete, and lacks somebody ---
hide "access to dn.subtree=\"ou=hidden,$base\" by * none"
fails 120 'case 8: a unit of 40 is hidden, and the answer is a success' ldapsync
stderr_has '40 of 600 users (6%) are missing in the directory; nothing was changed'
nothing_new 'case 8: nothing was changed'
hide
silent 'case 8: it is seen again, and nothing has happened' ldapsync
is "$(sql "SELECT count(*) FROM prov.users WHERE name LIKE 'local%' AND enabled AND source_enabled")" 3 \
	'case 26: users of the operator are not counted, and not touched'

# --- a value ---
each 1 180 'delete: mail'
fails 120 'case 80: 180 of 600 lose their address' ldapsync
stderr_has '180 of 600 users (30%) would lose a value: aliases; nothing was changed'
nothing_new 'case 80: nothing was changed'
seq -f 'u%.0f' 180 | while read -r name; do
	printf 'dn: uid=%s,ou=people,%s\nchangetype: modify\nadd: mail\nmail: %s@example.com\n\n' "$name" $base "$name"
done | change_ldap
silent 'case 80: they have it again' ldapsync

# --- a group ---
large_is u501 | change_ldap
fails 120 'case 95: a group of 500 is emptied but for one who comes' ldapsync
stderr_has 'would be removed; nothing was changed'
is "$(members)" 500 'case 95: nobody has left it'
nothing_new 'case 95: nothing was changed'
# shellcheck disable=SC2046 # many names
large_is $(seq -f 'u%.0f' 240) | change_ldap
fails 120 'case 95: more than half of it leave' ldapsync
nothing_new 'case 95: nothing was changed'
# shellcheck disable=SC2046 # many names
large_is $(seq -f 'u%.0f' 490) | change_ldap
ok 'case 95: ten of 500 may' ldapsync
is "$(members)" 490 'case 95: they have left'

# --- an attribute that is nowhere ---
# shellcheck disable=SC2016 # an expression
source_is "bind_dn = \"$reader\"; context = \"acme\"; user: { position = \"\${title}\"; };"
each 1 300 'replace: title
title: Boss'
ok 'half of them have a title' ldapsync
silent 'nothing more' ldapsync
save_tables
hide 'access to attrs=title by * none'
status_is 120 'case 112: nobody may read it any more: --check says so' ldapsync --check
is "$(grep -c 'nowhere:.* title ' "$TMP/out")" 1 'case 112: nobody shows it'
fails 120 'case 112: and a run stops' ldapsync
stderr_has '300 of 300 users (100%) would lose a value: position; nothing was changed'
hide
# shellcheck disable=SC2016 # an expression
source_is "bind_dn = \"$reader\"; context = \"acme\"; user: { position = \"\${titel}\"; };"
status_is 120 'case 112: an attribute that the server does not know' ldapsync --check
is "$(grep -c 'nowhere:.* titel ' "$TMP/out")" 1 'case 112: nobody shows it'
fails 120 'case 112: the run stops as well' ldapsync
stderr_has 'The mapping is another one than in the run before.'
nothing_new 'case 112: nothing was changed'
database_is_sound
done_testing
