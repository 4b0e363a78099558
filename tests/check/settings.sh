#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# settings.sh - prov.conf(5) lists every setting with its type, range and default, no other, and its
# examples can be loaded
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

more=$(wc -l <"$TMP/table")
is "$((more > 50))" 1 "the table was read ($more settings)"
done_testing
