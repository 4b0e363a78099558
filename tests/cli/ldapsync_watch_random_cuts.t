#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: random changes of a directory, while connections to it and to the database are cut at any message: after
# each round, reading everything finds nothing else
#
#	SEED='7 8' ROUNDS=30 tests/run tests/cli/ldapsync_watch_random_cuts.t	other changes, and more of them
# long: random changes, hundreds of runs
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/watch.sh"

start_company -c 'overlay syncprov'
mkdir "$TMP/relay"
chmod 755 "$TMP/relay"
port=$(sql 'SHOW port')
CUT=$TMP/relay/cut
export CUT
perl "$ROOT/tests/tool/cut_relay.pl" 1 "$CUT" "$TMP/relay/.s.PGSQL.$port" "$PGHOST/.s.PGSQL.$port" \
	"$TMP/relay/ldap" "$SLAPD/ldapi" 2>"$TMP/relay.err" &
relay=$!
wait_for 60 test -S "$TMP/relay/ldap" || bail "no relay: $(cat "$TMP/relay.err")"
# shellcheck disable=SC2034 # set_config has it
CONNINFO="host=$TMP/relay port=$port dbname=$DATABASE user=prov"
# shellcheck disable=SC2034 # random_watch has it
WATCH_URI=ldapi://$(printf '%s' "$TMP/relay/ldap" | sed 's|/|%2F|g')
# shellcheck disable=SC2086 # a list of numbers
random_watch ${SEED:-12}
kill "$relay"
cuts=$(wc -l <"$CUT.count")
echo "# $cuts cuts"
if [ "$cuts" -gt 3 ]; then pass 'connections were cut'; else flunk 'connections were cut' "$cuts"; fi
done_testing
