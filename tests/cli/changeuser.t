#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# changeuser.t - what is mentioned changes, the rest does not, and nothing when nothing differs
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok changeuser
use_database
context 1
context 2
user 1 anna -x Sales -z Acme -a anna@c1.example,info@c1.example
user 1 bert

# What anna is now.
anna() {
	sql "SELECT $1 FROM prov.users WHERE cid = 1 AND uid = 3"
}

prints 'user ANNA in context 1 changed' 'by name' changeuser -c 1 -u ANNA -d 'Anna B.' -x Support
is "$(cat "$TMP/err")" '' 'nothing on standard error'
is "$(anna "display_name || '|' || given_name || '|' || (attrs->>'department') || '|' || (attrs->>'company')")" \
	'Anna B.|Given anna|Support|Acme' 'what is mentioned, and no more'
prints 'user 3 in context 1 changed' 'by id' changeuser -c 1 -i 003 --company '' --title Dr.
is "$(anna "attrs - 'email1' - 'default_sender_address'")" '{"title": "Dr.", "department": "Support"}' \
	'an empty value clears'
prints '{"attrs": {"company": "Acme", "department": "Support"}}|{"attrs": {"title": "Dr.", "department": "Support"}}' \
	'before and after are in the log' \
	sql 'SELECT before, after FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1'
ok 'DR15: an attribute with a secret name' changeuser -c 1 -u anna --config/imap.password=S3cret --config/imap.host=mx
ok 'DR15: another value' changeuser -c 1 -u anna --config/imap.password=0therS3cret
is "$(anna "attrs ->> 'config/imap.password'")" 0therS3cret 'DR15: is stored'
prints '{"attrs": {"title": "Dr.", "department": "Support", "config/imap.host": "mx", "config/imap.password": "(secret)"}}' \
	'DR15: the log has that it changed' sql 'SELECT after FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1'
is "$(sql "SELECT count(*) FROM prov.change_log l WHERE l::text LIKE '%S3cret%'")" 0 'DR15: and no value'
ok 'away with them' changeuser -c 1 -u anna --remove-config/imap.password --remove-config/imap.host

dump >"$TMP/one"
prints 'user anna in context 1 changed' 'what it has already' changeuser -c 1 -u anna -d 'Anna B.' -x Support \
	-e anna@c1.example -a info@c1.example,anna@c1.example --access-webmail on -l en_US
prints 'user anna in context 1 changed' 'nothing at all' changeuser -c 1 -u anna
dump >"$TMP/two"
is "$(diff "$TMP/one" "$TMP/two")" '' 'changes nothing and logs nothing'

# Names of people.
ok 'an empty display name' changeuser -c 1 -u anna -d ''
is "$(anna display_name)" 'Given anna Sur' 'is made anew'
ok 'all names empty' changeuser -c 1 -u anna -d '' -g '' -s ''
is "$(anna 'display_name, given_name, sur_name')" 'anna||' 'the user name will do'
ok 'PF17: a display name of another is refused for new users only' changeuser -c 1 -u anna -d 'User bert'
is "$(anna display_name)" 'User bert' 'PF17: it is taken'
ok 'the admin may have that of another' changeuser -c 1 -i 2 -d 'User bert'
ok 'back' changeuser -c 1 -u anna -d ''

# The name people log in with.
refused 103 'Changing username is disabled!' 'a rename' changeuser -c 1 -i 3 -u anne
ok 'the same name is none' changeuser -c 1 -i 3 -u anna -x A
set_config 'names: { user_changeable = true; };'
prints 'user 3 in context 1 changed' 'a rename when it is allowed' changeuser -c 1 -i 3 -u Anne
is "$(anna "name || '|' || login || '|' || uid")" 'Anne|anne|3' 'keeps the id'
refused 103 'User BERT already exists in this context' 'to a name that is taken' changeuser -c 1 -i 3 -u BERT
refused 103 'Illegal chars: " "' 'or has forbidden characters' changeuser -c 1 -i 3 -u 'a b'
refused 103 'the user name cannot be empty' 'or none' changeuser -c 1 -i 3 -u ''
ok 'back' changeuser -c 1 -i 3 -u anna
set_config

# Addresses (docs/open-xchange.md).
refused 103 'primaryMail, Email1 and defaultSenderAddress must be present in set of aliases.' \
	'trap 19: a new primary address that is no alias' changeuser -c 1 -u anna -e new@c1.example
ok 'one that is' changeuser -c 1 -u anna -e info@c1.example
is "$(anna "mail || '|' || aliases::text || '|' || address || '|' || (attrs ?| '{email1,default_sender_address}')")" \
	'info@c1.example|{info@c1.example,anna@c1.example}|info@c1.example|false' 'it is first, and searched for (DR20)'
ok 'listuser' listuser -c 1 -s anna --json
output_has '"email1": "info@c1.example"' 'DR1: email1 goes with it'
output_has '"default_sender_address": "info@c1.example"' 'DR1: and the sender'
ok 'trap 20: aliases replace the set' changeuser -c 1 -u anna -a info@c1.example,x@c1.example
is "$(sql "SELECT string_agg(address, ' ' ORDER BY address) FROM prov.address WHERE cid = 1 AND owner = 3")" \
	'info@c1.example x@c1.example' 'and the old ones are free'
refused 103 'must be present in set of aliases' 'trap 20: without the primary one, which is not added' changeuser -c 1 -u anna -a x@c1.example
ok 'both at once' changeuser -c 1 -u anna -e new@c1.example -a new@c1.example,x@c1.example
refused 103 'email1 not equal with primarymail!' 'email1 differs' changeuser -c 1 -u anna --email1 x@c1.example
refused 103 'must be present in set of aliases' 'a sender that is no alias' \
	changeuser -c 1 -u anna --defaultsenderaddress other@c1.example
ok 'a sender that is one' changeuser -c 1 -u anna --defaultsenderaddress x@c1.example
refused 103 'the primary mail address cannot be empty' 'no primary address' changeuser -c 1 -u anna -e ''
refused 103 'Mail address bert@c1.example already exists in this context' 'an alias of another' \
	changeuser -c 1 -u anna -a new@c1.example,x@c1.example,BERT@c1.example
refused 103 'Primary mail address already exists in this context' 'as primary address' \
	changeuser -c 1 -u anna -e bert@c1.example -a bert@c1.example,x@c1.example
refused 103 'Invalid email address: "nonsense"' 'no address' changeuser -c 1 -u anna -a new@c1.example,nonsense
ok 'the admin is exempt' changeuser -c 1 -i 2 -e root@c1.example --defaultsenderaddress any@other.example
is "$(sql 'SELECT mail, aliases FROM prov.users WHERE cid = 1 AND uid = 2')" \
	'root@c1.example|{root@c1.example,admin@c1.example}' 'its address becomes an alias'

# Passwords.
old=$(anna password)
ok 'a password' changeuser -c 1 -u anna -p 'New S3cret'
is "$([ "$(anna password)" != "$old" ] && anna 'left(password, 10)')" "{CRYPT}\$y\$" 'is hashed anew'
prints '{"password": "(old)"}|{"password": "(new)"}' 'the log knows that, and no more' \
	sql 'SELECT before, after FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1'
refused 103 'When changing password mechanism, the password string must also be supplied' \
	'a mechanism alone' changeuser -c 1 -u anna --passwordmech CRYPT
refused 103 'Empty password is not allowed.' 'an empty one' changeuser -c 1 -u anna -p ''
set_config 'password: { scheme = "sha512"; };'
ok 'another scheme' changeuser -c 1 -u anna -p 'New S3cret'
is "$(anna 'left(password, 23)')" "{CRYPT}\$6\$rounds=50000\$" 'is used for new passwords'
set_config

# Disabled users keep their rows (rule U9).
ok 'disable' changeuser -c 1 -u anna --mailenabled false
is "$(anna enabled)" f 'it is'
ok 'enable' changeuser -c 1 -u anna --mailenabled on
is "$(anna enabled)" t 'it is'
ok 'a quota' changeuser -c 1 -u anna --quota 0500
is "$(anna quota)" 500 'is a number'
ok 'personal' changeuser -c 1 -u anna --personal 'The Boss'
is "$(anna "attrs->>'personal'")" 'The Boss' 'is text'
ok 'NULL' changeuser -c 1 -u anna --personal NULL
is "$(anna "attrs ? 'personal'")" f 'clears it'
ok 'capabilities' changeuser -c 1 -u anna --capabilities-to-add 'A,-b,"c"' --capabilities-to-remove d
is "$(anna capabilities)" '{a,-b,c,-d}' 'granted, denied'
ok 'dropped' changeuser -c 1 -u anna --capabilities-to-drop a,b,c,d
is "$(anna 'capabilities IS NULL')" t 'forgotten'

# Module access.
ok 'single flags' changeuser -c 1 -u anna --access-calendar on --access-contacts off
is "$(anna 'modules & 7')" 3 'are laid over'
ok 'a combination' changeuser -c 1 -u anna --access-combination-name pim
prints pim 'replaces all' getaccesscombinationnameforuser -c 1 -u anna
refused 103 'No such access combination name "x"' 'an unknown one' changeuser -c 1 -u anna --access-combination-name x
refused 109 "Illegal value '' for option --access-combination-name" 'none' changeuser -c 1 -u anna --access-combination-name ''

# Whom.
refused 104 'Either username or userid must be given' 'nobody' changeuser -c 1 -x Sales
refused 104 'Option(s) "contextid" missing' 'nowhere' changeuser -u anna
refused 108 'No such user 77 in context 1' 'an unknown id' changeuser -c 1 -i 77
is "$(head -n 1 "$TMP/err")" 'user 77 in context 1 could not be changed: ' 'the head names both'
refused 108 'No such user nobody in context 1' 'an unknown name' changeuser -c 1 -u nobody
refused 101 'Authentication failed' 'an unknown context' changeuser -c 99 -u anna
refused 1 'Ids must be numbers!' 'an id that is no number' changeuser -c 1 -i 1e3
refused 103 'userid must be from 1 to 2147483647' 'id 0' changeuser -c 1 -i 0
check_clean
done_testing
