#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# import_csv.t - the files that people have: marks, line ends, quotes, bytes that are no text, very long values
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example
head=contextid,username,displayname,givenname,surname,password,passwordmech,email
line() {
	printf '%s,%s,Display %s,Given,Sur,%s,HASH,%s\n' "$1" "$2" "$2" "$HASH" "${3-$2@c$1.example}"
}
count=0
# imports NAME CREATED REJECTED: $TMP/made.csv
imports() {
	run createuser --csv-import "$TMP/made.csv"
	check_status 0 "$1" || return 0
	is "$(tail -n 1 "$TMP/out")" "createuser: $(($2 + $3)) line$([ $(($2 + $3)) = 1 ] || echo s) read, $2 user$(
		[ "$2" = 1 ] || echo s) created, $3 rejected" "$1: the summary"
	count=$((count + $2))
	is "$(sql 'SELECT count(*) FROM prov.users WHERE uid > 2')" "$count" "$1: the users"
}

# ---- forms ----

{ printf '\357\273\277'; echo "$head"; line 1 bom; } >"$TMP/made.csv"
imports 'with a mark (BOM)' 1 0
{ echo "$head"; line 1 crlf; } | sed 's/$/\r/' >"$TMP/made.csv"
imports 'CRLF' 1 0
{ echo "$head"; line 1 cr1; line 1 cr2; } | tr '\n' '\r' >"$TMP/made.csv"
imports 'CR, of old Macs' 2 0
{ printf '\357\273\277'; echo "$head"; line 1 excel; } | sed 's/,/;/g; s/$/\r/' >"$TMP/made.csv"
imports 'a mark, semicolons and CRLF, as spreadsheets write in Germany' 1 0
{ echo "$head"; line 1 noend | tr -d '\n'; } >"$TMP/made.csv"
imports 'no line end at the end' 1 0
{ echo "$head"; echo; line 1 blank; echo; echo ' '; echo ',,,,,,,'; } >"$TMP/made.csv"
imports 'lines with nothing in them' 1 0
{ echo "$head" | sed 's/[a-z]*/"&"/g'; line 1 quoted | sed 's/[^,]*/"&"/g' | tr -d '\n'; } >"$TMP/made.csv"
imports 'everything in quotes' 1 0
{ echo "$head" | sed 's/,/ , /g'; line 1 blanks; } >"$TMP/made.csv"
imports 'blanks in the heading' 1 0
is "$(sql "SELECT count(*) FROM prov.users u WHERE uid > 2 AND (display_name <> 'Display ' || name OR given_name <> 'Given'
	OR mail <> name || '@c1.example' OR password <> '$HASH')")" 0 'nothing of a form is in the values'

{
	echo "$head,info,note"
	printf '1,lines,"Weird, ""Name""",Ännä,"O;B",%s,HASH,lines@c1.example,"two\nlines","a\r\nb"\n' "$HASH"
	line 1 behind | sed 's/$/,,/'
	line 1 'wr ong' | sed 's/$/,,/'
} >"$TMP/made.csv"
imports 'quotes, separators and line ends within values' 2 1
is "$(sql "SELECT concat_ws('|', display_name, given_name, sur_name, attrs ->> 'info', attrs ->> 'note')
	FROM prov.users WHERE name = 'lines'")" "$(printf 'Weird, "Name"|Ännä|O;B|two\nlines|a\r\nb')" 'are what they are'
has "$TMP/err" 'Failed to create user "wr ong" in context 1: line 6, ' 'lines are counted as an editor does'

# ---- what is no text ----

{ echo "$head"; line 1 nul | sed 's/Given/Gi\x00ven/'; line 1 afternul; } >"$TMP/made.csv"
imports 'a NUL byte' 1 1
has "$TMP/err" 'Failed to create user "nul": line 2, column 4 (givenname): has a NUL byte' 'is told with line and column'
{ echo "$head"; line 1 latin | sed 's/Given/Gi\xe4ven/'; line 1 afterlatin; } >"$TMP/made.csv"
imports 'Latin 1' 1 1
has "$TMP/err" 'line 2, column 4 (givenname): givenname is not valid UTF-8' 'is told with line and column'
{ echo "$head"; line 1 utf16; } | iconv -f UTF-8 -t UTF-16 >"$TMP/utf16.csv"
refused 103 'is not UTF-8 but UTF-16' 'UTF-16' createuser --csv-import "$TMP/utf16.csv"
{ echo "$head"; line 1 utf16; } | iconv -f UTF-8 -t UTF-16LE >"$TMP/utf16.csv"
refused 103 'is not UTF-8 but UTF-16' 'UTF-16 without a mark' createuser --csv-import "$TMP/utf16.csv"
refused 103 '"/dev/full" is no text: it begins with a NUL byte' 'what is no text at all' createuser --csv-import /dev/full
head -c 100000 /dev/urandom >"$TMP/random.csv"
fails 103 'noise' createuser --csv-import "$TMP/random.csv"

# ---- quotes that are not closed ----

long=$(head -c 70000 /dev/zero | tr '\0' x)
{
	echo "$head"
	line 1 first
	line 1 open | sed 's/Given/"Given/'
	i=0
	while [ $((i += 1)) -le 40 ]; do
		line 1 "behind$i"
	done
} >"$TMP/made.csv"
imports 'one costs its own line only, where no other quote follows' 41 1
has "$TMP/err" 'line 3, column 4 (givenname): has a quote' 'which is named'
{
	echo "$head,info,note,url"
	line 1 open2 | sed "s/\$/,\"$long,,/"
	i=0
	while [ $((i += 1)) -le 20 ]; do
		line 1 "after$i" | sed "s/\$/,$(echo "$long" | cut -c 1-60000),,/"
	done
} >"$TMP/made.csv"
imports 'the same before more than 1 MiB' 20 1
has "$TMP/err" 'line 2, column 9 (info): has a quote that is not closed within 1 MiB' 'which is named'
{ echo "$head,info"; line 1 both | sed 's/Given/"Given/'; line 1 both2 | sed 's/Given/"Given"/'; line 1 both3; } >"$TMP/made.csv"
imports 'and where one follows' 2 1

# ---- sizes ----

{ echo "$head,info,note"; line 1 long | sed "s/\$/,$long,/"; line 1 fits | sed "s/\$/,$(echo "$long" | cut -c 1-65536),/"; } >"$TMP/made.csv"
imports 'a value of 64 KiB, and a longer one' 1 1
has "$TMP/err" 'line 2, column 9 (info): info is longer than 65536 bytes' 'is told with line and column'
{ echo "$head"; head -c 3000000 /dev/zero | tr '\0' y; echo; line 1 afterlong; } >"$TMP/made.csv"
imports 'a line of 3 MB' 1 1
has "$TMP/err" 'line 2, column 1 (contextid): is longer than 1 MiB' 'is told with line'
{ head -c 3000000 /dev/zero | tr '\0' y; echo; } >"$TMP/longhead.csv"
refused 103 'the heading cannot be read: column 1 is longer than 1 MiB' 'a heading of 3 MB' \
	createuser --csv-import "$TMP/longhead.csv"
{
	printf %s "$head"
	seq -s , -f ',x%g' 1 192 | sed 's/,,/,/g'
	line 1 wide | tr -d '\n'
	seq -s , 0 192 | sed 's/^0//'
} >"$TMP/made.csv"
imports '200 columns' 1 0
is "$(grep -c 'is ignored' "$TMP/err")" 192 'each that is not known is named'

# ---- what is no file ----

fails 1 'a folder' createuser --csv-import "$TMP"
stderr_has 'Is a directory'
fails 1 'nothing' createuser --csv-import "$TMP/nothing.csv"
stderr_has 'No such file'
mkfifo "$TMP/fifo"
{ echo "$head"; line 1 fifo; } >"$TMP/fifo" &
ok 'a pipe' createuser --csv-import "$TMP/fifo"
output_has '1 user created'
{ echo "$head"; line 1 standard; } >"$TMP/in.csv"
ok 'standard input' createuser --csv-import - <"$TMP/in.csv"
output_has '1 user created'
check_clean
done_testing
