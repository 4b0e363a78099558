#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what others do meanwhile, with runs that read only what changed: operators change and delete users, groups and addresses,
# users are adopted, entries are made anew, protected users go, and a person is handed over from one source to another. Each
# time, reading everything finds nothing else. ldapsync_interplay_watch.t does the same with --watch
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"
. "$TESTLIB/watch.sh"

base=dc=example,dc=com
watch=${WATCH-}
limits='limits: { missing = 100; members = 100; group_members = 100; groups = 100; renamed = 100; moved = 100; changed = 100; adopted = 100;
	purged = 100; };'

# config [LINES]: the configuration of one source with two contexts; a watch reads it again
config() {
	source_is "contexts = ( { base = \"ou=people,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; } );
		group_base = \"ou=groups,$base\"; mode = \"incremental\"; interval = 86400; gather = 20; $limits ${1-}"
	[ -z "${watch_pid-}" ] || kill -HUP "$watch_pid"
}
again() {	# UID: the entry is deleted, and made anew
	remove "uid=$1,ou=people"
	person "$1" | change_ldap
}
local_user() {	# NAME ADDRESS: nobody of the directory
	ok "$1 is made by hand" createuser -c 1 -u "$1" -d "Local $1" -g Lo -s Cal -p "$HASH" --passwordmech HASH -e "$2"
}
value() {	# COLUMN LOGIN: of the context 1
	sql "SELECT $1 FROM prov.users WHERE cid = 1 AND login = '$2'"
}
# With --watch nobody begins a run, and how it reads is its own: it has told all of it when it has told what came after it.
marks=0
marked() {
	[ "$(value sur_name mark)" = "$marks" ]
}
mark() {
	marks=$((marks + 1))
	change uid=mark,ou=people "replace: sn
sn: $marks"
	must_see "$1: the watch has seen it" marked
}
beside() {	# a run beside the watch, whose batch may be under way
	ldapsync "$@" >"$TMP/out" 2>"$TMP/err"
	status=$?
	[ "$status" != 122 ]
}
if [ -n "$watch" ]; then
	runs() {
		# what one batch leaves for the next: members whom nobody knows yet, names that become free
		for nth in 1 2 3 4; do mark "$1, batch $nth"; done
		tables >"$TMP/some"
		must_see "$1: a run beside it" beside --full
		is "$status" "${3:-0}" "$1: all of it"
		tables >"$TMP/all"
		is "$(diff "$TMP/some" "$TMP/all")" '' "$1: reading everything finds nothing else"
	}
fi

start_company -c "$SESSION_LOG"
new_context 2 beta
{
	unit ou=two,$base
	unit ou=other,$base
	people anna bert carl dora emil svc mark
	group team anna bert carl
} | change_ldap
config
ok 'a first run' ldapsync
[ -z "$watch" ] || start_watch

# --- by hand: users ---
ok 'a value is changed by hand' changeuser -c 1 -u anna -s Hand
runs 'a value that was changed by hand'
is "$(value sur_name anna)" anna 'it is that of the directory'
ok 'another one, and the entry changes' changeuser -c 1 -u anna -s Hand -x Sales
change uid=anna,ou=people 'replace: sn
sn: Both'
runs 'both at once'
is "$(value "concat_ws(' ', sur_name, attrs ->> 'department')" anna)" 'Both Sales' 'to each what is its own'
ok 'a user is disabled by hand' changeuser -c 1 -u bert --mailenabled false
change uid=bert,ou=people 'replace: sn
sn: Off'
runs 'a change of one who is disabled'
is "$(value 'sur_name, enabled, source_enabled' bert)" 'Off|f|t' 'who stays disabled'
ok 'and enabled' changeuser -c 1 -u bert --mailenabled true
uid=$(value uid carl)
ok 'a user is deleted by hand' deleteuser -c 1 -u carl
runs 'a user who was deleted by hand' full
is "$(value "uid <> $uid" carl) $(members_of team)" 't anna bert carl' 'comes back with an id of its own, and its groups'
remove uid=dora,ou=people
runs 'one who is gone'
ok 'and is deleted by hand' deleteuser -c 1 -u dora
person dora | change_ldap
runs 'one who is made anew after that' full
is "$(value source_enabled dora)" t 'is there'

# --- by hand: names and addresses that the directory wants ---
local_user zoe local@example.com
person zoe | change_ldap
runs 'an entry whose name is taken' incremental 123
is "$(value 'source IS NULL' zoe)" t 'waits'
ok 'the name becomes free' deleteuser -c 1 -u zoe
runs 'an entry whose name is free'
is "$(value 'source IS NULL' zoe)" f 'comes'
local_user holder alias@example.com
change uid=zoe,ou=people 'add: mail
mail: alias@example.com'
runs 'an address that is taken'
is "$(value aliases zoe)" '{zoe@example.com}' 'is left out'
ok 'the address becomes free' deleteuser -c 1 -u holder
runs 'an address that is free'
is "$(value aliases zoe)" '{zoe@example.com,alias@example.com}' 'comes'

# --- by hand: groups ---
ok 'a group by hand' creategroup -c 1 -n ours -d Ours -a anna,dora
remove uid=dora,ou=people
runs 'a member of it goes'
is "$(members_of ours)" 'anna dora' 'and stays its member, as everybody who is only missing'
ok 'a group whose name the directory wants' creategroup -c 1 -n staff -d Staff -a bert
group staff anna | change_ldap
groups_are_open t
runs 'a group whose name is taken' incremental 123
is "$(members_of staff)" bert 'waits'
ok 'the name becomes free' deletegroup -c 1 -n staff
groups_are_open f
runs 'a group whose name is free'
is "$(members_of staff)" anna 'comes'
fails 103 'a group of the directory is not changed by hand' changegroup -c 1 -n staff -a bert
ok 'a member is deleted by hand' deleteuser -c 1 -u anna
runs 'a member who was deleted by hand' full
is "$(members_of staff) $(members_of team)" 'anna anna bert carl' 'is one again'
is "$(members_of ours)" dora 'but not of what is made by hand'

# --- users who are adopted ---
local_user yves yves@local.example
config 'adopt = "name";'
uid=$(value uid yves)
[ -n "$watch" ] || ok 'another configuration' ldapsync
person yves | change_ldap
runs 'one who is adopted by name'
is "$(value 'uid, source, mail' yves)" "$uid|company|yves@example.com" 'keeps the id'
local_user xaver x@example.com
config 'adopt = "mail";'
uid=$(value uid xaver)
[ -n "$watch" ] || ok 'another configuration' ldapsync
person xenia 'mail: x@example.com' | change_ldap
runs 'one who is adopted by address'
is "$(value 'uid, source' xenia)" "$uid|company" 'keeps the id'

# --- entries that are made anew ---
config
[ -z "$watch" ] || mark 'another configuration'
[ -n "$watch" ] || ok 'another configuration' ldapsync
uid=$(value uid emil)
again emil
runs 'an entry that is made anew' incremental 123
is "$(value 'uid, source_enabled' emil)" "$uid|f" 'is not that user'
must_see 'the plan to give it the account' beside -s company --rekey name -n
must_see 'it is accepted' beside -s company --rekey name --accept "$(sed -n 's/.*--accept \([0-9a-f]*\).*/\1/p' "$TMP/err" | head -n 1)"
is "$status" 0 'that is done'
runs 'the run after it' "$([ -n "$watch" ] || echo full)"
is "$(value 'uid, source_enabled' emil)" "$uid|t" 'it is that user, with the id'
config 'on_reuse = "rekey";'
[ -n "$watch" ] || ok 'another configuration' ldapsync
again emil
runs 'one that takes the account over by itself'
is "$(value 'uid, source_enabled' emil)" "$uid|t" 'keeps the id'

# --- protected users ---
config 'protected = [ "svc" ];'
[ -n "$watch" ] || ok 'another configuration' ldapsync
remove uid=svc,ou=people
groups_are_open t
runs 'a protected user goes'
is "$(value 'source_enabled, missing_since IS NULL' svc)" 't|t' 'and stays as it is'
change uid=bert,ou=people 'replace: sn
sn: Later'
runs 'a change after that'
is "$(value 'source_enabled, missing_since IS NULL' svc)" 't|t' 'the protected user stays'
is "$(value sur_name bert)" Later 'and the change is there'
groups_are_open f

# --- another context ---
config
[ -n "$watch" ] || ok 'another configuration' ldapsync
rename uid=bert,ou=people uid=bert ou=two
runs 'one who goes to another context'
is "$(sql "SELECT string_agg(cid || ' ' || (missing_since IS NULL), ', ' ORDER BY cid) FROM prov.users WHERE login = 'bert'")" \
	'1 false, 2 true' 'is another user there'
rename uid=bert,ou=two uid=bert ou=people
runs 'and comes back'
is "$(sql "SELECT string_agg(cid || ' ' || (missing_since IS NULL), ', ' ORDER BY cid) FROM prov.users WHERE login = 'bert'")" \
	'1 true, 2 false' 'to the account that was there'

# --- from one source to another, which begins before the first one has seen that, or after ---
[ -z "$watch" ] || stop_watch
unset watch_pid
config "purge = true; grace = 0; grace_runs = 0; }; other: { base = \"ou=other,$base\"; context = \"acme\"; groups = false;
	mode = \"incremental\"; interval = 86400; gather = 20; purge = true; grace = 0; grace_runs = 0; $limits"
entry "uid=mark2,ou=other,$base" mark2 | change_ldap
ok 'the sources' ldapsync -s company
ok 'and the other' ldapsync -s other
owners() {
	sql "SELECT string_agg(concat_ws(' ', login, source, CASE WHEN source_enabled AND missing_since IS NULL THEN 'on' ELSE 'off' END), ', '
		ORDER BY login) FROM prov.users WHERE login IN ('anna', 'carl')"
}
all_tables() {
	tables | grep -v '^state'
}
both_marked() {
	[ "$(value "string_agg(sur_name, ' ')" mark) $(value "string_agg(sur_name, ' ')" mark2)" = "$marks $marks" ]
}
mark_both() {
	marks=$((marks + 1))
	for dn in uid=mark,ou=people uid=mark2,ou=other; do change "$dn" "replace: sn
sn: $marks"; done
	must_see 'the watch has seen both' both_marked
}
good() {	# NAME: with or without entries that were rejected
	case $status in
	0 | 123) pass "$1" ;;
	*) flunk "$1" "exit status $status" "$(cat "$TMP/err")" ;;
	esac
}
# becomes NAME OWNERS SOURCE...: after runs of these sources, twice, for one may free what the other one waits for
becomes() {
	became=$1 want=$2
	shift 2
	for source in "$@" "$@"; do
		if [ -n "$watch" ]; then
			mark_both
		else
			run ldapsync -s "$source"
			good "$became: a run of $source"
		fi
	done
	is "$(owners)" "$want" "$became"
	for source in "$@"; do
		all_tables >"$TMP/some"
		must_see "$became: all of $source" beside --full -s "$source"
		good "$became: all of $source"
		all_tables >"$TMP/all"
		is "$(diff "$TMP/some" "$TMP/all")" '' "$became: reading all of $source finds nothing else"
	done
}
[ -z "$watch" ] || start_watch
# Only who is gone is purged, and this one is still in the directory: the account, and its name, wait for an operator.
rename uid=carl,ou=people uid=carl ou=other
becomes 'a person goes to the other source' 'anna company on, carl company off' company other
ok 'an operator gives the name free' deleteuser -c 1 -u carl
becomes 'the person is one of the other source' 'anna company on, carl other on' other company
rename uid=carl,ou=other uid=carl ou=people
becomes 'the person comes back' 'anna company on, carl other off' company other
ok 'an operator gives the name free' deleteuser -c 1 -u carl
becomes 'the person is one of the first source' 'anna company on, carl company on' company other
remove uid=anna,ou=people
entry "uid=anna,ou=other,$base" anna | change_ldap
becomes 'a person with a new entry, when the old one is purged' 'anna other on, carl company on' company other
[ -z "$watch" ] || stop_watch
database_is_sound
done_testing
