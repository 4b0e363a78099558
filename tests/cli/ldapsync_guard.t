#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: how many users may vanish at once, and what never passes
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
seq -f 'u%02.0f' 60 >"$TMP/names"
# shellcheck disable=SC2046
people $(cat "$TMP/names") | change_ldap

# in FIRST LAST: their entries are in the directory; without: they are not.
without() {
	seq -f 'u%02.0f' "$1" "$2" | while read -r name; do
		printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$name"
	done | change_ldap
}
disabled() {
	sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND NOT source_enabled'
}
ok '60 users' ldapsync

# --- 10 percent of 60 are 6 ---
source_is 'context = "acme"; limits: { missing = 10; groups = 10; };'
without 1 6
ok '6 of 60 may go' ldapsync
output_has '6 disabled'
without 7 12
save_tables
fails 120 '6 of 54 are more than 10 percent, and more than 5' ldapsync
same_tables 'nothing was changed'
is "$(wc -c <"$TMP/out")" 0 'no summary'
stderr_has '6 of 54 users (11%) are missing in the directory; nothing was changed'
stderr_has 'limits.missing'
stderr_has -- '--accept'
is "$(grep -c '^ldapsync: missing user "u' "$TMP/err")" 6 'and lists them'
stderr_has 'missing user "uid=u07,ou=people,dc=example,dc=com"'
fails 120 'again' ldapsync
fails 120 'with --json' ldapsync --json

# --- a dry run shows the plan, and that it would be stopped ---
person new | change_ldap
fails 120 'a dry run' ldapsync --dry-run --json
is "$(json action name | sort)" 'create|new
disable|u07
disable|u08
disable|u09
disable|u10
disable|u11
disable|u12' 'prints all of the plan'
same_tables 'and changes nothing'
ok 'a dry run of what would be accepted' ldapsync --dry-run --json --accept "$(digest_in "$TMP/err")"
is "$(json action name | wc -l)" 7 'prints the same plan'

# --- other limits ---
source_is 'context = "acme"; limits: { missing = 11; };'
fails 120 'a limit below' ldapsync -n
source_is 'context = "acme"; limits: { missing = 12; };'
ok 'one above' ldapsync -n
source_is 'context = "acme"; max_delete = 12;'
ok 'and by its old name' ldapsync -n
source_is 'context = "acme"; limits: { missing = 1; floor = 6; };'
ok 'so many always may' ldapsync -n
source_is 'context = "acme"; limits: { missing = 0; floor = 0; };'
fails 120 'nobody may' ldapsync -n
source_is 'context = "acme"; limits: { missing = 10; groups = 10; };'
ok '--accept' released
output_has '1 created, 6 disabled'
is "$(disabled)" 12 'they are disabled'
database_is_sound

# --- users who are not enabled any more do not count; 5 always may ---
without 13 17
ok '5 more may go' ldapsync
silent 'nothing more' ldapsync
without 18 55
person u01 | change_ldap
fails 120 'nearly all' ldapsync
is "$(disabled)" 17 'nobody was touched'
is "$(field 'count(*)' u01)" 1 'nobody came'

# --- local users are no part of it ---
for name in a b c; do
	createuser -c 1 -u "$name" -d "$name" -g "$name" -s "$name" -p secret -e "$name@example.com" \
		>/dev/null 2>&1 || bail 'createuser'
done
fails 120 'case 26: local users do not make the share smaller' ldapsync
stderr_has '38 of 44 users'

# --- entries that cannot be taken are there ---
change_ldap <<'END'
dn: uid=u56,ou=people,dc=example,dc=com
changetype: modify
replace: mail
mail: nobody

END
status_is 123 'a bad address, and nearly all gone by --accept' released
stderr_has 'warning: user "uid=u56,ou=people,dc=example,dc=com": left out: user.mail'
is "$(field 'mail, source_enabled' u56)" 'u56@example.com|t' 'it is present, and as it was'
is "$(sql "SELECT string_agg(name, ' ' ORDER BY name) FROM prov.users
	WHERE source IS NOT NULL AND source_enabled")" 'new u56 u57 u58 u59 u60' 'who is left'
is "$(field "string_agg(source_enabled::text, ' ' ORDER BY uid)" u01)" false 'u01 is another one now'
stderr_has 'the name "u01" belongs to user 3'
database_is_sound

# --- an empty answer ---
source_is 'context = "acme"; user_filter = "(uid=nobody)";'
save_tables
fails 120 'no users at all' ldapsync
stderr_has 'the directory shows no users, but 6 are known from it; nothing was changed'
fails 120 'not even with --accept' accepting_all
stderr_has 'does not help'
source_is 'context = "acme"; user_filter = "(uid=nobody)"; limits: { missing = 100; floor = 1000000; };'
fails 120 'nor by limits' ldapsync
same_tables 'nothing was changed'

# --- even when the last ones are only waiting to be deleted ---
source_is 'context = "acme"; user_filter = "(uid=nobody)"; purge = true; grace = 0; grace_runs = 0;'
sql "UPDATE prov.users SET missing_since = now(), missing_run = 0, source_enabled = false WHERE source IS NOT NULL"
count_users
save_tables
fails 120 'no users at all, and all are disabled already' accepting_all
same_tables 'nobody is deleted'

# --- a source that never had users ---
sql "DELETE FROM prov.address a USING prov.users u WHERE a.cid = u.cid AND a.owner = u.uid AND a.kind = 'u'
	AND u.source IS NOT NULL; DELETE FROM prov.users WHERE source IS NOT NULL"
count_users
silent 'an empty directory and no users: nothing to do' ldapsync

# --- groups vanish, too ---
source_is 'context = "acme"; user_filter = "(&(objectClass=inetOrgPerson)(!(uid=u56)))";'
ok 'users again' ldapsync
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	group "g$n" u58 u59
done | change_ldap
ok 'twelve groups' ldapsync
filter='user_filter = "(&(objectClass=inetOrgPerson)(!(uid=u56)))";'
source_is "context = \"acme\"; $filter group_filter = \"(cn=nothing)\";"
save_tables
fails 120 'no groups at all' ldapsync
stderr_has 'the directory shows no groups, but 12 are known from it; nothing was changed'
fails 120 'SR11: not even with --accept' accepting_all
same_tables 'nothing was changed'
source_is "context = \"acme\"; $filter group_filter = \"(|(cn=g1)(cn=g10)(cn=g11)(cn=g12)(cn=g2)(cn=g3)(cn=g4))\";"
ok 'five groups may always go' ldapsync
source_is "context = \"acme\"; $filter group_filter = \"(|(cn=g1)(cn=g2))\";"
ok 'five more' released
source_is "context = \"acme\"; $filter group_filter = \"(cn=nothing)\";"
fails 120 'SR11: two groups are known, and none is shown' accepting_all
stderr_has 'the directory shows no groups, but 2 are known from it'
is "$(sql 'SELECT count(*) FROM prov.groups WHERE source IS NOT NULL AND missing_since IS NULL')" 2 'SR11: they are still there'
source_is "context = \"acme\"; $filter group_filter = \"(cn=g1)\";"
ok 'one of two may go' ldapsync
source_is "context = \"acme\"; $filter group_filter = \"(cn=nothing)\";"
fails 120 'two of two in a day' ldapsync
next_day
ok 'SR11: the last one may go' ldapsync
done_testing
