#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: it is killed, or its connection to the database or to the directory is cut, at each place of its conversation:
# nobody goes who is there, the cookie is never ahead of the data, and what changed is there afterwards (case 128)
#
# EVERY=1 tests/run tests/cli/ldapsync_watch_crash.t	at each place; make check-long does that, too
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"
. "$TESTLIB/watch.sh"

EVERY=${EVERY:-$([ "${MANY:-0}" -ge 10000 ] && echo 1 || echo 31)}
base=dc=example,dc=com
start_company -c "$SESSION_LOG"
people anna bert carl u0 | change_ldap
group team anna bert | change_ldap

# between DIR SOCKET: a proxy of its own; its pid is in $between
between() {
	mkdir -p "$1"
	perl "$ROOT/tests/tool/pgproxy.pl" "$1" "$2" >"$1.log" 2>&1 &
	between=$!
	wait_for 120 test -S "$1/.s.PGSQL.5432" || bail "no proxy: $(cat "$1.log")"
}
between "$TMP/proxy" "$PGHOST/.s.PGSQL.5432"
sql_proxy=$between
between "$TMP/ldap" "$SLAPD/ldapi"
ldap_proxy=$between
source_is 'context = "acme"; mode = "incremental"; interval = 86400; gather = 20;
	limits: { missing = 100; members = 100; group_members = 100; changed = 100; };'
cp "$PROV_CONFIG" "$TMP/plain.conf"
via_proxy() {
	sed "s|host=[^ \"]*|host=$TMP/proxy|; s|uri = \"[^\"]*\"|uri = \"$(printf 'ldapi://%s' "$(printf %s "$TMP/ldap/.s.PGSQL.5432" | sed 's|/|%2F|g')")\"|" \
		"$TMP/plain.conf" >"$TMP/proxied.conf"
}
via_proxy
ok 'a first run' ldapsync
cp "$TMP/proxied.conf" "$PROV_CONFIG"
ok 'one through the proxies: that is another server' ldapsync

edits() {	# N: somebody comes, somebody goes, a value, a member
	{
		printf 'dn: uid=u%s,ou=people,%s\nchangetype: delete\n\n' $(($1 - 1)) "$base"
		printf 'dn: uid=anna,ou=people,%s\nchangetype: modify\nreplace: sn\nsn: N%s\n\n' "$base" "$1"
		printf 'dn: cn=team,ou=groups,%s\nchangetype: modify\n%s: member\nmember: uid=carl,ou=people,%s\n\n' "$base" \
			"$([ $(($1 % 2)) = 0 ] && echo delete || echo add)" "$base"
		person "u$1"
	} | change_ldap
}
is_done() {	# N
	[ "$(sql "SELECT string_agg(login || ' ' || coalesce(sur_name, ''), ', ' ORDER BY login) FROM prov.users WHERE source IS NOT NULL AND enabled
			AND source_enabled AND missing_since IS NULL") $(sql "SELECT count(*) FROM prov.groups g JOIN prov.member m USING (cid, gid)
			WHERE g.name = 'team' AND m.uid IN (SELECT uid FROM prov.users WHERE login IN ('anna', 'bert', 'carl'))")" = \
		"anna N$1, bert bert, carl carl, u$1 u$1 $((2 + $1 % 2))" ]
}
is_dead() {
	is_gone "$watch_pid"
}
dead_or() {	# CMD...
	is_dead || "$@"
}
all_are_on() {
	is_on anna bert carl
}
# begins DIR LIMIT: a watch, until it has run, or is dead; it writes what it does anew each time
begins() {
	rm -f "$TMP/proxy/limit" "$TMP/ldap/limit"
	echo "$2" >"$TMP/$1/limit"
	watch_runs=$(count_runs)
	ldapsync --watch >"$TMP/watch.out" 2>"$TMP/watch.err" &
	watch_pid=$!
	must_see "$2: a first run, or its end" dead_or ran_since "$watch_runs"
}
n=0 wrong=''
complain() {	# CMD...: what does not hold is noted
	"$@" || wrong="$wrong $at: $*;"
}
# What is there after a fault: a run that reads what changed, and then one that reads everything finds nothing else.
agrees() {	# MODE
	rm -f "$TMP/proxy/limit" "$TMP/ldap/limit"
	complain all_are_on
	ldapsync >"$TMP/out" 2>"$TMP/err" || wrong="$wrong $at: $(cat "$TMP/err");"
	complain is_done "$n"
	[ -z "$1" ] || [ "$(last_mode)" = "$1" ] || wrong="$wrong $at: the run was $(last_mode);"
	tables >"$TMP/some"
	ldapsync --full >"$TMP/out" 2>"$TMP/err" || wrong="$wrong $at: $(cat "$TMP/err");"
	tables >"$TMP/all"
	[ -z "$(diff "$TMP/some" "$TMP/all")" ] || wrong="$wrong $at: $(diff "$TMP/some" "$TMP/all");"
}

# --- killed: the next run goes on where the data is ---
at=0
while at=$((at + EVERY)); do
	n=$((n + 1))
	begins proxy "$at pieces"
	edits "$n"
	must_see "$at pieces: the end, or all of it" dead_or is_done "$n"
	over=$(is_dead || echo over)
	[ -z "$over" ] || kill -TERM "$watch_pid"
	{ wait "$watch_pid" || :; } 2>/dev/null
	must_see 'the server is done with it' sessions 0 "application_name = 'ldapsync'"
	agrees incremental
	[ -z "$over" ] || break
done
is "$wrong" '' 'S10: wherever it is killed, the next run finds what changed, and reading everything nothing else'
ok 'it was killed often' test "$at" -gt 40
diag "killed at every place of $at that $EVERY divides"

# --- the connection is cut: it goes on by itself ---
cut_at() {	# DIR PIECES
	at="$1 $2"
	n=$((n + 1))
	begins "$1" "$2 cuts"
	edits "$n"
	must_see "$at: all of it" is_done "$n"
	complain all_are_on
	kill -TERM "$watch_pid"
	wait "$watch_pid" || wrong="$wrong $at: exit status $?, $(cat "$TMP/watch.err");"
}
was_cut() {
	[ "$(cat "$TMP/$1/limit")" = none ]
}
each_cut() {	# DIR
	wrong='' pieces=0
	while pieces=$((pieces + EVERY)); do
		cut_at "$1" "$pieces"
		cut=$(was_cut "$1" && echo cut)
		agrees ''
		[ -n "$cut" ] || break
	done
	is "$wrong" '' "the connection to the $2 is cut: it goes on, and reading everything finds nothing else"
	diag "$1: cut at every place of $pieces that $EVERY divides"
}
each_cut proxy database
each_cut ldap directory
database_is_sound
kill "$sql_proxy" "$ldap_proxy"
done_testing
