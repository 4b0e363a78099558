#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# batch.t - prov batch: how lines are read, what is printed of them, and when it stops
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

batch() {
	prov batch "$@"
}

# create NAME [OPTION]...: a line that creates a user in context 1.
create() {
	name=$1
	shift
	printf 'createuser -c 1 -u %s' "$name"
	printf ' %s' "$@"
	printf " -d %s -g Given -s Sur -e %s@c1.example -p '%s' --passwordmech HASH\n" "$name" "$name" "$HASH"
}

users() {
	sql "SELECT coalesce(string_agg(name, ' ' ORDER BY uid), '') FROM prov.users WHERE cid = 1 AND uid > 2"
}

value() {	# NAME COLUMN
	sql "SELECT $2 FROM prov.users WHERE cid = 1 AND name = '$1'"
}

program_ok batch
is "$(prov help batch)" "$(batch --help)" 'prov help batch'
ln -s "$B/bin/prov" "$TMP/batch"
fails 111 'a link of that name is no way to call it' "$TMP/batch" --atomic

# --- without a database ---

fails 1 'a file that is not there' batch /no/such/file
fails 1 'a folder' batch "$TMP"
fails 111 'two files' batch "$TMP/one" "$TMP/two"
fails 103 'options that exclude each other' batch --atomic --continue /dev/null
silent 'no lines' batch /dev/null
printf '# only\n\n \t\n\\\n   # comments\n' >"$TMP/none"
silent 'comments and blank lines' batch "$TMP/none"
silent 'as one transaction' batch --atomic "$TMP/none"

cat >"$TMP/wrong" <<'END'
createuser --version
creatuser -p hunter2
createuser -c 1 -u a --pasword=hunter2
createuser -c 1 -u "a -p hunter2
createuser -c 1 -u a -p hunter2
-p hunter2
createuser -c 1 -p "$HUNTER" -u hunter2
createuser -c 1 -p "x$(hunter2)"
createuser -c 1 -p `hunter2`
createuser -c 1 -u $'hunter2\x'
batch hunter2
prov batch hunter2
createuser -c 1 # hunter2 \
createuser -c 2
hunter2
createuser -c 1 -u hunter2\
END
fails 123 'a dry run finds what cannot be read' batch --dry-run "$TMP/wrong"
is "$(sed -n 's/^\([0-9]*\): exit status/\1/p' "$TMP/err" | xargs)" \
	'2 111 3 111 4 109 5 104 6 111 7 109 8 109 9 109 10 109 11 103 12 103 13 109 15 111 16 109' 'each with its line'
stderr_has 'lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16 failed'
stderr_has '2: prov batch: hint: did you mean createuser?' 'the nearest program'
stderr_has '6: prov batch: hint: a line that goes on has a backslash at its end' 'a line that was cut'
stderr_has "4: prov batch: error: a quote (\") is not closed in the line" 'a quote'
stderr_lacks hunter2 'no secret is in a message'
output_lacks hunter2 'nor in the usage'
fails 123 'in JSON' batch --dry-run --json "$TMP/wrong"
is "$(grep -c '^{"line": [0-9]*, .*"error": {.*}}$' "$TMP/out")" 14 'one object for each'
output_lacks hunter2 'no secret either'
fails 123 'the first line that fails' batch "$TMP/wrong"
is "$(cut -d : -f 1 "$TMP/out" | xargs)" 1 'is the last one'
stderr_has 'prov batch: error: line 2 failed'
stderr_has '1 done; what stands behind it was not run'
fails 123 'no database is an error of the line' batch <<'END'
listuser -c 1
END
stderr_has '1: exit status 105'
fails 105 'of one transaction it is one of all' batch --atomic <<'END'
listuser -c 1
END

# --- lines ---

use_database
context 1
{
	printf '\357\273\277# a mark, CRLF\r\n'
	create anna -d "'Anna \"A.\" \\ \$x'" | sed 's/$/\r/'
	printf 'prov changeuser -c 1 -u anna \\\r\n  --company "a \\"b\\" \\\\ \\$ \\c # d" \\\n'
	printf "    --note \$'one\\\\ntwo' --title ''\\\\'x  # and a comment\r\n"
	printf '/usr/libexec/prov/changeuser -c 1 -u anna -x So\\ me"thing el"se#1 --room_number "*"~'
} >"$TMP/lines"
ok 'marks, line ends, quotes, comments, continued lines' batch "$TMP/lines"
is "$(value anna display_name)" "Anna \"A.\" \\ \$x" "'...' takes all as it is"
is "$(value anna "attrs->>'company'")" \
	"a \"b\" \\ \$ \\c # d" '"..." knows the backslash'
is "$(sql "SELECT l.after->'attrs'->>'note' FROM prov.change_log l WHERE l.action = 'change' ORDER BY seq LIMIT 1")" \
	"$(printf 'one\ntwo')" "\$'...' has line ends"
is "$(value anna "attrs->>'title'")" "'x" 'quotes side by side are one word'
is "$(value anna "attrs->>'department'")" 'So mething else#1' 'a blank behind a backslash; # within a word'
is "$(value anna "attrs->>'room_number'")" '*~' 'nothing is expanded'
is "$(cut -d : -f 1 "$TMP/out" | xargs)" '2 3 6' 'the number is that of the first line'
ok 'an empty word clears a value' batch <<'END'
changeuser -c 1 -u anna -x ""
END
is "$(value anna "attrs->>'department'")" '' 'it is no word that is left out'
printf 'listuser -c 1\0 --csv\n' >"$TMP/nul"
fails 123 'a NUL byte' batch "$TMP/nul"
stderr_has '1: prov batch: error: the line has a NUL byte'
head -c 1100000 /dev/zero | tr '\0' x >"$TMP/long"
fails 109 'a line without end' batch "$TMP/long"
stderr_has 'line 1 of'
{ printf 'changeuser -c 1 -u anna --note "'; head -c 60000 /dev/zero | tr '\0' x; echo '"'; } >"$TMP/long"
ok 'a long line' batch "$TMP/long"

# What a shell would replace or act on makes no other user, and sets no other password, than in the script.
cat >"$TMP/shell" <<'END'
createuser -c 1 -u user$i -p hunter2
createuser -c 1 -u a -d "User $1" -p hunter2
createuser -c 1 -u a -p {CRYPT}$2y$hunter2
createuser -c 1 -u a -e ${name}x@c1.example -p hunter2
createuser -c 1 -u a -p "`hunter2`"
createuser -c 1 -u a -p "$(hunter2)"
createuser -c 1 -u a -p hunter2; echo
listuser -c 1 >/dev/null 2>&1
existsuser -c 1 -u hunter2 || createuser -c 1
createuser -c 1 -u a -p hunter2&
listuser -c 1 <hunter2
END
fails 123 'variables, and what ends a command' batch --continue "$TMP/shell"
is "$(sed -n 's/^\([0-9]*\): exit status/\1/p' "$TMP/err" | xargs)" \
	'1 109 2 109 3 109 4 109 5 109 6 109 7 109 8 109 9 109 10 109 11 109' 'each is refused'
is "$(grep -c 'a shell would replace' "$TMP/err") $(grep -c 'one of ; & | < >' "$TMP/err")" '6 5' 'and says why'
stderr_lacks hunter2 'without the line'
is "$(value user\$i uid)$(value a uid)" '' 'no user of such a name is made'
ok 'quoted they are characters' batch <<'END'
changeuser -c 1 -u anna -x 'a;b&c|<d> $e `f`' --company "a;b&c|<d> \$e \`f\` 5$" --note a\;b\&c\|\$d$
END
is "$(value anna "attrs->>'department'")" "a;b&c|<d> \$e \`f\`" "in '...'"
is "$(value anna "attrs->>'company'")" "a;b&c|<d> \$e \`f\` 5\$" 'in "..."'
is "$(value anna "attrs->>'note'")" "a;b&c|\$d\$" 'behind a backslash'

# --- what is printed ---

{
	create bert
	echo 'changeuser -c 1 -u nobody -x y'
	create bert
	create carl --access-combination-name all --access-usm on
	create carl --if-not-exists
	echo 'existsuser -c 1 -u nobody'
	echo 'listuser -c 1 -s carl --csv'
	echo 'changeuser -c 1 -u bert --no-such-option'
} >"$TMP/lines"
fails 123 'some lines fail' batch --continue "$TMP/lines"
is "$(grep -vE '^7: ' "$TMP/out" | grep -v -e --help)" "$(printf '%s\n' '1: user 4 in context 1 created' \
	'4: user 5 in context 1 created' '5: done' '6: User nobody does not exist' \
	'8: Usage: changeuser -c ID [OPTION...]')" 'output'
is "$(grep -c '^7: ' "$TMP/out")" 2 'a list has the number in front of each of its lines'
is "$(grep -v '^prov' "$TMP/err" | sed 's/ $//')" "$(printf '%s\n' \
	'2: user nobody in context 1 could not be changed:' '2: Server response:' \
	'2:  No such user nobody in context 1' '2: exit status 108' \
	'3: user in context 1 could not be created:' '3: Server response:' \
	'3:  User bert already exists in this context' '3: exit status 103' \
	'4: createuser: warning: --access-combination-name is given, single --access options are ignored' \
	'6: exit status 1' '8: user could not be changed:' \
	"8: Error: Unrecognized options on the command line: Unknown option \`\`--no-such-option'" \
	'8: exit status 111')" 'errors and warnings'
is "$(tail -n 2 "$TMP/err")" "$(printf 'prov batch: error: lines 2, 3, 6, 8 failed\nprov batch: detail: 4 done, 4 failed')" \
	'and the sum'

fails 123 'the same in JSON' batch --continue --json "$TMP/lines"
cp "$TMP/out" "$TMP/objects"
is "$(tail -n 1 "$TMP/err" | cut -c 1-66)" '{"code": 123, "name": "PARTIAL", "message": "lines 1, 2, 3, 4, 6, ' \
	'what failed, on standard error'
is "$(grep -vE '^{"line": 7, ' "$TMP/objects" | sed 's/"message": "[^"]*"/MESSAGE/; s/"notes": \[".*"\]/NOTES/')" "$(cat <<'END'
{"line": 1, "command": "createuser", "status": 103, "error": {"code": 103, "name": "EXISTS", MESSAGE, "retry": false}}
{"line": 2, "command": "changeuser", "status": 108, "error": {"code": 108, "name": "NO_USER", MESSAGE, "retry": false}}
{"line": 3, "command": "createuser", "status": 103, "error": {"code": 103, "name": "EXISTS", MESSAGE, "retry": false}}
{"line": 4, "command": "createuser", "status": 103, "error": {"code": 103, "name": "EXISTS", MESSAGE, "retry": false}, NOTES}
{"line": 5, "command": "createuser", "status": 0, "result": {"user": 5, "context": 1, "changed": false}}
{"line": 6, "command": "existsuser", "status": 1, "result": {"context": 1, "exists": false}}
{"line": 8, "command": "changeuser", "status": 111, "error": {"code": 111, "name": "UNKNOWN_OPTION", MESSAGE, "retry": false}}
END
)" 'one object for each line'
ok 'each is JSON' /usr/bin/python3 -c 'import json, sys
for line in open(sys.argv[1]): json.loads(line)' "$TMP/objects"
sed -n 3p "$TMP/objects" >"$TMP/object"
valid 'the schema of a line' batch_line "$TMP/object"
sed -n 7p "$TMP/objects" >"$TMP/object"
valid 'of one with a list' batch_line "$TMP/object"
ok 'text of a command that knows no JSON' batch --json <<'END'
createuser --version
END
output_has '{"line": 1, "command": "createuser", "status": 0, "output": "createuser (prov) '
fails 1 'a full disk' sh -c 'echo listuser -c 1 | prov batch >/dev/full'
stderr_has 'cannot write to standard output'

# --- other programs ---

fails 123 'standard input is that of no line' batch <<'END'
changeuser -c 1 -u anna --password-file -
createuser -c 1 -u never
END
stderr_has '1: exit status 103' 'a password from there is empty'
ok 'programs with transactions of their own' batch <<'END'
provdb status --csv
listuser -c 1 -s anna --csv
provdb check
END
is "$(cut -d : -f 1 "$TMP/out" | uniq | xargs)" '1 2 3' 'each of them'
fails 123 'credentials are those of the line' batch --continue <<'END'
listuser -c 1 -A admin -P wrong
listuser -c 1 -A admin -P secret
END
is "$(sed -n 's/: exit.*//p' "$TMP/err")" 1 'and checked'

# --- all or nothing ---

{
	create dora
	create emil
	echo 'changeuser -c 1 -u emil -x "all of it"'
} >"$TMP/lines"
{
	cat "$TMP/lines"
	create dora
	create never
} >"$TMP/twice"
refused 123 '4: exit status 103' 'one line fails, and all is taken back' batch --atomic "$TMP/twice"
is "$(cat "$TMP/out")" '' 'no other one is reported'
stderr_has 'nothing was done'
{
	cat "$TMP/lines"
	echo 'changeuser --no-such-option'
	echo 'provdb status'
} >"$TMP/wrong"
refused 123 '4: exit status 111' 'a mistake is found before anything is done' batch --atomic "$TMP/wrong"
stderr_has '5: prov batch: error: provdb cannot be a line of prov batch --atomic'
ok 'all of them' batch --atomic "$TMP/lines"
is "$(cut -d : -f 1 "$TMP/out" | xargs)" '1 2 3' 'are reported'
is "$(users)" 'anna bert carl dora emil' 'and done'
is "$(value emil "attrs->>'department'")" 'all of it' 'one sees what the one before has done'
is "$(sql "SELECT count(DISTINCT l.at) FROM prov.change_log l WHERE l.cid = 1 AND l.id IN (6, 7)")" 1 'at once'

# --- memory ---

awk 'BEGIN { for (i = 0; i < 10000; i++) print "changeuser -c 1 -u anna -x " (i % 2) " --no-such-option " i }' >"$TMP/many"
head -n 1000 "$TMP/many" >"$TMP/few"
peak() {	# FILE: KiB
	"$B/tests/tool/maxrss" prov batch --continue "$1" 2>&1 >/dev/null | sed -n 's|^maxrss ||p'
}
few=$(peak "$TMP/few") many=$(peak "$TMP/many")
if grep -q -e -fsanitize "$B/flags"; then
	pass 'memory does not grow # SKIP the sanitizer keeps what is freed'
else
	is "$((few > 1000 && many < few + 1024))" 1 \
		"10,000 lines take no more memory than 1,000 ($few, $many KiB)"
fi

check_clean
done_testing
