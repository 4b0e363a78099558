#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# import_seen.t - what an import knows of a context that it fills, it need not ask of the database: names that
# are taken are found all the same, whoever has them, and since when
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example
context 2
context 3
context 4
second=2
head=contextid,username,displayname,givenname,surname,password,passwordmech,email,aliases
# line CONTEXT NAME [DISPLAY_NAME [ALIAS]]
line() {
	printf '%s,%s,%s,Given,Sur,%s,HASH,%s,%s\n' "$1" "$2" "${3:-Display $2}" "$HASH" "$2@c$1.example" "${4-}"
}
# batch NAME [LINE...]: 2,000 lines, which are written together: these, and lines in contexts 3, $second and 1. One that
# is taken has all of its batch judged, so there is one in each.
batch() {
	name=$1
	shift
	[ $# -eq 0 ] || printf '%s\n' "$@"
	awk -v name="$name" -v second="$second" -v n=$((2000 - $#)) -v hash="$HASH" 'BEGIN {
		for (i = 1; i <= n; i++) {
			cid = i <= 50 ? 3 : i <= 300 ? second : 1
			printf "%d,%s%d,Display %s%d,Given,Sur,%s,HASH,%s%d@c%d.example,\n", cid, name, i, name, i, hash,
				name, i, cid
		} }'
}
rejected() {
	sed -n 's/^Failed to create user "\([^"]*\)" in context \(.\): line [0-9]*, column \([0-9]*\) .*/\2\1:\3/p' "$1" |
		xargs
}

# ---- what was there, and what the file itself has brought ----

user 1 old
user 2 old
ok 'an alias at a mapping' changeuser -c 1 -u old -a old@c1.example,early@acme.example
{
	echo "$head"
	batch a "$(line 1 name1 'User old')"
	batch b "$(line 1 early)"		# would log in with an alias of old
	batch c "$(line 1 first 'First of all' late@acme.example)" "$(line 2 first '' late@acme.example)" "$(line 3 name2 'User old')"
	batch d "$(line 1 late)" "$(line 2 late)"	# in context 2 that is no mapping
	batch e "$(line 1 name3 'First of all')"
	batch f "$(line 1 name4 'Display d900')"	# d was judged, and written then
	batch g "$(line 2 name4 'Display d60')"
	batch h "$(line 3 name4 'Display a7')"
	batch i "$(line 2 name5 'Display i299')"
	batch j "$(line 2 name6 'Display i999')" "$(line 3 name6 'Display a999')"
} >"$TMP/made.csv"
ok 'a file of ten batches' createuser --csv-import "$TMP/made.csv"
is "$(rejected "$TMP/err")" '1name1:3 1early:2 1late:2 1name3:3 1name4:3 2name4:3 3name4:3 2i299:3' \
	'what is taken is found in each of them'
is "$(sql "SELECT count(*) FROM prov.users WHERE uid > 2")" $((20000 - 8 + 2)) 'the rest is there'
check_clean

# ---- others, while it is imported ----

mkfifo "$TMP/in"
createuser --csv-import - <"$TMP/in" >"$TMP/said" 2>"$TMP/said.err" &
pid=$!
exec 8>"$TMP/in"
is_there() {	# NAME: of a batch
	[ -n "$(sql "SELECT 1 FROM prov.users WHERE cid = 1 AND login = '${1}1000'")" ]
}
next() {	# NAME LINE...
	batch "$@" >&8
	must_see "the batch $1" is_there "$1"
}
second=4
echo "$head" >&8
next m "$(line 4 first2 '' mine@new.example)"
user 1 other1 -d 'Of somebody'
next n "$(line 1 new1 'Of somebody')"
user 4 other2 -d 'Of somebody'			# it is young: it is read again
next o "$(line 4 new2 'Of somebody')"
user 3 other3 -d 'Of somebody'
next p "$(line 3 new3 'Of somebody')"
ok 'another alias' changeuser -c 1 -u other1 -a other1@c1.example,soon@acme.example
next q "$(line 1 soon)"
ok 'another mapping' changecontext -c 4 -L new.example
next r "$(line 4 mine)"
exec 8>&-
ended 'an import beside others' 0 $pid "$TMP/said.err"
is "$(rejected "$TMP/said.err")" '1new1:3 4new2:3 3new3:3 1soon:2 4mine:2' 'what they have taken meanwhile is taken'
check_clean
done_testing
