#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# createcontext.t - a context and its admin, both or nothing
# shellcheck disable=SC2046 # options of plain_admin are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok createcontext
use_database

# plain_admin ID: all that is mandatory.
plain_admin() {
	printf -- '-c %s -q 100 -u admin -d Admin_%s -g Ada -s Admin -p %s --passwordmech HASH -e a@c%s.example' \
		"$1" "$1" "$HASH" "$1"
}

prints 'context 1 created' 'trap 30: the success line' createcontext -c 1 -q 1000 -u oxadmin -d 'Context Admin' \
	-g Ada -s Admin -p 'S3cret word' -e ada@acme.example -N Acme -L acme.example,www.acme.example \
	-l de_DE -t Europe/Vienna -x Sales -z 'Acme GmbH' -a ada@acme.example,info@acme.example
is "$(cat "$TMP/err")" '' 'and nothing on standard error'
prints '1|Acme|t|1000' 'its row' sql 'SELECT cid, name, enabled, quota FROM prov.context'
prints '1,acme,acme.example,www.acme.example' 'C1: id, name and mappings are login names' \
	sql "SELECT string_agg(name, ',' ORDER BY name) FROM prov.login_name WHERE cid = 1"
prints '2|oxadmin|Context Admin|Ada|Admin|ada@acme.example|de_DE|Europe/Vienna|t' 'C2: its admin is user 2' \
	sql 'SELECT uid, name, display_name, given_name, sur_name, mail, language, timezone, enabled
	FROM prov.users'
prints '{ada@acme.example,info@acme.example}' 'with its aliases' sql 'SELECT aliases FROM prov.users'
prints 'Sales|Acme GmbH' 'and other attributes' \
	sql "SELECT attrs->>'department', attrs->>'company' FROM prov.users"
# shellcheck disable=SC2016 # a hash
prints '{CRYPT}$y$' 'the password is a yescrypt hash' sql 'SELECT left(password, 10) FROM prov.users'
prints '1|users' 'group 1 is there' sql 'SELECT gid, name FROM prov.groups WHERE cid = 1'
prints '3|2|1' 'the next ids' sql 'SELECT next_uid, next_gid, next_rid FROM prov.context'
prints '1|createcontext|create|context' 'the log has one line' \
	sql 'SELECT seq, program, action, kind FROM prov.change_log WHERE cid = 1'
prints "$(id -un)" 'of the user who ran it' sql 'SELECT who FROM prov.change_log WHERE cid = 1'

prints 'context 7 created' 'leading zeros are dropped' createcontext -c 007 $(plain_admin 7)
prints '7' 'without -N the id is the name' sql 'SELECT name FROM prov.context WHERE cid = 7'
prints '-1' 'C4, trap 7: quota -1 is unlimited' sh -c 'createcontext "$@" >/dev/null && exec psql -XAtq -d "$DATABASE" \
	-c "SELECT quota FROM prov.context WHERE cid = 8"' sh -q -1 $(plain_admin 8)

# Module access of the admin (docs/open-xchange.md).
modules() {
	sql "SELECT modules FROM prov.users WHERE cid = $1 AND uid = 2"
}
is "$(modules 7)" 5 'without options: webmail and contacts'
context 20 --access-combination-name pim
ok 'a combination' getaccesscombinationnameforuser -c 20 -i 2
output_has pim 'is what the admin gets'
context 21 --access-calendar on --access-tasks off --access-infostore TRUE
is "$(modules 21)" $((1 << 1 | 1 << 4)) 'trap 9: single flags: exactly those that are on'
context 22 --access-tasks off
is "$(modules 22)" 0 'trap 9: only flags that are off: nothing is on'
refused 103 'You must not specify access combination name AND single access attributes' \
	'trap 11: a combination and single flags together' createcontext $(plain_admin 23) \
	--access-combination-name pim --access-tasks on
refused 103 'No such access combination name "nonsense"' 'an unknown combination' \
	createcontext $(plain_admin 23) --access-combination-name nonsense
set_config 'access: { new_context = "groupware_standard"; };'
context 24
prints groupware_standard 'access.new_context says otherwise' getaccesscombinationnameforuser -c 24 -i 2
set_config 'access: { new_context = "nonsense"; };'
refused 103 'No such access combination name "nonsense"' 'and must be known' createcontext $(plain_admin 25)
set_config

# Attributes of the context itself.
context 30 --config/com.example/a.b=c --config/x=1=2 --capabilities-to-add 'Drive,-chat'
prints 'config/com.example/a.b=c,config/x=1=2' \
	'trap 32: --config belongs to the context' sql "SELECT string_agg(key || '=' || value, ','
	ORDER BY key COLLATE \"C\") FROM prov.context, jsonb_each_text(attrs) WHERE cid = 30"
prints '{-chat,drive}' 'capabilities, too' sql 'SELECT capabilities FROM prov.context WHERE cid = 30'
prints 'f' 'not to its admin' sql "SELECT coalesce(attrs::text LIKE '%config/%', false) OR capabilities IS NOT NULL FROM prov.users WHERE cid = 30"
prints '{"name": "30", "attrs": {"config/x": "1=2", "config/com.example/a.b": "c"}, "quota": 100, "enabled": true, "gab_mode": "individual", "mappings": ["30"], "capabilities": ["-chat", "drive"]}' \
	'DR15: the log has all of it' sql "SELECT after - 'admin' FROM prov.change_log WHERE cid = 30 AND kind = 'context'"
prints 'admin|["admin@c30.example"]' 'DR15: and of its admin' sql "SELECT after -> 'admin' ->> 'name', after -> 'admin' -> 'aliases'
	FROM prov.change_log WHERE cid = 30 AND kind = 'context'"
context 32 --config/imap.secret=S3cret
is "$(sql "SELECT count(*) FROM prov.change_log l WHERE l::text LIKE '%S3cret%'")" 0 'DR15: no secret of a context is in it'
fails 109 'trap 32: a property is one word' createcontext --config/a.b c $(plain_admin 33)
registerfilestore -t file:///srv/a >"$TMP/log" && registerdatabase -n db -p x -m true >"$TMP/log"
context 31 -F 1 -D 1 --schema prov_3 --schema-strategy automatic --gabMode individual
prints 31 'where to put it is accepted, without effect' sql 'SELECT cid FROM prov.context WHERE cid = 31'

# What is taken.
refused 110 'Context already exists!' 'an id that is taken' createcontext $(plain_admin 1)
silent '--if-not-exists: no error, no word' createcontext $(plain_admin 1) --if-not-exists
prints Acme 'and nothing changed' sql 'SELECT name FROM prov.context WHERE cid = 1'
refused 103 'Context aCME already exists!' 'a name that is taken, whatever its case' \
	createcontext -N aCME $(plain_admin 40)
refused 106 'A mapping with login info "acme.example" already exists in the system!' \
	'a mapping that is taken' createcontext -L new.example,ACME.example $(plain_admin 40)
# DR8: a number is the login name of the context with this id, also of one that is not there yet.
for number in 7 42 042 0; do
	refused 103 "\"$number\" is a number: of those only the context's own id, 40, can be its name or login mapping" \
		"DR8: $number as mapping" createcontext -L "$number" $(plain_admin 40)
	refused 103 "\"$number\" is a number" "DR8: $number as name" createcontext -N "$number" $(plain_admin 40)
done
prints 'context 42 created' 'so nobody was in the way of it' createcontext -N 42 -L 42,4.2,42x $(plain_admin 42)
context 41 -N x42
sql "INSERT INTO prov.login_name VALUES ('46', 41)"
refused 106 'A mapping with login info "46" already exists in the system!' \
	'one that an older version let in' createcontext $(plain_admin 46)
prints 'context 43 created' 'its own id and name as mappings are no duplicates' \
	createcontext -N forty -L 43,Forty,forty $(plain_admin 43)
fails 103 '--if-not-exists is about the id, not the name' \
	createcontext -N acme $(plain_admin 44) --if-not-exists

# What is missing.
refused 104 'Option(s) "contextid,quota,username,displayname,givenname,surname,password,email" missing' \
	'nothing given: all that is missing' createcontext
output_has 'Usage: createcontext' 'trap 30: and how it is used, on standard output'
refused 104 'Option(s) "quota" missing' 'trap 29: no quota' createcontext -c 50 -u a -d b -g c -s d -p e -e f@g
is "$(head -n 1 "$TMP/err")" 'context could not be created: ' 'the first line of an error'
is "$(sed -n 2p "$TMP/err")" 'Error: Option(s) "quota" missing' 'and the second'
refused 103 'Mandatory fields in admin user not set: given_name,sur_name' 'empty names' \
	createcontext -g '' -s '' $(plain_admin 50)
refused 103 'Empty password is not allowed.' 'an empty password' createcontext -p '' --passwordmech '' $(plain_admin 50)
ok 'trap 18: NEW_USER_PASSWORD is a password, too' env NEW_USER_PASSWORD=other createcontext -c 51 -q 1 -u admin \
	-d Admin -g A -s B -e f@c51.example -p secret
fails 101 'it wins over -p' listuser -c 51 -A admin -P secret
ok 'and is the password' listuser -c 51 -A admin -P other

# What is wrong.
for mapping in 'a b' 'a@b' 'müller' "$(printf 'a\tb')"; do
	fails 103 "mapping \"$mapping\" is refused" createcontext -L "$mapping" $(plain_admin 60)
done
refused 103 'Illegal chars: "@" in login mapping' '@ is not for mappings' \
	createcontext -L a@b $(plain_admin 60)
refused 103 'Illegal chars: " " in login mapping' 'a blank is not for names' \
	createcontext -N 'a b' $(plain_admin 60)
refused 109 "Illegal value '1e3' for option -q/--quota" 'a quota that is no number' \
	createcontext -q 1e3 $(plain_admin 60)
refused 109 "Illegal value '' for option -q/--quota" 'an empty quota' createcontext -q '' $(plain_admin 60)
refused 109 "Illegal value '-2' for option -q/--quota" 'a quota below -1' createcontext -q -2 $(plain_admin 60)
refused 1 'Invalid input detected: Ids must be numbers!' 'an id that is no number' \
	createcontext -c abc $(plain_admin 60)
refused 103 'contextid must be from 1 to 2147483647' 'id 0' createcontext -c 0 $(plain_admin 60)
prints 'context 2147483647 created' 'the largest id' createcontext $(plain_admin 2147483647)

# What the old tools take, and people get wrong.
refused 111 'Unknown option' 'trap 6: no abbreviations' createcontext --context=60 $(plain_admin 60)
refused 111 'Unknown option' 'trap 6: no value in the word of a letter' createcontext -q5 $(plain_admin 60)
context 61 -q 7 -q 8
prints 7 'trap 6: the first of repeated options counts' sql 'SELECT quota FROM prov.context WHERE cid = 61'
refused 103 'Illegal chars: "@" in login mapping' 'trap 23: @ is for user names, not for mappings' \
	createcontext -L a@b.example $(plain_admin 60)
ok 'trap 23: and an admin may have one' createcontext -u 'admin@c62' $(plain_admin 62)
ok 'trap 27: a display name that somebody has is free for an admin' createcontext -d 'Admin 1' $(plain_admin 63)
prints 'a@c64.example|{a@c64.example}' 'traps 19, 20: -e is the primary address, and an alias' sh -c 'createcontext "$@" >/dev/null &&
	exec psql -XAtq -d "$DATABASE" -c "SELECT mail, aliases FROM prov.users WHERE cid = 64"' sh $(plain_admin 64)
ok 'trap 34: --lang is --language' createcontext --lang fr_FR $(plain_admin 65)
prints fr_FR 'trap 34: of the admin' sql 'SELECT language FROM prov.users WHERE cid = 65'
fails 110 'trap 35: --nonl' createcontext --nonl $(plain_admin 1)
is "$(wc -l <"$TMP/err")" 1 'trap 35: is one line'
stderr_has 'context 1 could not be created: Server response: Context already exists!' 'trap 35: with all of it'
ok 'DR5: a name that is a domain beyond ASCII' createcontext -N müller.example $(plain_admin 66)
prints 'xn--mller-kva.example|66,xn--mller-kva.example' 'DR5: is taken in ASCII' sql "SELECT c.name,
	string_agg(l.name, ',' ORDER BY l.name) FROM prov.context c JOIN prov.login_name l USING (cid) WHERE cid = 66 GROUP BY 1"

check_clean
done_testing
