#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --list: SR40: who is missing, rejected or disabled, since when, why, and what happens when
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
new_context 2 beta
# shellcheck disable=SC2016 # expressions of the mapping
rules='user: { enabled = "${employeeType=off:+false}"; name = "${roomNumber:-${uid}}"; quota = "${l}"; };'
config() {	# [LINES]
	source_is "contexts = ( { base = \"ou=people,$base\"; context = \"acme\"; },
		{ base = \"ou=groups,$base\"; context = \"beta\"; } ); $rules ${1-}"
}
config
people anna bert carl dora emil fritz gert hans | change_ldap
people ida jo kim | sed 's/ou=people/ou=groups/' | change_ldap
group team ida jo | sed 's/ou=people/ou=groups/' | change_ldap
group crew ida jo | sed 's/ou=people/ou=groups/' | change_ldap
list() {	# WHAT FIELD...: of the list in JSON
	ok "--list $1" ldapsync --list "$1" --json
	valid "as tests/data/json/listed.json says" listed "$TMP/out"
	shift
	json "$@" >"$TMP/listed"
}
listed() {
	cat "$TMP/listed"
}
gone() {	# RDN OU
	printf 'dn: %s,ou=%s,%s\nchangetype: delete\n\n' "$1" "$2" $base | change_ldap
}

# --- nobody ---
for what in missing rejected disabled; do
	silent "nobody is $what before the first run" ldapsync --list $what
done
ok 'a run' ldapsync
for what in missing rejected disabled; do
	silent "SR40: nobody is $what" ldapsync --list $what
	is "$(wc -c <"$TMP/err")" 0 'not even on standard error'
	prints '[]' 'in JSON that is an empty list' ldapsync --list $what --json
done
prints 'source,kind,context,id,name,dn,since,why,next,purge_on,purge_runs' 'CSV has its heading' ldapsync --list missing --csv

# --- mistakes ---
fails 109 'what there is no list of' ldapsync --list everybody
stderr_has 'it is one of missing, rejected'
fails 1 'a source that is not there' ldapsync --list missing -s other
stderr_has company
fails 103 'a list is no run' ldapsync --list missing --dry-run
fails 103 'a field that is not there' ldapsync --list missing --fields who
stderr_has purge_on

# --- missing ---
gone uid=anna people
gone cn=team groups
ok 'a user and a group go' ldapsync
list missing source kind context name dn why next
is "$(listed)" "company|user|1|anna|uid=anna,ou=people,$base|not in the directory|kept
company|group|2|team||not in the directory|kept" 'SR40: they are listed'
is "$(json id since | grep -cE '^[0-9]+\|[0-9-]{10}T[0-9:]{8}Z$')" 2 'SR40: with their ids, and since when'
config 'purge = true; grace = 30; grace_runs = 3;'
sql "UPDATE prov.users SET missing_since = now() - interval '1 day' WHERE name = 'anna'"
sql "UPDATE prov.groups SET missing_since = now() - interval '31 days' WHERE name = 'team'"
day=$(sql "SELECT to_char((missing_since + interval '30 days') AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM prov.users WHERE name = 'anna'")
list missing name next purge_runs
is "$(listed)" "anna|purged on $day after 3 more runs|3
team|purged after 3 more runs|3" 'SR40: what happens to them, and when; days that are over are not said any more'
list missing name purge_on
is "$(listed | sed -n 1p)" "anna|$day" 'SR40: the day'
silent 'one run' ldapsync
silent 'and another' ldapsync
list missing name next
is "$(listed | grep team)" 'team|purged after 1 more run' 'SR40: runs are counted'
silent 'the third' ldapsync
list missing name next
is "$(listed | grep team)" 'team|purged in the next run, if it is still missing' 'SR40: what the next run does'
ok 'does it' ldapsync
output_has '1 groups deleted'
list missing name
is "$(listed)" anna 'SR40: who is purged is in no list'
printf 'dn: uid=kim,ou=groups,%s\nchangetype: modrdn\nnewrdn: uid=kim\ndeleteoldrdn: 0\nnewsuperior: ou=people,%s\n\n' \
	$base $base | change_ldap
ok 'a user moves to another context' ldapsync
list missing context name why
is "$(listed | grep kim)" '2|kim|in context 1 now' 'SR40: where it is now'
ok 'as a table' ldapsync --list missing --fields name,why
is "$(sed 's/ *$//' "$TMP/out")" 'name why
anna not in the directory
kim  in context 1 now' 'with the fields that were asked for'

# --- rejected ---
modify bert 'replace: roomNumber
roomNumber: carl'
person lisa 'roomNumber: dora' | change_ldap
status_is 123 'two cannot be taken' ldapsync
carl=$(field uid carl)
dora=$(field uid dora)
list rejected source kind context id name dn why next
is "$(listed)" "company|user|1|$(field uid bert)|carl|uid=bert,ou=people,$base|the name \"carl\" belongs to user $carl (\"carl\") of context 1, whose entry is \"uid=carl,ou=people,$base\"|stays as it is until the entry can be taken
company|user|1||dora|uid=lisa,ou=people,$base|the name \"dora\" belongs to user $dora (\"dora\") of context 1, whose entry is \"uid=dora,ou=people,$base\"|comes when the entry can be taken" \
	'SR40: who is rejected, and why'

modify dora 'add: l
l: much'
status_is 123 'a value of one cannot be taken' ldapsync
list rejected name why next
is "$(listed | sed -n 's/^dora|left out: .*|/dora|/p')" 'dora|the rest of the entry is taken' 'SR40: values are listed, too'
modify dora 'delete: l'

# --- disabled ---
modify emil 'add: employeeType
employeeType: off'
status_is 123 'one is disabled in the directory' ldapsync
ok 'another one by an operator' changeuser -c 1 -u fritz --mailenabled false
list disabled source context id name dn why next
is "$(listed)" "company|1|$(field uid emil)|emil|uid=emil,ou=people,$base|disabled in the directory|enabled when the directory says so" \
	'SR40: who is disabled in the directory, and nobody else'
list disabled name since
since=$(listed)
is "$(sql "SELECT 'emil|' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM prov.change_log
	WHERE id = $(field uid emil) AND cid = 1 ORDER BY seq DESC LIMIT 1")" "$since" 'SR40: since when'
ok 'something else of it changes' changeuser -c 1 -u emil -x Sales
list disabled name since
is "$(listed)" "$since" 'SR40: it is so since then'

# --- other sources, and while a run is active ---
sql "INSERT INTO prov.job_lock (name, owner, run, fence, expires)
	VALUES ('ldapsync company', 'x', gen_random_uuid(), 99, now() + interval '1 hour')
	ON CONFLICT (name) DO UPDATE SET owner = 'x', run = excluded.run, expires = excluded.expires"
fails 122 'a run is active' ldapsync
list missing name
is "$(listed)" 'anna
kim' 'SR40: the list is there'
sql "UPDATE prov.job_lock SET owner = NULL, run = NULL; UPDATE prov.users SET source = 'before' WHERE name = 'anna'"
list missing source name next
is "$(listed)" "before|anna|kept
company|kim|purged on $(sql "SELECT to_char((missing_since + interval '30 days') AT TIME ZONE 'UTC', 'YYYY-MM-DD')
	FROM prov.users WHERE name = 'kim' AND cid = 2")" \
	'SR40: of all sources, also of one that is not configured any more: nobody purges that'
ok 'of one source' ldapsync --list missing -s company --json
is "$(json name)" kim 'SR40: only its own'
done_testing
