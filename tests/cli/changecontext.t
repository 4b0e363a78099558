#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# changecontext.t - what is mentioned about a context changes, and nothing else
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok changecontext
fails 105 'no database is none to change' changecontext -c 1 -q 5
use_database
context 1 -N acme -L acme.example
context 2 -N other -L other.example

row() {	# CONTEXT
	sql "SELECT name, enabled, quota, (SELECT string_agg(l.name, ',' ORDER BY l.name) FROM prov.login_name l
		WHERE l.cid = c.cid) FROM prov.context c WHERE cid = $1"
}
last() {	# CONTEXT: what the last line of its log has
	sql "SELECT action || ' ' || kind || ' ' || id || ' ' || before || ' ' || after FROM prov.change_log
		WHERE cid = $1 ORDER BY seq DESC LIMIT 1"
}
lines() {
	sql 'SELECT count(*) FROM prov.change_log'
}

# Quota.
prints 'context 1 changed' 'the success line has the id' changecontext -c 01 -q 50
prints 'context ACME changed' 'or the name, as it was given' changecontext -N ACME -q -1
is "$(row 1)" 'acme|t|-1|1,acme,acme.example' 'nothing else is different'
is "$(last 1)" 'change context 1 {"quota": 50} {"quota": -1}' 'DR15: the log has what was and what is'
is "$(row 2)" 'other|t|100|2,other,other.example' 'no other context is different'
before=$(lines)
ok 'what is so already' changecontext -c 1 -q -1 -L ACME.example,1,Acme -N acme
ok 'and nothing at all' changecontext -c 1
is "$(lines)" "$before" 'are no change'
prints '{"context": 1}' 'in JSON' changecontext -N acme -q 7 --json
refused 109 "Illegal value '' for option -q/--quota" 'an empty quota' changecontext -c 1 -q ''
refused 109 "Illegal value '-2' for option -q/--quota" 'a quota below -1' changecontext -c 1 -q -2
ok 'trap 7: a value may begin with a dash, and = may stand before it' changecontext --contextid=1 --quota=-1

# Login mappings (C1, U7).
prints 'context 1 changed' 'trap 24: -L splits at commas' changecontext -c 1 -L a.example,B.example,b.EXAMPLE
is "$(row 1)" 'acme|t|-1|1,a.example,acme,acme.example,b.example' 'mappings are in lower case'
prints 'context 1 changed' '-R takes them away' changecontext -c 1 -R 'A.example, b.example'
is "$(row 1)" 'acme|t|-1|1,acme,acme.example' 'and no others'
is "$(last 1)" 'change context 1 {"mappings": ["1", "a.example", "acme", "acme.example", "b.example"]} {"mappings": ["1", "acme", "acme.example"]}' \
	'DR15: the log has them'
ok 'both in one' changecontext -c 1 -L c.example -R acme.example
is "$(row 1)" 'acme|t|-1|1,acme,c.example' 'is one change'
prints 'context 1 changed' 'the long names' changecontext -c 1 --addmapping=acme.example --removemapping=c.example
for name in 1 acme ACME; do
	refused 103 "\"$name\" cannot be removed: the id and the name of a context are always login mappings" \
		"C1: $name stays" changecontext -c 1 -R "acme.example,$name"
done
refused 103 '"a.example" cannot be added and removed' 'both for one' changecontext -c 1 -L A.example -R a.example
ok 'what is no mapping is no failure' changecontext -c 1 -R other.example
stderr_has 'changecontext: warning: other.example is no login mapping of context 1' 'but is said'
is "$(row 2)" 'other|t|100|2,other,other.example' 'and that of another context stays'
refused 106 'A mapping with login info "other.example" already exists in the system!' 'a mapping that is taken' \
	changecontext -c 1 -L z.example,Other.Example
refused 106 'A mapping with login info "other" already exists in the system!' 'the name of another context' \
	changecontext -c 1 -L other
fails 106 'the same in JSON' changecontext -c 1 -L other --json
stderr_has '"retry": false' 'DR8: trying again does not help'
for number in 2 42 042; do
	refused 103 "\"$number\" is a number: of those only the context's own id, 1, can be its name or login mapping" \
		"DR8: $number as mapping" changecontext -c 1 -L "$number"
	refused 103 "\"$number\" is a number" "DR8: $number as name" changecontext -c 1 -N "$number"
done
refused 103 'Illegal chars: "@" in login mapping' 'trap 23: @ is not for mappings' changecontext -c 1 -L a@b
ok 'DR5: a domain beyond ASCII' changecontext -c 1 -L müller.example
is "$(row 1)" 'acme|t|-1|1,acme,acme.example,xn--mller-kva.example' 'DR5: is taken in ASCII'
ok 'DR5: and goes by either form' changecontext -c 1 -R MÜLLER.example
is "$(row 1)" 'acme|t|-1|1,acme,acme.example' 'DR5: without a trace'
ok 'a mapping moves: away' changecontext -c 1 -R acme.example
ok 'and there' changecontext -N other -L acme.example
is "$(row 2)" 'other|t|100|2,acme.example,other,other.example' 'it is'

# Another name.
prints 'context 1 changed' 'with -c, -N is a new name' changecontext -c 1 -N AcmeCorp
is "$(row 1)" 'AcmeCorp|t|-1|1,acmecorp' 'the new one is a mapping, the old one none any more'
ok 'so it is free' changecontext -c 2 -L acme
ok 'for that one only' changecontext -c 2 -R acme
ok 'an old name that stays a mapping' changecontext -c 1 -N acme -L AcmeCorp
is "$(row 1)" 'acme|t|-1|1,acme,acmecorp' 'because -L says so'
ok 'a mapping becomes the name' changecontext -c 1 -N acmecorp -R acme
is "$(row 1)" 'acmecorp|t|-1|1,acmecorp' 'while -R is about the old one'
ok 'only the case' changecontext -c 1 -N ACMEcorp
is "$(row 1)" 'ACMEcorp|t|-1|1,acmecorp' 'is a change of the name only'
ok 'the id as name' changecontext -c 1 -N 1
is "$(row 1)" '1|t|-1|1' 'is one mapping'
ok 'and another name again' changecontext -N 1 -c 1 -q 9
ok 'and another name again' changecontext -c 1 -N acme
is "$(row 1)" 'acme|t|9|1,acme' 'keeps the id as mapping'
refused 103 'Context OTHER already exists!' 'a name that is taken' changecontext -c 1 -N OTHER
refused 103 'Context other.example already exists!' 'also as a mapping' changecontext -c 1 -N other.example
refused 103 'Invalid mapping name' 'an empty name, of a variable that is not set' changecontext -c 1 -N ''
refused 103 'Illegal chars: " " in login mapping' 'a blank is not for names' changecontext -c 1 -N 'a b'
refused 102 'Context 99 does not exist' 'an unknown id' changecontext -c 99 -N new
refused 102 'Context nobody does not exist' 'an unknown name' changecontext -N nobody -q 5
is "$(head -n 1 "$TMP/err")" 'context nobody could not be changed: ' 'the head of an error'
refused 104 'Either contextname or contextid must be given' 'neither id nor name' changecontext -q 5
refused 1 'Ids must be numbers!' 'an id that is no number' changecontext -c 1e3 -q 5

# U7: with a new mapping nobody logs in with an address of somebody else.
user 1 anna
user 1 bert -e bert@acme.test -a 'bert@acme.test, anna@acme.test'
bert=$new_id
refused 103 "With the login mapping acme.test user anna would log in with anna@acme.test, which is a mail address of user $bert in this context" \
	'DR18: a mapping' changecontext -c 1 -L acme.test
refused 103 'user anna would log in with anna@acme.test' 'DR18: a name' changecontext -c 1 -N acme.test
ok 'DR18: the address goes' changecontext -c 1 -L fine.example
ok 'DR18: the address goes' changeuser -c 1 -u bert -a bert@acme.test
ok 'DR18: after that it is fine' changecontext -c 1 -L acme.test
refused 103 'anna@acme.test' 'DR18: and the address is refused' changeuser -c 1 -u bert -a bert@acme.test,anna@acme.test
sql "INSERT INTO prov.groups (cid, gid, name, login, display_name, mail, address, changed)
	VALUES (1, 2, 'g', 'g', 'G', 'anna@g.example', 'anna@g.example', now());
	INSERT INTO prov.address VALUES (1, 'anna@g.example', 'g', 2); UPDATE prov.context SET next_gid = 3 WHERE cid = 1"
refused 103 'which is a mail address of group 2' 'DR18: that of a group' changecontext -c 1 -L g.example

# U3: what is no mapping any more brings no mail.
ok 'an address in a mapping' changeuser -c 1 -u anna -a anna@c1.example,info@acme.test,anna@acme.test
ok 'the mapping goes' changecontext -c 1 -R acme.test
stderr_has 'changecontext: warning: acme.test is no login mapping of context 1 any more, and 3 mail addresses are in it: they get no mail, and nobody can log in with them' \
	'U3: and it is said what that means'
ok 'and comes back' changecontext -c 1 -L acme.test
is "$(cat "$TMP/err")" '' 'without a word'
ok 'as a name' changecontext -c 1 -N acme.test
ok 'another name' changecontext -c 1 -N acme --dry-run
stderr_has 'acme.test is no login mapping of context 1 any more' 'U3: a dry run says it, too'
ok 'which stays a mapping' changecontext -c 1 -N acme -L acme.test
is "$(cat "$TMP/err")" '' 'without a word'

# Two at once.
hold "INSERT INTO prov.login_name VALUES ('both.example', 2)"
changecontext -c 1 -L both.example >"$TMP/second" 2>&1 &
pid=$!
must_see 'changecontext waits for the mapping' waits_for_lock 1 changecontext
release
ended 'C1: the second one to claim a mapping' 106 "$pid"
has "$TMP/second" 'A mapping with login info "both.example" already exists in the system!' 'C1: is told'
hold 'UPDATE prov.context SET change_seq = change_seq WHERE cid = 1'
createuser -c 1 -u carl -g C -s D -p "$HASH" --passwordmech HASH -e carl@c1.example -a carl@c1.example,anna@late.example \
	>"$TMP/carl" 2>&1 &
carl=$!
must_see 'createuser waits for the context' waits_for_lock 1 createuser
changecontext -c 1 -L late.example >"$TMP/second" 2>&1 &
pid=$!
must_see 'changecontext waits for it, too' waits_for_lock 1 changecontext
release
wait "$carl" && said=0 || said=$?
wait "$pid" && changed=0 || changed=$?
case "$said $changed" in
'0 103' | '103 0') pass 'DR18: whichever comes first, the other is refused' ;;
*) flunk 'DR18: whichever comes first, the other is refused' "createuser: $said, changecontext: $changed" ;;
esac
check_clean 'DR18: no two people have one login'

# Dry runs.
dump >"$TMP/before"
prints 'context 1 would be changed (users whose access changes: 0, login mappings added: 2, removed: 1)' '--dry-run' \
	changecontext -c 1 -q 3 -L n1.example,n2.example -R fine.example --dry-run
people=$(sql 'SELECT count(*) FROM prov.users WHERE cid = 1')
prints "{\"context\": 1, \"dry_run\": true, \"users\": $people, \"mappings_added\": 0, \"mappings_removed\": 0}" 'in JSON' \
	changecontext -c 1 --access-tasks on --dry-run --json
valid 'which follows its schema' would "$TMP/out"
prints 'context acme is so already' 'nothing to do' changecontext -N acme -q 9 --dry-run
fails 106 'it finds what is in the way' changecontext -c 1 -L other.example --dry-run
fails 103 'of people, too' changecontext -c 1 -L g.example --dry-run
dump >"$TMP/after"
is "$(diff "$TMP/before" "$TMP/after")" '' 'and changes nothing'

for option in --schema=x --if-exists --csv x; do
	fails 111 "what it has not: $option" changecontext -c 1 $option
done
check_clean
done_testing
