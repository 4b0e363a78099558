#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# onetimelogin.t - an address with a secret, of which only the hash is stored, for those who may log in
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok onetimelogin
url='web: { url = "https://mail.example.com"; };'
printf '%s\n' "$url" >"$TMP/url.conf"
PROV_CONFIG=$TMP/url.conf fails 105 'no database' onetimelogin -c 1 -u anna

use_database
context 1
context 2
user 1 anna
user 1 bert
refused 1 'web.url is not set' 'an address needs a place' onetimelogin -c 1 -u anna
stderr_has 'hint: web: { url = '
for bad in http://mail.example.com mail.example.com https:// https://mail.example.com/ https://a.example:99999 'https://a b'; do
	set_config "web: { url = \"$bad\"; };"
	fails 1 "and $bad is none" onetimelogin -c 1 -u anna
done
for good in https://mail.example.com:8443 'https://[::1]:443'; do
	set_config "web: { url = \"$good\"; };"
	ok "but $good is" onetimelogin -c 1 -u anna
	output_has "$good/login/once?t=1."
done
# they are there still when the last ones are counted, however long that takes
sql "UPDATE prov.one_time SET expires = now() + interval '1 day'"

set_config "$url"
ok 'by name' onetimelogin -c 1 -u Anna
token=$(sed -n 's|^https://mail\.example\.com/login/once?t=\(1\.[0-9a-f]\{64\}\)$|\1|p' "$TMP/out")
is "${#token}|$(wc -l <"$TMP/out" | tr -d ' ')" '66|1' 'it is one line, with a secret of 256 bits'
hash=$(printf %s "$token" | sha256sum | cut -d ' ' -f 1)
prints '1|3|t' 'of which the hash is stored, for a minute' sql "SELECT o.cid, o.uid, o.expires - l.at = interval '1 minute'
	FROM prov.one_time o, (SELECT max(at) AS at FROM prov.change_log WHERE cid = 1) l WHERE hash = '$hash'"
sql "UPDATE prov.one_time SET expires = now() + interval '1 day'"
dump >"$TMP/dump"
is "$(grep -cF -e "${token#1.}" "$TMP/dump")" 0 'and the secret is nowhere'
prints 'change|user|3|onetimelogin|{}|{"one_time_login": true}' 'the log says that there was one' sql 'SELECT action, kind, id, program,
	before, after FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1'
ok 'by id, and once more' onetimelogin -c 1 -i 3
is "$(grep -cF "$token" "$TMP/out")" 0 'is another one'
prints 2 'both can be used, and those of other settings' sql "SELECT count(*) - 2 FROM prov.one_time WHERE cid = 1"
sql "UPDATE prov.one_time SET expires = now() - interval '1 second'"
ok 'in JSON' onetimelogin -c 1 -u bert --json
valid 'which follows its schema' one_time "$TMP/out"
output_has '{"user": 4, "context": 1, "url": "https://mail.example.com/login/once?t=1.'
prints 1 'what nobody used in time is gone' sql 'SELECT count(*) FROM prov.one_time'
ok 'the admin of a context may have one, too' onetimelogin -c 1 -u admin

# --- who may not log in ---
ok 'a user is disabled' changeuser -c 1 -u anna --mailenabled false
refused 103 'user 3 in context 1 is disabled' 'and has none' onetimelogin -c 1 -u anna
ok 'enabled' changeuser -c 1 -u anna --mailenabled true
sql 'UPDATE prov.users SET source_enabled = false WHERE cid = 1 AND uid = 3'
refused 103 'user 3 in context 1 is disabled' 'by a directory' onetimelogin -c 1 -u anna
sql 'UPDATE prov.users SET source_enabled = true WHERE cid = 1 AND uid = 3'
ok 'a context is disabled' disablecontext -c 1
refused 103 'context 1 is disabled' 'and nobody of it has one' onetimelogin -c 1 -u anna
ok 'enabled' enablecontext -c 1
refused 108 'No such user nobody in context 1' 'nobody' onetimelogin -c 1 -u nobody
refused 101 'Authentication failed' 'nowhere' onetimelogin -c 99 -u anna
refused 104 'Either username or userid must be given' 'no user' onetimelogin -c 1
refused 104 'Option(s) "contextid" missing' 'no context' onetimelogin -u anna

# --- who calls ---
set_config "$url auth: { required = true; };"
refused 104 'Options "adminuser, adminpass" missing' 'auth.required' onetimelogin -c 1 -u anna
refused 101 'Authentication failed' 'a wrong password' onetimelogin -c 1 -u anna -A admin -P wrong
refused 101 'Authentication failed' 'another user' onetimelogin -c 1 -u anna -A bert -P secret
ok 'the admin of the context' onetimelogin -c 1 -u anna -A admin -P secret
prints admin 'is who the log names' sql 'SELECT who FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1'
set_config "$url"

# --- what ends with what ---
fails 1 'one that cannot be printed' sh -c 'onetimelogin -c 1 -u anna >/dev/full'
printf 'onetimelogin -c 1 -u anna\nonetimelogin -c 1 -u nobody\n' >"$TMP/lines"
fails 123 'in a batch, all or nothing' prov batch "$TMP/lines" --atomic
n=$(sql 'SELECT count(*) FROM prov.one_time')
ok 'in a batch' sh -c 'echo onetimelogin -c 1 -u bert | prov batch'
output_has 'https://mail.example.com/login/once?t=1.'
is "$(sql 'SELECT count(*) FROM prov.one_time')" $((n + 1)) 'which is one more'
check_clean
ok 'a context goes' deletecontext -c 1
prints 0 'with its one-time logins' sql 'SELECT count(*) FROM prov.one_time WHERE cid = 1'
check_clean
done_testing
