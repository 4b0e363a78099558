#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# rules.sh - docs/rules.md names the checks and files that exist, and every check has its rule there
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
page=docs/rules.md

# "| C1 | words | kept by | `c1_mapping.sql`, ... |": rule and check, one pair a line
awk -F'|' '/^\| [A-Z][0-9]+ \|/ {
	n = split($(NF - 1), names, "`")
	for (i = 2; i <= n; i += 2)
		print $2, names[i]
}' "$page" | sort >"$TMP/named"
find sql/query/check -name '*.sql' | sed 's|.*/||' | sort >"$TMP/exist"

awk '{ print $2 }' "$TMP/named" | sort -u >"$TMP/names"
is "$(comm -13 "$TMP/names" "$TMP/exist")" '' 'every check is in docs/rules.md'
is "$(comm -23 "$TMP/names" "$TMP/exist")" '' 'docs/rules.md names no check that does not exist'
# The first line of a file names its rules: one, which its name begins with, or several.
while read -r file; do
	sed -n '1s/^-- \([A-Z0-9, ]*\):.*/\1/p' "sql/query/check/$file" | tr -d ' ' | tr ',' '\n' | sed "s/$/ $file/"
done <"$TMP/exist" | grep '^[A-Z][0-9]' | sort >"$TMP/said"
awk '{ print $1, $2 }' "$TMP/named" | sort >"$TMP/rows"
is "$(comm -13 "$TMP/said" "$TMP/rows" | awk 'tolower($1) "_" != substr($2, 1, length($1) + 1)')" '' \
	'a check stands in the row of its rule'
is "$(comm -23 "$TMP/said" "$TMP/rows")" '' 'and in that of each rule that it names'

# Paths, and names of files that are written without one.
grep -o '`[a-zA-Z0-9_/]*\.\(c\|h\|sql\)`' "$page" | tr -d '`' | sort -u >"$TMP/files"
while read -r file; do
	find libprov sql ldap bin -path "*${file##*/}" | grep -qE "(^|/)$file\$" || echo "$file"
done <"$TMP/files" >"$TMP/gone"
is "$(cat "$TMP/gone")" '' 'and no file that does not exist'
rules=$(grep -cE '^\| [A-Z][0-9]+ \|' "$page")
is "$((rules > 20))" 1 "there was something to look at ($rules rules)"
done_testing
