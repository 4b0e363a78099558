#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# man.sh - manual pages, as they are made and installed, are correct mdoc, have the sections that people
# look for, and are written once
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
	is "$(awk '/^\.Sh / { on = /OPTIONS/ } on && /^\.It Fl/' "$page" |
		grep -oE 'Fl -[A-Za-z0-9_-]+' | sort | uniq -d)" '' "NC9: $name describes no option twice"
done

# NC9: what several pages say is a part that they include, and options come from the tables.
cat "$ROOT"/docs/man/*.8 | awk '/^\.\\"/ { n = 0; next } { line[NR] = $0
	if (++n >= 10) { block = ""
		for (i = NR - 9; i <= NR; i++) block = block line[i] "\n"
		if (seen[block]++) print $0 } }' | head -n 5 >"$TMP/copied"
is "$(cat "$TMP/copied")" '' 'NC9: no ten lines stand in two sources'
for part in "$ROOT"/docs/man/part/*.mdoc; do
	name=$(basename "$part" .mdoc)
	grep -qx -e ".*\" include: $name" "$ROOT"/docs/man/*.[1-8] "$ROOT"/docs/man/part/*.mdoc || echo "$name"
done >"$TMP/unused"
is "$(cat "$TMP/unused")" '' 'NC9: every part is included somewhere'
is "$(grep -lE '^\.\\" (include|(plain )?options):' "$MAN"/*.[1-8])" '' 'NC9: no line of the sources is left to be filled'
is "$(grep -l '^\.It Fl -title\b' "$ROOT"/docs/man/*.8 "$ROOT"/docs/man/part/*)" '' \
	'NC9: a rare attribute is in no source of a page'
is "$(grep -c '^\.It .*Fl -title ' "$MAN/createuser.8")" 1 'NC9: and in the page that is made'

# What fills them says where it cannot.
mkdir "$TMP/part"
printf '.\\" options: Nothing\n' >"$TMP/listuser.8"
fails 1 'a group that the command has not is an error' "$B/docs/man/page" "$TMP/listuser.8"
stderr_has 'there is no group "Nothing"'
printf '.\\" include: a\n' | tee "$TMP/part/a.mdoc" >"$TMP/listuser.8"
fails 1 'so are parts that include each other' "$B/docs/man/page" "$TMP/listuser.8"
printf '.Bl\n.\\" options: Search\n.It Fl i , Fl -ignorecase\nBy hand.\n.El\n' >"$TMP/listuser.8"
ok 'an item by hand' "$B/docs/man/page" "$TMP/listuser.8"
is "$(grep -A 1 -e 'Fl -ignorecase' -e 'Fl -includeguests' "$TMP/out" | tr '\n' '|')" \
	'.It Fl i , Fl -ignorecase|By hand.|.It Fl -includeguests|Guests, too: there are none here.|' \
	'stands where the table has its option'

# NC4: what prov.1 and `prov help` list, in which order.
awk '/^\.Sh / { on = /DESCRIPTION/ } on && /^\.It Xr/ { sub(/^prov-/, "", $3); print $3 }' "$MAN/prov.1" >"$TMP/page"
prov help | grep -v 'the same by another name' | sed -nE 's/^  (prov )?([a-z]+)  .*/\2/p' >"$TMP/help"
is "$(diff "$TMP/help" "$TMP/page")" '' 'NC4: prov.1 lists the programs of prov help'
is "$(prov help | grep -cE '^[A-Z][a-z]+$')" "$(awk '/^\.Sh / { on = /DESCRIPTION/ }
	on && /^\.It Xr/ { n += !kind; kind = 1 } on && /^\.Pp/ { kind = 0 } END { print n }' "$MAN/prov.1")" \
	'NC4: by the same kinds'
is "$(test -s "$TMP/help" && echo yes)" yes 'NC4: there was something to compare'
done_testing
