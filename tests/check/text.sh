#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# text.sh - no unfinished words, no trailing blanks, no typographic punctuation, short lines
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
find . -type f ! -path './.git/*' ! -path './build*' ! -path './tests/data/*' ! -name LICENSE \
	! -name .git ! -name '*.ldif' ! -name '*.png' | sed 's|^\./||' | sort >"$TMP/files"

find_lines() {	# NAME PERL_CONDITION [FILE_PATTERN]
	grep -E "${3:-.}" "$TMP/files" | tr '\n' '\0' |
		xargs -0 perl -CSD -MText::Tabs -ne "chomp; print qq(\$ARGV:\$.: \$_\\n) if $2; close ARGV if eof" \
			>"$TMP/found" 2>&1
	is "$(head -n 20 "$TMP/found")" '' "$1"
}

# The words are written so that this file does not find itself.
find_lines 'no unfinished work' '/\b(TO''DO|FIX''ME|X''XX|HA''CK|st''ub|not impl''emented)\b/'
find_lines 'no blanks at the ends of lines' '/[ \t]+$/'
find_lines 'plain punctuation' '/[\x{a0}\x{2010}-\x{2015}\x{2018}-\x{201f}\x{2026}]/'
find_lines 'C fits into 110 columns, and aims at 100' 'length expand($_) > 110' '\.[ch]$'
find_lines 'comments of C are /* */' 'm{(^|[;{}\s])//(?!/)}' '\.[ch]$'
# NC8: what is cited is in the tree.
find_lines 'NC8: no document is cited that is not here' '/\b[r]eference(.s)? \(?(section|table|words)\b/i' \
	'\.(c|h|sql|sh|t|md)$'
# NC12: a function says how it went with what it returns, not with what happens to be in err.
find_lines 'NC12: no answer by reading the error' '/return err->code [=!]= PROV_OK \? (0|-1) : (0|-1);/' '\.c$'
# shellcheck disable=SC2046 # paths of the tree have no blanks
is "$(awk '/^\/\* ---- / { if (seen[FILENAME $0]++) print FILENAME ": " $0 }' $(grep -E '\.[ch]$' "$TMP/files"))" '' \
	'NC12: no two sections of a file have the same name'
# NC11: comments say what things do; a released migration is not edited.
find_lines 'NC11: no persons in comments' '$ARGV !~ m{^sql/migration/} && m{(^|[\s/])(\*|--) .*\b(w''hoever|h''e|s''he|h''is|h''er|h''im|one of u''s)\b}i' '\.([ch]|sql)$'
done_testing
