#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# more than a server gives at once: as OpenLDAP does
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is ucs
. "$ROOT/tests/directories/large.sh"
large_openldap
done_testing
