#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# one.sh TEST - runs one test file in a folder of its own, with a time limit (called by tests/run)
#
# The folder is the test's HOME and TMP; what listens in it when the test ends is stopped.
set -u

test=$1
id=$(basename "$test" | sed 's/\..*//')_$$
TMP=$T/t/$id
export TMP HOME="$TMP/home" TMPDIR="$TMP" TESTNAME="$id" TESTLIB="$ROOT/tests/lib"
mkdir -p "$HOME"
. "$ROOT/tests/lib/servers.sh"
export PROV_HOME="$TMP/prov" XDG_CONFIG_HOME="$HOME/.config" XDG_DATA_HOME="$HOME/.local/share"

# To look for leaks takes longer than most programs run. In a short run it is done where they stay, and in unit tests.
case $test in
*/tests/unit/* | */many.t | */notify*.t | */web.t | *_watch*.t) ;;
*) [ -z "${SHORT-}" ] || export ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" ;;
esac

set -- "$test"
case $(head -n 1 "$test" | tr -d '\0') in
'#!/bin/sh'*) set -- sh "$test" ;;
'#!'*perl*) set -- perl "$test" ;;
esac
case $1 in
*/* | sh | perl) ;;
*) set -- "./$1" ;;
esac

# timeout leads a process group: ending it ends the test and all that it started.
timeout -k 60 "${TEST_TIMEOUT:-1200}" "$@" </dev/null &
group=$!
echo "$group" >"$TMP/group"
trap 'kill -TERM "-$group" 2>/dev/null' INT TERM HUP
wait "$group"
status=$?
kill -TERM "-$group" 2>/dev/null
[ "$status" -ne 124 ] || echo "# $test did not end within ${TEST_TIMEOUT:-1200} seconds"
stop_all "$TMP"
if [ -n "${CITUS_NODES-}" ]; then
	citus_drop "$CITUS_NODES" "t_$id"
else
	psql -X -q -d postgres -c "DROP DATABASE IF EXISTS t_$id WITH (FORCE)"
fi >/dev/null 2>&1
chmod -R u+rwX "$TMP" 2>/dev/null
rm -rf "$TMP"
exit "$status"
