# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# sabotagelib.sh - views and functions are broken, one by one, and what looks at them has to notice
#
#	sabotage FILE OTHERS NOTICES
#
# FILE has lines OBJECT | SUBSTITUTION | LOOK, for all objects of prov_view but those whose names match OTHERS (grep -E).
# NOTICES LOOK succeeds if it finds a difference.
#
#	looks FILE			what each LOOK, a command, prints while nothing is broken; looks_differ may then be NOTICES

# definition OBJECT: its statement, from the tree, in a form that replaces it.
definition() {
	awk -v name="$1" '
		match($0, /^CREATE (FUNCTION|VIEW) prov_view\.[a-z_]+/) && substr($0, RSTART, RLENGTH) ~ "\\." name "$" { on = 1 }
		on { sub(/^CREATE /, "CREATE OR REPLACE "); print }
		on && / AS \$\$$/ { body = 1 }
		on && (body ? /^(END )?\$\$;$/ : /;$/) { exit }' "$ROOT"/sql/view/*.sql
}

sabotage() {
	notices=$3
	grep -v '^#' "$1" >"$TMP/sabotage"
	sql "SELECT relname FROM pg_class WHERE relnamespace = 'prov_view'::regnamespace
		UNION SELECT proname FROM pg_proc WHERE pronamespace = 'prov_view'::regnamespace ORDER BY 1" | grep -vE "$2" >"$TMP/objects"
	is "$(cut -d '|' -f 1 "$TMP/sabotage" | sed 's/ $//' | sort -u)" "$(sort -u "$TMP/objects")" \
		'each view and function has a row, and no other has'
	while IFS= read -r line; do
		object=${line%% | *} line=${line#* | }
		substitution=${line% | *} look=${line##* | }
		definition "$object" >"$TMP/whole.sql"
		perl -0777 -pe "$substitution" "$TMP/whole.sql" >"$TMP/broken.sql"
		if cmp -s "$TMP/whole.sql" "$TMP/broken.sql" || ! sql_session -f "$TMP/broken.sql" >"$TMP/made" 2>&1; then
			flunk "$object, $substitution: breaks something" "$(cat "$TMP/made")"
			continue
		fi
		if "$notices" "$look"; then
			pass "$object, $substitution: \"$look\" notices it"
		else
			flunk "$object, $substitution: \"$look\" notices it"
		fi
		sql_session -f "$TMP/whole.sql" >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
	done <"$TMP/sabotage"
}

looks_now() { eval "$1" 2>&1 </dev/null | paste -sd ' '; }

looks() {
	grep -v '^#' "$1" | sed 's/.* | //' | sort -u >"$TMP/looks.wanted"
	while read -r line; do
		printf '%s\n%s\n' "$line" "$(looks_now "$line")"
	done <"$TMP/looks.wanted" >"$TMP/looks"
}

looks_differ() { [ "$(looks_now "$1")" != "$(grep -F -A 1 -x -e "$1" "$TMP/looks" | tail -n 1)" ]; }
