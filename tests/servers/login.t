#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# login.t - people log in to SOGo by the login page: both SOGos, Dovecot with a directory, memcached, nginx, provweb and the
# packet filter are real, and so is the browser; PICTURES is a folder for what it has seen (make pictures)
#
# It is in a network of its own, so that the filter is nobody else's.
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$ROOT/tests/servers/onlinelib.sh"

needs_dovecot
for program in sogod memcached nginx chromium nft curl unshare; do
	command -v $program >/dev/null || skip_all "$program is not installed (make check-servers installs it)"
done
if [ -z "${OWN_NET-}" ]; then
	unshare --net --mount true 2>/dev/null || skip_all 'no namespaces here'
	exec env OWN_NET=1 unshare --net --mount sh "$ROOT/tests/servers/login.t"
fi
. "$ROOT/tests/servers/sogolib.sh"
. "$ROOT/tests/servers/loginlib.sh"
. "$ROOT/tests/servers/sabotagelib.sh"
trap 'status=$?; stop_login; test_ended $status' EXIT

# --- from nothing to a login page ---
login_world
ok 'nginx -t' nginx -t -q -c "$TMP/nginx/nginx.conf"
ok 'doveconf' doveconf -n -c "$TMP/dovecot.conf"
is "$(cat "$TMP/err")" '' 'without a warning'
start_login
connects() {	# USER [CURL OPTION...]: what a program of this user of the system gets at the port of the SOGo that trusts
	as=$1
	shift
	setpriv --reuid="$as" --regid=nogroup --clear-groups curl -s -o "$TMP/body.$as" -w '%{http_code} %{exitcode}' --max-time 100 "$@" \
		"http://127.0.0.1:$trust/SOGo/dav/c3u3/" 2>"$TMP/err"
}

# --- who reaches the SOGo that trusts is anybody ---
: >"$TMP/body.nobody" && chmod 666 "$TMP/body.nobody"
is "$(connects nobody)|$(connects root)|$(connects sogo)" '000 7|000 7|000 7' 'another user is refused at its port, root and that of SOGo, too'
is "$(connects nobody -H 'x-webobjects-remote-user: c3u3' -H 'x-webobjects-auth-type: Basic')" '000 7' 'whatever it says'
ok 'without the filter' nft delete table inet prov_web
forged() { connects nobody -X PROPFIND -H 'Depth: 0' -H 'x-webobjects-remote-user: c3u3' -H "Authorization: Basic $(printf c3u3:x | base64)"; }
is "$(forged)" '207 0' 'it would be anna'
ok 'the filter' sh -c "$(unit ExecStartPre | sed 's/^+//')"
is "$(forged)" '000 7' 'is all that is between'
is "$(get "$ordinary/SOGo/dav/c3u3/" -X PROPFIND -H 'Depth: 0' -H 'x-webobjects-remote-user: c3u3' -u c3u3:x)" 401 'the ordinary SOGo believes nobody'

base=$url active=$url/Microsoft-Server-ActiveSync

# --- programs: with a password, that of a directory as well ---
self() {	# USER PASSWORD [CURL OPTION...]: status, and who that is for SOGo
	self_user=$1 self_password=$2
	shift 2
	status=$(dav "$self_user" "$self_password" PROPFIND '' -H 'Depth: 0' -H 'Content-Type: text/xml' "$@" \
		--data '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>')
	printf '%s %s' "$status" "$(grep -o '/SOGo/dav/c[0-9]*u[0-9]*' "$TMP/body" | head -n 1 | sed 's|.*/||')"
}
is "$(self anna@acme.example secret)|$(self ANNA@Acme secret)|$(self tess@dir.example 'pass tess')|$(self tess@dirs 'pass tess')" \
	'207 c3u3|207 c3u3|207 c4u3|207 c4u3' 'a hash here, a password in a directory, by every name'
is "$(self anna@acme.example wrong)|$(self tess@dir.example 'pass tom')|$(self tess@dir.example '')|$(self nobody@acme.example secret)" \
	'401 |401 |401 |401 ' 'no other password'
is "$(self anna@acme.example secret -H 'x-webobjects-remote-user: c3u4')|$(self anna@acme.example secret -H 'X-Remote-User: c3u4')" \
	'207 c3u3|207 c3u3' 'a forged header from outside makes nobody somebody else'
is "$(get "$url/SOGo/dav/c3u3/" -X PROPFIND -H 'x-webobjects-remote-user: c3u3')|$(get "$url/SOGo/so/c3u3/Mail/view" -H 'x-webobjects-remote-user: c3u3')" \
	'401|302' 'nor anybody of nobody'
day() { date -u -d "+$1 days" +%Y%m%d; }
event Kickoff "" "$(day 1)T100000Z" "$(day 1)T113000Z" >"$TMP/a.ics"
event Lunch "" "$(day 3)T110000Z" "$(day 3)T120000Z" >"$TMP/b.ics"
is "$(dav anna@acme.example secret PUT c3u3/Calendar/personal/a.ics -H "Content-Type: $calendar" --data-binary @"$TMP/a.ics")" 201 'CalDAV'
is "$(dav anna@acme.example secret PUT c3u3/Calendar/personal/b.ics -H "Content-Type: $calendar" --data-binary @"$TMP/b.ics")" 201 'twice'
is "$(dav tess@dir.example 'pass tess' PUT c4u3/Calendar/personal/a.ics -H "Content-Type: $calendar" --data-binary @"$TMP/a.ics")" 201 'of somebody in a directory'
is "$(dav tess@dir.example 'pass tess' GET c3u3/Calendar/personal/a.ics)" 404 'who sees nothing of others'
is "$(get "$url/Microsoft-Server-ActiveSync" -X OPTIONS -u anna@acme.example:secret)" 200 'ActiveSync'
is "$(phone anna@acme.example secret events)|$(phone tess@dir.example 'pass tess' events)|$(phone tess@dir.example wrong events)" \
	'Kickoff Lunch|Kickoff|HTTP 401' 'a phone gets the calendar, of somebody in a directory, too'

# --- the browser, at a desk and with a phone ---
mailbox='document.body.innerText.includes("Welcome to acme")'
who='location.pathname'
ok 'anna, at a desk' browser --size 1280x800 goto "$url/SOGo/" see picture "$(shot login-desk)" \
	type user anna@acme.example type password secret press wait "$mailbox" look "$who" picture "$(shot mail-desk)" \
	goto "$url/SOGo/so/c3u3/Calendar/view" wait 'document.body.innerText.includes("Kickoff")' picture "$(shot calendar-desk)" \
	goto "$url/SOGo/so/c3u3/Contacts/view#!/addressbooks/directory" wait 'document.body.innerText.includes("Room 12")' see picture "$(shot addresses-desk)"
is "$(sed -n 1p "$TMP/out")|$(grep -c '^/SOGo/so/c3u3/Mail/view$' "$TMP/out")" 'Log in|1' 'gets the login page, and then her own SOGo'
output_has 'Bert Berg' 'the address book has the others'
output_lacks 'Tess' 'of her context'
ok 'with a phone' browser --size 390x844 goto "$url/SOGo/" picture "$(shot login-phone)" \
	type user anna@acme.example type password secret press wait "$mailbox" look "$who" picture "$(shot mail-phone)" \
	goto "$url/SOGo/so/c3u3/Calendar/view" wait 'document.body.innerText.includes("Kickoff")' picture "$(shot calendar-phone)"
output_has '/SOGo/so/c3u3/Mail/view'
ok 'dark' browser --size 1280x800 --dark goto "$url/SOGo/" picture "$(shot login-desk-dark)" type user anna@acme.example type password wrong press see
output_has 'User name or password is wrong.'
ok 'dark, with a phone' browser --size 390x844 --dark --language de goto "$url/SOGo/" picture "$(shot login-phone-dark)" see
output_has 'Anmelden'

# --- a directory: its users log in, and nobody is told "wrong" while it is down ---
ok 'tess, whose password is in a directory' browser goto "$url/SOGo/" type user tess@dir.example type password 'pass tess' press \
	wait 'document.body.innerText.includes("Welcome to dirs")' look "$who"
output_has '/SOGo/so/c4u3/Mail/view' 'is in her mail'
session=$(session_of tess@dir.example 'pass tess')
stop_slapd dir
ok 'the directory is down' browser --size 390x844 goto "$url/login" type user tess@dir.example type password 'pass tess' press see picture "$(shot away-phone)"
output_has 'cannot be reached at the moment' 'which the page says'
output_lacks 'wrong' 'and nothing about a password'
is "$(dav tess@dir.example 'pass tess' PROPFIND '' -H 'Depth: 0')|$(dav tess@dir.example 'pass tom' PROPFIND '' -H 'Depth: 0')" '503|503' 'programs are told the same'
is "$(form /login -d user=tess@dir.example -d 'password=pass tess')" 503 'and so is the form'
is "$(dav anna@acme.example secret PROPFIND '' -H 'Depth: 0')" 207 'others notice nothing'
is "$(get "$url/SOGo/so/c4u3/Mail/view" -L -b "__Host-prov=$session")" 200 'who is logged in goes on'
has "$TMP/body" 'SOGo.MailerUI'
directory_again
is "$(self tess@dir.example 'pass tess')" '207 c4u3' 'it is back'

# --- one-time logins ---
link=$(onetimelogin -c 3 -u anna) || bail 'no link'
ok 'a link' browser goto "$link" see picture "$(shot once-desk)" press wait "$mailbox" look "$who" goto "$link" press see
is "$(grep -c '^/SOGo/so/c3u3/Mail/view$' "$TMP/out")" 1 'opens her own SOGo'
output_has 'This link is no longer valid' 'once'
link=$(onetimelogin -c 4 -u tess) || bail 'no link'
ok 'of somebody in a directory, with a phone' browser --size 390x844 goto "$link" picture "$(shot once-phone)" press \
	wait 'document.body.innerText.includes("Welcome to dirs")' look "$who"
output_has '/SOGo/so/c4u3/Mail/view' 'who needs no password for mail either'
secret_of() { link=$(onetimelogin "$@") || bail 'no link'; printf '%s' "${link#*t=}"; }
secret=$(secret_of -c 3 -u anna)
i=0 posts=''
while [ $i -lt 20 ]; do
	i=$((i + 1))
	curl -sk -o /dev/null -w '%{http_code}\n' --max-time 100 -d "t=$secret" "$url/login/once" >"$TMP/once.$i" &
	posts="$posts $!"
done
# shellcheck disable=SC2086 # not for the servers
wait $posts
is "$(cat "$TMP"/once.* | sort | uniq -c | awk '{ print $1 "x" $2 }' | paste -sd ' ')" '1x303 19x403' '20 at once: one is let in'
secret=$(secret_of -c 3 -u anna)
sql "UPDATE prov.one_time SET expires = now() - interval '1 second'"
is "$(form /login/once -d "t=$secret")" 403 'an old one is refused'
secret=$(secret_of -c 3 -u bert)
ok 'disabled' changeuser -c 3 -u bert --mailenabled false
is "$(form /login/once -d "t=$secret")" 403 'of who is disabled meanwhile, too'
fails 103 'there is none for who is disabled' onetimelogin -c 3 -u bert
ok 'enabled' changeuser -c 3 -u bert --mailenabled true
secret=$(secret_of -c 3 -u bert)
is "$(form /login/once -d "t=$secret" -H 'Origin: https://far.example')|$(form /login/once -d "t=$secret" -H 'Sec-Fetch-Site: cross-site')" '403|403' \
	'not from a page of others'
is "$(form /login/once -d "t=$secret")" 303 'which used nothing up'

# --- what ends a session, in SOGo ---
session=$(session_of bert@acme.example secret)
mail_of() { get "$url/SOGo/so/$1/Mail/view" -b "__Host-prov=$session"; }
is "$(mail_of c3u4)|$(mail_of c3u3)" '200|403' 'bert has his own SOGo, and that of nobody else'
ok 'bert is disabled' changeuser -c 3 -u bert --mailenabled false
is "$(mail_of c3u4)|$(dav bert@acme.example secret PROPFIND '' -H 'Depth: 0')" '302|403' 'at once it is over, for programs, too'
ok 'and back' changeuser -c 3 -u bert --mailenabled true
printf 'another word' >"$TMP/password" && chmod 600 "$TMP/password"
ok 'another password' changeuser -c 3 -u bert --password-file "$TMP/password"
is "$(mail_of c3u4)" 302 'ends it, too'
is "$(self bert@acme.example secret)|$(self bert@acme.example 'another word')" '401 |207 c3u4' 'and counts at once: nothing keeps the old one'

# --- wrong passwords, until the limit ---
try() {	# PASSWORD NUMBER: from an address of its own, since Dovecot makes those wait who were wrong
	get "$url/login" --interface "127.0.0.$2" -H 'Content-Type: application/x-www-form-urlencoded' --data-urlencode user=carl@acme.example --data-urlencode "password=$1"
}
is "$(try one 11) $(try two 12) $(try three 13) $(try four 14)" '403 403 403 403' 'wrong passwords of an account'
is "$(try five 15) $(try secret 16)" '429 429' 'until the limit, then the right one as well'
is "$(get "$url/SOGo/dav/" -X PROPFIND -u carl@acme.example:secret)" 403 'for programs, too'
is "$(self anna@acme.example secret)" '207 c3u3' 'others notice nothing'
# --- SOGo's views, each broken in every way of sogo_sabotage.txt: what people see is another thing then ---
base=$ordinary active=$ordinary/SOGo/Microsoft-Server-ActiveSync
handover() { sql 'SELECT "user" || heir FROM prov_view.sogo_handover'; }
look() { forget && eval "$1" </dev/null; }
more_people
changes() { [ "$(look "$1")" != "$(grep -F -A 1 -x -e "$1" "$TMP/looks" | tail -n 1)" ]; }
grep -v '^#' "$DATA/servers/sogo_sabotage.txt" | sed 's/.* | //' | sort -u >"$TMP/wanted"
while read -r line; do
	printf '%s\n%s\n' "$line" "$(look "$line")"
done <"$TMP/wanted" >"$TMP/looks"
is "$(sed -n 2~2p "$TMP/looks" | paste -sd '|')" \
	"Anna_Arndt Bert_Berg Carl_Conrad Room_12 The_team fred gina||gabi|207|207|401|401|404|401|401|c3u10c3u2|HTTP 403" 'nothing is broken'
sabotage "$DATA/servers/sogo_sabotage.txt" '^(dovecot|postfix|web|session|courier|cyrus)_|^(account|granted|recipients|visitor)$' changes
[ "$failed_count" -eq 0 ] || show_file 'the SOGo that trusts said' /var/log/sogo/sogo-trust.log
check_clean
done_testing
