#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# failover.t - a primary and its synchronous standby: the primary dies in the middle of commands of seven kinds, at each
# place of a transaction that is not like the others, and the standby is promoted. What was acknowledged is there, nothing
# happens twice, exit statuses are right, and the next sync completes.
#
# `make check-failover` does it ten times at each place (FAILOVER_ROUNDS).
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

rounds=${FAILOVER_ROUNDS:-1}
kinds='createuser changeuser deleteuser createcontext batch import ldapsync'

# --- two servers, and what is known of them ---

primary=$TMP/a standby=$TMP/b
DATABASE=prov
unset SQL_SOCKET
sql_session() {
	PGOPTIONS='-c synchronous_commit=local' "$PG_BINDIR/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$primary" \
		-U postgres -d "${on:-$DATABASE}" "$@"
}
in_step() {
	[ "$(sql 'SELECT sync_state FROM pg_stat_replication')" = sync ]
}
# follow: the standby is made anew, and from then on a COMMIT waits for it.
follow() {
	standby_start "$standby" "$primary" || bail 'the standby does not start'
	on=postgres sql "ALTER SYSTEM SET synchronous_standby_names = '*'"
	on=postgres sql 'SELECT pg_reload_conf()' >/dev/null
	must_see 'the standby is in step' in_step
}
# fail_over: the primary's machine dies, the standby takes its place.
fail_over() {
	pg_power_off "$primary" || bail 'there is no primary'
	pg_promote "$standby" || bail 'the standby is not promoted'
	gone=$primary primary=$standby standby=$gone
}
# freeze sender: the standby gets nothing any more. freeze replay: it gets all and stores it, and shows none of it, which
# is what a COMMIT waits for then.
freeze() {
	if [ "$1" = replay ]; then
		on_standby 'SELECT pg_wal_replay_pause()' >/dev/null
		must_see 'replay is paused' replay_is_paused
		return
	fi
	frozen=$(sql 'SELECT pid FROM pg_stat_replication')
	[ -n "$frozen" ] || bail 'there is no sender'
	kill -STOP "$frozen"
	wait_for 120 grep -q '^State:.T' "/proc/$frozen/status" || bail 'the sender does not stop'
}
on_standby() {
	"$PG_BINDIR/psql" -X -q -A -t -h "$standby" -U postgres -d postgres -c "$1"
}
replay_is_paused() { [ "$(on_standby 'SELECT pg_get_wal_replay_pause_state()')" = paused ]; }
all_is_stored() { [ "$(sql 'SELECT flush_lsn >= pg_current_wal_insert_lsn() FROM pg_stat_replication')" = t ]; }

pg_create "$primary" "$PG_DURABLE" || bail 'no primary'
pg_start "$primary" || bail 'the primary does not start'
on=postgres sql 'CREATE DATABASE prov'
PROV_CONFIG=$TMP/prov.conf
export PROV_CONFIG
hosts="host=$TMP/a,$TMP/b dbname=prov connect_timeout=30 target_session_attrs=read-write"
printf 'database: { conninfo = "%s user=postgres"; };\n' "$hosts" >"$PROV_CONFIG"
provdb migrate >"$TMP/made" 2>&1 || bail "no tables: $(cat "$TMP/made")"
follow

# --- seven commands, each in a context of its own ---

{ tree; people p1 p2 p3; group team p1 p2 p3; } >"$TMP/tree.ldif"
start_slapd -l "$TMP/tree.ldif"
cat >"$PROV_CONFIG" <<END
database: { conninfo = "$hosts user=prov"; patience = 600; };
ldap: { uri = "$LDAP_URI"; bind_dn = "$LDAP_ADMIN"; password_file = "$TMP/secret"; };
source: { company: { base = "dc=example,dc=com"; context = "7"; }; };
END
for id in 1 2 3 5 6 7; do
	context "$id" -N "c$id" -q 10000
done
ok 'a sync before anything fails' ldapsync
user 2 anna

# prepare N; then each of $kinds with that N; and effect N, what is there when each has happened once.
prepare() {
	user 3 "gone$1"
	for i in $(seq 30); do
		plain_user 5 "b$1-$i" | sed "s/^/createuser /; s/{CRYPT}[^ ]*/'&'/" && echo
	done >"$TMP/batch"
	{
		echo 'contextid,username,displayname,givenname,surname,email,password,passwordmech'
		for i in $(seq 30); do
			echo "6,i$1-$i,I $1 $i,G,S,i$1-$i@c6.example,$HASH,HASH"
		done
	} >"$TMP/users.csv"
	{
		person "p$1"
		printf 'dn: cn=team,ou=groups,dc=example,dc=com\nchangetype: modify\nadd: member\nmember: uid=p%s,ou=people,dc=example,dc=com\n\n' "$1"
		printf 'dn: uid=p1,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: displayName\ndisplayName: number %s\n\n' "$1"
	} | change_ldap
}
start() {	# KIND N
	case $1 in
	createuser) set -- "$1" createuser $(plain_user 1 "new$2") ;;
	changeuser) set -- "$1" changeuser -c 2 -u anna -x "department $2" ;;
	deleteuser) set -- "$1" deleteuser -c 3 -u "gone$2" --no-reassign ;;
	createcontext) set -- "$1" createcontext -c $((100 + $2)) -q 10 -u admin -d A -g A -s A -p "$HASH" \
		--passwordmech HASH -e "a@n$2.example" ;;
	batch) set -- "$1" prov batch "$TMP/batch" ;;
	import) set -- "$1" createuser --csv-import "$TMP/users.csv" ;;
	ldapsync) set -- "$1" ldapsync ;;
	esac
	kind=$1
	shift
	"$@" >"$TMP/$kind.out" 2>"$TMP/$kind.err" &
	echo $! >"$TMP/$kind.pid"
}
# What there is when each has happened: rows, and lines of the log, of which a change that happened twice has two.
effect() {
	sql "SELECT 'createuser', count(*) FROM prov.users WHERE cid = 1 AND login = 'new$1'
	UNION ALL SELECT 'changeuser', count(*) FROM prov.users WHERE cid = 2 AND attrs->>'department' = 'department $1'
	UNION ALL SELECT 'deleteuser', 1 - count(*) FROM prov.users WHERE cid = 3 AND login = 'gone$1'
	UNION ALL SELECT 'createcontext', count(*) FROM prov.context WHERE cid = 100 + $1
	UNION ALL SELECT 'batch', count(*) FROM prov.users WHERE cid = 5 AND login LIKE 'b$1-%'
	UNION ALL SELECT 'import', count(*) FROM prov.users WHERE cid = 6 AND login LIKE 'i$1-%'
	UNION ALL SELECT 'ldapsync', count(*) FROM prov.users WHERE cid = 7 AND (login = 'p$1' OR display_name = 'number $1')
	UNION ALL SELECT 'log of ' || cid, count(*) FROM prov.change_log WHERE cid IN (1, 2, 3, 5, 6, 7) GROUP BY cid" |
		awk '/^log/ { print | "sort"; next } { print }'
}
whole() {	# BEFORE AFTER: what has changed, in one line
	diff "$1" "$2" | sed -n 's/^> //p' | tr '\n' ' '
}
name="application_name IN ('createuser', 'changeuser', 'deleteuser', 'createcontext', 'prov batch', 'prov', 'ldapsync')"

# round N PLACE: all seven are held where they write the log; then they go on to where the primary dies.
round() {
	prepare "$1"
	if [ "$2" = replay ]; then
		on=postgres sql "ALTER SYSTEM SET synchronous_commit = remote_apply"
		on=postgres sql 'SELECT pg_reload_conf()' >/dev/null
	fi
	effect "$1" >"$TMP/before"
	hold 'LOCK TABLE prov.change_log IN SHARE MODE'
	for kind in $kinds; do
		start "$kind" "$1"
	done
	must_see 'seven commands are in the middle of a transaction' sessions 7 "$name AND wait_event_type = 'Lock'"
	if [ "$2" != middle ]; then
		freeze "$2"
		release
		must_see 'seven commands are in COMMIT' sessions 7 "$name AND wait_event = 'SyncRep'"
		[ "$2" = sender ] || must_see 'the standby has stored all of it' all_is_stored
	fi
	fail_over
	[ "$2" != middle ] || release
	for kind in $kinds; do
		status=0
		wait "$(cat "$TMP/$kind.pid")" || status=$?
		said="$status $(cat "$TMP/$kind.err")"
		case $kind-$2 in
		ldapsync-middle | ldapsync-sender)
			is "${said%% *}" 105 "$3: a sync has done nothing, and says so"
			;;
		*) is "$said" '0 ' "$3: $kind ends with 0, and says nothing of it" ;;
		esac
	done
	follow
	[ "$2" = replay ] || ok "$3: the next sync completes" ldapsync
	effect "$1" >"$TMP/after"
	is "$(whole "$TMP/before" "$TMP/after")" "$(expected)" "$3: each has happened, and once"
	silent "$3: the next sync has nothing to do" ldapsync
	check_clean "$3: no rule is broken"
}
expected() {
	printf 'createuser|1 changeuser|1 deleteuser|1 createcontext|1 batch|30 import|30 ldapsync|2 '
	for more in 1:1 2:1 3:1 5:30 6:30 7:3; do
		printf 'log of %s|%s ' "${more%:*}" $(($(sed -n "s/^log of ${more%:*}|//p" "$TMP/before") + ${more#*:}))
	done
}
n=10
for turn in $(seq "$rounds"); do
	n=$((n + 1))
	round "$n" middle "$turn, in the middle of the transaction"
	n=$((n + 1))
	round "$n" sender "$turn, in COMMIT, of which the standby has nothing"
	n=$((n + 1))
	round "$n" replay "$turn, in COMMIT, which the standby has"
done

# --- at any moment: two at a time work on, and the primary dies under them ---

mkdir "$TMP/told"
adds() {	# NAME COUNT
	for i in $(seq "$2"); do
		createuser $(plain_user 1 "$1$i") >/dev/null 2>"$TMP/told/$1$i.err"
		echo $? >"$TMP/told/$1$i"
	done
}
adds x $((rounds * 40)) &
first=$!
adds y $((rounds * 40)) &
second=$!
told() { [ -e "$TMP/told/x$1" ] && [ -e "$TMP/told/y$1" ]; }
for turn in $(seq "$rounds"); do
	must_see 'users are told to be there' told $((turn * 40 - 30))
	fail_over
	follow
done
wait "$first" "$second"
is "$(cat "$TMP"/told/*[0-9] | sort | uniq -c | sed 's/^ *//')$(cat "$TMP"/told/*.err)" "$((rounds * 80)) 0" \
	'two at a time: all end with 0, and say nothing of it'
is "$(sql "SELECT count(*) || ' ' || count(DISTINCT login) FROM prov.users WHERE cid = 1 AND login ~ '^[xy][0-9]'")" \
	"$((rounds * 80)) $((rounds * 80))" 'what was acknowledged is there'
check_clean 'no rule is broken at the end'
stop_all "$TMP"
done_testing
