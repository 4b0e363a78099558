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
done_testing
