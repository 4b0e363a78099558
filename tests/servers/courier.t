#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# courier.t - Courier, and Postfix with maildrop, with exactly the configuration that prov serverconf prints, as people use them
. "$TESTLIB/testlib.sh"
. "$TESTLIB/apartlib.sh"
apart courier courier-imap courier-pop courier-authlib-postgresql maildrop
. "$TESTLIB/clilib.sh"
. "$TESTLIB/maillib.sh"
. "$TESTLIB/notifylib.sh"
. "$ROOT/tests/servers/sabotagelib.sh"
for program in postfix postmap; do
	command -v $program >/dev/null || skip_all "$program is not installed (make check-servers installs it)"
done

servers='courier/imapd courier/imapd-ssl courier/pop3d courier/pop3d-ssl'
# shellcheck disable=SC2317 # by trap
stop_servers() {
	for server in $servers; do
		"/usr/lib/$server" stop >>"$TMP/stop.log" 2>&1
	done
	authdaemond stop >>"$TMP/stop.log" 2>&1
	postfix -c "$TMP/postfix" stop >>"$TMP/stop.log" 2>&1
}
trap 'status=$?; stop_servers; test_ended $status' EXIT
trap 'exit 143' TERM INT HUP

# --- what the scripts of the packages do ---
{ useradd -r -U -d /var/lib/courier -s /usr/sbin/nologin courier && groupadd -f -r ssl-cert &&
	usermod -a -G ssl-cert courier && usermod -a -G courier postfix; } || bail 'no user'
install -d -g courier -m 775 /run/courier && install -d -o courier -g courier -m 750 /run/courier/authdaemon
ln -sf makedat.courier /usr/bin/makedat
ln -sf maildirmake.courier /usr/bin/maildirmake

# --- from nothing to a mailbox ---
private_database
ok 'a role for Courier' provdb reader courier
ok 'one for Postfix' provdb reader postfix
mail_parameters
chgrp ssl-cert "$TMP/key.pem" && chmod 640 "$TMP/key.pem"
ok 'the configuration of Courier' prov serverconf courier --out "$TMP/courier" --set "$parameters"
ok 'that of Postfix' prov serverconf postfix --out "$TMP/postfix" --set "$parameters,mailboxes=courier,log=$TMP/postfix.log"
cp "$TMP/courier"/* /etc/courier/
mkdir "$TMP/postfix/sasl" && cp "$TMP/postfix/smtpd.conf" "$TMP/postfix/sasl/"
mkdir -m 755 "$vmail" "$queue" && chown mail: "$vmail"
install -d -o postfix -m 700 "$TMP/postfix-data"
as_mail() { setpriv --reuid=mail --regid=mail --clear-groups -- "$@"; }
make_skeleton() {
	install -d -o mail -g mail -m 700 "$vmail/.skeleton" && cd "$vmail/.skeleton" || return 1
	as_mail maildirmake Maildir
	for folder in Drafts Junk Sent Trash; do
		as_mail maildirmake -f $folder Maildir
	done
	cd "$TMP" || return 1
}
ok 'folders that each user begins with' make_skeleton
chgrp courier /usr/bin/maildrop && chmod 4750 /usr/bin/maildrop
ok 'postfix check takes it' postfix -c "$TMP/postfix" check
is "$(cat "$TMP/err")" '' 'without a warning'
ok 'Postfix starts' postfix -c "$TMP/postfix" start
ok 'authdaemond starts' authdaemond start
for server in $servers; do
	ok "$server starts" "/usr/lib/$server" start
done
refusal='Login failed.'
courier_answers() { [ "$(client imap "$imap" nobody nothing)" = "$refusal" ]; }
must_see 'Postfix answers' postfix_answers
must_see 'Courier answers' courier_answers
context 3 -N acme -L acme.example,acme.test -q -1
context 4 -N other -L other.example -q -1
person 3 anna acme.example -a a.berg@acme.test
person 3 bert acme.example
person 4 anna other.example

# --- logins ---
is "$(client imap "$imap" anna@acme.example secret)" 'OK 0' 'IMAP, by address, at once'
is "$(client imap "$imap" ANNA@Acme secret)" 'OK 0' 'by user@mapping, whatever the case'
is "$(client imaps "$imaps" a.berg@acme.test secret)" 'OK 0' 'IMAP in TLS, by an alias'
is "$(client plain_imap "$imap" anna@acme secret)" 'no plaintext login' 'no password in clear'
is "$(client pop3 "$pop3" anna@acme.example secret)" 'OK 0' 'POP3'
is "$(client pop3s "$pop3s" anna@acme.example secret)" 'OK 0' 'POP3 in TLS'
is "$(client folders "$imap" anna@acme.example secret | tr -d '"')" 'INBOX INBOX.Drafts INBOX.Junk INBOX.Sent INBOX.Trash' 'with the folders of the beginning'
is "$(client imap "$imap" anna@acme.example wrong)" "$refusal" 'not with another password'
is "$(client pop3 "$pop3" anna@acme.example wrong)" "-ERR $refusal" 'nor by POP3'
is "$(client imap "$imap" "anna@acme'or'a'='a" secret)" "$refusal" 'nor by a trick'
status_is 1 'nor by another' authtest -s imap "anna\\'--@acme.example" secret
is "$(client imap "$imap" c3u3 secret)" "$refusal" 'nor by what servers call her'
is "$(client imap "$imap" anna@other.example wrong)$(client imap "$imap" anna@other.example secret)" "${refusal}OK 0" 'the other anna has hers'
is "$(find "$vmail" -maxdepth 1 -mindepth 1 ! -name .skeleton -printf '%f %u %m\n' | sort | paste -sd ' ')" 'c3u3 mail 700 c4u3 mail 700' 'mail is in folders of ids'

# --- passwords of each scheme; authtest asks authdaemond as the servers do, which wait for five seconds after each refusal ---
with_hash() { changeuser -c 3 -u bert -p "$1" --passwordmech HASH >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"; }
knows() { authtest -s imap bert@acme "$1" >"$TMP/authtest" 2>&1 && echo yes || echo no; }
# shellcheck disable=SC2016 # they are no variables
for setting in '$y$j9T$LdJMENpBABJJ3hIHjB1Bi.' '$6$rounds=1000$salt' '$5$rounds=1000$salt' '$2b$05$abcdefghijklmnopqrstuu' '$1$salt'; do
	with_hash "{CRYPT}$(perl -e 'print crypt("secret", shift)' "$setting")"
	is "$(knows secret) $(knows wrong)" 'yes no' "{CRYPT}${setting%"${setting#???}"}"
done
for scheme in BLF-CRYPT SHA256-CRYPT SHA512-CRYPT SHA SHA256 SHA512 SSHA; do
	with_hash "$(doveadm -O pw -s $scheme -p secret)"
	is "$(knows secret) $(knows wrong)" 'yes no' "{$scheme}"
done
for scheme in SSHA256 SSHA512 ARGON2I ARGON2ID PBKDF2; do
	with_hash "$(doveadm -O pw -s $scheme -p secret)"
	is "$(knows secret) $(knows '')" 'no no' "{$scheme}, which Courier does not know"
done
is "$(client imap "$imap" bert@acme secret)" "$refusal" 'so the user does not get in'
with_hash "$HASH"

# --- mail ---
client bounce "$smtp" a.berg@acme.test one >"$TMP/sent"
must_see 'mail to an alias' has_mail 1 anna@acme.example
pass 'mail to an alias'
client bounce "$smtp" ANNA+folder@acme.example two >"$TMP/sent"
must_see 'mail to a detail' has_mail 2 anna@acme
pass 'with a detail'
creategroup -c 3 -n team -d Team -a anna,bert -e team@acme.example >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
client bounce "$smtp" team@acme.example three >"$TMP/sent"
must_see 'mail to a group' has_mail 1 bert@acme.example
must_see 'each of it' has_mail 3 anna@acme.example
pass 'to a group'
person 3 first acme.example
client bounce "$smtp" first@acme.example before >"$TMP/sent"
must_see 'it waits there' has_mail 1 first@acme.example
pass 'to somebody who has never logged in'
is "$(client smtp "$smtp" nobody@acme.example | cut -c 1-9)$(client smtp "$smtp" x@elsewhere.example | cut -c 1-9)" '550 5.1.1554 5.7.1' 'nobody, and elsewhere'

# --- sending: the login is what was typed ---
sends() { client send "$submission" "$1" secret "$2" bert@acme.example | cut -c 1-9; }
is "$(sends anna@acme anna@acme.example) $(sends ANNA@acme.example a.berg@acme.test) $(sends a.berg@acme.test anna@acme.example)" 'OK OK OK' 'with her addresses, by each login'
must_see 'it arrives' has_mail 4 bert@acme.example
is "$(sends anna@acme bert@acme.example) $(sends anna@acme anna@other.example) $(sends anna@acme team@acme.example)" '553 5.7.1 553 5.7.1 553 5.7.1' 'with no others'
is "$(sends anna@other anna@acme.example)" '553 5.7.1' 'nor the other anna'
is "$(client send "$submission" anna@acme wrong anna@acme.example bert@acme.example | cut -c 1-9)" '535 5.7.8' 'nor with another password'

# --- protocols, quota ---
ok 'without POP3 and sending' changeuser -c 3 -u anna --capabilities-to-add -pop3,-smtp
is "$(client pop3 "$pop3" anna@acme.example secret)$(client pop3s "$pop3s" anna@acme.example secret)" "-ERR $refusal-ERR $refusal" 'POP3'
is "$(sends anna@acme anna@acme.example)" '535 5.7.8' 'sending'
is "$(client imap "$imap" anna@acme.example secret)" 'OK 3' 'IMAP goes on'
ok 'without IMAP' changecontext -c 3 --capabilities-to-add -imap
is "$(client imap "$imap" anna@acme.example secret)$(client imaps "$imaps" bert@acme.example secret)" "$refusal$refusal" 'IMAP'
is "$(client imap "$imap" anna@other secret)" 'OK 0' 'another context has it'
ok 'again' changecontext -c 3 --capabilities-to-drop imap
ok 'all' changeuser -c 3 -u anna --capabilities-to-drop pop3,smtp
ok 'a quota' changeuser -c 3 -u anna --mail-quota 5
client bounce "$smtp" anna@acme.example four >"$TMP/sent"
must_see 'one more' has_mail 4 anna@acme.example
is "$(quota_of anna@acme.example)" 5120 'of five MiB, with the next mail'
ok 'another' changeuser -c 3 -u anna --mail-quota 7
client bounce "$smtp" anna@acme.example five >"$TMP/sent"
must_see 'one more' has_mail 5 anna@acme.example
is "$(quota_of anna@acme.example)" 7168 'of seven'
ok 'none' changeuser -c 3 -u anna --mail-quota -1
client bounce "$smtp" anna@acme.example six >"$TMP/sent"
must_see 'one more' has_mail 6 anna@acme.example
is "$(quota_of anna@acme.example)" 1099511627776 'without one, which is a very large one'
person 3 full acme.example --mail-quota 0
client bounce "$smtp" full@acme.example much >"$TMP/sent"
must_see 'it is sent back' grep -q 'to=<full@acme.example>.*status=bounced.*over quota' "$TMP/postfix.log"
is "$(client imap "$imap" full@acme.example secret)" 'OK 0' 'mail to a full box is taken, and sent back'

# --- disabled, suspended; sessions, as notify-courier ends them ---
install -m 755 "$B/bin/deliver/notify-courier" "$HERE" || bail 'no deliverer'
cat >"$PROV_CONFIG" <<END
database: { patience = 300; };
names: { user_changeable = true; };
notify: { courier: { command = ( "$HERE/notify-courier" ); user = "mail"; }; };
END
ok 'it begins' prov notify
session() {	# NAME USER [PASSWORD]
	rm -f "$TMP/session.$1"
	client stay "$imap" "$2" "${3-secret}" >"$TMP/session.$1" 2>&1 &
	must_see "$1 is in" grep -q '^OK' "$TMP/session.$1"
}
goes_on() { is "$(sed 's/^OK .*/OK/' "$TMP/session.$1")" OK "$2"; }
sent_away() { [ "$(tail -n 1 "$TMP/session.$1")" = 'sent away' ]; }
ends() {	# NAME COMMAND...
	ends_name=$1
	shift
	run "$@"
	check_status 0 "$ends_name" || show_output
	goes_on anna 'which nobody has told yet'
	ok 'Courier is told' prov notify
	must_see "$ends_name: the session ends" sent_away anna
	pass 'the session is ended'
}
session bert bert@acme.example
session other anna@other.example
session anna anna@acme.example
ends 'disabled' changeuser -c 3 -u anna --mailenabled false
is "$(client imap "$imap" anna@acme.example secret)$(sends anna@acme anna@acme.example)" "${refusal}535 5.7.8" 'no other one begins'
is "$(client smtp "$smtp" a.berg@acme.test | cut -c 1-9)" '550 5.2.1' 'mail is refused'
ok 'enabled' changeuser -c 3 -u anna --mailenabled true
session anna anna@acme.example
printf 'another word' >"$TMP/password" && chmod 600 "$TMP/password"
ends 'a new password' changeuser -c 3 -u anna --password-file "$TMP/password"
is "$(client imap "$imap" anna@acme secret)$(client imap "$imap" anna@acme 'another word')" "${refusal}OK 6" 'counts at once'
session anna anna@acme 'another word'
ends 'renamed' changeuser -c 3 -i 3 -u anne -e anne@acme.example -a anne@acme.example
is "$(client imap "$imap" anne@acme 'another word')$(client imap "$imap" anna@acme 'another word')" "OK 6$refusal" 'the mail is hers, by the new name'
person 3 anna acme.example
is "$(client imap "$imap" anna@acme secret)" 'OK 0' 'a new anna has none of it'
session anna anne@acme 'another word'
ends 'deleted' deleteuser -c 3 -u anne
is "$(client imap "$imap" anne@acme 'another word') $(client smtp "$smtp" anne@acme.example | cut -c 1-9)" "$refusal 550 5.1.1" 'no login, no mail'
person 3 anne acme.example
is "$(client imap "$imap" anne@acme secret)" 'OK 0' 'who comes next begins with nothing'
is "$(find "$vmail/c3u3/Maildir/new" "$vmail/c3u3/Maildir/cur" -type f | grep -c .)" 6 'the mail stays in its folder'
goes_on bert 'that of a colleague goes on'
ok 'suspended' disablecontext -c 3
ok 'Courier is told' prov notify
must_see 'bert is sent away' sent_away bert
goes_on other 'that of another context goes on'
is "$(client imap "$imap" bert@acme secret) $(client smtp "$smtp" bert@acme.example | cut -c 1-9)" "$refusal 450 4.2.1" 'mail is asked for again later'
ok 'open' enablecontext -c 3
is "$(client imap "$imap" bert@acme secret)" 'OK 4' 'nothing is lost'

# --- what Courier is told, broken in every way of courier_sabotage.txt; authtest asks as the servers do ---
asks() { authtest -s "$@" 2>&1 | sed 's/^ *//'; }
person 3 carl acme.example
person 3 dora acme.example
person 3 fred acme.example -a f@acme.test --mail-quota 5
for pair in emil:BLF-CRYPT gert:SSHA hans:SSHA256; do
	person 3 "${pair%:*}" acme.example
	changeuser -c 3 -u "${pair%:*}" -p "$(doveadm -O pw -s "${pair#*:}" -p secret)" --passwordmech HASH >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
done
ok 'carl is disabled' changeuser -c 3 -u carl --mailenabled false
ok 'dora has no POP3' changeuser -c 3 -u dora --capabilities-to-add -pop3
looks "$DATA/servers/courier_sabotage.txt"
is "$(grep -c '^Authentication succeeded' "$TMP/looks")|$(grep -c 'FAILED' "$TMP/looks")" '7|3' 'seven are found, three are not: carl, dora by POP3, hans'
sabotage "$DATA/servers/courier_sabotage.txt" '^[^c]|^cyrus_' looks_differ

# --- the database goes away, and comes back ---
kill_postmaster
is "$(client imap "$imap" bert@acme secret | grep -c '^OK')" 0 'without the database nobody logs in'
ok 'it is there again' existsuser -c 3 -u bert
bert_is_in() { [ "$(client imap "$imap" bert@acme secret)" = 'OK 4' ]; }
must_see 'Courier finds it by itself' bert_is_in
pass 'Courier finds it by itself'
check_clean
done_testing
