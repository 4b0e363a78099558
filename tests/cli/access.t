#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# access.t - module access: the rules M1 to M4
# long: other files run the same code under sanitizers
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1
context 2

# M1: every option sets its own bit, and its column shows it.
last=
createuser --extendedoptions | grep -o -e '--access-[A-Za-z0-9-]*=on|off' | sed 's/=.*//; s/^--//' >"$TMP/modules"
is "$(wc -l <"$TMP/modules")" 26 'there are 26 modules'
user 1 one --access-webmail off --access-contacts off --access-edit-password off \
	--access-collect-email-addresses off --access-global-address-book-disabled off
prints 0 'a user with none of them' sql "SELECT modules FROM prov.users WHERE login = 'one'"
wrong=
while read -r module; do
	changeuser -c 1 -u one "--$module" on ${last:+"--$last"} ${last:+off} >"$TMP/x" 2>&1 ||
		wrong="$wrong $module: $(cat "$TMP/x")"
	shown=$(listuser -c 1 -s one --csv | perl -ne 'chomp; s/"((?:[^"]|"")*)"/($x = $1) =~ tr{,}{;}; $x/ge;
		@f = split /,/, $_, -1; @n = @f if $. == 1;
		print join " ", map { $n[$_] } grep { $n[$_] =~ /^access-/ && $f[$_] eq "true" } 0..$#n')
	[ "$shown" = "$module" ] || wrong="$wrong $module($shown)"
	last=$module
done <"$TMP/modules"
is "$wrong" '' 'each of them can be the only one'

# M2: what a new user gets.
user 1 plain
prints webmail 'webmail by default' getaccesscombinationnameforuser -c 1 -u plain
set_config 'access: { default = "pim"; };'
user 1 pim
prints pim 'access.default: another combination' getaccesscombinationnameforuser -c 1 -u pim
set_config 'access: { default = "nonsense"; };'
refused 103 'No such access combination name "nonsense"' 'which must be known' createuser $(plain_user 1 x)
user 1 other --access-combination-name drive
prints drive 'unless one is given' getaccesscombinationnameforuser -c 1 -u other
set_config 'access: { default = "context-admin"; };'
ok 'the admin gets more' changeuser -c 2 -i 2 --access-combination-name all
user 2 like
prints groupware_premium 'access.default = context-admin: what the admin has, without editing public folders' \
	getaccesscombinationnameforuser -c 2 -u like
user 2 less --access-calendar off --access-publication off
prints 'f|f|t' 'single flags are laid over' sql "SELECT modules >> 1 & 1 > 0, modules >> 24 & 1 > 0, modules & 1 > 0
	FROM prov.users WHERE login = 'less'"
refused 101 'Authentication failed' 'an unknown context' createuser $(plain_user 99 x)
set_config

# M3: the admin mirrors its users.
context 3
admin_has() {	# which of these modules the admin of context 3 has
	getmoduleaccessforcontext -c 3 | perl -ne 'chomp; if ($. == 1) { @n = split /,/; next }
		@v = split /,/; print join " ", grep { /tasks$|infostore|drive|calendar|denied|webmail/ }
		map { $n[$_] } grep { $v[$_] eq q("true") } 0..$#n'
}
is "$(admin_has)" 'access-webmail' 'before: its own'
user 3 anna
is "$(admin_has)" 'access-webmail' 'a user with the same: nothing new'
ok 'calendar for anna' changeuser -c 3 -u anna --access-calendar on
is "$(admin_has)" 'access-calendar access-webmail' 'the admin has it at once'
user 3 bert --access-infostore on --access-tasks on --access-denied-portal on
is "$(admin_has)" 'access-calendar access-infostore access-tasks access-webmail' \
	'those of a new user, but nothing negative'
user 3 carl --access-calendar on
ok 'calendar taken from anna' changeuser -c 3 -u anna --access-calendar off
is "$(admin_has)" 'access-calendar access-infostore access-tasks access-webmail' 'carl still has it'
ok 'and from carl' changeuser -c 3 -u carl --access-calendar off
is "$(admin_has)" 'access-infostore access-tasks access-webmail' 'nobody has it'
ok 'bert goes' deleteuser -c 3 -u bert
is "$(admin_has)" 'access-webmail' 'and what only he had'
ok 'granted to the admin itself' changeuser -c 3 -i 2 --access-tasks on
user 3 dora --access-tasks on
ok 'dora goes' deleteuser -c 3 -u dora
is "$(admin_has)" 'access-tasks access-webmail' 'stays'
ok 'taken from the admin' changeuser -c 3 -i 2 --access-tasks off --access-webmail off
is "$(admin_has)" 'access-webmail' 'what its users have stays'
prints 4 'nothing derived is stored' sql 'SELECT modules FROM prov.users WHERE cid = 3 AND uid = 2'

# M4: combinations from a file.
cat >"$TMP/modules.properties" <<-'END'

	! a comment, and another, which does not go on

	# \
	mail_only=webmail
	  office : webmail, contacts,calendar , \
	           tasks
	office_too=webmail,contacts,calendar,tasks
	nothing=
END
set_config "access: { definitions = \"$TMP/modules.properties\"; default = \"mail_only\"; };"
user 1 fileuser
prints mail_only 'names of the file' getaccesscombinationnameforuser -c 1 -u fileuser
ok 'a line that goes on' changeuser -c 1 -u fileuser --access-combination-name office
prints 15 'has all of its modules' sql "SELECT modules FROM prov.users WHERE login = 'fileuser'"
ok 'the same set under another name' changeuser -c 1 -u fileuser --access-combination-name office_too
prints office 'the first name that fits' getaccesscombinationnameforuser -c 1 -u fileuser
ok 'an empty set' changeuser -c 1 -u fileuser --access-combination-name nothing
prints 0 'is none' sql "SELECT modules FROM prov.users WHERE login = 'fileuser'"
refused 103 'No such access combination name "webmail"' 'the built-in ones are gone' \
	createuser $(plain_user 1 x) --access-combination-name webmail
stderr_has 'known are: mail_only, office, office_too, nothing' 'it says what there is'
printf 'a=webmail\nb=webmail,forum\nold=forum,projects\nc=contacts,forum,a\033[2Jb\n' >"$TMP/modules.properties"
ok 'PF18: a file that has unknown modules' createuser $(plain_user 1 forum) --access-combination-name b
printf 'createuser: warning: "%s": unknown modules are left out: forum (line 2), projects (line 3), a?[2Jb (line 4)\n' \
	"$TMP/modules.properties" >"$TMP/want"
is "$(cat "$TMP/err")" "$(cat "$TMP/want")" 'PF18: one warning names each once, with its line'
prints 1 'PF18: the modules that are known count' sql "SELECT modules FROM prov.users WHERE login = 'forum'"
prints a 'PF18: a name is found' getaccesscombinationnameforuser -c 1 -u forum
refused 103 'known are: a, b, c' 'PF18: what has no known module is not a set of none' \
	createuser $(plain_user 1 x) --access-combination-name old
ok 'PF18: who does not look at the file' listuser -c 1
is "$(cat "$TMP/err")" '' 'hears no warning'
printf '\357\273\277a=webmail\n' >"$TMP/modules.properties"
ok 'PF11: a mark of UTF-8 in front of it' changeuser -c 1 -u forum --access-combination-name a
printf 'a=webmail\njust words\n' >"$TMP/modules.properties"
refused 1 'line 2: a line without "name=module,module"' 'a line without a name' createuser $(plain_user 1 x)
printf '# nothing\n' >"$TMP/modules.properties"
refused 1 'defines no combination' 'an empty file' createuser $(plain_user 1 x)
rm "$TMP/modules.properties"
refused 1 'modules.properties": No such file' 'no file' createuser $(plain_user 1 x)
set_config
check_clean
done_testing
