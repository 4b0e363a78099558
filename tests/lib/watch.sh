# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# watch.sh - what the tests of ldapsync --watch share, on top of sync.sh
#
# Where the directory tells what changes, nothing else makes the watch look: its interval is a day.

# start_watch [OPTION...]: it runs, and its sources were read. What it says is in watch.out and watch.err.
start_watch() {
	watch_runs=$(count_runs)
	ldapsync --watch "$@" >"$TMP/watch.out" 2>"$TMP/watch.err" &
	watch_pid=$!
	must_see 'a first run' ran_since "$watch_runs"
}

count_runs() {
	sql "SELECT coalesce(sum(runs), 0) FROM prov.sync_run"
}
ran_since() {	# COUNT: there were more runs than that
	[ "$(count_runs)" -gt "$1" ]
}

stop_watch() {	# [NAME]
	kill -TERM "$watch_pid"
	ended "${1:-SIGTERM ends it}" 0 "$watch_pid" "$TMP/watch.err"
}

# sees NAME CMD...: that becomes so.
sees() {
	sees_name=$1
	shift
	if wait_for 120 "$@"; then
		pass "$sees_name"
	else
		flunk "$sees_name" "$*" "$(tail -n 20 "$TMP/watch.err" "$TMP/watch.out")" \
			"$(sql "SELECT * FROM prov.sync_run ORDER BY seq DESC LIMIT 3")"
	fi
}

# What becomes so: users are there and may log in, or not; one value; a group has these members.
is_on() {	# LOGIN...
	for uid in "$@"; do
		[ "$(state_of "$uid")" = t ] || return 1
	done
}
is_off() {
	[ "$(state_of "$1")" = f ]
}
state_of() {
	sql "SELECT enabled AND source_enabled AND missing_since IS NULL FROM prov.users WHERE login = '$1'"
}
value_is() {	# COLUMN LOGIN VALUE
	[ "$(sql "SELECT $1 FROM prov.users WHERE login = '$2'")" = "$3" ]
}
group_is() {	# NAME 'LOGIN LOGIN'
	[ "$(sql "SELECT string_agg(u.login, ' ' ORDER BY u.login) FROM prov.groups g JOIN prov.member m USING (cid, gid)
		JOIN prov.users u ON u.cid = m.cid AND u.uid = m.uid WHERE g.name = '$1'")" = "$2" ]
}
last_mode() {
	sql "SELECT counts ->> 'mode' FROM prov.sync_run ORDER BY seq DESC LIMIT 1"
}
cookies() {	# [SOURCE]
	sql "SELECT cookies FROM prov.sync_cookie WHERE source = '${1:-company}'"
}
gone() {	# UID...: their entries are deleted
	for uid in "$@"; do
		printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$uid"
	done | change_ldap
}

# random_watch SEED...: for each of them a directory changes at random while a watch runs, which reads $WATCH_URI.
random_watch() {
	no_limits='limits: { missing = 100; purged = 100; disabled = 100; enabled = 100; renamed = 100; moved = 100; blanked = 100;
		members = 100; group_members = 100; groups = 100; groups_purged = 100; created = 1000000; changed = 100; };'
	export PG_BINDIR
	cid=11
	for seed; do
		unit=ou=s$seed,$LDAP_BASE around=
		[ $((seed % 2)) -eq 0 ] || around="base = \"$unit\";"
		new_context $cid "one$seed"
		new_context $((cid + 1)) "two$seed"
		set_config "sync: { remind = 0; };
	ldap: { uri = \"${WATCH_URI-$LDAP_URI}\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
			source: { s$seed: { $around contexts = ( { base = \"ou=one,$unit\"; context = \"one$seed\"; },
				{ base = \"ou=two,$unit\"; context = \"two$seed\"; } ); group_base = \"ou=groups,$unit\";
				mode = \"auto\"; interval = 86400; gather = 20; $no_limits }; };"
		perl "$ROOT/tests/tool/random_watch.pl" "$seed" "${ROUNDS:-8}" "$unit" >"$TMP/results" 2>"$TMP/err" ||
			flunk "seed $seed: it runs to its end" "$(cat "$TMP/err")" "$(tail -n 5 "$TMP/watch.err")"
		replay
		database_is_sound "seed $seed: the database keeps its rules, and nothing is staged"
		cid=$((cid + 2))
	done
}
