#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# concurrency.t - many commands at the same time: ids, counters, log and the admin's mirror are right
# long: many programs at once
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
for id in 1 2 3; do context $id; done

# together: ends when all commands that were started with & have ended; what they said is in log.*
started=0
start() {
	started=$((started + 1))
	{ "$@" || echo "status $? of $*"; } >"$TMP/log.$started" 2>&1 &
}
together() {
	wait
	is "$(cat "$TMP"/log.* | grep -v -e '^user .* \(created\|changed\|deleted\)$' -e '^context [0-9]* created$' \
		-e '^createcontext: made a private database in ')" '' "$1: none fails"
	rm -f "$TMP"/log.*
}
# The log of a context has no gaps, and its number is that of the last line.
log_is_whole() {
	sql "SELECT c.cid FROM prov.context c LEFT JOIN prov.change_log l ON l.cid = c.cid GROUP BY c.cid, c.change_seq
		HAVING count(*) <> c.change_seq OR max(l.seq) <> c.change_seq OR count(DISTINCT tx) <> count(*)"
}

for n in $(seq 32); do start createuser $(plain_user 1 "u$n"); done
together '32 new users in one context'
prints '32|3|34|35' 'ids without a gap, and the counter' sql 'SELECT count(DISTINCT u.uid), min(u.uid), max(u.uid), max(c.next_uid)
	FROM prov.users u JOIN prov.context c USING (cid) WHERE u.cid = 1 AND u.uid > 2'
is "$(log_is_whole)" '' 'the log has a line for each'

for n in $(seq 10); do
	for id in 1 2 3; do
		start createuser $(plain_user $id "v$n") --access-tasks on
	done
	start changeuser -c 1 -u "u$n" -x "Department $n" --access-calendar on -a "u$n@c1.example,alias$n@c1.example"
	start deleteuser -c 1 -u "u$((n + 10))"
	start changeuser -c 1 -u "u$((n + 20))" -e "new$n@c1.example" -a "u$((n + 20))@c1.example,new$n@c1.example"
done
together 'new, changed and deleted users in three contexts'
prints '1|32|45
2|10|13
3|10|13' 'all of it happened' sql 'SELECT u.cid, count(*), max(c.next_uid) FROM prov.users u JOIN prov.context c USING (cid)
	WHERE uid > 2 GROUP BY u.cid ORDER BY 1'
is "$(log_is_whole)" '' 'the log has a line for each'
prints 0 'an id that was given out does not come back' sql "SELECT count(*) FROM prov.handover h JOIN prov.users u USING (cid, uid)"
check_clean

# What one user has of one value: changes of different things of it do not undo each other.
for option in '-x A' '-z B' '--title C' '--city_home D' '--access-ical on' '--userfield01 E' '-t Europe/Rome' '--config/x=y'; do
	# shellcheck disable=SC2086 # words
	start changeuser -c 2 -u v1 $option
done
together 'eight changes of one user'
prints 'A B C D E Europe/Rome y 1' 'none is lost' sql "SELECT concat_ws(' ', attrs->>'department', attrs->>'company', attrs->>'title',
	attrs->>'city_home', attrs->>'userfield01', timezone, attrs->>'config/x', modules >> 10 & 1)
	FROM prov.users WHERE cid = 2 AND login = 'v1'"

# Rule M3 while users come, change and go; the admin has the union of what is left.
union() {
	sql "SELECT (SELECT modules FROM prov.users WHERE cid = $1 AND uid = 2) | bit_or(modules & ~((1::bigint << 28) | (1::bigint << 32)))
		FROM prov.users WHERE cid = $1"
}
mirror() {	# the same from the program's answer
	getmoduleaccessforcontext -c "$1" --json >"$TMP/mirror"
	perl -MJSON::PP -0777 -ne '%bit = ("webmail", 0, "calendar", 1, "contacts", 2, "tasks", 3, "infostore", 4,
		"webdav-xml", 8, "webdav", 9, "ical", 10, "vcard", 11, "syncml", 14, "edit-public-folder", 15,
		"read-create-shared-Folders", 16, "delegate-tasks", 17, "edit-group", 18, "edit-resource", 19, "edit-password", 20,
		"collect-email-addresses", 21, "multiple-mail-accounts", 22, "subscription", 23, "publication", 24,
		"active-sync", 25, "usm", 26, "olox20", 27, "denied-portal", 28, "global-address-book-disabled", 32,
		"public-folder-editable", 33); $a = decode_json($_);
		$m |= 1 << $bit{s/^access-//r} for grep { $a->{$_} } keys %$a; print $m' "$TMP/mirror"
}
for n in $(seq 8); do
	start changeuser -c 3 -u "v$n" --access-combination-name drive
	start createuser $(plain_user 3 "w$n") --access-webdav on --access-denied-portal on
	start deleteuser -c 3 -u v9 --if-exists
	getmoduleaccessforcontext -c 3 >/dev/null
done
wait
is "$(cat "$TMP"/log.* | grep -c -e '^status')" 0 'access changes while it is asked for: none fails'
rm -f "$TMP"/log.*
is "$(mirror 3)" "$(union 3)" 'the admin has the union'
for n in $(seq 8); do start deleteuser -c 3 -u "w$n"; done
together 'users go'
is "$(mirror 3)" "$(union 3)" 'the admin has the union of the others'
is "$(sql "SELECT (modules >> 9) & 1 FROM prov.users WHERE cid = 3 AND uid = 2") $(($(mirror 3) >> 9 & 1))" '0 0' \
	'without what only they had'

# A context that goes while users come: all of it or nothing.
for n in $(seq 8); do createuser $(plain_user 2 "late$n") >"$TMP/late.$n" 2>&1 & done
deletecontext -c 2 >"$TMP/late.0" 2>&1 &
wait
prints 0 'nothing is left of it' sql "SELECT (SELECT count(*) FROM prov.users WHERE cid = 2) + (SELECT count(*) FROM prov.address
	WHERE cid = 2) + (SELECT count(*) FROM prov.login_name WHERE cid = 2)"
is "$(cat "$TMP"/late.* | grep -c -e '^context 2 deleted' -e '^user [0-9]* in context 2 created' -e 'Authentication failed')" 9 \
	'each command says what happened to it'

for n in $(seq 100 115); do
	start createcontext -c "$n" -N "name$n" -L "d$n.example" -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g
done
together '16 new contexts'
prints 16 'all are there' sql 'SELECT count(*) FROM prov.context WHERE cid >= 100'
check_clean

# A fresh machine: 16 first commands at once, and no database yet.
unset PROV_CONFIG
for n in $(seq 16); do
	start createcontext -c "$n" -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g
done
wait
is "$(cat "$TMP"/log.* | grep -c 'made a private database in')" 1 'PF4: one of 16 commands says that it made the database'
together '16 commands, one of which makes the database'
is "$(listcontext --csv | wc -l)" 17 'all contexts are there'
check_clean
provdb stop
for n in $(seq 16); do start createuser $(plain_user "$n" anna); done
together '16 commands, one of which starts the database'
done_testing
