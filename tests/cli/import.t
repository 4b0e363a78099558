#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# import.t - createuser --csv-import: what the columns mean, what is printed, what is in the database
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example
context 2

head=contextid,username,displayname,givenname,surname,password,passwordmech,email
# line CONTEXT NAME [EMAIL]: a line for that heading.
line() {
	printf '%s,%s,Display %s,Given,Sur,%s,HASH,%s\n' "$1" "$2" "$2" "$HASH" "${3-$2@c$1.example}"
}
# file NAME HEADING: from lines on standard input.
file() {
	{ echo "$2" && cat; } >"$TMP/$1"
}
users() {
	sql "SELECT string_agg(cid || ':' || uid || ':' || name, ' ' ORDER BY cid, uid) FROM prov.users WHERE uid > 2"
}

# ---- the usual ----

{ line 1 anna; line 2 bert; line 1 carl; } | file plain.csv "$head"
prints 'User 3 successfully created in context 1
User 3 successfully created in context 2
User 4 successfully created in context 1
createuser: 3 lines read, 3 users created, 0 rejected' 'three users' createuser --csv-import "$TMP/plain.csv"
is "$(cat "$TMP/err")" '' 'and nothing on standard error'
is "$(users)" '1:3:anna 1:4:carl 2:3:bert' 'are there'
createuser -c 1 -u single -d 'Display single' -g Given -s Sur -p "$HASH" --passwordmech HASH -e single@c1.example
is "$(sql "SELECT count(DISTINCT to_jsonb(u) - '{uid,name,login,display_name,mail,address,aliases,changed}'::text[])
	FROM prov.users u WHERE cid = 1 AND uid > 2")" 1 'as createuser makes them, in all columns'
is "$(sql "SELECT count(DISTINCT (to_jsonb(l) - '{seq,tx,at,id,after}'::text[],
	l.after - '{name,display_name,mail,aliases}'::text[]))
	FROM prov.change_log l WHERE kind = 'user' AND cid = 1")" 1 'E2: and their lines in the change log'
check_clean
ok 'again' createuser --csv-import "$TMP/plain.csv"
is "$(cat "$TMP/err")" 'Failed to create user "anna" in context 1: line 2, column 2 (username): User anna already exists in this context
Failed to create user "bert" in context 2: line 3, column 2 (username): User bert already exists in this context
Failed to create user "carl" in context 1: line 4, column 2 (username): User carl already exists in this context' \
	'rejected lines are named, and the exit status is 0 (trap 17)'
output_has 'createuser: 3 lines read, 0 users created, 3 rejected'
status_is 123 '123 with --strict' createuser --csv-import "$TMP/plain.csv" --strict
check_clean

# ---- columns ----

file odd.csv 'email;password;unknwon;surname;username ;"givenname";displayname;adminuser;contextid;usrname' <<'END'
dora@c1.example;plain secret;x;Sur;dora;Given;Dora;;1;
END
ok 'any order, semicolons, columns that are not known' createuser --csv-import "$TMP/odd.csv"
is "$(cat "$TMP/err")" 'createuser: warning: column 3, "unknwon", is ignored
createuser: warning: column 10, "usrname", is ignored: did you mean "username"?' 'these are named'
is "$(sql "SELECT left(password, 10) FROM prov.users WHERE name = 'dora'")" "{CRYPT}\$y\$" 'a plain password is hashed'

refuse_head() {	# MESSAGE NAME HEADING
	{ echo "$3" && line 1 zoe; } >"$TMP/head.csv"
	refused 103 "$1" "$2" createuser --csv-import "$TMP/head.csv"
	is "$(cat "$TMP/out")" '' "$2: nothing on standard output"
}
refuse_head 'The required column "contextid" is missing' 'no heading' "$(line 1 eva)"
for column in contextid username displayname givenname surname password email; do
	refuse_head "The required column \"$column\" is missing" "no $column" \
		"$(echo "$head" | sed "s/\\b$column\\b/x$column/")"
done
refuse_head 'The column "email" is there twice, as column 8 and column 9' 'a column twice' "$head,email"
refuse_head 'column 9 of the heading is not valid UTF-8' 'Latin 1' "$head,$(printf 'stra\337e')"
: >"$TMP/empty.csv"
refused 103 'The required column "contextid" is missing' 'an empty file' createuser --csv-import "$TMP/empty.csv"
echo "$head" >"$TMP/only.csv"
prints 'createuser: 0 lines read, 0 users created, 0 rejected' 'only a heading' createuser --csv-import "$TMP/only.csv"
prints 'createuser: 0 lines read, 0 users created, 0 rejected' 'without a line end' \
	sh -c "printf %s '$head' | createuser --csv-import -"

# shellcheck disable=SC2016 # a hash
{
	echo "$head,aliases,language,timezone,department,birthday,quota,mailenabled,userfield20,config/a.b,addguipreferences,access-calendar,access-webmail,capabilities-to-add,capabilities-to-remove"
	echo "1,full,Full,Given,Sur,secret word,,full@c1.example,\"a@x.example, b@x.example\",de_AT,Europe/Vienna,Sales,1990-02-28,500,no,twenty,c,x/y=z,yes,off,\"drive,-chat\",ical"
} >"$TMP/full.csv"
ok 'other attributes' createuser --csv-import "$TMP/full.csv"
is "$(cat "$TMP/err")" ''
is "$(sql "SELECT concat_ws('|', aliases, language, timezone, attrs->>'department', attrs->>'birthday', quota, enabled,
	attrs->>'userfield20', attrs->>'config/a.b', attrs->>'gui/x/y', modules, capabilities) FROM prov.users WHERE name = 'full'")" \
	'{full@c1.example,a@x.example,b@x.example}|de_AT|Europe/Vienna|Sales|1990-02-28|500|f|twenty|c|z|4298113030|{-chat,drive,-ical}' \
	'as the options do'
createuser -c 1 -u fully -d Fully -g Given -s Sur -p 'secret word' -e fully@c1.example --access-calendar yes \
	--access-webmail off >"$TMP/made"
is "$(sql "SELECT count(DISTINCT modules) FROM prov.users WHERE name IN ('full', 'fully')")" 1 'M2: the same modules'
{
	echo "$head,access-calendar,access-combination-name,access-public-folder-editable"
	line 1 combi | sed 's/$/,on,groupware_standard,on/'
	line 1 none | sed 's/$/,on,,on/'
	line 1 nosuch | sed 's/$/,on,nosuch,on/'
} >"$TMP/access.csv"
ok 'a combination' createuser --csv-import "$TMP/access.csv"
has "$TMP/err" 'warning: the column "access-combination-name" counts, those of single modules are ignored' 'it wins'
has "$TMP/err" 'column 11, "access-public-folder-editable", is ignored' 'two modules are not in a file'
has "$TMP/err" 'line 4, column 10 (access-combination-name): No such access combination name "nosuch"' 'unknown'
for name in combi:groupware_standard none:webmail; do
	is "$(getaccesscombinationnameforuser -c 1 -u "${name%:*}")" "${name#*:}" "${name%:*} has ${name#*:}"
done
check_clean

# ---- lines that are rejected ----

# bad MESSAGE LINE: that line, and one behind it that is good
good=0
bad() {
	good=$((good + 1))
	{ echo "$head" && echo "$2" && line 1 "good$good"; } >"$TMP/bad.csv"
	run createuser --csv-import "$TMP/bad.csv"
	check_status 0 "rejected: $1" || return 0
	has "$TMP/err" "$1" 'it says why'
	has "$TMP/out" 'createuser: 2 lines read, 1 user created, 1 rejected' 'the next line is imported'
}
h="$HASH,HASH"
bad 'Failed to create user "x" in context 1: line 2, column 8 (email): Field email required but not set.' "1,x,X,G,S,$h,"
bad 'Failed to create user "x": line 2, column 1 (contextid): Field contextid required but not set.' ",x,X,G,S,$h,x@x.example"
bad 'Failed to create user "x" in context 1: line 2, column 3 (displayname): Field displayname required but not set.' \
	"1,x,,G,S,$h,x@x.example"
bad 'Failed to create user "x": line 2, column 1 (contextid): Value in field contextid is no integer' \
	"one,x,X,G,S,$h,x@x.example"
bad 'line 2, column 1 (contextid): contextid must be from 1 to 2147483647' "0,x,X,G,S,$h,x@x.example"
bad 'Failed to create user "x" in context 9: line 2: Authentication failed (there may be no context 9)' \
	"9,x,X,G,S,$h,x@x.example"
bad 'line 2, column 2 (username): Illegal chars: " "' "1,x y,X,G,S,$h,x@x.example"
bad 'line 2, column 8 (email): Invalid email address: "nowhere"' "1,x,X,G,S,$h,nowhere"
bad 'line 2, column 6 (password): the password is not a ready hash' "1,x,X,G,S,plain,HASH,x@x.example"
bad 'line 2, column 7 (passwordmech): Invalid PasswordMech: "MD4"' "1,x,X,G,S,plain,MD4,x@x.example"
bad 'line 2, column 3 (displayname): displayname ' "1,x,$(printf 'a\001b'),G,S,$h,x@x.example"
bad 'line 2, column 4 (givenname): givenname ' "1,x,X,$(printf '\337'),S,$h,x@x.example"
bad 'line 2, column 9: the heading has no such column' "1,x,X,G,S,$h,x@x.example,more"
bad 'line 2, column 8 (email): Field email required but not set.' "1,x,X,G,S,$h"
bad 'Failed to create user "x": line 2, column 3 (displayname): has a quote where none may be' "1,x,5\" disk,G,S,$h,x@x.example"
bad 'line 2, column 3 (displayname): has a quote where none may be' "1,x,\"X\" y,G,S,$h,x@x.example"
bad 'line 2, column 3 (displayname): has a quote where none may be, or one that is not closed' "1,x,\"never closed,G,S,$h,x@x.example"
bad 'line 2, column 8 (email): Primary mail address already exists in this context' "1,x,X,G,S,$h,ANNA@c1.example"
bad 'line 2, column 3 (displayname): The displayname is already used' "1,x,Display anna,G,S,$h,x@x.example"
bad 'line 2, column 2 (username): User Anna already exists in this context' "1,Anna,X,G,S,$h,x@x.example"
bad 'line 2, column 8 (email): Mail address anna@acme.example is what user anna of this context logs in with' \
	"1,x,X,G,S,$h,anna@acme.example"
check_clean 'U7: provdb check finds nothing'

# ---- what is no error ----

{ echo "$head"; line 1 w1 w1@c2.example; line 1 w2 w2@two.example; line 1 w3 w3@two.example; } >"$TMP/warn.csv"
createcontext -c 3 -L two.example -q 1 -u admin -d A -g A -s A -p "$HASH" --passwordmech HASH -e admin@two.example >"$TMP/made"
ok 'U3: addresses that get no mail here' createuser --csv-import "$TMP/warn.csv"
is "$(cat "$TMP/err")" 'createuser: warning: mail for addresses of two.example goes to context 3, of which it is a login mapping, and nobody can log in with them in context 1 (line 3 and others)' \
	'are a warning, once'

done_testing
