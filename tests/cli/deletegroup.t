#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deletegroup.t - a group goes with its address and memberships, but not group 1 (G1), nor what is a directory's (G4)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok deletegroup
use_database
context 1
user 1 anna
for n in 2 3 4 5; do
	ok "group $n" creategroup -c 1 -n "g$n" -d "Group $n" -a anna -e "g$n@c1.example" -D text
done

prints 'group 2 in context 1 deleted' 'trap 30: by name, and the message has the id' deletegroup -c 1 -n G2
prints '0|0|0|1' 'nothing is left, the member stays' sql "SELECT (SELECT count(*) FROM prov.groups WHERE gid = 2),
	(SELECT count(*) FROM prov.member WHERE gid = 2), (SELECT count(*) FROM prov.address WHERE owner = 2 AND kind = 'g'),
	(SELECT count(*) FROM prov.users WHERE login = 'anna')"
prints '{"mail": "g2@c1.example", "name": "g2", "members": [3], "description": "text", "display_name": "Group 2"}|' \
	'E2: the log has all of it' sql "SELECT before, after FROM prov.change_log WHERE action = 'delete'"
prints '{"group": 3, "context": 1}' 'by id, as JSON' deletegroup -c 1 -i 3 --json
prints 'group 6 in context 1 created' 'U4: an id never comes back' creategroup -c 1 -n g2 -d G -e g2@c1.example

refused 103 'Group with id 1 cannot be deleted' 'trap 26: group 1 by id' deletegroup -c 1 -i 1
refused 103 'Group with id 1 cannot be deleted' 'trap 26: by name' deletegroup -c 1 -n users
refused 112 'No such group 77 in context 1' 'an id that no group has' deletegroup -c 1 -i 77
refused 112 'No such group nobody in context 1' 'a name that no group has' deletegroup -c 1 -n nobody
silent '--if-exists' deletegroup -c 1 -n nobody --if-exists
prints '{"context": 1, "changed": false}' '--if-exists as JSON' deletegroup -c 1 -i 77 --if-exists --json
fails 101 'trap 1: --if-exists is not about the context' deletegroup -c 9 -i 77 --if-exists
fails 104 'neither id nor name' deletegroup -c 1
refused 103 'groupid must be from 1' 'an id out of range' deletegroup -c 1 -i 0

# G4
sql "UPDATE prov.groups SET source = 'corp', source_key = 'k' WHERE cid = 1 AND gid = 4"
refused 103 'group 4 belongs to the directory of source "corp": it is not deleted here' 'G4: of a directory' deletegroup -c 1 -i 4
refused 103 'belongs to the directory' 'G4: --if-exists does not help' deletegroup -c 1 -i 4 --if-exists
sql "UPDATE prov.groups SET missing_since = now() WHERE cid = 1 AND gid = 4"
prints 'group 4 in context 1 deleted' 'G4: which has it no more' deletegroup -c 1 -i 4
check_clean
done_testing
