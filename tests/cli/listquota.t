#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# listquota.t - how many items of a module a context may have: set by changecontext, listed
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok listquota
fails 105 'no database is no answer' listquota -c 1
use_database
context 1 -N acme
context 2
log() {
	sql "SELECT before, after FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1"
}
prints 'module,limit' 'nothing is said: the heading' listquota -c 1 --csv
prints '[]' 'as JSON' listquota -c 1 --json

prints 'context 1 changed' 'limits of two modules' changecontext -c 1 --quota-module task,calendar --quota-value 0500
prints "$(printf '%s\n' module,limit '"task","500"' '"calendar","500"')" 'as CSV' listquota -c 1 --csv
prints '{}|{"quota_task": 500, "quota_calendar": 500}' 'E2: in the log' log
ok 'unlimited' changecontext -N acme --quota-module=attachment,task --quota-value=0
prints "$(printf '%s\n' 'module     qlimit' 'task            0' 'calendar      500' 'attachment      0')" 'as table: 0 is unlimited' \
	listquota -N ACME
prints '{"quota_task": 500}|{"quota_task": 0, "quota_attachment": 0}' 'E2: before and after' log
prints '[
 {"module": "task", "limit": 0},
 {"module": "calendar", "limit": 500},
 {"module": "attachment", "limit": 0}
]' 'as JSON' listquota -c 1 --json
ok 'a negative number' changecontext -c 1 --quota-module task,calendar,contact --quota-value -1
prints "$(printf '%s\n' module,limit '"attachment","0"')" 'forgets what was set, also what was not' listquota -c 1 --csv
prints '{"quota_task": 0, "quota_calendar": 500}|{"quota_task": null, "quota_calendar": null}' 'E2: and the log says so' log
prints "$(printf '%s\n' limit '"0"')" 'a field' listquota -c 1 --csv --fields limit
ok 'all of them' changecontext -c 1 --quota-module 'task, calendar,contact ,infostore,attachment' --quota-value 7
prints 5 'are five' sh -c 'listquota -c 1 --csv | grep -c 7'
before=$(sql 'SELECT count(*) FROM prov.change_log')
ok 'the same again' changecontext -c 1 --quota-module contact --quota-value 7
is "$(sql 'SELECT count(*) FROM prov.change_log')" "$before" 'is no change'
refused 103 '' 'tried' changecontext -c 1 --quota-module none --quota-value 7 --dry-run
prints 'context 1 would be changed (users whose access changes: 0, login mappings added: 0, removed: 0)' 'a dry run' \
	changecontext -c 1 --quota-module contact --quota-value 8 --dry-run
prints "$(printf '%s\n' module,limit '"contact","7"')" 'changes nothing' sh -c 'listquota -c 1 --csv | grep -e contact -e limit'
prints 'module,limit' 'another context has its own' listquota -c 2 --csv
ok 'beside the quota of files' changecontext -c 1 -q 300 --quota-module infostore --quota-value 9007199254740992
prints '300|9007199254740992' 'which is another one' sql 'SELECT quota, quota_infostore FROM prov.context WHERE cid = 1'

# What is refused.
refused 103 "'--quota-value' argument specified, but '--quota-module' argument is missing." 'a value alone' \
	changecontext -c 1 --quota-value 5
refused 103 "'--quota-module' argument specified, but '--quota-value' argument is missing." 'a module alone' \
	changecontext -c 1 --quota-module task
refused 103 "'--quota-module' argument is missing." 'an empty list' changecontext -c 1 --quota-module '' --quota-value 5
refused 103 '"Task" is no module with a quota' 'an unknown module' changecontext -c 1 --quota-module contact,Task --quota-value 5
stderr_has 'hint: there are task, calendar, contact, infostore, attachment'
refused 109 "Illegal value '5k' for option --quota-value" 'no number' changecontext -c 1 --quota-module task --quota-value 5k
refused 109 "Illegal value '' for option --quota-value" 'nothing' changecontext -c 1 --quota-module task --quota-value ''
refused 109 'quota-value' 'too large a number' changecontext -c 1 --quota-module task --quota-value 9007199254740993
refused 102 'Context 99 does not exist' 'an unknown context' listquota -c 99
refused 104 'Either contextname or contextid must be given' 'no context' listquota
refused 103 'do not mean the same context' 'PF3: an id and a name' listquota -c 2 -N acme
check_clean
done_testing
