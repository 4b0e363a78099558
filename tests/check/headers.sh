#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# headers.sh - each public header compiles alone, as strict C11 and as C++
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
for header in libprov/prov/*.h; do
	name=prov/$(basename "$header")
	printf '#include <%s>\nextern int one;\n' "$name" >"$TMP/one.c"
	cp "$TMP/one.c" "$TMP/one.cpp"
	ok "$name is C11" "${CC:-cc}" -std=c11 -pedantic -Wall -Wextra -Werror -Ilibprov \
		-fsyntax-only "$TMP/one.c"
	ok "$name is C++" "${CXX:-c++}" -std=c++11 -pedantic -Wall -Wextra -Werror -Ilibprov \
		-fsyntax-only "$TMP/one.cpp"
done
done_testing
