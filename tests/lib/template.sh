#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# template.sh - makes the migrated database that use_database copies (called once by tests/run)
set -eu

psql -X -q -d postgres -c 'CREATE DATABASE prov_template'
printf 'database: { conninfo = "host=%s dbname=prov_template user=postgres"; };\n' "$PGHOST" \
	>"$T/template.conf"
PROV_CONFIG="$T/template.conf" provdb migrate >"$T/migrate.log" 2>&1 || {
	cat "$T/migrate.log" >&2
	exit 1
}
