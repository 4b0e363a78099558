#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SR40: whoever was told that runs fail is told once when that is over
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company
config() {	# [LINES]
	source_is "context = \"acme\"; groups = false; ${1-}" 'sync: { lease = 600; };'
}
silent() {	# STATUS NAME: the run says nothing, but for its exit status
	status_is "$1" "$2" ldapsync
	is "$(cat "$TMP/out" "$TMP/err")" '' "SR40: $2: not a byte"
}
said() {	# WANT NAME: one line on standard output, nothing else; times are T
	is "$(sed 's/[0-9]*-[0-9]*-[0-9]*T[0-9:]*Z/T/; s| (.*)| (WHY)|' "$TMP/out")/$(wc -c <"$TMP/err")" "$1/0" "$2"
}

config
people anna bert | change_ldap
ok 'a run' ldapsync

# --- the directory is away for some runs ---
stop_slapd
fails 105 'no directory' ldapsync
since=$(sql "SELECT to_char(started AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM prov.sync_run
	WHERE reason = 'UNAVAILABLE'")
silent 105 'still none'
silent 105 'and still'
start_slapd_again
ok 'it is back' ldapsync
said 'company: 2 users read, 0 groups read; works again after 3 failed runs since T (WHY)' \
	'SR40: one line says so, though nothing has changed'
output_has "since $since (source \"company\": cannot connect to " 'SR40: since when, and why'
silent 0 'then nothing'

# --- one after the other for several reasons; something is done, something rejected ---
config 'base = "ou=nowhere,dc=example,dc=com";'
fails 121 'a base that is not there' ldapsync
stop_slapd
config
fails 105 'and then no directory' ldapsync
start_slapd_again
people carl | change_ldap
person dora 'mail: anna@example.com' | change_ldap
status_is 123 'both are over' ldapsync
is "$(sed 's/[0-9]*-[0-9]*-[0-9]*T[0-9:]*Z/T/; s| (.*)| (WHY)|' "$TMP/out")" \
	'company: 4 users read, 0 groups read, 1 created, 1 rejected; created: carl; works again after 2 failed runs since T (WHY)' \
	'SR40: with what was done'
stderr_has 'rejected user "uid=dora'
silent 123 'a reject is no failure'
printf 'dn: uid=dora,ou=people,dc=example,dc=com\nchangetype: delete\n' | change_ldap
silent 0 'nor is its end worth a line'

# --- a run that is stopped, until somebody accepts it; in JSON ---
for uid in anna bert; do
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$uid"
done | change_ldap
fails 120 'too many' ldapsync
silent 120 'the same'
digest=$(sql 'SELECT hint FROM prov.sync_run ORDER BY seq DESC LIMIT 1' | sed 's/.*sha256:/sha256:/')
ok 'it is right' ldapsync --accept "$digest" --json
valid 'SR40: as tests/data/json/sync.json says' sync "$TMP/out"
is "$(perl -MJSON::PP -0777 -ne '$r = decode_json($_)->{recovered}; print "$r->{runs} $r->{message}"' "$TMP/out" |
	cut -c 1-12)" '2 2 of 3 use' 'SR40: the object says so, too'
silent 0 'then nothing'

# --- nobody was told ---
stop_slapd
script -qec ldapsync /dev/null </dev/null >"$TMP/out" 2>&1
output_has 'cannot connect' 'somebody sees that it fails'
start_slapd_again
silent 0 'SR40: who was not told is not told that it is over'

# --- a history of one record ---
source_is 'context = "acme"; groups = false;' 'sync: { history = 1; lease = 600; };'
stop_slapd
fails 105 'no directory' ldapsync
start_slapd_again
recovered 'SR40: it is over' ldapsync
silent 0 'and that is all'
done_testing
