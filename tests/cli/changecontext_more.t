#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# changecontext_more.t - properties and capabilities of contexts, as they are made, changed, listed and logged
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme --config/a.b=1 --capabilities-to-add drive
user 1 anna
attrs() {
	sql 'SELECT attrs, capabilities FROM prov.context WHERE cid = 1'
}
log() {
	sql "SELECT before, after FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1"
}

# trap 32: properties are single words, of any namespace.
prints 'context 1 changed' 'trap 32: a property' changecontext -c 1 --config/a.b=x,y --config/com.example/c=1=2 --other/d=z
is "$(attrs)" '{"other/d": "z", "config/a.b": "x,y", "config/com.example/c": "1=2"}|{drive}' 'is changed, others are added'
prints "$(printf '%s\n' '"config/a.b=x,y,config/com.example/c=1=2,other/d=z"')" 'listcontext has them in one cell' \
	sh -c 'listcontext --csv --fields attributes | tail -n 1'
ok 'as JSON' listcontext --json --fields attributes
output_has '{"attributes": {"config/a.b": "x,y", "config/com.example/c": "1=2", "other/d": "z"}}' 'they are an object'
ok 'removed' changecontext -N acme --remove-config/com.example/c --remove-other/d --remove-config/never
is "$(attrs)" '{"config/a.b": "x,y"}|{drive}' 'only those that are named'
ok 'trap 21: an empty value' changecontext -c 1 --config/a.b=
is "$(attrs)" '|{drive}' 'trap 21: clears it'
refused 109 'is not --NAMESPACE/NAME=VALUE' 'trap 32: it is one word' changecontext -c 1 --config/a b
refused 109 'is not --NAMESPACE/NAME=VALUE' 'trap 32: removing takes no value' changecontext -c 1 --remove-config/a=b
refused 103 'is not valid UTF-8' 'no text' changecontext -c 1 "--config/a=$(printf '\377')"
refused 103 'preferences of the GUI are those of a user' 'no preferences of the GUI' changecontext -c 1 --gui/a=b
ok 'DR15: a secret' changecontext -c 1 --config/imap.password=S3cret
ok 'DR15: another one' changecontext -c 1 --config/imap.password=0therS3cret --config/imap.host=mx
ok 'DR15: in a list' listcontext --csv
output_has 'config/imap.password=(secret)' 'DR15: it is hidden as well'
output_has 'config/imap.host=mx' 'DR15: but not the others'
ok 'DR15: whoever asks for that column' listcontext --csv --fields id,attributes
output_has 'config/imap.password=0therS3cret' 'DR15: gets it'
prints '{"attrs": {"config/imap.password": "(secret)"}}|{"attrs": {"config/imap.host": "mx", "config/imap.password": "(secret)"}}' \
	'DR15: is in no log' log
ok 'away with them' changecontext -c 1 --remove-config/imap.password --remove-config/imap.host
is "$(sql "SELECT count(*) FROM prov.change_log l WHERE l::text LIKE '%S3cret%'")" 0 'DR15: there is none'

# Capabilities: as for users.
prints 'context 1 changed' 'capabilities' changecontext -c 1 --capabilities-to-add '"Text,-CHAT"' --capabilities-to-remove drive
is "$(attrs)" '|{-chat,-drive,text}' 'lower case; -NAME and what is removed are denied'
prints '{"capabilities": ["drive"]}|{"capabilities": ["-chat", "-drive", "text"]}' 'E2: before and after' log
prints "$(printf '%s\n' 'Capabilities for user anna in context 1:' text)" 'users have them at once' getusercapabilities -c 1 -u anna
ok 'dropped' changecontext -c 1 --capabilities-to-drop chat,-drive,text
is "$(attrs)" '|' 'nothing is left'
prints '{"capabilities": ["-chat", "-drive", "text"]}|{"capabilities": null}' 'E2: and the log says so' log
before=$(sql 'SELECT count(*) FROM prov.change_log')
ok 'once more' changecontext -c 1 --capabilities-to-drop chat
is "$(sql 'SELECT count(*) FROM prov.change_log')" "$before" 'is no change'
prints 'context 1 would be changed (users whose access changes: 0, login mappings added: 0, removed: 0)' 'a dry run' \
	changecontext -c 1 --capabilities-to-add x --config/y=z --dry-run
is "$(attrs)" '|' 'changes nothing'
refused 103 'is no name of a capability' 'no name' changecontext -c 1 --capabilities-to-add 'a b'
refused 103 'capability a is both added and removed' 'a doubt' changecontext -c 1 --capabilities-to-add a --capabilities-to-remove a
refused 103 'a capability is not set as a property' 'what looks like one' changecontext -c 1 --capability/a=true
ok 'with all the rest' changecontext -c 1 -q 77 -L acme.test --access-tasks on --capabilities-to-add drive --config/a=b
prints '77|{"config/a": "b"}|{drive}' 'in one change' sql 'SELECT quota, attrs, capabilities FROM prov.context WHERE cid = 1'
ok 'deleted' deletecontext -c 1
prints '["drive"]' 'E2: the log has all of what was deleted' sql "SELECT before -> 'capabilities' FROM prov.change_log
	WHERE cid = 1 AND action = 'delete' AND kind = 'context'"
check_clean
done_testing
