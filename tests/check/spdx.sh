#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# spdx.sh - each source file says its licence in its first lines
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
find Makefile bin libprov sql ldap tests .ci -type f \
	\( -name Makefile -o -name '*.[chtly]' -o -name '*.sh' -o -name 'run' \) | sort >"$TMP/files"
while read -r file; do
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2\.0' || echo "$file"
done <"$TMP/files" >"$TMP/found"
is "$(cat "$TMP/found")" '' 'every source file has its SPDX line'
is "$(head -n 3 LICENSE | grep -c 'Apache License')" 1 'and LICENSE is there'
done_testing
