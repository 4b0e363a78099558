#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# circles.sh - calls between the files of a folder go one way: no file needs one that needs it
#
# Read off the objects: what a file does not define and another of its folder does. Callbacks do not count.
. "$TESTLIB/testlib.sh"


# "FOLDER FILE U|T SYMBOL" -> a line "FOLDER FILE needs FILE: SYMBOL" for each call within a circle
circles() {
	awk '
	{ file = $1 "/" $2; files[file] = $1 }
	$3 == "U" { wants[++n] = file; symbol[n] = $4; next }
	{ home[$1 " " $4] = file }
	END {
		for (i = 1; i <= n; i++) {
			to = home[files[wants[i]] " " symbol[i]]
			if (to != "" && to != wants[i]) {
				from[++edges] = wants[i]; into[edges] = to; why[edges] = symbol[i]
			}
		}
		do {	# a file that needs none of the rest, or that none of the rest needs, is in no circle
			split("", out); split("", in_); gone = 0
			for (i = 1; i <= edges; i++)
				if (from[i] != "") { out[from[i]] = 1; in_[into[i]] = 1 }
			for (i = 1; i <= edges; i++)
				if (from[i] != "" && (!(into[i] in out) || !(from[i] in in_))) {
					from[i] = ""; gone = 1
				}
		} while (gone)
		for (i = 1; i <= edges; i++)
			if (from[i] != "") {
				to = into[i]; sub(/.*\//, "", to); file = from[i]; sub(/.*\//, "", file)
				print files[from[i]] " " file " needs " to ": " why[i]
			}
	}' | sort
}

printf '%s\n' 'd a T f' 'd a U g' 'd b T g' 'd b U h' 'd c T h' 'd c U f' 'd c U i' 'd e T i' 'e a T g' 'e a U f' |
	circles >"$TMP/found"
is "$(cat "$TMP/found")" 'd a needs b: g
d b needs c: h
d c needs a: f' 'a circle is seen, and what only leads to or from it is not in it'

cd "$ROOT" || exit 1
find libprov sql ldap bin -name '*.c' | sed "s|.*|$B/&|; s|c$|o|" | sort >"$TMP/objects"
# shellcheck disable=SC2046 # a list of files
nm -A $(cat "$TMP/objects") 2>"$TMP/missing" | awk -v top="$B/" '
	{ file = substr($1, length(top) + 1); sub(/\.o:.*/, "", file); folder = file
	  sub(/\/[^\/]*$/, "", folder); sub(/.*\//, "", file) }
	$(NF - 1) == "U" { print folder, file, "U", $NF }
	$(NF - 1) ~ /^[TDRBW]$/ { print folder, file, "T", $NF }' >"$TMP/symbols"
is "$(cat "$TMP/missing")" '' 'all files are built'
circles <"$TMP/symbols" >"$TMP/found"
is "$(cat "$TMP/found")" '' 'no circles'
done_testing
