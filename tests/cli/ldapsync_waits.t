#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SR17: nobody waits for a run of ldapsync before it writes: not while it reads, looks up who is missing, or plans
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
base=dc=example,dc=com
people anna bert carl dora emil fritz | change_ldap
source_is 'context = "acme";'
ok 'a run' ldapsync
LDAP_URI_HERE=$LDAP_URI
through() {	# URI [LINES]
	LDAP_URI=$1
	source_is "context = \"acme\"; ${2-}"
	LDAP_URI=$LDAP_URI_HERE
}
# free NAME TEST: somebody else changes this context, and does not wait.
free() {
	contexts=$(sql 'SELECT cid FROM prov.context ORDER BY cid' | xargs)
	# shellcheck disable=SC2086 # several
	is "$(free_locks $contexts)" "$contexts" "SR17: $2: no context is locked"
	ok "SR17: $2: a user can be created" timeout 300 createuser -c 1 -u "$1" -d "$1" -g "$1" -s "$1" -p secret \
		-e "$1@local.example"
	is "$(kill -0 "$sync" && echo running)" running "$2: the run is at it"
}

# --- reading ---
modify anna 'replace: sn
sn: Read'
through "$PAUSED_URI"
paused_run $base inetOrgPerson entryUUID
free one 'while it reads'
go_on
is "$status $(field sur_name anna)" '0 Read' 'the run ends as usual'

# --- looking up who is missing ---
modify anna 'replace: sn
sn: Confirmed'
key=$(field source_key fritz)
printf 'dn: uid=fritz,ou=people,%s\nchangetype: delete\n' $base | change_ldap
paused_run "$key"
free two 'while it looks up who is missing'
go_on
is "$status $(field sur_name anna) $(field source_enabled fritz)" '0 Confirmed f' 'the run ends as usual'
through "$LDAP_URI"
silent 'nothing is left to do' ldapsync

# --- planning: what was changed meanwhile is part of the plan ---
person late | change_ldap
modify anna 'replace: sn
sn: Planned'
hold 'LOCK TABLE prov.stage_diff IN ACCESS EXCLUSIVE MODE'
ldapsync >"$TMP/out.run" 2>"$TMP/err.run" &
sync=$!
must_see 'a run is planning' waits_for_lock 1 ldapsync
free late 'while it plans'
ok 'SR17: a user of the source can be changed' timeout 300 changeuser -c 1 -u anna -x Sales
release
ended 'it goes on' 123 "$sync" "$TMP/err.run"
is "$(grep -c 'rejected user "uid=late,.*the name "late" belongs to user' "$TMP/err.run")" 1 \
	'SR17: and plans once more, with the user that came meanwhile'
is "$(field "sur_name, attrs->>'department'" anna)" 'Planned|Sales' 'SR17: nothing of others is lost'
is "$(cut -d ';' -f 1 "$TMP/out.run")" 'company: 6 users read, 0 groups read, 1 changed, 1 rejected' 'it is counted once'
is "$(sql "SELECT count(*) FROM prov.change_log WHERE program = 'ldapsync' AND id = $(field uid anna) AND action = 'change'")" 3 \
	'and logged once'
status_is 123 'again' ldapsync
is "$(wc -c <"$TMP/out")" 0 'nothing is left to do'
printf 'dn: uid=late,ou=people,%s\nchangetype: delete\n' $base | change_ldap
ok 'without that entry' ldapsync
database_is_sound

# --- what is taken away is judged once more as well: another source has read, and taken, the same names ---
printf 'dn: uid=emil,ou=people,%s\nchangetype: delete\n' $base | change_ldap
hold 'LOCK TABLE prov.stage_diff IN ACCESS EXCLUSIVE MODE'
ldapsync >"$TMP/out.run" 2>"$TMP/err.run" &
sync=$!
must_see 'a run is planning' waits_for_lock 1 ldapsync
ok 'SR17: whom it misses is deleted meanwhile' timeout 300 deleteuser -c 1 -u emil
release
ended 'it goes on' 0 "$sync" "$TMP/err.run"
is "$(grep -c disabled "$TMP/out.run")" 0 'SR17: and does not disable who is not there'
database_is_sound

# --- the first run of a source: contexts that have users are not locked, either ---
set_config "ldap: { uri = \"$PAUSED_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; timeout = 300; };
sync: { remind = 0; };
source: { other: { contexts = ( { base = \"ou=groups,$base\"; context = \"acme\"; },
	{ base = \"ou=more,$base\"; context = \"acme\"; } ); groups = false; }; };"
{
	unit ou=more,$base
	entry uid=x1,ou=groups,$base x1
	entry uid=x2,ou=more,$base x2
} | change_ldap
paused_run ou=more,$base inetOrgPerson entryUUID
free three 'while a first run reads'
go_on
is "$status $(field source x1) $(field source x2)" '0 other other' 'the first run ends as usual'
new_context 2 beta
set_config "ldap: { uri = \"$PAUSED_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; timeout = 300; };
sync: { remind = 0; };
source: { third: { contexts = ( { base = \"ou=groups,$base\"; context = \"beta\"; },
	{ base = \"ou=more,$base\"; context = \"acme\"; } ); groups = false; user: { name = \"\${uid}3\"; mail = \"\"; aliases = \"\"; }; }; };"
paused_run ou=more,$base inetOrgPerson entryUUID
is "$(free_locks 1 2)" 1 'SR17: one that has no users yet is filled while it is read'
ok 'SR17: the other one is free' timeout 300 createuser -c 1 -u four -d four -g four -s four -p secret -e four@local.example
go_on
is "$status $(field source x13 2) $(field source x23 1)" '0 third third' 'and both have theirs in the end'
database_is_sound
done_testing
