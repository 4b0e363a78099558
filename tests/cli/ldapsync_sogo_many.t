#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync_sogo_many.t - a first run that brings many writes SOGo's keys without indexes, which it makes behind them (K1)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company
awk 'BEGIN { for (i = 1; i <= 1100; i++) {
	dn = "dn: uid=u" i ",ou=people,dc=example,dc=com\n"
	print dn "objectClass: inetOrgPerson\nuid: u" i "\ncn: u" i "\nsn: u" i "\nmail: u" i "@example.com\n" } }' </dev/null | change_ldap
indexes() {
	sql "SELECT string_agg(c.relname || c.oid, ' ' ORDER BY c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		WHERE i.indrelid = 'prov.sogo_key'::regclass AND i.indisvalid"
}
names() {
	printf '%s\n' "$1" | tr -d '0-9'
}
look_up() {
	sql "SET enable_seqscan = off; SELECT count(*) FROM prov.sogo_key WHERE c_uid = '$1' OR login_name = '$1' OR login_mail = '$1'
		OR mail = '$1' OR aliases = '$1'"
}

# anew OPTION: the database, and what SOGo finds users by.
anew() {
	drop_database "$DATABASE"
	use_database
	new_context 1 acme
	source_is 'context = "acme";'
	use_sogo
	before=$(indexes)
}

anew
ok 'a first run' ldapsync
now=$(indexes)
is "$(names "$now")" "$(names "$before")" 'has the same indexes'
if [ -z "${CITUS_NODES-}" ]; then
	is "$([ "$now" = "$before" ] || echo others)" others 'which are made anew'
else
	is "$now" "$before" 'on more than one server they stay'
fi
is "$(look_up U1007@ACME)" 1 'a user is found by them'
is "$(sql "SELECT count(*) FROM prov.sogo_key WHERE kind = 'u' AND owner > 2")" 1100 'all are there'
check_clean
ok 'again' ldapsync
is "$(indexes)" "$now" 'nothing changed, nothing is made anew'

# 1,000 others may be asked for meanwhile.
anew
hold 'INSERT INTO prov.sogo_key SELECT cid, $$x$$ || n, kind, owner, NULL, NULL, NULL, NULL, true FROM prov.sogo_key,
	generate_series(1, 1001) n'
release
before=$(indexes)
ok 'a first run where others are' ldapsync
is "$(indexes)" "$before" 'keeps the indexes'
is "$(look_up u1007@acme)" 1 'a user is found by them'

# Somebody is at work in it.
anew
hold 'LOCK TABLE prov.sogo_key IN ROW SHARE MODE'
ok 'a first run that would have to wait' ldapsync
release
is "$(indexes)" "$before" 'keeps them as well'
check_clean

# A run that fails leaves them.
anew
sql "ALTER TABLE prov.sogo_key ADD CONSTRAINT sabotage CHECK (owner < 900)"
status_is 103 'a run that is refused' ldapsync
is "$(indexes)" "$before" 'leaves them as they were'
done_testing
