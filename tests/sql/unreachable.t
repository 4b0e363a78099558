#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# unreachable.t - no server: libpq's text of several lines becomes one line of ours
. "$TESTLIB/testlib.sh"

export PROV_CONFIG="$TMP/prov.conf"
echo 'database: { conninfo = "host=/nonexistent"; };' >"$PROV_CONFIG"
fails 105 'no server' listcontext
stderr_has 'detail: PostgreSQL said: connection to server on socket "/nonexistent/'
is "$(grep -c '' "$TMP/err")" 4 'head, "Server response:", message and detail: four lines'
is "$(grep -c '?[A-Z]' "$TMP/err")" 0 'tabs and line ends are blanks'
done_testing
