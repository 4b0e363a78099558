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
	"$PG_BINDIR/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d "$DATABASE" <<-'END'
		SELECT format('SELECT %L || t::text FROM prov.%I t ORDER BY 1', tablename || ' ', tablename)
		FROM pg_tables WHERE schemaname = 'prov' ORDER BY tablename \gexec
	END
}

# refused STATUS MESSAGE NAME CMD...
refused() {
	want=$1 message=$2 test_name=$3
	shift 3
	dump >"$TMP/before"
	run "$@"
	dump >"$TMP/after"
	if [ "$status" = "$want" ] && grep -qF -e "$message" "$TMP/err" &&
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
	silent "${1:-provdb check finds nothing}" provdb check
}

# private_database: makes one with the contexts 1 and 2 and without waiting for its disk: processes are
# killed here, not the machine. sql asks it from then on, as its superuser, who waits for no standby.
private_database() {
	sql() {
		PGOPTIONS='-c synchronous_commit=local' "$PG_BINDIR/psql" -X -q -A -t -v ON_ERROR_STOP=1 \
			-h "$PROV_HOME/run" -U postgres -d prov -c "$1"
	}
	{ provdb init && provdb stop; } || bail 'no private database'
	echo 'fsync = off' >>"$PROV_HOME/data/postgresql.conf"
	context 1
	context 2
}
