#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# names.sh - a function that others may call begins with the name of its file: so it is found
#
# In FILE.c it is prov_FILE or prov_FILE_*, in bin/ without prov_. What a public header declares may be in any
# file of its noun: prov_user_access in user_list.c.
. "$TESTLIB/testlib.sh"

# Words of the language that all files speak, and rows of results, which are read hundreds of times.
cat >"$TMP/words" <<'END'
bin/cli_open.c cli_bulk_session
bin/cli_open.c cli_config
bin/cli_open.c cli_format
bin/cli_open.c cli_made
bin/cli_open.c cli_number
bin/cli_open.c cli_secret_file
bin/cli_open.c cli_session
bin/cli_open.c cli_split
bin/cli_print.c cli_note
bin/cli_print.c cli_note_lines
bin/cli_print.c cli_success
bin/cli_print.c cli_unchanged
bin/cli_print.c cli_warn
bin/cli_tls.c _gnutls_global_init_skip
libprov/base/err.c prov_fail
libprov/base/err.c prov_fail_errno
libprov/base/mem.c prov_alloc
libprov/base/mem.c prov_freep
libprov/base/mem.c prov_realloc
libprov/base/mem.c prov_strdup
libprov/base/mem.c prov_strndup
libprov/base/number.c prov_bool_parse
libprov/base/number.c prov_bool_parse_len
libprov/base/number.c prov_int_parse
libprov/base/str.c prov_asprintf
libprov/model/session.c prov_cancel
sql/sql_result.c prov_sql_affected
sql/sql_result.c prov_sql_int
sql/sql_result.c prov_sql_number
sql/sql_result.c prov_sql_rows
sql/sql_result.c prov_sql_text
sql/sql_result.c prov_sql_true
END

cd "$ROOT" || exit 1
find libprov sql ldap bin -name '*.c' | LC_ALL=C sort >"$TMP/files"
grep -oh 'prov_[a-z0-9_]*(' libprov/prov/*.h | tr -d '(' | LC_ALL=C sort -u >"$TMP/public"
# shellcheck disable=SC2046 # a list of files
nm -A --defined-only $(sed "s|.*|$B/&|; s|c$|o|" "$TMP/files") | awk -v top="$B/" '
	FNR == NR { public[$1] = 1; next }
	$(NF - 1) == "T" {
		file = substr($1, length(top) + 1); sub(/\.o:.*/, ".c", file)
		stem = file; sub(/.*\//, "", stem); sub(/\.c$/, "", stem)
		name = $NF; bare = name; sub(/^prov_/, "", bare)
		if (file ~ /^bin\// && name ~ /^prov_/)
			bare = "of the library"
		noun = stem; sub(/_.*/, "", noun)
		of_noun = name in public && index(bare, noun "_") == 1
		if (bare != stem && index(bare, stem "_") != 1 && !of_noun && name != "main")
			print file " " name
	}' "$TMP/public" - | LC_ALL=C sort >"$TMP/found"
LC_ALL=C sort "$TMP/words" | LC_ALL=C comm -23 "$TMP/found" - >"$TMP/bad"
is "$(cat "$TMP/bad")" '' 'functions begin with the name of their file'
is "$(LC_ALL=C sort "$TMP/words" | LC_ALL=C comm -13 "$TMP/found" -)" '' 'and the exceptions are some'

# A file is known by its name; only a program has that of its command, whatever there is in the library.
is "$(find libprov sql ldap bin -name '*.c' | grep -v '^bin/[^/]*$' | sed 's|.*/||' | LC_ALL=C sort | uniq -d)" '' \
	'no two files have the same name'

# A test file may have a function of the name of one of testlib's, but for those which testlib calls itself.
cd tests/lib || exit 1
sed -n 's/^\([a-z_]*\)() *{.*/\1/p' testlib.sh servers.sh | LC_ALL=C sort -u >"$TMP/own"
# sql_session is there to be replaced
grep -hv '^[[:blank:]]*#' testlib.sh servers.sh |
	grep -oE '(^[[:blank:]]+|(if|while|until|do|then|else|[!;|&{(]) *)[a-z_]+' | grep -oE '[a-z_]+$' |
	LC_ALL=C sort -u | LC_ALL=C comm -12 - "$TMP/own" | grep -vx sql_session | sed 's/.*/^&() *[{(]/' >"$TMP/called"
cd "$ROOT" || exit 1
ok "testlib calls functions of its own" test -s "$TMP/called"
is "$(find tests -name '*.t' -o -path 'tests/check/*.sh' | LC_ALL=C sort | xargs grep -Hn -f "$TMP/called")" '' \
	'and no test file has another function in place of one'
done_testing
