#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# unused.sh - what nobody uses is not there: functions, statements, settings, parameters
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
find libprov sql ldap bin -name '*.c' | LC_ALL=C sort >"$TMP/files"
find libprov sql ldap bin tests -name '*.[ch]' | LC_ALL=C sort >"$TMP/texts"

# ---- functions that no other file calls: static, or nobody's ----

# shellcheck disable=SC2046 # a list of files
nm -A $(sed "s|.*|$B/&|; s|c$|o|" "$TMP/files") | awk -v top="$B/" '
	$(NF - 1) == "U" { used[$NF] = 1 }
	$(NF - 1) == "T" { home[$NF] = substr($1, length(top) + 1) }
	END {
		for (name in home)
			if (!(name in used) && name != "main") {
				sub(/:.*/, "", home[name]); print name, home[name]
			}
	}' | LC_ALL=C sort >"$TMP/unused"
# What prov exports is called by a library that it loads.
nm -D --defined-only "$B"/libprov.so "$B"/bin/prov | awk '{ sub(/@.*/, "", $NF); print $NF }' | LC_ALL=C sort >"$TMP/exported"
# What the tests of its file look at may be seen, too.
# shellcheck disable=SC2046
grep -ohE '\bprov_[a-z0-9_]+|\bcli_[a-z0-9_]+' $(grep '^tests/' "$TMP/texts") | LC_ALL=C sort -u >"$TMP/tested"
is "$(LC_ALL=C sort -u "$TMP/exported" "$TMP/tested" | LC_ALL=C join -v 1 "$TMP/unused" -)" '' \
	'functions that one file uses are static'
is "$(test -s "$TMP/exported" && test -s "$TMP/tested" && echo yes)" yes 'there was something to look at'

# ---- statements ----

# shellcheck disable=SC2046
grep -ohE '\bPROV_Q_[A-Z0-9_]+' $(grep -v '^tests/' "$TMP/texts") | LC_ALL=C sort -u >"$TMP/named"
find sql/query -name '*.sql' | sed 's|sql/query/||; s|\.sql$||; s|/|_|; s|.*|PROV_Q_&|' | tr '[:lower:]' '[:upper:]' |
	LC_ALL=C sort >"$TMP/queries"
is "$(LC_ALL=C comm -13 "$TMP/named" "$TMP/queries")" '' 'statements are all named'

# ---- settings ----

sed -n 's/^	[A-Z_]*("[a-z_.]*", \([a-z_]*\).*/\1/p' libprov/config/settings.c | LC_ALL=C sort -u >"$TMP/settings"
# shellcheck disable=SC2046
grep -ohE '(->|\.)[a-z_]+' $(grep -vE '^(tests|libprov/config|libprov/prov)/' "$TMP/texts") |
	sed 's/^->//; s/^\.//' | LC_ALL=C sort -u >"$TMP/fields"
is "$(LC_ALL=C comm -23 "$TMP/settings" "$TMP/fields")" '' 'settings are all read'
is "$(wc -l <"$TMP/settings" | awk '{ print ($1 > 50 ? "many" : $1) }')" many 'and these are settings'

# ---- parameters: only what is called by its address may have more than it needs ----

# shellcheck disable=SC2046
awk '
/^[a-z].*\(/ && !/;$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
/^\t\(void\)[a-z_]+;$/ { print FILENAME, name }' $(cat "$TMP/files") | LC_ALL=C sort -u >"$TMP/void"
while read -r file name; do
	# shellcheck disable=SC2046
	grep -qE "[^a-z_]$name([^a-z_(]|$)" $(grep "^${file%/*}/" "$TMP/texts") || echo "$file $name"
done <"$TMP/void" >"$TMP/found"
is "$(cat "$TMP/found")" '' 'parameters that are not used belong to callbacks'
done_testing
