#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# existscontext.t - says whether a context exists
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok existscontext
fails 105 'no database is no answer' existscontext -c 1
is "$(cat "$TMP/out")" '' 'nothing on standard output'
[ ! -e "$PROV_HOME" ]
is $? 0 'and none is made'

use_database
context 1 -N Acme -L acme.example
dump >"$TMP/begin"
prints 'Context 1 exists' 'trap 3: by id, on standard output' existscontext -c 1
prints 'Context 1 exists' 'without zeros' existscontext -c 001
prints 'Context ACME exists' 'by name, whatever the case' existscontext -N ACME
prints 'Context acme.example exists' 'by mapping' existscontext -N acme.example
prints 'Context 1 exists' 'by both' existscontext -c 1 -N acme
prints '{"context": 1, "exists": true}' 'in JSON' existscontext -N acme --json
valid 'which follows its schema' exists "$TMP/out"
ok 'a disabled one' disablecontext -c 1
prints 'Context 1 exists' 'exists' existscontext -c 1
ok 'enabled again' enablecontext -c 1

no() {	# TEXT NAME OPTION...: that text on standard output, nothing else, and status 1
	text=$1 name=$2
	shift 2
	status_is 1 "trap 3: $name: 1" existscontext "$@"
	is "$(cat "$TMP/out" "$TMP/err")" "$text" "$name: the answer"
}
no 'Context 2 does not exist' 'another id' -c 2
no 'Context nobody does not exist' 'another name' -N nobody
no 'Context  does not exist' 'an empty name' -N ''
no 'Context x?y does not exist' 'what turns the direction of writing is not passed on' -N "$(printf 'x\342\200\256y')"
no '{"context": 2, "exists": false}' 'an id in JSON' -c 2 --json
valid 'which follows its schema' exists "$TMP/out"
no '{"exists": false}' 'a name in JSON' -N nobody --json
valid 'which follows its schema, too' exists "$TMP/out"

# A failure gives none of the two answers, not even where the status is the same.
fail() {	# STATUS TEXT NAME OPTION...
	want=$1 text=$2 name=$3
	shift 3
	fails "$want" "$name" existscontext "$@"
	stderr_has "$text"
	is "$(grep -vxF -e 'Usage: existscontext [OPTION...]' -e 'existscontext --help lists the options' "$TMP/out")" \
		'' "$name: no answer"
}
fail 1 'Ids must be numbers!' 'an id that is no number' -c x
fail 1 '{"code": 1, "name": "NOT_NUMBER", ' 'that in JSON' -c x --json
PROV_CONFIG=$TMP/none fail 1 "$TMP/none" 'no configuration' -c 1
fail 101 'Authentication failed' 'a wrong password' -c 1 -A oxadminmaster -P wrong
fail 103 'contextid must be from 1' 'an id out of range' -c 0
fail 103 'do not mean the same context' 'PF3: two contexts' -c 1 -N nobody
fail 103 'UTF-8' 'a name that is no text' -N "$(printf '\377')"
fail 103 'control character' 'a line end in the name' -N "$(printf 'x\nContext 1 exists')"
fail 104 'Either contextname or contextid must be given' 'no context'
fail 109 'responsetimeout' 'a value that is none' -c 1 --responsetimeout x
fail 111 'acme' 'a word' -c 1 acme
fail 111 '--contextid' 'trap 6: an abbreviation' --context 1
fail 111 '-c' 'trap 6: a letter with its value' -c1
prints 'Context 1 exists' 'trap 6: the first of repeated options counts' existscontext -c 1 -c 2
refused 1 'No space left on device' 'a full disk' sh -c 'existscontext -c 1 >/dev/full'
refused 1 'No space left on device' 'a full disk, and nobody' sh -c 'existscontext -c 2 >/dev/full'
dump >"$TMP/end"
is "$(diff "$TMP/begin" "$TMP/end" | grep -c -v -e ' change_log ' -e ' context ' -e '^[0-9-]')" 0 'it only reads'
done_testing
