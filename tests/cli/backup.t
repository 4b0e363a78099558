#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# backup.t - provdb dump and restore: all of it or nothing, from any older schema, whatever goes wrong
#
# BACKUP_USERS=100000 is the long form.
# long: servers start and stop, and databases are copied
# shellcheck disable=SC2046,SC2030,SC2031 # options of plain_user are words; DATABASE is another one in subshells only
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

count=${BACKUP_USERS:-300}
latest=$(find "$ROOT/sql/migration" -name '*.sql' | sed 's|.*/0*||; s|_.*||' | sort -n | tail -n 1)

# Every row, but of staging, the leases and the list of migrations, in the database $1.
rows() {
	(DATABASE=$1 && dump) | grep -v -e '^stage_' -e '^job_lock' -e '^schema_version'
}
empty_database() {	# NAME: and $PROV_CONFIG means it, as its owner
	psql -X -q -d postgres -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)" -c "CREATE DATABASE $1 OWNER prov_owner" \
		>/dev/null 2>&1 || bail "no database $1"
	sed "s/dbname=[^ \"]*/dbname=$1/; s/user=[^ \"]*/user=prov_owner/" "$TMP/owner.conf" >"$TMP/$1.conf"
}
in_it() {	# NAME CMD...: with the configuration of empty_database
	config=$TMP/$1.conf
	shift
	PROV_CONFIG=$config "$@"
}
same_rows() {	# DATABASE NAME
	rows "$DATABASE" >"$TMP/rows.before"
	rows "$1" >"$TMP/rows.after"
	is "$(diff "$TMP/rows.before" "$TMP/rows.after" | head -n 5)" '' "$2"
	ok 'and there are some' test -s "$TMP/rows.before"
}

# old_schema VERSION: SQL of a schema of that version, with a context and its admin of the first one.
old_schema() {
	cat "$ROOT/sql/setup/schema.sql"
	for file in "$ROOT"/sql/migration/*.sql; do
		number=$(basename "$file" | sed 's/_.*//; s/^0*//')
		[ "$number" -le "$1" ] || break
		cat "$file"
		printf "INSERT INTO prov.schema_version VALUES (%d, 'sql/migration/%s', '%s', now());\n" "$number" "${file##*/}" \
			"$(sed -n "s|^sql/migration/${file##*/} ||p" "$DATA/sql/migrations.txt")"
		[ "$number" -ne 1 ] || echo "INSERT INTO prov.context VALUES (1, 'old', true, 100, NULL, 4, 2, 1, 1, now());
			INSERT INTO prov.login_name VALUES ('1', 1), ('old', 1);
			INSERT INTO prov.groups (cid, gid, name, login, display_name, changed) VALUES (1, 1, 'users', 'users', 'All users', now());
			INSERT INTO prov.users (cid, uid, name, login, display_name, aliases, enabled, source_enabled, modules, password, changed)
			VALUES (1, 2, 'admin', 'admin', 'Admin', '{}', true, true, 1, '$HASH', now()),
				(1, 3, 'anna', 'anna', 'Anna', '{}', true, true, 1, '$HASH', now());
			INSERT INTO prov.change_log VALUES (1, 1, gen_random_uuid(), now(), 'root', 'createcontext', 'create', 'context', 1, NULL, NULL);"
	done
}

start_company
people anna bert carl | change_ldap
ok 'a run' ldapsync
sed 's/user=[^ "]*/user=prov_owner/' "$PROV_CONFIG" >"$TMP/owner.conf"
sql 'GRANT prov TO prov_owner' 2>/dev/null
user 1 local
ok 'a group' creategroup -c 1 -n sales -d Sales -a local -e sales@acme.example
sql "INSERT INTO prov.users (cid, uid, name, login, display_name, aliases, enabled, source_enabled, modules, changed)
	SELECT 1, g, 'u' || g, 'u' || g, E'backslash \\\\ ü ' || g, '{}', true, true, 1, now() FROM generate_series(1000, 999 + $count) g;
	INSERT INTO prov.change_log SELECT 1, change_seq + 1, gen_random_uuid(), now(), E'tab\\tbackslash\\\\ line\\n\\\\.\\n', 'x', 'create', 'user', 1000, NULL, NULL
		FROM prov.context;
	UPDATE prov.context SET next_uid = 1000 + $count, licensed = licensed + $count, change_seq = change_seq + 1"
check_clean 'what is dumped breaks no rule'

# --- dump ---
umask 000
ok 'a dump' provdb dump "$TMP/full.dump"
output_has "schema $latest"
is "$(stat -c %a "$TMP/full.dump")" 600 'nobody else may read it, whatever the mask is'
umask 077
is "$("$PG_BINDIR/pg_restore" -l "$TMP/full.dump" | grep -c 'TABLE DATA prov users ')" 1 'pg_restore reads it, too'
is "$("$PG_BINDIR/pg_restore" -l "$TMP/full.dump" | grep -c 'TABLE DATA prov stage_')" 0 'staging is not in it'
cp "$TMP/full.dump" "$TMP/kept"
fails 103 'a file that is there' provdb dump "$TMP/full.dump"
stderr_has "\"$TMP/full.dump\" exists"
ok 'is left as it is' cmp "$TMP/full.dump" "$TMP/kept"
ln -s "$TMP/nowhere" "$TMP/link"
fails 103 'a link to nowhere as well' provdb dump "$TMP/link"
fails 1 'a folder that is not there' provdb dump "$TMP/nowhere/x"
fails 104 'no file' provdb dump
ok 'to standard output' sh -c 'provdb dump - >"$1"' sh "$TMP/piped.dump"
is "$(provdb dump "$TMP/json.dump" --json | sed 's/"bytes": [0-9]*/"bytes": N/')" \
	"{\"action\": \"dump\", \"schema_version\": $latest, \"bytes\": N}" 'as JSON'
fails 1 'a disk that is full' sh -c 'provdb dump - >/dev/full'
stderr_has 'No space left on device'
mkfifo "$TMP/fifo"
head -c 10 "$TMP/fifo" >/dev/null &
fails 1 'a reader that goes' sh -c 'trap "" PIPE; provdb dump - >"$1"' sh "$TMP/fifo"
wait
hold 'LOCK TABLE prov.users IN ACCESS EXCLUSIVE MODE'
provdb dump "$TMP/killed.dump" >"$TMP/out" 2>"$TMP/err" &
dumper=$!
must_see 'pg_dump waits' waits_for_lock 1 pg_dump
kill -KILL "$dumper"
release
wait "$dumper" 2>/dev/null
must_see 'pg_dump has ended with its caller' sessions 0 "application_name = 'pg_dump'"
is "$(find "$TMP" -name 'killed.dump*')" '' 'one that is killed leaves nothing'
hold "INSERT INTO prov.change_log SELECT 1, 1000000, gen_random_uuid(), now(), 'x', 'x', 'create', 'user', 1, NULL, NULL"
ok 'while others write' provdb dump "$TMP/snapshot.dump"
release
sql 'DELETE FROM prov.change_log WHERE seq = 1000000'

# --- restore ---
other=${DATABASE}_other
empty_database "$other"
ok 'a restore into an empty database, by an owner who is no superuser' in_it "$other" provdb restore --skip-ids 0 "$TMP/full.dump"
same_rows "$other" 'brings every row'
is "$(DATABASE=$other && sql "SELECT string_agg(DISTINCT tableowner, ',') FROM pg_tables WHERE schemaname = 'prov' AND tablename NOT LIKE 'stage%'")" \
	prov_owner 'the owner has the tables'
is "$(DATABASE=$other && sql "SELECT has_column_privilege('prov_reader', 'prov.users', 'name', 'SELECT'),
	has_column_privilege('prov_reader', 'prov.users', 'password', 'SELECT'), has_table_privilege('prov', 'prov.users', 'UPDATE')")" \
	't|f|t' 'rights are those of provdb migrate'
sed 's/user=[^ "]*/user=prov/' "$TMP/$other.conf" >"$TMP/commands.conf"
PROV_CONFIG=$TMP/commands.conf ok 'commands work' listuser -c 1 -s anna
PROV_CONFIG=$TMP/commands.conf prints '' 'and the next run has nothing to do' ldapsync
fails 103 'not over what is there' in_it "$other" provdb restore --skip-ids 0 "$TMP/full.dump"
stderr_has 'the database is not empty'
stderr_has 'hint: with --overwrite'
PROV_CONFIG=$TMP/commands.conf ok 'a change' deleteuser -c 1 -u local
ok 'with --overwrite' in_it "$other" provdb restore --skip-ids 0 --overwrite "$TMP/piped.dump"
same_rows "$other" 'all is as it was'
empty_database "$other"
ok 'from standard input' sh -c 'PROV_CONFIG=$1 provdb restore --skip-ids 0 - <"$2"' sh "$TMP/$other.conf" "$TMP/full.dump"
same_rows "$other" 'the same'

# --- nothing is half restored ---
empty_database "$other"
size=$(stat -c %s "$TMP/full.dump")
head -c $((size - 200)) "$TMP/full.dump" >"$TMP/cut.dump"
run in_it "$other" provdb restore --skip-ids 0 "$TMP/cut.dump"
is "$((status != 0))" 1 'a dump that is cut off'
is "$(DATABASE=$other && sql "SELECT to_regnamespace('prov') IS NULL")" t 'nothing of it is there'
echo nonsense >"$TMP/no.dump"
fails 103 'no dump at all' in_it "$other" provdb restore --skip-ids 0 "$TMP/no.dump"
stderr_has 'this is no dump that provdb has made'
fails 1 'a file that is not there' in_it "$other" provdb restore --skip-ids 0 "$TMP/nowhere"
"$PG_BINDIR/pg_dump" -Fc -d postgres >"$TMP/foreign.dump"
fails 103 'a dump of something else' in_it "$other" provdb restore --skip-ids 0 "$TMP/foreign.dump"
sql "INSERT INTO prov.schema_version VALUES (9999, 'later', '', now())"
"$PG_BINDIR/pg_dump" -Fc -n prov -d "$DATABASE" >"$TMP/future.dump"
sql 'DELETE FROM prov.schema_version WHERE version = 9999'
fails 103 'a dump from the future' in_it "$other" provdb restore --skip-ids 0 "$TMP/future.dump"
stderr_has "the dump has schema version 9999, of prov "
stderr_has "this program knows only $latest"
is "$(DATABASE=$other && sql "SELECT to_regnamespace('prov') IS NULL")" t 'nothing was made'
PROV_HOME=$TMP/none PROV_CONFIG=/dev/null fails 103 'not even a private database' provdb restore --skip-ids 0 "$TMP/future.dump"
ok 'nor its folder' test ! -e "$TMP/none"
ok 'something to keep' in_it "$other" provdb init
sed 's/user=[^ "]*/user=prov/' "$TMP/$other.conf" >"$TMP/commands.conf"
PROV_CONFIG=$TMP/commands.conf context 7
rows "$other" >"$TMP/rows.kept"
run in_it "$other" provdb restore --skip-ids 0 --overwrite "$TMP/cut.dump"
is "$((status != 0))" 1 'a broken dump over what is there'
rows "$other" | diff "$TMP/rows.kept" - | head -n 5 >"$TMP/diff"
is "$(cat "$TMP/diff")" '' 'leaves that as it was'
main=$DATABASE
DATABASE=$other
hold 'SELECT FROM prov.context'
PROV_CONFIG=$TMP/$other.conf provdb restore --skip-ids 0 --overwrite "$TMP/full.dump" >"$TMP/out" 2>"$TMP/err" &
restorer=$!
must_see 'a restore waits for those who read' waits_for_lock 1 provdb
kill -KILL "$restorer"
release
wait "$restorer" 2>/dev/null
must_see 'its connection has ended' sessions 0 "application_name = 'provdb'"
DATABASE=$main
rows "$other" | diff "$TMP/rows.kept" - | head -n 5 >"$TMP/diff"
is "$(cat "$TMP/diff")" '' 'one that is killed half way changes nothing'

# --- an older schema, also with rows: it is migrated, and what its migrations compute is right ---
old=${DATABASE}_old
for version in 1 5 12; do
	psql -X -q -d postgres -c "DROP DATABASE IF EXISTS $old" -c "CREATE DATABASE $old" 2>/dev/null || bail 'no old database'
	old_schema "$version" >"$TMP/old.sql"
	psql -X -q -v ON_ERROR_STOP=1 -d "$old" -f "$TMP/old.sql" >/dev/null 2>"$TMP/old.err" || bail "$(cat "$TMP/old.err")"
	rm -f "$TMP/old.dump"
	"$PG_BINDIR/pg_dump" -Fc -n prov -d "$old" >"$TMP/old.dump"
	empty_database "$other"
	ok "a dump of schema $version" in_it "$other" provdb restore --skip-ids 0 "$TMP/old.dump" --json
	valid 'as its schema says' action "$TMP/out"
	is "$(/usr/bin/python3 -c 'import json, sys; v = json.load(open(sys.argv[1])); print(v["schema_version"], len(v["applied"]))' "$TMP/out")" \
		"$version $((latest - version))" 'is migrated'
	is "$(DATABASE=$other && sql 'SELECT name, licensed FROM prov.context')" 'old|1' 'with what migrations compute from its rows'
done
psql -X -q -d postgres -c "DROP DATABASE $old" -c "DROP DATABASE $other WITH (FORCE)" 2>/dev/null

# --- the private database, on a fresh machine ---
export PROV_CONFIG="$TMP/private.conf"
echo 'database: { patience = 300; };' >"$PROV_CONFIG"
ok 'a restore makes the private database' provdb restore "$TMP/full.dump"
stderr_has 'made a private database'
ok 'it works' listuser -c 1 -s anna
is "$(createuser $(plain_user 1 newest) --json)" "{\"user\": $((2000 + count)), \"context\": 1}" \
	'U8: ids that were given after the dump are not given again: some are left out'
check_clean
ok 'and is dumped' provdb dump "$TMP/private.dump"
fails 103 'not over what is there' provdb restore --skip-ids 0 "$TMP/private.dump"
ok 'but with --overwrite' provdb restore --skip-ids 0 "$TMP/private.dump" --overwrite
ok 'it works again' listuser -c 1 -s local
given=$(createuser $(plain_user 1 later) --json)
ok 'replaced by an older dump' provdb restore --skip-ids 0 "$TMP/full.dump" --overwrite
is "$(createuser $(plain_user 1 other) --json | tr -dc '0-9 ' | cut -d ' ' -f 2)" "$(($(echo "$given" | tr -dc '0-9 ' | cut -d ' ' -f 2) + 1))" \
	'U8: of what is replaced it is known which ids were given'

# --- yesterday's dump, and then a run: what came since comes again, and nobody goes ---
set_config
source_is 'context = "acme";'
sed 's/user=[^ "]*/user=postgres/' "$PROV_CONFIG" >"$TMP/owner.conf"
people dora emil | change_ldap
ok 'a day later' ldapsync
sql "UPDATE prov.job_lock SET owner = 'other/boot/pid:[1]/1/1', run = md5('another')::uuid, expires = now() + interval '1 hour'"
PROV_CONFIG=$TMP/owner.conf ok "yesterday's dump" provdb restore --skip-ids 0 --overwrite "$TMP/full.dump"
is "$(provdb status --csv | grep -c 'not distributed')" 0 'on Citus its tables are where those before were'
ok 'a run' ldapsync
output_has '2 created'
is "$(sql "SELECT count(*) FROM prov.users WHERE source = 'company' AND source_enabled AND missing_since IS NULL")" 5 \
	'brings who came since, and takes nobody'
is "$(sql "SELECT count(*) FROM prov.users WHERE name = 'local' AND enabled")" 1 'what operators made is as it was dumped'
check_clean
done_testing
