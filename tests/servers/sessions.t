#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sessions.t - who is in a session when something changes: notify-dovecot with the Dovecot of prov serverconf
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/maillib.sh"
. "$TESTLIB/notifylib.sh"

mail_servers
context 3 -N acme -L acme.example -q -1
context 4 -N other -L other.example -q -1
person 3 anna acme.example
person 3 bert acme.example
person 4 carl other.example

install -m 755 "$B/bin/deliver/notify-dovecot" "$HERE" || bail 'no deliverer'
cat >"$PROV_CONFIG" <<END
database: { patience = 300; };
names: { user_changeable = true; };
notify: { dovecot: { command = ( "$HERE/notify-dovecot", "-c", "$TMP/dovecot/dovecot.conf" ); user = "mail"; }; };
END
ok 'it begins' prov notify

# A session each of anna, bert and carl; those of bert and carl stay open all the time.
session() {	# NAME USER [PASSWORD]
	rm -f "$TMP/session.$1"	# of the session before: the new one makes the file when it begins
	client stay "$imap" "$2" "${3-secret}" >"$TMP/session.$1" 2>&1 &
	must_see "$1 is in" grep -q '^OK' "$TMP/session.$1"
}
goes_on() { is "$(sed 's/^OK .*/OK/' "$TMP/session.$1")" OK "$2"; }	# NAME TITLE
sent_away() { [ "$(tail -n 1 "$TMP/session.$1")" = 'sent away' ]; }
session bert bert@acme.example
session carl carl@other.example

# ends NAME COMMAND...: the command ends the session of anna, once it is told.
ends() {
	ends_name=$1
	shift
	run "$@"
	check_status 0 "$ends_name" || show_output
	goes_on anna 'which nobody has told yet'
	ok 'Dovecot is told' prov notify
	must_see "$ends_name: the session ends" sent_away anna
	pass 'the session is ended'
}
session anna anna@acme.example
ends 'disabled' changeuser -c 3 -u anna --mailenabled false
is "$(client imap "$imap" anna@acme.example secret)" '[CONTACTADMIN] Account disabled.' 'and no other one begins'
ok 'enabled' changeuser -c 3 -u anna --mailenabled true
session anna anna@acme.example
printf 'another word' >"$TMP/password" && chmod 600 "$TMP/password"
ends 'a new password' changeuser -c 3 -u anna --password-file "$TMP/password"
session anna anna@acme 'another word'
ends 'without IMAP' changeuser -c 3 -u anna --capabilities-to-add -imap
ok 'with it' changeuser -c 3 -u anna --capabilities-to-drop imap
session anna anna@acme 'another word'
ends 'renamed' changeuser -c 3 -i 3 -u anne -e anne@acme.example -a anne@acme.example
session anna anne@acme 'another word'
ok 'a title' changeuser -c 3 -u anne --title Dr
ok 'is no event' prov notify
goes_on anna 'and ends nothing'
ends 'deleted' deleteuser -c 3 -u anne
goes_on bert 'that of a colleague goes on'
goes_on carl 'and that of another customer'

# A context: all in it, and nobody else. As a service, which each command wakes.
ok 'what was so far' prov notify
prov notify --watch --interval 3600 >"$TMP/watch" 2>&1 &
watch=$!
must_see 'it delivers' sessions 1 "application_name = 'prov'"
ok 'the context is suspended' disablecontext -c 3
must_see 'bert is sent away' sent_away bert
pass 'the session of bert ends at once'
goes_on carl 'that of another context goes on'
ok 'carl is disabled' changeuser -c 4 -u carl --mailenabled false
must_see 'carl is sent away' sent_away carl
pass 'and that one as well, when it is meant'
kill "$watch"
ended 'it ends when it is asked to' 0 "$watch" "$TMP/watch"
is "$(cat "$TMP/watch")" '' 'and has had nothing to say'
ok 'nothing waits' prov notify --pending
stop_mail
done_testing
