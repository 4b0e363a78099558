#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mapping.sh - every expression and filter of the profiles is in docs/mapping.md
. "$TESTLIB/testlib.sh"

# Adjacent string literals are one; what starts with $ or ( inside quotes is for users.
tr -d '\n' <"$ROOT/ldap/map/map_rules.c" | sed 's/"[[:space:]]*"//g' |
	grep -oE '"[$(][^"]*"' | tr -d '"' | sort -u >"$TMP/rules"
[ "$(wc -l <"$TMP/rules")" -gt 20 ] || bail 'the rules cannot be read'
while IFS= read -r rule; do
	rule=$(printf '%s\n' "$rule" | sed '/^[$]/s/|/\\|/g')	# in a table
	grep -qF -e "\`$rule\`" -e "\"$rule\"" "$ROOT/docs/mapping.md" || printf '%s\n' "$rule"
done <"$TMP/rules" >"$TMP/missing"
is "$(cat "$TMP/missing")" '' 'docs/mapping.md shows all rules of the profiles'
# Each function, and each form of dates, is in both pages.
grep -oE '\{ \.name = "[a-z]+"' "$ROOT/ldap/map/map_func.c" | cut -d'"' -f2 >"$TMP/functions"
sed -n '/^} forms\[\] = {/,/^};/s/"/\n/gp' "$ROOT/ldap/map/map_time.c" | grep -xE '[a-z]+' >>"$TMP/functions"
[ "$(wc -l <"$TMP/functions")" -gt 12 ] || bail 'the functions cannot be read'
while IFS= read -r word; do
	for page in mapping.md man/ldapsync.8; do
		grep -qwF -e "$word" "$ROOT/docs/$page" || echo "$word: docs/$page"
	done
	grep -qE -e "^\| .*[|(]${word}[(),}\\\\|]" "$ROOT/docs/mapping.md" || echo "$word: no example"
done <"$TMP/functions" >"$TMP/missing"
is "$(cat "$TMP/missing")" '' 'docs/mapping.md and ldapsync(8) have all functions and forms of dates, with an example of each'
done_testing
