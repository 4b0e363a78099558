#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# logins at Dovecot with passwords of this kind of directory
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is 389ds
# its word for an account that is locked is not that of a wrong password
LOCKED='[UNAVAILABLE] Temporary authentication failure.'
. "$ROOT/tests/directories/online.sh"
done_testing
