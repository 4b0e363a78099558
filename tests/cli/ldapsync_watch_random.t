#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: random changes of a directory, while backends are ended and other runs come: after each round, reading
# everything finds nothing else
#
#	SEED='7 8' ROUNDS=30 tests/run tests/cli/ldapsync_watch_random.t	other changes, and more of them
# long: random changes, hundreds of runs
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/watch.sh"

start_company -c 'overlay syncprov'
# shellcheck disable=SC2086 # a list of numbers
random_watch ${SEED:-4 5}
done_testing
