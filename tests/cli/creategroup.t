#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# creategroup.t - a group is there with its members and its address, or nothing is (rules G1, G2, U3, U4)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok creategroup
fails 105 'no database yet' creategroup -c 1 -n sales -d Sales
use_database
context 1 -N acme -L acme.test
context 2 -N other -L other.test
user 1 anna
anna=$new_id
user 1 Bert
bert=$new_id
user 1 J99

# What is created; trap 30: object word, id, context, on standard output; trap 22: names in lower case.
prints 'group 2 in context 1 created' 'trap 30: the message has the id' \
	creategroup -c 1 -n Sales -d 'Sales, "EU"' -a "$anna,BERT" -e Sales@Acme.Test -D 'First line
second line'
is "$(cat "$TMP/err")" '' 'and nothing else'
prints "sales|sales|Sales, \"EU\"|Sales@Acme.Test|sales@acme.test|First line
second line" 'trap 22: the row' sql 'SELECT name, login, display_name, mail, address, description FROM prov.groups
	WHERE cid = 1 AND gid = 2'
prints "$anna
$bert" 'members by id and by name, whatever its case' sql 'SELECT uid FROM prov.member WHERE cid = 1 AND gid = 2 ORDER BY uid'
prints 'g|2' 'U3: the address is claimed' sql "SELECT kind, owner FROM prov.address WHERE cid = 1 AND address = 'sales@acme.test'"
prints '2|3' 'U4: the counter' sql 'SELECT 2, next_gid FROM prov.context WHERE cid = 1'
is "$(sql "SELECT who <> '', program, action, kind, id, before IS NULL, after FROM prov.change_log WHERE cid = 1
	ORDER BY seq DESC LIMIT 1")" \
	"t|creategroup|create|group|2|t|{\"mail\": \"Sales@Acme.Test\", \"name\": \"sales\", \"members\": [$anna, $bert], \"description\": \"First line\\nsecond line\", \"display_name\": \"Sales, \\\"EU\\\"\"}" \
	'E2: the change log has all of it'
prints '{"group": 3, "context": 1}' 'as JSON' creategroup -c 1 -n 'two words' -d Two --json
prints 'group 2 in context 2 created' 'another context counts for itself' creategroup -c 2 -n sales -d Sales

# Taken names.
refused 103 'Group already exists!' 'a name' creategroup -c 1 -n sales -d Sales
refused 103 'Group already exists!' 'in another case' creategroup -c 1 -n SALES -d Sales
refused 103 'Group already exists!' 'that of everybody' creategroup -c 1 -n users -d Users
silent '--if-not-exists' creategroup -c 1 -n Sales -d Other --if-not-exists
prints '{"group": 2, "context": 1, "changed": false}' '--if-not-exists as JSON' \
	creategroup -c 1 -n sales -d Other --if-not-exists --json
refused 103 'Mail address anna@c1.example already exists' '--if-not-exists is not about addresses' \
	creategroup -c 1 -n new -d New -e anna@c1.example --if-not-exists
prints 'group 4 in context 1 created' 'a user and a group may have the same name' creategroup -c 1 -n anna -d Anna
prints 'group 5 in context 1 created' '--if-not-exists creates what is not there' creategroup -c 1 -n fresh -d F --if-not-exists

# Names (trap 22, DR4, DR3): the alphabet is a setting, a blank is allowed inside.
refused 103 'Illegal chars: "!"' 'trap 22: a character' creategroup -c 1 -n 'a!b' -d x
refused 103 'Invalid group name' 'an empty name' creategroup -c 1 -n '' -d x
refused 103 'Invalid group name' 'of blanks' creategroup -c 1 -n '  ' -d x
for name in . .. -x ' a' 'a '; do
	refused 103 'Invalid group name' "DR4: \"$name\"" creategroup -c 1 -n "$name" -d x
done
refused 103 'an invisible character' 'DR4: a name with U+200B' creategroup -c 1 -n "$(printf 'a\342\200\213b')" -d x
refused 103 'longer than 255 bytes' 'a long name' creategroup -c 1 -n "$(printf '%0256d' 0)" -d x
set_config 'names: { group = "[a-z]"; };'
refused 103 'Illegal chars: "S1"' 'names.group' creategroup -c 1 -n S1 -d x
printf 'names: { group = "[A-Za-z\303\274]"; group_lower = false; };' >"$TMP/names"
set_config "$(cat "$TMP/names")"
ok 'names.group_lower: false' creategroup -c 1 -n Vertrieb -d x
prints 'Vertrieb|vertrieb' 'keeps the case' sql "SELECT name, login FROM prov.groups WHERE login = 'vertrieb'"
refused 103 'Group already exists!' 'and compares without' creategroup -c 1 -n VERTRIEB -d x
ok 'DR3: a name in NFC' creategroup -c 1 -n "$(printf 'm\303\274ller')" -d x
refused 103 'Group already exists!' 'DR3: in NFD it is the same' creategroup -c 1 -n "$(printf 'mu\314\210ller')" -d x
set_config

# The display name.
refused 103 'Mandatory fields not set: displayname' 'an empty display name' creategroup -c 1 -n x -d ''
refused 103 'nothing that can be seen' 'DR4: of what nobody sees' creategroup -c 1 -n x -d ' '
ok 'DR3: stray blanks go' creategroup -c 1 -n x -d "$(printf ' Ju\314\210rgens   group ')"
prints "$(printf 'J\303\274rgens group')" 'DR3: and NFC stays' sql "SELECT display_name FROM prov.groups WHERE login = 'x'"

# Members.
refused 108 'No such user 99 in context 1' 'a member that nobody is' creategroup -c 1 -n y -d Y -a "$anna,99"
refused 108 'No such user nobody in context 1' 'by name' creategroup -c 1 -n y -d Y -a 'nobody,anna'
refused 108 'No such user 99999999999 in context 1' 'a number that is no id' creategroup -c 1 -n y -d Y -a 99999999999
refused 103 'valid UTF-8' 'what is no text' creategroup -c 1 -n y -d Y -a "$(printf 'a\377b')"
ok 'one twice is one' creategroup -c 1 -n y -d Y -a " $anna , anna,,ANNA, "
prints "$anna" 'once' sql "SELECT uid FROM prov.member m JOIN prov.groups g USING (cid, gid) WHERE login = 'y'"
ok 'no members' creategroup -c 1 -n z -d Z -a ''
printf '%s\r\n\n# no\n' "$bert" | sed '/#/d' >"$TMP/members"
printf '  j99  \nanna' >>"$TMP/members"
ok 'members of a file' creategroup -c 1 -n file -d F -a 2 --addmembers-file "$TMP/members"
prints '2 3 4 5' 'and of the option' sql "SELECT string_agg(uid::text, ' ' ORDER BY uid) FROM prov.member m
	JOIN prov.groups g USING (cid, gid) WHERE login = 'file'"
ok 'from standard input' creategroup -c 1 -n stdin -d F --addmembers-file - <"$TMP/members"
refused 1 'none' 'no such file' creategroup -c 1 -n nofile -d F --addmembers-file "$TMP/none"

# Addresses (U3, U7; DR2, DR6, DR7, DR18, DR19, DR9).
refused 103 'Mail address anna@c1.example already exists in this context' 'U3: that of a user' \
	creategroup -c 1 -n mail -d M -e ANNA@c1.example
stderr_has "detail: it is that of user $anna" 'and whose it is'
refused 103 'Mail address sales@acme.test already exists' 'U3: that of a group' creategroup -c 1 -n mail -d M -e sales@acme.test
stderr_has 'detail: it is that of group 2'
refused 103 'is what user anna of this context logs in with' 'DR18: what a user logs in with' \
	creategroup -c 1 -n mail -d M -e anna@acme.test
ok 'DR18: the same at a domain that is no mapping' creategroup -c 1 -n mail -d M -e anna@elsewhere.example
ok 'DR18: the group is first' creategroup -c 1 -n support -d S -e support@acme.test
refused 103 'User support would log in with support@acme.test, which is a mail address of another user, group' \
	'DR18: then the user is refused' createuser -c 1 -u support -g S -s U -p "$HASH" --passwordmech HASH -e su@acme.test
refused 103 'mail servers cut' 'DR19: a delimiter' creategroup -c 1 -n plus -d P -e a+b@acme.test
refused 103 'Invalid email address' 'DR2: an invisible character' creategroup -c 1 -n p -d P -e "$(printf 'a\302\240@acme.test')"
refused 103 'Invalid email address' 'DR6: no catch-all' creategroup -c 1 -n p -d P -e '*@acme.test'
refused 103 'Invalid email address' 'DR7: a label that ends in a hyphen' creategroup -c 1 -n p -d P -e a@acme-.test
ok 'DR9: mail that goes to another context' creategroup -c 1 -n away -d A -e away@other.test
stderr_has 'warning: mail for away@other.test goes to context 2' 'DR9: is a warning'
ok 'beyond ASCII' creategroup -c 1 -n idn -d I -e "$(printf 'a@m\303\274ller.example')"
prints 'a@xn--mller-kva.example' 'is stored as servers search for it' sql "SELECT address FROM prov.groups WHERE login = 'idn'"

# Who may; trap 1, trap 2.
fails 101 'trap 1: an unknown context' creategroup -c 9 -n a -d A
fails 101 'a wrong password' creategroup -c 1 -n a -d A -A admin -P wrong
ok 'the admin' creategroup -c 1 -n admins -d A -A admin -P secret
fails 104 'mandatory options' creategroup -c 1
is "$(sed -n 2p "$TMP/err")" 'Error: Option(s) "name,displayname" missing' 'are named'
is "$(sed -n 1p "$TMP/err")" 'group could not be created: ' 'the head'
output_has 'Usage: creategroup' 'trap 30: usage on standard output'
fails 103 'trap 35: --nonl' creategroup -c 1 -n sales -d S --nonl
is "$(cat "$TMP/err")" 'group in context 1 could not be created: Server response: Group already exists!' 'trap 35: is one line'

# U4: running out.
sql 'UPDATE prov.context SET next_gid = 2147483647 WHERE cid = 2'
prints 'group 2147483647 in context 2 created' 'U4: the last id' creategroup -c 2 -n last -d L
refused 103 'context 2 has no group ids left' 'U4: after it there is a clear error' creategroup -c 2 -n more -d M
check_clean
done_testing
