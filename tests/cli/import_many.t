#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# import_many.t - imports of many lines: who comes first, who may write, all or nothing, and what is left when
# they do not get to their end
# long: thousands of lines
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example
context 2
context 3
head=contextid,username,displayname,givenname,surname,password,passwordmech,email
line() {
	printf '%s,%s,Display %s,Given,Sur,%s,HASH,%s\n' "$1" "$2" "$2" "$HASH" "${3-$2@c$1.example}"
}
# lines CONTEXT NAME COUNT [BEGIN]
lines() {
	awk -v cid="$1" -v name="$2" -v n="$3" -v first="${4-1}" -v hash="$HASH" 'BEGIN {
		for (i = first; i < first + n; i++)
			printf "%s,%s%d,Display %s%d,Given,Sur,%s,HASH,%s%d@c%s.example\n", cid, name, i, name, i, hash,
				name, i, cid }'
}
users() {
	sql "SELECT count(*) FROM prov.users WHERE uid > 2 AND login LIKE '$1'"
}
# forget PATTERN: users with such names were never there
forget() {
	sql "DELETE FROM prov.address a USING prov.users u
		WHERE u.cid = a.cid AND u.uid = a.owner AND u.uid > 2 AND u.login LIKE '$1'"
	sql "DELETE FROM prov.users WHERE uid > 2 AND login LIKE '$1'"
	sql "UPDATE prov.context c SET licensed = (SELECT count(*) FROM prov.users u WHERE u.cid = c.cid AND uid > 2)"
}

# ---- who comes first ----

{
	echo "$head,aliases"
	line 1 a1 | sed 's/$/,x@c1.example/'
	line 1 a2 | sed 's/$/,"x@c1.example,y@c1.example"/'		# rejected: x is that of a1
	line 1 a3 | sed 's/$/,y@c1.example/'				# so y is free
	line 1 A1 other@c1.example | sed 's/$/,/; s/Display A1/Other/'	# the name of a1
	line 1 a4 | sed 's/$/,/; s/Display a4/Display a3/'		# the display name of a3
	line 1 a5 A1@c1.example | sed 's/$/,/'				# the address of a1
	line 1 a6 a7@acme.example | sed 's/$/,/'			# what a7 would log in with
	line 1 a7 | sed 's/$/,/'					# which is taken
	line 1 a8 | sed 's/$/,/'
	line 1 a9 a8@acme.example | sed 's/$/,/'			# what a8 logs in with
	line 2 a1 | sed 's/$/,x@c1.example/'				# another context
} >"$TMP/first.csv"
ok 'doubles in a file' createuser --csv-import "$TMP/first.csv"
is "$(cat "$TMP/err")" 'Failed to create user "a2" in context 1: line 3, column 9 (aliases): Mail address x@c1.example already exists in this context
Failed to create user "A1" in context 1: line 5, column 2 (username): User A1 already exists in this context
Failed to create user "a4" in context 1: line 6, column 3 (displayname): The displayname is already used
Failed to create user "a5" in context 1: line 7, column 8 (email): Primary mail address already exists in this context
Failed to create user "a7" in context 1: line 9, column 2 (username): User a7 would log in with a7@acme.example, which is a mail address of another user, group or resource in this context
Failed to create user "a9" in context 1: line 11, column 8 (email): Mail address a8@acme.example is what user a8 of this context logs in with' \
	'the earlier line wins, and what is rejected stands in nobody'"'"'s way'
cp "$TMP/err" "$TMP/import.err"
is "$(sql "SELECT string_agg(cid || name, ' ' ORDER BY cid, uid) FROM prov.users WHERE uid > 2")" '1a1 1a3 1a6 1a8 2a1' 'the rest is there'
is "$(sql "SELECT next_uid - 3 || ' ' || change_seq FROM prov.context WHERE cid = 1")" '4 5' 'no id and no number of the log is lost'
check_clean

# The same, one by one: the same errors.
forget '%'
tail -n +2 "$TMP/first.csv" | sed 's/"\(.*\),\(.*\)"/\1 \2/' >"$TMP/one"
while IFS=, read -r cid name display given sur secret mech mail aliases; do
	createuser -c "$cid" -u "$name" -d "$display" -g "$given" -s "$sur" -p "$secret" --passwordmech "$mech" -e "$mail" \
		-a "$(echo "$aliases" | tr ' ' ,)" 2>&1 >/dev/null | sed -n 's/^ //p'
done <"$TMP/one" >"$TMP/single.err"
is "$(sed 's/.*([a-z]*): //' "$TMP/import.err")" "$(cat "$TMP/single.err")" 'createuser says the same'
is "$(sql "SELECT string_agg(cid || name, ' ' ORDER BY cid, uid) FROM prov.users WHERE uid > 2")" '1a1 1a3 1a6 1a8 2a1' 'and does the same'

# ---- many ----

{ echo "$head"; lines 1 m 4321; line 1 'b ad' bad@c1.example; lines 2 m 1500; } >"$TMP/many.csv"
ok '5822 lines, one of them bad' createuser --csv-import "$TMP/many.csv"
is "$(cat "$TMP/err")" 'Failed to create user "b ad" in context 1: line 4323, column 2 (username): Illegal chars: " "' 'it is named'
is "$(users 'm%')" 5821 'the others are there'
is "$(grep -c 'successfully created' "$TMP/out")" 5821 'a line for each'
check_clean
{ echo "$head"; lines 1 m 4321; lines 1 n 10; } >"$TMP/again.csv"
ok 'once more, with ten new ones at the end' createuser --csv-import "$TMP/again.csv"
output_has '4331 lines read, 10 users created, 4321 rejected'
is "$(sql 'SELECT count(*) FROM prov.stage_user')" 0 'nothing is left in staging'
check_clean
for cid in $(seq 4 43); do
	context "$cid"
done
{ echo "$head"; for i in 1 2 3; do for cid in $(seq 43 -1 4); do line "$cid" "u$i"; done; done; } >"$TMP/contexts.csv"
ok '40 contexts, in turns' createuser --csv-import "$TMP/contexts.csv"
is "$(users 'u_')" 120 'have their users'
check_clean

# ---- who may write ----

{
	echo "$head,adminuser,adminpass"
	line 1 right | sed 's/$/,admin,secret/'
	line 1 wrong | sed 's/$/,admin,wrong/'
	line 1 wrong2 | sed 's/$/,admin,wrong/'
	line 2 noname | sed 's/$/,,secret/'
	line 99 nocontext | sed 's/$/,admin,secret/'
	line 2 nobody | sed 's/$/,,/'
} >"$TMP/auth.csv"
ok 'credentials of lines (trap 17)' createuser --csv-import "$TMP/auth.csv"
is "$(cat "$TMP/err")" 'Failed to create user "wrong" in context 1: line 3, column 9 (adminuser): Authentication failed
Failed to create user "wrong2" in context 1: line 4, column 9 (adminuser): Authentication failed
Failed to create user "noname" in context 2: line 5, column 9 (adminuser): Authentication failed
Failed to create user "nocontext" in context 99: line 6, column 9 (adminuser): Authentication failed' 'count for their lines'
is "$(sql "SELECT string_agg(u.name || ' ' || (l.who = 'admin'), ' ' ORDER BY u.cid) FROM prov.users u
	JOIN prov.change_log l ON l.cid = u.cid AND l.id = u.uid AND l.kind = 'user'
	WHERE u.name IN ('right', 'wrong', 'wrong2', 'noname', 'nobody')")" 'right true nobody false' 'E2: and stand in the log'
with_required() {
	{ cat "$PROV_CONFIG"; echo 'auth: { required = true; };'; } >"$TMP/required.conf"
	PROV_CONFIG=$TMP/required.conf "$@"
}
{ echo "$head"; line 1 r1; line 1 r2; } >"$TMP/required.csv"
ok 'auth.required' with_required createuser --csv-import "$TMP/required.csv"
stderr_has 'line 2: Options "adminuser, adminpass" missing'
ok '-A and -P are for lines that say nothing' with_required createuser -A admin -P secret --csv-import "$TMP/required.csv"
output_has '2 lines read, 2 users created, 0 rejected'

# ---- all or nothing ----

{ echo "$head"; lines 1 atom 3000; line 1 atom5; } >"$TMP/atomic.csv"
refused 123 'nothing was imported, since 1 of 3001 lines cannot be' '--atomic with a line that is rejected' \
	createuser --csv-import "$TMP/atomic.csv" --atomic
stderr_has 'line 3002, column 2 (username): User atom5 already exists in this context'
is "$(cat "$TMP/out")" 'createuser: 3001 lines read, 0 users created, 1 rejected' 'only the summary'
ok '--dry-run' createuser --csv-import "$TMP/atomic.csv" --dry-run
is "$(cat "$TMP/out")" 'createuser: 3001 lines read, 3000 users can be created, 1 rejected' 'says what would be'
is "$(users 'atom%')" 0 'and does nothing'
sed '$d' "$TMP/atomic.csv" >"$TMP/atomic2.csv"
ok '--atomic' createuser --csv-import "$TMP/atomic2.csv" --atomic
is "$(grep -c '^User [0-9]* successfully created in context 1$' "$TMP/out")" 3000 'a line for each'
is "$(users 'atom%')" 3000 'all are there'
check_clean
fails 104 'options without a file' createuser -c 1 -u x -g G -s S -p x -e x@c1.example --atomic
stderr_has 'Option(s) "csv-import" missing'

# Two that have the same contexts in another order: each would have one that the other wants.
{ echo "$head"; lines 2 ord 2000; line 1 ord; line 3 ord; } >"$TMP/order1.csv"
{ echo "$head"; lines 3 ord 2000; line 1 ord9; line 2 ord; } >"$TMP/order2.csv"
hold 'SELECT 1 FROM prov.context WHERE cid = 1 FOR UPDATE'
createuser --csv-import "$TMP/order1.csv" --atomic >"$TMP/order1" 2>&1 &
pid1=$!
createuser --csv-import "$TMP/order2.csv" --atomic >"$TMP/order2" 2>&1 &
pid2=$!
must_see 'both wait' waits_for_lock 2 createuser
release
ended 'contexts of --atomic are locked in the order of their ids' 0 $pid1 "$TMP/order1"
ended 'and not as the file has them' 0 $pid2 "$TMP/order2"
is "$(users 'ord%')" 4004 'both are there'
forget 'ord%'

# ---- JSON ----

{ echo "$head"; line 1 json; line 1 json; line 1 json2; line 1 "$(printf 'j\033s')"; } >"$TMP/json.csv"
ok '--json' createuser --csv-import "$TMP/json.csv" --json
valid 'follows its schema' import "$TMP/out"
has "$TMP/out" '"lines": 4, "created": 2, "rejected": 2' 'the numbers'
has "$TMP/out" '{"line": 3, "context": 1, "column": 2, "field": "username", "name": "json", "error": {"code": 103, "name": "EXISTS"' 'an error'
sed 's/json/dry/' "$TMP/json.csv" >"$TMP/dry.csv"
ok '--json --dry-run' createuser --csv-import "$TMP/dry.csv" --json --dry-run
valid 'follows it, too' import "$TMP/out"
fails 103 '--json of a bad heading' createuser --csv-import "$TMP/out" --json
is "$(cat "$TMP/out")" '' 'standard output is empty'
valid 'and the error is one object' error "$TMP/err"

# ---- not to the end ----

{ echo "$head"; lines 1 full 3; } >"$TMP/full.csv"
fails 1 'a full disk' sh -c 'createuser --csv-import "$1" >/dev/full' sh "$TMP/full.csv"
stderr_has 'No space left on device'
{ echo "$head"; lines 2 k 9000; } >"$TMP/kill.csv"
hold "SELECT 1 FROM prov.context WHERE cid = 2 FOR UPDATE"
{ cat "$TMP/kill.csv"; } | createuser --csv-import - >"$TMP/killed" 2>/dev/null &
must_see 'the import waits for the context' waits_for_lock 1 createuser
kill -KILL $! && { wait $! || :; } 2>/dev/null
release
must_see 'the server is done with it' sessions 0 "application_name = 'createuser'"
is "$(users 'k%')" "$(grep -c created "$TMP/killed")" 'killed before the first commit: nothing is there, nothing was told'
start_proxy
killed=0
for limit in 30 60 90; do
	if killed_at "$limit pieces" createuser --csv-import "$TMP/kill.csv"; then
		killed=$((killed + 1))
		told=$(grep -c created "$TMP/out")
		there=$(users 'k%')
		# while the lines of a batch are printed the next one may be written
		is "$((there >= told && there - told < 4000 && there % 2000 == 0))" 1 \
			"killed at piece $limit: $told were told, $there are there: whole batches"
		check_clean
	fi
	forget 'k%'
done
stop_proxy
is "$killed" 3 'it was killed three times'

# ---- 32 at once ----

for i in $(seq 32); do
	{ echo "$head"; for cid in 1 2 3; do lines "$cid" "p$i-" 20; done | sort -R --random-source="$TMP/many.csv"; line 3 same; } \
		>"$TMP/par$i.csv"
done
pids=
for i in $(seq 32); do
	createuser --csv-import "$TMP/par$i.csv" >"$TMP/par$i.out" 2>"$TMP/par$i.err" &
	pids="$pids $!"
done
bad=0
for pid in $pids; do
	wait "$pid" || bad=$((bad + 1))
done
is "$bad" 0 '32 at once end well'
is "$(users 'p%')" 1920 'all lines are there'
is "$(cat "$TMP"/par*.err | grep -c 'User same already exists')" 31 'but for the one that all have'
is "$(cat "$TMP"/par*.err | grep -vc 'User same already exists')" 0 'and nothing else'
check_clean
done_testing
