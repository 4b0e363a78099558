#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: where everything has to be read again and again, the directory gets longer and longer rests
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/watch.sh"

base=dc=example,dc=com
start_company -c 'overlay syncprov'
new_context 2 beta
unit ou=others,$base | change_ldap
entry uid=zoe,ou=others,$base zoe | change_ldap
source_is "contexts = ( { base = \"ou=others,$base\"; context = \"beta\"; } ); groups = false; mode = \"auto\"; interval = 86400; gather = 20;"
ok 'a first run' ldapsync

# Where fewer than two users are known everything is read each time: nobody proves that looking up works.
change_zoe() {
	printf 'dn: uid=zoe,ou=others,%s\nchangetype: modify\nreplace: sn\nsn: %s\n\n' "$base" "$1" | change_ldap
}
start_watch
for n in 1 2 3; do
	change_zoe "Zoe$n"
	sees "change $n is there" value_is sur_name zoe "Zoe$n"
done
stop_watch
is "$(sql "SELECT bool_and(counts ->> 'mode' = 'full') FROM prov.sync_run WHERE (counts ->> 'changed')::int > 0")" t 'everything was read each time'
is "$(sql "SELECT 5 * (ended - started) < rest FROM (SELECT started, ended, rest, row_number() OVER (ORDER BY seq) AS nth
		FROM (SELECT seq, started, ended, lead(started) OVER (ORDER BY seq) - ended AS rest, counts FROM prov.sync_run) r
		WHERE (counts ->> 'changed')::int > 0) x WHERE nth = 2")" t 'after the third one the next one waits six times as long as it took'
done_testing
