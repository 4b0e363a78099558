#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# createuser.t - a user, with all that the command line says about it
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok createuser
use_database
context 1 -N acme
context 2

prints 'user 3 in context 1 created' 'the success line' createuser -c 1 -u Anna -d 'Anna Berg' -g Änna \
	-s "O'Berg" -p 'S3cret word' -e Anna@ACME.example -a 'info@acme.example, anna.berg@acme.example' \
	-l de_AT -t Europe/Vienna -x Sales -z 'Acme GmbH' --title Dr. --birthday 1990-02-28 --userfield20 z \
	--telephone_business1 '+43 1 234' --city_home 渋谷 --quota 500 --info "$(printf 'two\nlines')"
is "$(cat "$TMP/err")" '' 'and nothing on standard error'
prints "Anna|anna|Anna Berg|Änna|O'Berg|Anna@ACME.example|de_AT|Europe/Vienna|t|500" 'columns' \
	sql 'SELECT name, login, display_name, given_name, sur_name, mail, language, timezone, enabled, quota
	FROM prov.users WHERE cid = 1 AND uid = 3'
prints '{Anna@ACME.example,info@acme.example,anna.berg@acme.example}' \
	'trap 20: the primary address is an alias, others keep their order' \
	sql 'SELECT aliases FROM prov.users WHERE cid = 1 AND uid = 3'
prints 'anna.berg@acme.example anna@acme.example info@acme.example' 'addresses as servers search them' \
	sql "SELECT string_agg(address, ' ' ORDER BY address) FROM prov.address WHERE cid = 1 AND owner = 3"
prints 'Sales Acme GmbH Dr. 1990-02-28 z +43 1 234 渋谷' \
	'the rest; DR1: email1 and the sender are not stored twice' \
	sql "SELECT concat_ws(' ', attrs->>'department', attrs->>'company', attrs->>'title', attrs->>'birthday',
	attrs->>'userfield20', attrs->>'telephone_business1', attrs->>'city_home', attrs->>'email1',
	attrs->>'default_sender_address') FROM prov.users WHERE cid = 1 AND uid = 3"
ok 'listuser' listuser -c 1 -s Anna --json
output_has '"email1": "Anna@ACME.example"' 'DR1: -e sets email1'
output_has '"default_sender_address": "Anna@ACME.example"' 'DR1: and the sender'
prints anna@acme.example 'DR20: the primary address as servers search for it' \
	sql 'SELECT address FROM prov.users WHERE cid = 1 AND uid = 3'
prints "$(printf 'two\nlines')" 'text may have lines' \
	sql "SELECT attrs->>'info' FROM prov.users WHERE cid = 1 AND uid = 3"
# shellcheck disable=SC2016
prints '{CRYPT}$y$' 'the password is a yescrypt hash' sql "SELECT left(password, 10) FROM prov.users
	WHERE cid = 1 AND uid = 3"
prints 'create|user|3|createuser' 'the log has a line' \
	sql 'SELECT action, kind, id, program FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1'
is "$(sql "SELECT string_agg(key, ' ' ORDER BY key COLLATE \"C\") FROM prov.change_log l,
	jsonb_object_keys(l.after) key WHERE l.cid = 1 AND l.action = 'create' AND l.kind = 'user' AND l.id = 3")" \
	'aliases attrs display_name enabled given_name language mail modules name quota sur_name timezone' \
	'DR15: all fields'
prints 'Sales|500|["Anna@ACME.example", "info@acme.example", "anna.berg@acme.example"]' 'DR15: with their values' \
	sql "SELECT after -> 'attrs' ->> 'department', after ->> 'quota', after -> 'aliases' FROM prov.change_log
	WHERE cid = 1 ORDER BY seq DESC LIMIT 1"
prints 'f' 'without the password' sql "SELECT bool_or(l::text ~ 'S3cret|CRYPT') FROM prov.change_log l"

# Every attribute of the table arrives where listuser --csv shows it.
createuser --extendedoptions | sed -n 's/^ *--\([a-z_0-9]*\)=TEXT .*/\1/p; s/^ *--\([a-z_0-9]*\)=TEXT$/\1/p' |
	sort -u >"$TMP/texts"
set --
while read -r option; do
	set -- "$@" "--$option" "value of $option"
done <"$TMP/texts"
is "$(($# > 140))" 1 "there are many text attributes ($(($# / 2)))"
ok 'all of them at once' createuser $(plain_user 1 many) "$@"
ok 'listuser' listuser -c 1 -s many --csv
missing=
while read -r option; do
	grep -qF "\"value of $option\"" "$TMP/out" || missing="$missing $option"
done <"$TMP/texts"
is "$missing" '' 'lists all of them'

# What may be left out.
prints 'user 5 in context 1 created' 'no display name' createuser -c 1 -u bert -g Bert -s Maier -p x -e b@c1.example
prints 'Bert Maier|en_US|Europe/Berlin' 'it is made of the others; language and time zone have defaults' \
	sql 'SELECT display_name, language, timezone FROM prov.users WHERE cid = 1 AND uid = 5'
refused 104 'Option(s) "contextid,username,givenname,surname,password,email" missing' 'nothing given' createuser
is "$(head -n 1 "$TMP/err")" 'user could not be created: ' 'the head without a context'
output_has 'Usage: createuser' 'how it is used, on standard output'
ok 'a password from the environment' env NEW_USER_PASSWORD=x createuser -c 1 -u c1 -d C1 -g C -s D -e c1@c1.example
printf 'from a file\n' >"$TMP/secret" && chmod 600 "$TMP/secret"
ok 'from a file' createuser -c 1 -u c2 -d C2 -g C -s D -e c2@c1.example --password-file "$TMP/secret"
status_is 0 'from standard input' sh -c 'echo p | createuser -c 1 -u c3 -d C3 -g C -s D -e c3@c1.example --password-file -'
chmod 644 "$TMP/secret"
refused 1 'holds a secret, but others may read it (mode 0644)' 'a file that others may read' \
	createuser -c 1 -u c4 -d C4 -g C -s D -e c4@c1.example --password-file "$TMP/secret"
stderr_has "chmod 600" 'and what to do'
refused 1 'cannot open' 'no such file' createuser -c 1 -u c4 -d C4 -g C -s D -e c4@c1.example --password-file /nonexistent

# Ready hashes.
ok 'a ready hash' createuser -p '{sha}W6ph5Mm5Pz8GgiULbPgzG37mj9g=' $(plain_user 1 h1)
prints '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=' 'is stored with its tag' sql "SELECT password FROM prov.users WHERE login = 'h1'"
ok 'listuser' listuser -c 1 -s h1 --csv
output_has '"{SHA}"' 'lists its mechanism'
refused 103 'the password is not a ready hash' 'a word is no hash' createuser -p word $(plain_user 1 h2)
refused 103 'Invalid PasswordMech: "MD5"' 'an unknown mechanism' createuser --passwordmech MD5 $(plain_user 1 h2)

# What is taken. A failed command takes no id.
refused 103 'User anna already exists in this context' 'a name, whatever its case' createuser $(plain_user 1 anna)
refused 103 'Primary mail address already exists in this context' 'a primary address, whatever its case' \
	createuser -e ANNA.berg@acme.example $(plain_user 1 dora)
refused 103 'Mail address info@acme.example already exists in this context' 'an alias' \
	createuser -a x@acme.example,INFO@acme.example $(plain_user 1 dora)
refused 103 'The displayname is already used' 'a display name' createuser -d 'Anna Berg' $(plain_user 1 dora)
ok 'but not that of the admin' createuser -d 'Admin 1' $(plain_user 1 dora)
prints 'user 3 in context 2 created' 'in another context all of them are free' \
	createuser -d 'Anna Berg' -e anna@acme.example -a info@acme.example $(plain_user 2 anna)
silent '--if-not-exists: no error, no word' createuser -d Other $(plain_user 1 anna) --if-not-exists
fails 103 'it is about the name' createuser -e anna@acme.example $(plain_user 1 eva) --if-not-exists
set_config 'names: { unique_display_name = false; };'
ok 'display names need not be unique' createuser -d 'Anna Berg' $(plain_user 1 twin)
set_config 'names: { user_lower = true; };'
ok 'names can be stored in lower case' createuser -u UPPER $(plain_user 1 x)
prints upper 'they are' sql "SELECT name FROM prov.users WHERE login = 'upper'"
set_config

# What is wrong, in the order of the Open-Xchange tools.
refused 103 'Language must contain an underscore' 'first the language' \
	createuser -l german -p '' -g '' -u 'a b' -e nonsense $(plain_user 1 f)
refused 103 'Empty password is not allowed.' 'then the password' \
	createuser -p '  ' -g '' -u 'a b' -e nonsense $(plain_user 1 f)
refused 103 'Mandatory fields not set: name,given_name,mail' 'then what is missing' \
	createuser -g '' -u '' -e '' $(plain_user 1 f)
refused 103 'Illegal chars: " ö"' 'then the name' createuser -u 'a bö' $(plain_user 1 f)
for mail in plain a@ @b 'a b@c' 'a@b c' a@b@c '<a@b>' a..b@c .a@b a@.b a@b. 'a@-b' "$(printf 'a@b\nc')"; do
	refused 103 '' "\"$mail\" is no mail address" createuser -e "$mail" $(plain_user 1 f)
done
refused 103 'Invalid email address: "x@"' 'an alias has to be one, too' createuser -a a@b.c,x@ $(plain_user 1 f)
refused 103 'primarymail must have the same value as email1' 'email1 differs' \
	createuser --email1 other@c1.example $(plain_user 1 f)
ok 'a sender address' createuser --defaultsenderaddress sender@c1.example $(plain_user 1 f1)
prints '{f1@c1.example,sender@c1.example}' 'becomes an alias' sql "SELECT aliases FROM prov.users WHERE login = 'f1'"
ok 'an international domain' createuser -e jörg@Müller.example $(plain_user 1 f2)
prints 'jörg@xn--mller-kva.example' 'DR20: is stored in its ASCII form, too' \
	sql "SELECT address FROM prov.users WHERE login = 'f2'"
prints 'jörg@xn--mller-kva.example' 'is searched for in its ASCII form' \
	sql "SELECT address FROM prov.address WHERE owner = (SELECT uid FROM prov.users WHERE login = 'f2')"

# Module access (rule M2).
prints webmail 'a user gets webmail' getaccesscombinationnameforuser -c 1 -u anna
ok 'single flags are laid over it' createuser $(plain_user 1 g1) --access-calendar on --access-contacts off
prints 't|f|t' 'calendar on, contacts off, mail as before' sql "SELECT modules & 2 > 0, modules & 4 > 0, modules & 1 > 0
	FROM prov.users WHERE login = 'g1'"
ok 'a combination' createuser $(plain_user 1 g2) --access-combination-name drive --access-calendar on
stderr_has 'createuser: warning: --access-combination-name is given, single --access options are ignored' 'beats single flags'
prints drive 'it is that' getaccesscombinationnameforuser -c 1 -u g2
refused 103 'No such access combination name "pro"' 'an unknown one' createuser $(plain_user 1 g3) --access-combination-name pro
stderr_has 'known are: webmail_plus, ' 'names those that are known'

# Contexts and ids.
refused 101 'Authentication failed' 'an unknown context' createuser $(plain_user 99 a)
is "$(head -n 1 "$TMP/err")" 'user in context 99 could not be created: ' 'the head with the context'
sql 'UPDATE prov.context SET next_uid = 2147483647 WHERE cid = 2'
prints 'user 2147483647 in context 2 created' 'the last id' createuser $(plain_user 2 last)
refused 103 'context 2 has no user ids left' 'after it there is none' createuser $(plain_user 2 toomany)
check_clean
done_testing
