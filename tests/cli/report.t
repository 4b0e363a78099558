#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# report.t - counts for the vendor: shown, sent by HTTPS, kept; no personal data in any of it
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/tls.sh"

program_ok report
fails 105 'no database is no report' report -d
use_database

settings() {	# what is in report: { }
	set_config "report: { $1 };"
}
body() {	# N FIELD: of the form that the receiver got
	/usr/bin/python3 -c 'import sys, urllib.parse
print(urllib.parse.parse_qs(open(sys.argv[1]).read(), strict_parsing=True)[sys.argv[2]][0])' "$TMP/vendor/body.$1" "$2"
}
json_of() {	# FILE PATH: "total/users"
	/usr/bin/python3 -c 'import json, sys
v = json.load(open(sys.argv[1]))
for k in sys.argv[2].split("/"):
    v = v[int(k)] if isinstance(v, list) else v.get(k, "none")
print(v)' "$1" "$2"
}

# --- what is counted ---
context 1 -N Aardvark-Traders -L aardvark.example
context 2 -N Zebra-Holding
for name in quentin wilhelmina; do user 1 "$name" --access-combination-name premium; done
user 1 xaver
user 2 yolanda --access-combination-name premium
ok 'one is disabled' changeuser -c 1 -u xaver --mailenabled false
ok 'a context is, too' disablecontext -c 2
webmail=$(sql "SELECT modules FROM prov.users WHERE cid = 1 AND uid = 5")
premium=$(sql "SELECT modules FROM prov.users WHERE cid = 1 AND uid = 3")
admin() {	# CONTEXT: what its admin has: bits 28 and 32 take something away, and are not mirrored
	sql "SELECT (SELECT modules FROM prov.users WHERE cid = $1 AND uid = 2) | bit_or(modules) & ~(1::bigint << 28 | 1::bigint << 32)
		FROM prov.users WHERE cid = $1"
}
ok 'it is shown' report -d
cp "$TMP/out" shown
block() {	# N: of what was shown
	awk -v RS= -v n="$1" 'NR == n' shown | sed 's/ *$//; s/^ *//; s/  */ /g'
}
version=$(sed -n 's/^VERSION *= //p' "$ROOT/config.mk")
is "$(block 1)" "$(printf 'version build date\n%s -' "$version")" 'version'
is "$(block 2)" "$(printf 'contexts users guests links\n2 6 - -')" 'totals; what is not known is -'
is "$(block 3)" "$(printf 'mac count adm disabled\n'; { echo "$webmail 1 0 1"; echo "$premium 3 0 0"; echo "$(admin 1) 1 1 0"; echo "$(admin 2) 1 1 0"; } | sort -n |
	awk '{ c[$1] += $2; a[$1] += $3; d[$1] += $4; if (!($1 in seen)) { seen[$1] = 1; order[++n] = $1 } }
	END { for (i = 1; i <= n; i++) print order[i], c[order[i]], a[order[i]], d[order[i]] }')" 'M3: by sets of modules; an admin mirrors its users'
is "$(block 4 | head -n 1)/$(block 4 | grep -c 'auth.required false')" 'key value/1' 'settings'
is "$(block 5)/$(block 6)" "$(printf 'usmeas olox2 mobileapp carddav caldav\n- - - - -/usmeasyear olox2year mobileappyear carddavyear caldavyear\n- - - - -')" \
	'logins of clients are not known'
is "$(block 7)" '' 'no keys, no contexts: no blocks'
ok 'with contexts' report -d -a
cp "$TMP/out" shown
is "$(block 7 | head -n 1)" 'id age created admin permission module access combination users inactive' 'each context by its id'
is "$(block 7 | awk 'NR > 1 { print $1, $2 }' | sort -u)" "$(printf '1 0\n2 0')" 'with its age'
is "$(block 7 | awk 'NR > 1 { u += $6; i += $7 } END { print u, i }')" '6 1' 'the same users'
ok 'CSV' report -dc
is "$(sed -n 1,2p "$TMP/out")" "$(printf 'version,build date\n"%s","-"' "$version")" 'blocks as well'
is "$(grep -c '^$' "$TMP/out")" 5 'with empty lines between'
output_has '"2","6","-","-"'
ok 'JSON' report -d --json
cp "$TMP/out" report.json
valid 'as its schema says' report "$TMP/out"
is "$(json_of report.json total/users)/$(json_of report.json total/contexts)/$(json_of report.json total/disabled)/$(json_of report.json total/admins)" 6/2/1/2 'the same numbers'
is "$(json_of report.json "macdetail/$webmail/count")/$(json_of report.json "macdetail/$webmail/disabled")" 1/1 'by sets'
is "$(json_of report.json total/guests)/$(json_of report.json clientlogincount)/$(json_of report.json detail)" none/none/none 'what is not known is not there'
ok 'JSON with contexts' report -d -a --json
valid 'as its schema says' report "$TMP/out"
is "$(json_of "$TMP/out" total/report-format)/$(json_of "$TMP/out" detail/2/id)" long/2 'has them'
fails 101 'a wrong password' report -d -A oxadminmaster -P wrong
ok 'a mask' report -b 3
is "$(grep ': on' "$TMP/out" | xargs)" 'access-calendar: on access-webmail: on' 'is decoded'
fails 109 'a mask that is none' report -b x
fails 109 'another type' report -t extended

# --- nothing is sent that nobody configured ---
fails 1 'no URL' report -s
stderr_has 'nothing was sent: report.url is not set'
fails 1 'it is shown all the same' report
output_has contexts
stderr_has 'report: neither -s, -d nor -f alone was said: the report is shown and sent'
is "$(sql 'SELECT count(*) FROM prov.report')" 0 'and nothing is kept'
for url in http://127.0.0.1/ https:// https://user:pw@host/ 'https://a b/'; do
	settings "url = \"$url\";"
	fails 1 "no address to send to: $url" report -s
done

# --- a file ---
set_config
licence keys add maintenance MNT-4711 --users 500 >"$TMP/made" || bail 'no key'
mkdir tmp
ok 'saved' env TMPDIR="$TMP/tmp" report -f
file=$(cat "$TMP/out")
is "$(stat -c %a "$file")/$(json_of "$file" keys/0/key)" 600/MNT-4711 'as a file that nobody else reads, with keys'
is "$(dirname "$file")" "$TMP/tmp" 'in the folder for such files'
fails 1 'where nothing can be written' env TMPDIR="$TMP/nowhere" report -f

# --- the vendor ---
authority known
authority unknown
certificate here IP:127.0.0.1
mkdir vendor
start_receiver() {	# CERTIFICATE
	rm -f vendor/port vendor/body.* vendor/request.* vendor/proxy.*
	/usr/bin/python3 "$ROOT/tests/tool/receiver.py" "$TMP/vendor" "$TMP/$1.pem" "$TMP/$1.key" >vendor/log 2>&1 &
	receiver=$!
	must_see 'the receiver' test -s vendor/port
	port=$(cat vendor/port)
}
stop_receiver() {
	kill "$receiver"
	wait "$receiver" 2>/dev/null || :
}
vendor() {	# [SETTINGS]
	settings "url = \"https://127.0.0.1:$port/report?v=1\"; ca_file = \"$TMP/known.pem\"; timeout = 300; connect_timeout = 300; tries = 1; ${1-}"
}
printf '%s\n' '200 thanks\nsee you in a month' >vendor/answers
start_receiver here
vendor
prints "$(printf '127.0.0.1 said: thanks\n127.0.0.1 said: see you in a month')" 'the first report' report -s
is "$(head -n 1 vendor/request.1 | tr -d '\r')" 'POST /report?v=1 HTTP/1.1' 'a POST'
is "$(body 1 license_keys)" MNT-4711 'with the keys'
body 1 client_information >sent.json
valid 'as its schema says' report sent.json
is "$(json_of sent.json total/users)/$(json_of sent.json keys/0/kind)/$(json_of sent.json keys/0/users)" 6/maintenance/500 'and the numbers'
is "$(sql "SELECT status || '/' || answer || '/' || (sent IS NOT NULL) || '/' || (content ? 'keys') FROM prov.report")" \
	'200/thanks?see you in a month/true/false' 'it is kept with its answer, without the keys'
ok 'the last one' report -g
is "$(json_of "$TMP/out" uuid)" "$(json_of sent.json uuid)" 'is that one'
ok 'with contexts' report -s -a
body 2 client_information >long.json
is "$(json_of long.json detail/1/id)" 1 'they are sent'

# --- no personal data: nothing that was typed about people, contexts and groups is in what was sent or kept ---
sql "SELECT DISTINCT lower(x) FROM (
	SELECT unnest(ARRAY[name, login, display_name, given_name, sur_name, mail, split_part(mail, '@', 1)] || aliases) AS x FROM prov.users
	UNION ALL SELECT name FROM prov.context UNION ALL SELECT name FROM prov.login_name
	UNION ALL SELECT address FROM prov.address UNION ALL SELECT name FROM prov.groups WHERE gid <> 1) t
	WHERE length(x) > 3 AND lower(x) <> 'admin'" >secrets
is "$(grep -cx -e quentin -e aardvark-traders -e aardvark.example -e yolanda@c2.example secrets)" 4 'the list of what is personal has it'
sql 'SELECT content FROM prov.report' >kept
sed -i 's/%40/@/g' vendor/body.1 vendor/body.2
for where in vendor/body.1 vendor/body.2 vendor/request.1 sent.json long.json kept "$file" shown; do
	is "$(grep -iowFf secrets "$where" | sort -u | xargs)" '' "no personal data in $(basename "$where")"
done

# --- a month later ---
ok 'today all is well' report --status
output_has 'the last report was sent 0 days ago ('
output_has '; the next one is due in 30 days'
ago() {
	earlier report at "$1"
	sql "UPDATE prov.report SET sent = now() - interval '$1'"
}
ago '24 days 1 hour'
ok 'day 24' report --status
is "$(cat "$TMP/err")" '' 'no warning yet'
ago '25 days 1 hour'
ok 'day 25' report --status
stderr_has 'report: warning: send the next report soon'
ok 'in JSON' report --status --json
valid 'as its schema says' report_status "$TMP/out"
output_has '"state": "due", "sent": "'
status_is 1 'prov status warns' prov status
output_has 'report: the next one is due in 5 days'
ago '30 days 1 hour'
ok 'the last day' report --status
ago '31 days 1 hour'
status_is 2 'day 31' report --status
output_has '; it is overdue by 1 day'
status_is 2 'prov status says so' prov status
output_has 'report: the last one was sent 31 days ago, 30 are allowed'
LC_ALL=de_DE.UTF-8 status_is 2 'in German' report --status
output_has 'der letzte Bericht wurde vor 31 Tagen gesendet'
LC_ALL=de_DE.UTF-8 status_is 2 'but not in JSON' report --status --json
output_has '"state": "overdue"'
LC_ALL=de_DE.UTF-8 ok 'CSV is not translated' report -dc
output_has 'contexts,users,guests,links'

# --- the page ---
ok 'a page' report --html page.html
is "$(cat "$TMP/out" "$TMP/err")" '' 'is all that is made'
is "$(stat -c %a page.html)" 644 'for everybody'
is "$(grep -c '<svg' page.html)/$(grep -oE '<circle' page.html | wc -l)" 3/9 'plots over two reports and now'
is "$(grep -oiE '(src|href|url|@import|xlink)[=(:][^ >]*|https?:' page.html)" '' 'it refers to nothing outside'
is "$(grep -o '<title>[^<]*</title>' page.html | head -n 1)" '<title>Users and what they may use</title>' 'in English'
has page.html premium 'with names of combinations'
lacks page.html MNT-4711 'without keys'
is "$(grep -iowFf secrets page.html | sort -u | xargs)" '' 'no personal data in the page'
LC_ALL=de_DE.UTF-8 ok 'in German' report --html page.html
has page.html '<html lang="de">' 'it says so'
has page.html '<h2>Wachstum</h2>' 'with German words'
/usr/bin/python3 -c 'import sys
from html.parser import HTMLParser
class P(HTMLParser):
    open = []
    def handle_starttag(self, tag, attrs):
        tag in ("meta", "line", "path", "polyline") or self.open.append(tag)
    def handle_startendtag(self, tag, attrs):
        pass
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
p = P()
p.feed(open(sys.argv[1]).read())
print(p.open)' page.html >tags 2>&1
is "$(cat tags)" '[]' 'every element is closed'
LANGUAGE=en LC_ALL=de_DE.UTF-8 ok 'LANGUAGE counts more' report --html page.html
has page.html '<html lang="en">' 'it is English'
fails 1 'a page that cannot be written' report --html "$TMP/nowhere/page.html"

# --- what can go wrong, and is kept ---
failed() {	# STATUS TEXT NAME
	fails "$1" "$3" report -s
	stderr_has "$2"
	is "$(sql "SELECT count(*) FROM prov.report WHERE sent IS NULL AND answer <> ''")" 1 "$3: it is kept why"
}
echo '403 who are you?' >vendor/answers
failed 103 'did not take the report: status 403' 'a refusal'
stderr_has 'it said: who are you?'
status_is 2 'the last one that arrived counts' report --status
output_has 'did not arrive: who are you?'
status_is 2 'in JSON as well' report --status --json
valid 'as its schema says' report_status "$TMP/out"
echo '302 elsewhere' >vendor/answers
failed 103 'status 302' 'another address is not followed'
settings "url = \"https://127.0.0.1:$port/\"; ca_file = \"$TMP/known.pem\"; tries = 3;"
printf '503 busy\ndrop\n200 at last\n' >vendor/answers
rm -f vendor/body.*
prints '127.0.0.1 said: at last' 'what may pass is tried again' report -s
is "$(find vendor -name 'body.*' | wc -l)" 3 'three times'
is "$(sql 'SELECT count(*) FROM prov.report WHERE sent IS NULL')" 0 'what never arrived before is gone'
echo '503 busy' >vendor/answers
vendor
failed 105 'status 503' 'a server that is busy may be asked later'
echo hang >vendor/answers
settings "url = \"https://127.0.0.1:$port/\"; ca_file = \"$TMP/known.pem\"; timeout = 1; tries = 1;"
failed 105 'the report was not sent to' 'no answer in time'

# --- certificates ---
stop_receiver
echo '200 thanks' >vendor/answers
start_receiver here
settings "url = \"https://127.0.0.1:$port/\"; ca_file = \"$TMP/unknown.pem\"; tries = 3;"
failed 105 'certificate' 'an authority that is not ours'
settings "url = \"https://localhost:$port/\"; ca_file = \"$TMP/known.pem\"; tries = 3;"
failed 105 'localhost' 'another name than that of the certificate'
settings "url = \"https://127.0.0.1:$port/\"; tries = 3;"
failed 105 'certificate' 'authorities of the system do not know it'
is "$(find vendor -name 'body.*' | wc -l)" 0 'nothing was told to any of them'

# --- proxies ---
settings "url = \"https://127.0.0.1:$port/\"; ca_file = \"$TMP/known.pem\"; proxy = \"http://127.0.0.1:$port\"; tries = 1;"
ok 'by a proxy' report -s
is "$(head -n 1 vendor/proxy.1 | tr -d '\r')" "CONNECT 127.0.0.1:$port HTTP/1.1" 'which sees no more than the place'
echo 'anna:geheim' >vendor/login
failed 105 'was not sent' 'one that wants a password'
(umask 077 && cp vendor/login proxy.login)
settings "url = \"https://127.0.0.1:$port/\"; ca_file = \"$TMP/known.pem\"; proxy = \"http://127.0.0.1:$port\"; proxy_login_file = \"$TMP/proxy.login\"; tries = 1;"
ok 'gets it' report -s
chmod 644 proxy.login
fails 1 'from a file that others cannot read' report -s
stop_receiver
vendor
failed 105 'the report was not sent to' 'a vendor that is down'

# --- nobody else pays for it ---
is "$(readelf -d "$B/bin/prov" | grep -c 'NEEDED.*curl')" 0 'no other command loads libcurl'
if grep -q -e -fsanitize "$B/flags"; then
	pass 'prov loads no more than these # SKIP built with sanitizers'
else
	is "$(readelf -d "$B/bin/prov" | grep -c NEEDED)" 12 'prov loads no more than these'
fi
done_testing
