#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# batch_group.t - lines of prov batch share transactions, and nobody can tell: not by what they print and do when
# some of them fail, not when others lock the same contexts, not when the connection breaks
# shellcheck disable=SC2086 # words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/batchlib.sh"

creates() {	# CONTEXT NAME FROM TO
	for n in $(seq "$3" "$4"); do
		create "$1" "$2$n"
	done
}
users() {	# CONTEXT PATTERN
	sql "SELECT count(*) FROM prov.users WHERE cid = $1 AND name LIKE '$2'"
}
transactions() {	# PATTERN: how many have created the users of that name
	sql "SELECT count(DISTINCT tx) FROM prov.change_log WHERE action = 'create' AND after->>'name' LIKE '$1'"
}
# Every id and every number of a change is there once, without a gap.
counters_fit() {
	is "$(sql "SELECT cid FROM prov.context c WHERE change_seq <>
			(SELECT count(*) FROM prov.change_log l WHERE l.cid = c.cid)")" '' "$1: no number of a change is left out"
}

use_database
for c in 1 2 3; do
	context $c
done

# --- few transactions ---

creates 1 a 1 100 >"$TMP/lines"
ok 'a hundred users' prov batch "$TMP/lines"
is "$(cut -d ' ' -f 1-3 "$TMP/out" | xargs)" "$(seq 100 | awk '{ print $1 ": user " $1 + 2 }' | xargs)" 'in their order'
is "$(users 1 'a%')" 101 'all are there, and the admin'
is "$(($(transactions 'a%') < 10))" 1 'in few transactions'
is "$(sql "SELECT u.uid, l.id, l.who, l.program, u.mail, u.aliases, u.modules, u.enabled, l.after->>'mail',
		(SELECT string_agg(address, ' ') FROM prov.address x WHERE x.cid = 1 AND x.owner = u.uid)
	FROM prov.users u JOIN prov.change_log l ON l.cid = 1 AND l.id = u.uid AND l.action = 'create'
	WHERE u.cid = 1 AND u.name = 'a7'")" \
	"9|9|$(id -un)|createuser|a7@c1.example|{a7@c1.example}|4298113029|t|a7@c1.example|a7@c1.example" 'as if it were alone'
counters_fit 'many users'
check_clean

{
	creates 3 b 1 3
	creates 1 b 1 3
	creates 2 b 1 3
	create 3 b4
} >"$TMP/lines"
ok 'several contexts' prov batch "$TMP/lines"
is "$(transactions 'b%')" 1 'one transaction'
counters_fit 'several contexts'

{
	create 1 withcaps --capabilities-to-add drive,-chat --config/a=b --addguipreferences k=v
	create 1 without
	create 1 onecap --capabilities-to-add '"Text"'
} >"$TMP/lines"
ok 'M5: users with capabilities' prov batch "$TMP/lines"
is "$(transactions '%caps')" "$(transactions 'without')" 'M5: share a transaction'
is "$(sql "SELECT name, capabilities FROM prov.users WHERE cid = 1 AND name IN ('withcaps', 'without', 'onecap') ORDER BY uid")" \
	"$(printf '%s\n' 'withcaps|{-chat,drive}' 'without|' 'onecap|{text}')" 'M5: and each has its own'

# --- some of them fail ---

{
	creates 1 c 1 5
	create 1 c3
	create 1 twin -d Twin
	create 1 tw2 -d Twin
	create 1 other -e c1@c1.example
	create 1 c6
	echo 'changeuser -c 1 -u c6 -x Sales'
	create 1 c7 --company "'of c6'"
	echo 'deleteuser -c 1 -u c7'
	create 1 c7
	echo 'createuser -c 1 -u c8'
	create 99 c9
	create 1 c8
} >"$TMP/lines"
next=$(sql 'SELECT next_uid FROM prov.context WHERE cid = 1')
fails 123 'some fail' prov batch --continue "$TMP/lines"
is "$(sed -n 's/: exit status//p' "$TMP/err" | xargs)" '6 103 8 103 9 103 15 104 16 101' 'those, and each for its reason'
stderr_has '6:  User c3 already exists in this context'
stderr_has '8:  The displayname is already used'
stderr_has '9:  Primary mail address already exists in this context'
is "$(grep -c created "$TMP/out")" 10 'the others are done'
is "$(sql 'SELECT next_uid FROM prov.context WHERE cid = 1')" $((next + 10)) 'no id is lost'
counters_fit 'some fail'
check_clean

{
	creates 1 d 1 4
	create 1 d3
	create 1 d6
} >"$TMP/lines"
fails 123 'the first failure' prov batch "$TMP/lines"
is "$(cut -d : -f 1 "$TMP/out" | xargs) $(users 1 'd%')" '1 2 3 4 4' 'is the end; what stands in front of it is done'
sed 's/\bd\([0-9]\)/all\1/g' "$TMP/lines" >"$TMP/all"
refused 123 '5: exit status 103' 'all or nothing: the line that fails is told, though users are written together' \
	prov batch --atomic "$TMP/all"

# What a user logs in with, and an address of another one (U7), in both orders.
context 4 -L four.example
{
	create 4 one -e x@four.example
	create 4 x
	create 4 y
	create 4 two -e y@four.example
	create 4 abroad -e someone@four.example
	create 1 abroad -e z@four.example
} >"$TMP/lines"
fails 123 'names that are addresses of others' prov batch --continue "$TMP/lines"
is "$(sed -n 's/: exit status//p' "$TMP/err" | xargs)" '2 103 4 103' 'the later one is refused'
stderr_has '6: createuser: warning: mail for z@four.example goes to context 4' 'a warning is that of its line'
check_clean

# --- credentials ---

{
	create 1 e1 -A admin -P secret
	create 1 e2 -A admin -P secret
	create 1 e3 -A admin -P wrong
	create 1 e4 -A admin -P secret
	echo "changeuser -c 1 -u admin -A admin -P secret -p other"
	create 1 e5 -A admin -P secret
	create 1 e6 -A admin -P other
} >"$TMP/lines"
fails 123 'each line with its credentials' prov batch --continue "$TMP/lines"
is "$(sed -n 's/: exit status//p' "$TMP/err" | xargs)" '3 101 6 101' 'that are verified, also after they were changed'
is "$(sql "SELECT string_agg(DISTINCT who, ' ') FROM prov.change_log WHERE after->>'name' LIKE 'e%'")" admin 'and logged'
is "$(sql "SELECT count(*) FROM prov.change_log WHERE after::text ~ 'secret|other'")" 0 'without the password'

# --- others ---

# A transaction of somebody else that has context 2 and wants context 1, which the batch has: a deadlock, of which
# the server ends one.
{
	echo 'changeuser -c 1 -u a1 -x One'
	echo 'changeuser -c 2 -u b1 -x Two'
	create 1 f1
} >"$TMP/lines"
hold 'UPDATE prov.context SET enabled = enabled WHERE cid = 2'
prov batch "$TMP/lines" >"$TMP/said" 2>&1 &
pid=$!
must_see 'the batch waits' waits_for_lock 1 prov
printf 'SET deadlock_timeout = 60000; UPDATE prov.context SET enabled = enabled WHERE cid = 1;\n' >&9
release
ended 'a deadlock is nothing that is seen' 0 $pid "$TMP/said"
is "$(cut -d : -f 1 "$TMP/said" | xargs)" '1 2 3' 'each line is reported'
is "$(users 1 'f%')" 1 'and done once'
counters_fit 'a deadlock'

# Two batches with the same contexts, in another order each.
for n in $(seq 40); do
	create $((n % 3 + 1)) "g$n"
	echo "changeuser -c $(((n + 1) % 3 + 1)) -u b1 -x g$n"
done >"$TMP/lines"
sed 's/g\([0-9]\)/h\1/g' "$TMP/lines" | sort -r >"$TMP/other"
prov batch "$TMP/lines" >"$TMP/said" 2>&1 &
pid=$!
ok 'two at the same time' prov batch "$TMP/other"
ended 'both end well' 0 $pid "$TMP/said"
is "$(sql "SELECT count(*) FROM prov.users WHERE name ~ '^[gh][0-9]'")" 80 'all is done'
counters_fit 'two at the same time'
check_clean

# A context that somebody has locked for long: its lines fail, the others do not.
printf 'database: { conninfo = "%s"; timeout = 1; };\n' "$CONNINFO" >"$PROV_CONFIG"
hold 'SELECT 1 FROM prov.context WHERE cid = 2 FOR UPDATE'
{
	create 1 i1
	create 2 i2
	create 3 i3
} >"$TMP/lines"
fails 123 'a context that is locked' prov batch --continue "$TMP/lines"
is "$(sed -n 's/: exit status//p' "$TMP/err" | xargs)" '2 107' 'is the failure of its lines'
is "$(cut -d : -f 1 "$TMP/out" | xargs)" '1 3' 'the others are done'
set_config
fails 123 'the same limit for all lines' prov batch --continue --responsetimeout 1 <<'END'
changeuser -c 2 -u b1 -x y
changeuser -c 2 -u b1 -x y --responsetimeout x
END
is "$(sed -n 's/: exit status//p' "$TMP/err" | xargs)" '1 107 2 109' 'a line may have its own'
release

# --- the connection ---

{
	creates 1 j 1 4
	creates 2 j 1 4
} >"$TMP/lines"
hold 'SELECT 1 FROM prov.context WHERE cid = 2 FOR UPDATE'
prov batch "$TMP/lines" >"$TMP/said" 2>&1 &
pid=$!
must_see 'the batch waits' waits_for_lock 1 prov
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'prov'" >"$TMP/ended"
release
ended 'a connection that broke' 0 $pid "$TMP/said"
is "$(cut -d : -f 1 "$TMP/said" | xargs)" '1 2 3 4 5 6 7 8' 'is none for the lines'
is "$(users 1 'j%') $(users 2 'j%')" '4 4' 'which are done once'
counters_fit 'a connection that broke'

# --- one who waits for the answer ---

mkfifo "$TMP/in"
prov batch <"$TMP/in" >"$TMP/said" 2>&1 &
pid=$!
exec 8>"$TMP/in"
create 1 k1 >&8
must_see 'the answer to the first line' grep -q '^1: user' "$TMP/said"
create 1 k2 >&8
must_see 'and to the second' grep -q '^2: user' "$TMP/said"
exec 8>&-
ended 'lines that come one by one are answered at once' 0 $pid "$TMP/said"
check_clean
done_testing
