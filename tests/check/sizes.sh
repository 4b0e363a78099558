#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sizes.sh - 600 lines a file, 100 a program, 60 a function: what is longer gets cut by verb
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
find libprov sql ldap bin tests -name '*.[ch]' | sort >"$TMP/files"

# shellcheck disable=SC2046
awk '
FNR == 1 && NR > 1 { file_ends() }
{ lines = FNR; name = FILENAME }
/^\{/ { start = FNR }
/^\}/ {
	if (start && FNR - start - 1 > 60)
		printf "%s:%d: a function of %d lines (60)\n", name, start, FNR - start - 1
	start = 0
}
END { file_ends() }
function file_ends() {
	if (name ~ /^bin\/[^\/]*\.c$/ && name !~ /^bin\/cli/ && lines > 100)
		printf "%s: %d lines; a program is an option table and one call (100)\n", name, lines
	if (lines > 600)
		printf "%s: %d lines (600)\n", name, lines
	start = 0
}' $(cat "$TMP/files") >"$TMP/found"
is "$(cat "$TMP/found")" '' 'files, programs and functions are short'

find tests sql docs bin .ci -type f ! -name '*.[ch]' ! -path 'tests/data/*' ! -name '*.ldif' \
	-exec awk 'END { if (NR > 600) printf "%s: %d lines (600)\n", FILENAME, NR }' {} \; \
	>"$TMP/found"
is "$(cat "$TMP/found")" '' 'scripts, statements and pages, too'
done_testing
