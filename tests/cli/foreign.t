#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# foreign.t - PF12: text of others is never obeyed by a terminal, and never looks like a line of ours; PF13: --nonl
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1
user 1 anna
lines() {	# of standard error that begin like a message of success
	grep -cE '^(user|context) .* (created|changed|deleted)$' "$TMP/err"
}
evil=$(printf 'x\nuser 3 in context 1 deleted')
fails 103 'PF12: a name that looks like success' deleteuser -c 1 -u "$evil"
is "$(lines)" 0 'does not'
stderr_has 'user x?user 3 in context 1 deleted in context 1 could not be deleted: '
for bad in '\033[2J' '\302\233' '\342\200\250' '\342\200\256' '\233' '\177' '\r' '\b'; do
	# shellcheck disable=SC2059 # the text is a format
	run deleteuser -c 1 -u "a$(printf "$bad")b"
	is "$((status == 108 || status == 103))" 1 "PF12: $bad is in no name"
	stderr_has 'user a?'
	is "$(LC_ALL=C grep -c "$(printf '[\001-\011\013-\037\177\233]')" "$TMP/err")" 0 'nothing of it is printed'
done
fails 1 'PF12: a file' createuser -c 1 -u a -d A -g G -s S -e a@b.example --password-file "$(printf '/x\nuser 3 in context 1 created')"
is "$(lines)" 0 'looks like nothing else'
fails 111 'PF12: a program' prov help "$evil"
is "$(lines)" 0 'neither'
fails 103 'PF12: a field' listuser -c 1 --fields "$evil"
is "$(lines)" 0 'nor that'
fails 1 'PF12: a configuration' env PROV_CONFIG="$evil" listcontext
is "$(lines)" 0 'nor that'
ok 'PF12: the environment' env PROV_CONFIG="$evil" listcontext --environment
output_has 'PROV_CONFIG=x?user 3'

# On a terminal, tables and CSV obey nothing; what a script reads is as it is.
sql "UPDATE prov.users SET attrs = jsonb_build_object('note', E'a\\x1b[2J\\nuser 3 in context 1 deleted') WHERE uid = 3"
ok 'to a file' listuser -c 1 --csv --fields id,note -s anna
is "$(tail -n 1 "$TMP/out")" 'user 3 in context 1 deleted"' 'CSV has the value'
script -qec 'listuser -c 1 --csv --fields id,note -s anna' /dev/null </dev/null >"$TMP/tty" 2>&1
is "$(tr -d '\r' <"$TMP/tty" | tail -n 1)" '"3","a [2J user 3 in context 1 deleted"' 'PF12: on a terminal it is shown'
ok 'as a table' listuser -c 1 --fields id,note -s anna
is "$(tail -n 1 "$TMP/out" | sed 's/ *$//')" ' 3 a [2J user 3 in context 1 deleted' 'so it is in a table'
ok 'as JSON' listuser -c 1 --json --fields note -s anna
output_has '"a\u001b[2J\u000auser 3 in context 1 deleted"'

fails 108 '--nonl' deleteuser --nonl -c 1 -u nobody
is "$(sed 's/response: .*/response: .../' "$TMP/err")" 'user nobody in context 1 could not be deleted: Server response: ...' \
	'PF13: single blanks'
is "$(grep -c '  ' "$TMP/err")" 0 'PF13: everywhere'
done_testing
