#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: what others do meanwhile, see ldapsync_interplay.t
# long: it waits for a program that stays
WATCH=yes
export WATCH
. "$ROOT/tests/cli/ldapsync_interplay.t"
