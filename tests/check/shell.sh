#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shell.sh - every shell script passes shellcheck, where that is installed
. "$TESTLIB/testlib.sh"

command -v shellcheck >/dev/null || skip_all 'shellcheck is not installed (make lint installs it)'
cd "$ROOT" || exit 1
ok 'shellcheck finds nothing' sh tests/lib/shell_lint.sh
done_testing
