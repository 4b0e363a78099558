#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# exit_status.sh - docs/exit-status.md is the table of libprov/base/err_status.c, every code has a number, and
# manual pages promise only numbers that exist
. "$TESTLIB/testlib.sh"

sed -n 's/^\t\[\(PROV_[A-Z_]*\)\] = { \([0-9]*\), "[A-Z_]*" },$/\1 \2/p' "$ROOT/libprov/base/err_status.c" | sort >"$TMP/code"
sed -n 's/^| `\(PROV_[A-Z_]*\)` | \([0-9]*\) | ..*$/\1 \2/p' "$ROOT/docs/exit-status.md" |
	sort >"$TMP/page"
awk '/^enum prov_code/ { on = 1; next } on && /^}/ { exit } on' "$ROOT/libprov/prov/err.h" |
	grep -oE 'PROV_(OK|E_[A-Z_]+)' | sort -u >"$TMP/codes"

is "$(comm -23 "$TMP/code" "$TMP/page")" '' 'every number of the table is in the page'
is "$(comm -13 "$TMP/code" "$TMP/page")" '' 'the page has no other number'
is "$(cut -d ' ' -f 1 "$TMP/code" | diff - "$TMP/codes")" '' 'every code of the library has a number'
is "$(($(wc -l <"$TMP/code") > 20))" 1 'the table was read'

words() {
	grep -oE '\b[A-Z]{2,}\b' | tr '\n' ' '
}
is "$(awk '/^\*\*The worst/ { on = 1 } /^$/ { on = 0 } on' "$ROOT/docs/exit-status.md" | words)" \
	"$(awk '/worst_first\[\]/ { on = 1; next } /^}/ { on = 0 } on' "$ROOT/libprov/base/err_status.c" |
		sed 's/PROV_//; s/E_//' | words)" 'the page says which is the worst'

# Numbers of a page: its list, or what its text says; licence has more of its own in the text.
numbers() {
	awk '/^\.Sh / { on = /EXIT STATUS/ } on' "$1" | case $1 in
	*/licence.8 | */prov-status.8) grep -v '^\.It' | grep -oE '\b1[0-9]{2}\b' ;;
	*/report.8) grep -oE '^\.It [0-9]+|\b1[0-9]{2}\b' | sed 's/^\.It //' | grep -vx 2 ;;	# of a monitor
	*) grep -oE '^\.It [0-9]+|\b1[0-9]{2}\b' | sed 's/^\.It //' ;;
	esac | sort -un
}

cut -d ' ' -f 2 "$TMP/code" | sort -un >"$TMP/known"
for page in "$MAN"/*.[18]; do
	numbers "$page" >"$TMP/numbers"
	name=$(basename "$page")
	is "$(grep -vxF -f "$TMP/known" "$TMP/numbers")" '' "$name: all numbers exist"
	case $name in
	ucr.8 | prov-status.8) ;;	# 0 and 1, in words; those of a plugin of Nagios
	*) ok "$name: and there are some" test -s "$TMP/numbers" ;;
	esac
done
done_testing
