# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# servers.sh - private PostgreSQL and slapd servers in a folder, for tests, demo and bench
#
# Sourced by POSIX shells. A server lives in a folder of its own, listens on a Unix socket (slapd
# also on a free port of 127.0.0.1 if asked), and is stopped by its pid file, never by name.
#
#	pg_create DIR; pg_start DIR; ... PGHOST=DIR psql ...; pg_stop DIR
#	pg_create DIR "$PG_DURABLE"	a server that a test is going to kill
#	slapd_conf DIR SUFFIX [slapd.conf lines] >DIR/slapd.conf; slapd_load DIR FILE.ldif
#	slapd_start DIR; ... ldapsearch -H "$(slapd_uri DIR)"; slapd_stop DIR

PG_BINDIR=${PG_BINDIR:-$(sed -n 's/^PG_BINDIR *= *//p' "${ROOT:?}/config.mk")}

# Runs a command as somebody PostgreSQL accepts: itself, or an unprivileged user if we are root.
as_pg_user() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
		return
	fi
	pg_user=postgres
	id "$pg_user" >/dev/null 2>&1 || pg_user=nobody
	setpriv --reuid="$pg_user" --regid="$(id -g "$pg_user")" --clear-groups -- \
		env HOME=/ "$@"
}

# PF29: what a server has told a client must still be so when it is killed right after. The others
# are fast because nobody looks at them after a crash.
# shellcheck disable=SC2034 # for those who source this
PG_DURABLE='fsync = on
synchronous_commit = on
full_page_writes = on'

# pg_create DIR [LINES]: LINES come last in postgresql.conf, so they decide.
pg_create() {
	mkdir -p "$1"
	if [ "$(id -u)" -eq 0 ]; then
		pg_user=postgres
		id "$pg_user" >/dev/null 2>&1 || pg_user=nobody
		chown "$pg_user" "$1"
	fi
	(cd "$1" && as_pg_user "$PG_BINDIR/initdb" -D "$1/data" -U postgres -A trust -E UTF8 \
		--locale=C.UTF-8 --no-sync --no-instructions) >"$1.initdb.log" 2>&1 || {
		cat "$1.initdb.log" >&2
		return 1
	}
	cat >>"$1/data/postgresql.conf" <<-END
		listen_addresses = ''
		unix_socket_directories = '$1'
		unix_socket_permissions = 0777
		fsync = off
		synchronous_commit = off
		full_page_writes = off
		max_connections = 200
		timezone = 'UTC'
		${2-}
	END
}

pg_start() {
	(cd "$1" && as_pg_user "$PG_BINDIR/pg_ctl" -D "$1/data" -l "$1/log" -w -t 300 start) \
		>"$1.start.log" 2>&1 || {
		cat "$1.start.log" "$1/log" >&2
		return 1
	}
}

# fast: sessions are ended; immediate if the server does not listen to that.
pg_stop() {
	[ -e "$1/data/postmaster.pid" ] || return 0
	(cd "$1" && as_pg_user "$PG_BINDIR/pg_ctl" -D "$1/data" -m "${2:-fast}" -w -t 120 stop) \
		>/dev/null 2>&1 ||
		(cd "$1" && as_pg_user "$PG_BINDIR/pg_ctl" -D "$1/data" -m immediate -w -t 60 stop) \
			>/dev/null 2>&1
}

# standby_start DIR PRIMARY: a copy of the server whose socket is in PRIMARY, which follows it from then on.
standby_start() {
	rm -rf "$1"
	mkdir -p "$1"
	[ "$(id -u)" -ne 0 ] || chown --reference="$2" "$1"
	(cd "$1" && as_pg_user "$PG_BINDIR/pg_basebackup" -h "$2" -U postgres -D "$1/data" -R -c fast -X stream) \
		>"$1.backup.log" 2>&1 || {
		cat "$1.backup.log" >&2
		return 1
	}
	echo "unix_socket_directories = '$1'" >>"$1/data/postgresql.conf"
	pg_start "$1"
}

# pg_promote DIR: a standby becomes the primary.
pg_promote() {
	(cd "$1" && as_pg_user "$PG_BINDIR/pg_ctl" -D "$1/data" -w -t 300 promote) >"$1.promote.log" 2>&1 || {
		cat "$1.promote.log" "$1/log" >&2
		return 1
	}
}

# pg_power_off DIR: the server and all that belongs to it die at one moment, as with their machine.
pg_power_off() {
	postmaster=$(head -n 1 "$1/data/postmaster.pid")
	[ -n "$postmaster" ] || return 1
	kill -STOP "$postmaster"
	# shellcheck disable=SC2046 # several
	kill -KILL "$postmaster" $(cat "/proc/$postmaster/task/$postmaster/children")
}

# pooler_start DIR HOST: PgBouncer in front of the PostgreSQL whose socket is in HOST, on a socket in DIR that
# has the same number. Each transaction may meet another session, so nothing may be left in one.
pooler_start() {
	mkdir -p "$1"
	psql -X -q -A -t -h "$2" -d postgres -c "SELECT format('\"%s\" \"\"', rolname) FROM pg_roles" >"$1/users" ||
		return 1
	cat >"$1/pgbouncer.ini" <<-END
		[databases]
		* = host=$2
		[pgbouncer]
		listen_addr =
		listen_port = 5432
		unix_socket_dir = $1
		unix_socket_mode = 0777
		auth_type = trust
		auth_file = $1/users
		pool_mode = transaction
		default_pool_size = 20
		max_client_conn = 500
		logfile = $1/log
		pidfile = $1/server.pid
	END
	[ "$(id -u)" -ne 0 ] || chown -R postgres "$1"
	(cd "$1" && as_pg_user pgbouncer -q -d "$1/pgbouncer.ini") >"$1.start.log" 2>&1 || {
		cat "$1.start.log" >&2
		return 1
	}
	tries=0
	until psql -X -q -h "$1" -d postgres -c 'SELECT 1' >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || { cat "$1/log" >&2; return 1; }
		sleep 0.1
	done
}

# citus_start DIR: a coordinator in DIR/pg and two workers; PG_BINDIR is of a PostgreSQL that has Citus.
citus_start() {
	for node in pg w1 w2; do
		pg_create "$1/$node" "shared_preload_libraries = 'citus'
			citus.local_hostname = '$1/$node'
			citus.node_conninfo = ''
			max_worker_processes = 64
			max_prepared_transactions = 200" || return 1
		pg_start "$1/$node" || return 1
	done
}

# citus_database DIR NAME: an empty database of that name on all of them, each of which knows the others.
citus_database() {
	for node in w1 w2 pg; do
		"$PG_BINDIR/psql" -X -q -h "$1/$node" -U postgres -d postgres -c "CREATE DATABASE $2" || return 1
		"$PG_BINDIR/psql" -X -q -h "$1/$node" -U postgres -d "$2" -c 'CREATE EXTENSION citus' || return 1
	done
	"$PG_BINDIR/psql" -X -q -h "$1/pg" -U postgres -d "$2" -c "SELECT citus_set_coordinator_host('$1/pg', 5432)" \
		-c "SELECT citus_add_node('$1/w1', 5432)" -c "SELECT citus_add_node('$1/w2', 5432)"
}

# citus_copy DIR FROM TO: a copy of such a database, in which nobody is. Where the tables are is written in them. Thousands of small
# files are copied in less than half of the time that it takes page by page.
citus_copy() {
	for node in w1 w2 pg; do
		"$PG_BINDIR/psql" -X -q -h "$1/$node" -U postgres -d postgres -c "CREATE DATABASE $3 TEMPLATE $2 STRATEGY file_copy" || return 1
	done
	# what ALTER DATABASE has set is not a part of it
	"$PG_BINDIR/psql" -X -q -h "$1/pg" -U postgres -d postgres <<-END
		SELECT format('ALTER DATABASE $3 SET %s = %L', split_part(s, '=', 1), split_part(s, '=', 2))
		FROM pg_db_role_setting r JOIN pg_database d ON d.oid = r.setdatabase, unnest(r.setconfig) s
		WHERE d.datname = '$2' AND r.setrole = 0 \gexec
	END
}

# citus_template DIR NAME: from now on a database can be copied. Each has a process of Citus in it.
citus_template() {
	for node in w1 w2 pg; do
		"$PG_BINDIR/psql" -X -q -h "$1/$node" -U postgres -d postgres -c "ALTER DATABASE $2 ALLOW_CONNECTIONS false" \
			-c "SET client_min_messages = error" \
			-c "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '$2'" >/dev/null || return 1
	done
}

# citus_drop DIR NAME
citus_drop() {
	for node in pg w1 w2; do
		"$PG_BINDIR/psql" -X -q -h "$1/$node" -U postgres -d postgres -c "DROP DATABASE IF EXISTS $2 WITH (FORCE)" || return 1
	done
}

# slapd_conf DIR SUFFIX [LINES [GLOBAL]]: one mdb database, entryUUID and entryCSN as always, the
# manager cn=admin,SUFFIX with the password "secret". LINES belong to the database, GLOBAL before it.
slapd_conf() {
	cat <<-END
		include /etc/ldap/schema/core.schema
		include /etc/ldap/schema/cosine.schema
		include /etc/ldap/schema/nis.schema
		include /etc/ldap/schema/inetorgperson.schema
		pidfile $1/slapd.pid
		argsfile $1/slapd.args
		modulepath /usr/lib/ldap
		moduleload back_mdb
		moduleload memberof
		moduleload syncprov
		moduleload ppolicy
		${4-}
		database mdb
		suffix "$2"
		rootdn "cn=admin,$2"
		rootpw secret
		directory $1/db
		maxsize 2147483648
		dbnosync
		index objectClass,entryUUID,entryCSN,uid,cn eq
		${3-}
	END
}

# Debian's AppArmor profile goes by the path /usr/sbin/slapd and would forbid our folders, so a copy
# is run. The program looks at its own name: slapadd is slapd under that name.
slapd_program() {
	mkdir -p "$1/bin" "$1/db"
	if [ ! -e "$1/bin/$2" ]; then
		[ -e "$1/bin/slapd" ] || cp "$(PATH=$PATH:/usr/sbin:/usr/libexec command -v slapd)" \
			"$1/bin/slapd"
		[ "$2" = slapd ] || ln -s slapd "$1/bin/$2"
	fi
	printf '%s\n' "$1/bin/$2"
}

# slapd_load DIR FILE: offline; the fast way to fill a directory.
slapd_load() {
	"$(slapd_program "$1" slapadd)" -q -f "$1/slapd.conf" -l "$2" >"$1/slapadd.log" 2>&1 || {
		cat "$1/slapadd.log" >&2
		return 1
	}
}

slapd_uri() {
	cat "$1/uri"
}

ldapi_uri() {
	printf 'ldapi://%s\n' "$(printf '%s' "$1/ldapi" | sed 's|/|%2F|g')"
}

# server_answers URI NAME: waits until it does.
server_answers() {
	tries=0
	until ldapsearch -x -H "$1" -s base -b '' -LLL 1.1 >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ "$tries" -lt 1200 ] || { echo "$2 does not answer" >&2; return 1; }
		sleep 0.1
	done
}

# slapd_start DIR [tcp|ldaps|both]: returns when the server answers. A port that is taken: another one. A
# Unix socket is there in any case. With both, ldaps:// is one port further.
slapd_start() {
	slapd=$(slapd_program "$1" slapd)
	tries=0
	while :; do
		uri=$(ldapi_uri "$1")
		port=$((20000 + ($$ * 7 + tries * 331) % 12000))
		case ${2-} in
		tcp) uri="ldap://127.0.0.1:$port $uri" ;;
		ldaps) uri="ldaps://127.0.0.1:$port $uri" ;;
		both) uri="ldap://127.0.0.1:$port ldaps://127.0.0.1:$((port + 1)) $uri" ;;
		esac
		rm -f "$1/slapd.pid"
		if "$slapd" -f "$1/slapd.conf" -h "$uri" >"$1/slapd.log" 2>&1; then
			break
		fi
		tries=$((tries + 1))
		if [ -z "${2-}" ] || [ "$tries" -ge 20 ]; then
			cat "$1/slapd.log" >&2
			return 1
		fi
	done
	printf '%s\n' "${uri%% *}" >"$1/uri"
	server_answers "${uri##* }" "slapd in $1"
}

# Gone, or dead and only not yet collected by its parent.
is_gone() {
	! kill -0 "$1" 2>/dev/null || grep -q '^State:.[ZX]' "/proc/$1/status" 2>/dev/null
}

# stop_pid FILE [SIGNAL]: ends the process that the file names and waits until it is gone. Who does
# not listen for a minute is killed.
stop_pid() {
	[ -e "$1" ] || return 0
	tries=0
	until pid=$(head -n 1 "$1") && [ -n "$pid" ]; do	# it is just being written
		tries=$((tries + 1))
		[ "$tries" -lt 100 ] || { rm -f "$1"; return 0; }
		sleep 0.05
	done
	kill -"${2:-TERM}" "$pid" 2>/dev/null || { rm -f "$1"; return 0; }
	tries=0
	until is_gone "$pid"; do
		tries=$((tries + 1))
		[ "$tries" -ne 1200 ] || kill -KILL "$pid" 2>/dev/null || :
		[ "$tries" -lt 1400 ] || return 1
		sleep 0.05
	done
	rm -f "$1"
}

slapd_stop() {
	stop_pid "$1/slapd.pid" "${2-}"
}

# Stops every server whose folder is somewhere below DIR.
stop_all() {
	find "$1" -name postmaster.pid 2>/dev/null | while read -r file; do
		data=${file%/postmaster.pid}
		as_pg_user "$PG_BINDIR/pg_ctl" -D "$data" -m immediate -w -t 60 stop \
			>/dev/null 2>&1 || :
	done
	find "$1" \( -name slapd.pid -o -name master.pid -o -name server.pid -o -name samba.pid \) 2>/dev/null | while read -r file; do
		stop_pid "$file"
	done
}
