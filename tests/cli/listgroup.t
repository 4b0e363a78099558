#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# listgroup.t - groups and their members; group 1 is everybody
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok listgroup
use_database
context 1
context 2
user 1 anna
user 1 bert
sql "INSERT INTO prov.groups (cid, gid, name, login, display_name, changed) VALUES
	(1, 2, 'sales', 'sales', 'Sales, \"EU\"', now()), (1, 3, 'empty', 'empty', 'Empty', now());
	UPDATE prov.context SET next_gid = 4 WHERE cid = 1;
	INSERT INTO prov.member VALUES (1, 2, 4), (1, 2, 3)"

prints "$(printf '%s\n' 'id,name,displayname,members' '"1","users","All users","2,3,4"' \
	'"2","sales","Sales, ""EU""","3,4"' '"3","empty","Empty",')" 'as CSV' listgroup -c 1 --csv
prints "$(printf '%s\n' 'Id Name  Displayname Members' ' 1 users All users   2,3,4  ' \
	' 2 sales Sales, "EU" 3,4    ' ' 3 empty Empty              ')" 'as table' listgroup -c 1
ok 'as JSON' listgroup -c 1 --json
is "$(perl -MJSON::PP -0777 -ne '$g = decode_json($_); print join ";", map { "$_->{id} $_->{name} @{$_->{members}}" } @$g' "$TMP/out")" \
	'1 users 2 3 4;2 sales 3 4;3 empty ' 'members are a list'
is "$(grep -o '"members": [^}]*' "$TMP/out" | xargs)" 'members: [2, 3, 4] members: [3, 4] members: []' 'PF21: of numbers, and there if it is empty'
prints "$(printf '%s\n' 'id,name,displayname,members' '"1","users","All users","2"')" \
	'a new context has one group' listgroup -c 2 --csv
prints "$(printf '%s\n' 'id,name,displayname,members' '"2","sales","Sales, ""EU""","3,4"')" \
	'a pattern' listgroup -c 1 --csv -s 'SA*'
prints 'id,name,displayname,members' 'no match: the heading' listgroup -c 1 --csv -s x
fails 104 'no context' listgroup
is "$(head -n 1 "$TMP/err")" 'groups could not be listed: ' 'the head'
fails 101 'an unknown context' listgroup -c 99
fails 1 'a context that is no number' listgroup -c x
stderr_has 'Invalid input detected: Ids must be numbers!'
done_testing
