#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what a run does is in the change log, whole, before and after, without secrets (E2, DR15)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
# shellcheck disable=SC2016 # expressions of the mapping
source_is 'context = "acme"; purge = true; grace = 0; grace_runs = 0; user: { password = "${description}"; quota = "${roomNumber}";
	title = "${title}"; enabled = "${employeeType=inactive:+false}"; };'
logged() {	# KIND NAME: the last line about it
	sql "SELECT action, before, after FROM prov.change_log WHERE kind = '$1' AND id = $2 AND cid = 1
		ORDER BY seq DESC LIMIT 1"
}
of() {	# NAME: id of a user
	field uid "$1"
}
keys() {	# CONDITION: the members of a line's after
	sql "SELECT string_agg(key, ' ' ORDER BY key COLLATE \"C\") FROM (SELECT after FROM prov.change_log
		WHERE action = 'create' AND kind = 'user' AND $1 ORDER BY seq DESC LIMIT 1) l, jsonb_object_keys(l.after) key"
}
hash='{CRYPT}$6$saltsalt$SECRETHASH'
anna='{"dn": "uid=anna,ou=people,dc=example,dc=com", "mail": "anna@example.com", "name": "anna", "attrs": {"title": "Dr. \"X\" \\"}, "quota": 500, "aliases": ["anna@example.com", "a.berg@example.com"], "enabled": true, "modules": MODULES, "language": "en_US", "sur_name": "Berg", "timezone": "Europe/Berlin", "given_name": null, "display_name": "Anna Berg"}'
{
	person anna "sn: Berg
cn: Anna Berg
mail: anna@example.com
mail: a.berg@example.com
title: Dr. \"X\" \\
roomNumber: 500
description: $hash$(printf '%076d' 0)"
	people bert carl dora emil fritz gert hans
	group team anna bert
	group more bert
} | change_ldap

# --- new ones ---
ok 'the first run' ldapsync
anna=$(printf %s "$anna" | sed "s/MODULES/$(field modules anna)/")
is "$(logged user "$(of anna)")" "create||$anna" 'DR15: a new user is in the log as a whole'
createuser -c 1 -u local -d Local -g Lo -s Cal -p secret -e local@example.com >"$TMP/o" 2>&1 ||
	bail "$(cat "$TMP/o")"
is "$(keys "program = 'ldapsync'")" "$(keys "program = 'createuser'" | sed 's/display_name/& dn/')" \
	'DR15: with what createuser logs, and the DN'
team=$(sql "SELECT gid FROM prov.groups WHERE name = 'team'")
is "$(logged group "$team")" 'create||{"mail": null, "name": "team", "members": [3, 4], "display_name": "team"}' \
	'DR15: so is a new group'

# --- the same by staging, which has to be the same ---
sql "DELETE FROM prov.member; DELETE FROM prov.groups WHERE gid > 1; DELETE FROM prov.address WHERE owner > 2;
	DELETE FROM prov.users WHERE uid > 2; DELETE FROM prov.source_state; UPDATE prov.context SET next_uid = 3"
count_users
createuser -c 1 -u local -d Local -g Lo -s Cal -p secret -e bert@example.com >"$TMP/o" 2>&1 ||
	bail "$(cat "$TMP/o")"
status_is 123 'a first run with a conflict' ldapsync
is "$(logged user "$(of anna)")" "create||$anna" 'DR15: the same line for who is compared first'
deleteuser -c 1 -u local >"$TMP/o" 2>&1 || bail "$(cat "$TMP/o")"
ok 'the conflict is gone' ldapsync
is "$(keys "id = $(of bert)")" "$(keys "id = $(of anna)")" 'DR15: and for who comes later'

# --- changes have what differs ---
modify anna 'replace: roomNumber
roomNumber: 600'
ok 'a change' ldapsync
is "$(logged user "$(of anna)")" 'change|{"quota": 500}|{"quota": 600}' 'DR15: has before and after'
modify anna "replace: description
description: $hash$(printf '%076d' 1)"
ok 'a new password' ldapsync
is "$(logged user "$(of anna)")" 'change|{"password": "(old)"}|{"password": "(new)"}' 'DR15: is told, without it'
modify anna 'add: employeeType
employeeType: inactive'
ok 'disabled in the directory' ldapsync
is "$(logged user "$(of anna)")" 'change|{"enabled": true}|{"enabled": false}' 'DR15: is a change'
modify anna 'delete: employeeType'
printf 'dn: cn=team,ou=groups,dc=example,dc=com\nchangetype: modify\nadd: mail\nmail: team@example.com\n-\ndelete: member\nmember: uid=bert,ou=people,dc=example,dc=com\n\n' |
	change_ldap
ok 'a group changes' ldapsync
team=$(sql "SELECT gid FROM prov.groups WHERE name = 'team'")
is "$(logged group "$team")" "change|{\"mail\": null, \"members_removed\": [$(of bert)]}|{\"mail\": \"team@example.com\"}" \
	'DR15: has what differs, and which members'

# --- what goes ---
bert=$(of bert)
whole=$(sql "SELECT after || '{\"enabled\": false}' FROM prov.change_log WHERE id = $bert AND action = 'create'
	AND kind = 'user' ORDER BY seq DESC LIMIT 1")
printf 'dn: uid=bert,ou=people,dc=example,dc=com\nchangetype: delete\n\ndn: cn=team,ou=groups,dc=example,dc=com\nchangetype: delete\n\n' |
	change_ldap
ok 'a user and a group are gone' ldapsync
is "$(logged user "$bert")" 'disable|{"mail": "bert@example.com", "name": "bert", "enabled": true}|{"enabled": false}' \
	'DR15: who is missing'
is "$(logged group "$team")" 'missing|{"name": "team", "missing": false}|{"missing": true}' 'DR15: what is missing'
ok 'for good' ldapsync
is "$(logged user "$bert")" "delete|$whole|" 'DR15: who is deleted is there as a whole'
is "$(logged group "$team")" "delete|{\"mail\": \"team@example.com\", \"name\": \"team\", \"members\": [$(of anna)], \"description\": null, \"display_name\": \"team\"}|" \
	'DR15: and so is a group'

is "$(sql "SELECT count(*) FROM prov.change_log l WHERE l::text LIKE '%SECRET%'")" 0 'DR15: no secret is in the log'
database_is_sound
done_testing
