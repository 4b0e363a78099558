#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# createresource.t - a resource is there with its address, or nothing is (rules R1, G2, U3, U4)
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok createresource
fails 105 'no database yet' createresource -c 1 -n room -d Room -e room@acme.test
use_database
context 1 -N acme -L acme.test
context 2 -N other -L other.test
user 1 anna

prints 'resource 1 in context 1 created' 'trap 30: the message has the id' \
	createresource -c 1 -n 'Room 12' -d 'Room 12, 2nd floor' -e Room12@Acme.Test -D 'with
beamer'
prints 'room 12|room 12|Room 12, 2nd floor|Room12@Acme.Test|room12@acme.test|t|with
beamer' 'trap 22: the row' sql 'SELECT name, login, display_name, mail, address, available, description FROM prov.resource'
prints 'r|1' 'U3: the address is claimed' sql "SELECT kind, owner FROM prov.address WHERE address = 'room12@acme.test'"
is "$(sql "SELECT program, action, kind, id, before IS NULL, after FROM prov.change_log WHERE cid = 1
	ORDER BY seq DESC LIMIT 1")" \
	'createresource|create|resource|1|t|{"kind": "location", "mail": "Room12@Acme.Test", "name": "room 12", "bookings": 1, "available": true, "description": "with\nbeamer", "display_name": "Room 12, 2nd floor"}' \
	'E2: the change log has all of it'
prints '{"resource": 2, "context": 1}' 'as JSON' createresource -c 1 -n beamer -d Beamer -e beamer@acme.test -a false --json
prints f 'trap 4: not available' sql 'SELECT available FROM prov.resource WHERE rid = 2'
prints 'resource 1 in context 2 created' 'another context counts for itself' createresource -c 2 -n beamer -d B -e b@other.test

# trap 4: the words of --available. What says yes and was taken for no is refused.
n=2
for word in true TRUE on false False off no 0 n; do
	n=$((n + 1))
	ok "trap 4: --available $word" createresource -c 1 -n "r$n" -d R -e "r$n@acme.test" --available "$word"
	case $word in
	true | TRUE | on) want=t ;;
	*) want=f ;;
	esac
	prints "$want" "trap 4: is $want" sql "SELECT available FROM prov.resource WHERE cid = 1 AND rid = $n"
done
for word in yes 1 y maybe ''; do
	refused 109 "Illegal option value : Illegal value '$word' for option -a/--available: true or false" \
		"trap 4: \"$word\"" createresource -c 1 -n no -d R -e no@acme.test -a "$word"
done

# What it is, and how many may have it at the same time.
prints 'location|1' 'a room for one, of which nothing is said' sql 'SELECT kind, bookings FROM prov.resource WHERE cid = 1 AND rid = 1'
for kind in location thing group; do
	ok "a $kind" createresource -c 1 -n "a $kind" -d K -e "$kind@acme.test" --kind "$kind" --bookings 012
	prints "$kind|12" 'is stored' sql "SELECT kind, bookings FROM prov.resource WHERE name = 'a $kind'"
done
ok 'empty words' createresource -c 1 -n empty -d E -e empty@acme.test --kind '' --bookings ''
prints 'location|1' 'are as if nothing was said' sql "SELECT kind, bookings FROM prov.resource WHERE name = 'empty'"
refused 103 '"room" is no value of --kind' 'another word' createresource -c 1 -n no -d R -e no@acme.test --kind room
stderr_has 'location, thing, group' 'says which there are'
for number in -2 1001 x 1.5; do
	refused 109 "Illegal value '$number' for option --bookings" "bookings: $number" \
		createresource -c 1 -n no -d R -e no@acme.test --bookings "$number"
done

# R1, trap 25: an address is mandatory.
fails 104 'trap 25: no address' createresource -c 1 -n x -d X
is "$(sed -n 2p "$TMP/err")" 'Error: Option(s) "email" missing' 'is named'
output_has 'Usage: createresource' 'trap 30: usage on standard output'
refused 103 'Mandatory fields not set: email' 'trap 25: an empty one' createresource -c 1 -n x -d X -e ''
refused 103 'Mandatory fields not set: displayname' 'an empty display name' createresource -c 1 -n x -d '' -e x@acme.test

# Taken.
refused 103 'Resource with this name already exists' 'a name' createresource -c 1 -n BEAMER -d B -e x@acme.test
silent '--if-not-exists' createresource -c 1 -n beamer -d B -e x@acme.test --if-not-exists
prints '{"resource": 2, "context": 1, "changed": false}' '--if-not-exists as JSON' \
	createresource -c 1 -n beamer -d B -e x@acme.test --if-not-exists --json
refused 103 'Resource with this email address already exists' 'U3: the address of a resource' \
	createresource -c 1 -n x -d X -e BEAMER@acme.test
refused 103 'Resource with this email address already exists' '--if-not-exists is not about that' \
	createresource -c 1 -n x -d X -e beamer@acme.test --if-not-exists
refused 103 'Mail address anna@c1.example already exists in this context' 'U3: that of a user' \
	createresource -c 1 -n x -d X -e anna@c1.example
ok 'a group' creategroup -c 1 -n sales -d S -e sales@acme.test
refused 103 'Mail address sales@acme.test already exists in this context' 'U3: that of a group' \
	createresource -c 1 -n x -d X -e sales@acme.test
refused 103 'Mail address beamer@acme.test already exists in this context' 'U3: a group finds it taken' \
	creategroup -c 1 -n x -d X -e beamer@acme.test
refused 103 'Mail address beamer@acme.test already exists in this context' 'U3: so does a user' \
	changeuser -c 1 -u anna -a anna@c1.example,beamer@acme.test
ok 'a group and a resource may have the same name' creategroup -c 1 -n beamer -d B

# Names and addresses (trap 22, DR2 to DR7, DR18, DR19).
refused 103 'Illegal chars: "!"' 'trap 22: a character' createresource -c 1 -n 'a!b' -d x -e x@acme.test
refused 103 'Invalid resource name' 'an empty name' createresource -c 1 -n '' -d x -e x@acme.test
for name in . .. -x ' a' 'a '; do
	refused 103 'Invalid resource name' "DR4: \"$name\"" createresource -c 1 -n "$name" -d x -e x@acme.test
done
refused 103 'an invisible character' 'DR4: U+200B' createresource -c 1 -n "$(printf 'a\342\200\213b')" -d x -e x@acme.test
refused 103 'Invalid email address' 'DR2: an invisible character' createresource -c 1 -n x -d x -e "$(printf 'a\302\240@acme.test')"
refused 103 'Invalid email address' 'DR6: no catch-all' createresource -c 1 -n x -d x -e '*@acme.test'
refused 103 'Invalid email address' 'DR7: a label that ends in a hyphen' createresource -c 1 -n x -d x -e a@acme-.test
refused 103 'is what user anna of this context logs in with' 'DR18: a login' createresource -c 1 -n x -d x -e anna@acme.test
refused 103 'User beamer would log in with beamer@acme.test' 'DR18: a user comes later' \
	createuser -c 1 -u beamer -g B -s B -p "$HASH" --passwordmech HASH -e bb@acme.test
refused 103 'mail servers cut' 'DR19: a delimiter' createresource -c 1 -n x -d x -e a+b@acme.test
ok 'DR9: mail that goes to another context' createresource -c 1 -n away -d x -e away@other.test
stderr_has 'warning: mail for away@other.test goes to context 2' 'DR9: is a warning'
set_config 'names: { resource = "[A-Z]"; resource_lower = false; };'
ok 'names.resource and names.resource_lower' createresource -c 1 -n SAAL -d x -e saal@acme.test
prints 'SAAL|saal' 'are looked at' sql "SELECT name, login FROM prov.resource WHERE login = 'saal'"
refused 103 'Illegal chars: "x"' 'both' createresource -c 1 -n x -d x -e x@acme.test
set_config

fails 101 'trap 1: an unknown context' createresource -c 9 -n a -d A -e a@acme.test
fails 101 'a wrong password' createresource -c 1 -n a -d A -e a@acme.test -A admin -P wrong
fails 103 'trap 35: --nonl' createresource -c 1 -n beamer -d S -e y@acme.test --nonl
is "$(cat "$TMP/err")" \
	'resource in context 1 could not be created: Server response: Resource with this name already exists' 'trap 35: is one line'
sql 'UPDATE prov.context SET next_rid = 2147483647 WHERE cid = 2'
prints 'resource 2147483647 in context 2 created' 'U4: the last id' createresource -c 2 -n last -d L -e l@other.test
refused 103 'context 2 has no resource ids left' 'U4: after it there is a clear error' createresource -c 2 -n more -d M -e m@other.test
check_clean
done_testing
