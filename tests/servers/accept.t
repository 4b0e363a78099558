#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# accept.t - what people see of a world with several customers, tests/data/servers/checks.txt; and each view and function,
# broken in every way of sabotage.txt, fails the check that is named there
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/maillib.sh"
. "$ROOT/tests/servers/sabotagelib.sh"

mail_servers
make_world
accept_all
check_clean 'nothing is broken'

# --- sabotage ---
broken() { [ "$(said_to "$1")" != "$(wanted_of "$1")" ]; }

# SOGo, provweb, Courier and Cyrus have tests of their own: login.t, tests/cli/web.t, tests/cli/portal.t, courier.t, cyrus.t.
sabotage "$DATA/servers/sabotage.txt" '^(sogo|web|session|courier|cyrus)_|_typed$|_of_sogo$|^visitor$|^dovecot_session$' broken
accept_all
stop_mail
done_testing
