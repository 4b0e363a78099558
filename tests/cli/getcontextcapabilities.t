#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# getcontextcapabilities.t - M5: what users of a context have who have nothing of their own
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok getcontextcapabilities
fails 105 'no database is no answer' getcontextcapabilities -c 1
use_database
context 1 -N acme --capabilities-to-add 'Drive,-chat' --capabilities-to-remove voip
context 2 -N bare
prints "$(printf '%s\n' 'Capabilities for context 1:' drive)" 'what is granted' getcontextcapabilities -c 1
prints "$(printf '%s\n' 'Capabilities for context 1:' drive)" 'by name: the id is said' getcontextcapabilities -N ACME
prints 'There are no capabilities set for context 2' 'none' getcontextcapabilities -c 2
set_config 'access: { capabilities = "-mail,chat,text"; };'
prints "$(printf '%s\n' capability,granted,from '"chat","false","context"' '"drive","true","context"' \
	'"mail","false","installation"' '"text","true","installation"' '"voip","false","context"')" \
	'as CSV: what is denied, and who says so' getcontextcapabilities -c 1 --csv
ok 'as JSON' getcontextcapabilities -c 2 --json
output_has '{"capability": "text", "granted": true, "from": "installation"}'
ok 'a user has some of its own' changeuser -c 1 -i 2 --capabilities-to-add own
lacks "$TMP/out" own 'they are not the context'\''s'
prints "$(printf '%s\n' 'Capabilities for context 1:' drive text)" 'those are not the context'\''s' getcontextcapabilities -c 1
ok 'listcontext' listcontext --json --fields id,attributes
output_has '{"id": 1, "attributes": {}}' 'they are not among the attributes'
refused 102 'Context 99 does not exist' 'an unknown context' getcontextcapabilities -c 99
refused 104 'Either contextname or contextid must be given' 'no context' getcontextcapabilities
refused 1 'Ids must be numbers!' 'no number' getcontextcapabilities -c x
check_clean
done_testing
