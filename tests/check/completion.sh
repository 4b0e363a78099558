#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# completion.sh - what bash offers for `prov` is what there is: all programs, options and actions
. "$TESTLIB/testlib.sh"

# completes WORD...: what is offered for the last word, one a line, as readline splits words.
completes() {
	bash -c '
		. "$1" || exit 1
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_prov
		printf "%s\n" "${COMPREPLY[@]}"' completion "$ROOT/bin/prov.bash" prov "$@" | sort
}

find "$ROOT/bin" -name '*.c' ! -name 'cli*' ! -name prov.c | sed 's|.*/||; s|\.c$||' >"$TMP/names"
{ cat "$TMP/names" && echo univention-config-registry; } | sort >"$TMP/programs"
is "$(completes '' | grep -vx help)" "$(cat "$TMP/programs")" 'the first word is help or a program'
is "$(completes help '')" "$(cat "$TMP/programs")" 'help takes a program'
is "$(completes createc)" createcontext 'a beginning is enough'
is "$(completes createuser --telephone_i)" "$(printf '%s\n' --telephone_ip --telephone_isdn)" \
	'rarely used options are offered, too'
while read -r program; do
	is "$(completes "$program" --)" "$(help_options "$program")" "$program: all its long options"
done <"$TMP/programs"
is "$(completes listuser -s)" -s 'a letter'
is "$(completes ucr --ro)" --root 'the options of ucr'
is "$(completes createuser --access-calendar '' | xargs)" 'off on' 'a module is on or off'
is "$(completes createuser --access-calendar = | xargs)" 'off on' 'also after ='
is "$(completes createuser --access-calendar = of)" off 'or a beginning'
is "$(completes createuser --access-combination-name groupware_s)" groupware_standard 'a combination'
is "$(completes provdb '' | xargs)" 'check config init master migrate start status stop' \
	'actions of provdb'
is "$(completes licence '' | xargs)" 'request reset-clock show sign verify' 'actions of licence'
is "$(completes ucr '' | xargs)" 'dump get search shell' 'actions of ucr'
is "$(completes univention-config-registry '' | xargs)" 'dump get search shell' 'and by its long name'
is "$(completes createuser --password-file '')" '' 'files are left to the shell'
done_testing
