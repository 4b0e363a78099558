# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# maillib.sh - Dovecot and Postfix with exactly what prov serverconf prints, on loopback; on top of clilib.sh
#
#	mail_servers; ... client imap "$imap" anna@acme secret ...; stop_mail
#	make_world; acceptance NAME		people of all kinds, and the checks of tests/data/servers/checks.txt

need_mail_servers() {
	[ "$(id -u)" -eq 0 ] || skip_all 'Postfix is started by root'
	for program in dovecot doveconf doveadm postfix postmap; do
		command -v $program >/dev/null || skip_all "$program is not installed (make check-servers installs it)"
	done
	[ -e /usr/lib/dovecot/modules/auth/libdriver_pgsql.so ] || skip_all 'dovecot-pgsql is not installed'
}

client() { /usr/bin/python3 "$ROOT/tests/servers/client.py" "$@"; }
doveadm_here() { doveadm -c "$TMP/dovecot/dovecot.conf" "$@"; }

# Fills $imap, $imaps, $pop3 ... and $parameters, what is not as in Debian.
# shellcheck disable=SC2034 # for the tests
mail_parameters() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail.example -keyout "$TMP/key.pem" -out "$TMP/cert.pem" \
		>"$TMP/openssl.log" 2>&1 || bail 'no certificate'
	# shellcheck disable=SC2046
	set -- $(client ports 7)
	imap=$1 imaps=$2 pop3=$3 pop3s=$4 sieve=$5 smtp=$6 submission=$7
	queue=$TMP/queue vmail=$TMP/vmail
	parameters="hostname=mail.example,listen=127.0.0.1,mail_root=$vmail,mail_owner=mail,tls_cert=$TMP/cert.pem"
	parameters="$parameters,tls_key=$TMP/key.pem,queue=$queue,data=$TMP/postfix-data,run=$TMP/run,imap_port=$1,imaps_port=$2"
	parameters="$parameters,pop3_port=$3,pop3s_port=$4,sieve_port=$5,smtp_port=$6,submission_port=$7"
}

# configure_mail: both servers' configuration, and the folders that Debian's packages make. PASSWORDS is a folder that has
# SERVER.secret, where the database asks for one.
configure_mail() {
	mail_parameters
	for server in dovecot postfix; do
		ok "the configuration of $server" prov serverconf $server --out "$TMP/$server" --set "$parameters,log=$TMP/$server.log" \
			${PASSWORDS:+--password-file "$PASSWORDS/$server.secret"}
	done
	mkdir -m 755 "$vmail" "$queue" "$TMP/run" && chown mail: "$vmail"
	install -d -o postfix -m 700 "$TMP/postfix-data" || bail 'no data folder'
	ok 'doveconf takes it' doveconf -n -c "$TMP/dovecot/dovecot.conf"
	is "$(cat "$TMP/err")" '' 'without a warning'
	ok 'so does postfix check' postfix -c "$TMP/postfix" check
	is "$(cat "$TMP/err")" '' 'without a warning'
}

dovecot_answers() { client imap "$imap" nobody nothing | grep -q AUTHENTICATIONFAILED; }
postfix_answers() { client smtp "$smtp" nobody@nowhere.example | grep -q '^[45]'; }
start_mail() {
	ok 'Postfix starts' postfix -c "$TMP/postfix" start
	ok 'Dovecot starts' dovecot -c "$TMP/dovecot/dovecot.conf"
	must_see 'Dovecot answers' dovecot_answers
	must_see 'Postfix answers' postfix_answers
}

# mail_servers: a private database of this file's own, and both servers that read it.
mail_servers() {
	need_mail_servers
	private_database
	ok 'a role for Dovecot' provdb reader dovecot
	ok 'one for Postfix' provdb reader postfix
	configure_mail
	start_mail
}

stop_mail() {
	stop_pid "$TMP/run/master.pid"
	ok 'Postfix is stopped' postfix -c "$TMP/postfix" stop
}

people=0
person() {	# CONTEXT NAME DOMAIN [OPTION...]: with the password secret
	where="-c $1" who="$2" mail="$2@$3" people=$((people + 1))
	shift 3
	# shellcheck disable=SC2086 # an option
	createuser $where -u "$who" -d "User $people" -g G -s S "$@" -p "$HASH" --passwordmech HASH -e "$mail" >"$TMP/made" 2>&1 ||
		bail "$(cat "$TMP/made")"
}
has_mail() {	# NUMBER USER: so many are in the box
	[ "$(client imap "$imap" "$2" secret)" = "OK $1" ]
}

# --- where mail goes ---

is_delivered() { [ -z "$(find "$queue/maildrop" "$queue/incoming" "$queue/active" -type f)" ]; }
# route ADDRESS: what is said to RCPT if it is refused; else the boxes that a mail to it arrives in, as CONTEXT/USER.
route() {
	echo x >>"$TMP/routed"
	mark="route-$$-$(wc -l <"$TMP/routed")-end"
	said=$(client bounce "$smtp" "$1" "$mark")
	if [ "$said" != OK ]; then
		printf '%s\n' "$said" | cut -c 1-9
		return
	fi
	wait_for 120 is_delivered || { echo 'never delivered'; return; }
	grep -rl "^Subject: $mark" "$vmail" "$queue/deferred" | sed "s|^$vmail/\([0-9]*/[0-9]*\)/.*|\1|; s|^$queue.*|deferred|" |
		sort -u | paste -sd ' '
	[ -z "$(find "$queue/deferred" -type f)" ] || postsuper -c "$TMP/postfix" -d ALL deferred >/dev/null 2>&1
}

asks() { postmap -c "$TMP/postfix" -q "$2" "proxy:pgsql:$TMP/postfix/pgsql-$1.cf" || echo nothing; }
quota_of() { client quota "$imap" "$1" secret | tr -d '()' | awk '{ print $NF }'; }

# --- a world that each check looks at, and none changes ---

# A directory, its users in context 6: rita, and rolf, who is inactive there.
make_directory() {
	cat >"$TMP/people.ldif" <<-'END'
		dn: dc=example,dc=com
		objectClass: dcObject
		objectClass: organization
		o: Example
		dc: example

	END
	for name in rita rolf; do
		printf 'dn: uid=%s,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: %s\ncn: %s\nsn: S\nmail: %s@dir.example\n' $name $name $name $name
		printf 'description: %s\n' "$HASH"
		[ $name = rita ] || echo 'employeeType: inactive'
		echo
	done >>"$TMP/people.ldif"
	start_slapd -l "$TMP/people.ldif"
	cat >>"$PROV_CONFIG" <<-END
		source: { company: { uri = "$LDAP_URI"; base = "dc=example,dc=com"; profile = "openldap"; context = "dir";
			user: { password = "\${description}"; enabled = "\${employeeType=inactive:+false}"; }; }; };
	END
	context 6 -N dir -L dir.example
	ldapsync -s company >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
}

make_groups() {
	for group in 'team -a anna,bert,carl,emil -e team@acme.example' 'empty -e empty@acme.test' 'off -a carl -e off@acme.test'; do
		# shellcheck disable=SC2086 # words
		creategroup -c 3 -d "${group%% *}" -n $group >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
	done
	changegroup -c 3 -i 1 -e all@acme.example >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
	createresource -c 3 -n room -d Room -e room@acme.test >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
}

# Contexts 3 and 4 are two customers, 5 is suspended, 6 comes from a directory. The installation denies POP3.
make_world() {
	printf 'database: { patience = 300; %s };\naccess: { capabilities = "-pop3"; };\n' "${DATABASE_LINE-}" >"$PROV_CONFIG"
	[ -z "${DATABASE_LINE-}" ] || for id in 1 2; do
		context $id
	done
	provdb migrate >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
	context 3 -N acme -L acme.example,acme.test,acme.info -q -1 --capabilities-to-add pop3
	context 4 -N other -L other.example -q -1 --capabilities-to-add -sieve
	context 5 -N shut -L shut.example
	person 3 anna acme.example -a a.berg@acme.test
	person 3 bert acme.example
	person 3 carl acme.example -a c@acme.test
	person 3 dora acme.example --capabilities-to-add -pop3
	person 3 emil other.example -a emil@acme.example,emil@acme.test
	person 3 full acme.example --mail-quota 0
	person 3 fred acme.example --mail-quota 5 -q 7
	person 4 emil other.example --capabilities-to-add sieve
	person 4 anna other.example
	person 5 sven shut.example
	make_groups
	person 3 gone acme.example
	cat >"$TMP/changes" <<-'END'
		changeuser -c 4 -u anna -p geheim
		changeuser -c 3 -u carl --mailenabled false
		changecontext -c 3 --catchall acme.test=bert,acme.info=carl
		disablecontext -c 5
		deleteuser -c 3 -u gone
	END
	prov batch "$TMP/changes" >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
	make_directory
}

# Lines of a table: NAME | COMMAND, maybe with pipes | EXPECTED. # is another number each time: what Postfix has asked before it may remember.
CHECKS=$DATA/servers/checks.txt
each_check() { grep -v '^#' "$CHECKS"; }
line_of() { each_check | awk -F ' [|] ' -v name="$1" '$1 == name'; }
said_to() {	# NAME: what the command of this check says
	command=$(line_of "$1" | sed 's/^[^|]* | //; s/\(.*\) | .*/\1/')
	[ -n "$command" ] || { echo "there is no check \"$1\""; return; }
	echo x >>"$TMP/asked"
	eval "$(printf '%s' "$command" | sed "s/#/x$(wc -l <"$TMP/asked")x$$/g")" | sed 's/^\(+\{0,1\}OK\) [0-9]*$/\1/'
}
wanted_of() { line_of "$1" | sed 's/.* | //'; }
acceptance() { is "$(said_to "$1")" "$(wanted_of "$1")" "$1"; }
accept_all() {
	each_check | cut -d '|' -f 1 | sed 's/ $//' >"$TMP/names"
	while read -r check; do
		acceptance "$check"
	done <"$TMP/names"
}
