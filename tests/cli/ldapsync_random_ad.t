#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: random directories of Active Directory, random edits, and faults at any message, with runs that read only what
# changed, by numbers of changes or by DirSync: nothing is lost, and reading everything finds nothing else (S1 to S20)
#
#	SEEDS=100 tests/run tests/cli/ldapsync_random_ad.t	so many seeds, from 1 on
#	SEED='7 8' tests/run tests/cli/ldapsync_random_ad.t	these seeds
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

few=4
[ -z "${SHORT-}" ] || few=3	# under sanitizers
SEEDS=${SEEDS:-$([ "${MANY:-0}" -ge 10000 ] && echo 200 || echo $few)}
use_database
export KINDS=ad MODE=auto
random_seeds
is "$(grep -c '^# runs.* read everything: [1-9]' "$TMP/results")" 1 'some were compared'
done_testing
