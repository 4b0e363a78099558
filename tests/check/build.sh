#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build.sh - NC1: tests/run builds what it runs, in a copy of the tree, with the flags of this build
. "$TESTLIB/testlib.sh"

case $B in
"$ROOT"/*) folder=${B#"$ROOT"/} ;;
*) skip_all 'what is built outside of the tree cannot be copied with it' ;;
esac
tree=$TMP/tree
mkdir -p "$tree/$folder"
(cd "$ROOT" && cp -a Makefile config.mk bin docs ldap libprov sql tests "$tree") || bail 'no copy of the tree'
cp -a "$B/." "$tree/$folder" || bail 'no copy of what is built'
touch "$TMP/before"

nested() {	# FILE...
	(cd "$tree" && B=$folder JOBS=1 sh tests/run "$@")
}
built() {	# what was, since the copy
	(cd "$tree/$folder" && find . -newer "$TMP/before" -name '*.o' | sort)
}
tool=$tree/tests/tool/settings.c
grep -q 'return ferror(stdout)' "$tool" || bail 'the tool has another form'

# A setting more in the table, which the page does not know.
sed -i 's/\treturn ferror(stdout)/\tprintf(".It Ic test.only\\nboolean; default false.\\n");\n&/' "$tool"
run nested tests/check/settings.sh
check_status 1 'NC1: a setting without its paragraph fails, though nobody called make'
cat "$TMP/out" "$TMP/err" >"$TMP/said"
has "$TMP/said" 'test.only' 'and it is named'
is "$(built)" ./tests/tool/settings.o 'NC1: only what was changed is built again'
is "$(cat "$tree/$folder/said")" "$(cat "$B/said")" 'and as it was'

echo 'this is no C' >>"$tool"
run nested tests/check/settings.sh
check_status 2 'NC1: what cannot be built is not tested'
stderr_has 'settings.c'
is "$(grep -c Result "$TMP/out")" 0 'no test has run'
done_testing
