# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# sogolib.sh - what people's browsers and programs ask SOGo for, at $base
#
#	base=https://127.0.0.1:PORT; dav anna@acme secret PROPFIND c3u3/; connect anna@acme secret; page c3u3/Calendar/view; book bert@acme c3u4

client() { /usr/bin/python3 "$ROOT/tests/servers/client.py" "$@"; }
# Of others SOGo says that they are not supported.
agent='Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0'
# shellcheck disable=SC2034 # for tests
calendar='text/calendar; charset=utf-8'

get() { curl -sk -m 120 -A "$agent" -D "$TMP/head" -o "$TMP/body" -w '%{http_code}' "$@"; }

dav() {	# USER PASSWORD METHOD PATH [CURL OPTION...]: status
	dav_user=$1 dav_password=$2 dav_method=$3 dav_path=$4
	shift 4
	get -u "$dav_user:$dav_password" -X "$dav_method" "$@" "$base/SOGo/dav/$dav_path"
}

connect() {	# USER PASSWORD: status at SOGo's own login page, with a jar of cookies of its own
	rm -f "$TMP/jar"
	get -c "$TMP/jar" -H 'Content-Type: application/json' -d "{\"userName\": \"$1\", \"password\": \"$2\", \"rememberLogin\": 0}" \
		"$base/SOGo/connect"
}

page() {	# PATH [OPTION...]: status, as who connected last
	page_path=$1
	shift
	get -b "$TMP/jar" -H "X-XSRF-TOKEN: $(awk '$6 == "XSRF-TOKEN" { print $7 }' "$TMP/jar")" "$@" "$base/SOGo/so/$page_path"
}

book() {	# USER ID: names in the address book that this user sees, in order
	[ "$(connect "$1" secret)" = 200 ] || echo 'no login'
	page "$2/Contacts/directory/view" >"$TMP/code"
	/usr/bin/python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
rows = [dict(zip(d["headers"][0], r)) for r in d["headers"][1:]]
print(" ".join(sorted(r["c_cn"].replace(" ", "_") for r in rows)))' "$TMP/body" 2>&1
}

# event UID [LINES [BEGIN END]]: a calendar object.
event() {
	printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20261128T100000Z\r\n' "$1"
	printf 'DTSTART:%s\r\nDTEND:%s\r\nSUMMARY:%s\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n' "${3:-20261201T100000Z}" "${4:-20261201T110000Z}" "$1" "${2-}"
}

# phone USER PASSWORD STEP: by ActiveSync, at $active.
phone() { /usr/bin/python3 "$ROOT/tests/servers/activesync.py" "$active" "$@" 2>&1; }
