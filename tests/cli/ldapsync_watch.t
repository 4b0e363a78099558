#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: what changes in directories that tell it is in the database; signals; runs beside it; limits
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/watch.sh"

watched='mode = "auto"; interval = 86400; gather = 20;'
start_company -c 'overlay syncprov'
people anna bert carl | change_ldap

# --- what it may be ---
fails 1 'a source that reads everything in each run cannot be watched' ldapsync --watch
stderr_has 'source "company"' 'it says which'
stderr_has 'mode = "auto"' 'and what to do'
fails 1 'a source that is not there' ldapsync --watch -s other
fails 103 'no dry run' ldapsync --watch -n

# --- users, groups ---
source_is "context = \"acme\"; $watched"
start_watch
sees 'who is there is read' is_on anna bert carl
person dora | change_ldap
sees 'somebody new' is_on dora
modify anna 'replace: sn
sn: Other'
sees 'another value' value_is sur_name anna Other
group team anna bert | change_ldap
sees 'a group' group_is team 'anna bert'
printf 'dn: cn=team,ou=groups,dc=example,dc=com\nchangetype: modify\nadd: member\nmember: uid=dora,ou=people,dc=example,dc=com\n\n' | change_ldap
sees 'somebody comes to it' group_is team 'anna bert dora'
printf 'dn: uid=anna,ou=people,dc=example,dc=com\nchangetype: modrdn\nnewrdn: uid=anne\ndeleteoldrdn: 1\n\n' | change_ldap
sees 'another name' is_on anne
printf 'dn: uid=anne,ou=people,dc=example,dc=com\nchangetype: modrdn\nnewrdn: uid=anna\ndeleteoldrdn: 1\n\n' | change_ldap
sees 'and the old one' is_on anna
gone dora
sees 'somebody who went is disabled' is_off dora
is "$(last_mode)" incremental 'all that reads only what changed'
batches() {	# MORE: are there not more records of what the watch did than one after each full run, and MORE; what is in them
	sql "SELECT count(*) <= $1 + (SELECT count(*) FROM prov.sync_run WHERE NOT counts ? 'watch'), sum(runs) > 3, bool_and(silent),
			sum((counts ->> 'created')::int), sum((counts ->> 'disabled')::int), sum((counts ->> 'groups_created')::int)
		FROM prov.sync_run WHERE counts ? 'watch'"
}
is "$(batches 0)" 't|t|f|1|1|1' 'an hour of that is one record, or one after each full run, with sums'
ok 'it can be looked at' ldapsync --history --json
valid 'as the schema says' sync_history "$TMP/out"
earlier sync_run started '1 hour'
modify anna 'replace: sn
sn: Later'
sees 'what comes in the next hour' value_is sur_name anna Later
is "$(batches 0) $(batches 1)" 'f|t|f|1|1|1 t|t|f|1|1|1' 'is another one'
modify anna 'replace: sn
sn: Other'
sees 'and goes on in it' value_is sur_name anna Other
is "$(sql "SELECT runs > 1, counts ->> 'changed' FROM prov.sync_run ORDER BY seq DESC LIMIT 1")" 't|2' 'two are two'
sed -n '/dora/p' "$TMP/watch.out" >"$TMP/out"
output_has 'company: ' 'what was done is said'
output_has 'disabled: dora'
is "$(grep -v 'members stay until the next run' "$TMP/watch.err")" '' 'nothing is wrong'

# --- a run beside it ---
ok 'a run beside it' ldapsync
ok 'that reads everything' ldapsync --full
modify bert 'replace: sn
sn: After'
sees 'it goes on after these' value_is sur_name bert After
hold "SELECT 1 FROM prov.context WHERE cid = 1 FOR UPDATE"
modify bert 'replace: sn
sn: Waits'
must_see 'a batch waits for a lock' waits_for_lock 1 ldapsync
fails 122 'while a batch is under way another run ends' ldapsync
kill -TERM "$watch_pid"
release
ended 'SIGTERM in the middle of a batch' 0 "$watch_pid" "$TMP/watch.err"
is "$(field sur_name bert)" Waits 'lets it come to its end'
is "$(held_jobs) $(staged)" '0 0' 'and nothing is left'

# --- SIGHUP ---
start_watch
source_is "context = \"acme\"; $watched user: { display_name = \"\${sn} \${uid}\"; };"
kill -HUP "$watch_pid"
sees 'SIGHUP: the mapping is another one' value_is display_name anna 'Other anna'
modify carl 'replace: sn
sn: New'
sees 'by which it goes on' value_is display_name carl 'New carl'
cp "$PROV_CONFIG" "$TMP/good.conf"
echo 'nonsense = 1;' >>"$PROV_CONFIG"
kill -HUP "$watch_pid"
sees 'one that cannot be read is told' grep -q 'the configuration was not read again' "$TMP/watch.err"
modify carl 'replace: sn
sn: Newer'
sees 'and the one before holds' value_is display_name carl 'Newer carl'
cp "$TMP/good.conf" "$PROV_CONFIG"
stop_watch

# --- limits ---
source_is "context = \"acme\"; $watched limits: { missing = 10; floor = 1; created = 1000000; changed = 100; };"
people u01 u02 u03 u04 u05 u06 u07 u08 u09 u10 u11 u12 u13 u14 u15 u16 u17 u18 u19 u20 | change_ldap
ok 'twenty more' ldapsync
next_day
start_watch
hold "SELECT 1 FROM prov.context WHERE cid = 1 FOR UPDATE"
modify bert 'replace: sn
sn: Behind'
must_see 'a batch waits for a lock' waits_for_lock 1 ldapsync
gone u01 u02 u03 u04 u05 u06
release
sees 'six at once are too many' grep -q 'sha256:' "$TMP/watch.err"
is "$(sql 'SELECT count(*) FROM prov.users WHERE missing_since IS NOT NULL')" 1 'nobody goes'
is "$(sql "SELECT reason || ' ' || applied FROM prov.sync_run ORDER BY seq DESC LIMIT 1")" 'GUARD false' 'which is its record'
digest=$(digest_in "$TMP/watch.err" | tail -n 1)
ok 'what was stopped is accepted beside it' ldapsync --accept "$digest"
is "$(sql 'SELECT count(*) FROM prov.users WHERE missing_since IS NOT NULL')" 7 'they go'
person emil | change_ldap
kill -HUP "$watch_pid"
sees 'the watch goes on' is_on emil
stop_watch

# One by one they are no more than a limit of a run, but they are that of a day.
next_day
start_watch
for n in 07 08 09; do
	gone "u$n"
	sees "u$n goes" is_off "u$n"
done
gone u10
sees 'the limits of a day hold for all batches together' grep -q '24 hours' "$TMP/watch.err"
ok 'who is stopped stays' is_on u10
stop_watch

# --- several sources ---
source_is "base = \"ou=people,dc=example,dc=com\"; context = \"acme\"; groups = false; $watched };
	other: { base = \"ou=others,dc=example,dc=com\"; context = \"acme\"; groups = false; $watched };
	never: { base = \"ou=never,dc=example,dc=com\"; context = \"acme\";"
unit ou=others,dc=example,dc=com | change_ldap
entry uid=zoe,ou=others,dc=example,dc=com zoe | change_ldap
entry uid=yves,ou=others,dc=example,dc=com yves | change_ldap
accepting_all -s company >"$TMP/out" 2>&1
start_watch
sees 'each source that may be watched is read' is_on zoe yves
printf 'dn: uid=zoe,ou=others,dc=example,dc=com\nchangetype: modify\nreplace: sn\nsn: Changed\n\n' | change_ldap
sees 'what changes in one' value_is sur_name zoe Changed
modify anna 'replace: sn
sn: Changed'
sees 'and in the other one' value_is sur_name anna Changed
stop_watch
database_is_sound
done_testing
