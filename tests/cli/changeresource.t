#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# changeresource.t - what is mentioned changes, and nothing else (R1)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok changeresource
use_database
context 1 -N acme -L acme.test
user 1 anna
ok 'a room' createresource -c 1 -n room -d Room -e room@acme.test -D text
ok 'a beamer' createresource -c 1 -n beamer -d Beamer -e beamer@acme.test
log() {
	sql "SELECT action, id, before, after FROM prov.change_log WHERE cid = 1 AND kind = 'resource' ORDER BY seq DESC LIMIT 1"
}

prints 'resource 1 in context 1 changed' 'trap 30: by name, and the message has the id' changeresource -c 1 -n ROOM -a false
is "$(log)" 'change|1|{"available": true}|{"available": false}' 'E2: what differs is in the log'
ok 'the same in another word' changeresource -c 1 -i 1 -a off
is "$(log)" 'change|1|{"available": true}|{"available": false}' 'is no change'
ok 'and back' changeresource -c 1 -i 1 -a TRUE
is "$(log)" 'change|1|{"available": false}|{"available": true}' 'E2: is one'
refused 109 "Illegal value 'yes' for option -a/--available" 'trap 4: a word that is neither' changeresource -c 1 -i 1 -a yes
ok 'another kind, and more bookings' changeresource -c 1 -i 1 --kind thing --bookings 3
is "$(log)" 'change|1|{"kind": "location", "bookings": 1}|{"kind": "thing", "bookings": 3}' 'E2: are in the log'
ok 'the same in another spelling' changeresource -c 1 -i 1 --kind thing --bookings 03
is "$(sql "SELECT count(*) FROM prov.change_log WHERE kind = 'resource' AND id = 1")" 4 'is no change'
ok 'empty words' changeresource -c 1 -i 1 --kind '' --bookings ''
prints 'location|1' 'are what is said of nobody' sql 'SELECT kind, bookings FROM prov.resource WHERE rid = 1'
ok 'trap 21: an empty description' changeresource -c 1 -i 1 -D ''
prints 't|Room|t' 'trap 21: clears it, and all else stays' sql 'SELECT description IS NULL, display_name, available FROM prov.resource
	WHERE rid = 1'
ok 'an empty display name' changeresource -c 1 -i 1 -d ''
prints room 'is the name' sql 'SELECT display_name FROM prov.resource WHERE rid = 1'
ok 'trap 25: the address may be taken away' changeresource -c 1 -i 1 -e ''
prints 't|t|0' 'trap 25: it is free' sql "SELECT mail IS NULL, address IS NULL,
	(SELECT count(*) FROM prov.address WHERE kind = 'r' AND owner = 1) FROM prov.resource WHERE rid = 1"
ok 'and given again' changeresource -c 1 -i 1 -e Room@acme.test
refused 103 'Resource with this email address already exists' 'U3: one that is taken' changeresource -c 1 -i 1 -e beamer@acme.test
refused 103 'Mail address anna@c1.example already exists' 'U3: of a user' changeresource -c 1 -i 1 -e anna@c1.example
refused 103 'is what user anna of this context logs in with' 'DR18: a login' changeresource -c 1 -i 1 -e anna@acme.test
ok 'with the id the name is the new one' changeresource -c 1 -i 1 -n 'Room 13'
prints 'room 13' 'trap 22: in lower case' sql 'SELECT name FROM prov.resource WHERE rid = 1'
refused 103 'Resource with this name already exists' 'one that is taken' changeresource -c 1 -i 1 -n Beamer

fails 104 'neither id nor name' changeresource -c 1 -d x
stderr_has 'Error: Either resourcename or resourceid must be given'
refused 113 'No such resource 99 in context 1' 'an id that no resource has' changeresource -c 1 -i 99 -d x
refused 113 'No such resource nobody in context 1' 'a name' changeresource -c 1 -n nobody -d x
refused 101 'Authentication failed' 'trap 1: an unknown context' changeresource -c 9 -i 1 -d x
prints '{"resource": 1, "context": 1}' 'as JSON' changeresource -c 1 -i 1 --json -d Again
check_clean
done_testing
