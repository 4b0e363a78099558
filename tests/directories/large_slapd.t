#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# more than a server gives at once: OpenLDAP counts over all pages, for everybody who has no limits of his own
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is slapd
. "$ROOT/tests/directories/large.sh"
large_openldap
done_testing
