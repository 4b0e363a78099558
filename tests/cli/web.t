#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# web.t - provweb: logging in and out, one-time logins, the check for nginx, and what ends a session
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/weblib.sh"

fails 104 'no socket' provweb
fails 111 'an option that is none' provweb --no-such-option
fails 111 'a word' provweb word
prints "provweb $(prov --version | sed 's/.* //')" 'a version' provweb --version
ok 'help' provweb --help

private_database
settings() {	# WEB: the section
	printf 'database: { patience = 300; };\nweb: { url = "%s"; dovecot = "%s"; %s };\n' "$URL" "$TMP/auth" "$1" >"$PROV_CONFIG"
}
user 1 anna
user 1 bert
user 1 carl --access-webmail off
user 2 anna
settings 'account_failures = 3; address_failures = 100;'
ok 'the role' provdb reader web --os-user "$(id -un)"
is "$(sql "SELECT has_function_privilege('prov_web', 'prov_view.web_redeem(integer, text, text, integer)', 'EXECUTE'),
	has_function_privilege('prov_web', 'prov_view.session_open(integer, integer, text, integer)', 'EXECUTE'),
	has_table_privilege('prov_web', 'prov.web_session', 'SELECT'),
	has_function_privilege('prov_web', 'prov_view.dovecot_login(text, text)', 'EXECUTE')")" 't|f|f|f' 'may do what it needs, and nothing else'
cat >"$TMP/answers" <<'END'
anna@c1 right OK\tuser=c1u3\tnoise
bert@c1 right OK\tuser=c1u4
carl@c1 right OK\tuser=c1u5
anna@c2 right OK\tuser=c2u3
Anna@C1 right OK\tuser=c1u3
off@c1 right OK\tuser=c1u9\tnologin\treason=Not enabled for this account.
odd@c1 right OK\tuser=odd@c1
down@c1 * FAIL\tuser=down@c1\tcode=temp_fail
old@c1 * FAIL\tuser=old@c1\ttemp
gone@c1 * -
sp@ce pass=w&o+r%d\u00e4 OK\tuser=c1u3
END
start_fake_dovecot
start_web

# --- pages ---
web GET /login
is "$code|$(header Content-Type)|$(header Cache-Control)|$(header Referrer-Policy)|$(header X-Content-Type-Options)" \
	'200|text/html; charset=utf-8|no-store|no-referrer|nosniff' 'the login page'
output_has "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'"
output_has '<html lang="en">'
output_lacks '<script'
for want in 'de de' 'de-AT,en;q=0.5 de' 'en;q=0.5,de;q=0.9 de' 'fr,en;q=0.1,de en de;q=0 en' 'xx en' 'de;q=0,en;q=0.1 en'; do
	web GET /login -H "Accept-Language: ${want% *}"
	output_has "<html lang=\"${want##* }\">" "Accept-Language: ${want% *} is ${want##* }"
done
web GET '/login?next=/SOGo/x%3Fa=%22%3E%3Cb%3E'
output_has 'name="next" value="/SOGo/x?a=&quot;&gt;&lt;b&gt;"' 'what came with a request is text'
web GET /login/style.css
is "$code|$(header Content-Type)" '200|text/css; charset=utf-8' 'the style'
web GET /other
is "$code" 404 'no page'
web GET /login/../check
web DELETE /login
is "$code|$(header Allow)" '405|GET, HEAD, POST' 'a method that is none'
web POST /check -d x=y
is "$code" 405 'the check is asked with GET'
web HEAD /login --head
is "$code" 200 'HEAD'

# --- passwords ---
logs_in anna@c1 right
anna=$(cookie)
is "$code|$(header Location)" '303|/SOGo/' 'the right password'
is "$(header Set-Cookie | sed 's/=1\.[0-9a-f]\{64\};/=SECRET;/')" '__Host-prov=SECRET; Path=/; Secure; HttpOnly; SameSite=Strict' \
	'a cookie that no script and no other site has'
is_user "$anna" c1u3 'which is anna'
is "$(header X-Auth-Type)|$(header X-Authorization | sed 's/^Basic //' | base64 -d)" "Basic|c1u3:${anna#*=}" 'and a password for SOGo'
is "$(sql "SELECT count(*) FROM prov.web_session WHERE hash = '$(printf %s "${anna#*=}" | sha256sum | cut -c 1-64)'")" 1 'of which there is a hash'
is "$(sed -n '$p' "$TMP/asked")" 'service=web secured rip=192.0.2.1 anna@c1' 'Dovecot knows the address'
logs_in anna@c1 wrong
is "$code|$(cookie)" '403|' 'a wrong one'
output_has 'User name or password is wrong.'
output_has 'value="anna@c1"' 'the name stays'
output_lacks '"wrong"' 'the password does not'
asked=$(wc -l <"$TMP/asked")
logs_in anna@c1 ''
is "$code" 403 'an empty one'
logs_in '' right
is "$code|$(wc -l <"$TMP/asked")" "403|$asked" 'about what is empty nobody is asked'
logs_in off@c1 right
is "$code" 403 'one that may not log in by this service'
output_has 'This account may not log in here.'
logs_in carl@c1 right
is "$code|$(cookie)" '403|' 'nor may one without a module that has pages'
for who in down old gone odd; do
	logs_in $who@c1 right
	is "$code|$(cookie)" '503|' "$who: nobody can say"
	output_has 'The login service cannot be reached'
	output_lacks 'is wrong'
done
logs_in down@c1 right -H 'Accept-Language: de'
output_has 'Der Anmeldedienst ist im Moment nicht erreichbar.'
logs_in sp@ce 'pass=w&o+r%dä'
is "$code" 403 'every character arrives'
printf 'sp@ce pass=w&o+r%%dä OK\\tuser=c1u3\n' >>"$TMP/answers"
logs_in sp@ce 'pass=w&o+r%dä'
is "$code" 303 'as it was typed'
web POST /login --data-binary 'user=anna%00x@c1&password=right'
is "$code" 403 'but NUL is no character'
head -c 20000 /dev/zero | tr '\0' a >"$TMP/long"
web POST /login --data-binary "@$TMP/long"
is "$([ "$code" = 303 ] && echo in)" '' 'a form that is too long'
web GET /login -b "$anna"
is "$code|$(header Location)" '303|/SOGo/' 'who is logged in goes on'
logs_in anna@c1 right --data-urlencode next=/SOGo/so/x?a=b
is "$(header Location)" '/SOGo/so/x?a=b' 'to the page that was asked for'
for next in //evil.example/ https://evil.example/ '/\evil.example' "$(printf '/a\nSet-Cookie: x=y')" ''; do
	logs_in anna@c1 right --data-urlencode "next=$next"
	is "$(header Location)" /SOGo/ "but not to $(printf %s "$next" | head -n 1)"
done

# --- where a request comes from ---
for from in "Origin: https://evil.example" 'Origin: null' "Origin: http://mail.example.com" 'Sec-Fetch-Site: cross-site' \
	'Sec-Fetch-Site: same-site' 'Sec-Fetch-Site: none'; do
	logs_in anna@c1 right -H "$from"
	is "$code|$(cookie)" '403|' "a form from elsewhere: $from"
done
logs_in anna@c1 right -H 'Origin: https://evil.example' -H 'Sec-Fetch-Site: same-origin'
is "$code" 403 'both have to be ours'
for from in "Origin: $URL" 'Sec-Fetch-Site: same-origin'; do
	logs_in anna@c1 right -H "$from"
	is "$code" 303 "a form of ours: $from"
done
logs_in anna@c1 right -H 'Origin: null' -H 'Sec-Fetch-Site: same-origin'
is "$code" 303 'and that of a page that sends no Referer'
web GET /check/required -b "$anna" -H 'Sec-Fetch-Site: cross-site'
is "$code" 401 'a cookie does not count for a page of another site'
web POST /logout -b "$anna" -H 'Sec-Fetch-Site: cross-site'
is_user "$anna" c1u3 'nobody else logs anna out'

# --- the check ---
web GET /check
is "$code|$(header X-Remote-User)" '200|' 'who says nothing is nobody'
web GET /check/required
is "$code|$(header WWW-Authenticate)" '401|Basic realm="Mail", charset="UTF-8"' 'where somebody is required that is asked'
web GET /check -H 'X-Remote-User: c1u3' -H 'x-webobjects-remote-user: c1u3'
is "$code|$(header X-Remote-User)" '200|' 'what a client says of itself is nothing'
web GET /check -u anna@c1:right
is "$code|$(header X-Remote-User)|$(header X-Authorization | sed 's/^Basic //' | base64 -d)" '200|c1u3|c1u3:right' 'a password'
for who in anna@c1:bad anna@c1: :right; do
	web GET /check -u "$who"
	is "$code|$(header X-Remote-User)" '401|' "$who is none"
done
web GET /check -u off@c1:right
is "$code" 403 'one that may not log in'
web GET /check -u down@c1:right
is "$code" 503 'nobody can say'
for secret in x 1. "${anna#*=}0" "2${anna#*=1}" ''; do
	is_user "__Host-prov=$secret" '' "a cookie that is none: $(printf %s "$secret" | cut -c 1-10)"
done
web GET /check -b "$anna" -u bert@c1:right
is "$(header X-Remote-User)" c1u3 'a session comes first'

# --- how often ---
asked=$(wc -l <"$TMP/asked")
for n in 1 2 3; do logs_in bert@c1 "wrong$n"; done
logs_in BERT@c1 right
is "$code|$(cookie)" '429|' 'after three wrong ones the account has to wait, right or wrong'
is "$(($(header Retry-After) > 0))" 1 'and is told how long'
is "$(($(wc -l <"$TMP/asked") - asked))" 3 'Dovecot is not asked any more'
web GET /check -u bert@c1:right
is "$code" 403 'the check neither'
logs_in anna@c1 right
is "$code" 303 'another account does not wait'
stop_web
start_web
for _ in 1 2 3 4 5 6; do logs_in bert@c1 same; done
logs_in bert@c1 right
is "$code" 303 'the same wrong password, which a program tries for ever, counts once'
logs_in bert@c1 wrong1
: >"$TMP/codes"
for n in 1 2 3 4 5 6 7 8 9 10; do
	curl -s -o /dev/null -w '%{http_code}\n' --unix-socket "$TMP/web" -H 'X-Real-IP: 192.0.2.1' -d user=dora@c1 \
		-d "password=p$n" http://mail.example.com/login >>"$TMP/codes" &
	pids="${pids-} $!"
done
# shellcheck disable=SC2086 # a list
wait $pids
is "$(sort "$TMP/codes" | uniq -c | awk '{ print $2 ":" $1 }' | xargs)" '403:3 429:7' 'ten at once are no way around'
settings 'account_failures = 100; address_failures = 3;'
stop_web
start_web
for n in 1 2 3; do logs_in "nobody$n@c1" "x$n"; done
logs_in anna@c1 right
is "$code" 429 'an address has to wait, whatever account it tries'
export web_address=2001:db8::1
logs_in anna@c1 right
unset web_address
is "$code" 303 'another one does not'
settings 'account_failures = 1000; address_failures = 1000;'
stop_web
start_web

# --- one-time logins ---
once() {	# CONTEXT NAME: the path
	onetimelogin -c "$1" -u "$2" | sed "s|^$URL||"
}
uses() {	# PATH [CURL_OPTION...]
	token=${1#*t=}
	shift
	web POST /login/once -d "t=$token" "$@"
}
link=$(once 1 anna)
for _ in 1 2 3; do web GET "$link"; done
is "$code|$(cookie)" '200|' 'looking at the page uses nothing up'
output_has "name=\"t\" value=\"${link#*t=}\"" 'on it is a button'
output_has '<form method="post" action="/login/once">'
web HEAD "$link" --head
uses "$link" -H 'Sec-Fetch-Site: cross-site'
is "$code" 403 'a form from elsewhere uses nothing up'
uses "$link"
is "$code|$(header Location)" '303|/SOGo/' 'the button logs in'
is_user "$(cookie)" c1u3 'as that user'
uses "$link"
is "$code|$(cookie)" '403|' 'once'
output_has 'no longer valid'
link=$(once 1 anna)
: >"$TMP/codes" && pids=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	curl -s -o /dev/null -w '%{http_code}\n' --unix-socket "$TMP/web" -d "t=${link#*t=}" http://mail.example.com/login/once >>"$TMP/codes" &
	pids="$pids $!"
done
# shellcheck disable=SC2086 # a list
wait $pids
is "$(sort "$TMP/codes" | uniq -c | awk '{ print $2 ":" $1 }' | xargs)" '303:1 403:19' 'also when 20 try at once'
link=$(once 1 anna)
sql "UPDATE prov.one_time SET expires = now() - interval '1 second'"
uses "$link"
is "$code" 403 'not later'
link=$(once 1 anna)
ok 'disabled meanwhile' changeuser -c 1 -u anna --mailenabled false
uses "$link"
is "$code" 403 'not who was disabled meanwhile'
ok 'enabled' changeuser -c 1 -u anna --mailenabled true
uses "$link"
is "$code" 403 'it is used up all the same'
for token in 1. "1.$(printf '%064d' 0)" x ''; do
	web POST /login/once -d "t=$token"
	is "$code" 403 "nor with what is none: $(printf %s "$token" | cut -c 1-5)"
done
uses "$(once 1 carl)"
is "$code" 403 'nor who has no module that has pages'

# --- the end of a session ---
session() {	# CONTEXT NAME: fills $session
	uses "$(once "$1" "$2")"
	session=$(cookie)
	is_user "$session" "$3" "$2 has a session"
}
session 1 bert c1u4
other=$session
session 1 anna c1u3
web GET /logout -b "$session"
output_has '<form method="post" action="/logout">' 'a page with a button'
is_user "$session" c1u3 'which does nothing by being looked at'
web POST /logout -b "$session"
is "$code|$(header Set-Cookie)" '200|__Host-prov=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0' 'logging out'
output_has 'You are logged out.'
is_user "$session" '' 'ends it'
session 1 anna c1u3
ok 'a new password' changeuser -c 1 -u anna -p "$HASH" --passwordmech HASH
is_user "$session" c1u3 'that is the same hash ends nothing'
printf 'another\n' >"$TMP/password" && chmod 600 "$TMP/password"
ok 'another one' changeuser -c 1 -u anna --password-file "$TMP/password"
is_user "$session" '' 'ends it'
session 1 anna c1u3
ok 'disabled' changeuser -c 1 -u anna --mailenabled false
is_user "$session" '' 'ends it'
ok 'enabled' changeuser -c 1 -u anna --mailenabled true
session 1 anna c1u3
sql 'UPDATE prov.users SET source_enabled = false WHERE cid = 1 AND uid = 3'
is_user "$session" '' 'so does a directory'
sql 'UPDATE prov.users SET source_enabled = true WHERE cid = 1 AND uid = 3'
session 1 anna c1u3
ok 'all modules taken away' changeuser -c 1 -u anna --access-webmail off
is_user "$session" '' 'ends it'
ok 'and given back' changeuser -c 1 -u anna --access-webmail on
session 1 anna c1u3
ok 'the context is suspended' disablecontext -c 1
is_user "$session" '' 'ends it'
is_user "$other" '' 'and all others there'
session 2 anna c2u3
ok 'the context is back' enablecontext -c 1
session 1 anna c1u3
sql "UPDATE prov.web_session SET expires = now() - interval '1 second' WHERE cid = 1"
is_user "$session" '' 'time ends it'
uses "$(once 1 bert)" -b "$session"
other=$(cookie)
uses "$(once 1 anna)" -b "$other"
is_user "$(cookie)" c1u3 'who logs in as somebody else'
is_user "$other" '' 'is not the one before any more'
session 1 anna c1u3
ok 'the user is deleted' deleteuser -c 1 -u anna
is_user "$session" '' 'which ends it'
session 2 anna c2u3
ok 'the context is deleted' deletecontext -c 2
is_user "$session" '' 'which ends it'
context 2
user 2 anna
is_user "$session" '' 'for good: the same ids are somebody else'
check_clean

# --- what Dovecot knows of it ---
session 1 bert c1u4
digest=$(printf %s "${session#*=}" | sha256sum | cut -c 1-64)
knows() { sql "SELECT \"user\", password, nopassword FROM prov_view.dovecot_session('$1', '$2', '$3')"; }
is "$(knows c1u4 "$digest" imap)|$(knows bert@c1.example "$digest" smtp)" 'c1u4||y|' 'SOGo opens the mailbox with it: an address in a domain of others is no name'
ok 'the domain' changecontext -c 1 -L c1.example
is "$(knows bert@c1.example "$digest" imap)" 'c1u4||y' 'an address is'
is "$(knows c1u3 "$digest" imap)$(knows c2u4 "$digest" imap)$(knows admin@c1.example "$digest" imap)$(knows c1u4 "$digest" pop3)$(knows c1u4 x imap)" '' \
	'but nobody else, by nothing else'
web POST /logout -b "$session"
is "$(knows c1u4 "$digest" imap)" '' 'and not any more when it has ended'

# --- outages ---
stop_fake_dovecot
logs_in anna@c1 right
is "$code" 503 'without Dovecot nobody can say'
start_fake_dovecot
logs_in bert@c1 right
is "$code" 303 'it comes back'
session=$(cookie)
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'provweb'" >"$TMP/ended"
is_user "$session" c1u4 'a connection to the database that broke is made anew'
sql "ALTER ROLE prov_web NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'provweb'" >"$TMP/ended"
web GET /check/required -b "$session"
is "$code" 503 'no database is no answer'
web GET /login -b "$session"
is "$code" 503 'nor is it a login page as always'
logs_in bert@c1 right
is "$code|$(cookie)" '503|' 'nor a session'
sql 'ALTER ROLE prov_web LOGIN'
is_user "$session" c1u4 'it comes back'
grep -qF "${session#*=1.}" "$TMP/web.log"
is $? 1 'no secret is logged'
kill "$web_pid"
ended 'SIGTERM ends it' 0 "$web_pid" "$TMP/web.log"

# --- a socket that systemd hands over, and a database that is named ---
rm -f "$TMP/web"
sed -i "s|^database.*|database: { conninfo = \"host=$PROV_HOME/run dbname=prov user=prov\"; };|" "$PROV_CONFIG"
perl -MIO::Socket::UNIX -MPOSIX -e 'my $s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 9) or die;
	POSIX::dup2(fileno $s, 3) unless fileno $s == 3; fcntl(IO::Handle->new_from_fd(3, "r"), 2, 0);
	$^F = 9; $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$; exec "provweb" or die' "$TMP/web" >"$TMP/web.log" 2>&1 &
web_pid=$!
must_see 'the socket' test -S "$TMP/web"
is_user "$session" c1u4 'is served, too'
stop_web
stop_fake_dovecot
done_testing
