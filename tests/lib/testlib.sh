# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# testlib.sh - what a test file in shell says: command in, effect out, as TAP
#
#	#!/bin/sh
#	. "$TESTLIB/testlib.sh"
#	program_ok createuser
#	use_database
#	ok 'a context' createcontext -c 1 -N acme ...
#	fails 103 'a name with a blank is refused' createuser -c 1 -u 'a b' ...
#	stderr_has 'a b'
#	prints 'anna' 'the user is there' sql 'SELECT name FROM prov.users WHERE id = 3'
#	done_testing
#
# Run by tests/run, which gives each file a folder ($TMP), a HOME and a time limit. Standard input
# of commands is /dev/null unless redirected: `ok NAME CMD <file`, `ok NAME CMD <<END`.
# The last command's output stays in $TMP/out and $TMP/err, its exit status in $status.

: "${TESTLIB:?run tests with tests/run FILE}" "${TMP:?}" "${ROOT:?}" "${B:?}"
. "$TESTLIB/servers.sh"

DATA=$ROOT/tests/data		# expected outputs and input files
MAN=$B/man
newline='
'
test_count=0
failed_count=0
planned=
status=0
cd "$TMP" || exit 1
trap 'test_ended $?' EXIT

# A test file that ends early must not look like one that passed.
test_ended() {
	trap - EXIT
	if [ -z "$planned" ]; then
		echo "# the file ended before done_testing (exit status $1)"
		exit 1
	fi
	[ "$planned" = all ] || [ "$planned" = "$test_count" ] ||
		echo "# planned $planned tests, ran $test_count"
	[ "$failed_count" -eq 0 ] || exit 1
	exit "$1"
}

plan() {
	planned=$1
	echo "1..$1"
}

done_testing() {
	[ -n "$planned" ] || echo "1..$test_count"
	planned=${planned:-all}
}

# skip_all REASON: nothing of this file can run here.
skip_all() {
	planned=all
	echo "1..0 # SKIP $*"
	exit 0
}

diag() {
	printf "%s\n" "$@" | sed "s/^/# /"
}

# What has gone wrong before the tests can say anything: ends the file.
bail() {
	diag "$*"
	exit 1
}

pass() {
	test_count=$((test_count + 1))
	printf 'ok %d - %s\n' "$test_count" "$1"
}

# flunk NAME [DIAGNOSTIC...]
flunk() {
	test_count=$((test_count + 1))
	failed_count=$((failed_count + 1))
	printf 'not ok %d - %s\n' "$test_count" "$1"
	shift
	[ $# -eq 0 ] || diag "$@"
	return 0
}

show_file() {	# TITLE FILE, as diagnostics, cut when long
	[ -s "$2" ] || return 0
	diag "$1:"
	head -n 40 "$2" | LC_ALL=C cut -c 1-1000 | sed 's/^/#   /'
}

show_output() {
	show_file 'standard output' "$TMP/out"
	show_file 'standard error' "$TMP/err"
}

run() {		# CMD...: fills $status, $TMP/out, $TMP/err
	command_line=$*
	status=0
	"$@" >"$TMP/out" 2>"$TMP/err" || status=$?
	sanitizer_quiet
}

# A program that a sanitizer ended fails its test whatever status was expected.
sanitizer_quiet() {
	[ -n "${SANITIZED-}" ] && [ -s "$TMP/err" ] || return 0
	if finds "$TMP/err" 'ERROR: AddressSanitizer' || finds "$TMP/err" 'ERROR: LeakSanitizer' ||
		finds "$TMP/err" ': runtime error: '; then
		status="sanitizer ($status)"
	fi
}

# finds FILE TEXT: does a line of the file have it? What is short is read here, for programs are slow to start.
finds() {
	case $2 in
	*"$newline"*) lines_left=0 ;;
	*) lines_left=20 ;;
	esac
	while [ "$lines_left" -gt 0 ] && { IFS= read -r text_line || [ -n "$text_line" ]; }; do
		case $text_line in
		*"$2"*) return 0 ;;
		esac
		lines_left=$((lines_left - 1))
	done <"$1"
	[ "$lines_left" -eq 0 ] && grep -qF -e "$2" "$1"
}

check_status() {	# WANT NAME
	if [ "$status" = "$1" ]; then
		pass "$2"
		return 0
	fi
	flunk "$2" "$command_line" "exit status $status, expected $1"
	show_output
	return 1
}

# ok NAME CMD...: exits with 0.
ok() {
	test_name=$1
	shift
	run "$@"
	check_status 0 "$test_name" || :
}

# fails STATUS NAME CMD...: exits with exactly that status and says why on standard error.
fails() {
	want=$1
	test_name=$2
	shift 2
	run "$@"
	check_status "$want" "$test_name" || return 0
	[ -s "$TMP/err" ] || {
		flunk "$test_name: and says why" "$command_line" 'standard error is empty'
		show_output
	}
}

# status_is STATUS NAME CMD...: exits with that status; whether it says anything is not looked at.
status_is() {
	want=$1
	test_name=$2
	shift 2
	run "$@"
	check_status "$want" "$test_name" || :
}

# silent NAME CMD...: exits with 0 and prints nothing anywhere.
silent() {
	test_name=$1
	shift
	run "$@"
	if [ "$status" = 0 ] && [ ! -s "$TMP/out" ] && [ ! -s "$TMP/err" ]; then
		pass "$test_name"
	else
		flunk "$test_name" "$command_line" "exit status $status, expected 0 and no output"
		show_output
	fi
}

# one_line TEXT: the last command has printed just that line. Most have, so this starts no program.
one_line() {
	{ IFS= read -r first_line && [ "$first_line" = "$1" ] && ! IFS= read -r more && [ -z "$more" ]; } <"$TMP/out"
}

# prints TEXT|FILE NAME CMD...: exits with 0 and prints exactly the text (and a line feed; '' is
# nothing at all), or the content of tests/data/FILE. ACCEPT=1 rewrites that file.
prints() {
	expected=$1
	test_name=$2
	shift 2
	run "$@"
	if [ "$status" = 0 ] && one_line "$expected"; then
		pass "$test_name"
		return 0
	fi
	case $expected in
	*.txt | *.csv | *.json | *.ldif | *.out) expected=$DATA/$expected ;;
	'') expected=$TMP/expected && : >"$expected" ;;
	*) printf '%s\n' "$expected" >"$TMP/expected" && expected=$TMP/expected ;;
	esac
	if [ "$status" = 0 ] && [ -n "${ACCEPT-}" ] && [ "$expected" != "$TMP/expected" ]; then
		mkdir -p "$(dirname "$expected")"
		cp "$TMP/out" "$expected"
	fi
	if [ "$status" = 0 ] && cmp -s "$expected" "$TMP/out"; then
		pass "$test_name"
		return 0
	fi
	flunk "$test_name" "$command_line" "exit status $status"
	diff -u "$expected" "$TMP/out" | tail -n +3 | head -n 40 | sed 's/^/#   /'
	show_file 'standard error' "$TMP/err"
}

has() {		# FILE TEXT NAME
	if finds "$1" "$2"; then
		pass "$3"
	else
		flunk "$3" "$command_line" "not found: $2"
		show_output
	fi
}

lacks() {	# FILE TEXT NAME
	if finds "$1" "$2"; then
		flunk "$3" "$command_line" "must not be there: $2"
		show_output
	else
		pass "$3"
	fi
}

# output_has TEXT [NAME], ...: the last command's streams.
output_has() { has "$TMP/out" "$1" "${2:-prints: $1}"; }
stderr_has() { has "$TMP/err" "$1" "${2:-says: $1}"; }
output_lacks() { lacks "$TMP/out" "$1" "${2:-does not print: $1}"; }
stderr_lacks() { lacks "$TMP/err" "$1" "${2:-does not say: $1}"; }

# is GOT WANT NAME
is() {
	if [ "$1" = "$2" ]; then
		pass "$3"
	else
		flunk "$3" "got:  $1" "want: $2"
	fi
}

# wait_for SECONDS CMD...: until it succeeds; 1 if it does not in time. An event that is sure to come
# needs no short end, so there is none: a machine that is busy with other things gets two minutes.
wait_for() {
	[ "$1" -ge 120 ] || { shift && set -- 120 "$@"; }
	tries=$(($1 * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

# must_see NAME CMD...: waits for the event CMD, without which the rest of the file makes no sense.
must_see() {
	event_name=$1
	shift
	wait_for 120 "$@" || bail "this did not happen: $event_name"
}

# ended NAME WANT PID [FILE]: waits for a background command; exits with WANT. FILE is what it said.
ended() {
	status=0
	{ wait "$3" || status=$?; } 2>/dev/null
	if [ "$status" = "$2" ]; then
		pass "$1"
		return
	fi
	flunk "$1" "exit status $status, expected $2"
	[ $# -lt 4 ] || show_file 'it said' "$4"
}

# --- database ---

# use_database: a database of this file's own, copied from the migrated template, and a
# configuration that names it ($PROV_CONFIG); settings can be added with set_config.
use_database() {
	DATABASE=t_$TESTNAME
	copy_template "$DATABASE"
	CONNINFO="host=${VIA_HOST:-$PGHOST} dbname=$DATABASE user=prov"
	export DATABASE CONNINFO
	set_config
}

# own_server: from now on the database server is one of this file alone, as roles and their limits are of a whole server. Not
# where the programs reach it on a detour, or where it is spread over several.
own_server() {
	[ -z "${VIA_HOST-}${CITUS_NODES-}" ] || return 0
	pg_create "$TMP/pg" || bail 'no server'
	pg_start "$TMP/pg" || bail 'no server starts'
	export PGHOST="$TMP/pg"
	T=$TMP sh "$ROOT/tests/lib/template.sh" >"$TMP/create.log" 2>&1 || bail "no database: $(cat "$TMP/create.log")"
}

# takes_triggers: does the database? Citus does not.
takes_triggers() {
	[ -z "${CITUS_NODES-}" ]
}

# copy_template NAME, drop_database NAME
copy_template() {
	if [ -n "${CITUS_NODES-}" ]; then
		citus_copy "$CITUS_NODES" prov_template "$1"
	else
		psql -X -q -d postgres -c "CREATE DATABASE $1 TEMPLATE prov_template"
	fi >"$TMP/create.log" 2>&1 || bail "no database: $(cat "$TMP/create.log")"
}

drop_database() {
	if [ -n "${CITUS_NODES-}" ]; then
		citus_drop "$CITUS_NODES" "$1"
	else
		psql -X -q -d postgres -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)"
	fi >"$TMP/create.log" 2>&1 || bail "the database stays: $(cat "$TMP/create.log")"
}

# as_superuser COMMAND...: commands of provdb, by the superuser and on no detour.
as_superuser() {
	CONNINFO="host=$PGHOST dbname=$DATABASE user=postgres"
	export DATABASE CONNINFO
	set_config
	for provdb_command in "$@"; do
		provdb "$provdb_command" >"$TMP/create.log" 2>&1 || bail "provdb $provdb_command: $(cat "$TMP/create.log")"
	done
}

# distributed_database DIR: a new one, as those of use_database are, on the servers that citus_start has started there.
distributed_database() {
	citus_database "$1" "$DATABASE" >"$TMP/create.log" 2>&1 || bail "no database: $(cat "$TMP/create.log")"
	as_superuser migrate distribute
	CONNINFO="host=$PGHOST dbname=$DATABASE user=prov"
	set_config
}

# set_config [LINES]: writes $PROV_CONFIG anew: the database of this file, then LINES.
set_config() {
	PROV_CONFIG=$TMP/prov.conf
	export PROV_CONFIG
	printf 'database: { conninfo = "%s"; };\n%s\n' "$CONNINFO" "${1-}" >"$PROV_CONFIG"
}

# sql QUERY: rows as psql -At prints them, as the superuser, in a session that sql_server keeps; in one of its own where a file
# has unset SQL_SOCKET, as one does that has its own sql_session.
sql() {
	if [ -n "${SQL_SOCKET-}" ]; then
		"$B/tests/tool/sql_ask" "$SQL_SOCKET" "$DATABASE" "$1"
	else
		sql_session -c "$1"
	fi
}

sql_session() {
	"$PG_BINDIR/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d "$DATABASE" "$@"
}

# earlier TABLE COLUMN INTERVAL [CONDITION]: what the column tells was so much earlier. Counted without a time zone, as servers
# that each have a part of the rows could be in several.
earlier() {
	sql "UPDATE prov.$1 SET $2 = ($2 AT TIME ZONE 'UTC' - interval '$3') AT TIME ZONE 'UTC' WHERE ${4:-true}"
}

# hold STATEMENT: a transaction in a session of its own has done that, and stays open until release
# commits it. What it locks makes a command wait as long as the test wants.
hold() {
	mkfifo "$TMP/hold" 2>/dev/null || :
	: >"$TMP/hold.out"
	sql_session <"$TMP/hold" >"$TMP/hold.out" 2>&1 &
	hold_pid=$!
	exec 9>"$TMP/hold"
	printf 'BEGIN;\n%s;\n\\echo held\n' "$1" >&9
	wait_for 120 grep -qx held "$TMP/hold.out" || bail "cannot hold: $(cat "$TMP/hold.out")"
}

release() {
	printf 'COMMIT;\n\\q\n' >&9
	exec 9>&-
	wait "$hold_pid" 2>/dev/null || :
}

# replay: the results that a program has left in $TMP/results are those of this file.
replay() {
	while read -r line; do
		case $line in
		'ok '*) pass "${line#ok }" ;;
		'not ok '*) flunk "${line#not ok }" ;;
		*) diag "${line#\# }" ;;
		esac
	done <"$TMP/results"
}

# sessions COUNT CONDITION: there are that many in the test's database of which this is true.
sessions() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
		AND pid <> pg_backend_pid() ${VIA_HOST:+"AND state <> 'idle'"} AND ($2)")" = "$1" ]
}

# waits_for_lock COUNT PROGRAM: so many of them wait for a lock. On Citus it is sessions of theirs at other servers that do; a test
# there may also look at a database of one server.
waits_for_lock() {
	if [ -z "${CITUS_NODES-}" ] || [ "$(sql "SELECT to_regclass('citus_stat_activity') IS NULL")" = t ]; then
		sessions "$1" "application_name = '$2' AND wait_event_type = 'Lock'"
	else
		[ "$(sql "SELECT count(DISTINCT s.global_pid) FROM citus_stat_activity s JOIN citus_stat_activity w USING (global_pid)
			WHERE s.datname = current_database() AND s.application_name = '$2' AND NOT s.is_worker_query
			AND w.wait_event_type = 'Lock'")" = "$1" ]
	fi
}

# --- directory ---

# start_slapd [-n NAME] [-b SUFFIX] [-l LDIF] [-c DATABASE_LINES] [-g GLOBAL_LINES] [-t | -s]
# Fills SLAPD (its folder), LDAP_URI, LDAP_BASE, LDAP_ADMIN (password: secret). NAME tells several
# servers apart, -t listens on 127.0.0.1 instead of a Unix socket, -s as well, with TLS from the
# first byte. Examples of lines:
#	-c 'sizelimit 100'  -c 'overlay memberof'  -c 'overlay syncprov'  -g 'idletimeout 1'
start_slapd() {
	name=slapd base=dc=example,dc=com ldif='' lines='' global='' tcp=''
	OPTIND=1
	while getopts n:b:l:c:g:ts letter; do
		case $letter in
		n) name=$OPTARG ;;
		b) base=$OPTARG ;;
		l) ldif=$OPTARG ;;
		c) lines=$OPTARG ;;
		g) global=$OPTARG ;;
		t) tcp=tcp ;;
		s) tcp=ldaps ;;
		*) bail 'start_slapd: bad option' ;;
		esac
	done
	SLAPD=$TMP/$name
	mkdir -p "$SLAPD"
	slapd_conf "$SLAPD" "$base" "$lines" "$global" >"$SLAPD/slapd.conf"
	[ -z "$ldif" ] || slapd_load "$SLAPD" "$ldif" || bail "slapadd refused $ldif"
	slapd_start "$SLAPD" $tcp || bail 'slapd did not start'
	LDAP_URI=$(slapd_uri "$SLAPD")
	LDAP_BASE=$base
	LDAP_ADMIN=cn=admin,$base
	export LDAP_URI LDAP_BASE LDAP_ADMIN
}

# stop_slapd [NAME [SIGNAL]], and start_slapd_again [NAME]: with the same data and address.
stop_slapd() {
	slapd_stop "$TMP/${1:-slapd}" "${2-}"
}

start_slapd_again() {
	slapd_start "$TMP/${1:-slapd}" || bail 'slapd did not start again'
}

# freeze_slapd, thaw_slapd: the server of the last start_slapd answers nobody, but stays.
freeze_slapd() {
	slapd_pid=$(cat "$SLAPD/slapd.pid")
	[ -n "$slapd_pid" ] || bail 'there is no slapd'
	kill -STOP "$slapd_pid" || bail 'slapd is gone'
	wait_for 120 grep -q '^State:.T' "/proc/$slapd_pid/status" || bail 'slapd does not stop'
}

thaw_slapd() {
	kill -CONT "$(cat "$SLAPD/slapd.pid")"
}

# fake_ldap BEHAVIOUR [NUMBER]: tests/tool/fakeldap at $TMP/fake, in place of the one before, which has
# ended by then: it would remove the socket of this one. It ends with the test's file 3.
fake_ldap() {
	[ -e "$TMP/fake.in" ] || mkfifo "$TMP/fake.in"
	exec 3>&-
	[ -z "${fake_pid-}" ] || wait "$fake_pid"
	"$B/tests/tool/fakeldap" "$TMP/fake" "$@" <"$TMP/fake.in" >"$TMP/fake.log" 2>&1 &
	fake_pid=$!
	exec 3>"$TMP/fake.in"
	wait_for 120 test -S "$TMP/fake" || bail "fakeldap: $(cat "$TMP/fake.log")"
}

# change_ldap <<END: LDIF with changes (or new entries), as the manager. No test of its own.
change_ldap() {
	ldapmodify -a -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret >"$TMP/ldapmodify.log" 2>&1 ||
		bail "ldapmodify: $(cat "$TMP/ldapmodify.log")"
}

# --- programs and their manual pages ---

# What PROGRAM --help prints, with the options that only --extendedoptions shows.
full_help() {
	if "$1" --help | grep -q -e --extendedoptions; then
		"$1" --extendedoptions
	else
		"$1" --help
	fi
}

# Long options that the help of PROGRAM names, one a line.
help_options() {
	full_help "$1" 2>/dev/null | grep -oE -e '^ *(-[^ ,]*, *)*--[A-Za-z][A-Za-z0-9_/-]*' |
		sed 's/.* //' | sort -u
}

# Long options in the OPTIONS section of a manual page, one a line.
man_options() {
	awk '/^\.Sh /{ on = /OPTIONS/ } on && /^\.It Fl/' "$1" |
		sed 's/\\&//g; s/\\-/-/g' | grep -oE -e 'Fl -[A-Za-z][A-Za-z0-9_/-]*' |
		sed 's/^Fl -/--/' | sort -u
}

# The manual page of a program, or of a word of prov, as it is installed.
man_page() {
	find "$MAN" -name "$1.[18]" -o -name "prov-$1.[18]" | head -n 1
}

# program_ok NAME: four tests that every program starts with.
program_ok() {
	run "$1" --help
	if [ "$status" = 0 ] && [ -s "$TMP/out" ] && [ ! -s "$TMP/err" ]; then
		pass "$1 --help prints to standard output"
	else
		flunk "$1 --help prints to standard output" "exit status $status"
		show_output
	fi
	run "$1" --version
	check_status 0 "$1 --version" || :
	fails 111 "$1: an unknown option" "$1" --no-such-option
	help_options "$1" >"$TMP/help.options"
	man_options "$(man_page "$1")" >"$TMP/man.options"
	if [ -s "$TMP/help.options" ] && cmp -s "$TMP/help.options" "$TMP/man.options"; then
		pass "$1: --help and manual page name the same options"
	else
		flunk "$1: --help and manual page name the same options" '--help (-), manual page (+):'
		diff "$TMP/help.options" "$TMP/man.options" | grep '^[<>]' | sed 's/^</# -/; s/^>/# +/'
	fi
}
