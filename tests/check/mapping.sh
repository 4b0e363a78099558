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
done_testing
