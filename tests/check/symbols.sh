#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# symbols.sh - what libprov.so exports, needs and keeps: prov_* only, no printing, no exit, no state; and
# commands keep nothing from one call to the next
. "$TESTLIB/testlib.sh"

lib=$(find "$B" -maxdepth 1 -name 'libprov.so.*' | head -n 1)
[ -n "$lib" ] || bail "no library in $B"
objects=$(find "$B/libprov" "$B/sql" "$B/ldap" -name '*.o')

nm -D --defined-only "$lib" | awk '$3 !~ /^prov_/ && $3 !~ /^LIBPROV_/ { print $3 }' >"$TMP/found"
is "$(cat "$TMP/found")" '' 'every exported symbol begins with prov_'
is "$(nm -D --defined-only "$lib" | grep -c ' T prov_' | sed 's/^[1-9].*/some/')" some \
	'and there are some'

# Whoever gets the library cannot be printed to or ended. stdout and stderr stand for all of stdio
# that names a stream; dup2 and write of a file descriptor are for libprov/out and pipes.
nm -D --undefined-only "$lib" | awk '{ sub(/@.*/, "", $2); print $2 }' |
	grep -xE 'exit|quick_exit|_Exit|(__)?v?printf(_chk)?|puts|putchar|putc_unlocked|perror|v?(err|warn)x?|error|stdout|stderr|system|popen' \
		>"$TMP/found"
is "$(cat "$TMP/found")" '' 'the library neither prints nor exits'

# shellcheck disable=SC2086 # a list of files
nm -A --undefined-only $objects | awk '$NF == "abort" { sub(/:.*/, "", $1); print $1 }' |
	sed 's|.*/||' >"$TMP/found"
is "$(cat "$TMP/found")" mem.o 'only mem.o aborts, when there is no memory'

# writable OBJECT...: variables that are not constant. Tables of pointers lie in .data.rel.ro, which is
# read-only once the program is loaded.
writable() {
	objdump -t "$@" | awk '
		/file format/ { file = $1; sub(/.*\//, "", file) }
		/[*]COM[*]/ || / \.(data|bss|tdata|tbss)(\.|\t| )/ {
			if ($0 !~ / \.data\.rel\.ro/ && $NF !~ /^\./ && $0 !~ / d  /)
				print file " " $NF
		}'
}

# AddressSanitizer adds descriptions of every variable to .data: nothing to learn there.
if grep -q -e -fsanitize "$B/flags"; then
	pass 'no writable variables # SKIP built with sanitizers'
else
	# shellcheck disable=SC2086
	is "$(writable $objects)" '' 'no writable variables'
	is "$(writable "$B"/bin/*.o)" "$(printf '%s\n' 'cli_signal.o: caught' 'cli_signal.o: cancel' 'cli_signal.o: request')" \
		'commands have none but what a signal handler needs'
fi
done_testing
