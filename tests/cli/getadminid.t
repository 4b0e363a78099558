#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# getadminid.t - the id of a context's admin
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok getadminid
use_database
context 1 -N acme
dump >"$TMP/begin"
prints 2 'the id and nothing else' getadminid -c 1
prints '{"user": 2, "context": 1}' 'in JSON' getadminid -c 1 --json
valid 'which follows its schema' ids "$TMP/out"
fails 102 'trap 1: a tool of the master admin says 102' getadminid -c 9
stderr_has 'Context 9 does not exist'
is "$(head -n 1 "$TMP/err")" 'context 9 could not be retrieved: ' 'the head'
is "$(cat "$TMP/out")" '' 'nothing on standard output'
fails 104 'no context' getadminid
stderr_has 'Option(s) "contextid" missing'
fails 111 'only by id' getadminid -N acme
fails 1 'an id that is no number' getadminid -c x
fails 103 'an id out of range' getadminid -c 0
fails 101 'a context admin' getadminid -c 1 -A admin -P secret
fails 1 'a full disk' sh -c 'getadminid -c 1 >/dev/full'
dump >"$TMP/end"
is "$(diff "$TMP/begin" "$TMP/end")" '' 'it only reads'
done_testing
