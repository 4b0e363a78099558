#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# many.t - commands of all kinds, right and wrong, in one process over one connection: what they print, how
# they end and what is in the database is the same as with a process for each; memory does not grow
#
#	MANY=500	how many commands; `make check-long` runs more
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

MANY=${MANY:-500}
. "$TESTLIB/manylib.sh"

lines=$(block 0 | wc -l)
for n in $(seq 0 $(((MANY - 1) / lines))); do
	block "$n"
done >"$TMP/list"
is "$(($(wc -l <"$TMP/list") >= MANY))" 1 "there are $MANY commands"

use_database
each_command each
drop_database "$DATABASE"

use_database
ok "$MANY commands in one process" "$B/tests/tool/many" "$TMP/list"
content >"$TMP/many.rows"
is "$(diff "$TMP/each.out" "$TMP/out" | head -n 20)" '' 'print the same, and end in the same way'
is "$(diff "$TMP/each.err" "$TMP/err" | head -n 20)" '' 'say the same on standard error'
is "$(diff "$TMP/each.rows" "$TMP/many.rows" | cut -c 1-300 | head -n 20)" '' 'and leave the same in the database'
is "$(grep -c '^exit status' "$TMP/out")" "$(wc -l <"$TMP/list")" 'none is left out'
is "$(grep '^exit status' "$TMP/out" | sort -u | xargs -n 3 | cut -d ' ' -f 3 | xargs)" \
	'0 1 101 102 103 104 106 108 109 110 111 112 113' 'failures of all kinds are among them'
check_clean

# compared NAME FILE: a private database for each way.
compared() {
	PROV_HOME=$TMP/each.home provdb init 2>/dev/null
	PROV_HOME=$TMP/many.home provdb init 2>/dev/null
	while read -r line; do
		PROV_HOME=$TMP/each.home sh -c "$line" </dev/null
		echo "exit status $?"
	done <"$2" >"$TMP/each.out" 2>"$TMP/each.err"
	status_is 0 "$1" env PROV_HOME="$TMP/many.home" "$B/tests/tool/many" "$2"
	is "$(sed 's/each\.home/many.home/' "$TMP/each.out" | diff - "$TMP/out")" '' "$1: the same output"
	is "$(sed 's/each\.home/many.home/' "$TMP/each.err" | diff - "$TMP/err")" '' "$1: the same messages"
}

# The server ends connections between two calls, and is started by the next one.
cat >"$TMP/stops" <<-END
	createcontext -c 1 -q 1 -u admin -d A -g A -s A -e a@b.example -p '$HASH' --passwordmech HASH
	provdb stop
	listcontext --csv
	provdb stop
	createuser -c 1 -u anna -g A -s A -e anna@b.example -p '$HASH' --passwordmech HASH
	provdb stop
	provdb status --csv
	listuser -c 1
	provdb stop
END
unset PROV_CONFIG
compared 'a server that is stopped in between' "$TMP/stops"
set_config

# The same again and again: contexts are taken away at the end of each pass.
{ block 1000 && block 1001 && printf 'deletecontext -c %d\n' 2001 2003; } >"$TMP/again"
if grep -q -e -fsanitize "$B/flags"; then
	ok 'a list ten times' "$B/tests/tool/many" "$TMP/again" 10
	pass 'memory does not grow # SKIP the sanitizer keeps what is freed; it looks for leaks at the end'
else
	ok 'a list many times' "$B/tests/tool/many" "$TMP/again" $((MANY / 20))
	# What libpq and the allocator keep for later is there by half of the passes, but for a buffer that doubles (16 KiB).
	is "$(tail -n 1 "$TMP/err" | awk 'NF == 2 { print $2 - $1 < 40960 ? "flat" : "grows: " $0 }')" flat \
		'memory does not grow'
fi
done_testing
