#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# view.t - what Dovecot and Postfix are told, by the functions that their configuration calls
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example,acme.test
context 2 -N other -L other.example
context 3 -N idn -L bücher.example

login() {	# NAME SERVICE: user, whether there is a hash, nologin, reason
	sql "SELECT \"user\", password LIKE '{CRYPT}%', nologin, reason FROM prov_view.dovecot_login('$1', '$2')"
}
home() { sql "SELECT * FROM prov_view.dovecot_user('$1', '/m')"; }
asks() { sql "SELECT * FROM prov_view.postfix_$1('$2')" | sort | paste -sd ' '; }
person() {	# CONTEXT NAME DOMAIN [OPTION...]
	made="-c $1 -u $2 -d User_$2 -g G -s S -e $2.mail@$3"
	shift 3
	# shellcheck disable=SC2086 # options
	createuser $made -p "$HASH" --passwordmech HASH "$@" >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
}
person 1 anna acme.example -a second@acme.test,Anna+Tag@Acme.example
person 1 bert acme.example
person 2 anna other.example
person 3 uwe bücher.example
person 1 far elsewhere.example -a far@acme.example

# Logins.
for name in anna.mail@acme.example second@acme.test anna+tag@acme.example anna@acme anna@1 anna@acme.test; do
	is "$(login "$name" imap)" 'c1u3|t||' "$name is anna"
done
is "$(login anna.mail@acme.test imap)|$(login anna@other.example.org imap)|$(login anna imap)|$(login @acme imap)|$(login anna@ imap)" '||||' \
	'nobody has other names'
is "$(login anna@other imap)|$(login anna.mail@other.example imap)" 'c2u3|t|||c2u3|t||' 'DR18: the same name in another context is another user'
is "$(login uwe.mail@xn--bcher-kva.example imap)" 'c3u3|t||' 'DR20: a domain beyond ASCII, as servers write it'
is "$(login far.mail@elsewhere.example imap)|$(login far@acme.example imap)|$(login far@acme imap)" '|c1u5|t|||c1u5|t||' \
	'an address in a domain that is no mapping is no login'
is "$(login c1u3 imap)$(login "x'' OR true --@acme" imap)" '' 'an id is no login'

# Protocols: the user, else the context, else the installation (M5).
for protocol in imap pop3 smtp submission sieve; do
	is "$(login bert@acme "$protocol")" 'c1u4|t||' "$protocol where nobody says anything"
done
is "$(login bert@acme nonsense)" 'c1u4|t|y|Not enabled for this account.' 'what is no protocol is for nobody'
sql "INSERT INTO prov.installation VALUES ('installation', '{-imap,-smtp}')"
is "$(login bert@acme imap)|$(login bert@acme smtp)|$(login bert@acme submission)" 'c1u4|t|y|Not enabled for this account.||' \
	'the installation denies; for smtp there is no row then'
ok 'the context grants' changecontext -c 1 --capabilities-to-add imap,smtp,-pop3
is "$(login bert@acme imap)|$(login bert@acme smtp)|$(login bert@acme pop3)" 'c1u4|t|||c1u4|t|||c1u4|t|y|Not enabled for this account.' \
	'which counts before the installation'
ok 'the user denies' changeuser -c 1 -u bert --capabilities-to-add -imap,pop3,-sieve,-smtp
is "$(login bert@acme imap)|$(login bert@acme pop3)|$(login bert@acme sieve)|$(login bert@acme smtp)" \
	'c1u4|t|y|Not enabled for this account.|c1u4|t|||c1u4|t|y|Not enabled for this account.|' 'which counts before the context'
is "$(login anna@acme imap)" 'c1u3|t||' 'of this user alone'
ok 'all is forgotten' changeuser -c 1 -u bert --capabilities-to-drop imap,pop3,sieve,smtp
ok 'in the context, too' changecontext -c 1 --capabilities-to-drop imap,smtp,pop3
sql 'DELETE FROM prov.installation'

# A password that is in a directory: which one, and by which key.
person 1 dora acme.example
sql "UPDATE prov.users SET password = NULL, source = 'Company-1', source_key = '5b1c-4' WHERE cid = 1 AND login = 'dora'"
away() { sql "SELECT * FROM prov_view.dovecot_login('dora@acme', '$1')"; }
is "$(away imap)" 'c1u6@Company-1||||y|5b1c-4|' 'is asked there, behind the name of the source'
ok 'without POP3' changeuser -c 1 -u dora --capabilities-to-add -pop3,-smtp
is "$(away pop3)|$(away smtp)" 'c1u6@Company-1/refused||||y|5b1c-4|Not enabled for this account.|' 'who may not is told so behind the password alone; for smtp there is no row'
ok 'disabled' changeuser -c 1 -u dora --mailenabled false
is "$(away imap)" 'c1u6@Company-1/refused||||y|5b1c-4|Account disabled.' 'nor who is disabled'
sql "UPDATE prov.users SET password = '$HASH' WHERE cid = 1 AND login = 'dora'"
is "$(away imap)" "c1u6|$HASH|y|Account disabled.|||" 'a hash counts first'
sql "UPDATE prov.users SET password = NULL, source = NULL, source_key = NULL WHERE cid = 1 AND login = 'dora'"
is "$(away imap)" '' 'who has neither has no login'
ok 'dora is gone' deleteuser -c 1 -u dora
sql 'DELETE FROM prov.handover'

# Where mail is, and how much.
is "$(home c1u3)" 'c1u3|/m/1/3|*:bytes=0' 'by what Dovecot calls a user'
is "$(home second@acme.test)|$(home far@acme.example)" 'c1u3|/m/1/3|*:bytes=0|c1u5|/m/1/5|*:bytes=0' 'by an address that is delivered to'
is "$(home anna@acme)$(home c1u99)$(home c9999999999u9999999999)$(home c1u03)$(home c1u3x)$(home anna)" '' 'by nothing else'
ok 'a quota of mail' changeuser -c 1 -u anna --mail-quota 5 -q 7
is "$(home c1u3)|$(sql "SELECT mail_quota, file_quota FROM prov_view.account WHERE cid = 1 AND uid = 3")" 'c1u3|/m/1/3|*:bytes=5242880|5|7' \
	'is not that of files'
ok 'no limit' changeuser -c 1 -u anna --mail-quota -1 -q -1
is "$(home c1u3)|$(sql "SELECT mail_quota, file_quota FROM prov_view.account WHERE cid = 1 AND uid = 3")" 'c1u3|/m/1/3|*:bytes=0||' '-1 is none'
ok 'nothing' changeuser -c 1 -u anna --mail-quota 0
is "$(home c1u3)" 'c1u3|/m/1/3|*:bytes=1' 'a quota of 0 is not "unlimited", as Dovecot reads 0'
ok 'the most' changeuser -c 1 -u anna --mail-quota 9007199254740992
is "$(home c1u3)" 'c1u3|/m/1/3|*:bytes=9223372036853727232' 'is no more than a number can be'
ok 'nothing again' changeuser -c 1 -u anna --mail-quota 0
fails 109 'less is no quota' changeuser -c 1 -u anna --mail-quota -2
is "$(sql 'SELECT count(*) FROM prov_view.dovecot_users')" "$(sql 'SELECT count(*) FROM prov.users')" 'all users'

# What Postfix takes, and where it goes.
is "$(asks domain acme.test)|$(asks domain acme)|$(asks domain 1)|$(asks domain no.example)" 'acme.test|||' 'mail domains are mappings with a dot'
is "$(asks mailbox anna.mail@acme.example)|$(asks mailbox second@acme.test)|$(asks mailbox anna@acme)" 'anna.mail@acme.example||' 'a mailbox is a primary address'
is "$(asks alias second@acme.test)|$(asks alias anna.mail@acme.example)|$(asks alias anna+tag@acme.example)" \
	'anna.mail@acme.example|anna.mail@acme.example|anna.mail@acme.example' 'an alias goes to it'
is "$(asks alias far@acme.example)|$(asks mailbox far@acme.example)|$(asks alias far.mail@elsewhere.example)" 'far@acme.example|far@acme.example|' \
	'whose primary address gets no mail gets it by the others'
is "$(asks alias nobody@acme.example)|$(asks alias @acme.example)|$(asks alias second@other.example)|$(asks alias anna)" '|||' 'others go nowhere'
is "$(asks sender anna.mail@acme.example)|$(asks sender second@acme.test)|$(asks sender anna.mail@other.example)|$(asks sender @acme.example)" \
	'c1u3|c1u3|c2u3|' 'who may send with an address'

# Groups and resources.
ok 'a group' creategroup -c 1 -n sales -d Sales -e sales@acme.example -a anna,bert,far
is "$(asks alias sales@acme.example)" 'anna.mail@acme.example bert.mail@acme.example' 'goes to its members who get mail'
is "$(asks mailbox sales@acme.example)|$(asks sender sales@acme.example)|$(home sales@acme.example)" '||' 'it is nobody itself'
ok 'everybody' changegroup -c 1 -i 1 -e all@acme.example
is "$(asks alias all@acme.example)" 'anna.mail@acme.example bert.mail@acme.example' 'has an address, too'
ok 'a group of nobody' creategroup -c 1 -n empty -d Empty -e empty@acme.example
ok 'a room' createresource -c 1 -n room -d Room -e room@acme.example
is "$(asks alias empty@acme.example)|$(asks alias room@acme.example)|$(asks mailbox room@acme.example)" 'empty@acme.example|room@acme.example|' \
	'what nobody gets is itself, and no mailbox: a catch-all does not get it'

# Disabled: the mail stays, every login goes.
ok 'bert is disabled' changeuser -c 1 -u bert --mailenabled false
is "$(login bert@acme imap)|$(login bert@acme smtp)" 'c1u4|t|y|Account disabled.|' 'nobody logs in, nor sends'
is "$(asks recipient bert.mail@acme.example)|$(asks recipient anna.mail@acme.example)|$(asks recipient acme.example)" '550 5.2.1 Mailbox is disabled||' 'nothing new comes'
is "$(asks alias sales@acme.example)|$(asks alias all@acme.example)|$(asks sender bert.mail@acme.example)" 'anna.mail@acme.example|anna.mail@acme.example|' 'not by groups either'
is "$(home c1u4)|$(asks mailbox bert.mail@acme.example)" 'c1u4|/m/1/4|*:bytes=0|bert.mail@acme.example' 'what is there stays'
ok 'and back' changeuser -c 1 -u bert --mailenabled true
sql "UPDATE prov.users SET source_enabled = false WHERE cid = 1 AND uid = 4"
is "$(login bert@acme imap)|$(asks recipient bert.mail@acme.example)" 'c1u4|t|y|Account disabled.|550 5.2.1 Mailbox is disabled' 'the directory disables as well'
sql "UPDATE prov.users SET source_enabled = true WHERE cid = 1 AND uid = 4"
ok 'a suspended context' disablecontext -c 1
is "$(login anna@acme imap)|$(login anna@acme smtp)|$(login anna@other imap)" 'c1u3|t|y|Account disabled.||c2u3|t||' 'lets nobody in'
is "$(asks recipient anna.mail@acme.example)|$(asks recipient nobody@acme.test)|$(asks recipient acme.test)|$(asks domain acme.test)" \
	'450 4.2.1 Hosting context is suspended|450 4.2.1 Hosting context is suspended||acme.test' 'is asked again later, and never bounces'
ok 'is opened' enablecontext -c 1

# A rename keeps what servers know (U8).
set_config 'names: { user_changeable = true; };'
ok 'anna is renamed' changeuser -c 1 -i 3 -u anne -e anne@acme.example -a anne@acme.example
is "$(login anne@acme imap)|$(login anna@acme imap)|$(home anne@acme.example)" 'c1u3|t||||c1u3|/m/1/3|*:bytes=1' 'the same mail, another name'
ok 'a mapping goes' changecontext -c 1 -R acme.test
is "$(asks domain acme.test)|$(login anne@acme.test imap)" '|' 'so do its logins'
ok 'bert is deleted' deleteuser -c 1 -u bert
is "$(home c1u4)$(login bert@acme imap)$(asks alias bert.mail@acme.example)$(asks mailbox bert.mail@acme.example)" '' 'nothing of bert is told'
is "$(sql 'SELECT "user", home, heir, heir_home FROM prov_view.dovecot_handover')" 'c1u4|1/4|c1u2|1/2' 'but who gets the mail (U5)'
check_clean

# They are made as one thing, and only when they differ.
printf 'database: { conninfo = "host=%s dbname=%s user=postgres"; };\n' "$PGHOST" "$DATABASE" >"$TMP/owner.conf"
migrate() {
	PROV_CONFIG=$TMP/owner.conf provdb migrate
}
made() {
	sql "SELECT oid FROM pg_namespace WHERE nspname = 'prov_view'"
}
first=$(made)
silent 'what is as it should be' migrate
is "$(made)" "$first" 'is not touched'
sql "COMMENT ON SCHEMA prov_view IS 'of another version'; DROP FUNCTION prov_view.postfix_domain(text)"
silent 'what differs' migrate
is "$([ "$(made)" != "$first" ] && echo anew) $(asks domain acme.example)" 'anew acme.example' 'is made anew'
sql "CREATE VIEW public.mine AS SELECT * FROM prov_view.dovecot_users; COMMENT ON SCHEMA prov_view IS 'old'"
fails 106 'what others have built on it' migrate
stderr_has 'the view mine reads one of schema prov_view'
is "$(sql 'SELECT count(*) > 0 FROM public.mine')|$(asks domain acme.example)" 't|acme.example' 'is not taken along'
sql "DROP VIEW public.mine; DELETE FROM prov.schema_version WHERE version = (SELECT max(version) FROM prov.schema_version)"
status_is 106 'a migration that fails' migrate
is "$(sql "SELECT to_regnamespace('prov_view') IS NULL")" t 'has nothing of them in its way'
done_testing
