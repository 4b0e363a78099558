#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# changeaccessglobal.t - modules of all users of all contexts: which users, what is refused, the log, one transaction
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok changeaccessglobal
use_database
for cid in 1 2 10; do
	context $cid
	user $cid anna
	user $cid bert --access-combination-name pim
done
user 10 carl --access-combination-name groupware_premium

names() {	# CONTEXT: each user and the combination it was granted
	for name in ${2:-admin anna bert}; do
		getaccesscombinationnameforuser -c "$1" -u "$name"
	done | xargs
}
# What was granted, of which the admin has one.
granted() {	# CONTEXT USER
	listuser -c "$1" -s "$2" --csv --fields granted | sed -n '2s/"//gp'
}
log_lines() {
	sql "SELECT count(*) FROM prov.change_log WHERE program = 'changeaccessglobal'"
}
who_has() {		# MODULE: who has it, of all contexts
	sql "SELECT string_agg(cid || login, ' ' ORDER BY cid, uid) FROM prov.users WHERE modules & (1::bigint << $1) <> 0"
}

# On and off.
is "$(who_has 25)" 10carl 'one has Exchange ActiveSync'
prints 'Access successfully changed.' 'everybody gets it' changeaccessglobal --access-active-sync on
is "$(who_has 25)" '1admin 1anna 1bert 2admin 2anna 2bert 10admin 10anna 10bert 10carl' 'in all contexts'
is "$(log_lines)" 9 'a line of the log for each that changed'
is "$(sql "SELECT cid, id, kind, action, before - 'modules', (after ->> 'modules')::bigint - (before ->> 'modules')::bigint
	FROM prov.change_log WHERE program = 'changeaccessglobal' AND cid = 2 ORDER BY seq" | xargs)" \
	'2|2|user|change|{}|33554432 2|3|user|change|{}|33554432 2|4|user|change|{}|33554432' 'with what it was and is'
prints '{"contexts": 0, "users": 0}' 'again there is nothing to do' changeaccessglobal --access-active-sync yes --json
is "$(log_lines)" 9 'and nothing is written'
prints '{"contexts": 3, "users": 10}' 'nobody has it any more' changeaccessglobal --access-active-sync=off --json
is "$(who_has 25)" '' 'nobody'
ok 'two at once' changeaccessglobal --access-ical on --access-webmail off
is "$(who_has 10 | wc -w),$(who_has 0)" 10, 'one on, one off'
ok 'and back' changeaccessglobal --access-ical off --access-webmail on
ok 'carl has what he had' changeuser -c 10 -u carl --access-combination-name groupware_premium
is "$(names 1),$(names 10 'anna bert carl')" 'null webmail pim,webmail pim groupware_premium' 'others are as they were'
check_clean

# Filters: exactly that, as a name with all modules, as a number by the bits that Open-Xchange has.
lines=$(log_lines)
prints "$(printf '%s\n' id,name,users '"1","1","1"' '"2","2","1"' '"10","10","1"')" 'a name' \
	changeaccessglobal -f pim --access-usm on --dry-run --csv
prints "$(printf '%s\n' 'cid name users' ' 10 10       1')" 'another, as a table' \
	changeaccessglobal --filter groupware_premium --access-usm off --dry-run
is "$(log_lines),$(who_has 26)" "$lines,10carl" 'a dry run changes nothing'
mask=$(sql "SELECT modules & 4294967295 FROM prov.users WHERE cid = 1 AND uid = 3")
is "$mask" 3145733 'the bits of webmail: mail, contacts, password, collected addresses'
prints "$(printf '%s\n' id,name,users '"1","1","1"' '"2","2","1"' '"10","10","1"')" 'a number' \
	changeaccessglobal -f "$mask" --access-usm on --dry-run --csv
ok 'one of them sees the global address book' changeuser -c 2 -u anna --access-global-address-book-disabled off
prints '{"contexts": 3, "users": 3}' 'a number does not look at that' changeaccessglobal -f "$mask" --access-tasks on --json
ok 'back' changeaccessglobal -f "$((mask + 8))" --access-tasks off
prints '{"contexts": 2, "users": 2}' 'a name does' changeaccessglobal -f webmail --access-tasks on --json
ok 'back' changeaccessglobal -f "$((mask + 8))" --access-tasks off
prints '{"contexts": 0, "users": 0}' 'a mask that nobody has' changeaccessglobal -f 0 --access-tasks on --json
ok 'back' changeuser -c 2 -u anna --access-combination-name webmail

# A combination: its modules and no others.
prints '{"contexts": 3, "users": 3}' 'those with pim get another' changeaccessglobal -f pim -a groupware_standard --json
is "$(names 1 'anna bert') $(names 10 'anna bert carl')" \
	'webmail groupware_standard webmail groupware_standard groupware_premium' 'and only those'
ok 'the long form' changeaccessglobal --filter=groupware_standard --access-combination-name=pim
is "$(names 1 'anna bert')" 'webmail pim' 'back again'

# M3: what the admin has is what its users have, and what was granted to it.
is "$(getmoduleaccessforcontext -c 1 | sed -n '2p' | cut -d , -f 1)" '"true"' 'M3: the admin has the calendar of bert'
is "$(granted 1 admin)" contacts,webmail 'which was not granted to it'
ok 'bert has no calendar' changeaccessglobal -f pim --access-calendar off
is "$(getmoduleaccessforcontext -c 1 | sed -n '2p' | cut -d , -f 1)" '"false"' 'M3: nor has the admin'
ok 'all get tasks' changeaccessglobal --access-tasks on
is "$(granted 1 admin)" contacts,tasks,webmail 'the admin, too, as a user'

# A user of a directory is looked at again by its next run.
sql "UPDATE prov.users SET source = 'acme', source_key = 'k', source_hash = 5, source_dn = 'uid=anna' WHERE cid = 1 AND uid = 3"
ok 'a change' changeaccessglobal --access-tasks off
is "$(sql "SELECT source_hash IS NULL FROM prov.users WHERE cid = 1 AND uid = 3")" t 'its hash is forgotten'

# What is refused changes nothing.
refused 103 'the global address book cannot be changed' 'the flag of the global address book' \
	changeaccessglobal --access-global-address-book-disabled off
refused 103 'You must not specify access combination name AND single access attributes' 'a combination and a flag' \
	changeaccessglobal -a pim --access-usm on
refused 103 'No such access combination name "nonsense"' 'an unknown combination' changeaccessglobal -a nonsense
refused 103 'No such access combination name "nonsense"' 'an unknown filter' changeaccessglobal -f nonsense --access-usm on
refused 103 'No such access combination name "-1"' 'a mask below 0' changeaccessglobal -f -1 --access-usm on
refused 103 'No such access combination name ""' 'an empty filter' changeaccessglobal -f '' --access-usm on
refused 109 "Illegal value 'maybe' for option --access-usm" 'a word that is none' changeaccessglobal --access-usm maybe
refused 111 '-c' 'one context' changeaccessglobal -c 1 --access-usm on
prints '{"contexts": 0, "users": 0}' 'nothing asked for is nothing done' changeaccessglobal --json
refused 101 'Authentication failed' 'the admin of a context' changeaccessglobal -A admin -P secret --access-usm on
is "$(head -n 1 "$TMP/err")" 'access could not be changed: ' 'the head'
set_config 'auth: { required = true; };'
refused 104 'Options "adminuser, adminpass" missing' 'nobody' changeaccessglobal --access-usm on
refused 104 'Options "adminuser, adminpass" missing' 'nobody sees what would be' changeaccessglobal --access-usm on --dry-run
set_config

# JSON.
ok 'as JSON' changeaccessglobal --access-usm on --dry-run --json
valid 'a plan' access_plan "$TMP/out"
ok 'as JSON' changeaccessglobal --access-usm on --json
valid 'what was done' access_changed "$TMP/out"

# One transaction, contexts in the order of their ids; a context that is busy is waited for.
before=$(who_has 25)
hold "SELECT 1 FROM prov.context WHERE cid = 10 FOR UPDATE"
changeaccessglobal --access-active-sync on --json >"$TMP/waiting" 2>&1 &
waiting=$!
must_see 'it waits for the last context' waits_for_lock 1 changeaccessglobal
is "$(who_has 25)" "$before" 'nothing is changed before everything is'
changeuser -c 1 -u anna -x Sales >"$TMP/second" 2>&1 &
second=$!
must_see 'a command in a context before waits' waits_for_lock 1 changeuser
release
ended 'the waiting one' 0 "$waiting" "$TMP/waiting"
ended 'and the command behind it' 0 "$second" "$TMP/second"
is "$(cat "$TMP/waiting"),$(who_has 25 | wc -w)" '{"contexts": 3, "users": 9},10' 'both are done'
is "$(listuser -c 1 -s anna --csv --fields department,access-active-sync | tail -n 1)" '"Sales","true"' 'nothing is lost'
hold "SELECT 1 FROM prov.context WHERE cid = 10 FOR UPDATE"
fails 107 'patience has an end' changeaccessglobal --access-active-sync off --responsetimeout 1
release
is "$(who_has 25 | wc -w)" 10 'and nothing is changed'
hold "DELETE FROM prov.users WHERE cid = 10; DELETE FROM prov.address WHERE cid = 10; DELETE FROM prov.groups WHERE cid = 10;
	DELETE FROM prov.login_name WHERE cid = 10; DELETE FROM prov.context WHERE cid = 10"
changeaccessglobal --access-active-sync off --json >"$TMP/waiting" 2>&1 &
waiting=$!
must_see 'it waits for a context that is being deleted' waits_for_lock 1 changeaccessglobal
release
ended 'and goes on' 0 "$waiting" "$TMP/waiting"
is "$(cat "$TMP/waiting")" '{"contexts": 2, "users": 6}' 'without it'
check_clean
done_testing
