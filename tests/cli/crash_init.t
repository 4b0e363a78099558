#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# crash_init.t - making the private database is killed: the next command makes it
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

started=$(date +%s%N)
silent 'provdb init' provdb init
took=$((($(date +%s%N) - started) / 1000000))
provdb stop
rm -rf "$PROV_HOME"
bad=0
for percent in 30 60 85 95; do
	provdb init >"$TMP/out" 2>&1 &
	pid=$!
	sleep "$(printf '%d.%03d' $((took * percent / 100000)) $((took * percent / 100 % 1000)))"
	kill -KILL $pid 2>/dev/null
	wait $pid 2>/dev/null
	provdb status >"$TMP/out" 2>&1 || { bad=$((bad + 1)) && diag "$(cat "$TMP/out")"; }
done
is $bad 0 'provdb init is killed at several moments'
ok 'the next command makes it' createcontext -c 1 -q 1 -u a -d b -g c -s d -p e -e f@g
check_clean 'and it is whole'
is "$(find "$PROV_HOME" -maxdepth 1 -name new)" '' 'nothing is left of the attempts'

done_testing
