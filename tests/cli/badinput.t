#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# badinput.t - a clear message, the right exit status, and nothing is different afterwards
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example
user 1 anna
long=$(printf '%010240d' 0 | tr 0 1)
bad=$(printf 'a\377b')
new_context() {
	createcontext "$@" -c 9 -q 1 -u a -d b -g c -s d -p e -e f@g
}

# Here the tables are compared once for all commands of a paragraph.
refused() {
	want=$1 message=$2 test_name=$3
	shift 3
	run "$@"
	if [ "$status" = "$want" ] && grep -qF -e "$message" "$TMP/err"; then
		pass "$test_name"
		return
	fi
	flunk "$test_name" "$(printf '%s' "$command_line" | cut -c 1-300)" \
		"exit status $status, expected $want and: $message"
	show_output
}
nothing_changed() {
	dump >"$TMP/after"
	is "$(diff "$TMP/before" "$TMP/after" | head -n 10)" '' "nothing changed by $1"
}
changes_from_here() {
	dump >"$TMP/before"
}
changes_from_here

# Numbers that are none, or out of range.
for number in 1e3 '' ' 1' 1x 0x1 1.0 +1 2147483648 99999999999999999999 "$long"; do
	shown=$(printf '%s' "$number" | cut -c 1-20)
	refused 1 'Ids must be numbers!' "id \"$shown\": createuser" createuser -c "$number" $(plain_user 1 x)
	refused 1 'Ids must be numbers!' "id \"$shown\": deleteuser" deleteuser -c 1 -i "$number"
	refused 1 'Ids must be numbers!' "id \"$shown\": deletegroup" deletegroup -c 1 -i "$number"
	refused 1 'Ids must be numbers!' "id \"$shown\": deleteresource" deleteresource -c 1 -i "$number"
	refused 1 'Ids must be numbers!' "id \"$shown\": onetimelogin" onetimelogin -c "$number" -u anna
	refused 1 'Ids must be numbers!' "id \"$shown\": onetimelogin" onetimelogin -c 1 -i "$number"
done
for number in 0 -1 -2147483648; do
	refused 103 'contextid must be from 1 to 2147483647' "id $number: createuser" createuser -c $number $(plain_user 1 x)
	refused 103 'contextid must be from 1 to 2147483647' "id $number: createcontext" new_context -c $number
	refused 103 'contextid must be from 1 to 2147483647' "id $number: deletecontext" deletecontext -c $number
	for program in changecontext existscontext enablecontext disablecontext getadminid \
		getaccesscombinationnameforcontext getmoduleaccessforcontext getcontextcapabilities listquota; do
		refused 103 'contextid must be from 1 to 2147483647' "id $number: $program" $program -c $number
	done
	refused 103 'userid must be from 1 to 2147483647' "id $number: changeuser" changeuser -c 1 -i $number -x a
	refused 103 'userid must be from 1 to 2147483647' "id $number: onetimelogin" onetimelogin -c 1 -i $number
	refused 103 'contextid must be from 1 to 2147483647' "id $number: onetimelogin" onetimelogin -c $number -u anna
	refused 103 'groupid must be from 1 to 2147483647' "id $number: changegroup" changegroup -c 1 -i $number -d a
	refused 103 'resourceid must be from 1 to 2147483647' "id $number: changeresource" changeresource -c 1 -i $number -d a
done
for number in 1e3 '' -2 99999999999999999999; do
	refused 109 "Illegal value '$number' for option -q/--quota" "quota \"$number\"" new_context -q "$number"
	refused 109 "Illegal value '$number' for option -q/--quota" "quota \"$number\" of a change" \
		changecontext -c 1 -q "$number"
	[ "$number" = '' ] || refused 109 "Illegal option value : Illegal value '$number' for option -q/--quota" "quota \"$number\" of a user" \
		changeuser -c 1 -u anna --quota "$number"
done
nothing_changed "wrong numbers"

# Text that is none.
for option in -u -d -g -s -e -a -x -l -t --title --userfield01 --config/a; do
	case $option in
	--*) set -- "$option=$bad" ;;
	*) set -- "$option" "$bad" ;;
	esac
	refused 103 '' "$option with invalid UTF-8" createuser "$@" $(plain_user 1 x)
done
for option in -u -d -g -s -e -a -x -l -t --title; do
	refused 103 '' "$option with a control character" createuser $option "$(printf 'a\001b@c_d')" $(plain_user 1 x)
	refused 103 '' "$option with a C1 control" createuser $option "$(printf 'a\302\205b@c_d')" $(plain_user 1 x)
done
for option in -n -d -e -D; do
	refused 103 '' "$option of a group with invalid UTF-8" creategroup $option "$bad" -c 1 -n x -d y
	refused 103 '' "$option of a resource with a control character" \
		createresource $option "$(printf 'a\001b@c_d')" -c 1 -n x -d y -e a@b.example
done
refused 103 'valid UTF-8' 'a member' creategroup -c 1 -n x -d y -a "$bad"
refused 103 'valid UTF-8' 'the name of a group' deletegroup -c 1 -n "$bad"
refused 103 'display' 'a line end in a display name' createuser -d "$(printf 'a\nb')" $(plain_user 1 x)
refused 103 'valid UTF-8' 'a context name' new_context -N "$bad"
refused 103 'valid UTF-8' 'a mapping' new_context -L "$bad"
for option in -N -L -R; do
	refused 103 'valid UTF-8' "changecontext $option" changecontext -c 1 $option "$bad"
	refused 103 'control character' "changecontext $option with a line end" changecontext -c 1 $option "$(printf 'a\nb')"
done
refused 103 'valid UTF-8' 'a context to enable' enablecontext -N "$bad"
refused 103 'up to 512 bytes of UTF-8' 'a password' createuser -p "$bad" --passwordmech CRYPT $(plain_user 1 x)
refused 108 'No such user' 'the name of a user that cannot be' deleteuser -c 1 -u 'a b'
refused 103 'valid UTF-8' 'or is no text' deleteuser -c 1 -u "$bad"
nothing_changed "wrong text"

# 10 kB.
for option in -u -d -e -a -l -t; do
	refused 103 '' "10 kB for $option" createuser $option "$long" $(plain_user 1 x)
	is "$(($(wc -c <"$TMP/err") < 2000))" 1 'and a message of a sensible size'
done
refused 103 'up to 512 bytes' '10 kB of password' createuser -p "$long" $(plain_user 1 x)
refused 103 'longer than 255 bytes' '10 kB of context name' new_context -N "$long"
refused 103 'longer than 255 bytes' '10 kB of mapping' new_context -L "$long"
for option in -N -L -R; do
	refused 103 'longer than 255 bytes' "10 kB for changecontext $option" changecontext -c 1 $option "$long"
done
for option in -n -d -e; do
	refused 103 '' "10 kB for $option of a group" creategroup $option "$long" -c 1 -n x -d y
	refused 103 '' "10 kB for $option of a resource" createresource $option "$long" -c 1 -n x -d y -e a@b.example
	is "$(($(wc -c <"$TMP/err") < 2000))" 1 'and a message of a sensible size'
done
refused 103 'longer than 255 bytes' '10 kB of member' creategroup -c 1 -n x -d y -a "x$long"
refused 103 'longer than 255 bytes' '10 kB of name to delete' deleteuser -c 1 -u "$long"
is "$(($(wc -c <"$TMP/err") < 600))" 1 'is not repeated as a whole'
refused 111 'Unknown option' '10 kB of option' deleteuser -c 1 "--$long"
refused 101 'Authentication failed' '10 kB of credentials' listuser -c 1 -A "$long" -P "$long"
nothing_changed 'long text'
ok '10 kB of text are welcome where text is' createuser -x "$long" --note "$long" $(plain_user 1 verbose)
prints 10240 'all of it' sql "SELECT length(attrs->>'note') FROM prov.users WHERE login = 'verbose'"
changes_from_here
refused 103 'longer than 65536 bytes' '70 kB are not' createuser --note "$(printf '%070000d' 0)" $(plain_user 1 x)
refused 103 'the name of an attribute is longer' '10 kB of property name' createuser "--config/$long=1" $(plain_user 1 x)

# What is taken, what is not there.
refused 103 'already exists in this context' 'a user name' createuser $(plain_user 1 ANNA)
refused 103 'Primary mail address already exists' 'a mail address' createuser -e ANNA@C1.example $(plain_user 1 x)
refused 110 'Context already exists!' 'a context id' new_context -c 1
refused 103 'Context ACME already exists!' 'a context name' new_context -N ACME
refused 106 'A mapping with login info "acme.example" already exists' 'a mapping' new_context -L Acme.Example
refused 101 'Authentication failed' 'an unknown context of a context admin' changeuser -c 2 -u anna -x a
refused 102 'Context 2 does not exist' 'an unknown context of the master admin' deletecontext -c 2
refused 108 'No such user bert' 'an unknown user' changeuser -c 1 -u bert -x a
refused 103 'No such access combination name' 'an unknown combination' changeuser -c 1 -u anna --access-combination-name x
nothing_changed "names that are taken or unknown"

# Configuration.
as_nobody() {
	if [ "$(id -u)" -eq 0 ]; then
		chmod 755 "$TMP" "$TMP/.." "$TMP/../.."
		setpriv --reuid=nobody --regid=65534 --clear-groups -- env HOME=/nonexistent "$@"
	else
		"$@"
	fi
}
chmod 000 "$PROV_CONFIG"
refused 1 "$PROV_CONFIG" 'no right to read the configuration' as_nobody listcontext
stderr_has 'Permission denied'
chmod 644 "$PROV_CONFIG"
refused 1 'prov.conf' 'no configuration where PROV_CONFIG says' env PROV_CONFIG="$TMP/none/prov.conf" listcontext
stderr_has 'PROV_CONFIG'
set_config 'nmaes: { user = "[a-z]"; };'
refused 1 "prov.conf:2: " 'an unknown section' createuser $(plain_user 1 x)
set_config 'names: { user = "a-z"; };'
refused 1 'prov.conf:2: ' 'a value that cannot be used' createuser $(plain_user 1 x)
set_config 'names: { user = '
refused 1 'prov.conf:' 'no end' createuser $(plain_user 1 x)
set_config 'database: { timeout = 5; };'
fails 1 'a section twice' listcontext
set_config
printf 'x\n' >"$TMP/secret"
chmod 644 "$TMP/secret"
refused 1 'chmod 600' 'a secret that others may read' createuser --password-file "$TMP/secret" $(plain_user 1 x)
nothing_changed "a wrong configuration"

# Database.
good=$CONNINFO
CONNINFO="host=$TMP dbname=x"
set_config
for command in listcontext "listuser -c 1" "createuser $(plain_user 1 x)" 'deletecontext -c 1' 'provdb check' 'provdb migrate'; do
	# shellcheck disable=SC2086 # words
	fails 105 "a database that is down: $command" $command
	stderr_has 'the database cannot be reached'
done
CONNINFO=$good
set_config
nothing_changed 'a database that is down'
sql "INSERT INTO prov.schema_version VALUES (999, 'sql/migration/0999_future.sql', 'x', now())"
changes_from_here
for command in listcontext "createuser $(plain_user 1 x)" 'provdb check' 'provdb migrate'; do
	# shellcheck disable=SC2086
	refused 106 'the database has schema version 999' "a newer database: $command" $command
	stderr_has 'hint: upgrade the programs'
done
nothing_changed 'programs that are too old'
sql 'DELETE FROM prov.schema_version WHERE version > 0'
changes_from_here
for command in listcontext "createuser $(plain_user 1 x)" 'provdb check'; do
	# shellcheck disable=SC2086
	refused 106 'the database has schema version 0' "an older database: $command" $command
	stderr_has 'hint: run "provdb migrate"'
done
nothing_changed 'programs that are too new'
drop_database "$DATABASE"
copy_template "$DATABASE"
context 1
user 1 anna
changes_from_here

# A full disk behind standard output. What was done is done, and is said.
for command in listcontext 'listcontext --csv' 'listuser -c 1 --json' 'listgroup -c 1' 'listresource -c 1 --csv' 'getmoduleaccessforcontext -c 1' \
	'getaccesscombinationnameforuser -c 1 -u anna' 'getusercapabilities -c 1 -u anna' 'listquota -c 1' 'listuser --help' 'listuser --version' 'provdb status' \
	'listusersbyaliasdomain -c 1 -d c1.example' 'changeaccessglobal --access-usm on --dry-run' 'existsuser -c 1 -u anna' \
	'createuser --extendedoptions' 'createuser --environment'; do
	refused 1 'No space left on device' "$command >/dev/full" sh -c "$command >/dev/full"
done
for command in listcontext 'listuser -c 1 --json' 'listuser --help'; do
	refused 1 'Bad file descriptor' "$command >&-" sh -c "$command >&-"
done
nothing_changed 'a full disk'
status_is 1 'a change without standard output' sh -c 'changeuser -c 1 -u anna -x closed >&-'
prints closed 'is made all the same' sql "SELECT attrs->>'department' FROM prov.users WHERE login = 'anna'"
status_is 0 'no standard input and error' sh -c 'listcontext <&- 2>&-'
status_is 1 'a password from a closed standard input' sh -c 'changeuser -c 1 -u anna --password-file - <&-'
stderr_has 'Bad file descriptor'
fails 1 'a change that cannot be reported' sh -c "deleteuser -c 1 -u anna >/dev/full"
is "$(head -n 1 "$TMP/err")" 'user anna in context 1 deleted, but: ' 'happened, and the message says so'
prints 0 'it did' sql "SELECT count(*) FROM prov.users WHERE login = 'anna'"

# An answer that does not come in time.
hold 'SELECT FROM prov.context WHERE cid = 1 FOR UPDATE'
changes_from_here
refused 107 'the database did not answer in 1 seconds' 'PF29: a time limit' createuser --responsetimeout 1 $(plain_user 1 late)
stderr_has 'database.timeout' 'and where it is set'
release
must_see 'the server notices that createuser is gone' sessions 0 "application_name = 'createuser'"
nothing_changed 'a command that gave up'

# Two commands that want the same at the same time: exactly one gets it.
race() {	# NAME WORDS OF THE LOSER CMD
	race_name=$1 loser=$2
	shift 2
	for n in 1 2 3 4 5 6; do
		"$@" >"$TMP/race.$n.out" 2>"$TMP/race.$n.err" &
	done
	wait
	is "$(cat "$TMP"/race.*.out | grep -c created),$(cat "$TMP"/race.*.err | grep -cF -e "$loser")" 1,5 \
		"$race_name: one wins, five are told"
}
race 'a user name' 'User same already exists in this context' createuser $(plain_user 1 same)
race 'a group' 'Group already exists!' creategroup -c 1 -n same -d Same -e group@c1.example
race 'a resource' 'Resource with this name already exists' createresource -c 1 -n same -d Same -e resource@c1.example
race 'a context' 'Context already exists!' createcontext -c 5 -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g
n=0
for n in 1 2 3 4 5 6; do
	createuser -e wanted@c1.example $(plain_user 1 "m$n") >"$TMP/race.$n.out" 2>"$TMP/race.$n.err" &
done
wait
is "$(cat "$TMP"/race.*.out | grep -c created),$(cat "$TMP"/race.*.err | grep -c 'Primary mail address already exists')" \
	1,5 'a mail address: one wins, five are told'
for n in 11 12 13 14 15 16; do
	createcontext -c $n -L wanted.example -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g \
		>"$TMP/race.$n.out" 2>"$TMP/race.$n.err" &
done
wait
is "$(cat "$TMP"/race.1[1-6].out | grep -c created),$(cat "$TMP"/race.1[1-6].err | grep -c 'login info "wanted.example" already')" \
	1,5 'a mapping: one wins, five are told'
check_clean
done_testing
