#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: random directories of all four kinds, random edits, and faults at any message to directory and database
#
#	SEEDS=1000 tests/run tests/cli/ldapsync_random_faults.t	so many seeds, from 1 on
#	SEED='7 8' tests/run tests/cli/ldapsync_random_faults.t	these seeds: what fails can be looked at
#
# Nobody active, no group and no membership is lost unless it is gone from the directory, whatever happens to a run;
# and after the last good run database and directory are equal. tests/tool/random_faults.pl does it, in one process
# that is the directory, too, and stands between ldapsync and PostgreSQL. In `make check-long` there are 1,000 seeds.
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

few=6
[ -z "${SHORT-}" ] || few=3	# under sanitizers
SEEDS=${SEEDS:-$([ "${MANY:-0}" -ge 10000 ] && echo 1000 || echo $few)}
use_database
random_seeds
done_testing
