#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# UCS: who is an OX user, in which context, with which rights, as the attributes of UCS say it
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is ucs
use_database
kind_start
new_context 1 acme
new_context 2 beta
{
	users anna ben cora
	user dora | sed 's/^oxContextIDNum: 1/oxContextIDNum: 2/'
	user emil | sed 's/^oxContextIDNum: 1/oxContextIDNum: 2/; s/^oxAccess: .*/oxAccess: webmail/; s/^oxLanguage: .*/oxLanguage: fr_FR/'
	user plain | sed 's/^isOxUser: OK/isOxUser: Not/'
	group staff "$(user_dn anna)" "$(user_dn dora)" "$(user_dn plain)"
	group mixed "$(group_dn staff)" "$(user_dn emil)"
	group unused "$(user_dn ben)" | sed 's/^isOxGroup: OK/isOxGroup: Not/'
} | as_admin
smallest
sed -i 's/context = "acme";//' "$PROV_CONFIG"

# --- no context is set ---
ok 'the first run' ldapsync
is "$(cat "$TMP/err")" '' 'nothing is rejected'
names() {	# CONTEXT
	sql "SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM prov.users WHERE cid = $1 AND source IS NOT NULL"
}
is "$(names 1) | $(names 2)" 'anna ben cora | dora emil' 'each user is in the context of its oxContextIDNum, others are none'
groups_of() {
	sql "SELECT string_agg(g.name || ':' || (SELECT string_agg(u.name, ',' ORDER BY u.name) FROM prov.member m
		JOIN prov.users u USING (cid, uid) WHERE m.cid = g.cid AND m.gid = g.gid), ' ' ORDER BY g.name)
		FROM prov.groups g WHERE g.cid = $1 AND g.gid <> 1"
}
is "$(groups_of 1) | $(groups_of 2)" 'mixed:anna staff:anna | mixed:dora,emil staff:dora' \
	'a group is in each context that it has members in'
modules() {
	sql "SELECT modules FROM prov.users WHERE login = '$1'"
}
is "$(sql "SELECT language, timezone FROM prov.users WHERE login = 'emil'")" 'fr_FR|Europe/Berlin' 'language and time zone'
is "$(($(modules emil) & 1 << 1)) $(($(modules anna) & 1 << 1 > 0))" '0 1' 'webmail has no calendar, premium has'
silent 'the second run'

# --- another context, none that is known, not an OX user any more ---
{
	replace "$(user_dn cora)" oxContextIDNum 2
	replace "$(user_dn ben)" isOxUser Not
	user frida | sed 's/^oxContextIDNum: 1/oxContextIDNum: 9/'
} | as_admin
status_is 123 'a user moves, one is none any more, one has a context that is not there' ldapsync
stderr_has frida 'the last one is named'
is "$(names 2)" 'cora dora emil' 'who moved is there'
is "$(sql "SELECT missing_since IS NOT NULL FROM prov.users WHERE cid = 1 AND name = 'ben'")" t 'who is no OX user is missing'
delete "$(user_dn frida)" | as_admin
ok 'gone again' ldapsync
silent 'and nothing more'
database_is_sound
done_testing
