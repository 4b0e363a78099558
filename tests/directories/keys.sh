# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# keys.sh - lost rights, and a directory that was loaded anew, where a test can bring that about

use_database
kind_start
new_context 1 acme
everybody='anna ben cora dora emil frida gerd hans ines jan'
# shellcheck disable=SC2046,SC2086 # several names, several DNs
{
	users $everybody
	group staff $(for name in $everybody; do user_dn "$name"; echo; done)
	lock ines
	lock jan
} >"$TMP/people.ldif"
as_admin <"$TMP/people.ldif"
smallest
ok 'the first run' ldapsync
enabled() {
	sql "SELECT string_agg(login, ' ' ORDER BY login) FROM prov.users WHERE cid = 1 AND source IS NOT NULL AND $1"
}
is "$(enabled 'NOT source_enabled')" 'ines jan' 'two of them are locked'
silent 'the second run'
save_tables

# --- rights that are gone ---
# hidden ATTRIBUTE STATUS NAME WORDS
hidden() {
	kind_hide "$1"
	fails "$2" "$3" ldapsync
	stderr_has "$4" "$3: that is said"
	same_tables "$3: and nothing is changed" '\(source_state\|sync_[a-z]*\)'
}
hidden "$MAIL" "$NO_MAIL" 'SR7: the reader may not see addresses any more' "$NO_MAIL_WORDS"
hidden "$MEMBER" 120 'SR7: the reader may not see members any more' 'memberships'
hidden "$LOCK" "$NO_LOCK" 'SR6: the reader may not see who is locked any more' "$NO_LOCK_WORDS"
[ -z "$ENDS" ] ||
	hidden "$ENDS" 123 'SR6: the reader may not see when accounts end any more' "$ENDS cannot be read"
hidden "$KEY" 120 'SR33: the reader may not see keys any more' "shows no key ($KEY)"
kind_hide
works_again 'the reader may see all of it again'

# --- loaded anew, with other keys ---
stays() {
	sql "SELECT 'u', uid, name, mail, enabled, source_enabled, missing_since FROM prov.users WHERE cid = 1 ORDER BY 2"
	sql "SELECT 'm', gid, uid FROM prov.member WHERE cid = 1 ORDER BY 2, 3"
}
stays >"$TMP/stays"
kind_reload "$TMP/people.ldif"
fails 120 'SR4: a directory with the same people and other keys' ldapsync
stderr_has 'ldapsync --rekey name --dry-run' 'SR4: and the way out'
same_tables 'SR4: nobody goes, and nobody comes' '\(source_state\|sync_[a-z]*\)'
fails 120 'SR4: a plan' ldapsync --rekey name
digest=$(sed -n 's/.*--accept \([0-9a-f]*\).*/\1/p' "$TMP/err")
ok 'SR4: which is shown' ldapsync --rekey name --dry-run
is "$(grep -c '^rekey' "$TMP/out")" "$((11 + OWN_USERS))" 'SR4: all get the keys of new entries'
ok 'SR4: and accepted' ldapsync --rekey name --accept "$digest"
stays >"$TMP/stays.now"
is "$(diff "$TMP/stays" "$TMP/stays.now")" '' 'SR4: ids, memberships and locks are those of before'
silent 'SR4: and the next run has nothing to do'
