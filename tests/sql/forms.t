#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# forms.t - statements and tables have no form that fails, or goes wrong silently, where the tables are
# distributed by context: what only the server's parser and catalogue can tell (tests/check/sql.sh has the rest)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
use_sogo
cd "$ROOT" || exit 1
run perl tests/tool/sql_tree.pl --examples
check_status 0 'the examples are understood' || :
is "$(cat "$TMP/out" "$TMP/err")" '' 'each form is found in its bad example, and not in its good one'
run perl tests/tool/sql_tree.pl
check_status 0 'so are the statements' || :
is "$(grep -v ' statements were looked at$' "$TMP/out"; cat "$TMP/err")" '' 'no statement has one of them'
looked=$(sed -n 's/ statements were looked at$//p' "$TMP/out")
is "$((looked > 120))" 1 "$looked of $(find sql/query -name '*.sql' | wc -l) were looked at, all that read or write rows"

# What is wrong with tables, one a line. Keys that lead with something else than the context belong to what is
# unique over the installation, and are tables of their own (docs/schema.md).
cat >"$TMP/tables.sql" <<'END'
CREATE TEMP VIEW wrong AS
SELECT 'no key: ' || c.relname AS what FROM pg_class c
	WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind = 'r' AND c.relreplident <> 'f'
	AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
UNION ALL SELECT 'no context in front: ' || i.indexrelid::regclass FROM pg_index i
	JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'prov'::regnamespace
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cid'
	WHERE i.indisunique AND i.indkey[0] <> a.attnum AND c.relname <> 'login_name'
UNION ALL SELECT 'trigger: ' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'default: ' || attrelid::regclass || '.' || attname FROM pg_attribute
	JOIN pg_class c ON c.oid = attrelid AND c.relnamespace = 'prov'::regnamespace AND c.relkind = 'r'
	WHERE atthasdef OR attidentity <> ''
UNION ALL SELECT 'foreign key: ' || conname FROM pg_constraint WHERE contype = 'f'
UNION ALL SELECT 'deferrable: ' || conname FROM pg_constraint WHERE condeferrable
UNION ALL SELECT 'sequence: ' || relname FROM pg_class WHERE relnamespace = 'prov'::regnamespace AND relkind = 'S'
UNION ALL SELECT 'long name: ' || relname FROM pg_class WHERE relnamespace = 'prov'::regnamespace
	AND octet_length(relname) > 50;
END
wrong() {	# [STATEMENT]
	{ cat "$TMP/tables.sql" && printf '%s;\nSELECT what FROM wrong ORDER BY 1;\n' "BEGIN; ${1-}"; } | sql_session
}
is "$(wrong)" '' 'no table has a form that does not distribute'
damage() {	# WHAT STATEMENT
	is "$(wrong "$2" | grep -cF -e "$1")" 1 "found: $1"
}
damage 'no key: extra' 'CREATE TABLE prov.extra (cid integer)'
damage 'no context in front: ' 'CREATE UNIQUE INDEX extra ON prov.users (login, cid)'
damage 'no context in front: ' 'CREATE TABLE prov.extra (id integer PRIMARY KEY, cid integer)'
damage 'trigger: extra' 'CREATE TRIGGER extra BEFORE UPDATE ON prov.users FOR EACH ROW
	EXECUTE FUNCTION suppress_redundant_updates_trigger()'
damage 'default: prov.extra.at' 'CREATE TABLE prov.extra (cid integer PRIMARY KEY, at timestamptz DEFAULT now())'
damage 'default: prov.extra.id' 'CREATE TABLE prov.extra (cid integer PRIMARY KEY, id integer GENERATED ALWAYS AS IDENTITY)'
damage 'foreign key: extra' 'ALTER TABLE prov.users ADD CONSTRAINT extra FOREIGN KEY (cid) REFERENCES prov.context (cid)'
damage 'deferrable: extra' 'ALTER TABLE prov.groups ADD CONSTRAINT extra UNIQUE (cid, name) DEFERRABLE'
damage 'sequence: extra' 'CREATE SEQUENCE prov.extra'
damage 'long name: ' 'CREATE INDEX users_by_the_second_letter_of_what_is_said_of_them_here ON prov.users (cid)'
done_testing
