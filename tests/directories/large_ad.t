#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# more than a server gives at once: pages of 1,000. Samba has no limit of its own, nor pieces of long attributes
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is ad
. "$ROOT/tests/directories/large.sh"
large_start
large_suite
done_testing
