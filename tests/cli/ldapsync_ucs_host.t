#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync on a host of UCS: the registry, the secret of the machine and the authority are enough
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

command -v openssl >/dev/null || skip_all 'openssl(1) is not installed'
base=dc=example,dc=com
host=cn=host,cn=dc,cn=computers,$base
root=$TMP/root
mkdir -p "$root/etc/univention/ssl/ucsCA"

# --- a server with a certificate of the domain ---
ca=$root/etc/univention/ssl/ucsCA/CAcert.pem
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ucs -keyout "$TMP/ca.key" -out "$ca" >"$TMP/ca.log" 2>&1 ||
	bail "$(cat "$TMP/ca.log")"
printf 'subjectAltName=IP:127.0.0.1\n' >"$TMP/server.ext"
openssl req -newkey rsa:2048 -nodes -subj /CN=server -keyout "$TMP/server.key" -out "$TMP/server.csr" >"$TMP/ca.log" 2>&1 ||
	bail "$(cat "$TMP/ca.log")"
openssl x509 -req -in "$TMP/server.csr" -CA "$ca" -CAkey "$TMP/ca.key" -CAcreateserial -days 2 \
	-extfile "$TMP/server.ext" -out "$TMP/server.pem" >"$TMP/ca.log" 2>&1 || bail "$(cat "$TMP/ca.log")"
start_company -t -g "include $DATA/ldap/ucs.schema
TLSCertificateFile $TMP/server.pem
TLSCertificateKeyFile $TMP/server.key
security simple_bind=64" -c 'access to attrs=userPassword by anonymous auth
access to * by users read by * none'
LDAP_URI=$(ldapi_uri "$SLAPD") LDAPTLS_REQCERT=never
export LDAPTLS_REQCERT
port=$(slapd_uri "$SLAPD" | sed 's/.*://; s|/.*||')
ox() {	# NAME
	printf 'dn: uid=%s,ou=people,%s\nobjectClass: inetOrgPerson\nobjectClass: univentionObject\n' "$1" "$base"
	printf 'objectClass: oxUserObject\nuniventionObjectType: users/user\nisOxUser: OK\nuid: %s\ncn: %s\n' "$1" "$1"
	printf 'sn: %s\nmailPrimaryAddress: %s@example.com\n\n' "$1" "$1"
}
{
	printf 'dn: cn=computers,%s\nobjectClass: applicationProcess\ncn: computers\n\n' "$base"
	printf 'dn: cn=dc,cn=computers,%s\nobjectClass: applicationProcess\ncn: dc\n\n' "$base"
	printf 'dn: %s\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: host\nuserPassword: %s\n\n' \
		"$host" 'machine secret'
	ox anna
	ox ben
} | change_ldap

# --- the host ---
registry() {	# LINE...
	printf '# univention_ base.conf\n\nldap/base: %s\n' "$base" >"$root/etc/univention/base.conf"
	printf '%s\n' "ldap/server/port: $port" "$@" >>"$root/etc/univention/base.conf"
}
source_of_host() {	# LINES [TOP LINES]
	set_config "ucr: { root = \"$root\"; };
source: { ucs: { context = \"acme\"; ${1-} }; };
${2-} sync: { remind = 0; };"
}
fact() {	# WHAT: its value and where that is from
	ok "$1" ldapsync --check --json
	perl -MJSON::PP -0777 -ne 'for (@{decode_json($_)}) {
		print "$_->{value} | $_->{from}\n" if $_->{what} eq "'"$1"'" }' "$TMP/out" >"$TMP/fact"
}
printf 'machine secret\n' >"$root/etc/machine.secret"
registry 'ldap/server/name: 127.0.0.1' "ldap/hostdn: $host"

source_of_host
ok 'a source with its context alone' ldapsync
is "$(users 1)" 'anna anna@example.com anna@example.com +
ben ben@example.com ben@example.com +' 'who is in the directory'
is "$(cat "$TMP/err")" '' 'SR27: nobody says that there is no login'
silent 'the second run' ldapsync
fact address
is "$(cat "$TMP/fact")" "ldap://127.0.0.1:$port | UCR: ldap/server/name" 'the server'
fact login
is "$(cat "$TMP/fact")" "$host | UCR: ldap/hostdn" 'who logs in'
fact encrypted
is "$(cut -d ' ' -f 1 "$TMP/fact")" yes 'the password is not sent as it is'
fact tls
is "$(sed 's/TLSv*1.[23]/TLS/' "$TMP/fact")" 'TLS | the connection' 'with which version of TLS'
fact certificate
is "$(sed 's/ [0-9-]*,.*//' "$TMP/fact")" 'valid until' 'and until when the certificate is valid'
fact profile
is "$(sed 's/ |.*//' "$TMP/fact")" ucs 'the profile'
fact smallest
is "$(sed 's/ |.*//' "$TMP/fact")" 'context = "acme";' 'the smallest configuration'

# --- the registry is wrong about the base ---
sed -i 's/^ldap\/base: .*/ldap\/base: dc=old,dc=test/' "$root/etc/univention/base.conf"
silent 'SR26: the server knows its base better than the registry' ldapsync

# --- several servers ---
registry 'ldap/server/name: 127.0.0.2' 'ldap/server/addition: 127.0.0.3 127.0.0.1' "ldap/hostdn: $host"
silent 'the first servers do not answer' ldapsync

# --- what is set goes before ---
registry 'ldap/server/name: 127.0.0.1' "ldap/hostdn: $host"
source_of_host "bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\";"
silent 'a login that is set' ldapsync
fact login
is "$(cat "$TMP/fact")" "$LDAP_ADMIN | source" 'is that one'
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout "$TMP/other.key" -out "$TMP/other.pem" \
	>"$TMP/ca.log" 2>&1 || bail "$(cat "$TMP/ca.log")"
source_of_host '' "ldap: { ca_file = \"$TMP/other.pem\"; };"
fails 105 'another authority' ldapsync
stderr_has 'the certificate of the server is not accepted'
source_of_host "uri = \"$LDAP_URI\";"
fails 121 'SR26: where a server is named, the account of the machine is not used: who is nobody sees nothing' ldapsync
stderr_has 'hidden from this login'

# --- what is missing ---
source_of_host
registry 'ldap/server/name: 127.0.0.1'
fails 1 'a host without account' ldapsync
stderr_has 'this host of UCS has no account in its directory'
registry 'ldap/server/name: 127.0.0.1' "ldap/hostdn: $host"
mv "$root/etc/machine.secret" "$TMP/kept"
fails 1 'a host without secret' ldapsync
stderr_has 'the secret of this machine'"'"'s account'
mkdir "$TMP/handed"
cp "$TMP/kept" "$TMP/handed/ldapsync.ucs.password"
ok 'but as a credential, for a service that is not root' env CREDENTIALS_DIRECTORY="$TMP/handed" ldapsync --dry-run
printf 'another\n' >"$root/etc/machine.secret"
fails 101 'a wrong secret' ldapsync
mv "$TMP/kept" "$root/etc/machine.secret"
rm "$ca"
fails 1 'no authority' ldapsync
stderr_has "$ca"
registry "ldap/hostdn: $host"
fails 1 'no server' ldapsync
stderr_has 'no LDAP server is configured'

# --- somebody who may not read the secret ---
if [ "$(id -u)" = 0 ]; then
	registry 'ldap/server/name: 127.0.0.1' "ldap/hostdn: $host"
	source_of_host 'profile = "ucs";'
	chmod 711 "$TMP" "$root" "$root/etc"
	chmod -R a+rX "$root/etc/univention" "$PROV_CONFIG"
	fails 1 'the secret is for root' setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups -- \
		env HOME=/ ldapsync
	stderr_has 'cannot read "'"$root"'/etc/machine.secret", the secret of this machine'"'"'s account'
	stderr_has 'it is for root: run this as root, or set bind_dn and password_file'
fi
database_is_sound
done_testing
