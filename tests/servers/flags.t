#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# flags.t - each protocol, allowed and denied by user, context and installation, on real servers; modules are no protocols
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/maillib.sh"

mail_servers
context 3 -N acme -L acme.example -q -1
context 4 -N other -L other.example -q -1
person 3 anna acme.example
person 4 carl other.example

# PROTOCOL | COMMAND, # is who | YES | NO
cat >"$TMP/protocols" <<'END'
imap | client imap "$imap" # secret | OK 0 | [CONTACTADMIN] Not enabled for this account.
imap | client imaps "$imaps" # secret | OK 0 | [CONTACTADMIN] Not enabled for this account.
pop3 | client pop3 "$pop3" # secret | OK 0 | -ERR [AUTH] Not enabled for this account.
pop3 | client pop3s "$pop3s" # secret | OK 0 | -ERR [AUTH] Not enabled for this account.
sieve | client sieve "$sieve" # secret | OK "Logged in." | NO "Not enabled for this account."
smtp | client auth "$submission" # secret | OK | 535
END
# allowed NAME WHO PROTOCOL...: these and no others
allowed() {
	allowed_name=$1 allowed_who=$2
	shift 2
	while IFS= read -r line; do
		row=${line%% | *} line=${line#* | }
		command=${line%% | *} line=${line#* | }
		want=${line##* | }
		case " $* " in
		*" $row "*) want=${line% | *} ;;
		esac
		is "$(eval "$(printf '%s' "$command" | sed "s/#/$allowed_who/")")" "$want" "$allowed_name: $command"
	done <"$TMP/protocols"
}
installation() {
	printf 'database: { patience = 300; };\naccess: { capabilities = "%s"; };\n' "$1" >"$PROV_CONFIG"
	ok "the installation: $1" provdb migrate
}
change() {	# anna|acme CAPABILITIES
	case $1 in
	anna) ok "anna: $2" changeuser -c 3 -u anna "--capabilities-to-$3" "$2" ;;
	*) ok "acme: $2" changecontext -c 3 "--capabilities-to-$3" "$2" ;;
	esac
}
allowed 'nobody says anything' anna@acme imap pop3 sieve smtp
for protocol in imap pop3 sieve smtp; do
	others=$(echo imap pop3 sieve smtp | sed "s/$protocol *//")
	change anna "-$protocol" add
	# shellcheck disable=SC2086 # words
	allowed "the user has no $protocol" anna@acme $others
	change anna "$protocol" drop
	change acme "-$protocol" add
	# shellcheck disable=SC2086
	allowed "the context has no $protocol" anna@acme $others
	change anna "$protocol" add
	allowed "but the user has $protocol" anna@acme imap pop3 sieve smtp
	change anna "$protocol" drop
	change acme "$protocol" drop
done
installation -imap,-smtp
allowed 'the installation has neither' carl@other pop3 sieve
change acme imap add
allowed 'but the context has IMAP' anna@acme imap pop3 sieve
change anna smtp add
allowed 'and the user may send' anna@acme imap pop3 sieve smtp
allowed 'which is nothing to others' carl@other pop3 sieve
installation drive
allowed 'all again' carl@other imap pop3 sieve smtp

# A module is one of the groupware: none of them, denied or granted, takes a protocol away.
changeuser --extendedoptions | grep -oE -e '--access-[A-Za-z0-9-]+' | grep -v combination | sort -u >"$TMP/modules"
is "$(($(wc -l <"$TMP/modules") > 15))" 1 'there are modules'
while read -r module; do
	for word in off on; do
		changeuser -c 4 -u carl "$module" $word >"$TMP/made" 2>&1 || echo "$module $word: $(cat "$TMP/made")"
		[ "$(client imap "$imap" carl@other secret)$(client auth "$submission" carl@other secret)" = 'OK 0OK' ] || echo "$module $word"
	done
done <"$TMP/modules" >"$TMP/lost"
is "$(cat "$TMP/lost")" '' 'each module, off and on: mail goes on'
stop_mail
done_testing
