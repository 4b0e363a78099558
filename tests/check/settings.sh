#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# settings.sh - prov.conf(5) lists every setting with its type, range and default, no other, and its
# examples can be loaded; the how-to lists the macros that rows are made with
. "$TESTLIB/testlib.sh"

page=$MAN/prov.conf.5
"$B/tests/tool/settings" >"$TMP/all" || bail "the settings table cannot be printed"

# An entry is two lines: the key, then type, range and default.
entries() {
	awk '/^\.It Ic / { key = $0; next } key { print key " | " $0; key = "" }' "$1" | sort
}

entries "$TMP/all" >"$TMP/table"
entries "$page" >"$TMP/page"
is "$(comm -23 "$TMP/table" "$TMP/page")" '' 'every setting is in prov.conf(5) as it is in the table'
is "$(comm -13 "$TMP/table" "$TMP/page")" '' 'prov.conf(5) lists no setting that does not exist'
is "$(uniq -d "$TMP/page")" '' 'and none twice'

# The examples are there to be copied.
awk '/^\.Bd -literal/ { inside = 1; next } /^\.Ed/ { inside = 0 } inside' "$page" |
	sed 's/\\e/\\/g' >"$TMP/example.conf"
has "$TMP/example.conf" 'source: {' 'the page has an example'
ok 'its examples are good configuration' "$B/tests/tool/settings" "$TMP/example.conf"

# NC5: the macros, with their parameters, and the example is a row.
table=$ROOT/libprov/config/settings.c howto=$ROOT/docs/howto-add-a-setting.md
sed -n 's/^#define \([A-Z_]*([^)]*)\).*/\1/p' "$table" | grep -v -e '^IS(' -e '^ROW(' -e '_OF(' | sort >"$TMP/macros"
sed -n 's/^ *|\( `[A-Z].*\)/\1/p' "$howto" | cut -d '|' -f 1 | grep -o '[A-Z_]*([^)]*)' | sort >"$TMP/listed"
is "$(diff "$TMP/macros" "$TMP/listed")" '' 'NC5: the how-to lists the macros of the table as they are, and no others'
is "$(($(wc -l <"$TMP/macros") > 15))" 1 'they were found'
grep -oE '\b[A-Z]{2,}(_[A-Z]+)*\(' "$table" | tr -d '(' | sort -u >"$TMP/used"
grep -oE '`[A-Z_]{2,}`' "$howto" | tr -d '\140' | sort -u | comm -13 "$TMP/used" - >"$TMP/unknown"
is "$(cat "$TMP/unknown")" '' 'NC5: and names no other on the way'
row=$(sed -n '/^ *```c/,/^ *```$/p' "$howto" | grep -v '```' | tr -s ' \t\n' ' ')
is "$(tr -s ' \t\n' ' ' <"$table" | grep -cF -e "$row")" 1 'NC5: its example is a row of the table'

more=$(wc -l <"$TMP/table")
is "$((more > 50))" 1 "the table was read ($more settings)"
done_testing
