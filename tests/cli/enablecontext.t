#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# enablecontext.t - enabling and disabling contexts, one or all (C3)
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

for program in enablecontext disablecontext enableallcontexts disableallcontexts; do
	program_ok $program
done
use_database
context 1 -N acme -L acme.example
context 2 -N other
context 3
user 1 anna

enabled() {
	sql "SELECT string_agg(cid || enabled::text, ' ' ORDER BY cid) FROM prov.context"
}
log() {
	sql "SELECT program || ' ' || action || ' ' || cid || ' ' || id || ' ' || before || ' ' || after
		FROM prov.change_log WHERE kind = 'context' AND action = 'change' ORDER BY cid, seq DESC" | head -n "$1"
}
lines() {
	sql 'SELECT count(*) FROM prov.change_log'
}

# One.
prints 'context 1 disabled' 'disabled' disablecontext -c 1
is "$(enabled)" '1false 2true 3true' 'only that one'
is "$(log 1)" 'disablecontext change 1 1 {"enabled": true} {"enabled": false}' 'DR15: the log says so'
fails 101 'C3: its admin can do nothing' changeuser -c 1 -u anna -x Sales -A admin -P secret
ok 'others can' changeuser -c 1 -u anna -x Sales
before=$(lines)
prints 'context 1 disabled' 'once more is no failure' disablecontext -N acme
is "$(lines)" "$before" 'and no change'
prints '{"context": 1}' 'enabled again, in JSON' enablecontext -N ACME.example --json
valid 'which follows its schema' ids "$TMP/out"
is "$(enabled)" '1true 2true 3true' 'as it was'
ok 'its admin may work' listuser -c 1 -A admin -P secret
prints 'context 2 disabled' 'a reason is accepted, as the old tools want it' disablecontext -c 2 -r 7
prints 'context 2 enabled' 'for both' enablecontext -c 2 --reason=7
prints 'context 1 would be disabled' '--dry-run' disablecontext -N acme --dry-run
prints 'context 1 is already enabled' '--dry-run where it is so' enablecontext -N acme --dry-run
prints '{"context": 1, "dry_run": true}' '--dry-run in JSON' disablecontext -c 1 --dry-run --json
valid 'which follows its schema' would "$TMP/out"
is "$(enabled)" '1true 2true 3true' 'and nothing changed'
for program in enablecontext disablecontext; do
	refused 102 'Context 99 does not exist' "$program: an unknown context" $program -c 99
	is "$(head -n 1 "$TMP/err")" "context 99 could not be ${program%context}d: " "$program: the head"
	refused 104 'Either contextname or contextid must be given' "$program: none" $program
	refused 103 'do not mean the same context' "PF3: $program: two" $program -c 1 -N other
	refused 1 'Ids must be numbers!' "$program: a reason that is no number" $program -c 1 -r sick
	refused 1 'Ids must be numbers!' "$program: an id that is no number" $program -c x
	refused 101 'Authentication failed' "$program: a context admin" $program -c 1 -A admin -P secret
done

# All.
ok 'one is disabled' disablecontext -c 3
silent 'disableallcontexts says nothing' disableallcontexts -r 3
is "$(enabled)" '1false 2false 3false' 'and does it'
is "$(log 9 | grep -c '^disableallcontexts change \([12]\) \1 {"enabled": true} {"enabled": false}$')" 2 \
	'E2: each that was not so has a line'
is "$(sql "SELECT count(DISTINCT tx) FROM prov.change_log WHERE program = 'disableallcontexts'")" 1 'E1: of one transaction'
check_clean
before=$(lines)
silent 'trap 34: the other name' disableallcontext
is "$(lines)" "$before" 'nothing is left to do'
prints 'contexts that would be enabled: 3' '--dry-run' enableallcontexts --dry-run
prints '{"dry_run": true, "contexts": 3}' '--dry-run in JSON' enableallcontexts --dry-run --json
valid 'which follows its schema' enabled "$TMP/out"
is "$(enabled)" '1false 2false 3false' 'and nothing changed'
prints '{"contexts": 3}' 'enabled, in JSON' enableallcontexts --json
valid 'which follows its schema, too' enabled "$TMP/out"
is "$(enabled)" '1true 2true 3true' 'all of them'
ok 'logins work' listuser -c 1 -A admin -P secret
for program in enableallcontexts disableallcontexts; do
	refused 1 'Ids must be numbers!' "$program: a reason that is no number" $program -r x
	refused 111 'Unknown option' "$program knows no context" $program -c 1
	refused 101 'Authentication failed' "$program: a context admin" $program -A admin -P secret
	is "$(head -n 1 "$TMP/err")" "contexts could not be ${program%allcontexts}d: " "$program: the head"
done

# A change that is being made is waited for, and neither is lost.
hold 'UPDATE prov.context SET quota = 7, change_seq = change_seq + 1 WHERE cid = 2'
disableallcontexts >"$TMP/all" 2>&1 &
pid=$!
must_see 'disableallcontexts waits' waits_for_lock 1 disableallcontexts
release
ended 'it ends well' 0 "$pid" "$TMP/all"
is "$(sql 'SELECT enabled, quota FROM prov.context WHERE cid = 2')" 'f|7' 'and both changes are there'
check_clean
done_testing
