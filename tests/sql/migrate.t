#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# migrate.t - from an empty database to the newest schema, once, together, and never differently
# long: it is the server that works
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

# A released migration is frozen: a change is a new file. Databases out there know its checksum.
prints sql/migrations.txt 'released migrations are as they were' "$B/tests/tool/queries" --checksums
cp "$TMP/out" "$TMP/sums"

DATABASE=t_${TESTNAME}
psql -X -q -d postgres -c "CREATE DATABASE $DATABASE" || bail 'no database'
CONNINFO="host=$PGHOST dbname=$DATABASE user=postgres"
export CONNINFO DATABASE
set_config
schema() {
	"$PG_BINDIR/pg_dump" --schema-only --schema=prov -d "${1:-$DATABASE}" | grep '^[^-\\]'
}
ok 'an empty database' provdb migrate
is "$(cat "$TMP/out")" "$(cd "$ROOT" && for f in sql/migration/*.sql; do echo "applying $f"; done)" 'all migrations are named'
schema >"$TMP/first"
prints "$(cut -d ' ' -f 2 "$TMP/sums")" 'with their checksums' sql 'SELECT checksum FROM prov.schema_version ORDER BY version'
silent 'again: nothing' provdb migrate
schema | diff "$TMP/first" - >"$TMP/diff"
is "$(cat "$TMP/diff")" '' 'nothing is different'
# PF29: not the template itself, which nobody can copy while somebody looks at it
psql -X -q -d postgres -c "CREATE DATABASE ${DATABASE}_template TEMPLATE prov_template" || bail 'no copy of the template'
schema "${DATABASE}_template" | diff "$TMP/first" - >"$TMP/diff"
psql -X -q -d postgres -c "DROP DATABASE ${DATABASE}_template WITH (FORCE)" || bail 'the copy of the template stays'
is "$(cat "$TMP/diff")" '' 'nor from the one that the tests use'

# What the roles may do.
prints 'f|f' 'commands may not change the list of migrations' sql "SELECT has_table_privilege('prov', 'prov.schema_version',
	'INSERT, UPDATE, DELETE'), has_schema_privilege('prov', 'prov', 'CREATE')"
prints 'f|t' 'DR14: commands may read the master admin, to verify, and not change it' sql "SELECT
	has_table_privilege('prov', 'prov.master', 'INSERT, UPDATE, DELETE'), has_table_privilege('prov', 'prov.master', 'SELECT')"
prints t 'but may do their work' sql "SELECT bool_and(has_table_privilege('prov', c.oid, 'SELECT, INSERT, UPDATE, DELETE'))
	FROM pg_class c WHERE relnamespace = 'prov'::regnamespace AND relkind = 'r' AND relname NOT IN ('schema_version', 'master')"
prints f 'readers may not change anything' sql "SELECT bool_or(has_table_privilege('prov_reader', c.oid, 'INSERT, UPDATE, DELETE'))
	FROM pg_class c WHERE relnamespace = 'prov'::regnamespace AND relkind IN ('r', 'v')"

# PF31: docs/schema.md says just that.
page_says() {	# ROLE: the names in its row, one a line
	sed -n "s/^| \`$1\` | \(.*\) |\$/\1/p" "$ROOT/docs/schema.md" | grep -oE '`[a-z_.]+`' | tr -d '\140' | sort
}
closed_to() {	# ROLE PRIVILEGE: relations, columns where it has others of the same relation; stage_ for all of those
	sql "WITH c AS (SELECT DISTINCT regexp_replace(c.relname, '^stage_.*', 'stage_') AS name, a.attname,
			has_column_privilege('$1', c.oid, a.attnum, '$2') AS open
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind IN ('r', 'p', 'v')),
		t AS (SELECT name, bool_or(open) AS partly FROM c GROUP BY name)
		SELECT DISTINCT CASE WHEN partly THEN name || '.' || attname ELSE name END
		FROM c JOIN t USING (name) WHERE NOT open" | sort
}
is "$(closed_to prov_reader SELECT)" "$(page_says prov_reader)" 'PF31: prov_reader may read what the page says'
is "$(closed_to prov_reader SELECT | tr '\n' ' ')" 'master stage_ users.password ' 'PF31: that is, no password'
is "$(closed_to prov UPDATE)" "$(page_says prov)" 'PF31: prov may write what the page says'
prints "$(sql "SELECT count(*) FROM pg_tables WHERE schemaname = 'prov' AND tablename LIKE 'stage\\_%'")" 'staging is of prov' \
	sql "SELECT count(*) FROM pg_tables WHERE schemaname = 'prov' AND tableowner = 'prov'"

# Rule E3, and what one schema for every size needs (no triggers, sequences, volatile defaults).
prints '' 'the context id leads every key' sql "SELECT c.conrelid::regclass FROM pg_constraint c
	JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
	WHERE c.connamespace = 'prov'::regnamespace AND c.contype IN ('p', 'u', 'f') AND a.attname <> 'cid'
	AND c.conrelid::regclass::text NOT IN ('prov.login_name', 'prov.master', 'prov.placement', 'prov.placement_id', 'prov.job_lock',
		'prov.source_state', 'prov.schema_version', 'prov.licence_clock', 'prov.installation', 'prov.notify_state', 'prov.report')
	AND c.conrelid::regclass::text NOT LIKE 'prov.sync\_%'"
prints '0|0|0' 'no triggers, sequences or defaults' sql "SELECT
	(SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = 'prov'::regnamespace),
	(SELECT count(*) FROM pg_class WHERE relnamespace = 'prov'::regnamespace AND relkind = 'S'),
	(SELECT count(*) FROM pg_attrdef d JOIN pg_class c ON c.oid = adrelid WHERE relnamespace = 'prov'::regnamespace)"

# A migration that was changed after it was applied.
sql "UPDATE prov.schema_version SET checksum = '0000000000000000' WHERE version = 1"
fails 106 'a changed migration' provdb migrate
stderr_has 'sql/migration/0001_base.sql was changed after it was applied to this database'

# PF31: the owner of the tables has to be a member of prov.
owner=Owner_$TESTNAME
psql -X -q -d postgres -c "CREATE ROLE \"$owner\" LOGIN" -c "DROP DATABASE $DATABASE WITH (FORCE)" \
	-c "CREATE DATABASE $DATABASE OWNER \"$owner\"" || bail 'no database of another owner'
sed "s/user=postgres/user=$owner/" "$PROV_CONFIG" >"$TMP/owner.conf"
fails 106 'PF31: who is no member of prov is told' env PROV_CONFIG="$TMP/owner.conf" provdb init
stderr_has "GRANT prov TO \"$owner\";" 'with what an administrator has to do'
prints t 'PF31: and nothing was changed' sql "SELECT to_regnamespace('prov') IS NULL"
psql -X -q -d postgres -c "GRANT prov TO \"$owner\"" || bail 'no membership'
ok 'PF31: a member makes the schema' env PROV_CONFIG="$TMP/owner.conf" provdb init
schema | sed "s/\"$owner\"/postgres/" | diff "$TMP/first" - >"$TMP/diff"
is "$(cat "$TMP/diff")" '' 'which is the same'
psql -X -q -d postgres -c "REVOKE prov FROM \"$owner\"" -c "ALTER ROLE \"$owner\" CREATEROLE" || bail 'no other role'
ok 'PF31: who may make roles sees to it' env PROV_CONFIG="$TMP/owner.conf" provdb migrate
prints t 'and is a member then' sql "SELECT pg_has_role('$owner', 'prov', 'MEMBER')"
psql -X -q -d postgres -c "DROP DATABASE $DATABASE WITH (FORCE)" -c "DROP ROLE \"$owner\"" \
	-c "CREATE DATABASE $DATABASE" || bail 'the owner stays'

# PF31: the database itself is nothing that provdb makes where others have it.
sed "s/dbname=[^ \"]*/dbname=not_there/" "$PROV_CONFIG" >"$TMP/none.conf"
for command in 'provdb init' listcontext; do
	# shellcheck disable=SC2086 # a command
	fails 105 "PF31: $command without its database" env PROV_CONFIG="$TMP/none.conf" $command
	stderr_has 'the database does not exist'
	stderr_has 'create it, then run "provdb init"'
done

# Several at once.
psql -X -q -d postgres -c "DROP DATABASE $DATABASE WITH (FORCE)" -c "CREATE DATABASE $DATABASE" || bail 'no second database'
for n in 1 2 3 4 5 6; do
	provdb migrate >"$TMP/out.$n" 2>&1 || echo "status $?" >>"$TMP/out.$n" &
done
wait
is "$(cat "$TMP"/out.* | grep -v '^applying ')" '' 'six at the same time: none fails'
schema | diff "$TMP/first" - >"$TMP/diff"
is "$(cat "$TMP/diff")" '' 'and the schema is the same'

# One that is interrupted leaves nothing of it.
psql -X -q -d postgres -c "DROP DATABASE $DATABASE WITH (FORCE)" -c "CREATE DATABASE $DATABASE" || bail 'no third database'
start_proxy
at=0
: >"$TMP/states"
while at=$((at + 1)) && killed_at "$at pieces" provdb migrate; do
	version=0
	[ "$(sql "SELECT to_regclass('prov.schema_version') IS NULL")" = t ] ||
		version=$(sql 'SELECT coalesce(max(version), 0) FROM prov.schema_version')
	echo "$version $(sql "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
		WHERE relnamespace = to_regnamespace('prov') AND relname !~ '^schema_version'")" >>"$TMP/states"
done
is "$(sort -u "$TMP/states" | cut -d ' ' -f 1 | uniq -d)" '' 'PF29: killed at every place: a migration as a whole or not at all'
is "$((at > 10)) $status" '1 0' 'until it ends by itself'
stop_proxy
schema | diff "$TMP/first" - >"$TMP/diff"
is "$(cat "$TMP/diff")" '' 'completes it'
done_testing
