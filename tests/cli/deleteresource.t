#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deleteresource.t - a resource goes with its address
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok deleteresource
use_database
context 1
ok 'a room' createresource -c 1 -n room -d Room -e room@c1.example -D text
ok 'a beamer' createresource -c 1 -n beamer -d Beamer -e beamer@c1.example
prints 'resource 1 in context 1 deleted' 'trap 30: by name, and the message has the id' deleteresource -c 1 -n ROOM
prints '1|0' 'nothing is left' sql "SELECT (SELECT count(*) FROM prov.resource), (SELECT count(*) FROM prov.address
	WHERE owner = 1 AND kind = 'r')"
prints '{"kind": "location", "mail": "room@c1.example", "name": "room", "bookings": 1, "available": true, "description": "text", "display_name": "Room"}|' \
	'E2: the log has all of it' sql "SELECT before, after FROM prov.change_log WHERE action = 'delete'"
prints 'resource 3 in context 1 created' 'U4: an id never comes back' createresource -c 1 -n room -d R -e room@c1.example
refused 113 'No such resource 77 in context 1' 'an id that no resource has' deleteresource -c 1 -i 77
refused 113 'No such resource nobody in context 1' 'a name' deleteresource -c 1 -n nobody
silent '--if-exists' deleteresource -c 1 -n nobody --if-exists
prints '{"context": 1, "changed": false}' '--if-exists as JSON' deleteresource -c 1 -i 77 --if-exists --json
fails 101 'trap 1: --if-exists is not about the context' deleteresource -c 9 -i 77 --if-exists
fails 104 'neither id nor name' deleteresource -c 1
prints '{"resource": 2, "context": 1}' 'by id, as JSON' deleteresource -c 1 -i 2 --json
check_clean
done_testing
