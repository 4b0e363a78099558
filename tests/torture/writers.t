#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# writers.t - many write at once, are interrupted and out of patience: every answer is true
. "$ROOT/tests/torture/place.sh"

make_place
play writers
done_testing
