#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# citus_tests.sh [pooled] - the tests that `make check-citus` runs on Citus: all that use a database but those in
# tests/data/citus/left_out.txt; pooled: those in tests/data/citus/pooled.txt, which it runs again with a pooler in front
set -eu

cd "${ROOT:-$(dirname "$0")/../..}"
if [ "${1-}" = pooled ]; then
	cut -d: -f1 tests/data/citus/pooled.txt
else
	grep -lE '^use_database|TESTLIB/sync\.sh' tests/cli/*.t tests/sql/*.t |
		awk -F: 'FILENAME != "-" { left_out[$1]; next } !($1 in left_out)' tests/data/citus/left_out.txt -
fi
