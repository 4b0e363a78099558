#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync_catchall.t - the catch-all of a domain outlives its user: when a run deletes that one, it is the admin (C6)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company
people anna bert dora | change_ldap
ok 'a first run' ldapsync
ok 'a catch-all' changecontext -c 1 -L example.com --catchall example.com=dora
all() {
	sql "SELECT domain || '=' || u.name FROM prov.catchall k JOIN prov.users u ON u.cid = k.cid AND u.uid = k.uid"
}
rest() {
	sql "SELECT * FROM prov_view.postfix_alias('@example.com')"
}
is "$(all)|$(rest)" 'example.com=dora|dora@example.com' 'is dora'
printf 'dn: uid=dora,ou=people,dc=example,dc=com\nchangetype: delete\n' | change_ldap
source_is 'context = "acme"; purge = true; grace_runs = 0;'
ok 'dora is missing' ldapsync
is "$(all)|$(rest)" 'example.com=dora|' 'and gets nothing, as who is disabled'
sql "UPDATE prov.users SET missing_since = now() - interval '31 days' WHERE name = 'dora'"
ok 'after the grace' ldapsync
output_has '1 deleted'
is "$(all)" "example.com=$(sql 'SELECT name FROM prov.users WHERE cid = 1 AND uid = 2')" 'dora is deleted, and the admin has it'
check_clean
done_testing
