#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: random directories of all four kinds, random edits, of groups mostly: after each run, one that looks at all
# groups finds nothing else (SR21, SR41)
#
#	SEEDS=100 tests/run tests/cli/ldapsync_random_groups.t	so many seeds, from 1 on
#	SEED='7 8' tests/run tests/cli/ldapsync_random_groups.t	these seeds
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

SEEDS=${SEEDS:-$([ "${MANY:-0}" -ge 10000 ] && echo 200 || echo 12)}
use_database
for cid in 10 11 12 13; do new_context $cid c$cid; done
export DATA HASH PG_BINDIR
CALM=1 perl "$ROOT/tests/tool/random_faults.pl" "${SEED:-$(seq -s ' ' "$SEEDS")}" >"$TMP/results" 2>"$TMP/err" ||
	flunk 'the model runs to its end' "$(cat "$TMP/err")"
is "$(cat "$TMP/err")" '' 'and without a warning'
while read -r line; do
	case $line in
	'ok '*) pass "${line#ok }" ;;
	'not ok '*) flunk "${line#not ok }" ;;
	*) diag "${line#\# }" ;;
	esac
done <"$TMP/results"
is "$(grep -c '^# runs.* looked at all: [1-9]' "$TMP/results")" 1 'some were compared'
done_testing
