#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nothing is written under a schema version that the programs do not know: no command, in no way
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company
master() {	# as the owner of the schema
	env PROV_CONFIG="$TMP/owner.conf" NEW_USER_PASSWORD="$1" provdb master
}
sed 's/user=prov/user=postgres/' "$PROV_CONFIG" >"$TMP/owner.conf"
has "$TMP/owner.conf" user=postgres 'there is a configuration for the owner'
user 1 bert
master first >"$TMP/out" 2>&1 || bail "no master: $(cat "$TMP/out")"
ok 'a first run' ldapsync
person clara | change_ldap
latest=$(sql 'SELECT max(version) FROM prov.schema_version')

another_version() {	# WHAT HINT
	for command in 'master second' "createcontext -c 9 -q 1 -u a -d b -g c -s d -p $HASH --passwordmech HASH -e f@g" \
		'deletecontext -c 1' "createuser $(plain_user 1 x)" 'changeuser -c 1 -u bert -x Sales' \
		'deleteuser -c 1 -u bert' ldapsync 'ldapsync --dry-run' 'listuser -c 1' 'provdb check'; do
		# shellcheck disable=SC2086 # words
		refused 106 "this program needs $latest" "DR14: $1: $command" $command
		stderr_has "$2"
	done
}
sql "INSERT INTO prov.schema_version VALUES ($latest + 1, 'later', 'x', now())"
another_version 'a later version' 'hint: upgrade the programs'
refused 106 "knows only $latest" 'DR14: a later version: provdb migrate' env PROV_CONFIG="$TMP/owner.conf" provdb migrate
sql "DELETE FROM prov.schema_version WHERE version > $latest"
row=$(sql "DELETE FROM prov.schema_version WHERE version = $latest
	RETURNING format('(%L, %L, %L, now())', version, name, checksum)")
another_version 'an earlier version' 'hint: run "provdb migrate"'
sql "INSERT INTO prov.schema_version VALUES $row"

# Somebody migrates while a run is on its way, before its transaction.
hold 'LOCK TABLE prov.job_lock IN EXCLUSIVE MODE'
sql 'SELECT u FROM prov.users u ORDER BY cid, uid' >"$TMP/users.before"
ldapsync >"$TMP/run.out" 2>"$TMP/run.err" &
pid=$!
must_see 'the run waits for its lease' waits_for_lock 1 ldapsync
sql "INSERT INTO prov.schema_version VALUES ($latest + 1, 'later', 'x', now())"
release
ended 'DR14: a migration in the middle of a run ends it' 106 "$pid" "$TMP/run.err"
has "$TMP/run.err" "this program needs $latest" 'DR14: and says why'
sql 'SELECT u FROM prov.users u ORDER BY cid, uid' >"$TMP/users.after"
ok 'DR14: and no user was changed' cmp "$TMP/users.before" "$TMP/users.after"
sql "DELETE FROM prov.schema_version WHERE version > $latest"
ok 'with the right version it works' ldapsync
is "$(sql "SELECT count(*) FROM prov.users WHERE login = 'clara'")" 1 'clara is there'

# The master admin: for the owner of the schema, and with its line in the log.
refused 106 'does not allow this to our role' 'DR14: the role of the commands cannot set the master admin' \
	env NEW_USER_PASSWORD=third provdb master
ok 'DR14: the owner can' master third
ok 'and another name' env PROV_CONFIG="$TMP/owner.conf" NEW_USER_PASSWORD=fourth provdb master --user boss
is "$(sql "SELECT string_agg(format('%s %s %s %s %s %s', seq, program, action, kind, coalesce(before::text, '-'), after),
	E'\n' ORDER BY seq) FROM prov.change_log WHERE cid = 0")" \
	'1 provdb create master - {"name": "oxadminmaster", "password": "(new)"}
2 provdb change master {"name": "oxadminmaster", "password": "(old)"} {"name": "oxadminmaster", "password": "(new)"}
3 provdb change master {"name": "oxadminmaster", "password": "(old)"} {"name": "boss", "password": "(new)"}' \
	'DR14: each change has its line, without secrets'
is "$(sql "SELECT count(DISTINCT tx), bool_and(who <> '') FROM prov.change_log WHERE cid = 0")" '3|t' \
	'with its transaction and who did it'
for n in 1 2 3 4 5 6; do
	master "pass$n" >"$TMP/master.$n" 2>&1 || echo "status $?" >>"$TMP/master.$n" &
	pids="${pids-} $!"
done
# shellcheck disable=SC2086 # words
wait $pids
is "$(cat "$TMP"/master.*)" '' 'six at the same time'
is "$(sql 'SELECT count(*), max(seq) FROM prov.change_log WHERE cid = 0')" '9|9' 'have a line each'
check_clean
done_testing
