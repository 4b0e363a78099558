#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# import_group.t - creategroup and createresource --csv-import
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example
context 2
user 1 anna
anna=$new_id
user 1 Bert
bert=$new_id
groups() {
	sql "SELECT string_agg(cid || ':' || gid || ':' || name, ' ' ORDER BY cid, gid) FROM prov.groups WHERE gid > 1"
}
resources() {
	sql "SELECT string_agg(cid || ':' || rid || ':' || name, ' ' ORDER BY cid, rid) FROM prov.resource"
}

# ---- groups ----

head=contextid,name,displayname,addmembers,email,description
cat >"$TMP/groups.csv" <<END
$head
1,Sales,"Team, EU","$anna, BERT",Sales@c1.example,"First line
second line"
2,sales,Sales,,,
1,support,Support,$bert,,
END
prints 'Group 2 successfully created in context 1
Group 2 successfully created in context 2
Group 3 successfully created in context 1
creategroup: 3 lines read, 3 groups created, 0 rejected' 'three groups' creategroup --csv-import "$TMP/groups.csv"
is "$(cat "$TMP/err")" '' 'and nothing on standard error'
is "$(groups)" '1:2:sales 1:3:support 2:2:sales' 'are there'
is "$(sql "SELECT string_agg(gid || ':' || uid, ' ' ORDER BY gid, uid) FROM prov.member WHERE cid = 1 AND gid > 1")" \
	"2:$anna 2:$bert 3:$bert" 'members by id and by name, in one cell'
creategroup -c 1 -n Single -d 'Team, EU' -a "$anna,bert" -e single@c1.example -D 'First line
second line' >"$TMP/made"
same() {	# GROUP NAME: its rows, without what tells it from others
	sql "SELECT replace(lower(t), '$2', 'NAME') FROM (
		SELECT (to_jsonb(g) - '{gid,changed}'::text[])::text AS t FROM prov.groups g WHERE cid = 1 AND gid = $1
		UNION ALL SELECT (to_jsonb(m) - 'gid')::text FROM prov.member m WHERE cid = 1 AND gid = $1
		UNION ALL SELECT (to_jsonb(a) - 'owner')::text FROM prov.address a WHERE cid = 1 AND kind = 'g' AND owner = $1
		UNION ALL SELECT (to_jsonb(l) - '{seq,tx,at,id}'::text[])::text FROM prov.change_log l
			WHERE cid = 1 AND kind = 'group' AND id = $1) x ORDER BY 1"
}
is "$(same 2 sales)" "$(same 4 single)" 'E2: as creategroup makes them, in all rows'
is "$(same 2 sales | wc -l)" 5 'the group, two members, an address, a line of the log'
check_clean

cat >"$TMP/bad.csv" <<END
$head
1,SALES,In the database,,,
1,new,New,,,
1,New,In the file,,,
1,mail,Mail,,Anna@c1.example,
1,nowhere,Nowhere,,nowhere,
1,member,Member,"$anna,nobody",,
1,a!b,Characters,,,
1,,No name,,,
1,nodisplay,,,,
x,number,Number,,,
99,context,Context,,,
1,more,More,,,,too much
2,last,Last,,,
END
ok 'lines that are rejected' creategroup --csv-import "$TMP/bad.csv"
is "$(cat "$TMP/err")" 'Failed to create group "SALES" in context 1: line 2, column 2 (name): Group already exists!
Failed to create group "New" in context 1: line 4, column 2 (name): Group already exists!
Failed to create group "mail" in context 1: line 5, column 5 (email): Mail address anna@c1.example already exists in this context (it is that of user 3)
Failed to create group "nowhere" in context 1: line 6, column 5 (email): Invalid email address: "nowhere": it has no @
Failed to create group "member" in context 1: line 7, column 4 (addmembers): No such user nobody in context 1
Failed to create group "a!b" in context 1: line 8, column 2 (name): Illegal chars: "!"
Failed to create group in context 1: line 9, column 2 (name): Field name required but not set.
Failed to create group "nodisplay" in context 1: line 10, column 3 (displayname): Field displayname required but not set.
Failed to create group "number": line 11, column 1 (contextid): Value in field contextid is no integer
Failed to create group "context" in context 99: line 12, column 1 (contextid): Authentication failed (there may be no context 99)
Failed to create group "more": line 13, column 7: the heading has no such column' 'each with line, column and name of the column'
output_has 'creategroup: 13 lines read, 2 groups created, 11 rejected'
is "$(groups)" '1:2:sales 1:3:support 1:4:single 1:5:new 2:2:sales 2:3:last' 'the others are there, and no id was lost'
check_clean
status_is 123 '--strict' creategroup --csv-import "$TMP/bad.csv" --strict

# ---- columns ----

printf 'name;addmembers;contextid;displayname;config/a.b;usrname\nsemi;%s,Bert;1;Semi;x;y\n' "$anna" >"$TMP/semi.csv"
ok 'any order, semicolons' creategroup --csv-import "$TMP/semi.csv"
is "$(cat "$TMP/err")" 'creategroup: warning: column 5, "config/a.b", is ignored
creategroup: warning: column 6, "usrname", is ignored' 'a group has neither properties nor the columns of a user'
is "$(sql "SELECT count(*) FROM prov.member JOIN prov.groups USING (cid, gid) WHERE name = 'semi'")" 2 'both members'
for column in contextid name displayname; do
	echo "$head" | sed "s/\\b$column\\b/x$column/" >"$TMP/head.csv"
	refused 103 "The required column \"$column\" is missing" "no $column" creategroup --csv-import "$TMP/head.csv"
done
refused 104 '"csv-import" missing' '--strict is about a file' creategroup -c 1 -n x -d x --strict
ok 'other options have no effect' creategroup --csv-import "$TMP/semi.csv" -n other --if-not-exists
stderr_has 'if-not-exists'

# ---- who may write a line ----

cat >"$TMP/auth.csv" <<END
contextid,name,displayname,adminuser,adminpass
1,right,Right,admin,secret
1,wrong,Wrong,admin,wrong
2,nobody,Nobody,,
END
ok 'credentials of lines' creategroup --csv-import "$TMP/auth.csv"
is "$(cat "$TMP/err")" 'Failed to create group "wrong" in context 1: line 3, column 4 (adminuser): Authentication failed' \
	'count for their lines'
is "$(sql "SELECT string_agg(g.name || ' ' || (l.who = 'admin'), ' ' ORDER BY g.cid) FROM prov.groups g
	JOIN prov.change_log l ON l.cid = g.cid AND l.id = g.gid AND l.kind = 'group'
	WHERE g.name IN ('right', 'wrong', 'nobody')")" 'right true nobody false' 'E2: and stand in the log'
{ cat "$PROV_CONFIG"; echo 'auth: { required = true; };'; } >"$TMP/required.conf"
required() {
	PROV_CONFIG=$TMP/required.conf "$@"
}
echo "$head
1,required,Required,,," >"$TMP/required.csv"
ok 'auth.required' required creategroup --csv-import "$TMP/required.csv"
stderr_has 'line 2: Options "adminuser, adminpass" missing'
ok '-A and -P are for lines that say nothing' required creategroup -A admin -P secret --csv-import "$TMP/required.csv"
output_has '1 line read, 1 group created, 0 rejected'

# ---- several lines are one transaction ----

lines_of() {	# NAME: 300 lines, two of which are rejected
	echo "$head"
	for i in $(seq 149); do echo "$((i % 2 + 1)),$1 $i,$1 $i,,$1$i@c1.example,"; done
	echo "2,$1 1,Twice,,,"
	for i in $(seq 150 298); do echo "$((i % 2 + 1)),$1 $i,$1 $i,,$1$i@c1.example,"; done
	echo "1,$1 x,Member,nobody,,"
}
made_of() {	# NAME: groups, and in how many transactions
	sql "SELECT count(*), count(DISTINCT at) FROM prov.change_log WHERE kind = 'group' AND after->>'name' LIKE '$1 %'"
}
lines_of some >"$TMP/some.csv"
ok 'many lines' creategroup --csv-import "$TMP/some.csv"
output_has 'creategroup: 300 lines read, 298 groups created, 2 rejected'
is "$(made_of some | cut -d '|' -f 1)" 298 'are there'
ok 'in fewer transactions than lines' test "$(made_of some | cut -d '|' -f 2)" -lt 298
lines_of once >"$TMP/once.csv"
! takes_triggers || sql "CREATE SEQUENCE public.once;
	GRANT USAGE ON public.once TO PUBLIC;
	CREATE FUNCTION public.break() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS \$\$ BEGIN
		IF nextval('public.once') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
		RETURN NEW; END \$\$;
	CREATE TRIGGER break BEFORE INSERT ON prov.groups FOR EACH ROW WHEN (NEW.name LIKE '% 170')
		EXECUTE FUNCTION public.break()"
ok 'the connection breaks in the middle' creategroup --csv-import "$TMP/once.csv"
! takes_triggers || sql 'DROP FUNCTION public.break CASCADE; DROP SEQUENCE public.once'
output_has 'creategroup: 300 lines read, 298 groups created, 2 rejected'
is "$(grep -c 'successfully created' "$TMP/out")" 298 'each is told once'
is "$(made_of once | cut -d '|' -f 1)" 298 'and is there once'
is "$(sed 's/^.*: line/line/' "$TMP/err")" 'line 151, column 2 (name): Group already exists!
line 301, column 4 (addmembers): No such user nobody in context 1' 'what was rejected'
check_clean

# ---- all or nothing, JSON ----

{
	echo "$head"
	for i in $(seq 300); do echo "1,many $i,Many $i,$anna,many$i@c1.example,"; done
	echo '1,MANY 7,Twice,,,'
} >"$TMP/atomic.csv"
refused 123 'nothing was imported, since 1 of 301 lines cannot be' '--atomic with a line that is rejected' \
	creategroup --csv-import "$TMP/atomic.csv" --atomic
is "$(cat "$TMP/out")" 'creategroup: 301 lines read, 0 groups created, 1 rejected' 'no group is told'
refused 0 'line 302, column 2 (name): Group already exists!' '--dry-run does nothing' \
	creategroup --csv-import "$TMP/atomic.csv" --dry-run
is "$(cat "$TMP/out")" 'creategroup: 301 lines read, 300 groups can be created, 1 rejected' 'and says what would be'
sed '$d' "$TMP/atomic.csv" >"$TMP/good.csv"
ok '--atomic, all of them' creategroup --csv-import "$TMP/good.csv" --atomic
is "$(grep -c '^Group [0-9]* successfully created in context 1$' "$TMP/out")" 300 'each is told'
is "$(sql "SELECT count(*), count(DISTINCT l.at) FROM prov.change_log l WHERE kind = 'group' AND after->>'name' LIKE 'many %'")" \
	'300|1' 'one transaction'
ok '--json' creategroup --csv-import "$TMP/bad.csv" --json
valid 'follows its schema' import "$TMP/out"
has "$TMP/out" '"column": 4, "field": "addmembers", "name": "member", "error": {"code": 108' 'a line that is rejected'
sed 's/,many/,again/; s/many/again/' "$TMP/good.csv" >"$TMP/json.csv"
ok '--json' creategroup --csv-import "$TMP/json.csv" --json
valid 'follows its schema' import "$TMP/out"
new=$(sql "SELECT gid FROM prov.groups WHERE name = 'again 1'")
has "$TMP/out" "{\"line\": 2, \"context\": 1, \"group\": $new}" 'a result'
check_clean

# ---- resources ----

head=contextid,name,displayname,email,available,description,kind,bookings
cat >"$TMP/resources.csv" <<END
$head
1,Room 12,Room 12,Room12@c1.example,,,,
2,beamer,Beamer,beamer@c2.example,false,is being repaired,thing,-1
1,ROOM 12,In the file,other@c1.example,,,,
1,mail,Mail,room12@c1.example,,,,
1,user,User,anna@c1.example,,,,
1,switch,Switch,switch@c1.example,maybe,,,
1,nomail,No mail,,,,,
END
ok 'resources' createresource --csv-import "$TMP/resources.csv"
is "$(cat "$TMP/out")" 'Resource 1 successfully created in context 1
Resource 1 successfully created in context 2
createresource: 7 lines read, 2 resources created, 5 rejected' 'two of them'
is "$(cat "$TMP/err")" 'Failed to create resource "ROOM 12" in context 1: line 4, column 2 (name): Resource with this name already exists
Failed to create resource "mail" in context 1: line 5, column 4 (email): Resource with this email address already exists (it is that of resource 1)
Failed to create resource "user" in context 1: line 6, column 4 (email): Mail address anna@c1.example already exists in this context (it is that of user 3)
Failed to create resource "switch" in context 1: line 7, column 5 (available): Illegal option value : Illegal value '\''maybe'\'' for option -a/--available: true or false
Failed to create resource "nomail" in context 1: line 8, column 4 (email): Field email required but not set.' 'what is wrong with the others'
is "$(resources)" '1:1:room 12 2:1:beamer' 'are there'
is "$(sql 'SELECT cid, available, kind, bookings, description FROM prov.resource ORDER BY cid')" '1|t|location|1|
2|f|thing|-1|is being repaired' 'with all columns'
status_is 123 '--strict' createresource --csv-import "$TMP/resources.csv" --strict
refused 123 'nothing was imported' '--atomic' createresource --csv-import "$TMP/resources.csv" --atomic
refused 0 'line 2, column 2 (name)' '--dry-run' createresource --csv-import "$TMP/resources.csv" --dry-run
echo "$head
1,json,Json,json@c1.example,,,," >"$TMP/json.csv"
ok '--json' createresource --csv-import "$TMP/json.csv" --json
valid 'follows its schema' import "$TMP/out"
has "$TMP/out" '{"line": 2, "context": 1, "resource": 2}' 'a result'
for column in contextid name displayname email; do
	echo "$head" | sed "s/\\b$column\\b/x$column/" >"$TMP/head.csv"
	refused 103 "The required column \"$column\" is missing" "no $column" createresource --csv-import "$TMP/head.csv"
done
check_clean

# ---- prov batch ----

batch() {
	prov batch "$@"
}
echo "contextid,name,displayname
1,batched,Batched" >"$TMP/batch.csv"
cat >"$TMP/lines" <<END
creategroup -c 1 -n before -d Before
creategroup -c 1 --csv-import $TMP/batch.csv --atomic
creategroup -c 1 -n after -d After
END
refused 123 'creategroup --csv-import cannot be a line of prov batch --atomic' 'it has transactions of its own' \
	batch --atomic "$TMP/lines"
ok 'it goes alone, also beside others of its context' batch "$TMP/lines"
is "$(sql "SELECT string_agg(name, ' ' ORDER BY gid) FROM prov.groups WHERE name IN ('before', 'batched', 'after')")" \
	'before batched after' 'in the order of the lines'
is "$(sql "SELECT count(DISTINCT at) FROM prov.change_log WHERE kind = 'group' AND after->>'name' IN ('before', 'batched', 'after')")" \
	3 'each in its transaction'
sed 's/1,batched/1,jobs/' "$TMP/batch.csv" >"$TMP/jobs.csv"
echo "creategroup -c 1 --csv-import $TMP/jobs.csv --atomic" >"$TMP/lines"
ok 'of --jobs, too' batch --jobs 2 "$TMP/lines"
output_has 'creategroup: 1 line read, 1 group created, 0 rejected'
check_clean
done_testing
