#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a service manager hands over and is told: credentials, $NOTIFY_SOCKET, a server in the foreground
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

listen_on() {	# SOCKET: what comes is in $TMP/told
	rm -f "$TMP/told"
	perl "$ROOT/tests/tool/notify_socket.pl" "$1" "$TMP/told" 2>"$TMP/listen.err" &
	listener=$!
	wait_for 20 test -e "$TMP/told" || bail "nobody listens: $(cat "$TMP/listen.err")"
}
heard() {	# until the last datagram is there
	wait_for 20 grep -q "$1" "$TMP/told" || diag "not heard: $1"
	kill "$listener"
	wait "$listener" 2>/dev/null
}

start_company
people anna bert | change_ldap
printf 'wrong\n' >"$TMP/wrong"
handed=$TMP/handed
mkdir "$handed"

# --- credentials ---
# company_is FILE [UNIT]: with that password_file.
company_is() {
	set_config "source: { company: { uri = \"$LDAP_URI\"; base = \"dc=example,dc=com\"; context = \"acme\";
		bind_dn = \"$LDAP_ADMIN\"; password_file = \"$1\"; }; };
		sync: { remind = 0; };"
}
with_credentials() {
	CREDENTIALS_DIRECTORY=$handed "$@"
}
company_is "$TMP/wrong"
fails 101 'without a credential password_file counts' ldapsync
fails 101 'and with a folder that has none' with_credentials ldapsync
cp "$TMP/secret" "$handed/ldapsync.other.password"
fails 101 'that of another source is none of ours' with_credentials ldapsync
cp "$TMP/secret" "$handed/ldapsync.company.password"
ok 'a credential counts before password_file' with_credentials ldapsync --check
has "$TMP/out" 'the service manager' 'as --check says'
ok 'a run with it' with_credentials ldapsync
is "$(sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL')" 2 'reads the directory'
company_is ''
ok 'no password_file is needed then' with_credentials ldapsync
: >"$handed/ldapsync.company.password"
fails 1 'an empty one is an error' with_credentials ldapsync
stderr_has 'ldapsync.company.password" is empty'
cp "$TMP/secret" "$handed/ldapsync.company.password"
chmod 644 "$handed/ldapsync.company.password"
fails 1 'as is one that others may read' with_credentials ldapsync
stderr_has 'others may read it'
rm "$handed/ldapsync.company.password"
mkdir "$handed/ldapsync.company.password"
company_is "$TMP/secret"
fails 1 'and one that cannot be read, though there is a password_file' with_credentials ldapsync
stderr_has 'ldapsync.company.password'

# --- $NOTIFY_SOCKET ---
listen_on "$TMP/notify"
person carl | change_ldap
ok 'a run that is listened to' env NOTIFY_SOCKET="$TMP/notify" ldapsync
heard '1 created'
is "$(sed -n 1,2p "$TMP/told" | paste -sd '|')" 'READY=1|STATUS=company: begins' 'it says that it has begun'
is "$(tail -n 1 "$TMP/told")" "STATUS=$(sed 's/; created:.*//' "$TMP/out")" 'and how it ended, as its summary does'
is "$(grep -vc '^[A-Z]*=' "$TMP/told")" 0 'all of it is variables'
listen_on "@prov-test.$$"
ok 'a name without a path' env NOTIFY_SOCKET="@prov-test.$$" ldapsync
heard 'groups read'
has "$TMP/told" 'STATUS=company: 3 users read' 'is a socket as well'

listen_on "$TMP/notify2"
stop_slapd
fails 105 'a run without a directory' env NOTIFY_SOCKET="$TMP/notify2" ldapsync
heard 'cannot connect'
has "$TMP/told" 'STATUS=company: ' 'says why it failed'
start_slapd_again
for nobody in "$TMP/nobody" relative '' "$(printf '/%0200d' 1)"; do
	silent "\"$(printf %.12s "$nobody")\": where nobody listens nothing changes" env NOTIFY_SOCKET="$nobody" ldapsync
done

# --- ldapsync --watch: ready, alive, how its sources are, reloading, stopping ---
set_config "source: { company: { uri = \"$LDAP_URI\"; base = \"dc=example,dc=com\"; context = \"acme\"; bind_dn = \"$LDAP_ADMIN\";
	password_file = \"$TMP/secret\"; mode = \"auto\"; interval = 86400; }; }; sync: { remind = 0; };"
listen_on "$TMP/notify9"
env NOTIFY_SOCKET="$TMP/notify9" WATCHDOG_USEC=200000 ldapsync --watch >"$TMP/out" 2>"$TMP/err" &
watch=$!
told() { wait_for 60 grep -q "$1" "$TMP/told" || flunk "it tells $1" "$(cat "$TMP/told")"; }
told '^STATUS=company: looks every 86400 seconds'
is "$(head -n 1 "$TMP/told")" READY=1 'a watch says that it is there'
is "$(grep -c -x 'WATCHDOG_USEC=32400200000' "$TMP/told" | awk '{ print ($1 > 0) }')" 1 'a run may take as long as its limits'
runs_of() { grep -c -x WATCHDOG_USEC=200000 "$TMP/told"; }
is_alive() { [ "$(runs_of)" -gt "$1" ]; }
wait_for 60 is_alive "$(runs_of)" || flunk 'it goes on saying that it is there' "$(tail -n 5 "$TMP/told")"
kill -HUP "$watch"
told '^RELOADING=1$'
told '^MONOTONIC_USEC=[0-9]*$'
kill -TERM "$watch"
heard '^STOPPING=1$'
ended 'and ends' 0 "$watch" "$TMP/err"
is "$(grep -vc '^[A-Z_]*=' "$TMP/told")" 0 'all of it is variables'

# --- the private database in the foreground ---
unset PROV_CONFIG
PROV_HOME=$TMP/home.run
export PROV_HOME
begin_server() {
	listen_on "$1"
	NOTIFY_SOCKET=$1 provdb run >"$TMP/server.log" 2>&1 &
	server=$!
	wait_for 60 grep -q '^READY=1' "$TMP/told" || bail "no server: $(cat "$TMP/server.log")"
	kill "$listener"
	wait "$listener" 2>/dev/null
}
postmaster() {
	head -n 1 "$PROV_HOME/data/postmaster.pid" 2>/dev/null
}
fails 105 'PF4: run makes no database' provdb run
stderr_has 'there is no private database'
silent_made() {
	provdb init 2>"$TMP/made"
}
ok 'a database' silent_made
chmod 755 "$TMP"
before=$(postmaster)
begin_server "$TMP/notify3"
is "$(postmaster)" "$server" 'the process that was started is the server itself'
is "$([ "$before" = "$server" ] || echo another)" another 'the one that a command had started made way'
is "$(provdb status --csv | tail -n 1 | cut -d , -f 3)" '"running"' 'it runs'
has "$TMP/server.log" 'ready to accept connections' 'and writes to standard error'
[ "$(id -u)" -ne 0 ] || is "$(stat -c %U "/proc/$server")" "$(stat -c %U "$PROV_HOME")" 'as the owner of its folder'
silent 'start has nothing to do' provdb start
is "$(postmaster)" "$server" 'and leaves it alone'
kill -INT "$server"
wait "$server"
is "$?" 0 'SIGINT ends it well'
is "$(provdb status --csv | tail -n 1 | cut -d , -f 3)" '"stopped"' 'it is stopped'
begin_server "$TMP/notify4"
ok 'stop stops it' provdb stop
wait "$server"
is "$?" 0 'without a failure, so that no service manager starts it again'

printf 'database: { conninfo = "dbname=other"; };\n' >"$TMP/configured.conf"
fails 103 'a configured database is run by somebody else' env PROV_CONFIG="$TMP/configured.conf" provdb run
stderr_has 'database.conninfo is set'
done_testing
