#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# log.t - prov log reads the change log, provdb prune-log removes what is old
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1
context 2
user 1 anna
ok 'a change' changeuser -c 1 -u anna --title Dr --config/x.color=blue --config/x.password=topsecret
ok 'and another one' changeuser -c 1 -u anna --title Prof -d 'Änne "A", Berg'
user 2 bert
ok 'one goes' deleteuser -c 2 -u bert
ok 'of the installation' registerfilestore -t file:///srv/a

lines() {	# OPTION...: context, action, kind, id and what of the lines
	prov log --json "$@" | perl -MJSON::PP -CO -0777 -ne 'print map { sprintf "%s %s %s %s %s\n", $_->{context} // "-",
		$_->{action}, $_->{kind}, $_->{id}, $_->{what} // "" } @{decode_json($_)}'
}
is "$(lines -c 1 -k user)" "$(printf '%s\n' '1 create user 3 anna' \
	'1 change user 3 title: Dr; config/x.color: blue; config/x.password: (secret)' \
	'1 change user 3 title: Dr -> Prof; display_name: User anna -> Änne "A", Berg')" 'of a user: what was before and after'
is "$(lines -c 2)" "$(printf '%s\n' '2 create context 2 2' '2 create user 3 bert' '2 delete user 3 bert')" 'of a context'
context 9
user 9 carl
ok 'a context goes' deletecontext -c 9
is "$(lines -c 9 | cut -d ' ' -f 2-4)" "$(printf '%s\n' 'create context 9' 'create user 3' 'delete context 9')" \
	'E2: of one that is gone'
context 9
user 9 dora
is "$(lines -c 9)" "$(printf '%s\n' '9 create context 9 9' '9 create user 3 dora')" \
	'E2: one with the same id begins anew'
is "$(lines -c 9 -k user -i 3)" '9 create user 3 dora' 'E2: so users of both are not mixed'
is "$(lines -c 9 -k user -i 3 --earlier)" "$(printf '%s\n' '9 create user 3 carl' '9 create user 3 dora')" \
	'E2: unless that is wanted'
ok 'that one goes as well' deletecontext -c 9
is "$(lines -c 9 | cut -d ' ' -f 2- | xargs) $(lines -c 9 --earlier | wc -l)" \
	'create context 9 9 create user 3 dora delete context 9 9 6' 'E2: of the last one that had the id'
sql 'DELETE FROM prov.change_log WHERE cid = 9'
is "$(lines -k filestore)" '- create filestore 1 file:///srv/a' 'of the installation'
is "$(lines --action delete)" '2 delete user 3 bert' 'of an action'
is "$(lines -p changeuser | wc -l) $(lines --program nothing | wc -l)" '2 0' 'by a program'
is "$(lines -w nobody | wc -l)" 0 'by an actor'
is "$(lines | wc -l)" 8 'of all: the oldest first'
is "$(lines | head -n 1) $(lines | tail -n 1)" '1 create context 1 1 - create filestore 1 file:///srv/a' 'by time over contexts'
is "$(lines -c 1 --limit 2 | wc -l) $(lines -c 1 --after 2 | wc -l) $(lines -c 1 --after 4 | wc -l)" '2 2 0' 'in pages'
fails 104 'a page of all' prov log --after 2
is "$(lines --last 2)" "$(lines | tac | head -n 2)" 'the last two of all, newest first'
is "$(lines -c 1 --last 2)" "$(lines -c 1 | tac | head -n 2)" 'and of a context'
is "$(lines --last 1 -k user -p changeuser | grep -c 'title: Dr -> Prof')" 1 'of those that are asked for'
is "$(lines --last 100 | wc -l)" 8 'more than there are'
fails 103 'not both' prov log --last 2 --limit 1
stderr_has 'last and --limit exclude each other'
fails 109 'none at all' prov log --last 0
stderr_has -- '-c ID'

is "$(lines --since 1h | wc -l) $(lines --until 1h | wc -l) $(lines --since 0m | wc -l)" '8 0 0' 'since and until an age'
sql "UPDATE prov.change_log SET at = '2026-03-01 11:59:59+00' WHERE cid = 2 AND seq = 1;
	UPDATE prov.change_log SET at = '2026-03-01 12:00:00+00' WHERE cid = 2 AND seq = 2;
	UPDATE prov.change_log SET at = '2026-03-02 00:00:00+00' WHERE cid = 2 AND seq = 3"
for since in '2026-03-01 12:00' '2026-03-01T12:00:00Z' '2026-03-01 12:00:00'; do
	is "$(lines -c 2 --since "$since" | wc -l)" 2 "since $since"
done
is "$(lines --since 2026-03-01 --until 2026-03-02 | wc -l)" 2 'a day'
is "$(prov log -c 2 --fields at --csv | tail -n 1)" '"2026-03-02T00:00:00Z"' 'times are UTC'
for time in yesterday 2026-13-01 '2026-03-01 25:00' 12 '' 5w -3d; do
	fails 109 "no time: \"$time\"" prov log --since "$time"
done
fails 103 'no action' prov log --action made
fails 109 'no id' prov log -c x
prints 'at,context,seq,who,program,action,kind,id,what,before,after' 'CSV without a line' prov log --csv -k nothing
ok 'CSV' prov log --csv -c 1 -k user --action change --fields seq,before,after
is "$(tail -n 1 "$TMP/out")" '"4","{""attrs"": {""title"": ""Dr"", ""config/x.color"": ""blue"", ""config/x.password"": ""(secret)""}, ""display_name"": ""User anna""}","{""attrs"": {""title"": ""Prof"", ""config/x.color"": ""blue"", ""config/x.password"": ""(secret)""}, ""display_name"": ""Änne \""A\"", Berg""}"' \
	'objects are JSON'
ok 'a table' prov log -c 1
is "$(grep -c topsecret "$TMP/out")" 0 'E2: no secret'
schema_is() {
	is "$(perl -MJSON::PP -0777 -ne 'print join " ", sort keys %{decode_json($_)->[0]}' "$TMP/out")" "$1" "$2"
}
ok 'JSON' prov log -c 1 --json --limit 1
schema_is 'action after at context id kind program seq what who' 'its members'

# --- who may ---
sed 's/user=prov/user=postgres/' "$PROV_CONFIG" >"$TMP/owner.conf"
as_owner() {
	PROV_CONFIG=$TMP/owner.conf "$@"
}
echo master >"$TMP/secret" && chmod 600 "$TMP/secret"
ok 'there is a master' as_owner provdb master --password-file "$TMP/secret"
fails 101 'nobody but the master' prov log -A admin1 -P x
ok 'the master' prov log -A oxadminmaster --adminpass-file "$TMP/secret"

# --- what is old goes ---
prints '' 'for ever, unless it is said' as_owner provdb prune-log
before=$(sql 'SELECT count(*) FROM prov.change_log')
prints '3 lines older than 30 days would be removed' 'a dry run' as_owner provdb prune-log --keep 30 --dry-run
is "$(sql 'SELECT count(*) FROM prov.change_log')" "$before" 'removes none'
echo 'log: { keep = 30; };' >>"$TMP/owner.conf"
prints '3 lines older than 30 days removed' 'what the setting says' as_owner provdb prune-log
prints '' 'and no more' as_owner provdb prune-log
is "$(lines -c 2 | wc -l) $(lines -k log)" '0 - delete log  ' 'that is in the log'
prints '{"action": "prune-log", "lines": 0}' 'in JSON' as_owner provdb prune-log --json
for days in 0 -1 x 99999; do fails 109 "no days: $days" as_owner provdb prune-log --keep "$days"; done

# --- ids and counters do not depend on it ---
seq=$(sql 'SELECT max(seq) FROM prov.change_log WHERE cid = 0')
sql "UPDATE prov.change_log SET at = '2026-03-02'"
ok 'all of it' as_owner provdb prune-log
user 2 carl
is "$(sql "SELECT uid, next_uid, change_seq FROM prov.users JOIN prov.context USING (cid) WHERE cid = 2 AND login = 'carl'")" \
	'4|5|4' 'U4: ids and numbers go on'
is "$(sql "SELECT count(*), max(seq) FROM prov.change_log WHERE cid = 0")" "2|$((seq + 1))" 'of the installation as well'
ok 'registered' registerfilestore -t file:///srv/b
is "$(sql "SELECT max(seq) FROM prov.change_log WHERE cid = 0")" $((seq + 2)) 'and on'
check_clean 'all rules hold'

# --- modules have names ---
context 8 --access-combination-name webmail
user 8 emil
modules() {	# OPTION...: what of the newest line
	lines -c 8 "$@" | tail -n 1 | cut -d ' ' -f 5-
}
ok 'other modules' changeuser -c 8 -u emil --access-calendar on --access-edit-password off
is "$(modules -k user)" 'modules: +calendar -edit-password' 'of a user: what came and what went'
ok 'of all' changeaccessglobal --access-tasks on
is "$(modules -k user -i 3)" 'modules: +tasks' 'of changeaccessglobal'
ok 'of a context' changecontext -c 8 --access-combination-name drive
is "$(modules -k context)" "$(printf '%s: contacts,infostore,collect-email-addresses,denied-portal%s' admin '; ' modules '')" \
	'of a context: what its users have now'

# --- many lines ---
sql "INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, after)
	SELECT 1, 1000 + n, gen_random_uuid(), now(), 'root', 'x', 'create', 'user', n, '{\"name\": \"n\"}'
	FROM generate_series(1, 50000) n"
few=$("$B/tests/tool/maxrss" prov log -c 2 --csv 2>&1 >"$TMP/few" | sed -n 's/^maxrss //p')
lots=$("$B/tests/tool/maxrss" prov log --csv 2>&1 >"$TMP/lots" | sed -n 's/^maxrss //p')
is "$(($(wc -l <"$TMP/lots") > 50000))" 1 '50,000 lines'
case $(ldd "$B/bin/prov") in
*libasan*) pass 'constant memory # SKIP a sanitizer keeps memory that was freed' ;;
*) is "$((lots < few * 2))" 1 "in constant memory: $few and $lots KiB" ;;
esac
done_testing
