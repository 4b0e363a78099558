#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# options.sh - every program has a manual page that lists its options (with --extendedoptions), their
# letters, and no others; a letter means one thing per program, and what they are is written down
. "$TESTLIB/testlib.sh"

# "-c --contextid" for each option that has both, from --help and from a page.
help_letters() {
	full_help "$1" | sed -n 's/^ *\(-[A-Za-z]\), .*\(--[A-Za-z][A-Za-z0-9_-]*\).*/\1 \2/p' | sort -u
}

man_letters() {
	awk '/^\.Sh / { on = /OPTIONS/ } on && /^\.It Fl/' "$1" |
		sed -nE 's/.*Fl ([A-Za-z]) , Fl -([A-Za-z][A-Za-z0-9_-]*).*/-\1 --\2/p
			s/.*Fl -([A-Za-z][A-Za-z0-9_-]*)( Ar [A-Z]+)? , Fl ([A-Za-z])( .*)?$/-\3 --\1/p' | sort -u
}

same() {	# NAME HELP_FILE PAGE_FILE
	if [ -s "$2" ] && cmp -s "$2" "$3"; then
		pass "$1"
	else
		flunk "$1" '--help (-), manual page (+):'
		diff "$2" "$3" | grep '^[<>]' | sed 's/^</# -/; s/^>/# +/'
	fi
}

for source in "$ROOT"/bin/*.c; do
	name=$(basename "$source" .c)
	case $name in
	cli*) continue ;;
	esac
	page=$(man_page "$name")
	[ -n "$page" ] || {
		flunk "$name has a manual page"
		continue
	}
	help_options "$name" >"$TMP/help"
	man_options "$page" >"$TMP/man"
	same "$name: the page has its options" "$TMP/help" "$TMP/man"
	[ "$name" != ucr ] || continue		# its one-letter options are several words for one
	help_letters "$name" >"$TMP/help"
	man_letters "$page" >"$TMP/man"
	same "$name: and their letters" "$TMP/help" "$TMP/man"
	sed "s/^/$name /" "$TMP/help" >>"$TMP/all"
done

for page in "$MAN"/*.[18]; do
	name=$(basename "$page")
	source=${name%.*}
	case $source in
	prov-*) source=cli_${source#prov-} ;;	# a word of prov
	provweb) source=web/provweb ;;
	esac
	ok "$name is the page of a program" test -f "$ROOT/bin/$source.c"
done

prints check/options.txt 'no letter is new without being written down' cat "$TMP/all"
done_testing
