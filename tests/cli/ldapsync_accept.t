#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what a limit stopped is stored, and accepted by its digest: that, once, and no more
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
seq -f 'u%02.0f' 40 >"$TMP/names"
# shellcheck disable=SC2046
people $(cat "$TMP/names") | change_ldap
ok '40 users' ldapsync
gone() {	# FIRST LAST
	seq -f 'u%02.0f' "$1" "$2" | sed "s/.*/dn: uid=&,ou=people,$base\nchangetype: delete\n/" | change_ldap
}
disabled() {
	sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND NOT source_enabled'
}

# --- stopped, and what it says ---
gone 1 8
save_tables
fails 120 'case 25: eight of 40 are missing' ldapsync
stderr_has '8 of 40 users (20%) are missing in the directory; nothing was changed'
digest=$(digest_in "$TMP/err")
stderr_has "if it is right: ldapsync -s company --accept $digest"
same_tables 'nothing was changed'
is "$(sql 'SELECT removals FROM prov.sync_plan')" 8 'the plan is stored'
lines() {
	sql 'SELECT lines FROM prov.sync_plan_part ORDER BY n' | grep .
}
is "$(lines | head -n 1)" "user missing 1 $(sql "SELECT min(source_key) FROM prov.users WHERE name < 'u09'
	AND source IS NOT NULL")" 'as lines'
is "$(lines | LC_ALL=C sort)" "$(lines)" 'which are sorted'
is "sha256:$(lines | sha256sum | cut -d ' ' -f 1)" "$digest" 'the digest is over these lines'
fails 120 'a dry run' ldapsync -n
is "$(digest_in "$TMP/err")" "$digest" 'prints the same digest'
fails 120 'a later run' ldapsync
is "$(digest_in "$TMP/err") $(sql 'SELECT count(*) FROM prov.sync_plan')" "$digest 1" 'too, and it is one plan'

# --- what is no digest, or none that waits ---
fails 109 'a digest that is too short' ldapsync --accept sha256:01234567890
fails 109 'a word' ldapsync --accept yes
fails 109 'one that is too long' ldapsync --accept "${digest}0"
fails 103 'one that nobody printed' ldapsync --accept sha256:0123456789ab
stderr_has 'no plan of source "company" with the digest sha256:0123456789ab is waiting to be accepted'
fails 1 '--force is gone' ldapsync --force
stderr_has '--force is gone: nothing opens all limits any more'
stderr_has '--accept sha256:'
fails 1 'so is --max-delete' ldapsync -n --max-delete 100
stderr_has 'look at "ldapsync --dry-run"'
same_tables 'nothing was changed'

# --- a subset of it, and something else ---
ok 'a dry run of what would be accepted' ldapsync -n --accept "$digest"
is "$(disabled)" 0 'changes nothing'
gone 9 9
fails 120 'one more is missing' ldapsync --accept "$digest"
stderr_has '1 that would be taken away is no part of the plan that was accepted; nothing was changed'
stderr_has 'No part of it: user u09 in context 1 (missing)'
new=$(digest_in "$TMP/err")
is "$(disabled) $(test "$new" != "$digest" && echo new)" '0 new' 'nobody goes, and the digest is a new one'
printf 'dn: uid=u30,ou=people,%s\nchangetype: modify\nreplace: mail\n\n' $base | change_ldap
fails 120 'a value that is lost is no part of it either' ldapsync --accept "$new"
stderr_has 'user u30 in context 1 (blanked mail)'
printf 'dn: uid=u30,ou=people,%s\nchangetype: modify\nreplace: mail\nmail: u30@example.com\n\n' $base | change_ldap
ok 'accepted, by its first digits' ldapsync --accept "$(printf %s "$new" | cut -c 1-19)"
output_has '9 disabled'
is "$(disabled)" 9 'they are disabled'

# --- once, and as long as a week ---
fails 103 'it is accepted once' ldapsync --accept "$new"
is "$(sql 'SELECT count(*) FROM prov.sync_count')" 0 'what was accepted does not count in 24 hours'
silent 'nothing more' ldapsync
gone 10 11
ok 'two more pass' ldapsync
gone 12 24
fails 120 'case 25: the limits are there again' ldapsync
digest=$(digest_in "$TMP/err")
earlier sync_plan at '8 days'
fails 103 'a week later it is too old' ldapsync --accept "$digest"
fails 120 'a run prints it again' ldapsync
ok 'and then it is accepted' ldapsync --accept "$digest"
is "$(disabled)" 24 'they are disabled'

# --- what is never accepted has no digest ---
source_is 'context = "acme"; user_filter = "(uid=nobody)";'
fails 120 'no users at all' ldapsync
stderr_lacks 'accept sha256'
fails 120 'not even if everything was accepted' accepting_all
stderr_has '--accept does not help here'
is "$(disabled)" 24 'nobody goes'
database_is_sound
done_testing
