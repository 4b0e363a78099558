#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# legend.sh - NC10: a statement that reads letters of a column kind says above it what they mean
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
words='n new|c changed|m missing|d to be deleted|e missing, without members|s the same|u user|g group|r resource'
for file in sql/query/*/*.sql; do
	sed '/^[ \t]*--/d' "$file" >"$TMP/statement"
	grep -qw kind "$TMP/statement" || continue
	sed -n 's/^-- kind: //p' "$file" >"$TMP/legend"
	for letter in $(grep -oE "'[ncmdesugr]'" "$TMP/statement" | tr -d "'" | sort -u); do
		word=$(printf '%s\n' "$words" | tr '|' '\n' | grep "^$letter ")
		grep -qE "(^|, )$word(,|\$)" "$TMP/legend" || echo "$file: $word"
	done
	echo "$file" >>"$TMP/seen"
done >"$TMP/missing"
is "$(cat "$TMP/missing")" '' 'NC10: letters have a legend where they are read'
is "$(($(wc -l <"$TMP/seen") > 20))" 1 'NC10: some statements were looked at'
done_testing
