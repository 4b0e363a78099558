#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# queries.t - every embedded statement is understood by a migrated database, as the role that
# commands have, with the number of parameters that the generated table says
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
use_sogo
run "$B/tests/tool/queries" "host=$PGHOST dbname=$DATABASE user=postgres"
grep '^sql/query/web/' "$TMP/out" >"$TMP/web"	# of provweb, which has a role of its own (tests/cli/web.t)
run "$B/tests/tool/queries" "$CONNINFO"
is "$status" 0 'all of them were tried'
grep -v '^sql/query/web/' "$TMP/out" | cat "$TMP/web" - >"$TMP/all"
mv "$TMP/all" "$TMP/out"
while IFS= read -r line; do
	file=${line%%: *}
	case ${line#*: } in
	*' columns')
		counts=${line#*: }
		# shellcheck disable=SC2086 # words
		set -- ${counts%%,*}
		is "$2" "$1" "$file has $1 parameters"
		;;
	*) case $line in *.sql:*) flunk "$line" ;; esac ;;
	esac
done <"$TMP/out"
is "$(grep -c '^sql/query/' "$TMP/out")" "$(find "$ROOT/sql/query" -name '*.sql' | wc -l)" 'each file is one of them'

# Style: values are parameters with a type, names have their schema, one statement a file.
cd "$ROOT" || exit 1
is "$(grep -rnE '\$[0-9]+([^0-9:]|$)' sql/query | grep -v -e ': *--')" '' 'parameters have a type'
is "$(grep -rnE '(FROM|JOIN|INTO|UPDATE) (context|login_name|users|address|groups|member|resource|change_log|stage_)' \
	sql/query)" '' 'tables have their schema'
is "$(grep -rn ';' sql/query | grep -v -e ': *--')" '' 'one statement a file'
is "$(for f in sql/query/*/*.sql; do head -n 1 "$f" | grep -q -e '^-- ' -e '^BEGIN' -e '^COMMIT' -e '^ROLLBACK' ||
	echo "$f"; done)" '' 'each says what it is for'
# shellcheck disable=SC2013 # constants are words
is "$(for c in $(find sql/query -name '*.sql' | sed 's|^sql/query/||; s|\.sql$||; s|[/-]|_|g' | tr '[:lower:]' '[:upper:]'); do
	grep -rqE "PROV_Q_$c\b" libprov sql ldap --include='*.[ch]' || echo "$c"; done)" '' 'and is used'
done_testing
