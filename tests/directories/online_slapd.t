#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# logins at Dovecot with passwords of this kind of directory
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is slapd
LOCKED='[CONTACTADMIN] Account disabled.'
. "$ROOT/tests/directories/online.sh"
done_testing
