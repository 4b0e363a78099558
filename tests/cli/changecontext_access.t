#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# changecontext_access.t - module access of all users of a context at once (M3)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme --access-combination-name pim
context 2
user 1 anna
user 1 bert --access-combination-name groupware_premium
bert=$new_id
user 1 carl --access-combination-name drive
user 2 dora
mail=1 calendar=2 contacts=4 tasks=8 usm=$((1 << 26))

modules() {	# CONTEXT
	sql "SELECT string_agg(modules::text, ' ' ORDER BY uid) FROM prov.users WHERE cid = $1"
}
combination() {	# USER
	getaccesscombinationnameforuser -c 1 -u "$1"
}
others=$(modules 2)

# Trap 10: all users; from what was granted, so that one premium user does not make everybody premium.
prints pim 'the admin was granted pim' getaccesscombinationnameforcontext -c 1 --granted
prints null 'trap 13: and may use more, of which there is no name' getaccesscombinationnameforcontext -c 1
prints 'context 1 changed' 'one module for all' changecontext -c 1 --access-usm on
pim=$(sql 'SELECT DISTINCT modules FROM prov.users WHERE cid = 1')
is "$(modules 1)" "$pim $pim $pim $pim" 'trap 10: is the same for every user'
is $((pim & (mail | calendar | contacts | tasks | usm))) $((mail | calendar | contacts | tasks | usm)) \
	'trap 10: pim, as it was granted to the admin, and usm'
is $((pim & 1 << 25)) 0 'one premium user does not make everybody premium'
is "$(modules 2)" "$others" 'no other context is different'
prints "[{\"users\": [[3, 3]], \"modules\": 4298113029}, {\"users\": [[2, 2]], \"modules\": $((pim & ~usm))}]" \
	'E2: the log has who had what' sql "SELECT jsonb_path_query_array(before -> 'access',
	'\$[*] ? (@.users[*][0] < 4)') FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1"
prints "{\"access\": {\"admin\": $pim, \"modules\": $pim}}" 'E2: and what it is now' \
	sql 'SELECT after FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1'
prints "$bert" 'E2: of everybody' sql "SELECT x -> 'users' -> 0 -> 1 FROM prov.change_log,
	jsonb_array_elements(before -> 'access') x WHERE cid = 1 AND kind = 'context' AND action = 'change'
	AND (x -> 'modules')::bigint & (1 << 25) <> 0"
before=$(sql 'SELECT count(*) FROM prov.change_log')
ok 'the same again' changecontext -c 1 --access-usm on
is "$(sql 'SELECT count(*) FROM prov.change_log')" "$before" 'is no change'
ok 'one user differs' changeuser -c 1 -i "$bert" --access-tasks off
ok 'and again' changecontext -N acme --access-usm on
prints "[{\"users\": [[$bert, $bert]], \"modules\": $((pim & ~tasks))}]" 'E2: only that one is in the log' \
	sql "SELECT before -> 'access' FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1"

# A combination; public-folder-editable is for the admin.
prints 'context acme changed' 'a combination for all' changecontext -N acme --access-combination-name all
prints all 'the admin has all of it' getaccesscombinationnameforcontext -c 1
prints all 'granted' getaccesscombinationnameforcontext -c 1 --granted
for user in anna bert carl; do
	is "$(combination $user)" groupware_premium "$user has it without public-folder-editable"
done
ok 'off for all' changecontext -c 1 --access-public-folder-editable off
prints groupware_premium 'is about the admin' getaccesscombinationnameforcontext -c 1
ok 'on for all' changecontext -c 1 --access-public-folder-editable TRUE
is "$(combination anna)" groupware_premium 'as well'
ok 'trap 4: an empty word is off' changecontext -c 1 --access-public-folder-editable=
ok 'trap 5: the capital F' changecontext -c 1 --access-read-create-shared-Folders off
is $(($(modules 1 | cut -d ' ' -f 3) & 1 << 16)) 0 'is that module'
fails 111 'trap 5: in lower case it is none' changecontext -c 1 --access-read-create-shared-folders on
ok 'webmail for all' changecontext -c 1 --access-combination-name webmail
prints webmail 'what it says is what there is' getaccesscombinationnameforcontext -c 1

# What is refused.
refused 103 'You must not specify access combination name AND single access attributes' \
	'trap 11: a combination and single modules' changecontext -c 1 --access-combination-name pim --access-tasks on
refused 103 'No such access combination name "nonsense"' 'an unknown combination' \
	changecontext -c 1 --access-combination-name nonsense
refused 109 "Illegal value 'maybe' for option --access-tasks (on or off)" 'a word that is none' \
	changecontext -c 1 --access-tasks maybe
printf 'mine=webmail,tasks\n' >"$TMP/definitions"
set_config "access: { definitions = \"$TMP/definitions\"; };"
ok 'trap 12: the sets of the file' changecontext -c 1 --access-combination-name mine
is "$(modules 1)" '9 9 9 9' 'trap 12: are those that count'
fails 103 'trap 12: and no others' changecontext -c 1 --access-combination-name pim
set_config

# Ids with holes, up to the last one; a user of a directory is looked at again.
sql "UPDATE prov.users SET source = 's', source_key = 'k', source_dn = 'd', source_hash = 1, uid = 2147483647
	WHERE cid = 1 AND login = 'carl'; UPDATE prov.context SET next_uid = 2147483648 WHERE cid = 1;
	UPDATE prov.address SET owner = 2147483647 WHERE cid = 1 AND address = 'carl@c1.example'"
ok 'the last id' changecontext -c 1 --access-tasks off
prints '[[2, 4], [2147483647, 2147483647]]' 'E2: is in the log, in ranges' sql "SELECT before -> 'access' -> 0 -> 'users'
	FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1"
prints 1 'the next sync looks at that user again' sql \
	"SELECT count(*) FROM prov.users WHERE source = 's' AND source_hash IS NULL"
check_clean

# 20,000 users: one line, of a size that follows the differences.
sql "INSERT INTO prov.users (cid, uid, name, login, display_name, aliases, enabled, source_enabled, modules, changed)
	SELECT 2, n, 'u' || n, 'u' || n, 'U' || n, '{}', true, true, 5, now() FROM generate_series(4, 20003) n;
	UPDATE prov.context SET next_uid = 20004, licensed = 20001 WHERE cid = 2"
before=$(sql 'SELECT count(*) FROM prov.change_log')
ok 'many users' changecontext -c 2 --access-combination-name pim
is "$(sql 'SELECT count(*) FROM prov.change_log')" $((before + 1)) 'are one line of the log'
is "$(($(sql "SELECT length(l::text) FROM prov.change_log l WHERE cid = 2 ORDER BY seq DESC LIMIT 1") < 600))" 1 'a short one'
prints 1 'and all have the same' sql 'SELECT count(DISTINCT modules) FROM prov.users WHERE cid = 2'
check_clean
done_testing
