#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# columns.sh - every statement that adds users of commands fills the same columns: none is lost on one of the ways
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
# columns FILE: what it inserts, one a line
columns() {
	tr '\n' ' ' <"$1" | sed 's/.*\(INSERT INTO\|COPY\) prov\.users (\([^)]*\)).*/\2/; s/{user: %}/{user}/' | tr -d ' \t' |
		tr ',' '\n' | sed '/^$/d' | sort
}
columns sql/query/user/insert.sql >"$TMP/want"
is "$(grep -c '' "$TMP/want")" 13 'the columns of a user that is created are known'
# a sync has columns of its own, and leaves some to operators
grep -lE '(INSERT INTO|COPY) prov\.users ' sql/query/*/*.sql | grep -v ^sql/query/sync/ >"$TMP/files"
while read -r file; do
	is "$(columns "$file" | diff "$TMP/want" -)" '' "$file fills the same"
done <"$TMP/files"
done_testing
