# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# suite.sh - what holds on every kind of directory, with the smallest configuration
#
# Each kind's file NAME.t says which kind it is and reads this; what only one kind has comes after it.

use_database
kind_start
new_context 1 acme
{
	users anna ben cora dora emil
	group staff "$(user_dn anna)" "$(user_dn ben)"
	group all "$(group_dn staff)" "$(user_dn cora)"
} | as_admin
smallest

# --- what is there, the first run, and the second ---
ok 'it is known what answers' ldapsync --check
has "$TMP/out" "$PROFILE" 'and which profile fits'
ok 'the first run' ldapsync
has "$TMP/out" "$((5 + OWN_USERS)) users read, $((2 + OWN_GROUPS)) groups read, $((5 + OWN_USERS)) created" \
	"what was read"
is "$(cat "$TMP/err")" '' 'nothing is rejected, and nothing is warned of'
is "$(user_row anna)" 'anna|anna@example.com|t|f' 'a user is there, with the address'
is "$(members_of staff)" 'anna ben' 'a group has its members'
is "$(members_of all)" 'anna ben cora' 'a group in a group brings its members'
silent 'the second run'

# --- changes ---
uid_of() {
	sql "SELECT uid FROM prov.users WHERE cid = 1 AND mail = '$1@example.com'"
}
{
	replace "$(user_dn anna)" sn Berg
	addresses ben ben@example.com ben.b@example.com
	user frida
	member add staff "$(user_dn dora)"
	member delete staff "$(user_dn anna)"
} | as_admin
ok 'a user, a change of a user, a change of a group' ldapsync
is "$(sql "SELECT sur_name FROM prov.users WHERE cid = 1 AND login = 'anna'")" Berg 'a surname'
is "$(sql "SELECT mail, aliases FROM prov.users WHERE cid = 1 AND login = 'ben'")" \
	'ben@example.com|{ben@example.com,ben.b@example.com}' 'a second address'
is "$(user_row frida)" 'frida|frida@example.com|t|f' 'a new user'
is "$(members_of staff)" 'ben dora' 'members that came and went'
is "$(members_of all)" 'ben cora dora' 'also one group further'
silent 'and after that'

# --- renames and moves ---
before=$(uid_of dora)
rename_user dora dorothea | as_admin
ok 'a rename' ldapsync
is "$(uid_of dora)" "$before" 'keeps the id'
is "$(sql "SELECT name FROM prov.users WHERE cid = 1 AND uid = $before")" dorothea 'and has the new name'
is "$(members_of staff)" 'ben dorothea' 'and the memberships'
before=$(uid_of cora)
move "$(user_dn cora)" "$(rdn_of cora)" "$STAFF" | as_admin
follow_member all "$(user_dn cora)" "$(user_dn cora "$STAFF")"
ok 'a move to another unit' ldapsync
is "$(uid_of cora)" "$before" 'keeps the id'
is "$(members_of all)" 'ben cora dorothea' 'and the membership'
silent 'after renames and moves'

# --- locks ---
lock emil | as_admin
ok 'an account that is disabled in the directory' ldapsync
is "$(user_row emil)" 'emil|emil@example.com|f|f' 'is disabled here, not missing'
silent 'and stays so'
unlock emil | as_admin
ok 'enabled again' ldapsync
is "$(user_row emil)" 'emil|emil@example.com|t|f' 'is enabled here'

# --- who goes, and comes back with another key ---
before=$(uid_of emil)
delete "$(user_dn emil)" | as_admin
ok 'one who is deleted' ldapsync
is "$(user_row emil)" 'emil|emil@example.com|f|t' 'is missing, and disabled'
silent 'and stays so'
user emil | as_admin
status_is 123 'the same name with another key' ldapsync
stderr_has emil 'the message names the entry'
is "$(uid_of emil)" "$before" 'nothing is taken over silently'
delete "$(user_dn emil)" | as_admin
ok 'gone again' ldapsync

# --- what is read must be complete ---
kind_stop
run ldapsync
is "$status" 105 'a directory that does not run'
kind_restart
works_again 'a directory that runs again'
is "$(sql "SELECT count(*) FROM prov.users WHERE cid = 1 AND source IS NOT NULL AND missing_since IS NULL")" \
	"$((5 + OWN_USERS))" 'nobody went missing by that'

# --- limits ---
members=$(sql "SELECT count(*) FROM prov.member WHERE cid = 1")
delete "$(user_dn anna)" "$(user_dn ben)" "$(user_dn frida)" "$(user_dn dorothea)" | as_admin
status_is 120 'four of five users are deleted' ldapsync
is "$(sql "SELECT count(*) FROM prov.users WHERE cid = 1 AND missing_since IS NOT NULL")" 1 'nobody else is missing'
is "$(sql "SELECT count(*) FROM prov.member WHERE cid = 1")" "$members" 'no membership is lost'
