#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: directory and database are away and come back, the database goes back, dates pass, it is time to read
# everything; nothing that changed meanwhile is lost
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/watch.sh"

change() {	# UID SURNAME
	modify "$1" "replace: sn
sn: $2"
}
changed() {	# NAME UID SURNAME: it is, and the watch has it
	change "$2" "$3"
	sees "$1" value_is sur_name "$2" "$3"
}
end_sessions() {
	sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = 'ldapsync'" >"$TMP/ended"
	is "$(wc -l <"$TMP/ended")" 1 'it has one connection'
}

watched='mode = "auto"; interval = 86400; gather = 20;'
start_company -c 'overlay syncprov'
people anna bert carl | change_ldap
source_is "context = \"acme\"; $watched"
start_watch
changed 'a change' anna One

# --- the directory ---
stop_slapd
sees 'a directory that went is noticed at once, and told' grep -q 'cannot connect' "$TMP/watch.err"
start_slapd_again
change anna Two
sees 'it is tried again, and what came before is there' value_is sur_name anna Two
changed 'and what comes after it' bert Two
stop_slapd '' KILL
start_slapd_again
changed 'one that is killed' anna Three
is "$(grep -c 'ldapsync: error: .*cannot connect' "$TMP/watch.err" | awk '{ print $1 <= 2 }')" 1 'each time it is told once'

# --- the database ---
end_sessions
changed 'the backend is ended between two batches' anna Four
hold "SELECT 1 FROM prov.context WHERE cid = 1 FOR UPDATE"
change anna Five
must_see 'a batch waits for a lock' waits_for_lock 1 ldapsync
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	WHERE datname = current_database() AND application_name = 'ldapsync'" >"$TMP/ended"
release
sees 'in the middle of one' value_is sur_name anna Five
is "$(held_jobs) $(staged)" '0 0' 'nothing is left of it'

# --- a database that went back: what was told since is asked for once more ---
before=$(sql "SELECT cookies FROM prov.sync_cookie")
row=$(sql "SELECT source_hash FROM prov.users WHERE login = 'carl'")
changed 'a change that the database forgets' carl Lost
sql "UPDATE prov.users SET sur_name = 'carl', source_hash = $row WHERE login = 'carl'"
sql "UPDATE prov.sync_cookie SET cookies = '$before'"
changed 'a change after that' anna Six
is "$(field sur_name carl)" Lost 'what was forgotten is there as well'
is "$(last_mode)" incremental 'without reading everything'

# --- an entry that comes and goes at once, and one whose name another one takes ---
hold "SELECT 1 FROM prov.context WHERE cid = 1 FOR UPDATE"
change anna Seven
must_see 'a batch waits for a lock' waits_for_lock 1 ldapsync
person gast | change_ldap
gone gast
printf 'dn: uid=carl,ou=people,dc=example,dc=com\nchangetype: modrdn\nnewrdn: uid=carla\ndeleteoldrdn: 1\n\n' | change_ldap
modify bert 'replace: mail
mail: carl@example.com'
modify carla 'replace: mail
mail: bert@example.com'
release
sees 'many things at once' value_is mail carla bert@example.com
sees 'two swap addresses' value_is mail bert carl@example.com
is "$(sql "SELECT count(*) FROM prov.users WHERE login = 'gast'")" 0 'who came and went is nobody'
stop_watch

# --- the clock: what nobody tells ---
source_is 'context = "acme"; mode = "auto"; interval = 1; gather = 20;
	user: { enabled = "${shadowExpire|past(days):+false}"; };'
modify anna "replace: shadowExpire
shadowExpire: $(($(sql "SELECT extract(epoch FROM now())::bigint / 86400") + 2))"
start_watch
sees 'an account that has a day to go' is_on anna
clock_ahead '3 days'
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	WHERE datname = current_database() AND application_name = 'ldapsync'" >"$TMP/ended"
sees 'ends on the day, though nothing changed' is_off anna
clock_ahead '3 days'
sql "UPDATE prov.users SET sur_name = 'drift', source_hash = 1 WHERE login = 'bert'"
is "$(field sur_name bert)" drift 'what no change tells'
sql "UPDATE prov.sync_cookie SET full_due = now()"
sees 'is made good when it is time to read everything' value_is sur_name bert Two
has "$TMP/watch.out" 'changed: bert' 'and told'

stop_watch
database_is_sound
done_testing
