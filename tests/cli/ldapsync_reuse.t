#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: one person's entry is deleted and made anew: the same name, another key
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
again() {	# UID [LINES]: deleted, and made anew
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$1" | change_ldap
	person "$@" | change_ldap
}
gone() {	# UID
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$1" | change_ldap
}
key_of() {
	ldapsearch -x -LLL -H "$LDAP_URI" -b "uid=$1,ou=people,dc=example,dc=com" entryUUID | sed -n 's/^entryUUID: //p'
}
who() {		# NAME...: id, operator's and directory's lock, key as in the directory, memberships
	for name in "$@"; do
		sql "SELECT concat_ws(' ', u.name, u.uid, u.enabled, u.source_enabled, u.missing_since IS NOT NULL,
			u.source_key = '$(key_of "$name")', (SELECT count(*) FROM prov.member m WHERE m.cid = u.cid AND m.uid = u.uid))
			FROM prov.users u WHERE u.name = '$name'"
	done
}
rekeys() {
	source_is "context = \"acme\"; on_reuse = \"rekey\"; $1"
}
# shellcheck disable=SC2046
people $(seq -f 'u%02.0f' 30) | change_ldap
group team u01 u02 u03 | change_ldap
ok '30 users' ldapsync
ok 'something of the operator' changeuser -c 1 -u u01 --company Acme
ok 'and a lock' changeuser -c 1 -u u02 --mailenabled false
was=$(who u01 u02)

# --- reject, as long as nobody says otherwise: the message says who holds the name and what to do ---
again u01
status_is 123 'SR10: case 43: an entry that was made anew' ldapsync
stderr_has 'the name "u01" belongs to user 3, who is missing in the directory since 20'
stderr_has ' UTC, in context 1, and kept until it is deleted by hand: '
stderr_has '"ldapsync -s company --rekey name" gives that account to the entry, "deleteuser -c 1 -i 3" removes it'
said=$(grep 'the name' "$TMP/err")
status_is 123 'SR10: and the next run' ldapsync
is "$(grep 'the name' "$TMP/err")" "$said" 'SR10: says the same'
source_is 'context = "acme"; purge = true; grace = 10;'
status_is 123 'SR10: where missing users are deleted after a time' ldapsync
until=$(sql "SELECT to_char((missing_since AT TIME ZONE 'UTC') + interval '10 days', 'YYYY-MM-DD')
	FROM prov.users WHERE name = 'u01'")
stderr_has "and kept until $until:"
person other01 'mail: u01@example.com' | change_ldap
status_is 123 'SR10: case 65: an entry that finds an address taken' ldapsync
stderr_has 'the mail address "u01@example.com" belongs to user 3, who is missing in the directory since 20'
gone other01

# --- a group goes the same way ---
printf 'dn: cn=team,ou=groups,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
ldapsync >/dev/null 2>&1
group team u02 u03 | change_ldap
status_is 123 'SR10: a group that was made anew' ldapsync
gid=$(sql "SELECT gid FROM prov.groups WHERE name = 'team'")
stderr_has "the name \"team\" belongs to group $gid, which is missing since 20"
stderr_has "gives its id to the entry, \"deletegroup -c 1 -i $gid\" removes it"
ok 'SR10: the plan' ldapsync -s company --rekey name -n
is "$(grep -c '^rekey  *group' "$TMP/out")" 1 'SR10: has the group'
ok 'SR10: the way out' ldapsync -s company --rekey name --accept "$(sed -n 's/.*--accept \([0-9a-f]*\).*/\1/p' "$TMP/err")"
is "$(sql "SELECT gid, missing_since IS NULL FROM prov.groups WHERE name = 'team'")" "$gid|t" 'SR10: it keeps its id'
is "$(sql "SELECT uid, source_enabled FROM prov.users WHERE name = 'u01'")" '3|t' 'SR10: as the user does'
ok 'SR10: memberships are those of the entry' ldapsync
silent 'SR10: nothing is left to do' ldapsync
printf 'dn: cn=team,ou=groups,dc=example,dc=com\nchangetype: modify\nadd: member\nmember: %s\n\n' \
	uid=u01,ou=people,dc=example,dc=com | change_ldap
ok 'as it was' ldapsync
earlier change_log at '25 hours'
again u01

# --- rekey: the new entry is that user's ---
rekeys ''
ok 'SR10: what would happen' ldapsync -n
output_has 'rekey'
is "$(grep -c ' user ' "$TMP/out")" 1 'SR10: and nobody else'
ok 'SR10: the new entry is that of the user' ldapsync
is "$(who u01)" "$(echo "$was" | head -n 1)" 'SR10: with its id, its memberships and its new key'
is "$(field "attrs ->> 'company'" u01)" Acme 'SR10: and what the operator set'
silent 'SR10: nothing is left to do' ldapsync
is "$(sql "SELECT count(*) FROM prov.change_log WHERE before ? 'key' AND after ? 'key' AND id = 3
	AND at > now() - interval '1 day'")" 1 \
	'SR10: the change log has the keys'

# --- in the same run in which the old one is gone ---
again u02 'sn: Newname'
ok 'SR10: at once' ldapsync
is "$(who u02)" "$(echo "$was" | tail -n 1)" "SR10: the operator's lock stays"
is "$(field sur_name u02)" Newname 'SR10: its values are those of the new entry'
silent 'SR10: nothing is left to do' ldapsync

# --- not these ---
again u03 'mail: u04@example.com'
status_is 0 'the address of somebody who is there' ldapsync
stderr_has 'the mail address "u04@example.com" belongs to user'
is "$(field 'missing_since IS NOT NULL' u03)" f 'whoever it is, the entry counts as present'
again u03
ok 'as it was' ldapsync
earlier change_log at '25 hours'
gone u05
gone u06
person u05 'mail: u06@example.com' | change_ldap
status_is 123 'SR10: doubtful: the name of one who is missing, the address of another' ldapsync
stderr_has 'not put together: the entry with its name has the mail address of user 8'
gone u05
people u05 u06 | change_ldap
ok 'SR10: both, as they were' ldapsync
is "$(sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND source_enabled')" 30 'nobody is disabled'
ok 'a local user' createuser -c 1 -u local -d Local -g Lo -s Cal -p secret -e local@example.com
person local 'mail: other@example.com' | change_ldap
status_is 123 "SR10: case 26: an operator's user" ldapsync
stderr_lacks 'who is missing'
is "$(field 'source IS NULL' local)" t 'is never taken over'
gone local

# --- no more than a handful, in a run and in a day ---
earlier change_log at '25 hours'
for n in 10 11 12 13 14 15; do
	again "u$n"
done
save_tables
fails 120 'SR4: six are a directory that was loaded anew' ldapsync
same_tables 'SR4: nothing is changed'
for n in 10 11 12; do
	gone "u$n"
done
rekeys 'max_delete = 50;'
ok 'SR10: three, and three who are gone' ldapsync
is "$(who u13 u14 u15 | grep -c 't f t\|t t f t')" 3 'SR10: three have their new keys'
people u10 u11 u12 | change_ldap
status_is 123 'SR4: three more on the same day' ldapsync
stderr_has 'the name "u12" belongs to user' 'are rejected'
database_is_sound
done_testing
