#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# line.t - the line to the database breaks, and both ends live: it happens once, and the answer is true
. "$ROOT/tests/torture/place.sh"

make_place
# A COMMIT takes a while: a line that breaks in it leaves a server process that is still at it.
sql 'ALTER SYSTEM SET commit_delay = 50000'
sql 'ALTER SYSTEM SET commit_siblings = 0'
sql 'SELECT pg_reload_conf()' >"$TMP/reload"
mkdir "$TMP/line"
sed -i "1i database: { conninfo = \"host=$TMP/line user=prov dbname=prov\"; };" "$PROV_CONFIG"
play line
done_testing
