#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# doc_paths.sh - what the pages name is there: files, statements, functions, settings, programs' pages
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
# Names that stand for something the reader is going to make.
examples='group/find|GROUP_FIND|NOUN|NNNN|\.\.\.'

# words FILE: what stands in backticks and in indented or fenced code, one word a line.
words() {
	awk '/^ *```/ { code = !code; next } code || /^    / { print; next }
		{ n = split($0, part, "`"); for (i = 2; i <= n; i += 2) print part[i] }' "$1" |
		tr -s ' \t,;"<>=|&' '\n' | sed 's/[.:]*$//' | grep -vE -e "$examples"
}

for page in *.md docs/*.md; do
	words "$page" >"$TMP/words"

	grep -E '^(bin|libprov|sql|ldap|docs|tests)/[A-Za-z0-9_./*-]+$' "$TMP/words" | sort -u |
		while read -r path; do
			# shellcheck disable=SC2086
			ls -d $path >/dev/null 2>&1 || echo "$path"
		done >"$TMP/gone"
	is "$(cat "$TMP/gone")" '' "$page: every path exists"

	grep -E '^[a-z0-9_]+\.(c|h|sql|sh)$' "$TMP/words" | sort -u | while read -r file; do
		[ -n "$(find bin libprov sql ldap tests -name "$file")" ] || echo "$file"
	done >"$TMP/gone"
	is "$(cat "$TMP/gone")" '' "$page: every file without a path exists, too"

	grep -oE '\b(prov|cli)_[a-z0-9_]+\(' "$TMP/words" | sort -u | while read -r function; do
		grep -rqF "$function" --include='*.h' bin libprov sql ldap ||
			grep -rqF "$function" --include='*.c' bin libprov sql ldap || echo "$function)"
	done >"$TMP/gone"
	is "$(cat "$TMP/gone")" '' "$page: every function exists"

	# NC7: names without parentheses, too.
	grep -xE '(prov|cli)_[a-z0-9_]+' "$TMP/words" | grep -vE '^prov_sync_.*_seconds$' | sort -u | while read -r name; do
		grep -rqw -e "$name" bin libprov sql ldap tests || echo "$name"
	done >"$TMP/gone"
	is "$(cat "$TMP/gone")" '' "NC7: $page: every name exists"

	grep -oE '\bPROV_(E|Q)_[A-Z0-9_]+' "$TMP/words" | sort -u | while read -r name; do
		grep -qw "$name" libprov/prov/err.h "$B/sql/queries.h" || echo "$name"
	done >"$TMP/gone"
	is "$(cat "$TMP/gone")" '' "$page: every constant exists"

	grep -oE '\[[^]]*\]\([^)]*\)' "$page" | sed 's/.*(//; s/[)#].*//' | grep -vE '^(https?:|$)' |
		while read -r link; do
			[ -e "$(dirname "$page")/$link" ] || echo "$link"
		done >"$TMP/gone"
	is "$(cat "$TMP/gone")" '' "$page: every link leads somewhere"
done

# Manual pages refer to each other; pages of other packages have other names.
grep -hoE '^\.Xr [a-z._-]+ [0-9]' "$MAN"/*.[1-8] | sort -u >"$TMP/references"
while read -r _ name section; do
	[ -e "$MAN/$name.$section" ] || echo "$name($section)"
done <"$TMP/references" >"$TMP/gone"
is "$(grep -vxE 'crypt\(3\)|ldap.conf\(5\)|psql\(1\)|regex\(7\)|sd_notify\(3\)|systemd\(1\)' "$TMP/gone")" '' 'manual pages refer to pages that exist'

# prov.conf(5) is the list of settings; what other pages call a setting must be there.
sections='database|ldap|auth|access|names|password|ucr|licence|sync'
{
	sed -nE "s/^\.Ic (($sections)\.[a-z_]+)\b.*/\1/p" "$MAN"/*.[1-8]
	for page in *.md docs/*.md; do
		words "$page" | grep -xE "($sections)\.[a-z_]+" | grep -vE '\.(c|h|conf|ldif|secret)$'
	done
} | sort -u >"$TMP/settings"
while read -r key; do
	grep -qE "^\.It Ic $key\$" "$MAN/prov.conf.5" || echo "$key"
done <"$TMP/settings" >"$TMP/gone"
is "$(cat "$TMP/gone")" '' 'what is called a setting is one'
is "$(($(wc -l <"$TMP/settings") > 15))" 1 'some settings were looked at'
done_testing
