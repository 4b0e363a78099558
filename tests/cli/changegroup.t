#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# changegroup.t - what is mentioned changes, and nothing else; members come and go together (rules G1, G3, G4)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok changegroup
use_database
context 1 -N acme -L acme.test
for name in anna bert carl dora; do
	user 1 "$name"
done
ok 'a group' creategroup -c 1 -n sales -d Sales -a anna,bert -e sales@acme.test -D text
ok 'another' creategroup -c 1 -n support -d Support

members() {	# GID: ids
	sql "SELECT coalesce(string_agg(uid::text, ' ' ORDER BY uid), 'none') FROM prov.member WHERE cid = 1 AND gid = $1"
}
log() {
	sql "SELECT action, id, before, after FROM prov.change_log WHERE cid = 1 AND kind = 'group' ORDER BY seq DESC LIMIT 1"
}

# Attributes; trap 21: absent is untouched, empty is cleared; trap 30: the id, also if the name said which one.
prints 'group 2 in context 1 changed' 'trap 30: the display name' changegroup -c 1 -n SALES -d 'Sales EU'
is "$(log)" 'change|2|{"display_name": "Sales"}|{"display_name": "Sales EU"}' 'E2: what differs is in the log'
ok 'trap 21: an empty description' changegroup -c 1 -i 2 -D ''
is "$(log)" 'change|2|{"description": "text"}|{"description": null}' 'trap 21: is none'
prints 't|Sales EU|sales@acme.test' 'trap 21: all else stays' sql 'SELECT description IS NULL, display_name, mail FROM prov.groups WHERE gid = 2'
ok 'an empty display name' changegroup -c 1 -i 2 -d ''
prints sales 'is the name' sql 'SELECT display_name FROM prov.groups WHERE cid = 1 AND gid = 2'
seq=$(sql 'SELECT change_seq FROM prov.context WHERE cid = 1')
prints 'group 2 in context 1 changed' 'the same again' changegroup -c 1 -i 2 -d sales -e sales@acme.test
ok 'nothing at all' changegroup -c 1 -i 2
is "$(sql 'SELECT change_seq FROM prov.context WHERE cid = 1')" "$seq" 'is no change'

# Rename: with the id the name is the new one.
ok 'a new name' changegroup -c 1 -i 2 -n Vertrieb
prints 'vertrieb|vertrieb' 'trap 22: in lower case' sql 'SELECT name, login FROM prov.groups WHERE cid = 1 AND gid = 2'
refused 103 'Group support already exists in this context' 'a name that is taken' changegroup -c 1 -i 2 -n Support
refused 103 'Illegal chars: "!"' 'a name that is none' changegroup -c 1 -i 2 -n 'a!'
refused 103 'Invalid group name' 'an empty one' changegroup -c 1 -i 2 -n ''
ok 'in another case it is the same' changegroup -c 1 -i 2 -n VERTRIEB
set_config 'names: { group = "[0-9]"; };'
ok 'a name that stays may be what would be refused today' changegroup -c 1 -i 2 -n vertrieb -d V
refused 103 'Illegal chars' 'a new one may not' changegroup -c 1 -i 2 -n sales
set_config
ok 'everybody may have another name' changegroup -c 1 -i 1 -n everybody -d Everybody -e all@acme.test

# Addresses.
ok 'another address' changegroup -c 1 -i 2 -e v@acme.test
prints 'all@acme.test 1 v@acme.test 2' 'U3: the old one is free' sql "SELECT string_agg(address || ' ' || owner, ' ' ORDER BY address)
	FROM prov.address WHERE cid = 1 AND kind = 'g'"
ok 'in another case' changegroup -c 1 -i 2 -e V@acme.test
prints 'V@acme.test|v@acme.test' 'U3: is as it was typed' sql 'SELECT mail, address FROM prov.groups WHERE cid = 1 AND gid = 2'
refused 103 'Mail address bert@c1.example already exists' 'U3: that of a user' changegroup -c 1 -i 2 -e bert@c1.example
refused 103 'is what user carl of this context logs in with' 'DR18: a login' changegroup -c 1 -i 2 -e carl@acme.test
refused 103 'mail servers cut' 'DR19: a delimiter' changegroup -c 1 -i 2 -e a+v@acme.test
ok 'an empty one' changegroup -c 1 -i 2 -e ''
prints 0 'U3: takes it away' sql "SELECT count(*) FROM prov.address WHERE cid = 1 AND owner = 2 AND kind = 'g'"
ok 'and again' changegroup -c 1 -i 2 -e v@acme.test

# Members (trap 36: -a adds, -r removes, -i is the group).
is "$(members 2)" '3 4' 'who is in it'
ok 'trap 36: who comes and who goes' changegroup -c 1 -n vertrieb -a Carl,6 -r bert
is "$(members 2)" '3 5 6' 'trap 36: all at once'
is "$(log)" 'change|2|{"members_removed": [4]}|{"members_added": [5, 6]}' 'E2: they are in the log'
ok 'who goes' changegroup -c 1 -i 2 -r carl
is "$(log)" 'change|2|{"members_removed": [5]}|{}' 'E2: it is in the log'
refused 103 'Member already exists in group' 'one who is in it' changegroup -c 1 -i 2 -a carl,anna
stderr_has 'detail: it is user 3'
ok '--if-not-exists' changegroup -c 1 -i 2 -a carl,anna --if-not-exists
is "$(members 2)" '3 5 6' 'who was not in it is'
ok 'who is not in it need not go' changegroup -c 1 -i 2 -r bert
is "$(members 2)" '3 5 6' 'nothing changed'
refused 108 'No such user nobody in context 1' 'nobody cannot go' changegroup -c 1 -i 2 -r nobody
refused 108 'No such user 77 in context 1' 'nor come' changegroup -c 1 -i 2 -a 77 -d New
refused 103 'user 5 is both to be added and to be removed' 'one of both' changegroup -c 1 -i 2 -r carl,anna -a carl --if-not-exists
refused 103 'user 4 is both to be added and to be removed' 'and who is not in it' changegroup -c 1 -i 2 -r bert -a 4
refused 103 'the members of group 1 cannot be changed' 'G1: everybody' changegroup -c 1 -i 1 -a anna
refused 103 'the members of group 1 cannot be changed' 'G1: nor taken out' changegroup -c 1 -n everybody -r anna
printf 'anna\ncarl\n' >"$TMP/leave"
ok 'of a file' changegroup -c 1 -i 2 --removemembers-file "$TMP/leave" --addmembers-file - <<-END
	bert
END
is "$(members 2)" '4 6' 'come and go'
prints "$(printf '%s\n' '1|2' '1|3' '1|4' '1|5' '1|6' '2|4' '2|6')" 'G3: who gets what is sent to a group' \
	sql "SELECT gid, uid FROM prov.group_recipient WHERE cid = 1 AND address IN ('all@acme.test', 'v@acme.test') ORDER BY 1, 2"
prints 'bert@c1.example' 'G3: at their addresses' sql "SELECT recipient FROM prov.group_recipient
	WHERE cid = 1 AND address = 'v@acme.test' ORDER BY uid LIMIT 1"
ok 'a disabled member' changeuser -c 1 -u bert --mailenabled false
prints 2 'G3: keeps its mail' sql "SELECT count(*) FROM prov.group_recipient WHERE cid = 1 AND address = 'v@acme.test'"
ok 'a user who is deleted' deleteuser -c 1 -u dora
is "$(members 2)" 4 'is in no group'

# G4: what a directory brings belongs to it.
sql "UPDATE prov.groups SET source = 'corp', source_key = 'k' WHERE cid = 1 AND gid = 2"
for change in '-n sales' '-d Other' '-e other@acme.test' '-e=' '-a anna' '-r bert'; do
	# shellcheck disable=SC2086 # words
	set -- $change
	[ "$change" != '-e=' ] || set -- -e ''
	refused 103 'group 2 belongs to the directory of source "corp"' "G4: $change" changegroup -c 1 -i 2 "$@"
done
stderr_has 'hint: change its entry there'
ok 'G4: what it has already' changegroup -c 1 -i 2 -n vertrieb -e v@acme.test
ok 'G4: the description is ours' changegroup -c 1 -i 2 -D 'of the south'
prints 'of the south' 'G4: it is changed' sql 'SELECT description FROM prov.groups WHERE cid = 1 AND gid = 2'
sql "UPDATE prov.groups SET missing_since = now() WHERE cid = 1 AND gid = 2"
ok 'G4: when its entry is gone, it is not theirs' changegroup -c 1 -i 2 -d Ours -a anna

# Which one.
fails 104 'neither id nor name' changegroup -c 1 -d x
stderr_has 'Error: Either groupname or groupid must be given'
refused 112 'No such group 99 in context 1' 'an id that no group has' changegroup -c 1 -i 99 -d x
refused 112 'No such group nobody in context 1' 'a name' changegroup -c 1 -n nobody -d x
refused 101 'Authentication failed' 'trap 1: an unknown context' changegroup -c 9 -i 2 -d x
refused 1 'Ids must be numbers!' 'an id that is no number' changegroup -c 1 -i x -d x
is "$(head -n 1 "$TMP/err")" 'group in context 1 could not be changed: ' 'the head of an error'
prints '{"group": 2, "context": 1}' 'as JSON' changegroup -c 1 -n vertrieb --json -d Again
check_clean
done_testing
