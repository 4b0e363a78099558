#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# readers.sh - look-ups of servers as ratios against one by primary key, and no scan of a table; `make bench-readers`
#
#	N=1000000	users, with two addresses each
#	CONTEXTS=10000	contexts that they are in
#	CALLS=2000	look-ups in a session, each of another name
#	ROUNDS=5	how often floor and look-up are measured, in turn
#
# A private PostgreSQL in a folder below TMPDIR. Statements are sent as servers send them, as text with the name in it.
set -eu

cd "$(dirname "$0")/../.."
ROOT=$(pwd)
B=${B:-build}
case $B in
/*) ;;
*) B=$ROOT/$B ;;
esac
N=${N:-1000000} CONTEXTS=${CONTEXTS:-10000} CALLS=${CALLS:-2000} ROUNDS=${ROUNDS:-5} BUDGET=3
export ROOT B
. tests/lib/servers.sh

clean_up() {
	trap '' INT TERM HUP PIPE
	stop_all "$T"
	cd /
	rm -rf "$T"
}
T=$(mktemp -d "${TMPDIR:-/tmp}/prov-bench.XXXXXX")
chmod 755 "$T"
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP PIPE
unset PROV_HOME || :
export T PG_BINDIR LC_ALL=C.UTF-8 PGHOST="$T/pg" PGUSER=postgres PROV_CONFIG="$T/prov.conf" PATH="$B/bin:$PATH"
psql="$PG_BINDIR/psql -X -q -v ON_ERROR_STOP=1 -d prov"

# names FORM: CALLS statements; # is the number of a user, ~ that of its context.
names() {
	awk -v n="$N" -v contexts="$CONTEXTS" -v calls="$CALLS" -v form="$1" 'BEGIN {
		srand(1)
		per = n / contexts
		for (i = 0; i < calls; i++) {
			u = int(rand() * n)
			line = form
			gsub(/#/, u % per + 3, line)
			gsub(/~/, int(u / per) + 1, line)
			print line ";"
		}
	}'
}

microseconds() {	# ROLE FILE: of a session that sends it
	begin=$(date +%s%N)
	PGUSER=$1 $psql -o /dev/null -f "$2"
	echo $((($(date +%s%N) - begin) / 1000))
}

median() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# How many rows were read by scans of whole tables; prov.installation has one.
scans() {
	$psql -A -t -c "SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE schemaname = 'prov' AND relname <> 'installation'"
}

status=0
look_up() {	# TITLE ROLE FORM
	names 'SELECT login, password, enabled FROM prov.users WHERE cid = ~ AND uid = #' >"$T/floor.sql"
	names "$3" >"$T/look.sql"
	rm -f "$T/floor" "$T/look"
	before=$(scans)
	for round in $(seq 0 "$ROUNDS"); do
		floor=$(microseconds postgres "$T/floor.sql") look=$(microseconds "$2" "$T/look.sql")
		[ "$round" -eq 0 ] || { echo "$floor" >>"$T/floor" && echo "$look" >>"$T/look"; }
	done
	after=$(scans)
	awk -v t="$1" -v f="$(median "$T/floor")" -v l="$(median "$T/look")" -v calls="$CALLS" -v b="$BUDGET" \
		-v scanned="$((after - before))" 'BEGIN {
		bad = l / f > b || scanned
		printf "%-40s %9.3f ms %9.3f ms %7.2f %7.2f%s\n", t, f / 1000 / calls, l / 1000 / calls, l / f, b,
			scanned ? "  scans" : bad ? "  over" : ""
		exit bad }' || status=1
}

pg_create "$T/pg"
pg_start "$T/pg"
"$PG_BINDIR/psql" -X -q -d postgres -c 'CREATE DATABASE prov'
printf 'database: { conninfo = "host=%s dbname=prov user=postgres"; };\n' "$PGHOST" >"$PROV_CONFIG"
provdb migrate >/dev/null
provdb reader dovecot >/dev/null
provdb reader postfix >/dev/null
$psql -v n="$N" -v contexts="$CONTEXTS" -f tests/bench/readers.sql

printf '%-40s %12s %12s %7s %7s\n' "$N users, $CONTEXTS contexts" 'by key' look-up ratio budget
look_up 'login by address' prov_dovecot "SELECT * FROM prov_view.dovecot_login('m#@d~.example', 'imap')"
look_up 'login by user@mapping' prov_dovecot "SELECT * FROM prov_view.dovecot_login('u#@c~', 'imap')"
look_up 'mailbox by id' prov_dovecot "SELECT * FROM prov_view.dovecot_user('c~u#', '/m')"
look_up 'mailbox by address' prov_dovecot "SELECT * FROM prov_view.dovecot_user('xm#@d~.example', '/m')"
look_up 'domain' prov_postfix "SELECT * FROM prov_view.postfix_domain('d~.example')"
look_up 'primary address' prov_postfix "SELECT * FROM prov_view.postfix_mailbox('m#@d~.example')"
look_up 'alias' prov_postfix "SELECT * FROM prov_view.postfix_alias('xm#@d~.example')"
look_up 'catch-all' prov_postfix "SELECT * FROM prov_view.postfix_alias('@d~.example')"
look_up 'nobody' prov_postfix "SELECT * FROM prov_view.postfix_alias('nobody#@d~.example')"
look_up 'group of ten' prov_postfix "SELECT * FROM prov_view.postfix_alias('g@d~.example')"
look_up 'sender' prov_postfix "SELECT * FROM prov_view.postfix_sender('m#@d~.example')"
look_up 'recipient' prov_postfix "SELECT * FROM prov_view.postfix_recipient('m#@d~.example')"
look_up 'recipient, a group' prov_postfix "SELECT * FROM prov_view.postfix_recipient('g@d~.example')"
exit $status
