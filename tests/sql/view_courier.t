#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# view_courier.t - what Courier and Cyrus are told, column by column
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example,acme.test
context 2 -N other -L other.example
person() {	# CONTEXT NAME DOMAIN [OPTION...]
	made="-c $1 -u $2 -d User_$2 -g G -s S -e $2.mail@$3"
	shift 3
	# shellcheck disable=SC2086,SC2153 # options; of clilib.sh
	createuser $made -p "$HASH" --passwordmech HASH "$@" >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
}
crypted=${HASH#\{CRYPT\}}
person 1 anna acme.example -a second@acme.test
person 1 bert acme.example --mail-quota 5
person 1 carl acme.example
person 1 far elsewhere.example
person 2 anna other.example

# --- Courier ---
columns='username, crypted, clear, uid, gid, home, maildir, quota, fullname, options'
courier() { sql "SELECT $columns FROM prov_view.courier_login('$1', '$2', '/m', 8, 9)"; }	# NAME SERVICE
who() { sql "SELECT username FROM prov_view.courier_login('$1', '$2', '/m', 8, 9)"; }
anna="c1u3|$crypted||8|9|/m/c1u3|/m/c1u3/Maildir|1125899906842624S||"
for name in anna.mail@acme.example second@acme.test ANNA@Acme anna@acme.test; do
	is "$(courier "$name" imap)" "$anna" "$name: what authdaemond is told of anna"
done
is "$(courier bert@acme imap)" "c1u4|$crypted||8|9|/m/c1u4|/m/c1u4/Maildir|5242880S||" 'a quota is in bytes'
is "$(courier anna@other imap | cut -d '|' -f 1)" c2u3 'the other anna'
is "$(who anna imap)$(who c1u3 imap)$(who nobody@acme imap)$(who '' imap)$(who "x'' OR true --@acme" imap)" '' 'nobody else'
for service in imap imaps pop3 pop3s smtp; do
	is "$(who anna@acme $service)" c1u3 "the service $service"
done
is "$(who anna@acme nonsense)" '' 'no other'
is "$(courier second@acme.test login)" 'c1u3|||8|9|/m/c1u3|/m/c1u3/Maildir|1125899906842624S||' 'where mail is delivered to: no password'
is "$(who SECOND@Acme.Test login)|$(who c1u3 login)|$(who anna@acme login)" 'c1u3|c1u3|' 'by an address, or what servers call a user, not by a login'
ok 'without POP3 and sending' changeuser -c 1 -u anna --capabilities-to-add -pop3,-smtp
is "$(who anna@acme pop3)|$(who anna@acme pop3s)|$(who anna@acme smtp)|$(who anna@acme imaps)" '|||c1u3' 'of whom a protocol is taken there is no row'
ok 'all again' changeuser -c 1 -u anna --capabilities-to-drop pop3,smtp
ok 'carl is disabled' changeuser -c 1 -u carl --mailenabled false
is "$(who carl@acme imap)|$(who carl.mail@acme.example login)" '|c1u5' 'who is disabled does not log in; Postfix says whether mail is delivered'
with() { sql "UPDATE prov.users SET password = '$1' WHERE cid = 1 AND login = 'bert'"; }
for hash in '{CRYPT}a' '{crypt}a' '{BCRYPT}a' '{BLF-CRYPT}a' '{SHA256-CRYPT}a' '{SHA512-CRYPT}a'; do
	with "$hash"
	is "$(courier bert@acme imap | cut -d '|' -f 2)" a "$hash: without the word in front"
done
for hash in '{SHA}a' '{SHA256}a' '{SHA512}a' '{SSHA}a'; do
	with "$hash"
	is "$(courier bert@acme imap | cut -d '|' -f 2)" "$hash" "$hash: as it is"
done
for hash in '{SSHA256}a' '{SSHA512}a' '{ARGON2ID}a' '{PBKDF2}a' '{PLAIN}a' a; do
	with "$hash"
	is "$(who bert@acme imap)|$(who bert.mail@acme.example login)" '|c1u4' "$hash lets nobody in, and mail is delivered"
done
sql "UPDATE prov.users SET password = NULL, source = 'company', source_key = 'x' WHERE cid = 1 AND login = 'bert'"
is "$(who bert@acme imap)|$(who bert.mail@acme.example login)" '|c1u4' 'nor does a password in a directory'
sql "UPDATE prov.users SET password = '$HASH', source = NULL, source_key = NULL WHERE cid = 1 AND login = 'bert'"
ok 'suspended' disablecontext -c 1
is "$(who bert@acme imap)|$(who anna@other imap)" '|c2u3' 'nobody of the context'
ok 'open' enablecontext -c 1

# --- Cyrus ---
cyrus() { sql "SELECT $columns FROM prov_view.cyrus_login('$1', '$2')"; }
name() { cyrus "$1" "$2" | cut -d '|' -f 1; }
is "$(cyrus anna.mail@acme.example imap)" "c1u3|$crypted||65534|65534|/c1u3||||" 'what authdaemond is told for Cyrus: nothing of folders'
is "$(name ANNA.Mail@Acme.example imap)|$(name anna@acme imap)|$(name second@acme.test imap)" 'c1u3||' 'by the name of the mailbox alone'
is "$(name anna@acme smtp)|$(name second@acme.test smtp)" 'c1u3|c1u3' 'sending, by all names'
is "$(name anna.mail@acme.example pop)|$(name anna.mail@acme.example sieve)|$(name anna.mail@acme.example login)" 'c1u3|c1u3|' \
	'POP3, which it calls pop, and Sieve; there is no delivery by it'
ok 'without POP3' changeuser -c 1 -u anna --capabilities-to-add -pop3
is "$(name anna.mail@acme.example pop)|$(name anna.mail@acme.example imap)" '|c1u3' 'of whom it is taken'
ok 'again' changeuser -c 1 -u anna --capabilities-to-drop pop3
is "$(name carl.mail@acme.example imap)$(name far.mail@elsewhere.example imap)" '' 'neither who is disabled, nor who has no mailbox'
box() { sql "SELECT mailbox, quota, heir FROM prov_view.cyrus_mailbox('$1')"; }
is "$(box c1u3)|$(box c1u4)|$(box c2u3)" 'anna.mail@acme.example|||bert.mail@acme.example|5120||anna.mail@other.example||' 'mailboxes, with limits in KiB'
is "$(box c1u5)|$(box c1u6)|$(box c1u99)|$(box nonsense)|$(box c9999999999u1)" 'carl.mail@acme.example||||||||||||||' \
	'who is disabled has one; who has an address elsewhere, or is nobody, none'
ok 'more than Cyrus can count' changeuser -c 1 -u bert --mail-quota 2147483647
is "$(box c1u4)" 'bert.mail@acme.example|2147482624|' 'is the most that it can'
ok 'none' changeuser -c 1 -u bert --mail-quota 0
is "$(box c1u4)" 'bert.mail@acme.example|0|' 'nothing is nothing'
is "$(sql 'SELECT key FROM prov_view.cyrus_users' | sort | paste -sd ' ')" 'c1u3 c1u4 c1u5 c2u3' 'all who have a mailbox'
ok 'the admin has one' changeuser -c 1 -i 2 -e admin@acme.example -a admin@acme.example
ok 'bert is deleted' deleteuser -c 1 -u bert
is "$(box c1u4)|$(box c2u4)" '||admin@acme.example|||' 'what the heir of who is gone has'
check_clean
done_testing
