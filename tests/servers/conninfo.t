#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# conninfo.t - Dovecot and Postfix with a database that is another machine's: TCP, passwords, TLS that is verified, and two
# hosts of which the first one is away
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/maillib.sh"

need_mail_servers
# A certificate of an authority for 127.0.0.1, which is what sslmode=verify-full compares with.
cd "$TMP" || exit 1
{
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=authority' -keyout ca.key -out ca.pem
	openssl req -newkey rsa:2048 -nodes -subj '/CN=127.0.0.1' -keyout db.key -out db.csr
	printf 'subjectAltName = IP:127.0.0.1\n' >db.ext
	openssl x509 -req -in db.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile db.ext -out db.pem
} >openssl.log 2>&1 || bail "no certificate: $(cat openssl.log)"
chmod 644 ca.pem
dead=1 db_port=$(client ports 1)
pg_create "$TMP/there" "listen_addresses = '127.0.0.1'
port = $db_port
ssl = on
ssl_cert_file = '$TMP/there/db.pem'
ssl_key_file = '$TMP/there/db.key'
password_encryption = scram-sha-256"
install -m 600 -o "$(stat -c %U "$TMP/there")" db.pem db.key "$TMP/there"
cat >"$TMP/there/data/pg_hba.conf" <<END
local all postgres trust
hostssl all all 127.0.0.1/32 scram-sha-256
END
pg_start "$TMP/there" || bail 'no PostgreSQL'
unset SQL_SOCKET
sql_session() { "$PG_BINDIR/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$TMP/there" -p "$db_port" -U postgres -d "${BASE-prov}" "$@"; }
BASE=postgres sql "CREATE DATABASE prov"
sql "ALTER ROLE postgres PASSWORD 'owner'"
echo "127.0.0.1:$db_port:prov:postgres:owner" >"$TMP/pass" && chmod 600 "$TMP/pass"
tls="sslmode=verify-full sslrootcert=$TMP/ca.pem"
place="host=127.0.0.1,127.0.0.1 port=$dead,$db_port dbname=prov $tls connect_timeout=20"
PROV_CONFIG=$TMP/there.conf DATABASE_LINE="conninfo = \"$place user=postgres passfile=$TMP/pass\";"
export PROV_CONFIG
echo "database: { $DATABASE_LINE };" >"$PROV_CONFIG"
ok 'the tables' provdb migrate || bail 'no database'
printf 'Wort-1' >"$TMP/dovecot.secret"
printf 'Wort.2' >"$TMP/postfix.secret"
chmod 600 "$TMP"/*.secret
ok 'a role for Dovecot, with a password' provdb reader dovecot --password-file "$TMP/dovecot.secret" || bail 'no role'
ok 'one for Postfix' provdb reader postfix --password-file "$TMP/postfix.secret" || bail 'no role'
is "$(PGPASSWORD=Wort-1 "$PG_BINDIR/psql" "$place user=prov_dovecot" -X -A -t -c 'SELECT 1' 2>&1)" 1 'which the database asks for'

PASSWORDS=$TMP configure_mail
is "$(stat -c '%a %G' "$TMP/dovecot/dovecot-sql.conf" "$TMP/postfix/pgsql-alias.cf" | paste -sd ' ')" '640 dovecot 640 postfix' \
	'what has a password is for the server alone'
is "$(grep -rlE 'Wort' "$TMP/dovecot" "$TMP/postfix" | grep -cv -e dovecot-sql.conf -e pgsql-)" 0 'no other file has one'
start_mail
make_world
accept_all
client smtp "$smtp" fresh0@acme.example >"$TMP/made"
client imap "$imap" anna@acme.example secret >"$TMP/made"
is "$(sql "SELECT string_agg(DISTINCT usename || ' ' || ssl, ', ') FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid)
	WHERE usename LIKE 'prov\_%'")" 'prov_dovecot true, prov_postfix true' 'all of them by TLS'

# An authority that is not that of the certificate: nobody is told anything, neither "no such user" nor "come in".
pg_restart() {
	pg_stop "$TMP/there"
	pg_start "$TMP/there" || bail 'no PostgreSQL'
}
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=127.0.0.1' -keyout "$TMP/there/db.key" -out "$TMP/there/db.pem" >openssl.log 2>&1
pg_restart
is "$(client imap "$imap" anna@acme.example secret | cut -d ' ' -f 1)" '[UNAVAILABLE]' 'another certificate: Dovecot tells nobody anything'
is "$(client smtp "$smtp" fresh1@acme.example | cut -c 1)" 4 'nor does Postfix'
stop_mail
pg_stop "$TMP/there"
done_testing
