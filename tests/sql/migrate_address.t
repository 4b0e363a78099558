#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# migrate_address.t - what 0008_address.sql makes of the users that are there (DR1, DR20)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1
user 1 anna -e Anna@C1.example
user 1 joerg -e jörg@Müller.example -a second@c1.example
user 1 two -e a@Ä.example -a b@ö.example
user 1 sender -a other@c1.example --defaultsenderaddress other@c1.example -x Sales
sql 'SELECT login, address, attrs FROM prov.users ORDER BY uid' >"$TMP/want"

# As an older version had them.
sql "ALTER TABLE prov.users RENAME COLUMN address TO address_kept; ALTER TABLE prov.stage_user DROP COLUMN address;
	UPDATE prov.users SET attrs = jsonb_build_object('email1', mail, 'default_sender_address', mail) || coalesce(attrs, '{}')"
printf 'database: { conninfo = "host=%s dbname=%s user=postgres"; };\n' "$PGHOST" "$DATABASE" >"$TMP/owner.conf"
ok 'the migration' psql -X -q -v ON_ERROR_STOP=1 -1 -d "$DATABASE" -f "$ROOT/sql/migration/0008_address.sql"
sql 'SELECT login, address, attrs FROM prov.users ORDER BY uid' >"$TMP/got"
is "$(diff "$TMP/want" "$TMP/got" | grep '^[<>]')" '< two|a@xn--4ca.example|
> two||' 'DR1, DR20: users are as if they were made now, but for what SQL cannot tell apart'
fails 106 'DR20: provdb check' env PROV_CONFIG="$TMP/owner.conf" provdb check
output_has 'user 5 in context 1' 'DR20: finds that one'
ok 'DR20: a change of it, any' changeuser -c 1 -u two
is "$(sql "SELECT address FROM prov.users WHERE login = 'two'")" a@xn--4ca.example 'DR20: mends it'
ok 'DR20: provdb check' env PROV_CONFIG="$TMP/owner.conf" provdb check
done_testing
