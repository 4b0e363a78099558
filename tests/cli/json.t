#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# json.t - PF22, PF21: what every program prints with --json has the form that tests/data/json says, and so
# have its errors; docs/json.md describes the members
# long: other files run the same code under sanitizers
# shellcheck disable=SC2086 # $admin, $person and $command are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database

json() {	# SCHEMA COMMAND...: exit 0, and what is printed
	schema=$1
	shift
	ok "$1 $2 $3" "$@" --json
	valid "$1: as tests/data/json/$schema.json says" "$schema" "$TMP/out"
}
json_fails() {	# STATUS NAME RETRY COMMAND...: nothing on standard output, an object on standard error
	wanted="$1 $2 $3"
	shift 3
	status_is "${wanted%% *}" "$1 fails" "$@" --json
	is "$(cat "$TMP/out")" '' "$1: nothing on standard output"
	tail -n 1 "$TMP/err" >"$TMP/error"
	valid "$1: the error is an object" error "$TMP/error"
	is "$(perl -MJSON::PP -ne '$e = decode_json($_); print "$e->{code} $e->{name} ", $e->{retry} ? "true" : "false"' \
		"$TMP/error")" "$wanted" "$1: its code, name and whether to try again"
}
admin='-q 100 -u admin -d Admin -g Ada -s Admin -p secret -e a@acme.example'
rest='-g G -s S -p secret'
person="-d D $rest"

# What changes something.
json ids createcontext -c 1 -N acme $admin
prints '{"context": 2}' 'PF22: a context' createcontext -c 2 $admin --json
prints '{"context": 2, "changed": false}' 'one that is there' createcontext -c 2 $admin --json --if-not-exists
prints '{"user": 3, "context": 1}' 'PF22: a user' createuser -c 1 -u anna $person -e anna@acme.example --json
prints '{"user": 3, "context": 1, "changed": false}' 'one that is there' \
	createuser -c 1 -u anna $person -e anna@acme.example --json --if-not-exists
prints '{"user": 3, "context": 1}' 'PF22: changed by name' changeuser -c 1 -u anna --json -x 'Sales, "EU"' --config/a=x,y
prints '{"user": 3, "context": 1}' 'by id' changeuser -c 1 -i 3 --json --quota 500 --mailenabled true
prints '{"group": 2, "context": 1}' 'PF22: a group' creategroup -c 1 -n sales -d Sales -a anna -e sales@acme.example -D x --json
json ids changegroup -c 1 -n sales -d 'Sales, "EU"'
prints '{"resource": 1, "context": 1}' 'PF22: a resource' createresource -c 1 -n room -d Room -e room@acme.example --json
json ids changeresource -c 1 -n room -D text
for schema in contexts users groups resources; do
	case $schema in
	contexts) command=listcontext ;;
	users) command='listuser -c 1' ;;
	groups) command='listgroup -c 1' ;;
	resources) command='listresource -c 1' ;;
	esac
	json $schema $command
done
json modules getmoduleaccessforcontext -c 1
ok 'a combination' changeuser -c 1 -i 3 --access-combination-name pim
prints '{"user": 3, "context": 1, "name": "pim"}' 'the name of modules' getaccesscombinationnameforuser -c 1 -u anna --json
json combination getaccesscombinationnameforuser -c 1 -u anna
ok 'one module more' changeuser -c 1 -i 3 --access-usm on
prints '{"user": 3, "context": 1}' 'no name is no member' getaccesscombinationnameforuser -c 1 -i 3 --json
ok 'capabilities' changeuser -c 1 -i 3 --capabilities-to-add drive,-chat
json capabilities getusercapabilities -c 1 -u anna
json capabilities getcontextcapabilities -c 1
ok 'a limit' changecontext -c 1 --quota-module task --quota-value 5
json quotas listquota -c 1
prints '{"user": 3, "context": 1}' 'PF22: deleted by name' deleteuser -c 1 -u anna --json
prints '{"context": 1, "changed": false}' 'gone already' deleteuser -c 1 -u anna --json --if-exists
prints '{"context": 2}' 'PF22: a context deleted' deletecontext -c 2 --json
prints '{"context": 2, "changed": false}' 'gone already' deletecontext -c 2 --json --if-exists
json database provdb status
json settings provdb config --list
json setting provdb config --get sync.lease
json action provdb config --check
json broken provdb check
json action licence reset-clock
json licence_request licence request --base dc=acme,dc=test --users 10 --end-date unlimited --servers unlimited
json ldif licence request --ldif --base dc=acme,dc=test --users 10
json base_dn ldapbase --base dc=acme,dc=test

# --fields: which, and in which order.
ok 'users' createuser -c 1 -u bert $person -e bert@acme.example
prints '[
 {"name": "admin", "id": 2},
 {"name": "bert", "id": 4}
]' 'PF21: fields of JSON' listuser -c 1 --json --fields name,id
prints 'Name,Id
"bert","4"' 'of CSV' listuser -c 1 --csv --fields name,id -s bert
prints 'department Name
           bert' 'and of a table' listuser -c 1 --fields department,name -s bert
json_fails 103 INVALID false listuser -c 1 --fields id,display_nam
output_of_error=$(cat "$TMP/error")
is "$(echo "$output_of_error" | grep -c 'did you mean \\"display_name\\"?')" 1 'the nearest one is named'
is "$(echo "$output_of_error" | grep -c 'fields are: id, name, .*, \.\.\.; all are in the heading of --csv"')" 1 \
	'and whole names of others, with the place of all'
json_fails 103 INVALID false listgroup -c 1 --fields member
is "$(grep -c '"fields are: id, name, displayname, email, members, description, source"' "$TMP/error")" 1 'all, where they are few'
prints 'Id,PrimaryEmail,Name
"4","bert@acme.example","bert"' 'headings of CSV are names as well' \
	listuser -c 1 --csv --fields Id,PrimaryEmail,name -s bert
ok 'the whole heading' listuser -c 1 --csv
heading=$(head -n 1 "$TMP/out")
ok 'is a list of fields' listuser -c 1 --csv --fields "$heading"
is "$(head -n 1 "$TMP/out")" "$heading" 'namely the same'
json_fails 103 INVALID false listuser -c 1 --fields id,Id
json_fails 103 INVALID false listuser -c 1 --fields PrimaryEmial
is "$(grep -c 'did you mean \\"PrimaryEmail\\"?' "$TMP/error")" 1 'the nearest heading is named'
json_fails 103 INVALID false listuser -c 1 --fields id,id
json_fails 109 VALUE false listuser -c 1 --fields ,
ok 'of what is one' provdb status --fields state
is "$(xargs <"$TMP/out")" 'state running' 'and of that only'

# Errors; DR8: whether the same again may work.
json_fails 104 MISSING false createuser -c 1
json_fails 111 UNKNOWN_OPTION false createuser --nonsense
json_fails 101 DENIED false listuser -c 99
json_fails 102 NO_CONTEXT false deletecontext -c 99
json_fails 103 EXISTS false createuser -c 1 -u bert $person -e b2@acme.example
json_fails 108 NO_USER false deleteuser -c 1 -u nobody
json_fails 112 NO_GROUP false deletegroup -c 1 -n nobody
json_fails 113 NO_RESOURCE false deleteresource -c 1 -n nobody
json_fails 110 CONTEXT_EXISTS false createcontext -c 1 $admin
json_fails 106 STORAGE false createcontext -c 3 -L acme $admin
json_fails 103 INVALID false createcontext -c 3 -L 19 $admin
json_fails 1 NOT_NUMBER false listuser -c x
json_fails 1 CONFIG false env PROV_CONFIG=/nowhere/prov.conf listcontext
json_fails 105 UNAVAILABLE false env PROV_CONFIG= PROV_HOME="$TMP/nothing" listcontext
printf 'database: { conninfo = "host=%s"; };\n' "$TMP" >"$TMP/away.conf"
json_fails 105 UNAVAILABLE true env PROV_CONFIG="$TMP/away.conf" listcontext
hold "SELECT FROM prov.context WHERE cid = 1 FOR UPDATE"
json_fails 107 TIMEOUT true changeuser -c 1 -u bert -x y --responsetimeout 1
release
fails 1 'a full disk after the change' sh -c "exec createuser -c 1 -u carl -d Carl $rest -e carl@acme.example --json >/dev/full"
tail -n 1 "$TMP/err" >"$TMP/error"
valid 'is an error' error "$TMP/error"
is "$(grep -c '"retry": false, "changed": true}' "$TMP/error")" 1 'that says it is done'

# A list that breaks off in the middle is valid, ends with the error, and cannot be taken for a whole one. Citus gives no row
# of a context before it has all.
[ -z "${CITUS_NODES-}" ] || { done_testing; exit 0; }
sql "INSERT INTO prov.users (cid, uid, name, login, display_name, given_name, sur_name, aliases, language, timezone,
		enabled, modules, password, source_enabled, attrs, changed)
	SELECT cid, 1000 + n, 'u' || n, 'u' || n, 'U ' || n, given_name, sur_name, '{}', language, timezone, enabled,
		modules, password, true, jsonb_build_object('note', repeat('x', 100)), now()
	FROM prov.users, generate_series(1, 1000) n WHERE cid = 1 AND uid = 4"
ok 'many' listuser -c 1 --json
valid 'are valid' users "$TMP/out"
is "$(grep -c '"id"' "$TMP/out")" 1003 'and all there'
sql "CREATE FUNCTION prov.break_off(uid int, timezone text) RETURNS text STABLE LANGUAGE plpgsql AS \$\$ BEGIN
		IF uid = 1900 THEN RAISE 'broken off'; END IF; RETURN timezone; END \$\$;
	ALTER TABLE prov.users RENAME TO users_kept;
	DO \$\$ BEGIN EXECUTE (SELECT 'CREATE VIEW prov.users AS SELECT ' || string_agg(CASE attname
			WHEN 'timezone' THEN 'prov.break_off(uid, timezone) AS timezone' ELSE attname END, ', ')
			|| ' FROM prov.users_kept'
		FROM pg_attribute WHERE attrelid = 'prov.users_kept'::regclass AND attnum > 0 AND NOT attisdropped);
		END \$\$;
	GRANT SELECT ON prov.users TO prov;
	DO \$\$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_sort = off', current_database());
		EXECUTE format('ALTER DATABASE %I SET enable_bitmapscan = off', current_database()); END \$\$"
fails 106 'a list that breaks off' listuser -c 1 --json
tail -n 1 "$TMP/err" >"$TMP/error"
valid 'the error' error "$TMP/error"
perl -MJSON::PP -0777 -ne '$l = decode_json($_); print JSON::PP->new->canonical->encode(pop @$l); print STDERR scalar @$l' \
	"$TMP/out" >"$TMP/last" 2>"$TMP/rows"
valid 'is the last element, too' error "$TMP/last"
is "$(test "$(cat "$TMP/rows")" -gt 100 && test "$(cat "$TMP/rows")" -lt 1003 && echo some)" some 'after some rows'
fails 106 'and of a short one' listuser -c 1 --json -s u900
is "$(cat "$TMP/out")" '' 'nothing is printed'
done_testing
