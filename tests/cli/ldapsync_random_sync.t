#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: random directories, edits, and faults at any message to directory and database, with runs that read only what changed
# by content synchronisation, as OpenLDAP (with a session log and without) and 389 Directory Server have it: nothing is lost, the
# cookie is never ahead of the data, and reading everything finds nothing else (S1 to S20)
#
#	SEEDS=1000 tests/run tests/cli/ldapsync_random_sync.t	so many seeds, from 1 on
#	SEED='7 8' tests/run tests/cli/ldapsync_random_sync.t	these seeds: what fails can be looked at
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

few=6
[ -z "${SHORT-}" ] || few=3	# under sanitizers
SEEDS=${SEEDS:-$([ "${MANY:-0}" -ge 10000 ] && echo 1000 || echo $few)}
use_database
export KINDS='openldap ucs 389ds' MODE=auto
random_seeds
is "$(grep -c '^# runs.* read everything: [1-9]' "$TMP/results")" 1 'some were compared'
done_testing
