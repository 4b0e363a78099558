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

# readers NAME: what mail servers, the web and SOGo are told, in $TMP/NAME.readers.
readers() {
	context 81 -N readers -L c81.example
	user 81 anna -a anna.x@c81.example
	user 81 bert
	ok "$1: a group with an address" creategroup -c 81 -n sales -d Sales -e sales@c81.example -a anna,bert
	ok "$1: a room" createresource -c 81 -n room -d Room -e room@c81.example
	sql_session >"$TMP/$1.readers" 2>&1 <<-'END'
		SELECT * FROM prov_view.postfix_domain('c81.example');
		SELECT * FROM prov_view.postfix_mailbox('anna@c81.example');
		SELECT * FROM prov_view.postfix_alias('sales@c81.example') ORDER BY 1;
		SELECT * FROM prov_view.postfix_alias('anna.x@c81.example');
		SELECT * FROM prov_view.postfix_sender('anna@c81.example') ORDER BY 1;
		SELECT * FROM prov_view.postfix_sender_typed('anna@c81.example') ORDER BY 1;
		SELECT * FROM prov_view.postfix_recipient('sales@c81.example');
		SELECT "user", nologin, refusal FROM prov_view.dovecot_login('anna@readers', 'imap');
		SELECT * FROM prov_view.dovecot_user('anna.x@c81.example', '/m');
		SELECT * FROM prov_view.dovecot_user('c9999999999u9999999999', '/m');
		SELECT * FROM prov_view.dovecot_users WHERE "user" LIKE 'c81%' ORDER BY 1;
		SELECT username, home FROM prov_view.courier_login('anna@readers', 'imap', '/m', 8, 8);
		SELECT count(*) FROM prov_view.cyrus_login('anna@readers', 'imap');
		SELECT * FROM prov_view.cyrus_mailbox('anna.x@c81.example');
		SELECT prov_view.web_open(81, 3, 'abc', 1000), prov_view.web_find(81, 'none');
		SELECT prov_view.web_find(81, 'abc');
		SELECT "user", nopassword FROM prov_view.dovecot_session('c81u3', 'abc', 'imap');
		SELECT prov_view.web_close(81, 'abc');
		SELECT prov_view.web_find(81, 'abc');
		SELECT c_uid, login_name, c_domain, active, access_mail, access_calendar, kind FROM prov_view.sogo_login
			WHERE c_uid LIKE 'c81%' ORDER BY 1, 2;
		SELECT c_uid, login_name, c_cn, kind FROM prov_view.sogo_directory WHERE c_domain = '81' ORDER BY 1, 2;
	END
	ok "$1: context 81 is gone" deletecontext -c 81
}

block 0 >"$TMP/list"
use_database
use_sogo
each_command plain
as_superuser migrate
readers plain
is "$(grep -c ERROR "$TMP/plain.readers")" 0 'servers are told something'
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
sql "SELECT citus_table_type || ' ' || split_part(table_name::text, '.', 2) FROM citus_tables WHERE citus_table_type <> 'distributed'
	UNION ALL SELECT 'local ' || c.relname FROM pg_class c LEFT JOIN citus_tables t ON t.table_name = c.oid::regclass
	WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind = 'r' AND t.table_name IS NULL" | sort >"$TMP/there"
is "$(comm -3 "$TMP/known" "$TMP/there")" '' 'the others are where tests/tool/SqlForms.pm thinks'
is "$(sql "SELECT c.relname FROM pg_class c LEFT JOIN citus_tables t ON t.table_name = c.oid::regclass
	WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind = 'r' AND t.table_name IS NULL")" schema_version \
	'Citus knows of all but one, so that a transaction reaches them by one connection'

use_sogo
as_owner
sql "COMMENT ON SCHEMA prov_view IS 'as on one PostgreSQL'"
ok 'and what came later is distributed, too' provdb distribute
is "$(sql "SELECT obj_description('prov_view'::regnamespace) ~ '^[0-9a-f]{16}$'")" t 'and views for servers that are as on one PostgreSQL made anew'
"$B/tests/tool/queries" --script sql/view/drop.sql | sql_session -1 >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
ok 'after a migration the views for servers are made anew, also those of SOGo' provdb migrate
is "$(sql 'SELECT count(*) FROM prov_view.sogo_login')" 0 'and answer'

# Every statement, those of a sync as well, has a plan, whatever of its parameters is false.
"$B/tests/tool/queries" --texts | perl "$ROOT/tests/tool/explain_all.pl" >"$TMP/explain.sql" || bail 'no script'
"$PG_BINDIR/psql" -X -q -d "$DATABASE" -f "$TMP/explain.sql" >"$TMP/explain" 2>&1
is "$(grep -E '^sql/query/|ERROR: ' "$TMP/explain" | grep -B 1 'ERROR: ' | sed 's/^psql:[^ ]* //')" '' 'every statement has a plan'
is "$(($(grep '^sql/query/' "$TMP/explain" | cut -d ' ' -f 1 | sort -u | wc -l) > 300))" 1 'of more than 300'
is "$(grep -c '^sql/query/sync/since_wanted.sql .*=f' "$TMP/explain")" 1 'and of one with a parameter that is true or false, both'

# One shard for one user: what is asked of more than one is about several contexts, as the statement says itself
# (one_context), or tests/data/citus/shards.txt.
awk '/^sql\/query\// { file = substr($1, 11) } /Task Count: / && $NF > 1 { print file }' "$TMP/explain" | sort -u >"$TMP/many"
while read -r file; do
	grep -q '^-- form: one_context: ' "$ROOT/sql/query/$file" || echo "$file"
done <"$TMP/many" >"$TMP/unsaid"
awk -F: 'FILENAME != "-" { reason[$1]; next } { folder = $1; sub(/[^\/]*$/, "", folder) }
	!($1 in reason) && !(folder in reason)' "$DATA/citus/shards.txt" - <"$TMP/unsaid" >"$TMP/wrong"
is "$(cat "$TMP/wrong")" '' 'a statement about one user, group or context is asked of one shard'
is "$(cut -d: -f1 "$DATA/citus/shards.txt" | while read -r file; do
	grep -q "^$file" "$TMP/unsaid" || echo "$file"
done)" '' 'each exception is one'
is "$(grep -vE ': .{20,}$' "$DATA/citus/shards.txt")" '' 'and says why'
is "$(grep -c -e ^user/ -e ^address/ -e ^group/ -e ^resource/ -e ^auth/ -e ^log/add "$TMP/many")" 0 \
	'none of those that a command about one user or group makes is an exception'

export CONNINFO="host=$PGHOST dbname=$DATABASE user=prov"
set_config
each_command citus
is "$(diff "$TMP/plain.out" "$TMP/citus.out" | head -n 20)" '' 'commands of all kinds print the same'
is "$(diff "$TMP/plain.err" "$TMP/citus.err" | head -n 20)" '' 'say the same on standard error'
is "$(diff "$TMP/plain.rows" "$TMP/citus.rows" | cut -c 1-300 | head -n 20)" '' 'and leave the same rows'
readers citus
is "$(diff "$TMP/plain.readers" "$TMP/citus.readers")" '' 'mail servers, the web and SOGo are told the same'
check_clean

# --- what is made and taken away when there are rows already ---
context 82
user 82 carl
ok 'a group with an address' creategroup -c 82 -n sales -d Sales -e sales@c82.example -a carl
as_owner
ok 'the role of a server' provdb reader dovecot
ok 'is taken away' provdb reader dovecot --remove
ok 'that of SOGo' provdb reader sogo
ok 'with what it finds users by' provdb reader sogo --remove
is "$(sql "SELECT to_regclass('prov.sogo_key') IS NULL")" t 'which is gone'
ok 'and made again' provdb reader sogo
where="SELECT (SELECT count(*) FROM prov.sogo_key), citus_table_type FROM citus_tables WHERE table_name = 'prov.sogo_key'::regclass"
made=$(sql "$where")
is "${made#[1-9]*|}" distributed 'on the server of its context'
check_clean
ok 'all of it is dumped' provdb dump "$TMP/all.dump"
ok 'and comes back, over what is there' provdb restore --skip-ids 0 --overwrite "$TMP/all.dump"
is "$(status_of | grep -c -e not -e '^PostgreSQL')" 0 'to all servers'
is "$(sql "$where")" "$made" 'with what SOGo finds users by'
check_clean
set_config

# --- what a COPY finds twice has no SQLSTATE of its own there ---
. "$TESTLIB/sync.sh"
is "$(printf '91\ttwice@acme.example\tu\t3\n91\ttwice@acme.example\tu\t4\n' |
	sql_session -v VERBOSITY=sqlstate -c 'COPY prov.address (cid, address, kind, owner) FROM stdin' 2>&1)" 'ERROR:  XX000' 'as this shows'
tree >"$TMP/tree.ldif"
start_slapd -l "$TMP/tree.ldif"
new_context 91 acme
source_is 'context = "acme";'
{ people anna carl; person bert 'mail: anna@example.com'; } | change_ldap
status_is 123 'a first sync, which copies, with an address that two have' ldapsync
stderr_has 'anna@example.com'
lacks "$TMP/err" 'failed' 'understands that it is taken'
is "$(users 91 | cut -d ' ' -f 1,2 | xargs)" 'anna anna@example.com carl carl@example.com' 'and the others are there'
database_is_sound
done_testing
