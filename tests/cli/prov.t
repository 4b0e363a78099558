#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# prov.t - the dispatcher
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
ok 'prov' prov
cp "$TMP/out" "$TMP/help"
for word in help --help -h; do
	ok "prov $word" prov $word
	is "$(cmp "$TMP/out" "$TMP/help")" '' "prov $word prints the same"
done
missing=
for program in "$B"/bin/*; do
	case $program in
	*.o | *.d | */prov | */provweb) continue ;;	# a service, which systemd starts
	esac
	[ -f "$program" ] || continue
	grep -q "^  $(basename "$program") " "$TMP/help" || missing="$missing $(basename "$program")"
done
is "$missing" '' 'every program is listed'
ok 'prov --version' prov --version
output_has 'prov '
fails 1 'a full disk' sh -c 'prov --version >/dev/full'
fails 1 'a full disk' sh -c 'prov help >/dev/full'
ok 'prov help PROGRAM' prov help deleteuser
is "$(cat "$TMP/out")" "$(deleteuser --help)" 'is its help'
ok 'prov help KIND' prov help groups
is "$(head -n 1 "$TMP/out") $(grep -c createuser "$TMP/out")" 'Groups 0' 'has the programs of that kind'
ok 'prov help WORD' prov help quota
output_has 'createcontext'
output_has '    -q, --quota=MB '
output_lacks deleteuser
ok 'of several words' prov help display PART
is "$(grep -c -e --personal "$TMP/out") $(grep -c -e --displayname "$TMP/out")" '3 0' 'all of them count'
ok 'what all programs have' prov help responsetimeout
is "$(head -n 1 "$TMP/out")" '  all programs' 'is there once'
ok 'what most programs have' prov help admin
is "$(grep -c -e --adminuser "$TMP/out") $(grep -c -e ' getadminid ' "$TMP/out")" '1 1' 'is there once, too'
fails 111 'what nothing is about' prov help qxz
stderr_has 'there is no program "qxz"'
fails 111 'an unknown program' prov nonsense
stderr_has 'there is no program "nonsense"'
stderr_has 'hint: prov help lists them'
fails 111 'PF23: a slip of the pen' prov createusr
stderr_has 'hint: did you mean createuser? prov help lists all' 'PF23: the nearest program'
ok 'a link with a name of its own is prov' ln -s "$B/bin/prov" "$TMP/any-name"
prints "prov $(prov --version | cut -d ' ' -f 2)" 'which takes a program as its first word' "$TMP/any-name" --version
ok 'and runs it' "$TMP/any-name" createuser --help
is "$(cat "$TMP/out")" "$(createuser --help)" 'as by its name'
fails 111 'a program that is not ours' prov ../../bin/ls
fails 111 'help about it' prov help nonsense

prints 'context 1 created' 'a program runs with its options' prov createcontext -c 1 -q 1 -u a -d b -g c -s d \
	-p e -e f@g
fails 101 'its exit status is passed on' prov createuser -c 99 -u a -g b -s c -p d -e e@f
is "$(head -n 1 "$TMP/err")" 'user in context 99 could not be created: ' 'and its messages'

# A hint names a command as it can be called: the programs are in no path where packages have installed them.
hinted() {	# WANT NAME COMMAND...
	hinted_want=$1 hinted_name=$2
	shift 2
	run "$@"
	is "$(sed -n 's/.*hint: //p' "$TMP/err")" "$hinted_want" "$hinted_name"
}
none="makes one; PROV_HOME names another folder, database.conninfo in prov.conf another database"
hinted "createcontext or \"provdb init\" $none" 'called by its name' env -u PROV_CONFIG listcontext
hinted "prov createcontext or \"prov provdb init\" $none" 'as a word of prov' env -u PROV_CONFIG prov listcontext
hinted "prov createcontext or \"prov provdb init\" $none" 'by its path' env -u PROV_CONFIG "$B/bin/listcontext"
hinted 'provdb --help lists the options' 'usage' provdb --nonsense
hinted 'prov provdb --help lists the options' 'usage as a word' prov provdb --nonsense
hinted 'prov batch --help lists the options' 'what is a word already stays' prov batch --nonsense
run env -u PROV_CONFIG prov listcontext --json
is "$(sed 's/.*"hint": "\(.*\)", "retry.*/\1/' "$TMP/err")" "prov createcontext or \\\"prov provdb init\\\" $none" 'in JSON'
run env -u PROV_CONFIG prov status
output_has 'hint: prov createcontext or "prov provdb init" makes one' 'prov status'
run env -u PROV_CONFIG prov status --json
output_has '"hint": "prov createcontext or \"prov provdb init\" makes one' 'and its JSON'
sql "INSERT INTO prov.installation VALUES ('installation', '{drive}')"
run prov provdb check --csv
output_has '"prov provdb migrate"' 'what mends a row'
run provdb check --csv
output_has '"provdb migrate"' 'by its name'
sql 'DELETE FROM prov.installation'

ok 'from another folder' sh -c "cd / && \"$B/bin/prov\" listcontext"
cp -r "$B/bin" "$TMP/copy" && cp -P "$B"/libprov.so* "$TMP/"
ok 'beside its programs, wherever that is' "$TMP/copy/prov" listcontext
done_testing
