#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# citus.t - the same schema and statements on Citus, a coordinator and two workers: commands of all kinds print the same and
# leave the same rows as on one PostgreSQL; every table is where sql/distribute.sql says
#
#	CITUS_PREFIX=DIR	DIR/bin is of a PostgreSQL that has Citus; there is no package of Debian (docs/scale.md)
#
# `make check-citus` runs the command suite and the sync's tests on it as well.
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/manylib.sh"

[ -n "${CITUS_PREFIX-}" ] || skip_all 'CITUS_PREFIX names no PostgreSQL with Citus'

block 0 >"$TMP/list"
use_database
each_command plain
fails 105 'one PostgreSQL is not distributed' provdb distribute
stderr_has 'Citus'
prints PostgreSQL 'provdb status says that it is one' sh -c 'provdb status --csv | tail -n 1 | cut -d , -f 6 | tr -d \"'

PG_BINDIR=$CITUS_PREFIX/bin
citus=$TMP/c
mkdir "$citus"
citus_start "$citus" || bail 'Citus does not start'
export PGHOST="$citus/pg"
distributed_database "$citus"
as_owner() { CONNINFO="host=$PGHOST dbname=$DATABASE user=postgres" set_config; }
as_owner
ok 'provdb distribute may be repeated' provdb distribute
ok 'so may provdb migrate' provdb migrate
status_of() { provdb status --json | sed 's/.*"engine": "\([^"]*\)".*/\1/'; }
is "$(status_of | sed 's/ [0-9].*//')" Citus 'provdb status says on what it runs'
is "$(status_of | grep -c 'not')" 0 'and that the tables are distributed'

# Where each table is.
is "$(sql "SELECT count(*) FROM citus_tables WHERE citus_table_type = 'distributed' AND colocation_id <> (SELECT colocation_id
	FROM citus_tables WHERE table_name = 'prov.context'::regclass)")" 0 'rows of one context are on one server'
is "$(sql "SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cid'
	LEFT JOIN citus_tables t ON t.table_name = c.oid::regclass
	WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind = 'r' AND t.table_name IS NULL")" 0 'a table with contexts is distributed'
(cd "$ROOT" && perl -Itests/tool -e 'use SqlForms qw(%local %reference); print "local $_\n" for keys %local;
	print "reference $_\n" for keys %reference') | sort >"$TMP/known"
sql "SELECT 'local ' || c.relname FROM pg_class c LEFT JOIN citus_tables t ON t.table_name = c.oid::regclass
	WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind = 'r' AND t.table_name IS NULL
	UNION ALL SELECT 'reference ' || split_part(table_name::text, '.', 2) FROM citus_tables WHERE citus_table_type = 'reference'" |
	sort >"$TMP/there"
is "$(comm -3 "$TMP/known" "$TMP/there")" '' 'the others are where tests/tool/SqlForms.pm thinks'

# Every statement, those of a sync as well, has a plan.
"$B/tests/tool/queries" --texts | perl "$ROOT/tests/tool/explain_all.pl" >"$TMP/explain.sql" || bail 'no script'
"$PG_BINDIR/psql" -X -q -d "$DATABASE" -f "$TMP/explain.sql" >"$TMP/explain" 2>&1
is "$(grep -E '^sql/query/|ERROR: ' "$TMP/explain" | grep -B 1 'ERROR: ' | sed 's/^psql:[^ ]* //')" '' 'every statement has a plan'
is "$(($(grep -c '^sql/query/' "$TMP/explain") > 300))" 1 'of more than 300'

export CONNINFO="host=$PGHOST dbname=$DATABASE user=prov"
set_config
each_command citus
is "$(diff "$TMP/plain.out" "$TMP/citus.out" | head -n 20)" '' 'commands of all kinds print the same'
is "$(diff "$TMP/plain.err" "$TMP/citus.err" | head -n 20)" '' 'say the same on standard error'
is "$(diff "$TMP/plain.rows" "$TMP/citus.rows" | cut -c 1-300 | head -n 20)" '' 'and leave the same rows'
check_clean
done_testing
