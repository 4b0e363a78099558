#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usercopy.t - a user once more in another context: what goes along, which addresses, what is refused, locks
# long: other files run the same code under sanitizers
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok usercopy
use_database
context 1 -L one.example
context 2 -L two.example
context 3
all='-x Sales --quota 500 --birthday 1990-02-28 --userfield20 x --telephone_isdn 1 --mail_folder_sent_name Gesendet'
# shellcheck disable=SC2086 # words
user 1 anna -d 'Änna Berg' $all --config/a=b --addguipreferences k=v --capabilities-to-add drive,-portal --owner 3 \
	-a 'a.berg@free.example' --access-combination-name pim -l de_DE -t Europe/Rome
user 2 bert

# What goes along: everything but what means something in the one context only.
prints 'user 4 in context 2 created' 'a copy' usercopy -c 1 -d 2 -u anna
# columns CONTEXT: of anna, without her id
columns() {
	listuser -c "$1" -s anna --json >"$TMP/json"
	perl -MJSON::PP -0777 -ne '$u = decode_json($_)->[0]; delete @$u{qw(id owner)};
		print JSON::PP->new->canonical->pretty->encode($u)' "$TMP/json"
}
columns 1 >"$TMP/one"
columns 2 >"$TMP/two"
is "$(diff "$TMP/one" "$TMP/two")" '' 'all attributes, addresses, modules, capabilities and settings are the same'
is "$(wc -l <"$TMP/one" | awk '{ print ($1 > 50) }')" 1 'and there are many'
prints '3|5|t' 'without the owner of a file store, and with the same password' sql "
	WITH a AS MATERIALIZED (SELECT attrs, password FROM prov.users WHERE cid = 1 AND uid = 3),
		b AS MATERIALIZED (SELECT attrs, password FROM prov.users WHERE cid = 2 AND uid = 4)
	SELECT a.attrs ->> 'owner', 5 - (b.attrs ? 'owner')::int, a.password = b.password FROM a, b"
ok 'the copy is a user like others' changeuser -c 2 -u anna -x Support
is "$(listuser -c 1 -s anna --csv --fields department,owner | tail -n 1)" '"Sales","3"' 'and not the same one'
prints 'create|4|1|3|Änna Berg|f' 'the log has it as a whole, with where it comes from, and no password' sql "
	SELECT action, id, after -> 'copy_of' -> 'context', after -> 'copy_of' -> 'user', after ->> 'display_name',
		after::text ~ 'CRYPT'
	FROM prov.change_log WHERE program = 'usercopy'"
check_clean

# By id, in JSON, and again.
prints '{"user": 3, "context": 3}' 'by id, in JSON' usercopy --srccontextid 1 --destcontextid=3 -i 3 --json
valid 'as the schema says' ids "$TMP/out"
refused 103 'User anna already exists in context 3' 'not twice: the head of the message has the other context' usercopy -c 1 -d 3 -i 3
silent 'unless that is no error' usercopy -c 1 -d 3 -i 3 --if-not-exists
prints '{"user": 3, "context": 3, "changed": false}' 'which JSON tells' usercopy -c 1 -d 3 -u anna --if-not-exists --json
refused 103 'do not mean the same user in context 1' 'an id and a name of two users' usercopy -c 1 -d 3 -i 2 -u anna
refused 103 'do not mean the same user in context 1' 'where --if-not-exists does not help' \
	usercopy -c 1 -d 3 -i 2 -u anna --if-not-exists

# Addresses: U3, U7, DR9. The domain of a mapping belongs to its context.
user 1 carl -e carl@one.example -a 'c1@free.example,carl@two.example,bert@two.example,bert@c2.example,c2@c3.example' \
	--defaultsenderaddress c1@free.example
refused 103 'the copy cannot have the primary mail address carl@one.example: mail for its domain goes to context 1' \
	'DR9: a primary address whose domain is a mapping of the first context' usercopy -c 1 -d 2 -u carl
stderr_has '--email gives the copy another one'
ok 'with another one' usercopy -c 1 -d 2 -u carl -e Carl@Two.example
is "$(listuser -c 2 -s carl --csv --fields mail,aliases,default_sender_address | tail -n 1)" \
	'"Carl@Two.example","Carl@Two.example, c1@free.example, c2@c3.example","c1@free.example"' \
	'the others that are free go along'
stderr_has 'the copy does not have the address bert@two.example: it is taken in context 2' 'U7: bert logs in with it'
stderr_has 'the copy does not have the address bert@c2.example: it is taken in context 2' 'U3: it is of bert'
stderr_has 'the copy does not have the address carl@one.example: mail for its domain goes to context 1' \
	'DR9: which one is left out is said'
is "$(grep -c warning "$TMP/err")" 3 'and nothing else'
user 1 dora -a dora@c9.example --defaultsenderaddress dora@one.example
ok 'a sender that does not go along' usercopy -c 1 -d 3 -u dora
is "$(listuser -c 3 -s dora --csv --fields mail,default_sender_address | tail -n 1)" \
	'"dora@c1.example","dora@c1.example"' 'is the primary address again'
user 2 emil -a taken@c4.example
user 1 tina -e taken@c4.example
refused 103 'the copy cannot have the primary mail address taken@c4.example: it is taken in context 2' \
	'U3: a primary address that is taken' usercopy -c 1 -d 2 -u tina
refused 103 'Invalid email address' 'an address that is none' usercopy -c 1 -d 2 -u tina -e nothing
refused 103 'tina+x@c2.example' 'one that mail servers cut' usercopy -c 1 -d 2 -u tina -e tina+x@c2.example
check_clean

# Who may not log in may not log in as a copy; a user of a directory becomes a local one.
sql "UPDATE prov.users SET source = 'acme', source_key = 'k', source_enabled = false, password = NULL
	WHERE cid = 1 AND login = 'tina'; UPDATE prov.context SET licensed = licensed - 1 WHERE cid = 1"
ok 'a user of a directory' usercopy -c 1 -d 3 -u tina
stderr_has 'the copy has no password and cannot log in'
is "$(listuser -c 3 -s tina --json --fields disabled_by,source | tr -d '\n')" '[ {"disabled_by": ["operator"]}]' \
	'is disabled still, and local'
check_clean

# What is refused.
refused 103 'the admin of a context cannot be copied' 'the admin' usercopy -c 1 -d 2 -i 2
refused 103 'a user cannot be copied into its own context' 'the same context' usercopy -c 1 -d 1 -u anna
refused 102 'Context 99 does not exist' 'from nowhere' usercopy -c 99 -d 1 -u anna
refused 102 'Context 99 does not exist' 'to nowhere' usercopy -c 1 -d 99 -u anna
refused 108 'No such user nobody in context 1' 'nobody' usercopy -c 1 -d 2 -u nobody
is "$(head -n 1 "$TMP/err")" 'user nobody in context 1 could not be created: ' 'the head'
refused 108 'No such user 99 in context 1' 'no such id' usercopy -c 1 -d 2 -i 99
refused 104 'Option(s) "srccontextid,destcontextid" missing' 'no contexts' usercopy -u anna
refused 104 'Either username or userid must be given' 'no user' usercopy -c 1 -d 2
refused 1 'Ids must be numbers!' 'a name of a context' usercopy -c acme -d 2 -u anna
refused 103 'destcontextid must be from 1 to' 'context 0' usercopy -c 1 -d 0 -u anna
refused 101 'Authentication failed' 'the admin of a context is not the master' usercopy -c 1 -d 2 -u anna -A admin -P secret
user 1 fritz -d 'User bert'
refused 103 'The displayname is already used' 'a display name that is taken' usercopy -c 1 -d 2 -u fritz
sql 'UPDATE prov.context SET next_uid = 2147483648 WHERE cid = 2'
refused 103 'context 2 has no user ids left' 'no id is left' usercopy -c 1 -d 2 -u dora
sql 'UPDATE prov.context SET next_uid = 100 WHERE cid = 2'

# Both contexts are locked, whichever way round in the order of their ids: two that go both ways end both.
hold 'SELECT 1 FROM prov.context WHERE cid = 1 FOR UPDATE'
usercopy -c 1 -d 2 -u dora --if-not-exists >"$TMP/there" 2>&1 &
there=$!
usercopy -c 2 -d 1 -u emil >"$TMP/back" 2>&1 &
back=$!
must_see 'both wait for the first context' waits_for_lock 2 usercopy
ok 'the second one is free' changeuser -c 2 -u bert -x y --responsetimeout 60
release
ended 'there' 0 "$there" "$TMP/there"
ended 'and back' 0 "$back" "$TMP/back"
is "$(listuser -c 2 -s dora --csv --fields id | tail -n 1),$(listuser -c 1 -s emil --csv --fields name | tail -n 1)" \
	'"100","emil"' 'both are copied'
check_clean
done_testing
