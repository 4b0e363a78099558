#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# listuser_many.t - a context of many users: pages, patterns that use an index, memory that does not grow, readers
# that have seen enough
#
#	MANY_USERS=20000	how many
# long: it counts rows
. "$TESTLIB/testlib.sh"
unset SQL_SOCKET	# what a session has read is counted when it ends
. "$TESTLIB/clilib.sh"

many=${MANY_USERS:-20000}
use_database
context 1
context 2

# users CONTEXT COUNT: as rows, since it is their number that counts.
users() {
	sql "INSERT INTO prov.users (cid, uid, name, login, display_name, given_name, sur_name, mail, address, aliases,
			language, timezone, enabled, source_enabled, modules, attrs, changed)
		SELECT $1, n + 2, 'User' || n, 'user' || n, 'User Number ' || n, 'User', 'Number ' || n,
			'user' || n || '@c$1.example', 'user' || n || '@c$1.example', ARRAY['user' || n || '@c$1.example'],
			'de_DE', 'Europe/Berlin', true, true, 1, '{\"note\": \"of many\", \"config/a\": \"b\"}', now()
		FROM generate_series(1, $2) n;
		UPDATE prov.context SET next_uid = $2 + 3 WHERE cid = $1"
}
users 1 2000
users 2 "$many"
sql 'ANALYZE prov.users'

# The plan of a statement with its values: FILE VALUES.
"$B/tests/tool/queries" --texts >"$TMP/texts"
plan_of() {
	text=$(awk -v RS='\f' -v file="$1" 'index($0, file "\n") == 1 { sub(/^[^\n]*\n/, ""); print }' "$TMP/texts")
	[ -n "$text" ] || bail "no statement $1" >&2
	sql "SET plan_cache_mode = force_custom_plan; PREPARE q AS $text; EXPLAIN (COSTS OFF) EXECUTE q ($2)"
}
# uses NAME FILE VALUES INDEX: that one and no other way through the table
uses() {
	plan_of "$2" "$3" >"$TMP/plan"
	is "$(grep -c 'Seq Scan' "$TMP/plan"),$(grep -oE "(on|using) $4" "$TMP/plan" | sed 's/.* //')" "0,$4" "$1"
}
uses 'all users' sql/query/user/list.sql "2, NULL, '%', 0, 0, NULL, false, NULL" users_pkey
uses 'a page' sql/query/user/list.sql "2, NULL, '%', 0, 500, 100, false, NULL" users_pkey
uses 'a pattern, whatever its case' sql/query/user/list.sql "2, NULL, 'user1234%', 0, 0, NULL, false, NULL" users_login
uses 'a pattern with its case' sql/query/user/list.sql "2, 'User1234%', 'user1234%', 0, 0, NULL, false, NULL" users_login
uses 'a name' sql/query/user/list.sql "2, 'User77', 'user77', 0, 0, NULL, false, NULL" users_login
grep -c Filter "$TMP/plan" >"$TMP/filters"
is "$(cat "$TMP/filters")" 1 'the case is looked at in rows that the index has found'

# Contexts are found by their login names, of which the name is one.
sql "INSERT INTO prov.context (cid, name, enabled, quota, next_uid, next_gid, next_rid, change_seq, licensed, created, gab_mode)
	SELECT 1000 + n, 'Firm' || n, true, -1, 3, 2, 1, 0, 0, now(), 'individual' FROM generate_series(1, 20000) n;
	INSERT INTO prov.login_name SELECT 'firm' || n, 1000 + n FROM generate_series(1, 20000) n;
	INSERT INTO prov.login_name SELECT (1000 + n)::text, 1000 + n FROM generate_series(1, 20000) n;
	ANALYZE prov.context, prov.login_name"
plan_of sql/query/context/list.sql "'firm123%', 0, NULL" >"$TMP/plan"
is "$(grep -cE 'Seq Scan on (context|login_name)' "$TMP/plan") $(grep -cE 'using login_name_pkey' "$TMP/plan")" '0 1' \
	'a pattern of contexts'
is "$(listcontext -s 'FIRM1234*' --csv --fields name | tail -n +2 | wc -l)" 11 'whatever its case'
sql 'DELETE FROM prov.login_name WHERE cid > 1000; DELETE FROM prov.context WHERE cid > 1000; ANALYZE prov.context, prov.login_name'

# Pages.
ids() {
	listuser -c "$@" --csv --fields id | sed -n '2,$s/"//gp' | xargs
}
is "$(ids 1 --limit 3)" '2 3 4' 'the first page'
is "$(ids 1 --limit 3 --after 4)" '5 6 7' 'the next one begins behind the last id'
is "$(ids 1 --after 2000)" '2001 2002' 'the last one is shorter'
is "$(ids 1 --after 2002)" '' 'then there is nothing'
is "$(ids 1 --after 0 --limit=1)" 2 'behind 0 is all'
is "$(ids 1 -s 'user199*' -i --limit 2 --after 1994)" '1995 1996' 'pages of what a pattern finds'
is "$(ids 1 -s 'User199*' --limit 2)" '201 1992' 'with its case'
is "$(ids 1 -s 'uSER199*')" '' 'which counts'
prints '[]' 'an empty page in JSON' listuser -c 1 --after 2147483647 --json
fails 109 'no page of nothing' listuser -c 1 --limit 0
stderr_has "Illegal value '0' for option --limit"
fails 109 'no page before the first' listuser -c 1 --after -1
fails 109 'a page behind a name' listuser -c 1 --after anna
sql "INSERT INTO prov.groups (cid, gid, name, login, display_name, changed)
	SELECT 1, n, 'g' || n, 'g' || n, 'G ' || n, now() FROM generate_series(2, 50) n"
prints "$(printf '"%s","g%s"\n' 10 10 11 11 | sed '1i id,name')" 'a page of groups' \
	listgroup -c 1 --csv --fields id,name --after 9 --limit 2
prints "$(printf '%s\n' id '"2"')" 'of contexts' listcontext --csv --fields id --after 1 --limit 1
prints id 'behind the last' listcontext --csv --fields id --after 2
fails 109 'and nothing else' listcontext --limit x

# A table of any length: columns are as wide as the first thousand rows want, and wider from where they have to be.
listuser -c 1 --fields id,name >"$TMP/table"
is "$(sed -n '1p;2p;1001p;1002p;$p' "$TMP/table" | tr '\n' '|')" \
	'  Id Name   |   2 admin  |1001 User999|1002 User1000|2002 User2000|' 'a long table'
is "$(wc -l <"$TMP/table")" 2002 'with all rows'

# Memory.
memory() {	# CONTEXT OPTION...: KiB, in $used
	run "$B/tests/tool/maxrss" listuser -c "$@"
	used=$(sed -n 's/^maxrss //p' "$TMP/err")
}
case $(ldd "$B/bin/listuser") in
*libasan*) pass 'memory # SKIP a sanitizer keeps memory that was freed' ;;
*)
	for form in --csv --json ''; do
		# shellcheck disable=SC2086 # or none
		memory 1 $form
		few=$used
		# shellcheck disable=SC2086
		memory 2 $form
		diag "listuser $form: 2000 users $few KiB, $many users $used KiB"
		is "$(wc -l <"$TMP/out" | awk -v n="$many" '{ print ($1 > n) }'),$((used - few < 1024))" 1,1 \
			"listuser ${form:-as table} takes the same memory for more users"
	done
	;;
esac

# A reader that has gone. Nothing is said, and the server does not go on; whether SIGPIPE ends us or is ignored, as it is
# below systemd and Python.
gone() {	# NAME SHELL_WORDS
	sql "SELECT pg_stat_reset()" >/dev/null
	sh -c "$2; { listuser -c 2 --csv; echo \$? >$TMP/gone; } 2>$TMP/err | head -n 1" >"$TMP/out"
	is "$(cut -c 1-8 "$TMP/out"),$(cat "$TMP/err" "$TMP/gone")" Id,Name,,141 "$1: ends quietly"
	must_see 'its session is over' sessions 0 "application_name = 'listuser'"
	is "$(sql "SELECT idx_tup_fetch < $many * 3 / 4 FROM pg_stat_user_tables WHERE relname = 'users'")" t \
		"$1: and early"
}
gone 'by the signal' :
gone 'without it' 'trap "" PIPE'
fails 1 'a full disk is told' sh -c 'exec listuser -c 2 --csv >/dev/full'
stderr_has 'cannot write to standard output'
must_see 'its session is over' sessions 0 "application_name = 'listuser'"
prints "$(printf '%s\n' Id '"2"')" 'the next command has nothing of it' listuser -c 2 --csv --fields id --limit 1
done_testing
