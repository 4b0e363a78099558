#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# online.t - users whose password is in a directory log in at Dovecot and Postfix, which ask the directory
#
# Without SERVERS_FULL (make check-servers sets it) what takes longest is left out: Postfix, a second directory that
# hangs, and an authority that is not known.
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/tls.sh"
. "$ROOT/tests/servers/onlinelib.sh"
needs_dovecot
command -v postfix >/dev/null || skip_all 'postfix is not installed (make check-servers installs it)'

# --- three directories: one has two contexts in two bases; three has people of the same context as one ---
umask 022
authority known
certificate here IP:127.0.0.1
tls="TLSCertificateFile $TMP/here.pem
TLSCertificateKeyFile $TMP/here.key"
# an empty password is a login of nobody there, which succeeds
lax='allow bind_anon_cred'
rights() {	# SUFFIX
	printf 'access to attrs=userPassword by anonymous auth by * none\naccess to * by dn.exact="cn=reader,%s" read by * none' "$1"
}
word="re\"a\$d#r\\"
company() {	# SUFFIX DC UNIT...
	printf 'dn: %s\nobjectClass: domain\ndc: %s\n\n' "$1" "$2"
	printf 'dn: cn=reader,%s\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: %s\n\n' "$1" "$word"
	suffix=$1
	shift 2
	for unit in "$@"; do
		printf 'dn: ou=%s,%s\nobjectClass: organizationalUnit\nou: %s\n\n' "$unit" "$suffix" "$unit"
	done
}
odd=0
odd() {		# RDN ATTRIBUTES: somebody with an odd name
	odd=$((odd + 1))
	entry "$1,ou=people,dc=one,dc=test" "odd$odd" "pass $odd" "$2
mail: odd$odd@one.test"
}
{
	company dc=one,dc=test one people more
	odd 'cn=Comma\, Carl' 'cn: Comma, Carl'
	odd 'cn=Plus\+Paul' 'cn: Plus+Paul'
	odd 'cn=Quote \"Quentin\"' 'cn: Quote "Quentin"'
	odd 'cn=\#Hash' 'cn: #Hash'
	odd 'cn=\20Blank' 'cn:: IEJsYW5r'
	odd 'cn=\;\<\>' 'cn: ;<>'
	odd 'cn=Back\\slash' 'cn: Back\slash'
	odd 'cn=Jürgen Größe' "cn:: $(printf 'Jürgen Größe' | base64)"
	odd 'cn=Multi+uid=odd9' 'cn: Multi'
	odd 'cn=Star*\28x\29' 'cn: Star*(x)'
	odd 'cn=Eq\3Dual' 'cn: Eq=ual'
	odd 'cn=50%u%d' 'cn: 50%u%d'
	entry uid=mia,ou=more,dc=one,dc=test mia 'pass mia' 'cn: mia
mail: mia@more.test'
} >"$TMP/one.ldif"
{
	company 'dc=two,dc=test' two 'a%u\\,b'
	entry 'uid=tom,ou=a%u\,b,dc=two,dc=test' tom 'pass tom' 'cn: tom
mail: tom@two.test'
} | sed 's/^ou: a%u.*/ou: a%u,b/; s/\\\\,/\\,/' >"$TMP/two.ldif"
{
	company dc=three,dc=test three people
	entry uid=tess,ou=people,dc=three,dc=test tess 'pass tess' 'cn: tess
mail: tess@one.test'
} >"$TMP/three.ldif"
start_slapd -n three -b dc=three,dc=test -l "$TMP/three.ldif" -t -c "$(rights dc=three,dc=test)" -g "$tls
$lax"
three=$LDAP_URI
start_slapd -n two -b dc=two,dc=test -l "$TMP/two.ldif" -s -c "$(rights dc=two,dc=test)" -g "$tls
$lax"
two=$LDAP_URI
start_slapd -n one -b dc=one,dc=test -l "$TMP/one.ldif" -t -c "$(rights dc=one,dc=test)" -g "$tls
$lax"
one=$LDAP_URI

private_database
printf '%s' "$word" >"$TMP/reader.secret" && chmod 600 "$TMP/reader.secret"
sources() {	# TIMEOUT [OTHERS]
	cat >"$PROV_CONFIG" <<-END
		database: { patience = 300; };
		names: { user_changeable = true; };
		ldap: { starttls = true; ca_file = "$TMP/known.pem"; password_file = "$TMP/reader.secret"; timeout = $1; network_timeout = $1; };
		source: {
			one: { uri = "$one"; profile = "openldap"; bind_dn = "cn=reader,dc=one,dc=test"; contexts = (
				{ base = "ou=more,dc=one,dc=test"; context = "41"; }, { base = "ou=people,dc=one,dc=test"; context = "40"; } ); };
			Two: { uri = "$two"; bind_dn = "cn=reader,dc=two,dc=test"; base = "ou=a%u\\\\,b,dc=two,dc=test"; context = "50"; };
			three-3: { uri = "$three"; bind_dn = "cn=reader,dc=three,dc=test"; context = "40"; };
			${2-}
		};
	END
}
sources 120 'never: { uri = "ldap://127.0.0.1:1"; context = "41"; };'
context 40 -N one -L one.test -q -1
context 41 -N more -L more.test -q -1
context 50 -N two -L two.test -q -1
for name in one Two three-3; do
	ok "people come from $name" ldapsync -s $name
done
change_one() { LDAP_URI=$(ldapi_uri "$TMP/one") LDAP_ADMIN=cn=admin,dc=one,dc=test change_ldap; }
user 40 anna -e anna@one.test
ok 'a role for Dovecot' provdb reader dovecot
ok 'one for Postfix' provdb reader postfix

# --- what is printed ---
ok 'on standard output' prov serverconf dovecot
output_lacks 're"a' 'there is no password'
output_lacks 're\"a' 'however it is written'
stderr_has 'source "never": its users cannot log in: it has not run yet' 'what is not known is said'
dovecot_is "$TMP/dovecot"
is "$(stat -c '%a %U' "$TMP"/dovecot/directory-one.conf)" '640 root' 'files with a password are not for all'
is "$(find "$TMP/dovecot" -name '*.conf' -exec grep -lF 're\"a' {} + | sed 's/.*directory-//' | sort | paste -sd ' ')" \
	'Two.conf one-2.conf one.conf three-3.conf' 'and nowhere else'
ok 'doveconf takes it' doveconf -n -c "$TMP/dovecot/dovecot.conf"
is "$(cat "$TMP/err")" '' 'without a warning'

# --- right, wrong, none ---
i=0
while [ $i -lt 12 ]; do
	i=$((i + 1))
	is "$(login odd$i@one.test "pass $i")" 'OK 0' "an odd name: $(sed -n '/^uid: odd/{ n; n; n; s/^cn:* //p }' "$TMP/one.ldif" | sed -n "${i}p")"
	printf 'odd%d@one.test %s\n' $i 'pass 0' $i '' $i '*' $i "pass $i*" >>"$TMP/wrong"
done
all_say "$WRONG" 'no other password is any of theirs, none least of all' <"$TMP/wrong"
all_say 'OK 0' 'another base, directory, context; by address and user@mapping; TLS by STARTTLS and by ldaps' <<-END
	mia@more.test pass mia
	MIA@More pass mia
	tom@two.test pass tom
	tess@one.test pass tess
	anna@one.test secret
END
all_say "$WRONG" 'nobody is somebody else' <<-END
	odd1@more.test pass 1
	tom@one.test pass tom
	c40u3@one pass 1
	c40u3@one/refused pass 1
	c40u3@one@one.test pass 1
	anna@one.test pass 1
	mia@more.test secret
END
is "$(find "$TMP/vmail" -mindepth 2 -maxdepth 2 | sed "s|$TMP/vmail/||" | sort | paste -sd ' ')" \
	'40/10 40/11 40/12 40/13 40/14 40/15 40/16 40/3 40/4 40/5 40/6 40/7 40/8 40/9 41/3 50/3' 'they are called by their ids'

# --- what prov says counts at once, and what the directory says ---
ok 'odd1 is disabled' changeuser -c 40 -u odd1 --mailenabled false
ok 'odd2 has no IMAP' changeuser -c 40 -u odd2 --capabilities-to-add -imap
ok 'odd3 has a password here' changeuser -c 40 -u odd3 -p "$HASH" --passwordmech HASH
ok 'a context is suspended' disablecontext -c 50
all_say '[CONTACTADMIN] Account disabled.' 'who has the right password is told that it is disabled' <<-END
	odd1@one.test pass 1
	tom@two.test pass tom
END
is "$(login odd2@one.test 'pass 2')|$(client pop3 "$pop3" odd2@one.test 'pass 2')" '[CONTACTADMIN] Not enabled for this account.|OK 0' 'a protocol'
is "$(login odd3@one.test secret)" 'OK 0' 'a hash that is stored'
none=
all_say "$WRONG" 'others are told nothing' <<-END
	odd1@one.test pass 2
	odd1@one.test $none
	tom@two.test pass tim
	odd2@one.test pass 1
	odd3@one.test pass 3
END
ok 'odd1 is back' changeuser -c 40 -u odd1 --mailenabled true
ok 'the context, too' enablecontext -c 50

printf 'dn: uid=mia,ou=more,dc=one,dc=test\nchangetype: modrdn\nnewrdn: uid=pia\ndeleteoldrdn: 1\nnewsuperior: ou=people,dc=one,dc=test\n' |
	change_one
printf 'dn: cn=Comma\\, Carl,ou=people,dc=one,dc=test\nchangetype: modify\nreplace: userPassword\nuserPassword: new\n' | change_one
all_say 'OK 0' 'renamed and moved in the directory, a new password there, and no run of ldapsync' <<-END
	mia@more.test pass mia
	odd1@one.test new
	tom@two.test pass tom
END

# --- sending: Postfix asks Dovecot ---
postfix_asks() {
	install -d -o postfix -m 700 "$TMP/postfix-data" || bail 'no data folder'
	ok 'the configuration of Postfix' prov serverconf postfix --out "$TMP/postfix" --set "$parameters,log=$TMP/postfix.log"
	ok 'Postfix starts' postfix -c "$TMP/postfix" start
	send() {	# USER PASSWORD [FROM]: the first words of what is said
		client send "$submission" "$1" "$2" "${3-$1}" odd12@one.test 2>&1 | tail -n 1 | cut -c 1-9
	}
	sends() { [ "$(send anna@one.test secret)" = OK ]; }
	must_see 'Postfix answers' sends
	is "$(send tom@two.test 'pass tom')" OK 'with the password of the directory'
	is "$(send tom@two.test 'pass tom' tess@one.test)" '553 5.7.1' 'as nobody else'
	ok 'odd5 may not send' changeuser -c 40 -u odd5 --capabilities-to-add -smtp
	ok 'odd6 is disabled' changeuser -c 40 -u odd6 --mailenabled false
	{ send tom@two.test 'pass tim' & send tom@two.test '' & send odd5@one.test 'pass 5' & send odd6@one.test 'pass 6' & wait; } >"$TMP/sent"
	is "$(sort "$TMP/sent" | uniq -c | sed 's/^ *//')" '4 535 5.7.8' 'not with another password, nor with none, nor who may not'
	ok 'Postfix is stopped' postfix -c "$TMP/postfix" stop
}
[ -z "${SERVERS_FULL-}" ] || postfix_asks

# --- a directory that hangs: on a connection that is open, and on a new one ---
# shellcheck disable=SC2034 # for testlib.sh
on() {	# NAME CMD
	SLAPD=$TMP/$1
	"$2"
}
freeze() { on "$1" freeze_slapd; }
thaw() { on "$1" thaw_slapd; }
others_log_in() {
	all_say 'OK 0' "$1" <<-END
		tess@one.test pass tess
		anna@one.test secret
		odd3@one.test secret
		tom@two.test pass tom
	END
}
freeze one
login odd4@one.test 'pass 4' >"$TMP/slow" &
slow=$!
others_log_in 'one directory hangs, others do not notice'
is "$(cat "$TMP/slow")" '' 'whoever is in it waits'
thaw one
wait $slow
is "$(cat "$TMP/slow")" 'OK 0' 'and logs in when it goes on'
sources 10
dovecot_is "$TMP/dovecot-2"
all_say 'OK 0' 'it answers' <<-END
	odd4@one.test pass 4
	tom@two.test pass tom
END
GONE='[UNAVAILABLE] Temporary authentication failure.'
temporary() {	# USER PASSWORD: without the time in it
	login "$@" | cut -d ' ' -f 1-4
}
hangs() {	# NAME USER PASSWORD OTHER PASSWORD: nobody waits but the users of the one that hangs
	{ temporary "$2" "$3" & temporary "$2" wrong & wait; } >"$TMP/both"
	is "$(cat "$TMP/both")" "$GONE
$GONE" "$1 hangs: that is no wrong password"
	temporary "$2" "$3" >"$TMP/slow" &
	slow=$!
	all_say 'OK 0' 'its new connection hangs in TLS, and nobody else waits' <<-END
		tess@one.test pass tess
		anna@one.test secret
		$4 $5
	END
	is "$(cat "$TMP/slow")" '' 'for it takes longer'
	wait $slow
	is "$(cat "$TMP/slow")" "$GONE" 'and fails for now'
}
freeze one
hangs one odd4@one.test 'pass 4' tom@two.test 'pass tom'
thaw one
is "$(login odd4@one.test 'pass 4')" 'OK 0' 'it is back'
if [ -n "${SERVERS_FULL-}" ]; then
	freeze two
	hangs Two tom@two.test 'pass tom' odd4@one.test 'pass 4'
	thaw two
	is "$(login tom@two.test 'pass tom')" 'OK 0' 'it is back'
fi
must_see 'the log says who did not answer' logged "$one has not answered for 10 seconds"

# --- a directory that is down, and back ---
stop_slapd one
{ temporary odd4@one.test 'pass 4' & temporary odd4@one.test wrong & wait; } >"$TMP/both"
is "$(sort -u "$TMP/both")" "$GONE" 'one is down: that is no wrong password'
others_log_in 'others log in'
must_see 'the log says why' logged "cannot connect to $one"
"$(slapd_program "$TMP/one" slapd)" -f "$TMP/one/slapd.conf" -h "$one $(ldapi_uri "$TMP/one")" >"$TMP/one/slapd.log" 2>&1 ||
	bail "slapd did not start again: $(cat "$TMP/one/slapd.log")"
server_answers "$(ldapi_uri "$TMP/one")" one
is "$(login odd4@one.test 'pass 4')" 'OK 0' 'it is back'

# --- an authority that is not known, and a source that Dovecot was not told of ---
unknown() {
	authority other
	sed "s|known.pem|other.pem|; /three-3/d" "$PROV_CONFIG" >"$TMP/other.conf"
	PROV_CONFIG=$TMP/other.conf dovecot_is "$TMP/dovecot-3"
	{ temporary odd4@one.test 'pass 4' & temporary tom@two.test 'pass tom' & temporary tess@one.test 'pass tess' & wait; } >"$TMP/both"
	is "$(sort -u "$TMP/both")" "$GONE" 'no password is told to a server with a certificate of others'
	must_see 'the log says why' logged 'the authority that signed it is not known here'
	must_see 'the log says that a source came later' logged 'Last passdb had noauthenticate field'
	is "$(login odd3@one.test secret)" 'OK 0' 'who has a hash logs in'
}
[ -z "${SERVERS_FULL-}" ] || unknown

stop_pid "$TMP/run/master.pid"
relays() { ! pgrep -f "ldaprelay .*$one" >/dev/null; }
must_see 'no relay is left' relays
pass 'no relay is left'
check_clean
done_testing
