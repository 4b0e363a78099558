#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: addresses that follow from others (DR1, DR20), and what the log says of users with secrets (DR15)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
value() {	# NAME MEMBER: as listuser shows it
	listuser -c 1 -s "$1" --json 2>"$TMP/listed" | tr -d '\n' | sed -n "s/.*\"$2\": \"\([^\"]*\)\".*/\1/p"
}
modify() {	# UID LINES...
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: modify\n' "$1"
	shift
	printf '%s\n' "$@" ''
}

# --- a local user is adopted under another address ---
ok 'a local user' createuser -c 1 -u anna -g Anna -s Berg -d Anna -p secret -e anna@local.example
person anna | change_ldap
source_is 'context = "acme"; adopt = "name";'
ok 'is adopted' ldapsync
is "$(field mail,address anna)" 'anna@example.com|anna@example.com' 'DR20: with the address of its entry, in both forms'
ok 'DR1: any change of it' changeuser -c 1 -u anna -x Sales
is "$(value anna email1) $(value anna default_sender_address)" 'anna@example.com anna@example.com' \
	'DR1: email1 and the sender are the address it has now'

# --- a sender of its own ---
person bert 'description: bert@example.com
employeeType: b.berg@example.com' | change_ldap
# shellcheck disable=SC2016 # expressions of the mapping
source_is 'context = "acme"; user: { mail = "${description:-${mail}}"; aliases = "${description} ${employeeType}"; };'
ok 'another user' ldapsync
ok 'with a sender of its own' changeuser -c 1 -u bert --defaultsenderaddress b.berg@example.com --config/imap.token=S3cret \
	--capabilities-to-add drive,-chat
modify bert 'replace: description' 'description: Bert@Müller.example' | change_ldap
ok 'another primary address' ldapsync
is "$(field mail,address bert)" 'Bert@Müller.example|bert@xn--mller-kva.example' 'DR20: is stored in both forms'
is "$(value bert default_sender_address)" b.berg@example.com 'DR1: the sender stays, it is one of the addresses'
is "$(field capabilities bert)" '{-chat,drive}' 'M5: capabilities are not for a directory to say'
ok 'DR1: any change' changeuser -c 1 -u bert -x Sales
modify bert 'delete: employeeType' | change_ldap
ok 'the sender is no address any more' ldapsync
is "$(value bert default_sender_address)" 'Bert@Müller.example' 'DR1: so it is the primary one again'
ok 'DR1: any change' changeuser -c 1 -u bert -x Support
ok 'DR1: other addresses, too' changeuser -c 1 -u bert -a 'bert@müller.example,more@example.com'

# --- the log ---
is "$(sql "SELECT before -> 'attrs' ->> 'config/imap.token' FROM prov.change_log
	WHERE program = 'ldapsync' AND before -> 'attrs' ->> 'default_sender_address' = 'b.berg@example.com'")" '(secret)' \
	'DR15: attrs that a run changes are in the log without secrets'
is "$(sql "SELECT count(*) FROM prov.change_log l WHERE l::text LIKE '%S3cret%'")" 0 'DR15: there are none'
database_is_sound
done_testing
