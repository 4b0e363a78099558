#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# the suite for each kind of directory
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is ucs
. "$ROOT/tests/directories/suite.sh"
done_testing
