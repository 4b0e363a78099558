#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# help.t - --help is short, --extendedoptions complete, and both have no empty headings
. "$TESTLIB/testlib.sh"

# A heading is a line that ends in a colon; below it stand indented lines.
empty_headings() {
	awk 'heading && !/^ / { print heading } { heading = "" } /:$/ { heading = $0 }' "$TMP/out"
}

for source in "$ROOT"/bin/*.c; do
	name=$(basename "$source" .c)
	case $name in
	cli* | ucr | prov) continue ;;
	esac
	for option in --help --extendedoptions; do
		ok "$name $option" "$name" "$option"
		is "$(empty_headings)" '' "$name $option has no empty heading"
	done
done

ok 'the short help of createuser' createuser --help
output_lacks --telephone_isdn
ok 'the long help' createuser --extendedoptions
output_has --telephone_isdn
fails 104 '--json is for all programs' createuser --json
is "$(cat "$TMP/out")" '' 'and standard output for nothing else then'
is "$(createcontext --extendedoptions | grep -c -e --quota=)" 1 'createcontext has one --quota, its own'
done_testing
