#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldaprelay.t - logins and searches go through a relay to a directory, and nothing else; what cannot be answered is said
. "$TESTLIB/testlib.sh"
. "$TESTLIB/tls.sh"

ok 'help' prov ldaprelay --help
output_has '--ca-file'
fails 104 'no directory' prov ldaprelay
fails 109 'no time' prov ldaprelay --timeout=0 ldap://127.0.0.1
status_is 1 'nothing is read, not even a configuration that is broken' env PROV_CONFIG=/nonexistent prov ldaprelay nonsense </dev/null

authority known
authority other
certificate here IP:127.0.0.1
start_slapd -t -l "$DATA/ldap/company.ldif" -g "TLSCertificateFile $TMP/here.pem
TLSCertificateKeyFile $TMP/here.key"
RELAY=ldapi://$(printf '%s' "$TMP/relay" | sed 's|/|%2F|g')

# relay_is OPTION...: a relay for each connection to $RELAY, in place of the one before. It ends with file 5.
relay_is() {
	relay_ends
	[ -p "$TMP/relay.in" ] || mkfifo "$TMP/relay.in"
	perl "$ROOT/tests/tool/inetd.pl" "$TMP/relay" prov ldaprelay "$@" <"$TMP/relay.in" >"$TMP/relay.out" 2>"$TMP/relay.err" &
	relay_pid=$!
	exec 5>"$TMP/relay.in"
	must_see 'the relay listens' grep -q ready "$TMP/relay.out"
}
relay_ends() {
	exec 5>&-
	[ -z "${relay_pid-}" ] || wait "$relay_pid"
	rm -f "$TMP/relay" "$TMP/relay.out"
}
search() {	# [OPTION...]: all entries, as the manager
	ldapsearch -x -LLL -H "$RELAY" -D "$LDAP_ADMIN" -w secret -b "$LDAP_BASE" "$@" </dev/null
}

ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b "$LDAP_BASE" >"$TMP/direct"
relay_is --ca-file="$TMP/known.pem" --starttls "$LDAP_URI"
ok 'a search' search
is "$(cksum <"$TMP/out")" "$(cksum <"$TMP/direct")" 'has the same answer, over STARTTLS'
fails 49 'a wrong password' ldapsearch -x -H "$RELAY" -D "$LDAP_ADMIN" -w wrong -b "$LDAP_BASE" 1.1
fails 32 'no entry' search -b ou=none,dc=example,dc=com
pids=
for i in 1 2 3 4 5 6 7 8; do
	search >"$TMP/many.$i" &
	pids="$pids $!"
done
# shellcheck disable=SC2086
wait $pids
for i in 1 2 3 4 5 6 7 8; do
	cksum <"$TMP/many.$i" >>"$TMP/many"
done
is "$(sort -u "$TMP/many")" "$(cksum <"$TMP/direct")" 'many at a time'

# a large answer, one entry of which is as large as may be
awk 'BEGIN { for (i = 0; i < 3000; i++) printf "dn: ou=u%d,dc=example,dc=com\nobjectClass: organizationalUnit\nou: u%d\ndescription: %0300d\n\n", i, i, i }' |
	ldapadd -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret >"$TMP/added" 2>&1 || bail "$(tail -n 3 "$TMP/added")"
is "$(search '(ou=u*)' 1.1 | grep -c ^dn:)" 3000 'many entries'

# only logins and searches
printf 'dn: ou=u1,dc=example,dc=com\nchangetype: delete\n' >"$TMP/delete.ldif"
status_is 255 'no change' ldapmodify -x -H "$RELAY" -D "$LDAP_ADMIN" -w secret -f "$TMP/delete.ldif"
is "$(search '(ou=u1)' ou | sed -n 's/^ou: //p')" u1 'is made'
must_see 'it says why' grep -q 'the client asks for more than logins and searches' "$TMP/relay.err"
printf 'GET / HTTP/1.0\r\n\r\n' >"$TMP/http"
status_is 0 'no LDAP' prov ldaprelay --ca-file="$TMP/known.pem" "$LDAP_URI" <"$TMP/http"
relay_ends

# --- no answer ---
relay_is ldap://127.0.0.1:1 ldap://127.0.0.1:2
fails 52 'nobody is there' search
stderr_has 'none of the 2 LDAP servers can be used' 'and why'
relay_is --ca-file="$TMP/other.pem" --starttls "$LDAP_URI"
fails 52 'another authority' search
stderr_has 'the authority that signed it is not known here'
relay_is --ca-file="$TMP/known.pem" "ldaps://${LDAP_URI#ldap://}"
fails 52 'no TLS there' search
relay_is --timeout=300 --ca-file="$TMP/known.pem" --starttls "ldap://127.0.0.1:1" "$LDAP_URI"
ok 'the second one answers' search -s base
freeze_slapd
relay_is --timeout=2 --ca-file="$TMP/known.pem" --starttls "$LDAP_URI"
fails 52 'one that hangs before TLS' search
relay_is --timeout=2 "$LDAP_URI"
fails 52 'one that hangs after that' search
stderr_has "$LDAP_URI has not answered for 2 seconds"
thaw_slapd
relay_is --timeout=300 "$LDAP_URI"
ok 'it is back' search -s base
relay_ends
done_testing
