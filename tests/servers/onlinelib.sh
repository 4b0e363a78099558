# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034 # values for the tests
# onlinelib.sh - directories with passwords, and Dovecot with the configuration that prov serverconf prints for them
#
#	. "$ROOT/tests/servers/onlinelib.sh"; needs_dovecot
#	dovecot_is FOLDER; login USER PASSWORD

client() { /usr/bin/python3 "$ROOT/tests/servers/client.py" "$@"; }

WRONG='[AUTHENTICATIONFAILED] Authentication failed.'

needs_dovecot() {
	[ "$(id -u)" -eq 0 ] || skip_all 'Dovecot is started by root'
	# Its services have a limit of memory (ulimit -v), which a sanitizer's shadow does not fit into.
	! grep -q -e -fsanitize "$B/flags" || skip_all 'Dovecot runs no program that is built with a sanitizer'
	for program in dovecot doveconf; do
		command -v $program >/dev/null || skip_all "$program is not installed (make check-servers installs it)"
	done
	for driver in libdriver_pgsql.so libauthdb_ldap.so; do
		[ -e "/usr/lib/dovecot/modules/auth/$driver" ] || skip_all "dovecot has no $driver (make check-servers)"
	done
}

# parameters_are: those of all servers, with ports of this test.
parameters_are() {
	# shellcheck disable=SC2046
	set -- $(client ports 7)
	imap=$1 pop3=$3 submission=$7
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail.example -keyout "$TMP/mail.key" -out "$TMP/mail.pem" \
		>"$TMP/openssl.log" 2>&1 || bail 'no certificate'
	mkdir -m 755 "$TMP/vmail" "$TMP/run" "$TMP/queue" && chown www-data:www-data "$TMP/vmail"
	install -d -o postfix "$TMP/queue/private" 2>/dev/null || mkdir "$TMP/queue/private"
	parameters="hostname=mail.example,listen=127.0.0.1,mail_root=$TMP/vmail,mail_owner=www-data,tls_cert=$TMP/mail.pem,tls_key=$TMP/mail.key"
	parameters="$parameters,queue=$TMP/queue,data=$TMP/postfix-data,run=$TMP/run,imap_port=$1,imaps_port=$2,pop3_port=$3,pop3s_port=$4"
	parameters="$parameters,sieve_port=$5,smtp_port=$6,submission_port=$7"
}

# dovecot_is FOLDER: a configuration in a new folder, and Dovecot with it, in place of the one before.
dovecot_is() {
	[ -n "${parameters-}" ] || parameters_are
	prov serverconf dovecot --out "$1" --set "$parameters,log=$TMP/dovecot.log" >"$TMP/out" 2>"$TMP/err" || bail "$(cat "$TMP/err")"
	stop_pid "$TMP/run/master.pid"
	dovecot -c "$1/dovecot.conf" || bail 'Dovecot does not start'
	must_see 'Dovecot answers' answers
}

answers() { login nobody nothing | grep -q AUTHENTICATIONFAILED; }

login() {	# USER PASSWORD: what IMAP says
	client imap "$imap" "$@"
}

# all_say TEXT NAME: each "USER PASSWORD" of standard input is told that, all of them at the same time, since Dovecot answers
# slowly who was wrong before.
all_say() {
	rm -f "$TMP"/said.*	# a file for each: they write at the same time
	asked=0 clients=
	while IFS=' ' read -r user password; do
		login "$user" "$password" >"$TMP/said.$asked" &
		asked=$((asked + 1)) clients="$clients $!"
	done
	# shellcheck disable=SC2086 # not for others that still wait
	wait $clients
	is "$(cat "$TMP"/said.* | sort | uniq -c | sed 's/^ *//')" "$asked $1" "$2"
}

logged() {	# TEXT: Dovecot's log has it
	grep -qF -e "$1" "$TMP/dovecot.log"
}

# entry DN NAME PASSWORD [LINES]: LDIF of somebody with a password.
entry() {
	if printf '%s' "$1" | LC_ALL=C grep -q '[^ -~]'; then
		printf 'dn:: %s\n' "$(printf '%s' "$1" | base64 -w 0)"
	else
		printf 'dn: %s\n' "$1"
	fi
	printf 'objectClass: inetOrgPerson\nuid: %s\nsn: %s\nuserPassword: %s\n%s\n\n' "$2" "$2" "$3" "${4-}" | cat -s
}
