#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# floor_sync.sh - the floor of a first ldapsync: all entries to a file with ldapsearch, then psql's
# \copy of the rows that they became into the same indexed tables (called by tests/bench/run)
set -eu

# shellcheck disable=SC2086 # a list of words
ldapsearch -x -LLL -o ldif-wrap=no -H "$uri" -b dc=example,dc=com "$filter" $attributes \
	>"$T/entries.ldif"
for table in $tables; do
	printf "\\\\copy prov.%s from '%s/%s.rows'\n" "$table" "$T" "$table"
done >"$T/copy.sql"
"$PG_BINDIR/psql" -X -q -v ON_ERROR_STOP=1 -1 -d floor -f "$T/copy.sql"
