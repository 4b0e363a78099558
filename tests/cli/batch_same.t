#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# batch_same.t - what prov batch prints of lines of all kinds, right and wrong, and what is in the database
# afterwards, is the same as with a process for each line
#
#	BATCH=200	how many lines
# long: each command alone, and by prov batch
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/manylib.sh"

BATCH=${BATCH:-200}
lines=$(block 0 | wc -l)
for n in $(seq 0 $(((BATCH - 1) / lines))); do
	block "$n"
done >"$TMP/list"

# Each in a process of its own, with the number of the line in front of what it prints.
each() {
	number=0
	while read -r line; do
		number=$((number + 1)) said=0
		eval "$line" </dev/null >"$TMP/one.out" 2>"$TMP/one.err" || said=$?
		sed "s/^/$number: /" "$TMP/one.out"
		sed "s/^/$number: /" "$TMP/one.err" >&2
		[ "$said" -ne 0 ] || [ -s "$TMP/one.out" ] || echo "$number: done"
		[ "$said" -eq 0 ] || echo "$number: exit status $said" >&2
	done
}

# compare NAME: what $TMP/out, $TMP/err and the database have, and what single processes left.
compare() {
	content >"$TMP/rows"
	is "$(diff "$TMP/each.out" "$TMP/out" | head -n 20)" '' "$1: the same is printed"
	is "$(grep -v '^prov batch: ' "$TMP/err" | diff "$TMP/each.err" - | head -n 20)" '' \
		"$1: the same on standard error"
	is "$(diff "$TMP/each.rows" "$TMP/rows" | cut -c 1-300 | head -n 20)" '' "$1: the same is in the database"
	check_clean "$1: provdb check finds nothing"
}

again() {
	drop_database "$DATABASE"
	use_database
}

use_database
each <"$TMP/list" >"$TMP/each.out" 2>"$TMP/each.err"
content >"$TMP/each.rows"

again
fails 123 "$(wc -l <"$TMP/list") lines" prov batch --continue "$TMP/list"
compare 'from a file'
again
fails 123 'the same through a pipe' sh -c 'cat "$1" | prov batch --continue' sh "$TMP/list"
compare 'through a pipe'
done_testing
