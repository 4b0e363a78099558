#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# migrate_capability.t - what 0010_capability.sql makes of capabilities that were members of attrs
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 --capabilities-to-add drive,-chat --config/a=b
context 2 --capabilities-to-add drive
context 3
user 1 anna --capabilities-to-add z,-b --title Dr.
user 1 bert --capabilities-to-remove x
user 1 carl --title capability/x
state() {
	sql "SELECT cid, name, capabilities, attrs FROM prov.context ORDER BY cid"
	sql "SELECT uid, capabilities, attrs FROM prov.users ORDER BY cid, uid"
}
state >"$TMP/want"

# As an older version had them.
sql "DROP SCHEMA prov_view CASCADE;
	DO \$\$ DECLARE t text; BEGIN
	FOREACH t IN ARRAY ARRAY['users', 'context'] LOOP
		EXECUTE format('UPDATE prov.%I SET attrs = coalesce(attrs, ''{}'') || (
			SELECT jsonb_object_agg(''capability/'' || ltrim(x, ''-''), (x !~ ''^-'')::text)
			FROM unnest(capabilities) x) WHERE capabilities IS NOT NULL', t);
		EXECUTE format('ALTER TABLE prov.%I DROP COLUMN capabilities', t);
	END LOOP; END \$\$;
	ALTER TABLE prov.context DROP COLUMN quota_task, DROP COLUMN quota_calendar, DROP COLUMN quota_contact,
		DROP COLUMN quota_infostore, DROP COLUMN quota_attachment"
is "$(sql "SELECT attrs ->> 'capability/chat' FROM prov.context WHERE cid = 1")" false 'members of attrs'
ok 'the migration' psql -X -q -v ON_ERROR_STOP=1 -1 -d "$DATABASE" -f "$ROOT/sql/migration/0010_capability.sql"
state >"$TMP/got"
is "$(diff "$TMP/want" "$TMP/got")" '' 'all is as if it were said now'
check_clean
done_testing
