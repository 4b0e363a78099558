#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# storm.t - 32 processes create, change and delete users, groups, resources and login mappings in the same contexts
#
#	MANY=500	`make check-long` says more: then it is as many commands as take a minute or two
# long: many programs at once
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

processes=32
contexts=3
lines=14
[ "${MANY:-500}" -le 500 ] || lines=400
use_database
for id in $(seq $contexts); do context "$id" -L "c$id.example"; done

# What one of them does: command lines, by chance but the same in each run.
commands() {	# NUMBER
	awk -v seed="$1" -v lines="$lines" -v contexts="$contexts" '
	function pick(n) {
		return 1 + int(rand() * n)
	}
	function user(c,  n) {
		n = pick(20)
		return "-u u" n " -d \"User " n " of " seed "." i "\" -g G -s S -e u" n "@c" c ".example -p \"$HASH\" --passwordmech HASH"
	}
	BEGIN {
		srand(seed)
		for (i = 1; i <= lines; i++) {
			c = pick(contexts); u = pick(20); v = pick(20); g = pick(6); d = pick(5)
			what = pick(24)
			if (what <= 6) print "createuser -c " c " " user(c)
			else if (what <= 8) print "changeuser -c " c " -u u" u " --title T" i " --access-calendar on"
			else if (what == 9) print "changeuser -c " c " -u u" u " -a u" u "@c" c ".example,x" v "@d" d ".example"
			else if (what == 10) print "changeuser -c " c " -u u" u " --mailenabled " (i % 2 ? "true" : "false")
			else if (what <= 12) print "deleteuser -c " c " -u u" u
			else if (what <= 14) print "creategroup -c " c " -n g" g " -d G -a u" u " -e g" g "@c" c ".example"
			else if (what == 15) print "changegroup -c " c " -n g" g " -a u" u
			else if (what == 16) print "changegroup -c " c " -n g" g " -r u" u " -d D" i
			else if (what == 17) print "deletegroup -c " c " -n g" g
			else if (what == 18) print "createresource -c " c " -n r" g " -d R -e r" g "@c" c ".example"
			else if (what == 19) print "changeresource -c " c " -n r" g " -e x" v "@d" d ".example"
			else if (what == 20) print "deleteresource -c " c " -n r" g
			else if (what == 21) print "changecontext -c " c " -L d" d ".example"
			else if (what == 22) print "changecontext -c " c " -R d" d ".example"
			else if (what == 23) print "usercopy -c " c " -d " (c % contexts + 1) " -u u" u
			else print "changeaccessglobal --access-" (i % 2 ? "tasks" : "ical") (i % 4 < 2 ? " on" : " off")
		}
	}'
}

# Runs them; an error is told with its command and exit status.
worker() {	# NUMBER
	commands "$1" | while read -r line; do
		eval "$line" >"$TMP/said.$1" 2>&1
		status=$?
		if [ "$status" -eq 0 ]; then
			cat "$TMP/said.$1"
		else
			tr '\n' ' ' <"$TMP/said.$1"
			echo "status $status of $line"
		fi
	done >"$TMP/log.$1"
}
export HASH
for n in $(seq $processes); do worker "$n" & done
wait
cat "$TMP"/log.* >"$TMP/all"

# What may be said to somebody who is too late or too early.
expected='status 10[38] of |status 11[23] of |A mapping with login info .* status 106 of '
is "$(grep 'status [0-9]* of' "$TMP/all" | grep -vE "$expected" | head -n 5)" '' 'no deadlock and no other surprise reaches anybody'
is "$(grep -ciE 'deadlock|another change|try again|SQLSTATE' "$TMP/all")" 0 'in no message'
done_count=$(grep -cE ' (created|changed|deleted)$' "$TMP/all")
is "$((done_count > processes))" 1 "there was something to look at ($done_count changes)"

for object in user group resource; do
	grep -E "^$object [0-9]+ in context [0-9]+ created\$" "$TMP/all" | sort >"$TMP/created"
	is "$(uniq -d "$TMP/created")" '' "U4: no id of a $object is used twice"
	is "$(sql "SELECT format('$object %s in context %s created', id, cid) FROM prov.change_log
		WHERE kind = '$object' AND action = 'create' ORDER BY 1" | sort)" "$(cat "$TMP/created")" \
		"each $object that was said to be created is in the log, and no other one"
done
is "$(sql "SELECT 'u', cid, uid FROM prov.users WHERE uid > 2 UNION ALL SELECT 'g', cid, gid FROM prov.groups WHERE gid > 1
	UNION ALL SELECT 'r', cid, rid FROM prov.resource ORDER BY 1, 2, 3")" \
	"$(sql "SELECT left(kind, 1), cid, id FROM prov.change_log WHERE kind IN ('user', 'group', 'resource')
	GROUP BY kind, cid, id HAVING bool_or(action = 'create') AND NOT bool_or(action = 'delete') ORDER BY 1, 2, 3")" \
	'what was created and not deleted is there, and nothing else'
is "$(sql "SELECT c.cid FROM prov.context c LEFT JOIN prov.change_log l ON l.cid = c.cid GROUP BY c.cid, c.change_seq
	HAVING count(*) <> c.change_seq OR max(l.seq) <> c.change_seq OR count(DISTINCT seq) <> count(*)")" '' 'the logs have no gap'
check_clean 'all invariants hold'
done_testing
