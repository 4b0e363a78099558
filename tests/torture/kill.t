#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kill.t - a command is killed at any moment: the old state or the new one, and the next command works
. "$ROOT/tests/torture/place.sh"

make_place
play kill
done_testing
