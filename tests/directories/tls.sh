# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# tls.sh - TLS on each kind of directory: what is right is used, and to what is wrong no password is sent

authority known
authority other
certificate here IP:127.0.0.1
certificate elsewhere DNS:elsewhere.example.test
dated old 20200101 20200215
use_database
kind_start
new_context 1 acme
{
	users anna ben cora
	group staff "$(user_dn anna)" "$(user_dn ben)"
} | as_admin
kind_tls here

# over STARTTLS|LDAPS|PLAIN [AUTHORITY]: the smallest configuration, with that
over() {
	plain_uri=$LDAP_URI
	lines=
	case $1 in
	STARTTLS) lines='starttls = true;' ;;
	LDAPS) LDAP_URI=${LDAPS_URI:?} ;;
	esac
	smallest
	LDAP_URI=$plain_uri
	printf 'ldap: { ca_file = "%s"; %s };\n' "$TMP/${2:-known}.pem" "$lines" >>"$PROV_CONFIG"
}

# counting CMD...: in sent is how many logins reach the server meanwhile. A look at its counter may be one itself.
counting() {
	look=$(kind_logins)
	look=$(($(kind_logins) - look))
	sent=$(kind_logins)
	"$@"
	sent=$(($(kind_logins) - sent - look))
}

# refused STATUS NAME WORDS: by STARTTLS, and from the first byte
refused() {
	for how in STARTTLS LDAPS; do
		over $how "${4-}"
		counting fails "$1" "$2 ($how)" ldapsync
		is "$sent" 0 "$2 ($how): no password is sent"
		stderr_has "$3" "$2 ($how): and that is said"
	done
}

# --- what is right ---
over PLAIN
fails 101 'a server that takes no password in clear' ldapsync
stderr_has 'the server wants a secured connection'
stderr_has 'use an ldaps:// URI or ldap.starttls = true'
over STARTTLS
counting ok 'STARTTLS: the first run' ldapsync
is "$((sent > 0))" 1 'STARTTLS: the login is seen there'
output_has "$((3 + OWN_USERS)) created" 'STARTTLS: everybody is read'
silent 'STARTTLS: the second run'
over LDAPS
counting silent 'ldaps: the same directory'
is "$((sent > 0))" 1 'ldaps: the login is seen there'
save_tables

# --- what is wrong ---
refused 105 'SR23: an authority that is not known' 'the authority that signed it is not known here' other
kind_tls elsewhere
refused 105 'SR23: a certificate for another name' 'does not match'
kind_tls old
refused 105 'SR23: an expired certificate' 'it expired on 2020-02-15'
kind_tls here 1.1
refused 105 'SR30: a version that is too old' 'TLS'
same_tables 'nothing has happened meanwhile' '\(source_state\|sync_[a-z]*\)'
kind_tls here
over LDAPS
works_again 'it is right again'
over STARTTLS
silent 'STARTTLS: too'
