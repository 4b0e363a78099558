#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tls.t - the server's certificate must be right, or nothing is said to it
. "$TESTLIB/testlib.sh"
. "$TESTLIB/tls.sh"

read=$B/tests/tool/ldapread
[ -x "$read" ] || bail "not built: $read"
command -v openssl >/dev/null || skip_all 'openssl(1) is not installed'
PROV_CONFIG=$TMP/prov.conf
export PROV_CONFIG

authority known
authority other
certificate here IP:127.0.0.1
certificate elsewhere DNS:elsewhere.example.test

# serve CERTIFICATE SCHEME [GLOBAL_LINES]: slapd with it; fills LDAP_URI
serve() {
	served=$((${served-0} + 1))
	monitor='' how=-t
	[ -z "${3-}" ] || monitor='database monitor
access to * by * read'
	[ "$2" = ldap ] || how=-s
	start_slapd $how -n "$served" -l "$DATA/ldap/company.ldif" -c "$monitor" \
		-g "TLSCertificateFile $TMP/$1.pem
TLSCertificateKeyFile $TMP/$1.key
${3-}"
	LOCAL_URI=$(ldapi_uri "$SLAPD")
}

config() {	# LDAP_LINES [SECONDS]
	cat >"$PROV_CONFIG" <<-END
		ldap: { uri = "$LDAP_URI"; timeout = ${2:-300}; network_timeout = ${2:-300}; $1 };
		source: { company: { base = "dc=example,dc=com"; context = "acme"; groups = false; }; };
	END
}

serve here ldap
config "ca_file = \"$TMP/known.pem\"; starttls = true;"
prints '4 users, 0 groups, 0 rejected, 20 values' 'STARTTLS' "$read" count
config "ca_file = \"$TMP/other.pem\"; starttls = true;"
fails 1 'STARTTLS with an unknown authority' "$read" count
stderr_has 'UNAVAILABLE: source "company": cannot connect to ldap://127.0.0.1'
stderr_has 'TLS: the certificate of the server is not accepted: the authority that signed it is not known here (0x42)'
stop_slapd "$served"

start_slapd -t -n bare -l "$DATA/ldap/company.ldif"
config 'starttls = true;'
fails 1 'STARTTLS where the server has no TLS' "$read" count
stderr_has 'with STARTTLS: the server refused the request'
stop_slapd bare

serve here ldaps
config "ca_file = \"$TMP/known.pem\";"
prints '4 users, 0 groups, 0 rejected, 20 values' 'ldaps' "$read" count
# GnuTLS tells that it sets itself up: at every start of what has not said that it will do so itself
set_up() {	# COMMAND...
	GNUTLS_DEBUG_LEVEL=2 "$@" 2>&1 >/dev/null | grep -c 'GnuTLS.*logging'
}
if [ "$(set_up "$read" count)" -gt 0 ]; then
	is "$(set_up prov --version)" 0 'a command that needs no TLS does not set it up'
	is "$(set_up ldapbase --uri="$LDAP_URI" --check)" 1 'one that does, does'
else
	pass 'no GnuTLS # SKIP libldap has another library for TLS'
fi
prints dc=example,dc=com 'and TLS works there' ldapbase --uri="$LDAP_URI" --check
printf 'TLS_REQCERT never\nTLS_CACERT /nonexistent\n' >"$HOME/.ldaprc"
prints '4 users, 0 groups, 0 rejected, 20 values' 'ldaprc does not decide about the authority' \
	env LDAPTLS_CERT=/nonexistent LDAPTLS_CIPHER_SUITE=NONE "$read" count
config "ca_file = \"$TMP/other.pem\";"
fails 1 'an unknown authority, whatever ldaprc and the environment allow' \
	env LDAPTLS_REQCERT=never "$read" count
stderr_has 'TLS: the certificate of the server is not accepted: the authority that signed it is not known here (0x42)'
rm "$HOME/.ldaprc"
config ''
fails 1 'the authorities of the machine do not know it' "$read" count
config 'ca_file = "/nonexistent";'
fails 1 'a file that is not there' "$read" count
stderr_has 'CONFIG: source "company": cannot read ldap.ca_file "/nonexistent"'

# the server hangs in the handshake: the kernel still accepts the connection
freeze_slapd
config "ca_file = \"$TMP/known.pem\";" 1
fails 1 'PF29: a server that hangs in the handshake: the end after its timeout' "$read" count
thaw_slapd
stderr_has 'UNAVAILABLE'
stop_slapd "$served"

serve elsewhere ldaps
config "ca_file = \"$TMP/known.pem\";"
fails 1 'a certificate for another name' "$read" count
stderr_has 'TLS: hostname (127.0.0.1) does not match'
stderr_has 'hint: the URI must have a name, or an address, that is in the server'
LDAP_URI=ldaps://localhost:${LDAP_URI##*:}
config "ca_file = \"$TMP/known.pem\";"
fails 1 'localhost, for which libldap takes another name' "$read" count
stderr_has 'hint: in place of "localhost" libldap takes the name of this machine'
stop_slapd "$served"

# what is wrong with a certificate is said in words
config_known() {
	config "ca_file = \"$TMP/known.pem\";"
}
dated old 20200101 20200215
dated early 20900301 20910301
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=alone -addext subjectAltName=IP:127.0.0.1 \
	-keyout "$TMP/alone.key" -out "$TMP/alone.pem" >/dev/null 2>&1 || bail 'no certificate'
refused='TLS: the certificate of the server is not accepted:'
serve old ldaps
config_known
fails 1 'SR23: an expired certificate' "$read" count
stderr_has "$refused it expired on 2020-02-15 (0x402)"
stderr_has 'hint: the certificate of the server has to be renewed'
config "ca_file = \"$TMP/other.pem\";"
fails 1 'SR23: which is of an unknown authority, too' "$read" count
stderr_has "$refused"
stop_slapd "$served"
serve early ldap
config "ca_file = \"$TMP/known.pem\"; starttls = true;"
fails 1 'SR23: one that is not valid yet' "$read" count
stderr_has "$refused it is not valid before 2090-03-01 (0x202)"
stderr_has 'hint: look at the clock'
stop_slapd "$served"
serve alone ldaps
config_known
fails 1 'SR23: one that is signed by itself' "$read" count
stderr_has "$refused it is signed by itself, and not known here (0x42)"
stderr_has 'ldap.ca_file must hold'
stop_slapd "$served"

start_slapd -n plain -t -l "$DATA/ldap/company.ldif"
config "ca_file = \"$TMP/known.pem\"; starttls = true;"
fails 1 'a server without TLS: nothing goes on in clear' "$read" count
stderr_has 'cannot connect to ldap://127.0.0.1'

# --- old versions; the server counts the logins that reach it ---

umask 077
printf 'secret\n' >"$TMP/secret"
login="bind_dn = \"cn=admin,dc=example,dc=com\"; password_file = \"$TMP/secret\";"

binds() {	# each look is a login of its own
	ldapsearch -x -LLL -H "$LOCAL_URI" -b cn=Bind,cn=Operations,cn=Monitor -s base \
		monitorOpInitiated | sed -n 's/^monitorOpInitiated: //p'
}

# speaks VERSION SCHEME: a server that knows nothing but this version
speaks() {
	serve here "$2" "moduleload back_monitor
TLSCipherSuite NORMAL:-VERS-ALL:+VERS-TLS$1:%COMPAT"
	tls='starttls = true;'
	[ "$2" = ldap ] || tls=''
	config "ca_file = \"$TMP/known.pem\"; $tls $login"
	before=$(binds)
}
logins() {
	echo $(($(binds) - before - 1))
}

for version in 1.0 1.1; do
	for scheme in ldap ldaps; do
		speaks "$version" "$scheme"
		fails 1 "SR30: a server that speaks TLS $version only ($scheme)" "$read" count
		stderr_has 'UNAVAILABLE: source "company": cannot connect to'
		stderr_has 'TLS 1.2 or newer'
		is "$(logins)" 0 'SR30: no password is sent to it'
		stop_slapd "$served"
	done
done
for scheme in ldap ldaps; do
	speaks 1.2 "$scheme"
	prints '4 users, 0 groups, 0 rejected, 20 values' "SR30: TLS 1.2 will do ($scheme)" "$read" count
	is "$(logins)" 1 'and there the login is seen'
	stop_slapd "$served"
done
done_testing
