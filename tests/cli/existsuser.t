#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# existsuser.t - says whether a user exists
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok existsuser
fails 105 'no database is no answer' existsuser -c 1 -u anna
stderr_has 'hint: createcontext or "provdb init" makes one'
is "$(cat "$TMP/out")" '' 'nothing on standard output'
[ ! -e "$PROV_HOME" ]
is $? 0 'and none is made'

use_database
context 1
user 1 anna
dump >"$TMP/begin"
prints 'User anna exists' 'a user' existsuser -c 1 -u anna
prints 'User ANNA exists' 'whatever the case' existsuser -c 1 -u ANNA
prints "User $new_id exists" 'by its id' existsuser -c 1 -i "$new_id" -A admin -P secret
prints "User $new_id exists" 'by both' existsuser -c 1 -i "$new_id" -u anna
prints 'User "User anna" exists' 'by the display name, in quotes' existsuser -c 1 -d 'User anna'
prints 'User "User  anna " exists' 'as it is stored' existsuser -c 1 --displayname='User  anna '
prints "{\"user\": $new_id, \"context\": 1, \"exists\": true}" 'in JSON' existsuser -c 1 -d 'User anna' --json
prints 'User admin exists' 'the admin of the context' existsuser -c 1 -u admin
prints "{\"user\": $new_id, \"context\": 1, \"exists\": true}" 'in JSON' existsuser -c 1 -u anna --json
valid 'which follows its schema' exists "$TMP/out"

no() {	# TEXT NAME OPTION...: that text on standard output, nothing else, and status 1
	text=$1 name=$2
	shift 2
	status_is 1 "$name: 1" existsuser "$@"
	is "$(cat "$TMP/out" "$TMP/err")" "$text" "$name: the answer"
}
no 'User bert does not exist' 'another name' -c 1 -u bert
no 'User "user anna" does not exist' 'a display name in another case' -c 1 -d 'user anna'
no 'User "anna" does not exist' 'a name is no display name' -c 1 -d anna
no 'User "" does not exist' 'nobody has an empty one' -c 1 -d ''
no 'User 99 does not exist' 'another id' -c 1 -i 99
no 'User 99 does not exist' 'neither of both' -c 1 -i 99 -u bert
no 'User a b does not exist' 'a name that no user can have' -c 1 -u 'a b'
no 'User x?y does not exist' 'what turns the direction of writing is not passed on' -c 1 -u "$(printf 'x\342\200\256y')"
no '{"context": 1, "exists": false}' 'in JSON' -c 1 -u bert --json
valid 'which follows its schema, too' exists "$TMP/out"

# A failure gives none of the two answers, not even where the status is the same.
fail() {	# STATUS TEXT NAME OPTION...
	want=$1 text=$2 name=$3
	shift 3
	fails "$want" "$name" existsuser "$@"
	stderr_has "$text"
	is "$(grep -vxF -e 'Usage: existsuser -c ID [OPTION...]' -e 'existsuser --help lists the options' "$TMP/out")" \
		'' "$name: no answer"
}
fail 1 'Ids must be numbers!' 'an id that is no number' -c 1 -i x
fail 1 '{"code": 1, "name": "NOT_NUMBER", ' 'that in JSON' -c 1 -i x --json
fail 101 '{"code": 101, "name": "DENIED", ' 'a wrong password in JSON' -c 1 -u bert -A admin -P wrong --json
PROV_CONFIG=$TMP/none fail 1 "$TMP/none" 'no configuration' -c 1 -u anna
fail 101 'Authentication failed' 'a wrong password' -c 1 -u anna -A admin -P wrong
fail 101 'Authentication failed' 'and a user who is not there' -c 1 -u bert -A admin -P wrong
fail 101 'Authentication failed' 'an unknown context' -c 9 -u anna
fail 103 'userid must be from 1' 'an id out of range' -c 1 -i 0
fail 103 'do not mean the same user' 'two users' -c 1 -i "$new_id" -u bert
fail 103 'exclude each other' 'a display name and an id' -c 1 -i "$new_id" -d 'User anna'
fail 103 'exclude each other' 'a display name and a name' -c 1 -u anna -d 'User anna'
fail 103 'UTF-8' 'a display name that is no text' -c 1 -d "$(printf '\377')"
fail 103 'control character' 'a line end in the name' -c 1 -u "$(printf 'x\nUser anna exists')"
fail 103 'UTF-8' 'a name that is no text' -c 1 -u "$(printf '\377')"
fail 104 'Either username or userid must be given' 'no user' -c 1
fail 104 'contextid' 'no context' -u anna
fail 109 'responsetimeout' 'a value that is none' -c 1 -u anna --responsetimeout x
fail 111 'bert' 'a word' -c 1 -u anna bert
refused 1 'No space left on device' 'a full disk' sh -c 'existsuser -c 1 -u anna >/dev/full'
refused 1 'No space left on device' 'a full disk, and nobody' sh -c 'existsuser -c 1 -u bert >/dev/full'

ok 'help' existsuser --help
output_has 'Exit status 1 is also that of other failures' 'help says what 1 is'
output_has 'createuser --if-not-exists' 'and what to call'
# shellcheck disable=SC2046 # words
ok 'which is right' createuser $(plain_user 1 anna) --if-not-exists
hold 'LOCK TABLE prov.users'
fail 107 'did not answer' 'no answer in time' -c 1 -u bert --responsetimeout 1
release
dump >"$TMP/end"
is "$(diff "$TMP/begin" "$TMP/end")" '' 'nothing is changed'
sql "INSERT INTO prov.schema_version VALUES (999, 'sql/migration/0999_future.sql', 'x', now())"
fail 106 'the database has schema version 999' 'a newer database' -c 1 -u bert
# shellcheck disable=SC2034 # set_config puts it in
CONNINFO="host=$TMP dbname=x"
set_config
fail 105 'the database cannot be reached' 'no database' -c 1 -u bert
done_testing
