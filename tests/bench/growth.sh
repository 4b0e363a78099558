#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# growth.sh - what a command costs among 10,000, 100,000 and 1,000,000 users of others, as ratios to the first; `make bench-growth`
#
#	SIZES='10000:10 ...'	users:contexts around what is measured
#	ROUNDS=9		how often each is measured, the sizes in turn
#	BATCH=500		lines of prov batch
#	PEOPLE=1000		entries of the directory that is synced
#
# One private PostgreSQL with a database for each size, and a private slapd, in a folder below TMPDIR. Time on the clock.
set -eu

cd "$(dirname "$0")/../.."
SIZES=${SIZES:-10000:10 100000:1000 1000000:10000}
ROUNDS=${ROUNDS:-9} BATCH=${BATCH:-500} PEOPLE=${PEOPLE:-1000} BUDGET=1.3
. tests/bench/benchlib.sh
psql="$PG_BINDIR/psql -X -q -v ON_ERROR_STOP=1"

new_database() {	# SIZE
	n=${1%:*}
	$psql -d postgres -c "CREATE DATABASE size$n TEMPLATE prov_template"
	$psql -d "size$n" -v n="$n" -v contexts="${1#*:}" -f tests/bench/growth.sql
	$psql -d "size$n" -c 'VACUUM (ANALYZE, FREEZE)'
	cat >"$T/$n.conf" <<-END
		database: { conninfo = "host=$T/pg dbname=size$n user=prov"; };
		ldap: { uri = "$(slapd_uri "$T/slapd")"; bind_dn = "cn=admin,dc=example,dc=com"; password_file = "$T/secret"; };
		source: { company: { profile = "openldap"; base = "dc=example,dc=com"; contexts = (
		    { base = "ou=Sales,dc=example,dc=com";    context = "101"; },
		    { base = "ou=Research,dc=example,dc=com"; context = "102"; } ); }; };
	END
	export PROV_CONFIG="$T/$n.conf"
	for c in 101 102; do
		createcontext -c $c -N "sync$c" -q -1 -u admin -d Admin -g A -s Admin -e "admin@s$c.example" -p "$hash" \
			--passwordmech HASH >/dev/null
	done
	ldapsync >/dev/null
}

# The commands, each in one round; # is the number of the run, ~ that of the round.
command_of() {
	case $1 in
	createuser) set -- 10 createuser -c 1 -u 'n~-#' -d 'n~-#' -g G -s S -e 'n~-#@n.example' -p "$hash" --passwordmech HASH ;;
	changeuser) set -- 10 changeuser -c 1 -u u4 -x 'department ~ #' ;;
	listuser) set -- 5 listuser -c 3 --json ;;
	deletecontext) set -- 1 deletecontext -c "$((10 + round))" ;;
	batch) set -- 1 prov batch "$T/batch.lines" ;;
	ldapsync) set -- 1 ldapsync ;;
	esac
	for word in "$@"; do
		printf '%s\0' "$word" | sed "s/~/$round/g"
	done
}

measure() {	# COMMAND SIZE
	command_of "$1" | PROV_CONFIG="$T/${2%:*}.conf" xargs -0 spawn 2>"$T/figures" >/dev/null || {
		cat "$T/figures" >&2
		exit 1
	}
	[ "$round" -eq 0 ] || tail -n 1 "$T/figures" | cut -d ' ' -f 2 >>"$T/$1.${2%:*}"
}

status=0
report() {	# COMMAND
	printf '%-20s' "$1"
	for size in $SIZES; do
		median_of <"$T/$1.${size%:*}"
	done | awk -v b="$BUDGET" '{ if (NR == 1) first = $1; printf "%10.2f ms %5.2f", $1 / 1000, $1 / first; if ($1 / first > b) bad = 1 }
		END { print bad ? "  over" : ""; exit bad }' || status=1
}

pg_create "$T/pg" 'shared_buffers = 512MB
	max_wal_size = 8GB
	checkpoint_timeout = 1h
	autovacuum = off'
pg_start "$T/pg"
sh tests/lib/template.sh
(umask 077 && echo secret >"$T/secret")
mkdir "$T/slapd"
slapd_conf "$T/slapd" dc=example,dc=com 'sizelimit unlimited' >"$T/slapd/slapd.conf"
perl tests/demo/company.pl "$PEOPLE" >"$T/slapd.ldif"
slapd_load "$T/slapd" "$T/slapd.ldif"
slapd_start "$T/slapd"
for size in $SIZES; do
	new_database "$size"
done
printf '%-20s' 'users around it'
for size in $SIZES; do
	printf '%13d %5s' "${size%:*}" ratio
done
echo "  budget $BUDGET"
# The first round warms the caches.
for round in $(seq 0 "$ROUNDS"); do
	awk -v n="$BATCH" -v round="$round" -v hash="$hash" 'BEGIN { for (i = 0; i < n; i++) {
		name = "b" round "-" i
		printf "createuser -c 2 -u %s -d %s -g G -s S -e %s@n.example -p \047%s\047 --passwordmech HASH\n", name, name, name, hash
	} }' >"$T/batch.lines"
	for command in createuser changeuser listuser deletecontext batch ldapsync; do
		for size in $SIZES; do
			measure "$command" "$size"
		done
	done
done
for command in createuser changeuser listuser deletecontext batch ldapsync; do
	report "$command"
done
for size in $SIZES; do
	begin=$(date +%s%N)
	PROV_CONFIG="$T/${size%:*}.conf" provdb check || status=1
	printf 'provdb check, %s users: %d ms; the database has %s\n' "${size%:*}" $((($(date +%s%N) - begin) / 1000000)) \
		"$($psql -A -t -d "size${size%:*}" -c 'SELECT pg_size_pretty(pg_database_size(current_database()))')"
done
exit $status
