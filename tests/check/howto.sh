#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# howto.sh - NC3: the program of docs/howto-add-a-program.md is the one of the tree; in a copy without it, it is
# made as the page says, and its test is run
. "$TESTLIB/testlib.sh"

page=$ROOT/docs/howto-add-a-program.md
block() {	# LANGUAGE
	awk -v fence="\`\`\`$1" '$0 == fence { on = 1; next } /^```/ { on = 0 } on' "$page"
}

tree=$TMP/tree
build=$(basename "$B")
mkdir "$tree"
cp -a "$ROOT/Makefile" "$ROOT/config.mk" "$ROOT/bin" "$ROOT/libprov" "$ROOT/sql" "$ROOT/ldap" "$tree/"
cp -a "$B" "$tree/$build"
rm -f "$tree/$build/bin/existsuser" "$tree/$build/bin/existsuser".[od]
block c >"$tree/bin/existsuser.c"
is "$(diff "$tree/bin/existsuser.c" "$ROOT/bin/existsuser.c")" '' 'NC3: it is the command of the tree'
sed -i 's/ X(existsuser)//; s/X(listuser)/X(listuser) X(existsuser)/' "$tree/bin/cli_command.c"
block sh >"$TMP/existsuser.t"
is "$(($(wc -l <"$tree/bin/existsuser.c") < 100))" 1 'NC3: the command is short'

# The flags are those of the build, so only what is new is built.
san=$(grep -q -e -fsanitize "$B/flags" && echo 1)
ok 'NC3: it is built' make -s -C "$tree" DEV=1 SAN="$san" B="$build" FLAGS_TEXT="$(cat "$B/flags")" \
	"$build/bin/existsuser"
PATH=$tree/$build/bin:$PATH
ok 'NC3: prov help lists it' prov help
output_has '  existsuser                          says whether a user exists'
mkdir "$TMP/own"
ok 'NC3: its test passes' env TMP="$TMP/own" sh "$TMP/existsuser.t"
is "$(grep -c '^ok' "$TMP/out")" "$(sed -n 's/^1\.\.//p' "$TMP/out")" 'NC3: all of it'
done_testing
