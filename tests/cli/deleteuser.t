#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deleteuser.t - a user goes, what it shared is handed over, its id never comes back
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok deleteuser
use_database
context 1
context 2
for name in anna bert carl dora; do user 1 "$name"; done
user 2 anna
sql "INSERT INTO prov.groups (cid, gid, name, login, display_name, changed) VALUES (1, 2, 's', 's', 'S', now());
	UPDATE prov.context SET next_gid = 3 WHERE cid = 1;
	INSERT INTO prov.member VALUES (1, 2, 3), (1, 2, 4), (1, 2, 5)"

dump >"$TMP/before"
prints 'user anna in context 1 would be deleted' '--dry-run' deleteuser -c 1 -u anna --dry-run
prints '{"user": 3, "context": 1, "dry_run": true}' 'in JSON' deleteuser -c 1 -i 3 -r 4 --dry-run --json
valid 'as the schema says' would "$TMP/out"
fails 103 'the admin would not be' deleteuser -c 1 -i 2 --dry-run
fails 108 'nor would nobody' deleteuser -c 1 -i 99 --dry-run
fails 108 'nor for an heir who is not there' deleteuser -c 1 -i 3 -r 99 --dry-run
silent 'nobody, who is no error' deleteuser -c 1 -i 99 --dry-run --if-exists
dump >"$TMP/after"
is "$(diff "$TMP/before" "$TMP/after")" '' 'nothing is deleted'
prints 'user anna in context 1 deleted' 'by name' deleteuser -c 1 -u anna
prints 0 'nothing is left of it' sql "SELECT (SELECT count(*) FROM prov.users WHERE cid = 1 AND uid = 3)
	+ (SELECT count(*) FROM prov.address WHERE cid = 1 AND owner = 3)
	+ (SELECT count(*) FROM prov.member WHERE cid = 1 AND uid = 3)"
prints '3|2' 'what it shared goes to the admin' sql 'SELECT uid, heir FROM prov.handover WHERE cid = 1'
prints 'delete|user|3|{"mail": "anna@c1.example", "name": "anna", "attrs": null, "quota": null,'"\
"' "aliases": ["anna@c1.example"], "enabled": true, "modules": 4298113029, "language": "en_US",'"\
"' "sur_name": "Sur", "timezone": "Europe/Berlin", "given_name": "Given anna", "display_name": "User anna"}|' \
	'DR15: the log has all of it' sql 'SELECT action, kind, id, before, after FROM prov.change_log WHERE cid = 1
	ORDER BY seq DESC LIMIT 1'
prints anna 'the other context is as it was' sql 'SELECT name FROM prov.users WHERE cid = 2 AND uid = 3'

prints 'user 4 in context 1 deleted' 'by id, with an heir' deleteuser -c 1 -i 4 -r 5
prints 5 'who gets it' sql 'SELECT heir FROM prov.handover WHERE cid = 1 AND uid = 4'
prints 'user dora in context 1 deleted' 'with none' deleteuser -c 1 -u dora --no-reassign
prints t 'nobody gets it' sql 'SELECT heir IS NULL FROM prov.handover WHERE cid = 1 AND uid = 6'
user 1 anna
is "$new_id" 7 'a name comes back with a new id'

refused 103 'Admin delete not supported' 'the admin stays' deleteuser -c 1 -i 2
refused 103 'Admin delete not supported' 'under its name, too' deleteuser -c 1 -u ADMIN
refused 108 'No such user dora in context 1' 'once is enough' deleteuser -c 1 -u dora
silent '--if-exists: no error, no word' deleteuser -c 1 -u dora --if-exists
refused 101 'Authentication failed' '--if-exists is about the user' deleteuser -c 99 -u dora --if-exists
refused 108 'No such user 4 in context 1' 'an heir that is gone' deleteuser -c 1 -u carl -r 4
refused 108 'No such user 4 in context 1' '--if-exists is not about the heir' deleteuser -c 1 -u carl -r 4 --if-exists
refused 103 'a user cannot inherit from itself' 'itself as heir' deleteuser -c 1 -i 5 -r 5
refused 103 '--reassign and --no-reassign exclude each other' 'somebody and nobody' \
	deleteuser -c 1 -u carl -r 2 --no-reassign
refused 109 "Illegal value '0' for option -r/--reassign" 'heir 0' deleteuser -c 1 -u carl -r 0
refused 104 'Either username or userid must be given' 'nobody' deleteuser -c 1
refused 104 'Option(s) "contextid" missing' 'nowhere' deleteuser -u carl
refused 1 'Ids must be numbers!' 'an id that is no number' deleteuser -c 1 -i 2147483648
check_clean
done_testing
