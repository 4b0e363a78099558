#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# web.t - the login page in a real browser, with nginx and Dovecot as prov serverconf has them; SOGo is played by a server
# that shows what it was told
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

[ "$(id -u)" -eq 0 ] || skip_all 'nginx and Dovecot are started by root'
for program in dovecot nginx chromium nft; do
	command -v $program >/dev/null || skip_all "$program is not installed (make check-servers installs it)"
done
[ -e /usr/lib/dovecot/modules/auth/libdriver_pgsql.so ] || skip_all 'dovecot-pgsql is not installed'

client() { /usr/bin/python3 "$ROOT/tests/servers/client.py" "$@"; }
browser() { timeout 300 /usr/bin/python3 "$ROOT/tests/servers/browser.py" "$@"; }

# --- set-up ---
private_database
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$TMP/key.pem" -out "$TMP/cert.pem" \
	>"$TMP/openssl.log" 2>&1 || bail 'no certificate'
# shellcheck disable=SC2046
set -- $(client ports 8)
imap=$1 pop3=$3 https=$6 trust=$7 http=$8
url=https://localhost:$https
parameters="hostname=localhost,listen=127.0.0.1,mail_root=$TMP/vmail,mail_owner=mail,tls_cert=$TMP/cert.pem,tls_key=$TMP/key.pem"
parameters="$parameters,queue=$TMP/queue,run=$TMP/run,imap_port=$1,imaps_port=$2,pop3_port=$3,pop3s_port=$4,sieve_port=$5,log=$TMP/dovecot.log"
mkdir -p "$TMP/vmail" "$TMP/queue/private" "$TMP/run" "$TMP/socket"
chown mail "$TMP/vmail"
chown nobody "$TMP/socket"
chmod 755 "$TMP" "$TMP/run"
ok 'a role for Dovecot' provdb reader dovecot
ok 'one for provweb' provdb reader web --os-user nobody
ok 'the configuration of Dovecot' prov serverconf dovecot --out "$TMP/dovecot" --set "$parameters"
ok 'that of provweb' prov serverconf web --out "$TMP/conf" \
	--set "web_socket=$TMP/socket/http,web_user=nobody,trust_port=$trust"
printf '!include %s/dovecot.conf\n' "$TMP/conf" "$TMP/dovecot" >"$TMP/dovecot.conf"
ok 'doveconf takes both' doveconf -n -c "$TMP/dovecot.conf"
is "$(cat "$TMP/err")" '' 'without a warning'
printf 'database: { patience = 300; };\nweb: { url = "%s"; dovecot = "%s/auth-web"; account_failures = 4; };\n' "$url" "$TMP/run" >"$PROV_CONFIG"
chmod 644 "$PROV_CONFIG"
ok 'that of nginx' prov serverconf nginx --out "$TMP/nginx" --set "listen=127.0.0.1,http_port=$http,log=$TMP/nginx.log,$(
	)tls_cert=$TMP/cert.pem,tls_key=$TMP/key.pem,nginx_run=$TMP/run,web_socket=$TMP/socket/http,trust_port=$trust"
ok 'nginx takes it' nginx -t -q -c "$TMP/nginx/nginx.conf"
context 3 -L acme.example
person() {	# NAME [OPTION...]
	who=$1
	shift
	createuser -c 3 -u "$who" -d "User $who" -g G -s S -p "$HASH" --passwordmech HASH -e "$who@acme.example" "$@" >"$TMP/made" 2>&1 ||
		bail "$(cat "$TMP/made")"
}
person anna
person bert
person files --access-webmail off

cat >"$TMP/sogo.py" <<'END'
import http.server, sys
class Sogo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        h = self.headers
        text = "<title>SOGo</title>user=%s auth=%s type=%s" % (h.get("x-webobjects-remote-user"), h.get("Authorization"),
                                                                h.get("x-webobjects-auth-type"))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(text.encode())
    do_PROPFIND = do_OPTIONS = do_POST = do_GET
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Sogo).serve_forever()
END
/usr/bin/python3 "$TMP/sogo.py" "$trust" >"$TMP/sogo.log" 2>&1 &
sogo_pid=$!
setpriv --reuid=nobody --regid=www-data --clear-groups -- provweb --socket "$TMP/socket/http" >"$TMP/web.log" 2>&1 &
web_pid=$!
ok 'Dovecot starts' dovecot -c "$TMP/dovecot.conf"
ok 'nginx starts' nginx -c "$TMP/nginx/nginx.conf"
get() {	# PATH CURL_OPTION...
	path=$1
	shift
	# shellcheck disable=SC2034 # for what is said when a test fails
	command_line="$path $*"
	code=$(curl -s -k -D "$TMP/head" -o "$TMP/out" -w '%{http_code}' --max-time 100 "$@" "$url$path" 2>"$TMP/err") || :
}
header() { tr -d '\r' <"$TMP/head" | sed -n "s/^$1: //Ip" | tail -n 1; }
answers() { get /login && [ "$code" = 200 ]; }
must_see 'the login page' answers
knock() { client imap "$imap" nobody nothing | grep -q AUTHENTICATIONFAILED; }
must_see 'Dovecot answers' knock

# --- in a browser, without JavaScript ---
ok 'a browser' browser script off goto "$url/SOGo/so/anna?x=y" see type user anna@acme.example type password wrong press see \
	type password secret press see
is "$(sed -n '1,2p' "$TMP/out" | paste -sd '|')" 'Log in|/login?next=/SOGo/so/anna?x=y' 'who is not logged in gets the login page'
output_has 'User name or password is wrong.'
is "$(grep -A 1 '^SOGo$' "$TMP/out" | paste -sd '|')" 'SOGo|/SOGo/so/anna?x=y' 'and then the page that was asked for'
output_has 'user=c3u3 auth=Basic' 'SOGo knows who it is'
output_has 'type=Basic'
ok 'once more' browser --language de goto "$url/login" type user bert@acme.example type password secret press see goto "$url/logout" see press see goto "$url/SOGo/" see
output_has 'user=c3u4'
output_has 'Sie sind abgemeldet.'
is "$(grep -c '^SOGo$' "$TMP/out")" 1 'after logging out it is over'
for look in '1280x800' '1280x800 --dark' '390x844' '390x844 --dark' '320x568'; do
	# shellcheck disable=SC2086 # words
	ok "looks: $look" browser --size $look goto "$url/login" look \
		'innerWidth + " " + document.documentElement.scrollWidth + " " + getComputedStyle(document.body).backgroundColor' \
		picture "$TMP/login-$(echo "$look" | tr -d ' ').png"
	is "$(awk -v w="${look%%x*}" '{ print ($1 == w && $2 <= w) }' "$TMP/out")" 1 'it fits'
	case $look in
	*dark) output_lacks 'rgb(255' 'and is dark' ;;
	esac
done

# --- one-time logins, in the browser ---
link=$(onetimelogin -c 3 -u anna) || bail 'no link'
ok 'a link' browser goto "$link" see press see goto "$link" press see
is "$(sed -n 1p "$TMP/out")|$(grep -c 'user=c3u3' "$TMP/out")" 'Log in|1' 'is a page with a button, which logs in'
output_has 'This link is no longer valid'
is "$(grep -cF "${link#*t=1.}" "$TMP/nginx.log")" 0 'no secret is in the log of nginx'
is "$(grep -c 'GET /SOGo/' "$TMP/nginx.log" | awk '{ print ($1 > 0) }')" 1 'which there is'

# --- programs, and who says that it is somebody ---
get /SOGo/dav/ -X PROPFIND
is "$code|$(header WWW-Authenticate)" '401|Basic realm="Mail", charset="UTF-8"' 'programs are asked for a password'
get /SOGo/dav/ -X PROPFIND -u anna@acme.example:secret
is "$code|$(grep -o 'user=[^ ]*' "$TMP/out")" '200|user=c3u3' 'and get in with it'
get /SOGo/dav/ -X PROPFIND -u anna@acme.example:wrong2
is "$code" 401 'not with another one'
get /SOGo/dav/ -X PROPFIND -u files@acme.example:secret
is "$code|$(grep -o 'user=[^ ]*' "$TMP/out")" '200|user=c3u5' 'modules of programs are for SOGo to judge'
get /Microsoft-Server-ActiveSync -X OPTIONS -u bert@acme.example:secret
is "$code|$(grep -o 'user=[^ ]*' "$TMP/out")" '200|user=c3u4' 'ActiveSync'
get /SOGo/ -H 'x-webobjects-remote-user: c3u2' -H 'X-Remote-User: c3u2'
is "$code|$(header Location)" "302|$url/login?next=/SOGo/" 'a forged header is nothing'
get /SOGo/dav/ -H 'x-webobjects-remote-user: c3u2' -u anna@acme.example:secret
is "$code|$(grep -o 'user=[^ ]*' "$TMP/out")" '200|user=c3u3' 'and does not make somebody else of anybody'
get /prov-check -u anna@acme.example:secret
is "$code" 404 'the check is for nginx alone'
get /login -d user=files@acme.example -d password=secret
is "$code" 403 'who has nothing for a browser gets no session'

# --- the session as a password of mail ---
get /login -d user=anna@acme.example -d password=secret
session=$(header Set-Cookie | sed 's/^__Host-prov=\([^;]*\);.*/\1/')
is "$code|$(header Location)" '303|/SOGo/' 'a session'
is "$(client imap "$imap" c3u3 "$session")" 'OK 0' 'opens the mailbox for SOGo'
is "$(client imap "$imap" anna@acme.example "$session")" 'OK 0' 'by her address, too'
is "$(client imap "$imap" c3u4 "$session" | cut -c 1-22)" '[AUTHENTICATIONFAILED]' 'and nobody else'\''s'
is "$(client pop3 "$pop3" c3u3 "$session" | cut -c 1-2)" '-E' 'nor anything that SOGo does not use'
ok 'disabled' changeuser -c 3 -u anna --mailenabled false
get /SOGo/ -b "__Host-prov=$session"
is "$code" 302 'disabled: the session is over'
is "$(client imap "$imap" c3u3 "$session" | cut -c 1-22)" '[AUTHENTICATIONFAILED]' 'for mail, too'
get /login -d user=anna@acme.example -d password=secret
is "$code" 403 'and there is no other'
ok 'enabled' changeuser -c 3 -u anna --mailenabled true
get /SOGo/ -b "__Host-prov=$session"
is "$code" 200 'enabled: it goes on'

# --- outages ---
ok 'Dovecot stops' doveadm -c "$TMP/dovecot.conf" stop
gone() { [ ! -e "$TMP/run/master.pid" ]; }
must_see 'Dovecot is gone' gone
get /login -d user=anna@acme.example -d password=secret
is "$code" 503 'without Dovecot nobody can say'
output_has 'cannot be reached at the moment'
get /SOGo/dav/ -u anna@acme.example:secret
is "$code" 503 'programs are not told that the password is wrong'
get /SOGo/ -b "__Host-prov=$session"
is "$code" 200 'who is logged in goes on'

kill "$(cat "$TMP/run/nginx.pid")" "$web_pid" "$sogo_pid"
ended 'provweb ends' 0 "$web_pid" "$TMP/web.log"
{ wait "$sogo_pid" || :; } 2>/dev/null

# --- the port of the SOGo that trusts: for the user of nginx alone; in a network of its own ---
cat >"$TMP/net.sh" <<END
ip link set lo up
/usr/bin/python3 "$TMP/sogo.py" $trust & pid=\$!
curl -s -o /dev/null --retry 120 --retry-delay 1 --retry-connrefused http://127.0.0.1:$trust/
as() { setpriv --reuid=\$1 --regid=nogroup --clear-groups curl -s -o /dev/null -w "\$1 %{http_code} %{exitcode}\n" http://127.0.0.1:$trust/; }
as nobody
nft -f "$TMP/conf/sogo-trust.nft" && nft -f "$TMP/conf/sogo-trust.nft" && echo loaded
as www-data
as nobody
as root
kill \$pid
END
run unshare -n sh "$TMP/net.sh"
if grep -q loaded "$TMP/out"; then
	is "$(paste -sd '|' "$TMP/out")" 'nobody 200 0|loaded|www-data 200 0|nobody 000 7|root 000 7' 'the packet filter lets nginx through, and nobody else'
else
	pass 'the packet filter # SKIP this kernel lets nobody make one'
fi
done_testing
