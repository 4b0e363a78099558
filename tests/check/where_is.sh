#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# where_is.sh - the numbers of docs/where-is.md that can be counted are those of the tree
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
places() {	# PATTERN FOLDER...: files of the source that have it, written by hand
	pattern=$1
	shift
	grep -rlE -e "$pattern" "$@" | LC_ALL=C sort | tr '\n' ' '
}
page() {	# QUESTION: the number in the column "now"
	sed -nE "s/^\\| $1[^|]*\\|[^|]*\\| *([0-9]+) \\(c\\).*/\\1/p" docs/where-is.md
}
same() {	# QUESTION FILES: as many as the page says, by name
	want=$2
	is "$(page "$1")" "$(printf '%s' "$want" | wc -w)" "$1: $want"
}

code='bin libprov sql ldap'
# shellcheck disable=SC2086 # folders
{
	same 'Where is what a user may use' "$(places '"access\.default"' $code)"
	same 'Where is the limit of the guard' "$(places '"group_members"' $code)"
	same 'Where is exit status 120' "$(places ' 120(,| *\})' $code)"
	same 'What does a rare attribute' "$(places '\btax_id\b' $code docs)"
	same 'A profile' "$(places '\b389ds\b' $code docs/man docs/mapping.md)"
	same 'A setting' "$(places '\b(user_timezone|user\.timezone", )|^\.It Ic user\.timezone' libprov/prov \
		libprov/config docs/man/prov.conf.5)"
	same 'A heading' "$(places '"Sur_name"' $code)"
}
same 'A program' "$(places '\bexistsuser\b' bin docs/man CHANGES.md tests/cli/existsuser.t)"
# tests/sql/noun.t adds a column and counts.
is "$(page 'A column')" "$(sed -n "s/.*an attribute with a column is \\([a-z]*\\) files.*/\\1/p" tests/sql/noun.t |
	sed 's/two/2/')" 'A column: as tests/sql/noun.t counts'
is "$(wc -l <docs/man/getaccesscombinationnameforuser.8)" \
	"$(sed -nE 's/^\| A program.*, the same of ([0-9]+) \|$/\1/p' docs/where-is.md)" 'the lines of a page'
done_testing
