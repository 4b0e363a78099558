#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# migrate_group.t - what 0013_group.sql makes of the groups and resources that are there
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1
user 1 anna
ok 'a group' creategroup -c 1 -n sales -d Sales -e Sales@C1.example -a anna
ok 'beyond ASCII' creategroup -c 1 -n support -d Support -e support@Müller.example
ok 'without an address' creategroup -c 1 -n none -d None
ok 'a resource' createresource -c 1 -n room -d Room -e Room@C1.example
rows() {
	sql 'SELECT gid, address FROM prov.groups UNION ALL SELECT rid, address FROM prov.resource ORDER BY 1, 2;
		SELECT * FROM prov.group_recipient'
}
rows >"$TMP/want"
sql "DROP VIEW prov.group_recipient;
	ALTER TABLE prov.groups DROP COLUMN description, DROP COLUMN address;
	ALTER TABLE prov.resource DROP COLUMN address"
ok 'the migration' psql -X -q -v ON_ERROR_STOP=1 -1 -d "$DATABASE" -f "$ROOT/sql/migration/0013_group.sql"
sql 'GRANT SELECT ON prov.group_recipient TO prov'
rows >"$TMP/got"
is "$(diff "$TMP/want" "$TMP/got")" '' 'they are as if they were made now'
check_clean
done_testing
