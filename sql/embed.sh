#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# embed.sh OUTDIR FILE...: turns .sql files into queries.h (enums) and queries.c (text).
#
# sql/query/NOUN/VERB.sql    -> PROV_Q_NOUN_VERB, one statement, values are $1, $2, ...
# sql/migration/NNNN_NAME.sql, sql/setup/NAME.sql -> scripts, run only by sql_migrate.c
# Comment lines are left out of the text; the number of parameters is the highest $n.
set -eu
out=$1
shift

body() {	# the text as C string lines
	grep -v '^[[:space:]]*--' "$1" | sed 's/[\\"]/\\&/g; s/.*/	"&\\n"/'
}

params() {
	grep -v '^[[:space:]]*--' "$1" | grep -o '\$[0-9][0-9]*' | tr -d '$' | sort -n | tail -n 1
}

queries=
scripts=
for f; do
	case $f in
	sql/query/*) queries="$queries $f" ;;
	*) scripts="$scripts $f" ;;
	esac
done

constant() {	# sql/query/user/insert.sql -> USER_INSERT
	echo "$1" | sed 's|^sql/query/||; s|\.sql$||; s|[/-]|_|g' | tr '[:lower:]' '[:upper:]'
}

{
	echo '/* made by sql/embed.sh: do not edit */'
	echo '#ifndef PROV_QUERIES_H'
	echo '#define PROV_QUERIES_H'
	echo 'enum prov_query {'
	for f in $queries; do echo "	PROV_Q_$(constant "$f"),"; done
	echo '	PROV_QUERY_COUNT'
	echo '};'
	echo '#endif'
} >"$out/queries.h"

{
	echo '/* made by sql/embed.sh: do not edit */'
	echo '#include "sql/sql_int.h"'
	echo 'const struct prov_sql_query prov_queries[PROV_QUERY_COUNT] = {'
	for f in $queries; do
		n=$(params "$f" || true)
		echo "	{ \"$f\", ${n:-0},"
		body "$f"
		echo '	},'
	done
	echo '};'
	echo 'const struct prov_sql_script prov_scripts[] = {'
	for f in $scripts; do
		echo "	{ \"$f\","
		body "$f"
		echo '	},'
	done
	echo '	{ NULL, NULL }'
	echo '};'
} >"$out/queries.c"
