#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# server.t - the database is killed while commands run: nothing acknowledged is lost, nothing happens twice
. "$ROOT/tests/torture/place.sh"

make_place
play server
done_testing
