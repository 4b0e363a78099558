#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: what others do meanwhile, see ldapsync_interplay.t
WATCH=yes
export WATCH
. "$ROOT/tests/cli/ldapsync_interplay.t"
