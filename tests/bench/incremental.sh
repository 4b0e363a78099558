#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# incremental.sh - what a run costs that reads only what changed, and a watch, as ratios to the least that it can cost;
# `make bench-incremental`
#
#	N=100000		entries of the directory; a million takes a quarter of an hour
#	ROUNDS=9		how often each is measured, both in turn
#
# A private PostgreSQL and a private slapd with a session log in a folder below TMPDIR; no network. Durability is off on both
# sides of each ratio.
set -eu

cd "$(dirname "$0")/../.."
N=${N:-100000}
ROUNDS=${ROUNDS:-9}
WARM_UP=10
. tests/bench/benchlib.sh
. tests/bench/rows.sh
attributes='entryUUID uid cn displayName givenName sn mail mailAlternateAddress mailAlias pwdAccountLockedTime'
suffix=dc=example,dc=com

use_config() {	# DATABASE
	cat >"$PROV_CONFIG" <<-END
		database: { conninfo = "host=$T/pg dbname=$1 user=prov"; };
		ldap: { uri = "$([ ! -e "$T/slapd/uri" ] || slapd_uri "$T/slapd")"; };
		source: { company: { profile = "openldap"; mode = "incremental"; interval = 86400; gather = 0; base = "$suffix";
		    limits: { changed = 100; };
		    contexts = ( { base = "ou=Sales,$suffix";    context = "1"; },
				 { base = "ou=Research,$suffix"; context = "2"; } ); }; };
	END
}

search() {	# WORD...
	ldapsearch -x -LLL -o ldif-wrap=no -H "$(slapd_uri "$T/slapd")" "$@"
}

# What the server does by itself between two runs of a real one, and is off here, since it would come at any time.
vacuum_staging() {
	$psql -A -t -d prov -c "SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class c
		WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind = 'r' AND c.relname LIKE 'stage\\_%'" >"$T/stage"
	$psql -d prov -c "VACUUM $(cat "$T/stage")"
}

# change_some ROUND: one in a hundred has another surname, and the title by which the floor finds these.
change_some() {
	awk -v n="$1" '{ print; printf "changetype: modify\nreplace: title\ntitle: round %d\n-\nreplace: sn\nsn: Round %d\n\n", n, n }' \
		"$T/some.dns" | ldapmodify -x -H "$(slapd_uri "$T/slapd")" -D "cn=admin,$suffix" -w secret >/dev/null
}

# The rows that a run has made of that, for the floor.
save_changed() {
	$psql -d prov -c "\\copy (SELECT cid, uid, sur_name, source_hash, changed FROM prov.users
		WHERE sur_name = 'Round $1') to '$T/changed.rows'" -c "\\copy (SELECT * FROM prov.change_log
		WHERE after ->> 'sur_name' = 'Round $1') to '$T/log.rows'"
	[ "$(wc -l <"$T/changed.rows")" -eq "$SOME" ] && [ "$(wc -l <"$T/log.rows")" -eq "$SOME" ]
}

make_floor() {
	$psql -d postgres -c 'CREATE DATABASE floor TEMPLATE prov'
	cat >"$T/floor.sql" <<-END
		CREATE TEMP TABLE c (cid int, uid bigint, sur_name text, source_hash bigint, changed timestamptz);
		\\copy c from '$T/changed.rows'
		ANALYZE c;
		UPDATE prov.users u SET sur_name = c.sur_name, source_hash = c.source_hash, changed = c.changed
			FROM c WHERE u.cid = c.cid AND u.uid = c.uid;
		\\copy prov.change_log from '$T/log.rows'
	END
	cat >"$T/floor.sh" <<-END
		ldapsearch -x -LLL -o ldif-wrap=no -H '$(slapd_uri "$T/slapd")' -b $suffix "(title=round \$1)" $attributes >/dev/null
		exec '$PG_BINDIR/psql' -X -q -v ON_ERROR_STOP=1 -1 -d floor -f '$T/floor.sql'
	END
}

is_incremental() {
	[ "$($psql -A -t -d prov -c "SELECT counts ->> 'mode' FROM prov.sync_run ORDER BY seq DESC LIMIT 1")" = incremental ] ||
		{ echo 'the last run was a full one' >&2; exit 1; }
}

bench_nothing() {
	for _ in $(seq "$ROUNDS"); do
		measure floor 10 ldapsearch -x -LLL -H "$(slapd_uri "$T/slapd")" -s base -b "$suffix"
		measure prov 10 ldapsync
	done
	is_incremental
	nothing=$(median prov 3)
	report 'ldapsync, nothing changed (CPU)' 1 2.0 "$ROUNDS x 10"
}

bench_some() {
	for round in $(seq 0 "$ROUNDS"); do
		change_some "$round"
		vacuum_staging
		measure prov 1 ldapsync
		save_changed "$round"
		is_incremental
		measure floor 1 sh "$T/floor.sh" "$round"
		[ "$round" -gt 0 ] || rm "$T/prov.figures" "$T/floor.figures"
	done
	some=$(median prov 3)
	report "ldapsync, $SOME of $N changed" 2 2.0 "$ROUNDS"
}

# One change: until users have it, against the time that a search and a changeuser take.
bench_watch() {
	user=$($psql -A -t -d prov -c 'SELECT login FROM prov.users WHERE cid = 1 AND source IS NOT NULL ORDER BY uid LIMIT 1')
	createuser -c 1 -u hand -d hand -g Given -s Sur -e hand@local.example -p "$hash" --passwordmech HASH >/dev/null
	cat >"$T/hand.sh" <<-END
		ldapsearch -x -LLL -H '$(slapd_uri "$T/slapd")' -b ou=Sales,$suffix '(uid=$user)' $attributes >/dev/null
		exec changeuser -c 1 -u hand -s "Hand \$ROUND" >/dev/null
	END
	ldapsync --watch >"$T/watch.out" 2>"$T/watch.err" &
	watch=$!
	echo "$watch" >"$T/watch.pid"
	# A watch lives for weeks: the first changes after it began are not looked at.
	ROUNDS=$WARM_UP seen "host=$T/pg dbname=prov user=postgres" "$(slapd_uri "$T/slapd")" "$user" true >/dev/null
	ROUNDS=$ROUNDS seen "host=$T/pg dbname=prov user=postgres" "$(slapd_uri "$T/slapd")" "$user" sh "$T/hand.sh" >"$T/seen"
	awk -v t="$T" '{ print 0, $1, 0 >t "/prov.figures"; print 0, $2, 0 >t "/floor.figures" }' "$T/seen"
	is_incremental
	change_some watch
	tries=0
	until [ "$($psql -A -t -d prov -c "SELECT count(*) FROM prov.users WHERE sur_name = 'Round 0'")" -ge "$SOME" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || { cat "$T/watch.err" >&2; exit 1; }
		sleep 0.1
	done
	watching=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$watch/status")
	stop_pid "$T/watch.pid"
	report 'ldapsync --watch, one change until it is there' 2 1.0 "$ROUNDS"
}

report_memory() {
	awk -v nothing="$nothing" -v some="$some" -v watching="$watching" 'BEGIN {
		most = nothing > some ? nothing : some
		most = most > watching ? most : watching
		printf "\npeak memory: nothing changed %.1f MiB, 1 %% changed %.1f MiB, --watch %.1f MiB (budget 16.0)%s\n",
			nothing / 1024, some / 1024, watching / 1024, (most > 16384 ? "  over" : "")
	}'
}

echo "making a directory of $N people ..."
make_databases
make_directory "$T/slapd" "$N" "index title eq
overlay syncprov
syncprov-sessionlog $N"
$psql -d postgres -c 'CREATE DATABASE prov TEMPLATE empty'
use_config prov
ldapsync >/dev/null 2>&1
$psql -d prov -c 'VACUUM (ANALYZE, FREEZE)'
ldapsync >/dev/null 2>&1	# the first one that reads what changed makes an index
search -b "$suffix" '(objectClass=inetOrgPerson)' 1.1 | grep '^dn:' | awk 'NR % 100 == 1' >"$T/some.dns"
SOME=$(wc -l <"$T/some.dns")
make_floor
header
bench_nothing
bench_some
bench_watch
report_memory
