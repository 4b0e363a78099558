#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: random directories of all four kinds, random edits, of groups mostly: after each run, one that looks at all
# groups finds nothing else (SR21, SR41)
#
#	SEEDS=100 tests/run tests/cli/ldapsync_random_groups.t	so many seeds, from 1 on
#	SEED='7 8' tests/run tests/cli/ldapsync_random_groups.t	these seeds
# long: random changes, hundreds of runs
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

few=4
[ -z "${SHORT-}" ] || few=3	# under sanitizers
SEEDS=${SEEDS:-$([ "${MANY:-0}" -ge 10000 ] && echo 200 || echo $few)}
use_database
export CALM=1
random_seeds
is "$(grep -c '^# runs.* looked at all: [1-9]' "$TMP/results")" 1 'some were compared'
done_testing
