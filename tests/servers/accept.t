#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# accept.t - what people see of a world with several customers, tests/data/servers/checks.txt; and each view and function,
# broken in every way of sabotage.txt, fails the check that is named there
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/maillib.sh"

mail_servers
make_world
accept_all
check_clean 'nothing is broken'

# --- sabotage ---
grep -v '^#' "$DATA/servers/sabotage.txt" >"$TMP/sabotage"
definition() {	# OBJECT: its statement, from the tree, in a form that replaces it
	awk -v name="$1" '
		match($0, /^CREATE (FUNCTION|VIEW) prov_view\.[a-z_]+/) && substr($0, RSTART, RLENGTH) ~ "\\." name "$" { on = 1 }
		on { sub(/^CREATE /, "CREATE OR REPLACE "); print }
		on && / AS \$\$$/ { body = 1 }
		on && (body ? /^(END )?\$\$;$/ : /;$/) { exit }' "$ROOT"/sql/view/*.sql
}
broken() { [ "$(said_to "$1")" != "$(wanted_of "$1")" ]; }

# SOGo and provweb have tests of their own: sogo.t, tests/cli/portal.t.
others='^(sogo|web|session)_|_of_sogo$|^visitor$|^dovecot_session$'
sql "SELECT relname FROM pg_class WHERE relnamespace = 'prov_view'::regnamespace
	UNION SELECT proname FROM pg_proc WHERE pronamespace = 'prov_view'::regnamespace ORDER BY 1" | grep -vE "$others" >"$TMP/objects"
is "$(cut -d '|' -f 1 "$TMP/sabotage" | sed 's/ $//' | sort -u)" "$(sort -u "$TMP/objects")" \
	'each view and function has a row in sabotage.txt, and no other has'
while IFS= read -r line; do
	object=${line%% | *} line=${line#* | }
	substitution=${line% | *} check=${line##* | }
	definition "$object" >"$TMP/whole.sql"
	perl -0777 -pe "$substitution" "$TMP/whole.sql" >"$TMP/broken.sql"
	if cmp -s "$TMP/whole.sql" "$TMP/broken.sql" || ! sql_session -f "$TMP/broken.sql" >"$TMP/made" 2>&1; then
		flunk "$object, $substitution: breaks something" "$(cat "$TMP/made")"
		continue
	fi
	if broken "$check"; then
		pass "$object, $substitution: \"$check\" notices it"
	else
		flunk "$object, $substitution: \"$check\" notices it"
	fi
	sql_session -f "$TMP/whole.sql" >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
done <"$TMP/sabotage"
accept_all
stop_mail
done_testing
