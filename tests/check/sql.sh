#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sql.sh - statements have no form that fails, or goes wrong silently, where the tables are distributed by context
#
# What a text can tell; tests/sql/forms.t looks at what the server makes of it, and at the tables.
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
forms() {
	perl tests/tool/sql_forms.pl "$@"
}
find sql -name '*.sql' ! -path 'sql/query/*' | sort >"$TMP/scripts"
find sql/query -name '*.sql' | sort >"$TMP/queries"

is "$(forms --examples)" '' 'each form is found in its bad example, and not in its good one'
is "$(xargs perl tests/tool/sql_forms.pl <"$TMP/queries")" '' 'no statement has one of them'
is "$(xargs perl tests/tool/sql_forms.pl <"$TMP/scripts" | grep -v -e ': session: ')" '' 'nor has a migration'

# A rule can be wrong, and an exception right: it says why, and is seen here.
xargs perl tests/tool/sql_forms.pl --excused <"$TMP/queries" >"$TMP/excused"
diag "excused are: $(cut -d: -f1,2 "$TMP/excused" | sed 's|sql/query/||' | tr '\n' ' ')"
is "$(grep -vE ': .{20,}$' "$TMP/excused")" '' 'who is excused says why'
is "$(cut -d: -f1,2 "$TMP/excused" | sed 's|sql/query/||')" "$(cat "$DATA/sql/excused.txt")" \
	'and is one of those known (tests/data/sql/excused.txt)'

# What the how-to says, and what is looked for.
sed -n 's/^| `\([a-z_]*\)` |.*/\1/p' docs/howto-add-a-query.md | sort >"$TMP/told"
{ forms --names && perl tests/tool/sql_tree.pl --names; } | sort >"$TMP/known"
is "$(comm -3 "$TMP/told" "$TMP/known")" '' 'docs/howto-add-a-query.md has all of them'
done_testing
