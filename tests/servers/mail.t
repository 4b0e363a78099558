#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mail.t - Dovecot and Postfix with exactly the configuration that prov serverconf prints, on loopback, as people use them
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/maillib.sh"

mail_servers
context 3 -N acme -L acme.example,acme.test -q -1
context 4 -N other -L other.example
person 3 anna acme.example -a a.berg@acme.test
person 3 bert acme.example
person 4 anna other.example

# --- logins ---
is "$(client imap "$imap" anna@acme.example secret)" 'OK 0' 'IMAP, by address, at once'
is "$(client imap "$imap" ANNA@Acme secret)" 'OK 0' 'by user@mapping, whatever the case'
is "$(client imap "$imap" a.berg@acme.test secret)" 'OK 0' 'by an alias'
is "$(client imap "$imap" anna@acme.example wrong)" '[AUTHENTICATIONFAILED] Authentication failed.' 'not with another password'
is "$(client imap "$imap" anna@acme.example '')" '[AUTHENTICATIONFAILED] Authentication failed.' 'nor with none'
is "$(client imap "$imap" "anna@acme'or'a'='a" secret)" '[AUTHENTICATIONFAILED] Authentication failed.' 'nor by a trick'
is "$(client imap "$imap" c3u3 secret)" '[AUTHENTICATIONFAILED] Authentication failed.' 'nor by what servers call her'
is "$(client pop3 "$pop3" anna@acme.example secret)" 'OK 0' 'POP3'
is "$(client sieve "$sieve" anna@acme.example secret | cut -c 1-2)" OK 'ManageSieve'
is "$(client send "$submission" anna@acme secret anna@acme.example bert@acme.example)" OK 'submission'
must_see 'it arrives' has_mail 1 bert@acme.example
pass 'and bert gets it'

# --- mail from outside ---
is "$(client mail "$smtp" anna@acme.example)" OK 'mail'
must_see 'anna gets it' has_mail 1 anna@acme.example
is "$(client mail "$smtp" a.berg@acme.test)" OK 'to an alias'
must_see 'anna gets it, too' has_mail 2 anna@acme.example
is "$(client mail "$smtp" ANNA+folder@acme.example)" OK 'with a detail'
must_see 'and that' has_mail 3 anna@acme.example
is "$(client smtp "$smtp" nobody@acme.example | cut -c 1-9)" '550 5.1.1' 'nobody there'
is "$(client smtp "$smtp" x@elsewhere.example | cut -c 1-9)" '554 5.7.1' 'no domain of ours'
is "$(client smtp "$smtp" anna@acme | cut -c 1-3)" '554' 'a mapping that is no domain'
is "$(find "$vmail" -maxdepth 2 -mindepth 2 | sort | sed "s|$vmail/||" | paste -sd ' ')" '3/3 3/4' 'mail is in folders of ids'
is "$(client lmtp "$queue/private/dovecot-lmtp" a.berg@acme.test)" OK 'LMTP knows addresses'
must_see 'and delivers' has_mail 4 anna@acme.example

# --- who may send as whom ---
is "$(client send "$submission" anna@acme secret a.berg@acme.test bert@acme.example)" OK 'with an alias of her own'
must_see 'it arrives' has_mail 2 bert@acme.example
is "$(client send "$submission" anna@acme secret bert@acme.example bert@acme.example | cut -c 1-9)" '553 5.7.1' 'not as bert'
is "$(client send "$submission" anna@acme secret anna@other.example bert@acme.example | cut -c 1-9)" '553 5.7.1' 'nor as somebody of another context'
is "$(client send "$submission" anna@acme secret x@elsewhere.example bert@acme.example | cut -c 1-9)" '553 5.7.1' 'nor as nobody'
is "$(client send "$submission" anna@acme wrong anna@acme.example bert@acme.example | cut -c 1-9)" '535 5.7.8' 'nor with another password'

# --- protocols ---
ok 'without POP3' changeuser -c 3 -u anna --capabilities-to-add -pop3
is "$(client pop3 "$pop3" anna@acme.example secret)" '-ERR [AUTH] Not enabled for this account.' 'POP3 says so'
is "$(client imap "$imap" anna@acme.example secret)" 'OK 4' 'IMAP goes on'
ok 'without all' changecontext -c 3 --capabilities-to-add -imap,-sieve,-smtp
is "$(client imap "$imap" anna@acme.example secret)" '[CONTACTADMIN] Not enabled for this account.' 'IMAP'
is "$(client sieve "$sieve" anna@acme.example secret | cut -c 1-2)" NO 'ManageSieve'
is "$(client send "$submission" anna@acme secret anna@acme.example bert@acme.example | cut -c 1-9)" '535 5.7.8' 'submission'
is "$(client imap "$imap" anna@other secret)" 'OK 0' 'another context has it'
ok 'again' changecontext -c 3 --capabilities-to-drop imap,sieve,smtp
ok 'again' changeuser -c 3 -u anna --capabilities-to-drop pop3
is "$(client pop3 "$pop3" anna@acme.example secret)" 'OK 4' 'they are back'

# --- groups and catch-all ---
person 3 carl acme.example
ok 'a group' creategroup -c 3 -n team -d Team -e team@acme.example -a anna,bert,carl
ok 'carl is disabled' changeuser -c 3 -u carl --mailenabled false
is "$(client mail "$smtp" team@acme.example)" OK 'mail to the group'
must_see 'anna gets it' has_mail 5 anna@acme.example
must_see 'bert gets it' has_mail 3 bert@acme.example
ok 'a catch-all' changecontext -c 3 --catchall acme.test=bert
is "$(client mail "$smtp" whoever@acme.test)" OK 'takes what nobody has'
must_see 'bert gets it' has_mail 4 bert@acme.example
is "$(client mail "$smtp" a.berg@acme.test)" OK 'an address of its own'
must_see 'is not caught' has_mail 6 anna@acme.example
is "$(client smtp "$smtp" whoever2@acme.example | cut -c 1-9)" '550 5.1.1' 'other domains have none'
ok 'taken away' changecontext -c 3 --catchall acme.test=
is "$(client smtp "$smtp" whoever3@acme.test | cut -c 1-9)" '550 5.1.1' 'it is gone'

# --- disabled, suspended, renamed, deleted ---
is "$(client imap "$imap" carl@acme.example secret)" '[CONTACTADMIN] Account disabled.' 'who is disabled does not log in'
is "$(client send "$submission" carl@acme.example secret carl@acme.example anna@acme.example | cut -c 1-9)" '535 5.7.8' 'nor send'
is "$(client smtp "$smtp" carl@acme.example)" '550 5.2.1 <carl@acme.example>: Recipient address rejected: Mailbox is disabled' 'nor get mail'
ok 'carl is enabled' changeuser -c 3 -u carl --mailenabled true
is "$(client imap "$imap" carl@acme.example secret)" 'OK 0' 'what carl missed was refused'
ok 'the context is suspended' disablecontext -c 3
is "$(client imap "$imap" anna@acme.example secret)" '[CONTACTADMIN] Account disabled.' 'nobody logs in'
is "$(client smtp "$smtp" anna@acme.example)|$(client smtp "$smtp" nobody9@acme.test)" '450 4.2.1 <anna@acme.example>: Recipient address rejected: Hosting context is suspended|450 4.2.1 <nobody9@acme.test>: Recipient address rejected: Hosting context is suspended' 'mail is asked for again later'
is "$(client imap "$imap" anna@other.example secret)" 'OK 0' 'the other context goes on'
ok 'it is opened' enablecontext -c 3
is "$(client imap "$imap" anna@acme.example secret)" 'OK 6' 'all mail is there'
printf 'database: { patience = 300; };\nnames: { user_changeable = true; };\n' >"$PROV_CONFIG"
ok 'to anne' changeuser -c 3 -i 3 -u anne -e anne@acme.example -a anne@acme.example
is "$(client imap "$imap" anne@acme secret)|$(client imap "$imap" anna@acme secret)" 'OK 6|[AUTHENTICATIONFAILED] Authentication failed.' 'her mail is hers'
person 3 anna acme.example
is "$(client imap "$imap" anna@acme.example secret)" 'OK 0' 'a new anna gets none of it'
printf 'another word' >"$TMP/password" && chmod 600 "$TMP/password"
ok 'another password' changeuser -c 3 -u anne --password-file "$TMP/password"
is "$(client imap "$imap" anne@acme 'another word')|$(client imap "$imap" anne@acme secret)" 'OK 6|[AUTHENTICATIONFAILED] Authentication failed.' 'counts at once'
ok 'anne is deleted' deleteuser -c 3 -u anne
is "$(client imap "$imap" anne@acme 'another word')|$(client smtp "$smtp" anne@acme.example | cut -c 1-9)" '[AUTHENTICATIONFAILED] Authentication failed.|550 5.1.1' 'is gone'
is "$(sql "SELECT home || ' ' || heir_home FROM prov_view.dovecot_handover")" '3/3 3/2' 'and it is noted who gets the mail'

# --- quota ---
ok 'one MiB' changeuser -c 3 -u bert --mail-quota 1
is "$(client quota "$imap" bert@acme.example secret | tr -d '()' | awk '{ print $(NF) }')" 1024 'IMAP shows it'
ok 'nothing' changeuser -c 3 -u bert --mail-quota 0
is "$(client smtp "$smtp" bert@acme.example)" '552 5.2.2 <bert@acme.example>: Recipient address rejected: Mailbox is full' 'who is full gets no mail'
ok 'no limit' changeuser -c 3 -u bert --mail-quota -1
is "$(client smtp "$smtp" bert@acme.example | cut -c 1-3)" 250 'again'
run doveadm -c "$TMP/dovecot/dovecot.conf" user '*'
is "$(sort "$TMP/out" | paste -sd ' ')" "$(sql "SELECT string_agg('c' || cid || 'u' || uid, ' ' ORDER BY cid::text, uid) FROM prov.users")" 'doveadm knows all users'

# --- the database is away, and back ---
provdb stop
is "$(client imap "$imap" bert@acme.example secret | cut -d ' ' -f 1-4)" '[UNAVAILABLE] Temporary authentication failure.' 'a login is not refused for good'
is "$(client smtp "$smtp" fresh1@acme.example | cut -c 1)" 4 'nor is mail'
ok 'it is back' provdb start
back() { has_mail 4 bert@acme.example; }
must_see 'bert logs in again' back
pass 'all goes on'

stop_mail
check_clean
done_testing
