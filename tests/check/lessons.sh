#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# lessons.sh - every fault that a test names has its row in docs/lessons.md, and every row a test that names it
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
page=docs/lessons.md
ids='\b(SR|DR|PF|BL|NC)[0-9]+\b'

grep -rohE -e "$ids" tests --include='*.t' --include='*.sh' --include='*.c' --include='*.pl' | sort -u >"$TMP/named"
sed -n 's/^| \([A-Z]*[0-9]*\) |.*/\1/p' "$page" | sort >"$TMP/rows"
is "$(comm -23 "$TMP/named" "$TMP/rows")" '' "every id that a test names has a row"
is "$(uniq -d "$TMP/rows")" '' 'and only one'

sed -n 's/^| \([A-Z]*[0-9]*\) |.*| \([^|]*\) |$/\1 \2/p' "$page" | while read -r id files; do
	for file in $(printf '%s\n' "$files" | tr -d '`,'); do
		grep -qw -e "$id" "$file" || echo "$id: $file does not name it"
	done
done >"$TMP/wrong"
is "$(cat "$TMP/wrong")" '' 'the test that a row names does name the id'
done_testing
