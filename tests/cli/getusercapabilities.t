#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# getusercapabilities.t - M5: capabilities of a user, its context and the installation, of which the first counts
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok getusercapabilities
fails 105 'no database is no answer' getusercapabilities -c 1 -u anna
use_database
context 1 -N acme --capabilities-to-add 'drive,-chat'
context 2 -N bare
user 1 anna
stored() {
	sql "SELECT capabilities FROM prov.users WHERE cid = 1 AND login = 'anna'"
}
changes() {
	sql "SELECT count(*) FROM prov.change_log WHERE cid = 1"
}

# The cascade.
prints "$(printf '%s\n' 'Capabilities for user anna in context 1:' drive)" 'those of the context' \
	getusercapabilities -c 1 -u anna
set_config 'access: { capabilities = "mobile, drive, CHAT"; };'
prints "$(printf '%s\n' 'Capabilities for user 3 in context 1:' drive mobile)" 'and of the installation, unless the context denies one' \
	getusercapabilities -c 1 -i 3
ok 'its own' changeuser -c 1 -u anna --capabilities-to-add chat,-drive,text
prints "$(printf '%s\n' 'Capabilities for user anna in context 1:' chat mobile text)" 'count first' \
	getusercapabilities -c 1 -u anna
prints "$(printf '%s\n' capability,granted,from '"chat","true","user"' '"drive","false","user"' \
	'"mobile","true","installation"' '"text","true","user"')" 'as CSV: what is denied, and who says so' \
	getusercapabilities -c 1 -u anna --csv
ok 'nothing of its own' changeuser -c 1 -u anna --capabilities-to-drop chat,drive,text
prints '[
 {"capability": "chat", "granted": false, "from": "context"},
 {"capability": "drive", "granted": true, "from": "context"},
 {"capability": "mobile", "granted": true, "from": "installation"}
]' 'as JSON' getusercapabilities -c 1 -u anna --json
ok 'a field' getusercapabilities -c 2 -i 2 --csv --fields from
is "$(sort -u "$TMP/out")" "$(printf '%s\n' '"installation"' from)" 'is that alone'
set_config
prints 'There are no capabilities set for user admin in context 2' 'none' getusercapabilities -c 2 -u admin
prints '[]' 'none as JSON' getusercapabilities -c 2 -u admin --json
prints 'capability,granted,from' 'none as CSV' getusercapabilities -c 2 -u admin --csv

# What is stored: add, remove, drop.
ok 'added' changeuser -c 1 -u anna --capabilities-to-add '"Drive,Text , -CHAT,,"'
is "$(stored)" '{-chat,drive,text}' 'lower case, without the quotes around it and blanks, in order'
before=$(changes)
ok 'the same again' changeuser -c 1 -u anna --capabilities-to-add text,drive,-chat
is "$(changes)" "$before" 'is no change'
ok 'removed' changeuser -c 1 -u anna --capabilities-to-remove drive,new
is "$(stored)" '{-chat,-drive,-new,text}' 'what is removed is denied, also what was not there'
prints '{"capabilities": ["-chat", "drive", "text"]}|{"capabilities": ["-chat", "-drive", "-new", "text"]}' \
	'E2: the log has before and after' sql "SELECT before, after FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1"
ok 'dropped' changeuser -c 1 -u anna --capabilities-to-drop drive,-new,absent
is "$(stored)" '{-chat,text}' 'what is dropped is no entry any more'
ok 'dropped and added' changeuser -c 1 -u anna --capabilities-to-drop chat --capabilities-to-add chat
is "$(stored)" '{chat,text}' 'is added'
ok 'denied twice' changeuser -c 1 -u anna --capabilities-to-remove chat --capabilities-to-add -chat
is "$(stored)" '{-chat,text}' 'is denied'
ok 'a new user' createuser $(plain_user 1 bert) --capabilities-to-add null,a.b:c/d@e+f-g
is "$(sql "SELECT capabilities FROM prov.users WHERE login = 'bert'")" '{a.b:c/d@e+f-g,"null"}' 'has some from the start'
prints "$(printf '%s\n' 'Capabilities for user bert in context 1:' a.b:c/d@e+f-g drive null)" 'and shows them' \
	getusercapabilities -c 1 -u bert
ok 'nothing is left' changeuser -c 1 -u anna --capabilities-to-drop chat,text
is "$(sql "SELECT capabilities IS NULL FROM prov.users WHERE login = 'anna'")" t 'is NULL'
prints '{"capabilities": ["-chat", "text"]}|{"capabilities": null}' 'E2: and the log says so' \
	sql "SELECT before, after FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1"
ok 'an empty list' changeuser -c 1 -u anna --capabilities-to-add '' --capabilities-to-remove '""' --capabilities-to-drop ,
prints '["a.b:c/d@e+f-g","null"]' 'listuser has its own' \
	sh -c 'listuser -c 1 -s bert --json --fields capabilities | sed -n "s/.*: \(\[.*\]\)}/\1/p"'
prints "$(printf 'Capabilities\n"a.b:c/d@e+f-g,null"')" 'in CSV, too' listuser -c 1 -s bert --csv --fields Capabilities
ok 'deleted' deleteuser -c 1 -u bert
prints '["a.b:c/d@e+f-g", "null"]' 'E2: the log has all of what was deleted' \
	sql "SELECT before -> 'capabilities' FROM prov.change_log WHERE cid = 1 AND action = 'delete'"

# What is refused.
for bad in 'a b' 'ü' '--a' '-' "$(printf '%065d' 0)" 'a;b' 'a=b' '{a}'; do
	refused 103 'is no name of a capability' "add $bad" changeuser -c 1 -u anna "--capabilities-to-add=x,$bad"
done
refused 103 'is no name of a capability' 'remove -a: it is no double negation' changeuser -c 1 -u anna --capabilities-to-remove -a
stderr_has 'capabilities-to-remove: "-a"'
refused 103 'capability a is both added and removed' 'a doubt' changeuser -c 1 -u anna --capabilities-to-add a \
	--capabilities-to-remove A
refused 103 'a capability is not set as a property' 'what looks like one' changeuser -c 1 -u anna --capability/drive=true
stderr_has '--capabilities-to-add'
refused 103 'a capability is not set as a property' 'of a context' createcontext -c 9 -q 1 --remove-capability/drive \
	$(plain_user 9 admin | sed 's/^-c 9 //')
refused 108 'No such user nobody in context 1' 'an unknown user' getusercapabilities -c 1 -u nobody
refused 101 'Authentication failed' 'an unknown context' getusercapabilities -c 99 -u anna
refused 104 'Either username or userid' 'nobody' getusercapabilities -c 1
refused 103 'there is no field "name"' 'no such field' getusercapabilities -c 1 -u anna --fields name
set_config 'access: { capabilities = "a b"; };'
refused 1 'prov.conf:2: ' 'of the installation' getusercapabilities -c 1 -u anna
set_config
check_clean
done_testing
