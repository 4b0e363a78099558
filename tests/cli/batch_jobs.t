#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# batch_jobs.t - prov batch --jobs: several processes share the contexts; the lines of one keep their order
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/batchlib.sh"

new_context() {	# ID [OPTION]...
	printf 'createcontext -c %s' "$1"
	context_id=$1
	shift
	[ $# -eq 0 ] || printf ' %s' "$@"
	printf " -q 1 -u admin -d Admin -g A -s A -e admin@c%s.example -p '%s' --passwordmech HASH\n" "$context_id" "$HASH"
}
numbers() {
	cut -d : -f 1 "$TMP/out" | sort -n | uniq | xargs
}

use_database
fails 109 'no number' prov batch --jobs many /dev/null
fails 109 'too many' prov batch --jobs 65 /dev/null
fails 103 'one transaction is of one process' prov batch --jobs 2 --atomic /dev/null
silent 'no lines' prov batch --jobs 4 /dev/null

for c in $(seq 7); do new_context "$c"; done >"$TMP/lines"
for n in $(seq 40); do
	create $((n % 7 + 1)) "u$n"
	echo "changeuser -c $((n % 7 + 1)) -u u$n -x 'first of $n'"
	echo "changeuser -c $((n % 7 + 1)) -u u$n -x '' --company 'second of $n'"
	echo "changeuser -c $((n % 7 + 1)) -u u$n --company \"third of $n\""
done >>"$TMP/lines"
count=$(wc -l <"$TMP/lines")
ok 'contexts and users by three processes' prov batch --jobs 3 "$TMP/lines"
is "$(numbers)" "$(seq "$count" | xargs)" 'every line is reported'
is "$(wc -l <"$TMP/out")" "$count" 'once'
is "$(sql "SELECT count(*) FROM prov.users WHERE attrs->>'company' = 'third of ' || substr(name, 2)
	AND attrs->>'department' IS NULL")" 40 'lines of a context keep their order'
is "$(cat "$TMP/err")" '' 'nothing else is said'
check_clean
must_see 'all connections end' sessions 0 "application_name = 'prov'"

# A line that is about no single context by its id is alone.
{
	create 1 v1
	create 2 v2
	echo 'deletecontext -N 7'
	new_context 7
	create 7 v7
	echo 'listcontext -s 7 --csv --fields id'
	create 3 v3
	echo 'provdb status --csv'
} >"$TMP/lines"
ok 'lines without a context' prov batch --jobs 4 "$TMP/lines"
is "$(numbers)" '1 2 3 4 5 6 7 8' 'wait for the others, and the others for them'
is "$(sql 'SELECT count(*) FROM prov.users WHERE cid = 7')" 2 'the context is that of the line behind'

# Failures.
{
	for n in $(seq 30); do create $((n % 7 + 1)) "w$n"; done
	create 7 w6
	for n in $(seq 31 400); do create $((n % 7 + 1)) "w$n"; done
} >"$TMP/lines"
fails 123 'the first failure' prov batch --jobs 2 "$TMP/lines"
stderr_has 'prov batch: error: line 31 failed'
done=$(grep -c created "$TMP/out")
is "$(sql "SELECT count(*) FROM prov.users WHERE name LIKE 'w%'")" "$done" 'what is reported is there, and no more'
is "$((done < 400))" 1 'and it is the end of all'
fails 123 'go on' prov batch --jobs 2 --continue --json "$TMP/lines"
is "$(grep -c '^{"line": [0-9]*, "command": "createuser", "status": 0, "result": {' "$TMP/out")" $((400 - done)) 'all others'
is "$(grep -c '"name": "EXISTS"' "$TMP/out")" $((done + 1)) 'those that failed are told, each in a line of its own'
is "$(sql "SELECT count(*) FROM prov.users WHERE name LIKE 'w%'")" 400 'all are there'
check_clean

# A full disk, and one who asks line by line.
for n in $(seq 100); do echo "listuser -c $((n % 7 + 1))"; done >"$TMP/lists"
fails 1 'nobody can be told' sh -c 'prov batch --jobs 2 "$1" >/dev/full' sh "$TMP/lists"
must_see 'all processes end' sessions 0 "application_name = 'prov'"
mkfifo "$TMP/in"
prov batch --jobs 2 <"$TMP/in" >"$TMP/said" 2>&1 &
pid=$!
exec 8>"$TMP/in"
create 1 x1 >&8
must_see 'the answer to the first line' grep -q '^1: user' "$TMP/said"
exec 8>&-
ended 'lines that come one by one are answered at once' 0 $pid "$TMP/said"

# Killed, all of them: the others do not go on alone, and the next run finds out what is done.
{
	for n in $(seq 300); do create $((n % 7 + 1)) "y$n"; done
	for n in $(seq 300); do echo "changeuser -c $((n % 7 + 1)) -u y$n -x Sales"; done
} >"$TMP/lines"
for round in 1 2 3 4 5 6; do
	prov batch --jobs 3 --resume "$TMP/state" "$TMP/lines" >"$TMP/said" 2>&1 &
	pid=$!
	must_see 'it has done something' test -s "$TMP/said" || break
	kill -KILL "$pid" 2>/dev/null
	{ wait "$pid"; } 2>/dev/null
	must_see 'all processes end' sessions 0 "application_name = 'prov'"
	cat "$TMP/said" >>"$TMP/reported"
done
ok "killed $round times, it comes to its end" prov batch --jobs 3 --resume "$TMP/state" "$TMP/lines"
cat "$TMP/out" >>"$TMP/reported"
is "$(sed -n 's/^\([0-9]*\): .*/\1/p' "$TMP/reported" | sort -nu | wc -l)" 600 'every line was reported'
is "$(sql "SELECT count(*) FROM prov.users WHERE name LIKE 'y%' AND attrs->>'department' = 'Sales'")" 300 'every user is there'
is "$(sql "SELECT cid FROM prov.context c WHERE change_seq <>
	(SELECT count(*) FROM prov.change_log l WHERE l.cid = c.cid)")" '' 'nothing is done twice'
check_clean
done_testing
