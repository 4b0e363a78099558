#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# cyrus.t - Cyrus, and Postfix before it, with exactly the configuration that prov serverconf prints, as people use them
. "$TESTLIB/testlib.sh"
. "$TESTLIB/apartlib.sh"
apart cyrus cyrus-imapd cyrus-pop3d courier-authdaemon courier-authlib-postgresql sasl2-bin
. "$TESTLIB/clilib.sh"
. "$TESTLIB/maillib.sh"
. "$TESTLIB/notifylib.sh"
. "$ROOT/tests/servers/sabotagelib.sh"
for program in postfix postmap; do
	command -v $program >/dev/null || skip_all "$program is not installed (make check-servers installs it)"
done

# shellcheck disable=SC2317 # by trap
stop_servers() {
	stop_pid /run/cyrus/master.pid
	authdaemond stop >>"$TMP/stop.log" 2>&1
	postfix -c "$TMP/postfix" stop >>"$TMP/stop.log" 2>&1
}
trap 'status=$?; stop_servers; test_ended $status' EXIT
trap 'exit 143' TERM INT HUP

# --- what the scripts of the packages do, and docs/servers.md ---
{ useradd -r -U -d /var/lib/courier -s /usr/sbin/nologin courier && groupadd -f -r ssl-cert &&
	useradd -r -g mail -G courier,ssl-cert -d /var/spool/cyrus -s /usr/sbin/nologin cyrus &&
	usermod -a -G courier,mail postfix; } || bail 'no user'
install -d -g courier -m 775 /run/courier && install -d -o courier -g courier -m 750 /run/courier/authdaemon
install -d -o cyrus -g mail -m 755 /run/cyrus && install -d -o cyrus -g mail -m 750 /run/cyrus/socket
install -d -o cyrus -g mail -m 750 /var/lib/cyrus /var/spool/cyrus /var/spool/cyrus/mail /var/spool/sieve

# --- from nothing to a mailbox ---
private_database
ok 'a role for Cyrus' provdb reader cyrus
ok 'one for Postfix' provdb reader postfix
mail_parameters
# shellcheck disable=SC2046 # a number
parameters="$parameters,cyrus_admin_port=$(client ports 1)"
chgrp ssl-cert "$TMP/key.pem" && chmod 640 "$TMP/key.pem"
ok 'the configuration of Cyrus' prov serverconf cyrus --out "$TMP/cyrus" --set "$parameters"
ok 'that of Postfix' prov serverconf postfix --out "$TMP/postfix" --set "$parameters,mailboxes=cyrus,log=$TMP/postfix.log"
cp "$TMP/cyrus/imapd.conf" "$TMP/cyrus/cyrus.conf" /etc/ && cp "$TMP/cyrus"/auth* /etc/courier/
mkdir "$TMP/postfix/sasl" && cp "$TMP/postfix/smtpd.conf" "$TMP/postfix/sasl/"
mkdir -m 755 "$queue" && install -d -o postfix -m 700 "$TMP/postfix-data"
printf 'of the administrator' >/etc/cyrus-admin.secret
{ saslpasswd2 -p -c -f /etc/cyrus-admin.db -u mail.example cyrus </etc/cyrus-admin.secret &&
	chown cyrus /etc/cyrus-admin.secret /etc/cyrus-admin.db && chmod 600 /etc/cyrus-admin.secret; } || bail 'no administrator'
ok 'folders' /usr/sbin/cyrus makedirs
ok 'postfix check takes it' postfix -c "$TMP/postfix" check
is "$(cat "$TMP/err")" '' 'without a warning'
ok 'Postfix starts' postfix -c "$TMP/postfix" start
ok 'authdaemond starts' authdaemond start
ok 'Cyrus starts' cyrmaster -d -p /run/cyrus/master.pid
refusal='Login failed: authentication failure'
cyrus_answers() { client imap "$imap" nobody nothing | grep -q '^Login failed'; }
must_see 'Postfix answers' postfix_answers
must_see 'Cyrus answers' cyrus_answers

install -m 755 "$ROOT/docs/examples/cyrus-mailboxes" "$HERE" || bail 'no deliverer'
admin=$(sed -n 's/.*admin.*listen="127.0.0.1:\([0-9]*\)".*/\1/p' /etc/cyrus.conf)
cat >"$PROV_CONFIG" <<END
database: { patience = 300; };
names: { user_changeable = true; };
notify: { cyrus: { user = "cyrus"; events = ( "create", "rename", "addresses", "mappings", "quota", "delete" );
	command = ( "$HERE/cyrus-mailboxes", "--port", "$admin", "--db", "host=$PROV_HOME/run user=prov_cyrus dbname=prov" ); }; };
END
ok 'it begins' prov notify
context 3 -N acme -L acme.example,acme.test -q -1
context 4 -N other -L other.example -q -1
person 3 anna acme.example -a a.berg@acme.test
person 3 bert acme.example
person 4 anna other.example
ok 'mailboxes are made' prov notify
ok 'nothing waits' prov notify --pending

# --- logins ---
is "$(client imap "$imap" anna@acme.example secret)" 'OK 0' 'IMAP, by the primary address'
is "$(client imaps "$imaps" ANNA@Acme.example secret)" 'OK 0' 'in TLS, whatever the case'
is "$(client imap "$imap" anna@acme secret)$(client imap "$imap" a.berg@acme.test secret)" "$refusal$refusal" 'by no other name'
is "$(client plain_imap "$imap" anna@acme.example secret)" 'no plaintext login' 'no password in clear'
is "$(client pop3 "$pop3" anna@acme.example secret)$(client pop3s "$pop3s" anna@acme.example secret)" 'OK 0OK 0' 'POP3'
is "$(client tls_sieve "$sieve" anna@acme.example secret)" 'OK' 'ManageSieve'
is "$(client folders "$imap" anna@acme.example secret)" 'Drafts INBOX Junk Sent Trash' 'with folders'
is "$(client imap "$imap" anna@acme.example wrong)" "$refusal" 'not with another password'
is "$(client pop3 "$pop3" anna@acme.example wrong)" '-ERR [AUTH] Invalid login' 'nor by POP3'
is "$(client imap "$imap" "anna@acme.example'or'a'='a" secret)" "$refusal" 'nor by a trick'
is "$(client imap "$imap" cyrus 'of the administrator')" "$refusal" 'nor as the administrator'
is "$(client imap "$imap" anna@other.example secret)" 'OK 0' 'the other anna has hers'

# --- passwords of each scheme ---
with_hash() { changeuser -c 3 -u bert -p "$1" --passwordmech HASH >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"; }
with_hash "{CRYPT}$(perl -e 'print crypt("secret", shift)' '$y$j9T$LdJMENpBABJJ3hIHjB1Bi.')"
is "$(client imap "$imap" bert@acme.example secret)" 'OK 0' '{CRYPT}$y$'
for scheme in BLF-CRYPT SHA512-CRYPT SHA512 SSHA; do
	with_hash "$(doveadm -O pw -s $scheme -p secret)"
	is "$(client imap "$imap" bert@acme.example secret)" 'OK 0' "{$scheme}"
done
for scheme in SSHA256 SSHA512 ARGON2ID PBKDF2; do
	with_hash "$(doveadm -O pw -s $scheme -p secret)"
	is "$(client imap "$imap" bert@acme.example secret)" "$refusal" "{$scheme}, which it does not know"
done
with_hash "$HASH"

# --- mail ---
client bounce "$smtp" a.berg@acme.test one >"$TMP/sent"
must_see 'mail to an alias' has_mail 1 anna@acme.example
pass 'mail to an alias'
creategroup -c 3 -n team -d Team -a anna,bert -e team@acme.example >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
client bounce "$smtp" team@acme.example two >"$TMP/sent"
must_see 'mail to a group' has_mail 1 bert@acme.example
must_see 'each of it' has_mail 2 anna@acme.example
pass 'to a group'
is "$(client smtp "$smtp" nobody@acme.example | cut -c 1-9)" '550 5.1.1' 'to nobody'
person 3 early acme.example
client bounce "$smtp" early@acme.example three >"$TMP/sent"
must_see 'it waits' grep -q 'to=<early@acme.example>.*status=deferred' "$TMP/postfix.log"
ok 'the mailbox is made' prov notify
postqueue -c "$TMP/postfix" -f
must_see 'it arrives' has_mail 1 early@acme.example
pass 'mail that is faster than the mailbox waits'
sends() { client send "$submission" "$1" secret "$2" bert@acme.example | cut -c 1-9; }
is "$(sends anna@acme anna@acme.example) $(sends a.berg@acme.test a.berg@acme.test) $(sends anna@acme bert@acme.example)" 'OK OK 553 5.7.1' 'sending, by each login, with her addresses'
must_see 'it arrives' has_mail 3 bert@acme.example

# --- protocols, quota, disabled, suspended ---
limit() { quota_of "$1" | sed 's,^INBOX$,none,'; }
ok 'without POP3 and Sieve' changeuser -c 3 -u anna --capabilities-to-add -pop3,-sieve
is "$(client pop3 "$pop3" anna@acme.example secret)" '-ERR [AUTH] Invalid login' 'POP3'
is "$(client tls_sieve "$sieve" anna@acme.example secret)" NO 'ManageSieve'
ok 'without IMAP' changecontext -c 3 --capabilities-to-add -imap
is "$(client imap "$imap" anna@acme.example secret)$(client imap "$imap" anna@other.example secret)" "${refusal}OK 0" 'IMAP, and only there'
ok 'again' changecontext -c 3 --capabilities-to-drop imap
is "$(limit anna@acme.example)" none 'no quota'
ok 'a quota' changeuser -c 3 -u anna --mail-quota 5
ok 'it is told' prov notify
is "$(limit anna@acme.example)" 5120 'of five MiB'
ok 'none' changeuser -c 3 -u anna --mail-quota -1
ok 'it is told' prov notify
is "$(limit anna@acme.example)" none 'no quota again'
ok 'nothing' changeuser -c 3 -u early --mail-quota 0
ok 'it is told' prov notify
client bounce "$smtp" early@acme.example much >"$TMP/sent"
must_see 'it is sent back' grep -q 'to=<early@acme.example>.*status=bounced' "$TMP/postfix.log"
pass 'mail to a full box is taken, and sent back'
ok 'disabled' changeuser -c 3 -u bert --mailenabled false
is "$(client imap "$imap" bert@acme.example secret) $(client smtp "$smtp" bert@acme.example | cut -c 1-9)" "$refusal 550 5.2.1" 'no login, no mail'
ok 'enabled' changeuser -c 3 -u bert --mailenabled true
is "$(client imap "$imap" bert@acme.example secret)" 'OK 3' 'nothing is lost'
ok 'suspended' disablecontext -c 3
is "$(client imap "$imap" bert@acme.example secret) $(client smtp "$smtp" bert@acme.example | cut -c 1-9)" "$refusal 450 4.2.1" 'mail is asked for again later'
ok 'open' enablecontext -c 3

# --- renamed, and names that go from one to another ---
ok 'renamed' changeuser -c 3 -i 3 -u anne -e anne@acme.example -a anne@acme.example
person 3 anna acme.example
ok 'it is told' prov notify
is "$(client imap "$imap" anne@acme.example secret)$(client imap "$imap" anna@acme.example secret)" 'OK 2OK 0' 'the mail is hers, and a new anna has none of it'
ok 'bert has another name for a while' changeuser -c 3 -i 4 -u bob -e bob@acme.example -a bob@acme.example
ok 'anne has his' changeuser -c 3 -i 3 -u bert -e bert@acme.example -a bert@acme.example
ok 'he has hers' changeuser -c 3 -i 4 -u anne -e anne@acme.example -a anne@acme.example
ok 'it is told, only then' prov notify
is "$(client imap "$imap" bert@acme.example secret)$(client imap "$imap" anne@acme.example secret)" 'OK 2OK 3' 'two who change names keep their mail'
ok 'into another domain' changeuser -c 3 -i 3 -e bert@acme.test -a bert@acme.test
ok 'it is told' prov notify
is "$(client imap "$imap" bert@acme.test secret)$(client imap "$imap" bert@acme.example secret)" "OK 2$refusal" 'a mailbox moves with its address'

# --- deleted ---
admin_mail=$(sql "SELECT mailbox FROM prov_view.account WHERE cid = 3 AND uid = 2")
ok 'deleted' deleteuser -c 3 -i 4
ok 'it is told' prov notify
is "$(client imap "$imap" anne@acme.example secret) $(client smtp "$smtp" anne@acme.example | cut -c 1-9)" "$refusal 550 5.1.1" 'no login, no mail'
person 3 anne acme.example
ok 'it is told' prov notify
is "$(client imap "$imap" anne@acme.example secret)" 'OK 0' 'who comes next begins with nothing'
printf '%s\n' "$admin_mail" >"$TMP/heir"
is "$(grep -c '^c3u4 gone-c3u4@acme.example$' /var/lib/cyrus/prov-mailboxes)" 1 'the mail is put aside'
rm /var/lib/cyrus/prov-mailboxes
ok 'without what it has written down' setpriv --reuid=cyrus --regid=mail --clear-groups "$HERE/cyrus-mailboxes" --all --port "$admin" \
	--db "host=$PROV_HOME/run user=prov_cyrus dbname=prov"
is "$(client imap "$imap" bert@acme.test secret)" 'OK 2' 'nothing is lost'

# --- the servers are away ---
ok 'another one' changeuser -c 3 -i 3 --mail-quota 9
stop_pid /run/cyrus/master.pid
fails 121 'Cyrus is away' prov notify
ok 'it is there again' cyrmaster -d -p /run/cyrus/master.pid
must_see 'Cyrus answers' cyrus_answers
ok 'it is told' prov notify
is "$(limit bert@acme.test)" 9216 'nothing is passed by'

# --- what Cyrus is told, broken in every way of cyrus_sabotage.txt ---
asks() { authtest -s "$@" 2>&1 | sed 's/^ *//'; }
box() { sql "SELECT * FROM prov_view.cyrus_mailbox('$1')"; }
person 3 dora acme.example
ok 'dora has no POP3' changeuser -c 3 -u dora --capabilities-to-add -pop3
ok 'more than Cyrus can count' changeuser -c 3 -i 5 --mail-quota 2147483647
ok 'the heir has an address' changeuser -c 3 -i 2 -e admin@acme.example -a admin@acme.example
looks "$DATA/servers/cyrus_sabotage.txt"
is "$(grep -c 'succeeded' "$TMP/looks")|$(grep -c 'FAILED' "$TMP/looks")" '3|3' 'three get in: by the name of the mailbox, for POP3, and sending'
is "$(grep -A 1 '^box' "$TMP/looks" | paste -sd ' ')" \
	'box c3u3 bert@acme.test|9216| box c3u4 ||admin@acme.example box c3u5 early@acme.example|2147482624|' 'nothing is broken'
sabotage "$DATA/servers/cyrus_sabotage.txt" '^[^c]|^courier_' looks_differ
check_clean
done_testing
