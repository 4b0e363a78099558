#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# template.sh - makes the migrated database that use_database copies (called once by tests/run)
set -eu
. "$ROOT/tests/lib/servers.sh"

provdb_here() {
	PROV_CONFIG="$T/template.conf" provdb "$@" >"$T/migrate.log" 2>&1 || {
		cat "$T/migrate.log" >&2
		exit 1
	}
}

printf 'database: { conninfo = "host=%s dbname=prov_template user=postgres"; };\n' "$PGHOST" >"$T/template.conf"
if [ -z "${CITUS_NODES-}" ]; then
	psql -X -q -d postgres -c 'CREATE DATABASE prov_template'
	provdb_here migrate
	exit
fi
citus_database "$CITUS_NODES" prov_template >"$T/migrate.log" 2>&1 || { cat "$T/migrate.log" >&2; exit 1; }
provdb_here migrate
provdb_here distribute
citus_template "$CITUS_NODES" prov_template
