#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# serverconf.t - the configuration of servers, and where it is written; tests/servers/mail.t starts them with it
. "$TESTLIB/testlib.sh"

ok 'help' prov serverconf --help
output_has '--out'
fails 104 'no server' prov serverconf
fails 103 'a server that is none' prov serverconf exim
ok 'the parameters' prov serverconf --list --csv
output_has '"mail_root","/var/vmail"'

# Nothing is made or asked for it, not even a database.
ok 'Dovecot' prov serverconf dovecot
output_has "connect = host=$PROV_HOME/run dbname=prov user=prov_dovecot" 'the private database, without a password'
output_has 'args = /etc/dovecot/prov/dovecot-sql.conf' 'files name each other'
is "$(grep -cE '@[a-z_]+@' "$TMP/out")" 0 'every parameter has a value'
is "$(grep -A 1 -E 'unix_listener (auth-master|anvil) ' "$TMP/out" | grep -c 'user = vmail')" 2 'with the sockets that notify-dovecot needs'
ok 'Postfix' prov serverconf postfix
output_has "hosts = unix:$PROV_HOME/run"
is "$(grep -cE '@[a-z_]+@' "$TMP/out")" 0 'every parameter has a value'

# Courier and Cyrus, and Postfix before each of them. Who does not get in is said the same by both, and by the manual.
manual=$ROOT/docs/servers.md
schemes() { grep -oE '(SSHA|ARGON|PBKDF)[0-9][0-9A-Z]*' | sort | paste -sd ' '; }
refused=$(sed -n 's/.*password ~\* .*(\(.*|.*\)).*/\1/p' "$manual" | schemes)
is "$(grep '^| password hashes | all ' "$manual" | sed 's/.*\*\*Not\*\*//' | schemes)|$(grep '^| password hashes, ' "$manual" | schemes)" \
	"$refused|$refused" 'the manual names the same schemes for Courier, Cyrus, and who looks for them'
is "$(grep -cE '^\| (password hashes, )?passwords in a directory \|.*\*\*no\*\*' "$manual")" 2 'and says of both that passwords in a directory are none'
refuses() {	# NAME: what was printed last
	is "$(grep -A 2 'passwords with the schemes' "$TMP/out" | schemes)" "$refused" "$1: so does its configuration"
	is "$(grep -A 2 'passwords with the schemes' "$TMP/out" | grep -c 'those that are in a directory')" 1 "$1: both"
}
ok 'Courier' prov serverconf courier --set mail_owner=mail
output_has "PGSQL_CONNECTION	host=$PROV_HOME/run dbname=prov user=prov_courier" 'reads the database as a role of its own'
output_has "'/var/vmail', $(id -u mail), $(getent group mail | cut -d : -f 3))" 'and knows the owner of mail by numbers'
output_has 'What Courier cannot:' 'and says what it cannot'
refuses Courier
is "$(grep -cE '@[a-z_]+@' "$TMP/out")" 0 'every parameter has a value'
fails 103 'an owner that is not there' prov serverconf courier --set mail_owner=nobody-of-that-name
ok 'Cyrus' prov serverconf cyrus --set imap_port=1144,listen=127.0.0.1
output_has 'listen="127.0.0.1:1144"'
output_has 'user=prov_cyrus'
output_has 'What Cyrus cannot:' 'and says what it cannot'
refuses Cyrus
is "$(grep -cE '@[a-z_]+@' "$TMP/out")" 0 'every parameter has a value'
for mailboxes in dovecot courier cyrus; do
	ok "Postfix before $mailboxes" prov serverconf postfix --set "mailboxes=$mailboxes"
	is "$(grep -cE '@[a-z_]+@|^@' "$TMP/out")" 0 'every parameter has a value'
	grep -E '^virtual_transport|^smtpd_sasl_type|^query.*sender' "$TMP/out" | sed 's/.* //; s/prov_view[.]//' | paste -sd ' ' >>"$TMP/chosen"
done
is "$(cat "$TMP/chosen")" "lmtp:unix:private/dovecot-lmtp dovecot postfix_sender('%s')
maildrop cyrus postfix_sender_typed('%s')
lmtp:unix:/run/cyrus/socket/lmtp cyrus postfix_sender_typed('%s')" 'each has its delivery, its passwords, and its names of who sends'
fails 103 'none of them' prov serverconf postfix --set mailboxes=exim
status_is 1 'there is still no database' test -e "$PROV_HOME"

# nginx, with SOGo's own login page or with that of provweb, whose address says which.
ok 'nginx' prov serverconf nginx
output_has 'proxy_pass http://127.0.0.1:20000;' 'goes to SOGo'
output_lacks 'prov-web' 'without web.url there is no provweb'
output_has 'return 301 https://$host$request_uri;' 'the usual port is not said'
printf 'web: { url = "https://mail.acme.example:8443"; };\n' >"$TMP/web.conf"
PROV_CONFIG="$TMP/web.conf" prov serverconf nginx >"$TMP/out" 2>&1
is "$(grep -c 'server_name mail.acme.example;' "$TMP/out")" 2 'with it, that is the name of the server'
output_has 'listen 8443 ssl' 'and its port'
output_has 'return 301 https://$host:8443$request_uri;' 'to which who comes without TLS is sent'
is "$(grep -c 'proxy_pass http://127.0.0.1:20001;' "$TMP/out")|$(grep -c 20000 "$TMP/out")" '1|0' 'and all goes to the SOGo that believes nginx'
is "$(grep -cE '@[a-z_]+@|@(login|plain)' "$TMP/out")" 0 'every parameter has a value'
is "$(sed -n 's/^# ---- \(.*\) ----$/\1/p' "$TMP/out" | paste -sd ' ')" 'locations.conf nginx.conf sogo.conf to-provweb.conf to-sogo.conf' 'in these files'
is "$(grep -o 'include /etc[^;]*' "$TMP/out" | sort -u | paste -sd ' ')" \
	'include /etc/nginx/mime.types include /etc/nginx/prov/locations.conf include /etc/nginx/prov/sogo.conf include /etc/nginx/prov/to-provweb.conf include /etc/nginx/prov/to-sogo.conf' \
	'which name each other'
ok 'what else provweb needs' prov serverconf web
is "$(grep -o '/etc/[a-z/-]*prov[a-z/-]*' "$TMP/out" | sort -u | paste -sd ' ')" '/etc/dovecot/prov/dovecot /etc/prov-web/dovecot /etc/prov-web/dovecot-session /etc/prov-web/sogo-trust' \
	'is in a folder that servers can enter'

# Parameters.
ok 'some' prov serverconf dovecot --set imap_port=1143,mail_root=/srv/mail,log=/var/log/dovecot.log
output_has 'port = 1143'
output_has "dovecot_user('%Lu', '/srv/mail')"
output_has 'log_path = /var/log/dovecot.log' 'a line that is only there with a value'
fails 103 'one that is none' prov serverconf dovecot --set imap=1
stderr_has 'the parameters are hostname'
fails 103 'a number that Dovecot knows nobody by' prov serverconf dovecot --set mail_owner=8
fails 103 'without a value' prov serverconf dovecot --set imap_port
for value in "x' OR '" '%h' "\$x" 'a b' 'a"' 'a;b' '{' "$(printf 'a\nb')"; do
	fails 103 "no server is told $value" prov serverconf dovecot --set "mail_root=$value"
done
printf 'mail: { delimiter = "="; };\n' >"$TMP/delimiter.conf"
ok 'the delimiter' env PROV_CONFIG="$TMP/delimiter.conf" prov serverconf postfix
output_has 'recipient_delimiter = =' 'is that of prov.conf'

# Directories of sources: what prov.conf says of them needs no database, either.
printf 'Wort "a" $b \\ #c' >"$TMP/reader.secret" && chmod 600 "$TMP/reader.secret"
directories() {	# LDAP_LINES SOURCES
	cat >"$TMP/sources.conf" <<-END
		ldap: { uri = "ldap://one.example ldaps://[::1]:636"; bind_dn = "cn=r\\,\"x\",dc=x"; password_file = "$TMP/reader.secret"; $1 };
		source: { $2 };
	END
}
export PROV_CONFIG="$TMP/sources.conf"
directories 'starttls = true; ca_file = "/etc/ca.pem"; timeout = 300;' 'one: { profile = "openldap"; base = "ou=50%u\\20,dc=x"; };
	ad: { profile = "ad"; base = "dc=ad"; uri = "ldaps://ad.example"; };
	ds: { profile = "389ds"; contexts = ( { base = "ou=a,dc=x"; context = "1"; }, { base = "ou=b,dc=x"; context = "2"; } ); };'
ok 'sources' prov serverconf dovecot --out "$TMP/sources"
is "$(cat "$TMP/err")" '' 'nothing is missing'
has "$TMP/sources/dovecot.conf" 'ldaprelay --timeout=300 --network-timeout=10 --starttls --ca-file=/etc/ca.pem ldap://one.example ldaps://[::1]:636' 'the relay'
has "$TMP/sources/dovecot.conf" 'username_filter = *@one/refused' 'users by source'
has "$TMP/sources/directory-one.conf" 'dnpass = "Wort \"a\" $b \\ #c"' 'the password'
has "$TMP/sources/directory-one.conf" 'dn = "cn=r\\,\"x\",dc=x"' 'the login'
has "$TMP/sources/directory-one.conf" 'base = "ou=50%%u\\20,dc=x"' 'the base'
has "$TMP/sources/directory-one.conf" 'pass_filter = (entryUUID=%{passdb:entry})' 'by the key'
has "$TMP/sources/directory-ad.conf" 'base = <GUID=%{passdb:entry}>' 'Active Directory has it as a base'
has "$TMP/sources/directory-ds-2.conf" 'base = "ou=b,dc=x"' 'each base'
has "$TMP/sources/directory-ds.conf" 'pass_filter = (nsUniqueId=%{passdb:entry})' 'with the key of its kind'
is "$(stat -c %a "$TMP"/sources/directory-*[!d].conf | sort -u | sed 's/640/600/')" 600 'passwords are not for all'
ok 'printed' prov serverconf dovecot
output_lacks Wort 'they are not'
ok 'Postfix' prov serverconf postfix
output_lacks ldap 'asks Dovecot'
directories 'sasl = "EXTERNAL";' 'one: { profile = "openldap"; base = "dc=x"; };'
ok 'a login by SASL' prov serverconf dovecot
stderr_has 'source "one": its users cannot log in: it logs in by SASL'
output_has '# No logins for users of the source one:'
directories 'ca_file = "/etc/my ca.pem";' 'one: { profile = "openldap"; base = "dc=x"; };'
fails 103 'a name of a file that no service can have' prov serverconf dovecot --out "$TMP/none"
stderr_has 'source "one": ldap.ca_file has a character'
directories '' 'one: { profile = "openldap"; base = "dc=x"; password_file = "/nonexistent"; };'
fails 1 'no password' prov serverconf dovecot --out "$TMP/none"
directories '' 'one: { base = "dc=x"; };'
fails 105 'what only the database knows' prov serverconf dovecot --out "$TMP/none"
status_is 1 'nothing is made' test -e "$TMP/none" -o -e "$PROV_HOME"

# The database of others, and its password.
printf 'database: { conninfo = "host=db.example port=5433 dbname=hosting user=prov sslmode=verify-full"; };\n' >"$TMP/there.conf"
export PROV_CONFIG="$TMP/there.conf"
printf 'Geheim-1' >"$TMP/password" && chmod 600 "$TMP/password"
ok 'without a password' prov serverconf dovecot
output_has 'connect = host=db.example port=5433 sslmode=verify-full dbname=hosting user=prov_dovecot'
ok 'with one' prov serverconf dovecot --password-file "$TMP/password"
output_lacks Geheim-1 'is not printed'
prints "2 files for dovecot are in $TMP/made" 'into a folder' prov serverconf dovecot --password-file "$TMP/password" --out "$TMP/made"
has "$TMP/made/dovecot-sql.conf" 'user=prov_dovecot password=Geheim-1' 'is in the file'
group=$(getent group dovecot | cut -d : -f 1)
if [ "$(id -u)" -eq 0 ] && [ -n "$group" ]; then
	mode="640 root $group"
else
	mode="600 $(id -un) $(id -gn)"
fi
is "$(stat -c '%a %U %G' "$TMP/made/dovecot-sql.conf")" "$mode" 'which nobody reads but the server'
is "$(stat -c %a "$TMP/made/dovecot.conf")" 644 'the others have no secret'
prints "{\"server\": \"postfix\", \"folder\": \"$TMP/relative\"}" 'Postfix' prov serverconf postfix --password-file "$TMP/password" \
	--out relative --json
has "$TMP/relative/pgsql-sender.cf" 'password=Geheim-1' 'has it in its tables'
has "$TMP/relative/pgsql-sender.cf" 'hosts = postgresql:///hosting?port=5433&sslmode=verify-full&host=db.example&user=prov_postfix' 'with the place'
lacks "$TMP/relative/main.cf" Geheim-1 'and not elsewhere'
for password in 'a b' "a'b" 'ä'; do
	printf '%s' "$password" >"$TMP/odd" && chmod 600 "$TMP/odd"
	fails 103 'a password that a configuration cannot have' prov serverconf dovecot --password-file "$TMP/odd"
	stderr_lacks "$password" 'is not told'
done

# All that libpq can be told about the place; and what servers are not told is said.
said_of() {	# CONNINFO SERVER
	printf 'database: { conninfo = "%s"; };\n' "$1" >"$TMP/said.conf"
	run env PROV_CONFIG="$TMP/said.conf" prov serverconf "$2"
}
said_of 'host=a.example,b.example port=1,2 dbname=prov user=prov sslmode=verify-full sslrootcert=/etc/ssl/db.pem target_session_attrs=any' dovecot
output_has 'connect = host=a.example,b.example port=1,2 sslmode=verify-full sslrootcert=/etc/ssl/db.pem target_session_attrs=any dbname=prov user=prov_dovecot' \
	'several hosts, and the authority'
is "$(cat "$TMP/err")" '' 'nothing is missing'
said_of 'postgresql://prov@a.example:1,b.example:2/prov?sslmode=require' postfix
output_has 'hosts = postgresql:///prov?port=1%2C2&sslmode=require&host=a.example%2Cb.example&user=prov_postfix' 'a URI, without a comma, where Postfix would cut it'
said_of 'host=a.example sslcert=/x.pem sslkey=/x.key options=-cjit=off' dovecot
stderr_has 'servers are not told' 'what cannot be is said'
stderr_has 'sslcert'
stderr_has options
touch "$TMP/ca.pem" && chmod 600 "$TMP/ca.pem"
said_of "host=a.example sslrootcert=$TMP/ca.pem" postfix
stderr_has 'others cannot read the file' 'an authority that the server could not read, too'
said_of 'service=hosting' dovecot
is "$status $(grep -c 'has a service' "$TMP/err")" '103 1' 'a service is of this machine'
said_of 'host=a.example,@x' dovecot
is "$status" 103 'odd characters are refused'

# A folder that is not empty, or of others, stays as it is.
before=$(cksum "$TMP/made"/*)
fails 1 'twice' prov serverconf dovecot --out "$TMP/made"
stderr_has 'is not empty'
is "$(cksum "$TMP/made"/*)" "$before" 'nothing is changed'
mkdir -m 777 "$TMP/open" && chmod 777 "$TMP/open"
fails 1 'where others may write' prov serverconf dovecot --out "$TMP/open"
mkdir "$TMP/empty" && ln -s "$TMP/empty" "$TMP/link"
fails 1 'through a link' prov serverconf dovecot --out "$TMP/link"
fails 1 'below nothing' prov serverconf dovecot --out "$TMP/none/at/all"
is "$(find "$TMP/open" "$TMP/empty" -type f)" '' 'nothing is written'
ok 'an empty one' prov serverconf dovecot --out "$TMP/empty"
done_testing
