#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deletecontext.t - a context and everything of it goes, and only of it
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok deletecontext
use_database
context 1 -N acme -L acme.example
context 2 -N other
user 1 anna
user 1 bert
user 2 carl
sql "INSERT INTO prov.groups (cid, gid, name, login, display_name, changed)
	VALUES (1, 2, 'sales', 'sales', 'Sales', now());
	UPDATE prov.context SET next_gid = 3, next_rid = 2 WHERE cid = 1;
	INSERT INTO prov.member VALUES (1, 2, 3), (1, 2, 4);
	INSERT INTO prov.resource VALUES (1, 1, 'beamer', 'beamer', 'Beamer', 'beamer@c1.example', true, NULL, now(), 'beamer@c1.example', 'thing', 1);
	INSERT INTO prov.address VALUES (1, 'beamer@c1.example', 'r', 1)"
ok 'a user was deleted before' deleteuser -c 1 -u bert
check_clean 'all is well before'

dump | grep -v -e '^schema_version ' >"$TMP/all"
prints 'context 1 would be deleted (users: 2, groups: 2, resources: 1, login mappings: 3)' '--dry-run' \
	deletecontext -N acme --dry-run
prints '{"context": 1, "dry_run": true, "users": 2, "groups": 2, "resources": 1, "mappings": 3}' '--dry-run in JSON' \
	deletecontext -c 1 --dry-run --json
valid 'which follows its schema' would "$TMP/out"
silent '--dry-run --if-exists' deletecontext -c 99 --dry-run --if-exists
fails 102 '--dry-run of none' deletecontext -c 99 --dry-run
dump | grep -v -e '^schema_version ' >"$TMP/after"
is "$(diff "$TMP/all" "$TMP/after")" '' 'nothing is deleted by that'
prints 'context 1 deleted' 'the success line' deletecontext -c 1
dump | grep -v -e '^schema_version ' >"$TMP/rest"
is "$(grep -e '(1,' "$TMP/rest" | grep -v '^change_log ')" '' 'C5: nothing is left of it'
is "$(grep '^change_log .(1,' "$TMP/rest" | head -n 4)" "$(grep '^change_log .(1,' "$TMP/all")" 'but its log (E2)'
prints '5|delete|context|1|acme' 'of which the last line says so, with the id that its creation has' \
	sql "SELECT seq, action, kind, id, before->>'name' FROM prov.change_log WHERE cid = 1 AND seq > 4"
is "$(sql "SELECT string_agg(key, ' ' ORDER BY key COLLATE \"C\") FROM prov.change_log, jsonb_object_keys(before) key
	WHERE cid = 1 AND kind = 'context' AND action = 'delete'")" 'attrs enabled gab_mode mappings name quota' \
	'DR15: with all of what it was'
is "$(grep -v -e '(1,' -e '^login_name .*,1)$' "$TMP/all")" "$(grep -v -e '(1,' "$TMP/rest")" 'no other context changed'
check_clean

refused 102 'Context 1 does not exist' 'once is enough' deletecontext -c 1
is "$(head -n 1 "$TMP/err")" 'context 1 could not be deleted: ' 'the head names the id'
silent '--if-exists: no error, no word' deletecontext -c 1 --if-exists
context 1 -N acme -L acme.example
prints 'context 1 deleted' 'names and id are free again; deleted by name' deletecontext -N ACME
prints '1-4 5 6 7' 'the log of an id goes on: the lines of the second context follow those of the first' sql "SELECT
	(min(seq) FILTER (WHERE kind = 'user') - 1) || '-' || max(seq) FILTER (WHERE kind = 'user') || ' ' ||
	string_agg(seq::text, ' ' ORDER BY seq) FILTER (WHERE kind = 'context' AND seq > 1)
	FROM prov.change_log WHERE cid = 1"
refused 102 'Context acme does not exist' 'an unknown name' deletecontext -N acme
silent '--if-exists by name' deletecontext -N acme --if-exists
prints 'context 2 deleted' 'leading zeros are dropped' deletecontext -c 002

refused 104 'Either contextname or contextid must be given' 'neither id nor name' deletecontext
refused 1 'Ids must be numbers!' 'an id that is no number' deletecontext -c 1e3
refused 103 'contextid must be from 1 to' 'id 0' deletecontext -c 0
refused 102 'does not exist' 'an empty name' deletecontext -N ''
refused 103 'contextname is not valid UTF-8' 'a name that is no UTF-8' deletecontext -N "$(printf '\377')"
context 7 -L seven.example
prints 'context 7 deleted' 'a mapping will do as name' deletecontext -N seven.example
done_testing
