# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# rows.sh - a row of a benchmark: what is measured, the floor, their ratio and the most that it may be
#
#	. tests/bench/benchlib.sh; . tests/bench/rows.sh
#	use_config DATABASE is the caller's
#
# shellcheck disable=SC2154 # T, B and the rest are of benchlib.sh
psql="$PG_BINDIR/psql -X -q -v ON_ERROR_STOP=1"

# measure KEY COUNT PROGRAM...: adds "cpu wall peak" of one of COUNT runs to KEY's file.
measure() {
	key=$1
	shift
	spawn "$@" 2>"$T/figures" >/dev/null || {
		cat "$T/figures" >&2
		exit 1
	}
	tail -n 1 "$T/figures" >>"$T/$key.figures"
}

median() {	# KEY COLUMN
	cut -d ' ' -f "$2" "$T/$1.figures" | median_of
}

header() {
	printf '%-50s %12s %12s %7s %7s  %s\n' work floor prov ratio budget runs
}

# report TITLE COLUMN BUDGET: the rows "floor" and "prov" that were measured last.
report() {
	floor=$(median floor "$2")
	prov=$(median prov "$2")
	awk -v title="$1" -v f="$floor" -v p="$prov" -v budget="$3" -v runs="$4" 'BEGIN {
		printf "%-50s %9.2f ms %9.2f ms %7.2f %7.2f  %s%s\n", title, f / 1000, p / 1000, p / f,
			budget, runs, (p / f > budget ? "  over" : "")
	}'
	rm -f "$T/floor.figures" "$T/prov.figures"
}

# A database with two empty contexts, as every row begins.
new_database() {
	$psql -d postgres -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1 TEMPLATE empty" \
		2>/dev/null
}

make_databases() {
	pg_create "$T/pg" 'shared_buffers = 512MB
		max_wal_size = 8GB
		checkpoint_timeout = 1h
		autovacuum = off'
	pg_start "$T/pg"
	sh tests/lib/template.sh
	$psql -d postgres -c 'ALTER DATABASE prov_template RENAME TO empty'
	use_config empty
	for c in 1 2; do
		NEW_USER_PASSWORD=x createcontext -c $c -N "c$c" -q -1 -u admin -d Admin -g A -s Admin \
			-e "admin@c$c.example" >/dev/null
	done
}

make_directory() {	# DIR PEOPLE [LINES OF SLAPD.CONF]
	mkdir "$1"
	slapd_conf "$1" dc=example,dc=com "sizelimit unlimited${3:+
$3}" >"$1/slapd.conf"
	perl tests/demo/company.pl "$2" >"$1.ldif"
	slapd_load "$1" "$1.ldif"
	rm "$1.ldif"
	slapd_start "$1"
}
