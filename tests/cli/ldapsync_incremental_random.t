#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: random changes of a directory and by operators, with runs that read only what changed: after each of them,
# reading everything finds nothing else. The session log of the server is short, so that what is gone is told in both ways.
# long: random changes, hundreds of runs
OVERLAY='overlay syncprov
syncprov-sessionlog 12'
MODE=auto
export MODE
. "$ROOT/tests/cli/ldapsync_random.t"
