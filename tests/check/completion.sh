#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# completion.sh - what bash offers for `prov`, and for programs by their own names, is what there is: all
# programs, options, actions and combinations
. "$TESTLIB/testlib.sh"

# line WORD...: what is offered for the last word of a command line, one a line, as readline splits words.
line() {
	bash -c '
		. "$1" || exit 1
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_prov
		printf "%s\n" "${COMPREPLY[@]}"' completion "$ROOT/bin/prov.bash" "$@" | sort
}

completes() {
	line prov "$@"
}

find "$ROOT/bin" -maxdepth 1 -name '*.c' ! -name 'cli*' ! -name prov.c | sed 's|.*/||; s|\.c$||' >"$TMP/names"
{ cat "$TMP/names" && printf '%s\n' univention-config-registry disableallcontext; } | sort >"$TMP/programs"
sed -n 's/.*\.title = "prov \([a-z]*\)".*/\1/p' "$ROOT"/bin/*.c >"$TMP/words"
is "$(grep -cx batch "$TMP/words")" 1 'prov has words of its own'
sort "$TMP/programs" "$TMP/words" >"$TMP/first"
is "$(completes '' | grep -vx help)" "$(cat "$TMP/first")" 'the first word is help, a program or another word'
is "$(completes help '')" "$(cat "$TMP/first")" 'help takes them'
while read -r word; do
	is "$(completes "$word" --)" "$(prov "$word" --help | sed -n 's/^ .* \(--[a-z-]*\)[ =].*/\1/p' | sort -u)" \
		"prov $word: all its long options"
	is "$(bash -c '. "$1" && complete -p "$2" 2>/dev/null' completion "$ROOT/bin/prov.bash" "$word")" '' \
		"the program $word of another package keeps its own completion"
done <"$TMP/words"
is "$(completes createc)" createcontext 'a beginning is enough'
is "$(completes createuser --telephone_i)" "$(printf '%s\n' --telephone_ip --telephone_isdn)" \
	'rarely used options are offered, too'
while read -r program; do
	is "$(completes "$program" --)" "$(help_options "$program")" "$program: all its long options"
done <"$TMP/programs"
is "$(completes listuser -s)" -s 'a letter'
is "$(completes ucr --ro)" --root 'the options of ucr'
is "$(completes createuser --access-calendar '' | xargs)" 'off on' 'a module is on or off'
is "$(completes createuser --mailenabled '' | xargs)" 'false true' 'PF24: the words that an option takes'
is "$(line changeuser --mailenabled = t)" true 'PF24: or a beginning'
is "$(completes createuser --personal '')" '' 'PF24: not what stands for a value'
is "$(completes createuser --access-calendar = | xargs)" 'off on' 'also after ='
is "$(completes createuser --access-calendar = of)" off 'or a beginning'
is "$(completes createuser --access-combination-name groupware_s)" groupware_standard 'a combination'

# PF24: by their own names, and with what this installation has.
while read -r program; do
	is "$(line "$program" --)" "$(help_options "$program")" "PF24: $program by its own name"
done <"$TMP/programs"
is "$(line "$B/bin/createuser" --telephone_is)" --telephone_isdn 'PF24: and by its path'
is "$(line createuser --access-calendar = of)" off 'PF24: a module is on or off'
is "$(line provdb st | xargs)" 'start status stop' 'PF24: actions'
is "$(bash -c '. "$1" && complete -p createuser' completion "$ROOT/bin/prov.bash")" \
	'complete -o default -F _prov createuser' 'PF24: bash knows the names'
use_database
printf 'one = webmail\ntwo = webmail,contacts\n' >"$TMP/sets"
set_config "access: { definitions = \"$TMP/sets\"; };"
is "$(line createuser --access-combination-name '' | xargs)" 'one two' 'PF24: combinations of this installation'
is "$(completes createcontext --access-combination-name = t)" two 'PF24: with prov in front, too'

# PostgreSQL's createuser stands first in PATH, and has a completion.
mkdir -p "$TMP/pg/bin" "$TMP/pg/bash-completion/completions"
printf '#!/bin/sh\n' >"$TMP/pg/bin/createuser" && chmod +x "$TMP/pg/bin/createuser"
echo 'complete -W theirs createuser' >"$TMP/pg/bash-completion/completions/createuser"
is "$(PATH="$TMP/pg/bin:$PATH" XDG_DATA_DIRS=$TMP/pg bash -c '. "$1"; COMP_WORDS=(createuser "") COMP_CWORD=1
	_prov; echo $?; complete -p createuser' completion "$ROOT/bin/prov.bash" | xargs)" \
	'124 complete -W theirs createuser' 'PF24: that of PostgreSQL keeps its own completion'

is "$(completes provdb '' | xargs)" 'check config distribute dump init master migrate prune-log reader restore run start status stop' \
	'actions of provdb'
is "$(completes licence '' | xargs)" 'keys request reset-clock show sign verify' 'actions of licence'
is "$(completes ucr '' | xargs)" 'dump get search shell' 'actions of ucr'
is "$(completes univention-config-registry '' | xargs)" 'dump get search shell' 'and by its long name'
is "$(completes createuser --password-file '')" '' 'files are left to the shell'
done_testing
