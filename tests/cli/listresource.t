#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# listresource.t - resources of a context, in the columns of the Open-Xchange tools and with more where it is asked for
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok listresource
use_database
context 1
context 2
ok 'a room' createresource -c 1 -n 'room 12' -d 'Room, "12"' -e room@c1.example -D text
ok 'a beamer' createresource -c 1 -n beamer -d Beamer -e beamer@c1.example -a false --kind thing --bookings -1
ok 'without an address' changeresource -c 1 -n beamer -e ''

prints "$(printf '%s\n' 'id,name,displayname,email,available' '"1","room 12","Room, ""12""","room@c1.example","true"' \
	'"2","beamer","Beamer",,"false"')" 'as CSV' listresource -c 1 --csv
prints "$(printf '%s\n' 'Id Name    Displayname Email           Available' \
	' 1 room 12 Room, "12"  room@c1.example true     ' ' 2 beamer  Beamer                      false    ')" 'as table' \
	listresource -c 1
prints '[
 {"id": 1, "name": "room 12", "displayname": "Room, \"12\"", "email": "room@c1.example", "available": true, "kind": "location", "bookings": 1, "description": "text"},
 {"id": 2, "name": "beamer", "displayname": "Beamer", "available": false, "kind": "thing", "bookings": -1}
]' 'as JSON' listresource -c 1 --json
prints 'description,id
"text","1"
,"2"' 'what is not in CSV, if it is asked for' listresource -c 1 --csv --fields description,id
prints 'kind,bookings
"location","1"
"thing","-1"' 'so are what it is and how many may have it' listresource -c 1 --csv --fields kind,bookings
prints 'id,name,displayname,email,available
"2","beamer","Beamer",,"false"' 'a pattern is about the name, whatever its case' listresource -c 1 --csv -s 'BEA*'
prints 'id,name,displayname,email,available' 'no match: the heading' listresource -c 1 --csv -s 'Room, *'
prints 'id,name,displayname,email,available' 'no resources: the heading' listresource -c 2 --csv
fails 104 'no context' listresource
is "$(head -n 1 "$TMP/err")" 'resources could not be listed: ' 'the head'
fails 101 'trap 1: an unknown context' listresource -c 99
done_testing
