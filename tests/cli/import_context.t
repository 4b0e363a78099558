#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# import_context.t - createcontext --csv-import: contexts with their admins, each in a transaction of its own
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N taken -L taken.example
# The example of the documentation of the Open-Xchange tools, and ready hashes.
head=contextid,addmapping,username,password,passwordmech,displayname,givenname,surname,email,quota,access-combination-name,language,timezone,contextname
line() {	# ID [NAME [MAPPING]]
	printf '%s,%s,admin,%s,HASH,Admin %s,Ada,Admin,admin@c%s.example,100,groupware_standard,de_DE,Europe/Berlin,%s\n' \
		"$1" "${3-}" "$HASH" "$1" "$1" "${2-}"
}

{ echo "$head"; line 55555 five five.example; line 6; } >"$TMP/two.csv"
prints 'Context 55555 successfully created
Context 6 successfully created
context created
createcontext: 2 lines read, 2 contexts created, 0 rejected' 'two contexts' createcontext --csv-import "$TMP/two.csv"
is "$(cat "$TMP/err")" '' 'and nothing on standard error'
createcontext -c 77777 -L seven.example -u admin -p "$HASH" --passwordmech HASH -d 'Admin 77777' -g Ada -s Admin -e admin@c77777.example -q 100 \
	--access-combination-name groupware_standard -l de_DE -t Europe/Berlin -N seven >"$TMP/made"
same() {	# CONTEXT: everything of it, without what tells it from others
	sql "SELECT replace(replace(replace(regexp_replace(t, '[0-9-]+ [0-9:.]+\\+00|[0-9a-f]{8}-[0-9a-f-]*', '', 'g'), '$1', 'N'),
		'$2', 'NAME'), 'import', '') FROM (
		SELECT c::text AS t FROM prov.context c WHERE cid = $1 UNION ALL SELECT u::text FROM prov.users u WHERE cid = $1
		UNION ALL SELECT a::text FROM prov.address a WHERE cid = $1 UNION ALL SELECT n::text FROM prov.login_name n WHERE cid = $1
		UNION ALL SELECT g::text FROM prov.groups g WHERE cid = $1 UNION ALL SELECT l::text FROM prov.change_log l WHERE cid = $1) x
		ORDER BY 1"
}
is "$(same 55555 five)" "$(same 77777 seven)" 'E2: as createcontext makes them, in all rows'
check_clean

# ---- what is rejected ----

{
	echo "$head"
	line 1
	line 8 TAKEN
	line 9 '' taken.example
	line 10 10a a.example
	line 11 | sed 's/,100,/,many,/'
	line 12 | sed 's/groupware_standard/nosuch/'
	line 13 | sed 's/Europe/Nowhere/'
	line 14 | sed 's/,admin,/,,/'
	line x
	line 15 15a c15.example
	line 16 15a
	line 17
} >"$TMP/bad.csv"
ok 'lines that are rejected' createcontext --csv-import "$TMP/bad.csv"
is "$(cat "$TMP/err")" 'Failed to create context 1: line 2, column 1 (contextid): Context already exists!
Failed to create context 8: line 3, column 14 (contextname): Context TAKEN already exists!
Failed to create context 9: line 4, column 2 (addmapping): A mapping with login info "taken.example" already exists in the system!
Failed to create context 11: line 6, column 10 (quota): Value in field quota is no integer
Failed to create context 12: line 7, column 11 (access-combination-name): No such access combination name "nosuch"
Failed to create context 13: line 8, column 13 (timezone): "Nowhere/Berlin" is not the name of a time zone
Failed to create context 14: line 9, column 3 (username): Field username required but not set.
Failed to create context: line 10, column 1 (contextid): Value in field contextid is no integer
Failed to create context 16: line 12, column 14 (contextname): Context 15a already exists!' 'each with line and column, and no other one with them'
is "$(sql "SELECT string_agg(cid::text, ' ' ORDER BY cid) FROM prov.context")" '1 6 10 15 17 55555 77777' 'the others are there'
check_clean
status_is 123 '--strict' createcontext --csv-import "$TMP/bad.csv" --strict
{ echo "$head"; line 18 18a '"a,b"'; } >"$TMP/mapping.csv"
ok 'trap 24: addmapping is one mapping' createcontext --csv-import "$TMP/mapping.csv"
has "$TMP/err" 'line 2, column 2 (addmapping): Illegal chars: "," in login mapping' 'a comma is no separator'

# ---- who may ----

echo secret >"$TMP/secret" && chmod 600 "$TMP/secret"
sed 's/user=[^ "]*/user=postgres/' "$PROV_CONFIG" >"$TMP/owner.conf"
PROV_CONFIG=$TMP/owner.conf provdb master --user boss --password-file "$TMP/secret" >"$TMP/made" 2>&1 || bail "no master: $(cat "$TMP/made")"
{ echo "$head"; line 20; } >"$TMP/master.csv"
refused 101 'Authentication failed' 'a wrong password of the master' createcontext -A boss -P wrong --csv-import "$TMP/master.csv"
is "$(cat "$TMP/out")" '' 'before a line is read'
ok 'the right one' createcontext -A boss -P secret --csv-import "$TMP/master.csv"
is "$(sql 'SELECT who FROM prov.change_log WHERE cid = 20')" boss 'E2: is in the log'

# ---- all or nothing, JSON ----

{ echo "$head"; for id in $(seq 30 99); do line "$id"; done; line 1; } >"$TMP/atomic.csv"
refused 123 'nothing was imported, since 1 of 71 lines cannot be' '--atomic with a line that is rejected' \
	createcontext --csv-import "$TMP/atomic.csv" --atomic
ok '--dry-run' createcontext --csv-import "$TMP/atomic.csv" --dry-run
is "$(cat "$TMP/out")" 'createcontext: 71 lines read, 70 contexts can be created, 1 rejected' 'does nothing'
is "$(sql 'SELECT count(*) FROM prov.context WHERE cid BETWEEN 30 AND 99')" 0 'indeed'
ok '--json' createcontext --csv-import "$TMP/atomic.csv" --json
valid 'follows its schema' import "$TMP/out"
has "$TMP/out" '{"line": 2, "context": 30}' 'a result'
is "$(sql 'SELECT count(*) FROM prov.context WHERE cid BETWEEN 30 AND 99')" 70 'they are there'
check_clean
{ echo "$head" | sed 's/quota/quote/'; line 100; } >"$TMP/noquota.csv"
refused 103 'The required column "quota" is missing' 'no quota' createcontext --csv-import "$TMP/noquota.csv"
done_testing
