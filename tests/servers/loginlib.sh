# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034 # values for the test
# loginlib.sh - all servers that people meet when they log in by the login page, in the network and the folders of one test
#
#	login_world; start_login; browser goto "$url/SOGo/" ...; get "$url/..." CURL_OPTION...; stop_login

browser() { timeout 300 /usr/bin/python3 "${BROWSER:-$ROOT/tests/servers/browser.py}" "$@"; }

# form PATH CURL_OPTION...: the status of what is posted.
form() {
	form_path=$1
	shift
	get "$url$form_path" "$@"
}

# session_of USER PASSWORD: what the cookie has.
session_of() {
	get "$url/login" --data-urlencode "user=$1" --data-urlencode "password=$2" >"$TMP/code"
	tr -d '\r' <"$TMP/head" | sed -n 's/^Set-Cookie: __Host-prov=\([^;]*\);.*/\1/Ip'
}

# shot NAME: where a picture goes.
shot() {
	printf '%s/%s.png' "${PICTURES:-$TMP}" "$1"
}

# unit KEY: what sogo-trust.service says.
unit() {
	sed -e ':again' -e '/\\$/{ N; s/\\\n[ \t]*//; b again' -e '}' "$TMP/web/sogo-trust.service" | sed -n "s/^$1=//p"
}

# login_parameters: of all servers, with ports of this test.
login_parameters() {
	ip link set lo up
	if ! mount -t tmpfs tmpfs /run || ! mount -t tmpfs tmpfs /var/log/sogo || ! chown sogo /var/log/sogo; then
		bail 'no folders of its own'
	fi
	# shellcheck disable=SC2046
	set -- $(client ports 12)
	imap=$1 https=$7 trust=$9
	url=https://localhost:$https ordinary=http://127.0.0.1:$8
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$TMP/key.pem" -out "$TMP/cert.pem" \
		>"$TMP/openssl.log" 2>&1 || bail 'no certificate'
	parameters="listen=127.0.0.1,mail_root=$TMP/vmail,mail_owner=mail,tls_cert=$TMP/cert.pem,tls_key=$TMP/key.pem"
	parameters="$parameters,queue=$TMP/queue,run=$TMP/run,imap_port=$1,imaps_port=$2,pop3_port=$3,pop3s_port=$4,sieve_port=$5"
	parameters="$parameters,http_port=$6,sogo_port=$8,trust_port=$9,memcached=$TMP/cache/socket,own_host=$PGHOST,own_name=sogo_web"
	parameters="$parameters,own_user=sogo_web,sogo_run=$TMP/sogo-run,sogo_workers=1,nginx_run=$TMP/nginx-run,invitations=NO"
	parameters="$parameters,web_socket=$TMP/web-run/http,web_user=nobody"
	mkdir -p "$TMP/vmail" "$TMP/queue/private" "$TMP/run" "$TMP/cache" "$TMP/sogo-run" "$TMP/nginx-run" "$TMP/web-run"
	chmod 755 "$TMP" "$TMP/run"
	chown mail "$TMP/vmail" && chown nobody "$TMP/cache" "$TMP/web-run" && chown sogo "$TMP/sogo-run"
	install -d -o sogo /run/sogo-trust
}

must() {	# COMMAND: what the test rests on
	"$@" >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
}

# login_people: anna and others with a hash, tess in a directory.
login_people() {
	context 3 -N acme -L acme.example -q -1
	context 4 -N dirs -L dir.example -q -1
	for who in 'anna Anna Arndt' 'bert Bert Berg' 'carl Carl Conrad'; do
		# shellcheck disable=SC2086
		set -- $who
		must createuser -c 3 -u "$1" -d "$2 $3" -g "$2" -s "$3" -p "$HASH" --passwordmech HASH -e "$1@acme.example" \
			--access-combination-name all
	done
	must creategroup -c 3 -n team -d 'The team' -e team@acme.example -a anna,bert
	must createresource -c 3 -n room -d 'Room 12' -e room@acme.example
	must ldapsync -s dir
	must changecontext -c 4 --access-combination-name all
}

login_directory() {
	{
		printf 'dn: dc=dir,dc=test\nobjectClass: domain\ndc: dir\n\n'
		entry uid=tess,dc=dir,dc=test tess 'pass tess' 'cn: tess
givenName: Tess
displayName: Tess Tiller
mail: tess@dir.example'
	} >"$TMP/dir.ldif"
	start_slapd -n dir -b dc=dir,dc=test -l "$TMP/dir.ldif" -t
	directory=$LDAP_URI
}

# directory_again: at the same port.
directory_again() {
	"$(slapd_program "$TMP/dir" slapd)" -f "$TMP/dir/slapd.conf" -h "$directory $(ldapi_uri "$TMP/dir")" >"$TMP/dir/slapd.log" 2>&1 ||
		bail "slapd did not start again: $(cat "$TMP/dir/slapd.log")"
	server_answers "$(ldapi_uri "$TMP/dir")" dir
}

# login_world: people, and the configuration of all servers.
login_world() {
	login_parameters
	login_directory
	private_database
	printf 'secret' >"$TMP/reader.secret" && chmod 600 "$TMP/reader.secret"
	cat >"$PROV_CONFIG" <<-END
		database: { patience = 300; };
		web: { url = "$url"; dovecot = "$TMP/run/auth-web"; account_failures = 4; };
		ldap: { password_file = "$TMP/reader.secret"; timeout = 10; network_timeout = 10; };
		source: { dir: { uri = "$directory"; profile = "openldap"; bind_dn = "cn=admin,dc=dir,dc=test"; base = "dc=dir,dc=test"; context = "4"; }; };
	END
	chmod 644 "$PROV_CONFIG"
	for server in sogo dovecot; do
		ok "a role for $server" provdb reader $server
	done
	ok 'one for provweb' provdb reader web --os-user nobody
	login_people
	psql -X -q -d postgres -c 'CREATE ROLE sogo_web LOGIN' -c 'CREATE DATABASE sogo_web OWNER sogo_web' >"$TMP/own.log" 2>&1 ||
		bail "$(cat "$TMP/own.log")"
	for server in sogo nginx dovecot web; do
		ok "the configuration of $server" prov serverconf $server --out "$TMP/$server" --set "$parameters,log=$TMP/$server.log"
	done
	printf '!include %s/dovecot.conf\n' "$TMP/web" "$TMP/dovecot" >"$TMP/dovecot.conf"
	: >"$TMP/sogo.log" && chown sogo "$TMP/sogo.log"
	mount --bind "$TMP/sogo/sogo.conf" /etc/sogo/sogo.conf || bail 'no configuration of SOGo'
}

as_sogo() {
	setpriv --reuid=sogo --regid=sogo --clear-groups env HOME=/var/lib/sogo PREFORK=2 "$@"
}

login_mail() {	# USER SUBJECT
	printf 'From: Carl Conrad <carl@acme.example>\r\nTo: %s\r\nDate: %s\r\nSubject: %s\r\n\r\nhello\r\n' "$1" "$(date -R)" "$2" |
		doveadm -c "$TMP/dovecot.conf" save -u "$1" -m INBOX
}

# start_login: all of them; the filter comes first, as in the unit.
start_login() {
	ok 'the packet filter' sh -c "$(unit ExecStartPre | sed 's/^+//')"
	ok 'memcached starts' memcached -d -u nobody -s "$TMP/cache/socket" -a 666 -P "$TMP/cache/memcached.pid"
	ok 'the ordinary SOGo starts' as_sogo sogod
	ok 'the one that trusts starts' as_sogo sh -c "exec $(unit ExecStart)"
	ok 'Dovecot starts' dovecot -c "$TMP/dovecot.conf"
	setpriv --reuid=nobody --regid=www-data --clear-groups -- provweb --socket "$TMP/web-run/http" >"$TMP/web.log" 2>&1 &
	web_pid=$!
	ok 'nginx starts' nginx -c "$TMP/nginx/nginx.conf"
	answers() { [ "$(get "$url/login")" = 200 ]; }
	must_see 'the login page' answers
	there() { [ "$(get "$url/SOGo/dav/" -X PROPFIND -H 'Depth: 0' -u anna@acme.example:secret)" = 207 ]; }
	must_see 'SOGo behind it' there
	believes_nobody() { [ "$(get "$ordinary/SOGo/")" = 200 ]; }
	must_see 'the ordinary SOGo' believes_nobody
	must login_mail anna@acme.example 'Welcome to acme'
	must login_mail tess@dir.example 'Welcome to dirs'
}

stop_login() {
	[ -z "${web_pid-}" ] || kill "$web_pid" 2>/dev/null
	for pid_file in "$TMP/nginx-run/nginx.pid" /run/sogo-trust/sogo.pid "$TMP/sogo-run/sogo.pid" "$TMP/cache/memcached.pid" \
		"$TMP/run/master.pid" "$TMP/dir/slapd.pid"; do
		[ ! -e "$pid_file" ] || stop_pid "$pid_file"
	done
}

# forget: SOGo keeps nothing of anybody.
forget() {
	/usr/bin/python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(b"flush_all\r\n")
s.recv(99)' "$TMP/cache/socket"
}

# more_people: those whom one line of a view lets in or keeps out.
more_people() {
	context 5 -N shut -q -1
	context 6 -N open -q -1 --gabMode global
	for who in '3 dora' '3 emil' '3 fred --access-combination-name webmail' '3 gina --access-webmail off' '5 sven' '6 gabi' '3 gone'; do
		# shellcheck disable=SC2086
		set -- $who
		who_context=$1 who_name=$2
		shift 2
		[ $# -gt 0 ] || set -- --access-combination-name all
		must createuser -c "$who_context" -u "$who_name" -d "$who_name" -g G -s S -p "$HASH" --passwordmech HASH \
			-e "$who_name@x$who_context.example" "$@"
	done
	must createresource -c 3 -n far -d 'Not to be booked' -e far@acme.example -a false
	must changeuser -c 3 -u dora --mailenabled false
	must changeuser -c 6 -u gabi --access-global-address-book-disabled on
	must disablecontext -c 5
	must deleteuser -c 3 -u gone
	sql "UPDATE prov.users SET source_enabled = false WHERE cid = 3 AND name = 'emil'; UPDATE prov.context SET licensed = licensed - 1 WHERE cid = 3"
}
