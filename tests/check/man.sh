#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# man.sh - manual pages are correct mdoc and have the sections that people look for
. "$TESTLIB/testlib.sh"

for page in "$MAN"/*.[1-8]; do
	name=$(basename "$page")
	ok "$name is correct mdoc" mandoc -T lint -W warning "$page"
	is "$(sed -n 's/^\.Nm \([^ ]*\).*/\1/p' "$page" | head -n 1)" "${name%.*}" \
		"$name: .Nm is the file's name"
	case $name in
	*.8 | *.1) sections='NAME SYNOPSIS DESCRIPTION OPTIONS EXIT@STATUS EXAMPLES SEE@ALSO' ;;
	*) sections='NAME DESCRIPTION' ;;
	esac
	missing=
	for section in $sections; do
		grep -qx ".Sh $(echo "$section" | tr '@' ' ')" "$page" || missing="$missing $section"
	done
	is "$missing" '' "$name has its sections"
done
# NC4: what prov.1 and `prov help` list, in which order.
awk '/^\.Sh / { on = /DESCRIPTION/ } on && /^\.It Xr/ { print $3 }' "$MAN/prov.1" >"$TMP/page"
prov help | sed -nE 's/^  ([a-z]+) .*/\1/p' >"$TMP/help"
is "$(diff "$TMP/help" "$TMP/page")" '' 'NC4: prov.1 lists the programs of prov help'
is "$(prov help | grep -cE '^[A-Z][a-z]+$')" "$(awk '/^\.Sh / { on = /DESCRIPTION/ }
	on && /^\.It Xr/ { n += !kind; kind = 1 } on && /^\.Pp/ { kind = 0 } END { print n }' "$MAN/prov.1")" \
	'NC4: by the same kinds'
is "$(test -s "$TMP/help" && echo yes)" yes 'NC4: there was something to compare'
done_testing
