#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nested.t - the outermost caller owns the transaction; inside it a call is a savepoint, nothing of a call is
# left for the next one, and a connection that broke is told
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1
context 2

calls() {	# NAME EXPECTED: the calls of standard input, what is said of each
	prints "$2" "$1" "$B/tests/tool/nested"
}
users() {	# WANT NAME: ids and names in context 1, but the admin
	is "$(sql "SELECT string_agg(uid || ' ' || name, ', ' ORDER BY uid) FROM prov.users WHERE cid = 1 AND uid <> 2")" \
		"$1" "$2"
}
# Each change has its number, one after the other.
log_is_whole() {
	is "$(sql 'SELECT cid FROM prov.change_log JOIN prov.context USING (cid) GROUP BY cid, change_seq
		HAVING count(*) <> max(seq) OR max(seq) <> change_seq')" '' 'the change log has no gap'
}
cut="! '$PG_BINDIR/psql' -X -q -d $DATABASE -c \"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'nested'\" >$TMP/cut.out"
now() {		# changes in the log
	sql 'SELECT count(*) FROM prov.change_log'
}

calls 'one fails in the middle, the others stay' 'begin: ok
user 1 anna: ok
user 1 ANNA: EXISTS User ANNA already exists in this context
user 1 bert: ok
rename 1 anna Anne: ok
rename 1 nobody Anne: NO_USER No such user nobody in context 1
commit: ok' <<END
begin
user 1 anna
user 1 ANNA
user 1 bert
rename 1 anna Anne
rename 1 nobody Anne
commit
END
users '3 anna, 4 bert' 'who came has the ids of single calls'
is "$(sql 'SELECT given_name FROM prov.users WHERE cid = 1 AND uid = 3')" Anne 'a later call sees what an earlier one did'
log_is_whole
check_clean

before=$(now)
calls 'all or nothing' 'begin: ok
context 9: ok
user 9 carl: ok
user 1 carl: ok
delete 1 anna: ok
rollback: ok
user 1 carl: ok' <<END
begin
context 9
user 9 carl
user 1 carl
delete 1 anna
rollback
user 1 carl
END
users '3 anna, 4 bert, 5 carl' 'nothing of it is there, and what came after it is'
is "$(sql 'SELECT count(*) FROM prov.context WHERE cid = 9')" 0 'the context is not there, either'
is "$(now)" "$((before + 1))" 'nor is it in the log'
check_clean

calls 'a change of several steps is a savepoint with savepoints in it' 'begin: ok
both 1 dora emil: ok
both 1 frida anna: EXISTS User anna already exists in this context
both 1 gerd hans: ok
commit: ok' <<END
begin
both 1 dora emil
both 1 frida anna
both 1 gerd hans
commit
END
users '3 anna, 4 bert, 5 carl, 6 dora, 7 emil, 8 gerd, 9 hans' 'both or neither'
log_is_whole

calls 'a savepoint is the first thing of a transaction, and fails' 'begin: ok
both 1 anna anna: EXISTS User anna already exists in this context
user 1 ida: ok
commit: ok
begin: ok
commit: ok' <<END
begin
both 1 anna anna
user 1 ida
commit
begin
commit
END

broke='the connection broke in the middle of a transaction, nothing of which was done'
before=$(now)
calls 'the connection is cut in the middle' "begin: ok
user 1 jan: ok
user 1 karl: UNAVAILABLE $broke: the database is shutting down or starting
user 1 lena: UNAVAILABLE $broke: the database cannot be reached
begin: INTERNAL a transaction is open already
commit: UNAVAILABLE $broke
user 1 mia: ok" <<END
begin
user 1 jan
$cut
user 1 karl
user 1 lena
begin
commit
user 1 mia
END
is "$(now)" "$((before + 1))" 'nothing of it was done; the next call connects again'

calls 'and after a rollback as well' "begin: ok
user 1 jan: ok
user 1 karl: UNAVAILABLE $broke: the database is shutting down or starting
rollback: ok
user 1 nora: ok" <<END
begin
user 1 jan
$cut
user 1 karl
rollback
user 1 nora
END

calls 'the connection is cut before the commit' 'begin: ok
user 1 jan: ok
commit: UNAVAILABLE the connection broke in the middle of a transaction, nothing of which was done
user 1 otto: ok' <<END
begin
user 1 jan
$cut
commit
user 1 otto
END
is "$(sql "SELECT count(*) FROM prov.users WHERE name = 'jan'")" 0 'who was cut away is not there'

calls 'the connection is cut between two calls: nobody notices' 'user 1 paul: ok
user 1 quinn: ok' <<END
user 1 paul
$cut
user 1 quinn
END
log_is_whole
check_clean

# A call's limit is its own, inside a transaction, too; what gave up leaves the transaction as it was. On Citus, where other
# servers know nothing of the limit, it takes the transaction along, and says so.
undone='' late='the database did not answer in 3 seconds' begun=ok all='rosa sven tim'
if [ -n "${CITUS_NODES-}" ]; then
	undone='the connection broke in the middle of a transaction, nothing of which was done'
	begun="UNAVAILABLE $undone" all=tim
fi
hold 'SELECT FROM prov.context WHERE cid = 2 FOR UPDATE'
calls 'a call that waits too long' "begin: ok
user 1 rosa: ok
user 2 rosa: TIMEOUT ${undone:+$undone: }$late
user 1 sven: $begun${undone:+: the database cannot be reached}
commit: $begun
user 2 rosa: TIMEOUT $late
user 1 tim: ok" <<END
begin
user 1 rosa
limit 3
user 2 rosa
limit 0
user 1 sven
commit
limit 3
user 2 rosa
user 1 tim
END
release
is "$(sql "SELECT string_agg(name, ' ' ORDER BY uid) FROM prov.users WHERE name IN ('rosa', 'sven', 'tim')")" \
	"$all" 'the others were done, or none of them'

# More savepoints than PostgreSQL keeps in memory.
{
	echo begin
	awk 'BEGIN { for (i = 1; i <= 150; i++) { print "user 2 u" i; print "user 2 u" i } }'
	echo commit
} >"$TMP/many"
run "$B/tests/tool/nested" <"$TMP/many"
is "$(grep -c ': ok$' "$TMP/out") $(grep -c ': EXISTS ' "$TMP/out")" '152 150' '300 calls, half of which fail'
is "$(sql 'SELECT count(*), max(uid) FROM prov.users WHERE cid = 2')" '151|152' 'all are there'
log_is_whole
check_clean

calls 'what cannot be' 'commit: INTERNAL no transaction is open
rollback: ok
begin: ok
begin: INTERNAL a transaction is open already
master 1: INTERNAL what the owner of the database does is a transaction of its own, and there is one already
user 1 uwe: ok
commit: ok
commit: INTERNAL no transaction is open' <<'END'
commit
rollback
begin
begin
master 1
user 1 uwe
commit
commit
END
done_testing
