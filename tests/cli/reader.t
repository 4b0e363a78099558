#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# reader.t - the role of a server reads what is for that server, and nothing else
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

fails 104 'no server' provdb reader
fails 103 'a server that is none' provdb reader exim
stderr_has 'the servers are dovecot, postfix, courier, cyrus, sogo, web'
fails 104 'two servers' provdb reader dovecot postfix
fails 105 'no database' provdb reader dovecot

# --- the database of others: a password, which nobody sees ---
# A server of our own: roles are of a whole one, and the tests of mail servers make the same ones.
own_server
use_database
printf 'database: { conninfo = "host=%s dbname=%s user=postgres"; };\n' "$PGHOST" "$DATABASE" >"$PROV_CONFIG"
echo 'Secret word' >"$TMP/password" && chmod 600 "$TMP/password"
ok 'with a password' provdb reader dovecot --password-file "$TMP/password"
is "$(sql "SELECT left(rolpassword, 14) FROM pg_authid WHERE rolname = 'prov_dovecot'")" 'SCRAM-SHA-256$' 'which is hashed before it is sent'
is "$(sql "SELECT has_function_privilege('prov_dovecot', 'prov_view.dovecot_login(text, text)', 'EXECUTE'),
	has_function_privilege('prov_dovecot', 'prov_view.postfix_alias(text)', 'EXECUTE')")" 't|f' 'it reads its own'
hash=$(sql "SELECT rolpassword FROM pg_authid WHERE rolname = 'prov_dovecot'")
ok 'without one' provdb reader dovecot
is "$(sql "SELECT rolpassword FROM pg_authid WHERE rolname = 'prov_dovecot'")" "$hash" 'it keeps the one that it has'
# Another database of this server makes the same role at this moment.
hold 'ALTER ROLE prov_dovecot CONNECTION LIMIT 1'
provdb reader dovecot >"$TMP/second" 2>&1 &
second=$!
must_see 'one waits for the other' waits_for_lock 1 provdb
release
ended 'two at once both end well' 0 "$second" "$TMP/second"
is "$(sql "SELECT rolconnlimit FROM pg_roles WHERE rolname = 'prov_dovecot'")" 90 'and what the last one says is so'
hold "ALTER ROLE prov_dovecot SET jit = on"
provdb reader dovecot >"$TMP/second" 2>&1 &
second=$!
must_see 'one waits for the other' waits_for_lock 1 provdb
release
ended 'settings of it are no others' 0 "$second" "$TMP/second"
is "$(sql "SELECT 'jit=off' = ANY (rolconfig) FROM pg_roles WHERE rolname = 'prov_dovecot'")" t 'and again the last one counts'
fails 103 'a user of this system is nobody there' provdb reader dovecot --os-user nobody
chmod 644 "$TMP/password"
fails 1 'a password that others may read' provdb reader dovecot --password-file "$TMP/password"
set_config
fails 106 'the role of the commands makes none' provdb reader postfix
stderr_has 'CREATE ROLE prov_postfix LOGIN'
fails 106 'and takes none away' provdb reader dovecot --remove
stderr_has 'DROP ROLE prov_dovecot'
printf 'database: { conninfo = "host=%s dbname=%s user=postgres"; };\n' "$PGHOST" "$DATABASE" >"$PROV_CONFIG"
fails 103 '--remove gives no password' provdb reader dovecot --remove --password-file "$TMP/password"
sql "CREATE TABLE public.site (x int); GRANT SELECT ON public.site TO prov_dovecot"
ok 'what else depends on a role' provdb reader dovecot --remove
stderr_has 'something else depends on the role prov_dovecot, which stays'
is "$(sql "SELECT has_function_privilege('prov_dovecot', 'prov_view.dovecot_login(text, text)', 'EXECUTE'),
	has_schema_privilege('prov_dovecot', 'prov_view', 'USAGE'), has_table_privilege('prov_dovecot', 'public.site', 'SELECT')")" 'f|f|t' \
	'keeps it, without a right to our views'
sql "DROP TABLE public.site"
prints '{"action": "reader", "server": "dovecot", "removed": "prov_dovecot"}' 'when nothing does' provdb reader dovecot --remove --json
is "$(sql "SELECT count(*) FROM pg_roles WHERE rolname = 'prov_dovecot'")" 0 'it goes'
fails 103 'there is none to remove' provdb reader dovecot --remove
stderr_has 'dovecot has no role here'
set_config
unset PROV_CONFIG


# --- the private database: the kernel says who calls ---
private_database
user 1 anna
ok 'the domain' changecontext -c 1 -L c1.example
me=$(id -un) other=nobody
[ "$(id -u)" -eq 0 ] || other=$me
# PF29: a busy machine may need longer than the limit that the role has, which a session can set for itself
limit='-c statement_timeout=5min'
reads() {	# ROLE QUERY: as the user of the system that the server runs as
	if [ "$other" = "$me" ]; then
		PGOPTIONS=$limit "$PG_BINDIR/psql" -X -A -t -h "$PROV_HOME/run" -U "$1" -d prov -c "$2"
	else
		setpriv --reuid="$other" --regid="$(id -g "$other")" --clear-groups -- env HOME=/ PGOPTIONS="$limit" \
			"$PG_BINDIR/psql" -X -A -t -h "$PROV_HOME/run" -U "$1" -d prov -c "$2"
	fi
}
login="SELECT \"user\" FROM prov_view.dovecot_login('anna@c1.example', 'imap')"
status_is 2 'nobody logs in before' reads prov_dovecot "$login"
prints 'dovecot may read its views as prov_dovecot' 'Dovecot' provdb reader dovecot --os-user "$other"
prints c1u3 'reads its function' reads prov_dovecot "$login"
prints 3 'and its view' reads prov_dovecot "SELECT count(*) FROM prov_view.dovecot_users"
prints '{"action": "reader", "server": "postfix", "role": "prov_postfix"}' 'Postfix' provdb reader postfix --os-user "$other" --json
prints c1.example 'reads its own' reads prov_postfix "SELECT * FROM prov_view.postfix_domain('c1.example')"
status_is 1 'and not those of Dovecot' reads prov_postfix "$login"
stderr_has 'permission denied for function dovecot_login'
for what in prov.users prov.context prov.login_name prov.address prov.installation prov_view.account; do
	status_is 1 "no role of a server reads $what" reads prov_dovecot "SELECT * FROM $what"
	stderr_has 'permission denied'
done
status_is 1 'nor writes' reads prov_dovecot 'CREATE TABLE public.x (y int)'
for role in prov prov_owner postgres prov_reader; do
	[ "$other" != "$me" ] || continue
	status_is 2 "who runs a server is not $role" reads $role 'SELECT 1'
done
limit=
prints 'on|5s|off|force_generic_plan' 'a role has its limits' reads prov_dovecot "SELECT current_setting('default_transaction_read_only'),
	current_setting('statement_timeout'), current_setting('enable_seqscan'), current_setting('plan_cache_mode')"
limit='-c statement_timeout=5min'
prints 90 'and room for all that a server opens' sql "SELECT rolconnlimit FROM pg_roles WHERE rolname = 'prov_dovecot'"
cp "$PROV_HOME/data/pg_ident.conf" "$TMP/ident"
ok 'again' provdb reader dovecot --os-user "$other"
is "$(sort "$PROV_HOME/data/pg_ident.conf")" "$(sort "$TMP/ident")" 'changes nothing'
ok 'without another name it is what Debian calls it' provdb reader dovecot
is "$(grep -c '"dovecot" prov_dovecot$' "$PROV_HOME/data/pg_ident.conf")|$(grep -c prov_postfix "$TMP/ident")" \
	"1|$(grep -c prov_postfix "$PROV_HOME/data/pg_ident.conf")" 'and only that line is another one'
[ "$other" = "$me" ] || status_is 2 'who was allowed before is not now' reads prov_dovecot "$login"
fails 103 'a name that is none' provdb reader dovecot --os-user 'a b'
echo secret >"$TMP/password" && chmod 600 "$TMP/password"
fails 103 'the private database has no passwords' provdb reader dovecot --password-file "$TMP/password"
ok 'stopped' provdb stop
ok 'a command starts it' provdb reader postfix --os-user "$other"
prints c1.example 'all is as before' reads prov_postfix "SELECT * FROM prov_view.postfix_domain('c1.example')"

# What the installation says (M5).
printf 'database: { patience = 300; };\naccess: { capabilities = "drive,-IMAP"; };\n' >"$PROV_CONFIG"
fails 106 'access.capabilities is another one now' provdb check
output_has 'capabilities "" are not those of access.capabilities (drive,-imap), and servers read them'
output_has 'provdb migrate'
ok 'which migrate mends' provdb migrate
check_clean
is "$(sql "SELECT nologin FROM prov_view.dovecot_login('anna@c1.example', 'imap')")" y 'servers see it'

# --- and away again ---
fails 103 '--remove is about nobody else' provdb reader postfix --remove --os-user "$other"
mkfifo "$TMP/open"
reads prov_postfix "SELECT * FROM prov_view.postfix_domain('c1.example')" >"$TMP/before" 2>&1
is "$(cat "$TMP/before")" c1.example 'Postfix reads'
if [ "$other" = "$me" ]; then
	"$PG_BINDIR/psql" -X -A -t -h "$PROV_HOME/run" -U prov_postfix -d prov <"$TMP/open" >"$TMP/session" 2>&1 &
else
	setpriv --reuid="$other" --regid="$(id -g "$other")" --clear-groups -- env HOME=/ \
		"$PG_BINDIR/psql" -X -A -t -h "$PROV_HOME/run" -U prov_postfix -d prov <"$TMP/open" >"$TMP/session" 2>&1 &
fi
session=$!
exec 8>"$TMP/open"
echo "SELECT 'in';" >&8
must_see 'a session is open' grep -qx in "$TMP/session"
prints 'postfix may read nothing any more' 'its role is removed' provdb reader postfix --remove
must_see 'the session is ended' sessions 0 "usename = 'prov_postfix'"
exec 8>&-
wait "$session"
pass 'a session that was open is ended'
status_is 2 'nobody logs in as it' reads prov_postfix 'SELECT 1'
is "$(grep -c prov_postfix "$PROV_HOME/data/pg_ident.conf")|$(sql "SELECT count(*) FROM pg_roles WHERE rolname = 'prov_postfix'")" '0|0' \
	'no trace of it is left'
is "$(grep -c prov_dovecot "$PROV_HOME/data/pg_ident.conf" | sed 's/[1-9].*/some/')" some 'the other server stays'
fails 103 'twice' provdb reader postfix --remove
ok 'migrate makes none' provdb migrate
status_is 2 'nobody logs in still' reads prov_postfix 'SELECT 1'
ok 'it can be made again' provdb reader postfix --os-user "$other"
prints c1.example 'and reads' reads prov_postfix "SELECT * FROM prov_view.postfix_domain('c1.example')"
ok 'SOGo has keys of its own' provdb reader sogo --os-user "$other"
sql 'DROP OWNED BY prov_sogo; DROP ROLE prov_sogo'
ok 'what a call has left that ended half way' provdb reader sogo --remove
is "$(sql "SELECT to_regclass('prov.sogo_key') IS NULL")" t 'the next one takes away'
fails 103 'and then there is nothing' provdb reader sogo --remove
check_clean
provdb stop

done_testing
