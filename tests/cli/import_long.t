#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# import_long.t - a file of many lines with one bad line: it is named, the rest is imported, in memory that does
# not grow with the file; 1,000,000 lines in make check-long
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example
context 2
lines=$((${MANY:-200} * 100))
small=4000
make_file() {	# LINES NAME
	awk -v n="$1" -v name="$2" -v hash="$HASH" 'BEGIN {
		print "contextid,username,displayname,givenname,surname,password,passwordmech,email"
		for (i = 1; i <= n; i++)
			printf "%d,%s%d,Display %s%d,Given,Sur,%s,HASH,%s\n", 1 + i % 2, name, i, name, i, hash,
				i == int(n / 2) ? "nowhere" : name i "@acme.example" }'
}
peak() {	# FILE: of an import, in KiB
	"$B/tests/tool/maxrss" createuser --csv-import "$1" 2>"$TMP/err" >"$TMP/out" || bail "$(cat "$TMP/err")"
	sed -n 's/^maxrss //p' "$TMP/err"
}
make_file "$small" s >"$TMP/small.csv"
make_file "$lines" u >"$TMP/long.csv"
few=$(peak "$TMP/small.csv")
many=$(peak "$TMP/long.csv")
is "$(grep Failed "$TMP/err")" "Failed to create user \"u$((lines / 2))\" in context 1: line $((lines / 2 + 1)), column 8 (email): Invalid email address: \"nowhere\": it has no @" \
	"$lines lines: the bad one is named"
is "$(tail -n 1 "$TMP/out")" "createuser: $lines lines read, $((lines - 1)) users created, 1 rejected" 'the summary'
is "$(sql "SELECT count(*) FROM prov.users WHERE login LIKE 'u%'")" "$((lines - 1))" 'the rest is there'
case $(ldd "$B/bin/prov") in
*libasan*) pass 'memory # SKIP a sanitizer keeps memory that was freed' ;;
*) is "$((many < few + 4096))" 1 "memory does not grow with the file: $few KiB for $small lines, $many KiB for $lines" ;;
esac
sql ANALYZE
check_clean
done_testing
