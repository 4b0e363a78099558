#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# embed.sh OUTDIR COLUMNS FILE...: turns .sql files into queries.h (enums) and queries.c (text).
#
# sql/query/NOUN/VERB.sql    -> PROV_Q_NOUN_VERB, one statement, values are $1, $2, ...
# sql/migration/NNNN_NAME.sql, sql/setup/NAME.sql, sql/view/NAME.sql, sql/distribute.sql -> scripts, run only by
# sql_migrate.c, sql_view.c and sql_distribute.c
# Comment lines are left out of the text; the number of parameters is the highest $n. Lists of columns
# are filled in by sql/embed.awk from COLUMNS.
set -eu
out=$1
columns=$2
shift 2

queries=
scripts=
for f; do
	case $f in
	sql/query/*) queries="$queries $f" ;;
	*) scripts="$scripts $f" ;;
	esac
done

constants() {	# sql/query/user/insert.sql -> PROV_Q_USER_INSERT
	# shellcheck disable=SC2086 # words
	printf '%s\n' $queries | sed 's|^sql/query/||; s|\.sql$||; s|[/-]|_|g' | tr '[:lower:]' '[:upper:]' |
		sed 's/.*/	PROV_Q_&,/'
}

embed() {	# queries|scripts FILE...
	what=$1
	shift
	awk -v what="$what" -f sql/embed.awk "$columns" "$@"
}

{
	echo '/* made by sql/embed.sh: do not edit */'
	echo '#ifndef PROV_QUERIES_H'
	echo '#define PROV_QUERIES_H'
	echo 'enum prov_query {'
	constants
	echo '	PROV_QUERY_COUNT'
	echo '};'
	echo '#endif'
} >"$out/queries.h"

# shellcheck disable=SC2086 # words
{
	echo '/* made by sql/embed.sh: do not edit */'
	echo '#include "sql/sql_int.h"'
	echo 'const struct prov_sql_query prov_queries[PROV_QUERY_COUNT] = {'
	embed queries $queries
	echo '};'
	echo 'const struct prov_sql_script prov_scripts[] = {'
	embed scripts $scripts
	echo '	{ NULL, NULL }'
	echo '};'
} >"$out/queries.c"
