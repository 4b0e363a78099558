#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: names and addresses that several want, rings and swaps, and entries that cannot be taken
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
rejects() {	# reasons, by DN
	sed -n 's/^ldapsync: rejected \(.*\),ou=[a-z]*,dc=example,dc=com": /\1": /p' "$TMP/err" | sort
}
rejected() {	# NAME WANT: what the last run has rejected
	is "$(rejects)" "$2" "$1"
}
createuser -c 1 -u local -d Local -g Lo -s Cal -p secret -e local@example.com -a local@example.com,lo@example.com \
	>"$TMP/out" 2>&1 || bail "$(cat "$TMP/out")"
people a b c d | change_ldap
ok 'four users and a local one' ldapsync

# --- several want the same ---
{
	entry 'cn=one,ou=people,dc=example,dc=com' twin 'mail: one@example.com'
	entry 'cn=two,ou=people,dc=example,dc=com' TWIN 'mail: two@example.com'
	person m1 'mail: same@example.com'
	person m2 'mail: Same@Example.com'
	person m3 'mail: m3@example.com
mail: a@example.com'
	person local 'mail: other@example.com'
	person l2 'mail: LO@example.com'
	person oxadmin
	person e
} | change_ldap
status_is 123 'conflicts' ldapsync
output_has '4 created, 1 left out, 5 rejected'
stderr_has '5 entries of the directory could not be taken over'
is "$(rejects | sed 's/ of context.*//; s/user [0-9]* /user N /')" 'user "cn=two": the name "twin" belongs to user N ("twin")
user "uid=l2": the mail address "lo@example.com" belongs to user N ("local")
user "uid=local": the name "local" belongs to user N ("local")
user "uid=m2": the mail address "same@example.com" belongs to user N ("m1")
user "uid=oxadmin": the name "oxadmin" belongs to user N ("oxadmin")' 'each with its reason'
stderr_has 'user "uid=m3,ou=people,dc=example,dc=com": left out: the mail address "a@example.com" belongs to user' \
	'SR22: an alias of somebody else is left out'
is "$(users 1)" 'a a@example.com a@example.com +
b b@example.com b@example.com +
c c@example.com c@example.com +
d d@example.com d@example.com +
e e@example.com e@example.com +
m1 same@example.com same@example.com +
m3 m3@example.com m3@example.com +
twin one@example.com one@example.com +' 'the others are there'
is "$(field 'source IS NULL, mail' local)" 't|local@example.com' 'the local user is untouched'
is "$(field 'source IS NULL, uid' oxadmin)" 't|2' 'so is the admin'
database_is_sound
row_versions >"$TMP/before"
status_is 123 'again' ldapsync
is "$(wc -c <"$TMP/out")" 0 'nothing changed, no summary'
is "$(rejects | wc -l)" 5 'but it is told'
row_versions >"$TMP/after"
ok 'no row is written' cmp "$TMP/before" "$TMP/after"
fails 123 'a dry run tells, too' ldapsync -n --json
is "$(json action | sort | uniq -c | tr -s ' ')" ' 5 reject' 'rejects are in the plan'
change_ldap <<'END'
dn: uid=m3,ou=people,dc=example,dc=com
changetype: modify
replace: mail
mail: m3@example.com

dn: cn=two,ou=people,dc=example,dc=com
changetype: delete

dn: uid=m2,ou=people,dc=example,dc=com
changetype: delete

dn: uid=local,ou=people,dc=example,dc=com
changetype: delete

dn: uid=l2,ou=people,dc=example,dc=com
changetype: delete

dn: uid=oxadmin,ou=people,dc=example,dc=com
changetype: delete
END
ok 'resolved in the directory' ldapsync
is "$(cat "$TMP/out")" '' 'nothing is left to do'

# --- rings and swaps: ids stay, names and addresses go round ---
rename() {	# OLD NEW
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: modrdn\nnewrdn: uid=%s\ndeleteoldrdn: 1\n\n' \
		"$1" "$2"
}
mails() {	# UID ADDRESS...
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: mail\n' "$1"
	shift
	printf 'mail: %s\n' "$@"
	echo
}
ids=$(sql "SELECT string_agg(uid::text, ' ' ORDER BY name) FROM prov.users WHERE name IN ('a', 'b', 'c')")
# shellcheck disable=SC2086
set -- $ids
{
	rename c x; rename b c; rename a b; rename x a
} | change_ldap
ok 'a ring of renames' ldapsync
output_has '3 changed, 3 renamed'
is "$(sql "SELECT string_agg(uid::text, ' ' ORDER BY name) FROM prov.users WHERE name IN ('a', 'b', 'c')")" \
	"$3 $1 $2" 'went round'
is "$(field mail a)" c@example.com 'with their addresses'
{
	mails a a@example.com swap@example.com
	mails b c@example.com
	mails c b@example.com c2@example.com
} | change_ldap
ok 'addresses go round' ldapsync
is "$(users 1 | head -3)" 'a a@example.com a@example.com,swap@example.com +
b c@example.com c@example.com +
c b@example.com b@example.com,c2@example.com +' 'all of them'
database_is_sound
{
	rename a y; rename b a; rename y b
	mails a b@example.com; mails b c@example.com; mails c a@example.com
} | change_ldap
ok 'names and addresses at once' ldapsync
is "$(users 1 | head -3)" 'a b@example.com b@example.com +
b c@example.com c@example.com +
c a@example.com a@example.com +' 'all of them'
database_is_sound

# --- a ring that somebody outside breaks: all of it waits, the others do not ---
{
	rename a local; rename b a; rename c b; rename d d2
} | change_ldap
status_is 123 'a chain that ends at a local user' ldapsync
output_has '1 changed, 1 renamed, 3 rejected'
is "$(users 1 | head -3)" 'a b@example.com b@example.com +
b c@example.com c@example.com +
c a@example.com a@example.com +' 'the chain waits as it was'
is "$(field mail d2)" d@example.com 'the other is renamed'
database_is_sound
{
	rename local free
} | change_ldap
next_day
ok 'free now' ldapsync
is "$(users 1 | awk '{ print $1, $2 }' | head -5 | tr '\n' ';')" \
	'a c@example.com;b a@example.com;d2 d@example.com;e e@example.com;free b@example.com;' 'it moves'

# --- a long chain ---
# shellcheck disable=SC2046
{
	people $(seq -f 'n%03.0f' 1 80)
} | change_ldap
ok '80 more' ldapsync
{
	rename n080 oxadmin
	seq -f 'n%03.0f' 79 -1 1 | awk '{ printf "%s n%03d\n", $1, substr($1, 2) + 1 }' | while read -r from to; do
		rename "$from" "$to"
	done
} | change_ldap
status_is 123 'a chain of 80 that ends at the admin' ldapsync
stderr_has '80 entries of the directory could not be taken over'
is "$(sql "SELECT count(*) FROM prov.users WHERE name ~ '^n0' AND mail = name || '@example.com'")" 80 'waits'
rename oxadmin n081 | change_ldap
ok 'free now' released
output_has '80 renamed'
database_is_sound

# --- case only ---
rename e E | change_ldap
mails E E@Example.COM | change_ldap
e=$(field uid e)
ok 'case only' ldapsync
is "$(field 'uid, login, mail, aliases' E)" "$e|e|E@Example.COM|{E@Example.COM}" 'is a change of what is shown'
is "$(sql "SELECT address FROM prov.address WHERE owner = $e")" e@example.com 'not of what is searched'
silent 'and done' ldapsync

# --- a new entry with the name of one that is gone ---
printf 'dn: uid=d2,ou=people,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
person d2 'mail: new@example.com' | change_ldap
d2=$(field uid d2)
status_is 123 'deleted, and another one of that name' ldapsync
output_has '1 disabled, 1 rejected'
stderr_has "the name \"d2\" belongs to user $d2"
is "$(field 'source_enabled, mail' d2)" 'f|d@example.com' 'nobody inherits'
status_is 123 'as long as the grace is' ldapsync
earlier users missing_since '31 days' "name = 'd2'"
source_is 'context = "acme"; purge = true; grace_runs = 0;'
ok 'after it' ldapsync
output_has '1 created, 1 deleted'
is "$(field 'uid <> '"$d2"', source_enabled, mail' d2)" 't|t|new@example.com' 'it is a user of its own'
database_is_sound
done_testing
