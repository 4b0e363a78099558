# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# clilib.sh - what the tests of the programs share, on top of testlib.sh
#
#	context 1 -N acme; user 1 anna -x Sales		objects with plain values; bail out if refused
#	refused 103 'Illegal chars' NAME createuser ...	status, message, and not one row is different

# A ready hash of the word secret that costs little to verify.
HASH="{CRYPT}\$5\$rounds=1000\$prov\$uX3fvxuGtRTUS8GCeZNeex.F2Rny/fxQKowYPEXbG78"

# context ID [OPTION...]: the first of repeated options wins, so OPTIONs replace the plain values.
context() {
	context_id=$1
	shift
	createcontext -c "$context_id" "$@" -q 100 -u admin -d "Admin $context_id" -g Ada -s Admin \
		-p "$HASH" --passwordmech HASH -e "admin@c$context_id.example" >"$TMP/made" 2>&1 ||
		bail "context $context_id: $(cat "$TMP/made")"
}

# user CONTEXT NAME [OPTION...]: mail address NAME@cCONTEXT.example; fills $new_id.
user() {
	context_id=$1 user_name=$2
	shift 2
	createuser -c "$context_id" -u "$user_name" "$@" -d "User $user_name" -g "Given $user_name" \
		-s Sur -p "$HASH" --passwordmech HASH -e "$user_name@c$context_id.example" \
		>"$TMP/made" 2>&1 || bail "user $user_name: $(cat "$TMP/made")"
	# shellcheck disable=SC2034 # for the tests
	new_id=$(sed -n 's/^user \([0-9]*\) in context .*/\1/p' "$TMP/made")
}

# plain_user CONTEXT NAME: the options that createuser wants, for a command that is under test.
# set -- is not for us: callers write createuser $(plain_user 1 anna) -x Sales.
plain_user() {
	printf -- '-c %s -u %s -d User_%s -g Given -s Sur -p %s --passwordmech HASH -e %s@c%s.example' \
		"$1" "$2" "$2" "$HASH" "$2" "$1"
}

# Every row of every table, as text.
dump() {
	every_table=$(sql "SELECT string_agg(format('SELECT %L || t::text FROM prov.%I t ORDER BY 1', tablename || ' ', tablename),
		';' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'prov'")
	sql "$every_table"
}

# refused STATUS MESSAGE NAME CMD...
refused() {
	want=$1 message=$2 test_name=$3
	shift 3
	dump >"$TMP/before"
	run "$@"
	dump >"$TMP/after"
	if [ "$status" = "$want" ] && finds "$TMP/err" "$message" &&
		cmp -s "$TMP/before" "$TMP/after"; then
		pass "$test_name"
		return
	fi
	flunk "$test_name" "$(printf '%s' "$command_line" | cut -c 1-300)" \
		"exit status $status, expected $want and: $message"
	show_output
	diff "$TMP/before" "$TMP/after" | head -n 20 | sed 's/^/#   /'
}

# check_clean NAME: no rule is broken.
check_clean() {
	ok "${1:-provdb check finds nothing broken}" provdb check
}

# use_sogo: what SOGo finds users by is there from now on, as provdb reader sogo makes it, but no role: roles are
# those of all databases of the server.
use_sogo() {
	{
		"$B/tests/tool/queries" --script sql/setup/sogo.sql && echo 'GRANT SELECT, INSERT, DELETE ON prov.sogo_key TO prov;'
		[ -z "${CITUS_NODES-}" ] || "$B/tests/tool/queries" --script sql/distribute.sql
	} |
		sql_session -1 >"$TMP/made" 2>&1 || bail "no keys: $(cat "$TMP/made")"
}

# private_database: makes one with the contexts 1 and 2, durable as that of a user. sql and hold mean
# it from then on, as its superuser, who waits for no standby. Commands are patient with it.
private_database() {
	unset SQL_SOCKET
	sql_session() {
		PGOPTIONS='-c synchronous_commit=local' "$PG_BINDIR/psql" -X -q -A -t -v ON_ERROR_STOP=1 \
			-h "$PROV_HOME/run" -U postgres -d prov "$@"
	}
	export PROV_CONFIG="$TMP/private.conf"
	echo 'database: { patience = 300; };' >"$PROV_CONFIG"
	provdb init 2>"$TMP/made" || bail "no private database: $(cat "$TMP/made")"
	context 1
	context 2
}

# kill_postmaster: the server of the private database dies at once, its processes follow.
kill_postmaster() {
	postmaster=$(head -n 1 "$PROV_HOME/data/postmaster.pid")
	[ -n "$postmaster" ] || bail 'there is no server to kill'
	kill -KILL "$postmaster" || bail 'the server is gone'
}

# start_proxy: tests/tool/pgproxy.pl between a command and the database of this file. proxied CMD...
# goes through it.
start_proxy() {
	mkdir -p "$TMP/proxy"
	perl "$ROOT/tests/tool/pgproxy.pl" "$TMP/proxy" "$PGHOST/.s.PGSQL.5432" >"$TMP/proxy.log" 2>&1 &
	proxy_pid=$!
	wait_for 120 test -S "$TMP/proxy/.s.PGSQL.5432" || bail "no proxy: $(cat "$TMP/proxy.log")"
}

stop_proxy() {
	kill "$proxy_pid" && { wait "$proxy_pid" || :; } 2>/dev/null
}

proxied() {
	sed "s|host=[^ \"]*|host=$TMP/proxy|" "$PROV_CONFIG" >"$TMP/proxied.conf"
	PROV_CONFIG=$TMP/proxied.conf "$@"
}

# killed_at LIMIT CMD...: the command is killed there, see pgproxy.pl. 1 if it has ended before, with
# its exit status in $status. The server has finished what it was told when this returns.
killed_at() {
	echo "$1" >"$TMP/proxy/limit"
	shift
	rm -f "$TMP/proxy/count"
	status=0
	{ proxied "$@" >"$TMP/out" 2>"$TMP/err" || status=$?; } 2>/dev/null
	must_see 'the connection ends' test -e "$TMP/proxy/count"
	must_see 'the server is done with it' sessions 0 "application_name = '$1'"
	[ "$status" = 137 ]
}

# valid NAME SCHEMA FILE: one JSON value that follows the schema, without a null anywhere.
valid() {
	/usr/bin/python3 - "$ROOT/tests/data/json/$2.json" "$3" >"$TMP/valid" 2>&1 <<'PY'
import json, sys
from jsonschema import Draft202012Validator
def strict(pairs):
    assert len(dict(pairs)) == len(pairs), "a member twice"
    return dict(pairs)
def nulls(v):
    assert v is not None, "null"
    for x in v.values() if isinstance(v, dict) else v if isinstance(v, list) else []:
        nulls(x)
schema, value = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]), object_pairs_hook=strict)
Draft202012Validator.check_schema(schema)
for e in list(Draft202012Validator(schema).iter_errors(value))[:3]:
    print("%s: %s" % ("/".join(map(str, e.absolute_path)), e.message[:300]))
nulls(value)
PY
	is "$(cat "$TMP/valid")" '' "$1"
}
