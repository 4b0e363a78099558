# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# weblib.sh - what the tests of provweb share, on top of testlib.sh and clilib.sh
#
#	start_web; web GET /login; is "$code" 200 ...; has_header 'Cache-Control: no-store'
#
# Dovecot is played by tests/tool/fakeauth.pl, whose answers are in $TMP/answers.

export URL=https://mail.example.com

# start_fake_dovecot: at $TMP/auth; what it was asked is in $TMP/asked.
start_fake_dovecot() {
	: >"$TMP/asked"
	[ -e "$TMP/answers" ] || : >"$TMP/answers"
	perl "$ROOT/tests/tool/fakeauth.pl" "$TMP/auth" "$TMP/answers" "$TMP/asked" 2>"$TMP/fakeauth.log" &
	auth_pid=$!
	must_see 'somebody answers as Dovecot does' test -S "$TMP/auth"
}

stop_fake_dovecot() {
	kill "$auth_pid" && { wait "$auth_pid" || :; } 2>/dev/null
	rm -f "$TMP/auth"
}

# start_web: provweb at $TMP/web.
start_web() {
	provweb --socket "$TMP/web" >"$TMP/web.log" 2>&1 &
	web_pid=$!
	must_see 'provweb listens' curl -s -o /dev/null --unix-socket "$TMP/web" http://localhost/login/style.css
}

stop_web() {
	kill "$web_pid" && { wait "$web_pid" || :; } 2>/dev/null
}

# web METHOD PATH [CURL_OPTION...]: $code is the status; $TMP/head and $TMP/body what was answered. From $web_address.
web() {
	method=$1 path=$2
	shift 2
	# shellcheck disable=SC2034 # for what is said when a test fails
	command_line="$method $path $*"
	: >"$TMP/body"
	code=$(curl -s -o "$TMP/body" -D "$TMP/head" -w '%{http_code}' --max-time 60 --unix-socket "$TMP/web" \
		-H 'Host: mail.example.com' -H "X-Real-IP: ${web_address:-192.0.2.1}" -X "$method" "$@" "http://mail.example.com$path") || :
	tr -d '\r' <"$TMP/head" >"$TMP/out"
	cat "$TMP/body" >>"$TMP/out"
	: >"$TMP/err"
}

header() {	# NAME: its value
	tr -d '\r' <"$TMP/head" | sed -n "s/^$1: //Ip"
}

# The cookie that was set last, for -b.
cookie() {
	header Set-Cookie | sed -n 's/^\(__Host-prov=[^;]*\);.*/\1/p' | tail -n 1
}

# logs_in USER PASSWORD [CURL_OPTION...]
logs_in() {
	form="user=$1" secret="password=$2"
	shift 2
	web POST /login --data-urlencode "$form" --data-urlencode "$secret" "$@"
}

# is_user COOKIE WHO NAME: what the check says of a session; WHO '' is nobody.
is_user() {
	web GET /check/required -b "$1"
	is "$code|$(header X-Remote-User)" "$([ -z "$2" ] && echo '401|' || echo "200|$2")" "$3"
}
