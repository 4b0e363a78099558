#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# spdx.sh - each source file says its licence in its first lines
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
find Makefile bin libprov sql ldap tests .ci -type f \
	\( -name Makefile -o -name '*.[chtly]' -o -name '*.sh' -o -name 'run' \) | sort >"$TMP/files"
xargs awk 'FNR <= 3 && /SPDX-License-Identifier: Apache-2\.0/ { print FILENAME }' \
	<"$TMP/files" | sort >"$TMP/marked"
comm -3 "$TMP/marked" "$TMP/files" >"$TMP/found"
is "$(cat "$TMP/found")" '' 'every source file has its SPDX line'
is "$(head -n 3 LICENSE | grep -c 'Apache License')" 1 'and LICENSE is there'
done_testing
