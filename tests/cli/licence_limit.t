#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# licence_limit.t - DR16: the limit of a licence is kept, no context waits for another one while there is room, and
# what a user costs does not grow with the installation
# long: it counts rows
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
unset SQL_SOCKET	# what a session has read is counted when it ends
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
if ! openssl genrsa -out vendor.pem 2048 2>keys.log || ! openssl rsa -in vendor.pem -pubout -out vendor.pub 2>keys.log; then
	bail "no key: $(cat keys.log)"
fi
tree >"$TMP/tree.ldif"
start_slapd -l "$TMP/tree.ldif"
use_database
for id in 1 2 3; do context $id; done

allow() {	# USERS
	set_config "ldap: { base = \"$base\"; }; licence: { product = \"Suite\"; keys = ( \"$TMP/vendor.pub\" ); };"
	[ -e request.ldif ] || licence request --ldif --users 5 >request.ldif 2>"$TMP/log" || bail "$(cat "$TMP/log")"
	licence sign --yes --key vendor.pem --users "$1" --end-date unlimited --servers unlimited --managed-clients unlimited \
		--corporate-clients unlimited --virtual-desktop-users unlimited --virtual-desktop-clients unlimited --support 0 \
		--premium-support 0 --product Suite --type Suite request.ldif >"licence.$1" 2>"$TMP/log" || bail "$(cat "$TMP/log")"
	limited="licence: { file = \"$TMP/licence.$1\"; keys = ( \"$TMP/vendor.pub\" ); };"
	set_config "ldap: { uri = \"$LDAP_URI\"; base = \"$base\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
		$limited source: { company: { base = \"$base\"; context = \"3\"; groups = false; };
			other: { base = \"$base\"; context = \"2\"; groups = false; }; };"
}
counted() {
	sql 'SELECT sum(licensed) FROM prov.context'
}
background() {	# COMMAND...: its exit status is in FILE status.N, N in $started
	started=$((${started-0} + 1))
	{
		"$@" >"$TMP/said.$started" 2>&1
		echo $? >"$TMP/status.$started"
	} &
}

# --- what counts ---
allow 100000
ok 'a user' createuser $(plain_user 1 anna)
ok 'one that is disabled' createuser $(plain_user 1 bert) --mailenabled false
is "$(counted)" 1 'the enabled one counts'
ok 'enabled' changeuser -c 1 -u bert --mailenabled true
is "$(counted)" 2 'counts'
ok 'the admin is disabled and enabled' sh -c 'changeuser -c 1 -i 2 --mailenabled false && changeuser -c 1 -i 2 --mailenabled true'
is "$(counted)" 2 'and does not count'
ok 'disabled' changeuser -c 1 -u bert --mailenabled false
ok 'deleted' deleteuser -c 1 -u bert
is "$(counted)" 1 'both count no more'
change_ldap <<END
$(person c1)

$(person c2)

$(person c3)
END
ok 'a first run' ldapsync --source company
is "$(counted)" "$(sql 'SELECT count(*) FROM prov.users WHERE uid <> 2 AND enabled AND source_enabled')" 'its users count'
check_clean 'L1: all as counted anew'

# --- nobody waits while there is room ---
hold 'SELECT 1 FROM prov.context WHERE cid = 1 FOR UPDATE'
background createuser $(plain_user 1 waits)
must_see 'a user that waits for its context' waits_for_lock 1 createuser
ok 'DR16: another context does not wait for it' createuser $(plain_user 2 passes)
ok 'DR16: nor for a change that enables' sh -c 'createuser "$@" --mailenabled false && changeuser -c 2 -u later --mailenabled true' \
	sh $(plain_user 2 later)
ok 'DR16: nor does a sync' ldapsync --source company
release
wait
is "$(cat "$TMP/status.1")" 0 'the first one is there, too'

sql "UPDATE prov.licence_clock SET day = '2001-01-01'"
hold "UPDATE prov.licence_clock SET day = '2001-01-02'"
ok 'DR16: nor for one that notes the day of today' createuser $(plain_user 2 today)
release

forget() {	# the next run of company is the first one
	sql "DELETE FROM prov.users WHERE cid = 3 AND source IS NOT NULL; DELETE FROM prov.source_state WHERE name = 'company';
		DELETE FROM prov.address WHERE cid = 3 AND kind = 'u' AND owner > 2"
	count_users
}
# A first run has its context first and claims places then: it waits for an address, which is not there in the end.
hold_first_run() {
	hold "INSERT INTO prov.address VALUES (3, 'c1@example.com', 'u', 999); DELETE FROM prov.address WHERE owner = 999"
}
forget
hold_first_run
background ldapsync --source company
must_see 'a first run with places that it has claimed' waits_for_lock 1 ldapsync
is "$(sql "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 1000 AND granted")" 1 'they can be seen'
ok 'DR16: a context does not wait for the first run of another one' createuser $(plain_user 2 first)
release
wait
is "$(cat "$TMP/status.2")" 0 'that one ends well'
check_clean 'L1: all as counted anew'

# --- what others have announced counts, and the last place is given once ---
allow $(($(counted) + 500))
hold "SELECT pg_advisory_xact_lock_shared(hashtextextended('prov.licence', 0)), pg_advisory_xact_lock_shared(1347551232 + 7, 500)"
background createuser $(plain_user 1 queued)
must_see 'a user that waits for those who have announced all places' waits_for_lock 1 createuser
release
wait
is "$(cat "$TMP/status.3")" 0 'and has one that was not used'
hold "SELECT pg_advisory_xact_lock_shared(1347551232 + 7, 499)"
ok 'DR16: locks go one by one: what is announced by a transaction that is over takes no place' createuser $(plain_user 1 after)
release

forget
allow $(($(counted) + 2))
hold_first_run
background ldapsync --source company
must_see 'a first run that has claimed the last two places' waits_for_lock 1 ldapsync
before=$(counted)
fails 123 'DR16: another run does not wait, and gets none of them' ldapsync --source other
is "$(counted) $(grep -c 'the licence allows no more' "$TMP/err")" "$before 3" 'DR16: its three users are rejected'
release
wait
is "$(cat "$TMP/status.4") $(($(counted) - before))" '123 2' 'DR16: the first one takes two of three'
allow $(($(counted) + 10))
ok 'a run with room again' ldapsync --source other
is "$(sql "SELECT count(*) FROM prov.users WHERE source = 'other'")" 3 'takes whom the one before had no place for'

allow $(($(counted) + 1))
hold 'SELECT 1 FROM prov.context WHERE cid = 1 FOR UPDATE'
background createuser $(plain_user 1 last)
must_see 'a user with the last place, whose context is locked' waits_for_lock 1 createuser
background createuser $(plain_user 2 late)
must_see 'DR16: next to the limit another one waits' waits_for_lock 2 createuser
release
wait
is "$(cat "$TMP/status.5" "$TMP/status.6" | sort | tr '\n' ' ')" '0 103 ' 'DR16: and only one gets the last place'
is "$(cat "$TMP/said.5" "$TMP/said.6" | grep -c 'the licence allows')" 1 'the other one is told'

allow $(($(counted) + 150))
for n in $(seq 12); do background createuser $(plain_user $((n % 3 + 1)) "far$n"); done
wait
allow $(($(counted) + 5))
before=$(counted)
for n in $(seq 12); do background createuser $(plain_user $((n % 3 + 1)) "near$n"); done
wait
is "$(counted)" $((before + 5)) 'DR16: twelve at once in three contexts, five places: five users more'
check_clean 'L1: all as counted anew'

# --- the cost ---
allow 100000
sql "INSERT INTO prov.users (cid, uid, name, login, display_name, aliases, enabled, source_enabled, modules, changed)
	SELECT 2, n, 'm' || n, 'm' || n, 'm' || n, '{}', true, true, 0, now() FROM generate_series(1001, 21000) n;
	UPDATE prov.context SET licensed = licensed + 20000, next_uid = 30000 WHERE cid = 2; ANALYZE" >/dev/null
read_rows() {
	sql "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'users'"
}
must_see 'nobody is at work' sessions 0 "application_name = 'createuser'"
before=$(read_rows)
ok 'a user among 20,000' createuser $(plain_user 1 cheap)
must_see 'its session has ended, and so have its statistics' sessions 0 "application_name = 'createuser'"
rows=$(($(read_rows) - before))
is "$((rows < 100))" 1 "DR16: it does not count users ($rows rows of users were read)"

# --- many at once ---
places() {	# COUNT: the licence allows so many more
	allow $(($(counted) + $1))
}
lines() {	# CONTEXT NAME COUNT
	for n in $(seq "$3"); do
		echo "createuser $(plain_user "$1" "$2$n" | sed "s/-p \([^ ]*\)/-p '\1'/")"
	done
}
lines 1 x 20 >"$TMP/batch.1"
lines 2 y 20 >"$TMP/batch.2"
places 15
before=$(counted)
background prov batch --continue "$TMP/batch.1"
background prov batch --continue "$TMP/batch.2"
wait
is "$(counted)" $((before + 15)) 'two batches next to the limit: all places are given, and no more'
is "$(cat "$TMP/said.$((started - 1))" "$TMP/said.$started" | grep -c 'the licence allows')" 25 'the others are told so'
is "$(cat "$TMP/said.$((started - 1))" "$TMP/said.$started" | grep -ci deadlock)" 0 'and they do not stop each other'
lines 1 z 10 >"$TMP/batch.1"
places 1000
ok 'a batch where there is room' prov batch "$TMP/batch.1"
is "$(sql "SELECT count(DISTINCT tx) FROM prov.change_log WHERE after->>'name' LIKE 'z%'")" 1 'creates users together'
check_clean
done_testing
