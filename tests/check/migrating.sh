#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# migrating.sh - docs/migrating-from-open-xchange.md: the table of options is what the programs have
. "$TESTLIB/testlib.sh"

page=$ROOT/docs/migrating-from-open-xchange.md

# "PROGRAM 1 --name": the same; "PROGRAM 3 --name": not there
awk -F'|' '/^## / { on = /Every option/ } on && /^\| (`|every)/ {
	gsub(/[ `]/, "", $2)
	for (column = 3; column <= 5; column += 2) {
		n = split($column, words, "`")
		for (i = 2; i <= n; i += 2) print $2, column - 2, words[i]
	}
}' "$page" >"$TMP/table"

has_option() {	# PROGRAM OPTION: is it one? What has no value is a flag, an unknown one ends with 111
	"$1" --extendedoptions | grep -qE -- "(^|[ ,])$2([=, ]|\$)"
}
while read -r program where option; do
	[ "$program" != everyprogram ] || program=createuser
	if [ "$where" = 1 ]; then
		has_option "$program" "$option" || echo "$program has no $option"
	else
		has_option "$program" "$option" && echo "$program has $option"
	fi
done <"$TMP/table" >"$TMP/wrong"
is "$(cat "$TMP/wrong")" '' 'what is the same is there, what is not is not'
is "$(($(wc -l <"$TMP/table") > 200))" 1 'there was something to look at'
# ours alone, which no script of theirs can call
ours='prov|ldapsync|onetimelogin|ldapbase|ucr|licence|supportrequest|provdb|listreason|change(server|filestore|database)|list(server|filestore|database)|unregister[a-z]*'
prov help | sed -nE 's/^  ([a-z]+) .*/\1/p' | grep -vxE "univention|disableallcontext|$ours" | sort >"$TMP/programs"
awk '{ print $1 }' "$TMP/table" | sort -u >"$TMP/named"
is "$(comm -23 "$TMP/programs" "$TMP/named")" '' 'every program that they have is in it'
done_testing
