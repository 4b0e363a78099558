#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# options.t - how command lines are read: as the Open-Xchange tools do, which is not as getopt does
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1

# What the user with this name has.
column() {
	sql "SELECT $2 FROM prov.users WHERE cid = 1 AND login = '$1'"
}

# Long and short forms.
ok '--name VALUE, --name=VALUE and -x VALUE' createuser --contextid 1 --username=a1 -d 'A 1' -g A \
	--surname=S=T -e a1@c1.example -p "$HASH" --passwordmech=HASH
is "$(column a1 sur_name)" 'S=T' 'all but the first = belong to the value'
refused 111 "Unknown option \`\`-u'" '-xVALUE is an error' createuser -c 1 -uanna -d A -g A -s A -p x -e a@b
refused 111 "Unknown option \`\`-u'" '-x=VALUE, too' createuser -c 1 -u=anna -d A -g A -s A -p x -e a@b
stderr_has 'hint: the value of -u is a word of its own: -u VALUE'
refused 111 "Unknown option \`\`--user'" 'no abbreviations' createuser --user anna -c 1

# PF23: a slip of the pen: a short usage, and at the end what was meant.
refused 111 "Unknown option \`\`--emial'" 'PF23: an option that does not exist' createuser --emial=secret -c 1
is "$(tail -n 1 "$TMP/err")" 'hint: did you mean --email?' 'PF23: the nearest one stands last'
is "$(head -n 1 "$TMP/out")" 'Usage: createuser -c ID -u NAME -g NAME -s NAME -p PASSWORD -e ADDRESS [OPTION...]' \
	'PF23: the usage is on standard output'
is "$(wc -l <"$TMP/out")" 2 'PF23: and short'
stderr_lacks secret 'PF23: the value is not shown'
refused 111 "Unknown option \`\`-e'" 'PF23: one dash' createuser -email a@b -c 1
is "$(tail -n 1 "$TMP/err")" 'hint: did you mean --email?' 'PF23: where two were meant'
refused 111 "Unknown option \`\`--zzzzz'" 'PF23: nothing is near' createuser --zzzzz
stderr_lacks 'did you mean' 'PF23: and nothing is guessed'
fails 111 'PF23: a long word' createuser "--$(printf '%5000s' x | tr ' ' x)"
stderr_lacks 'did you mean' 'PF23: is no slip of the pen'
fails 111 'PF23: programs with messages of another shape' licence --usrs=5
is "$(tail -n 1 "$TMP/err")" 'licence: hint: did you mean --users?' 'PF23: have it, too'
fails 111 'PF23: a word that is no action' licence sing
is "$(tail -n 1 "$TMP/err")" 'licence: hint: did you mean sign?' 'PF23: as well'
refused 111 "Unknown option \`\`--UserName'" 'names have their case' createuser --UserName anna -c 1
refused 111 "Unknown option \`\`--access-read-create-shared-folders'" 'also this one' \
	createuser $(plain_user 1 x) --access-read-create-shared-folders on
ok 'which has a capital F' createuser $(plain_user 1 a2) --access-read-create-shared-Folders on
is "$(column a2 'modules >> 16 & 1')" 1 'and works'
ok 'the first of repeated options wins' createuser -x first $(plain_user 1 a3) -x second --department third
is "$(column a3 "attrs->>'department'")" first 'in both forms'
ok 'dynamic ones, too' createuser $(plain_user 1 dyn) --config/k=first --config/k=second --config/other=third
is "$(column dyn attrs)" '{"config/k": "first", "config/other": "third"}' 'each by its own name'
ok 'and those that remove' changeuser -c 1 -u dyn --remove-config/k --remove-config/k --remove-config/other
is "$(column dyn 'attrs IS NULL')" t 'which is another option'

# PF14: their manual has --lang.
ok 'PF14: --lang is --language' createuser $(plain_user 1 lang) --lang fr_FR
is "$(column lang language)" fr_FR 'PF14: and is stored'
ok 'PF14: createcontext has it, too' createcontext -c 14 -q 1 -u admin -d A -g A -s A -e a@c14.example -p "$HASH" \
	--passwordmech HASH --lang fr_FR
is "$(sql 'SELECT language FROM prov.users WHERE cid = 14')" fr_FR 'PF14: its admin'

# Values.
ok 'a value may begin with a dash' createuser $(plain_user 1 a4) -x -q --company=--help --title -l 2>"$TMP/x"
is "$(column a4 "(attrs->>'department') || ' ' || (attrs->>'company') || ' ' || (attrs->>'title')")" '-q --help -l' \
	'and is taken as it is'
ok 'values are taken byte by byte' createuser $(plain_user 1 a5) -x '!#:+ "quoted" \n %s $HOME'
# shellcheck disable=SC2016
is "$(column a5 "attrs->>'department'")" '!#:+ "quoted" \n %s $HOME' 'whatever popt would do with them'
refused 109 "Illegal option value : Illegal value '7' for option --foldertree: 0 or 1" 'a number of its own' \
	createuser $(plain_user 1 x) --foldertree 7
refused 109 "Illegal option value : Illegal value 'maybe' for option --mailenabled: true or false" 'no word of truth' \
	createuser $(plain_user 1 x) --mailenabled maybe
refused 109 "Missing argument for option '-x'" 'the last word wants a value' createuser $(plain_user 1 x) -x
refused 109 "Missing argument for option '--department'" 'also in the long form' \
	createuser $(plain_user 1 x) --department
ok 'an empty value' createuser -x '' $(plain_user 1 a6) --company=
is "$(column a6 "attrs IS NULL")" t 'is no value'
ok 'it clears' changeuser -c 1 -u a4 --company= -x ''
is "$(column a4 "attrs ? 'department' OR attrs ? 'company'")" f 'what was there'
refused 109 'option --csv takes no value' 'a flag with a value' listuser -c 1 --csv=yes

# Flags, words.
context_count() {
	listcontext "$@" | wc -l
}
is "$(context_count --csv -h | head -n 1)" "$(listcontext --help | wc -l)" 'help wins over everything'
ok 'trap 36: a bundle of one; -i is no id here' listuser -c 1 -i -s 'A1' --csv
output_has '"a1"'
refused 111 "Unknown option \`\`-ic'" 'a bundle with a letter that takes a value' listuser -ic 1
refused 111 "Unknown option \`\`-iy'" 'a bundle with an unknown letter' listuser -iyi -c 1
refused 111 "Unknown option \`\`anna'" 'a stray word' deleteuser -c 1 anna
refused 111 "Unknown option \`\`-'" 'a single dash is a word' deleteuser -c 1 -
refused 111 "Unknown option \`\`-u'" '-- ends options: what follows are words' deleteuser -c 1 -- -u a1
ok '-- at the end does no harm' listuser -c 1 --
refused 111 "Unknown option \`\`'" 'an empty word' deleteuser -c 1 -u a1 ''

# --NAMESPACE/NAME=VALUE
ok 'trap 32: a property' createuser $(plain_user 1 a7) --config/com.example/x.y=1=2 --other/z= \
	--addguipreferences theme=dark
is "$(column a7 "attrs->>'config/com.example/x.y'")" '1=2' 'is stored'
is "$(column a7 "attrs->>'gui/theme'")" dark 'a preference of the GUI as well'
is "$(column a7 "attrs ? 'other/z'")" f 'an empty one is none'
refused 109 'is not --NAMESPACE/NAME=VALUE' 'trap 32: it is one word' createuser $(plain_user 1 x) --config/a b
refused 109 'is not --NAMESPACE/NAME=VALUE' 'and has a name' createuser $(plain_user 1 x) --config/=b
refused 109 'is not --NAMESPACE/NAME=VALUE' 'and a namespace' createuser $(plain_user 1 x) --/a=b
refused 109 'is not --NAMESPACE/NAME=VALUE' 'trap 32: removing takes no value' changeuser -c 1 -u a7 --remove-config/a=b
ok 'removing' changeuser -c 1 -u a7 --remove-config/com.example/x.y --removeguipreferences theme
is "$(column a7 "attrs IS NULL")" t 'removes'
refused 111 "Unknown option \`\`--config/a'" 'only where things are created or changed' deleteuser -c 1 -u a7 --config/a=b
for pair in theme= theme =dark = ''; do
	refused 103 'addguipreferences wants KEY=VALUE' "half a preference: \"$pair\"" createuser $(plain_user 1 x) \
		--addguipreferences "$pair"
done
refused 103 'removeguipreferences wants KEY' 'no key' changeuser -c 1 -u a7 --removeguipreferences ''
ok 'a key that is not there' changeuser -c 1 -u a7 --removeguipreferences never
ok 'trap 32: --gui/KEY is the same, and may be repeated' changeuser -c 1 -u a7 --addguipreferences a=1 --gui/b=2=3 --gui/c/d=4
is "$(column a7 attrs)" '{"gui/a": "1", "gui/b": "2=3", "gui/c/d": "4"}' 'preferences'
ok 'and to remove' changeuser -c 1 -u a7 --removeguipreferences c/d --remove-gui/b --gui/a=
is "$(column a7 "attrs IS NULL")" t 'are gone'
refused 103 'is not valid UTF-8' 'a property that is no UTF-8' createuser $(plain_user 1 x) \
	"--config/a=$(printf '\377')"
refused 103 'is not valid UTF-8' 'in a change, too' changeuser -c 1 -u a7 "--config/a=$(printf '\377')"
refused 103 'has a control character' 'and control characters' changeuser -c 1 -u a7 "--config/a=$(printf 'x\033')"
refused 103 'is not valid UTF-8' 'also in the name' changeuser -c 1 -u a7 "--config/$(printf '\377')=a"

# Values of options that are not text.
ok 'words of truth are stored as true and false, numbers without zeros' createuser $(plain_user 1 a8) \
	--password_expired YES --gui_spam_filter_capabilities_enabled off --uploadfilesizelimit 007 \
	--foldertree ''
is "$(column a8 "concat_ws(' ', attrs->>'password_expired', attrs->>'gui_spam_filter_capabilities_enabled',
	attrs->>'upload_file_size_limit', attrs->>'folder_tree')")" 'true false 7' 'whatever was typed'
ok 'no word of truth means true' changeuser -c 1 -u a8 --gui_spam_filter_capabilities_enabled '' --mailenabled=
is "$(column a8 "(attrs->>'gui_spam_filter_capabilities_enabled') || ' ' || enabled")" 'true true' 'as it does there'
ok 'trap 21: an empty foldertree' changeuser -c 1 -u a8 --foldertree 1
ok 'is the same as none' changeuser -c 1 -u a8 --foldertree ''
is "$(column a8 "attrs->>'folder_tree'")" 1 'and clears nothing'
refused 109 "Illegal value 'maybe' for option --mailenabled" 'no word of truth' changeuser -c 1 -u a8 --mailenabled maybe
refused 109 "Illegal value '1e3' for option --uploadfilesizelimit" 'no number' changeuser -c 1 -u a8 --uploadfilesizelimit 1e3
ok 'PF16: a module and an empty value, that of an unset variable' changeuser -c 1 -u a8 --access-calendar on --access-tasks ''
is "$(column a8 "modules & 10")" 2 'PF16: is off'
refused 109 "Illegal value 'x' for option --access-calendar" 'no word of truth for a module' \
	changeuser -c 1 -u a8 --access-calendar x
for date in 2026-02-29 1900-02-29 2000-00-01 2000-13-01 2000-04-31 0000-01-01 '+199-01-01' ' 199-01-01' 2000-1-01 \
	20000101 2000-01-01x '2000-01-1 ' 01.02.2000; do
	refused 103 'Wrong dateformat, use "yyyy-MM-dd"' "\"$date\" is no date" changeuser -c 1 -u a8 --birthday "$date"
done
ok 'a date' changeuser -c 1 -u a8 --birthday 2024-02-29 --anniversary 2000-02-29
is "$(column a8 "(attrs->>'birthday') || ' ' || (attrs->>'anniversary')")" '2024-02-29 2000-02-29' 'is stored'
ok 'trap 21: null clears a birthday' changeuser -c 1 -u a8 --birthday null
is "$(column a8 "attrs ? 'birthday'")" f 'it is gone'
refused 103 'Wrong dateformat' 'but no anniversary' changeuser -c 1 -u a8 --anniversary null
refused 103 'Language must contain an underscore, e.g. en_US.' 'a language' changeuser -c 1 -u a8 -l german
refused 103 'is not the name of a time zone' 'a time zone' changeuser -c 1 -u a8 -t 'Europe Berlin'
refused 103 'is not the name of a time zone' 'with a path' changeuser -c 1 -u a8 -t ../../etc/passwd
refused 109 "Illegal value 'soon' for option --responsetimeout" 'a time limit' listuser -c 1 --responsetimeout soon
ok 'no limit' listuser -c 1 --responsetimeout 0

# No secret in a message.
for words in '--passwrd=geheim' '-pgeheim' '--adminpass-x=geheim'; do
	fails 111 "$words is refused" createuser $(plain_user 1 x) "$words"
	stderr_lacks geheim 'and its value not shown'
done

# Messages.
fails 104 '--nonl: one line' createuser --nonl -c 1
is "$(wc -l <"$TMP/err")" 1 'even if there were several'
fails 103 'control characters of a name' deleteuser -c 1 -u "$(printf 'a\033[31m\177\302\233b')"
is "$(head -n 1 "$TMP/err")" 'user a?[31m??b in context 1 could not be deleted: ' 'do not reach the terminal'
ok '--environment' env ADMIN_PASSWORD=geheim createuser --environment
output_has 'ADMIN_PASSWORD=<SET>'
output_has 'NEW_USER_PASSWORD=<NOT SET>'
output_lacks geheim 'but no password'
done_testing
