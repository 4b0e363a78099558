#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# lost rights and other keys, on one kind of directory
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is ucs
. "$ROOT/tests/directories/keys.sh"
done_testing
