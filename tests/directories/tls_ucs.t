#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# TLS, on one kind of directory
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is ucs
. "$ROOT/tests/directories/tls.sh"
done_testing
