#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# logins at Dovecot with passwords of this kind of directory
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is ad
LOCKED='[AUTHENTICATIONFAILED] Authentication failed.'
. "$ROOT/tests/directories/online.sh"
done_testing
