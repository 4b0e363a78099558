#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sogo.t - SOGo, memcached and nginx with exactly the configuration that prov serverconf prints, as people use them
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

[ "$(id -u)" -eq 0 ] || skip_all 'SOGo reads /etc/sogo/sogo.conf, which is put there in a namespace'
for program in sogod memcached nginx dovecot curl unshare; do
	command -v $program >/dev/null || skip_all "$program is not installed (make check-servers installs it)"
done
unshare --mount true 2>/dev/null || skip_all 'no namespaces here'
. "$ROOT/tests/servers/sogolib.sh"
stop_all() {
	for pid_file in nginx/nginx.pid sogo-run/sogo.pid cache/memcached.pid run/master.pid; do
		[ -e "$TMP/$pid_file" ] && stop_pid "$TMP/$pid_file"
	done
}
trap 'status=$?; stop_all; test_ended $status' EXIT

# --- from nothing to a calendar ---
private_database
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail.example -keyout "$TMP/key.pem" -out "$TMP/cert.pem" \
	>"$TMP/openssl.log" 2>&1 || bail 'no certificate'
# shellcheck disable=SC2046
set -- $(client ports 8)
sogo=$5 http=$6 https=$7 cache=$8
psql -X -q -d postgres -c "CREATE ROLE sogo LOGIN" -c "CREATE DATABASE sogo_own OWNER sogo" >"$TMP/own.log" 2>&1 || bail "$(cat "$TMP/own.log")"
parameters="hostname=localhost,listen=127.0.0.1,mail_root=$TMP/vmail,mail_owner=sogo,tls_cert=$TMP/cert.pem,tls_key=$TMP/key.pem"
parameters="$parameters,queue=$TMP/queue,run=$TMP/run,imap_port=$1,imaps_port=0,pop3_port=0,pop3s_port=0,sieve_port=$4"
parameters="$parameters,sogo_port=$sogo,http_port=$http,https_port=$https,memcached=127.0.0.1:$cache,own_host=$PGHOST"
parameters="$parameters,own_name=sogo_own,sogo_run=$TMP/sogo-run,sogo_workers=2,nginx_run=$TMP/nginx,invitations=NO"
ok 'a role for SOGo' provdb reader sogo
ok 'one for Dovecot' provdb reader dovecot
for server in sogo nginx dovecot; do
	ok "the configuration of $server" prov serverconf $server --out "$TMP/conf-$server" --set "$parameters,log=$TMP/$server.log"
done
mkdir -m 755 "$TMP/vmail" "$TMP/run" "$TMP/queue" "$TMP/queue/private" "$TMP/nginx" "$TMP/sogo-run" "$TMP/cache"
chown nobody "$TMP/cache"	# memcached writes its pid file as that
chown sogo:sogo "$TMP/vmail"
: >"$TMP/sogo.log" && chown sogo "$TMP/sogo.log" "$TMP/sogo-run"
ok 'plparse takes that of SOGo' plparse "$TMP/conf-sogo/sogo.conf"
ok 'nginx -t that of nginx' nginx -t -c "$TMP/conf-nginx/nginx.conf"
ok 'memcached starts' memcached -d -u nobody -l 127.0.0.1 -p "$cache" -P "$TMP/cache/memcached.pid"
ok 'nginx starts' nginx -c "$TMP/conf-nginx/nginx.conf"
start_sogo() {
	unshare --mount sh -c "mount --bind '$TMP/conf-sogo/sogo.conf' /etc/sogo/sogo.conf &&
		exec setpriv --reuid=sogo --regid=sogo --clear-groups env HOME=/var/lib/sogo sogod"
}
ok 'SOGo starts' start_sogo
ok 'Dovecot starts' dovecot -c "$TMP/conf-dovecot/dovecot.conf"
base=https://127.0.0.1:$https
# shellcheck disable=SC2034 # for sogolib.sh
active=$base/Microsoft-Server-ActiveSync
answers() { [ "$(get "$base/SOGo/")" = 200 ]; }
must_see 'SOGo answers behind nginx' answers
is "$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' "http://127.0.0.1:$http/SOGo/x")" "301 $base/SOGo/x" 'plain HTTP leads to TLS'
is "$(get "$base/.well-known/caldav")$(get "$base/.well-known/carddav")$(get "$base/")" 301301302 'programs and people find it'
is "$(get "$base/SOGo/WebServerResources/css/styles.css")" 200 'style sheets are there'

context 3 -N acme -L acme.example,acme.test
context 4 -N other -L other.example
person() {	# CONTEXT NAME DOMAIN [OPTION...]
	where="-c $1" who="$2" mail="$2@$3" in=$1
	shift 3
	# shellcheck disable=SC2086 # an option
	createuser $where -u "$who" "$@" -d "$who of $in" -g "$who" -s Person -p "$HASH" --passwordmech HASH -e "$mail" >"$TMP/made" 2>&1 ||
		bail "$(cat "$TMP/made")"
}
all='--access-combination-name all'
# shellcheck disable=SC2086
{
	person 3 anna acme.example $all -a a.berg@acme.test
	person 3 bert acme.example $all
	person 3 carl acme.example --access-combination-name webmail
	person 4 anna other.example $all
	person 4 otto other.example $all
}

# --- logins ---
for name in anna@acme anna@acme.example ANNA@Acme.Example a.berg@acme.test anna@acme.test; do
	is "$(connect "$name" secret)" 200 "$name logs in"
done
is "$(connect anna@acme wrong)$(connect anna@acme '')$(connect nobody@acme secret)$(connect c3u3 secret)$(connect "x' OR 'a'='a" secret)" 403403403403403 'others do not'
is "$(connect anna@acme secret)" 200 'anna'
is "$(page c3u3/Mail/0/folderINBOX/view -d '{"sortingAttributes": {"sort": "arrival", "asc": 0}}' -H 'Content-Type: application/json')" 200 'reads mail'
is "$(page c3u3/Calendar/view)$(page c3u3/Contacts/view)$(page c3u3/Mail/view)" 200200200 'has all modules'
is "$(page c4u3/Calendar/view)" 403 'and nothing of somebody else'

# --- calendars and address books ---
is "$(dav anna@acme secret PROPFIND c3u3/ -H 'Depth: 0')" 207 'CalDAV, by address'
is "$(dav anna@acme wrong PROPFIND c3u3/ -H 'Depth: 0')" 401 'not with another password'
event meeting >"$TMP/meeting.ics"
is "$(dav anna@acme secret PUT c3u3/Calendar/personal/meeting.ics -H "Content-Type: $calendar" --data-binary @"$TMP/meeting.ics")" 201 'an event'
is "$(dav anna@acme.example secret GET c3u3/Calendar/personal/meeting.ics)" 200 'is there'
has "$TMP/body" 'SUMMARY:meeting' 'as it was'
printf 'BEGIN:VCARD\r\nVERSION:3.0\r\nUID:card\r\nFN:Friend\r\nEMAIL:friend@far.example\r\nEND:VCARD\r\n' >"$TMP/card.vcf"
is "$(dav anna@acme secret PUT c3u3/Contacts/personal/card.vcf -H 'Content-Type: text/vcard' --data-binary @"$TMP/card.vcf")" 201 'a contact, by CardDAV'

# --- the address book of the context ---
ok 'a group' creategroup -c 3 -n team -d 'The team' -e team@acme.example -a anna,bert
ok 'a room' createresource -c 3 -n room -d 'Room 12' -e room@acme.example
is "$(book bert@acme c3u4)" 'Room_12 The_team anna_of_3 bert_of_3 carl_of_3' 'real users, groups, resources; no admin, nobody of other contexts'
is "$(book otto@other c4u4)" 'anna_of_4 otto_of_4' 'each context has its own'
ok 'carl is disabled' changeuser -c 3 -u carl --mailenabled false
is "$(book bert@acme c3u4)" 'Room_12 The_team anna_of_3 bert_of_3' 'who is disabled is not in it'
is "$(connect carl@acme secret)" 403 'nor logs in'
ok 'carl is enabled' changeuser -c 3 -u carl --mailenabled true
is "$(book carl@acme c3u5)" '' 'from whom it is hidden finds nobody'
search() { page "$1/usersSearch?search=$2" >/dev/null; cat "$TMP/body"; }
is "$(connect bert@acme secret)" 200 bert
search c3u4 anna >"$TMP/found"
has "$TMP/found" c3u3 'bert finds anna'
lacks "$TMP/found" c4u3 'not that of another context'

# --- modules ---
is "$(connect carl@acme secret)" 200 'carl has mail alone'
is "$(page c3u5/Calendar/view)" 404 'no calendar'
is "$(dav carl@acme secret PROPFIND c3u5/Calendar/ -H 'Depth: 0')" 404 'nor by CalDAV'
sync="Microsoft-Server-ActiveSync?Cmd=FolderSync&User=x&DeviceId=1&DeviceType=t"
is "$(get -u carl@acme:secret -X POST -H 'Content-Type: application/vnd.ms-sync.wbxml' -d x "$base/$sync")" 403 'nor ActiveSync'
is "$(get -u anna@acme:secret -X OPTIONS "$base/$sync")" 200 'anna has it'
is "$(phone anna@acme secret provision | cut -d ' ' -f 1)|$(phone anna@acme secret folders | tr ' ' '\n' | grep -oE '^[0-9]+' | sort -n | uniq | paste -sd ' ')" '1|1 2 3 4 5 7 8 9 12' \
	'a phone gets a policy, and its folders: mail, tasks, calendar, contacts'
is "$(phone anna@acme secret events)" meeting 'and what is in the calendar'
is "$(phone anna@acme wrong folders)|$(phone carl@acme secret folders)|$(phone nobody@acme secret folders)" 'HTTP 401|HTTP 403|HTTP 401' 'who may not, gets nothing'
ok 'carl gets a calendar' changeuser -c 3 -u carl --access-calendar on

# --- what is told to SOGo ---
printf 'database: { patience = 300; };\nnames: { user_changeable = true; };\nnotify: { sogo: { command = ( "%s", "127.0.0.1:%s" ); user = "nobody"; }; };\n' \
	"$B/bin/deliver/notify-sogo" "$cache" >"$PROV_CONFIG"
chmod 755 "$B/bin/deliver/notify-sogo"
ok 'prov notify begins' prov notify
ok 'a change' changeuser -c 3 -u carl --access-tasks on
ok 'is told' prov notify
is "$(dav carl@acme secret PROPFIND c3u5/Calendar/ -H 'Depth: 0')" 207 'carl has it at once'
is "$(dav anna@acme secret PROPFIND c3u3/ -H 'Depth: 0')$(dav ANNA@acme secret PROPFIND c3u3/ -H 'Depth: 0')" 207207 'anna is known by two names'
printf 'another word' >"$TMP/password" && chmod 600 "$TMP/password"
ok 'anna has another password' changeuser -c 3 -u anna --password-file "$TMP/password"
ok 'it is told' prov notify
is "$(dav anna@acme secret PROPFIND c3u3/ -H 'Depth: 0')$(dav ANNA@acme secret PROPFIND c3u3/ -H 'Depth: 0')" 401401 'the old one is refused, however her name is written'
is "$(dav anna@acme 'another word' PROPFIND c3u3/ -H 'Depth: 0')" 207 'the new one is taken'
is "$(connect bert@acme secret)$(page c3u4/Calendar/view)" 200200 'bert is logged in'
ok 'bert is disabled' changeuser -c 3 -u bert --mailenabled false
ok 'it is told' prov notify
page c3u4/Calendar/view >"$TMP/code"
lacks "$TMP/body" 'SOGo.SchedulerUI' 'the session ends'
is "$(dav bert@acme secret PROPFIND c3u4/ -H 'Depth: 0')" 401 'CalDAV, too'
ok 'bert is enabled' changeuser -c 3 -u bert --mailenabled true
ok 'it is told' prov notify
is "$(dav bert@acme secret PROPFIND c3u4/ -H 'Depth: 0')" 207 'bert is back'
ok 'the context is suspended' disablecontext -c 3
ok 'it is told' prov notify
is "$(dav bert@acme secret PROPFIND c3u4/ -H 'Depth: 0')$(dav otto@other secret PROPFIND c4u4/ -H 'Depth: 0')" 401207 'nobody of it goes on, others do'
ok 'it is opened' enablecontext -c 3
ok 'it is told' prov notify

# --- a rename keeps all ---
ok 'anna is anne' changeuser -c 3 -i 3 -u anne -e anne@acme.example -a anne@acme.example
ok 'it is told' prov notify
is "$(dav anne@acme 'another word' GET c3u3/Calendar/personal/meeting.ics)$(dav anna@acme 'another word' GET c3u3/Calendar/personal/meeting.ics)" 200401 \
	'the calendar is hers'
person 3 anna acme.example --access-combination-name all -d 'The new anna'
is "$(dav anna@acme secret GET c3u6/Calendar/personal/meeting.ics)$(dav anna@acme secret GET c3u3/Calendar/personal/meeting.ics)" 404404 'a new anna has none of it'

# --- sharing, free/busy ---
is "$(dav bert@acme secret GET c3u3/Calendar/personal/meeting.ics)$(dav otto@other secret GET c3u3/Calendar/personal/meeting.ics)" 404404 'nobody sees it unasked'
is "$(connect anne@acme 'another word')" 200 'anne'
page "c3u3/Calendar/personal/addUserInAcls?uid=c3u4" >"$TMP/code"
page "c3u3/Calendar/personal/saveUserRights" -H 'Content-Type: application/json' \
	-d '[{"uid": "c3u4", "rights": {"Public": "Viewer", "Private": "None", "Confidential": "None", "canCreateObjects": 0, "canEraseObjects": 0}}]' >"$TMP/code"
is "$(cat "$TMP/code")" 200 'shares it with bert'
is "$(dav bert@acme secret GET c3u3/Calendar/personal/meeting.ics)$(dav otto@other secret GET c3u3/Calendar/personal/meeting.ics)" 200404 'who sees it, and nobody of another context'

busy() {	# USER ID OF: how many hours of a day that one is busy, as this one is told; else the status
	[ "$(connect "$1" secret)" = 200 ] || echo 'no login'
	busy_code=$(page "$3/freebusy.ifb/ajaxRead?sday=20261201&eday=20261201")
	[ "$busy_code" = 200 ] || { echo "$busy_code"; return; }
	/usr/bin/python3 -c 'import json, sys
print(sum(1 for day in json.load(open(sys.argv[1])).values() for hour in day.values() if any(v for v in hour.values())))' "$TMP/body"
}
is "$(busy bert@acme c3u4 c3u3)|$(busy carl@acme c3u5 c3u3)|$(busy otto@other c4u4 c3u3)" '1|0|0' 'bert sees when she is busy, and nobody else'
printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\nMETHOD:REQUEST\r\nBEGIN:VFREEBUSY\r\nUID:fb\r\nDTSTAMP:20261128T100000Z\r\n%s%s%sEND:VFREEBUSY\r\nEND:VCALENDAR\r\n' \
	"$(printf 'DTSTART:20261201T000000Z\r\nDTEND:20261202T000000Z\r\nx')" "$(printf 'ORGANIZER:mailto:bert@acme.example\r\nx')" \
	"$(printf 'ATTENDEE:mailto:anne@acme.example\r\nATTENDEE:mailto:otto@other.example\r\nATTENDEE:mailto:nobody@acme.example\r\nATTENDEE:mailto:nobody@far.example\r\nx')" | sed 's/^x//' >"$TMP/fb.ics"
is "$(dav bert@acme secret POST c3u4/Calendar/personal/ -H "Content-Type: $calendar" -H 'Originator: mailto:bert@acme.example' \
	-H 'Recipient: mailto:anne@acme.example, mailto:otto@other.example' --data-binary @"$TMP/fb.ics")" 200 'by CalDAV'
is "$(grep -c 'FREEBUSY;' "$TMP/body")|$(grep -o '[0-9]\.[0-9];[^<]*' "$TMP/body" | cut -c 1-3 | paste -sd ' ')" '1|2.0 2.0 3.7 3.7' \
	'too; of another context SOGo tells that there is somebody, and no times'

# --- resources ---
event fest "$(printf 'ORGANIZER:mailto:bert@acme.example\r\nATTENDEE;CUTYPE=ROOM;PARTSTAT=NEEDS-ACTION:mailto:room@acme.example\r\nx')" >"$TMP/fest.ics"
sed -i 's/^xEND/END/' "$TMP/fest.ics"
booked() { dav "$1" secret PUT "$2/Calendar/personal/$3.ics" -H "Content-Type: $calendar" --data-binary @"$TMP/$3.ics"; }
sed 's/bert@/anna@/' "$TMP/fest.ics" >"$TMP/first.ics"
is "$(booked anna@acme c3u6 first)" 409 'a room whose calendar nobody may see is not booked'
resources() { PROV="host=$PROV_HOME/run user=postgres dbname=prov" OWN="host=$PGHOST user=sogo dbname=sogo_own" sh "$ROOT/docs/examples/sogo-resources"; }
is "$(resources)" 'c3r1: 4 users see when it is taken' 'an example lets the users of the context see when it is taken'
is "$(resources)" '' 'once'
is "$(booked bert@acme c3u4 fest)" 201 'a room is booked'
is "$(dav bert@acme secret GET c3u4/Calendar/personal/fest.ics)" 200 'in the calendar of who booked it'
has "$TMP/body" 'PARTSTAT=ACCEPTED' 'it accepts'
sed 's/fest/clash/' "$TMP/fest.ics" >"$TMP/clash.ics"
is "$(booked bert@acme c3u4 clash)" 409 'and is not booked twice'
is "$(connect c3r1 '')$(connect room@acme.example '')" 403403 'nobody logs in as a room'
ok 'it cannot be booked' changeresource -c 3 -n room -a false
is "$(book bert@acme c3u4 | grep -c Room)" 0 'then it is not in the address book'

# --- what a deleted user had ---
ok 'anne is deleted' deleteuser -c 3 -u anne
ok 'it is told' prov notify
is "$(dav anne@acme 'another word' PROPFIND c3u3/ -H 'Depth: 0')" 401 'anne is gone'
is "$(sql 'SELECT "user" || heir FROM prov_view.sogo_handover')" c3u3c3u2 'it is noted who gets it'
is "$(PROV="host=$PROV_HOME/run user=postgres dbname=prov" OWN="host=$PGHOST user=sogo dbname=sogo_own" sh "$ROOT/docs/examples/sogo-handover")" \
	'c3u3: calendars and address books went to c3u2' 'an example hands it over'
is "$(dav admin@acme secret GET c3u2/Calendar/c3u3-personal/meeting.ics)" 200 'the admin has it'
is "$(PROV="host=$PROV_HOME/run user=postgres dbname=prov" OWN="host=$PGHOST user=sogo dbname=sogo_own" sh "$ROOT/docs/examples/sogo-handover")" '' 'once'
stop_all
[ "$failed_count" -eq 0 ] || { tail -n 60 "$TMP/sogo.log" | cut -c 1-300 >"$TMP/said"; show_file 'SOGo said' "$TMP/said"; }
check_clean
done_testing
