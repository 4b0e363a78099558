#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# placement.t - records of servers, file stores and databases: what set-up scripts of the Open-Xchange tools call
# before the first context
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

for kind in server filestore database; do
	for verb in register list change unregister; do program_ok $verb$kind; done
done
for name in initconfigdb oxinstaller listreason deleteinvisible movecontextfilestore; do program_ok $name; done
use_database

# --- servers ---
prints 'server 1 registered' 'a server' registerserver -n groupware1
prints 'server 2 registered' 'another one' registerserver --name=groupware2
fails 103 'a name that is taken' registerserver -n groupware1
stderr_has 'A server "groupware1" is registered already'
prints '' 'which may be no error' registerserver -n groupware1 --if-not-exists
prints '{"server": 1, "changed": false}' 'and says which it is' registerserver -n groupware1 --if-not-exists --json
fails 103 'an empty name' registerserver -n ''
fails 104 'no name' registerserver
is "$(sed -n 1p "$TMP/err")" 'server could not be registered: ' 'the head'
prints "$(printf '%s\n' 'id,name' '"1","groupware1"' '"2","groupware2"')" 'they are listed' listserver --csv
prints 'server 2 changed' 'one is renamed' changeserver -i 2 -n groupware3
prints "$(printf '%s\n' 'id name      ' ' 2 groupware3')" 'a pattern' listserver -s '*3'
fails 103 'the name of another one' changeserver -i 2 -n groupware1
fails 103 'no such server' changeserver -n nobody
stderr_has 'No such server nobody'
fails 104 'neither id nor name' changeserver
stderr_has 'Either servername or serverid must be given'
fails 1 'an id that is no number' changeserver -i x
fails 103 'PF3: an id and a name of two servers' unregisterserver -i 2 -n groupware1
fails 103 'PF3: an id, and a name that none has' unregisterserver -i 2 -n nobody
prints 'server 2 unregistered' 'one goes' unregisterserver -i 2
fails 103 'and is gone' unregisterserver -i 2
prints '' 'which may be no error' unregisterserver -i 2 --if-exists
prints '{"changed": false}' 'in JSON' unregisterserver -i 2 --if-exists --json
prints 'server 3 registered' 'U4: an id never comes back' registerserver -n groupware2
ok 'a name in two forms' registerserver -n "$(printf 'm\303\274ller')"
fails 103 'DR3: is one name' registerserver -n "$(printf 'mu\314\210ller')"

# --- file stores ---
prints 'filestore 1 registered' 'a file store' registerfilestore -t file:///srv/a
prints '{"filestore": 2}' 'in JSON' registerfilestore -t file:///srv/b -s 50 -x 3 --json
prints "$(printf '%s\n' 'id path          size reserved used maxctx curctx' ' 1 file:///srv/a 1000                 5000      0' \
	' 2 file:///srv/b   50                    3      0')" 'their defaults' listfilestore
prints "$(printf '%s\n' id,uri,size,reserved,used,maxcontexts,currentcontexts '"2","file:///srv/b","50","null","null","3","0"')" \
	'as CSV' listfilestore --csv -s '*/b'
fails 103 'E2: a password in the path would be listed and logged' registerfilestore -t s3://user:pw@host/bucket
stderr_has 'a password may not stand in --storepath'
fails 103 'also later' changefilestore -i 2 -t s3://user:pw@host
prints 'filestore 2 changed' 'changed' changefilestore -i 2 -x 4 --storesize 60
is "$(listfilestore --csv -s '*/b' | tail -n 1)" '"2","file:///srv/b","60","null","null","4","0"' 'only what was said'
fails 109 'a size that is no number' changefilestore -i 2 -s big
stderr_has "Illegal value 'big' for option -s/--storesize"
prints 'filestore 1 unregistered' 'one goes' unregisterfilestore -i 1

# --- databases ---
prints 'database 1 registered' 'a database' registerdatabase -n db1 -p topsecret -m true -H db1.example.com
prints 'database 2 registered' 'a copy of it' registerdatabase --name db2 --dbpasswd topsecret --master false -M 1 -u reader \
	-x 10 -l false -o 5 -a 50 -d org.mariadb.jdbc.Driver --create-userdb-schemas --userdb-schema-count 5
fails 103 'a copy of none' registerdatabase -n db3 -p x -m false
fails 103 'a copy of one that is not there' registerdatabase -n db3 -p x -m false -M 7
stderr_has 'No such database 7'
fails 104 'what is mandatory' registerdatabase -n db3
stderr_has 'Option(s) "dbpasswd,master" missing'
fails 109 'master is true or false' registerdatabase -n db3 -p x -m perhaps
cat >"$TMP/want" <<'END'
id,display_name,url,master,masterid,maxUnits,currentunits,poolHardLimit,poolMax,poolInitial,login,password,driver,read_id,scheme
"1","db1","db1.example.com","true","null","1000","0","true","100","0","openexchange",,"com.mysql.jdbc.Driver","null",
"2","db2",,"false","1","10","0","false","50","5","reader",,"org.mariadb.jdbc.Driver","null",
END
is "$(listdatabase --csv)" "$(cat "$TMP/want")" 'as CSV'
is "$(listdatabase | head -n 1)" 'id name hostname        master mid maxctx curctx hlimit max inital' 'the heading of the table'
is "$(sql "SELECT count(*) FROM prov.change_log WHERE coalesce(before::text, '') || coalesce(after::text, '') LIKE '%topsecret%'")
$(sql "SELECT count(*) FROM prov.placement WHERE attrs::text LIKE '%topsecret%'")" "$(printf '0\n0')" 'the password is nowhere'
prints 'database 2 changed' 'a new name' changedatabase -i 2 -n db3
fails 103 'no copy of a copy' registerdatabase -n db3 -p x -m false -M 2
stderr_has 'The database 2 is no master'
fails 103 'nor of itself' changedatabase -i 1 -m false -M 1
stderr_has 'The database 1 is no master'
ok 'one without copies' registerdatabase -n other -p x -m true
fails 103 'one that has copies becomes none' changedatabase -i 1 -m false -M 3
stderr_has 'The database 1 is the master of database 2'
ok 'one that has none does' changedatabase -i 3 -m false -M 1
ok 'and goes' unregisterdatabase -i 3
fails 103 'the master of a copy stays' unregisterdatabase -i 1
stderr_has 'The database 1 is the master of database 2'
prints 'database 2 unregistered' 'by its name' unregisterdatabase -n db3

# --- E2, and many at once ---
is "$(sql "SELECT string_agg(concat_ws(' ', action, kind, id, before, after), ';' ORDER BY seq) FROM prov.change_log
	WHERE cid = 0 AND kind = 'filestore' AND id = 2")" \
	'create filestore 2 {"uri": "file:///srv/b", "size": "50", "max_contexts": "3"};change filestore 2 {"size": "50", "max_contexts": "3"} {"size": "60", "max_contexts": "4"}' \
	'E2: before and after'
lines=$(sql 'SELECT count(*) FROM prov.change_log WHERE cid = 0')
ok 'a change of nothing' changefilestore -i 2 -x 4
is "$(sql 'SELECT count(*) FROM prov.change_log WHERE cid = 0')" "$lines" 'is none'
for n in $(seq 10); do
	registerserver -n "many$n" >"$TMP/many.$n" 2>&1 &
done
wait
is "$(cat "$TMP"/many.* | sort -u | grep -c ' registered$')" 10 'ten at once get ten ids'
is "$(sql 'SELECT count(*), count(DISTINCT seq) FROM prov.change_log WHERE cid = 0')" "$((lines + 10))|$((lines + 10))" 'and ten lines in the log'
check_clean 'all rules hold'

# --- P1: contexts refer to records ---
ok 'a store with room for two' registerfilestore -t file:///srv/two -x 2
store=$(listfilestore --fields id --csv -s '*two' | sed -n '2s/"//gp')
in_store() {	# CONTEXT OPTION...
	id=$1
	shift
	createcontext -c "$id" -e "admin@c$id.example" -q 1 -u admin -d Admin -g A -s A -p x "$@"
}
ok 'a context in it' in_store 1 -F "$store" -D 1
is "$(listcontext --csv --fields id,filestore_id,filestore_name | tail -n 1)" "\"1\",\"$store\",\"file:///srv/two\"" 'says so'
ok 'one more' in_store 2 --destination-store-id="00$store"
fails 103 'and no third one' in_store 3 -F "$store"
stderr_has "The file store $store has no room: 2 of 2 contexts"
fails 103 'nor one in a store that is not there' in_store 3 -F 99
stderr_has 'No such file store 99'
fails 109 'nor in what is no id' in_store 3 -F x
is "$(listcontext --csv | wc -l)" 3 'C2: nothing of them is left'
ok 'an empty id is none' in_store 4 -F ''
is "$(listfilestore --csv --fields currentcontexts -s '*two' | tail -n 1)" '"2"' 'they are counted'
fails 103 'a store with contexts stays' unregisterfilestore -i "$store"
stderr_has "The file store $store is in use by 2 contexts"
fails 103 'a full one takes none from elsewhere' movecontextfilestore -c 4 -f "$store"
prints 'move context 2 to filestore 2 done' 'one moves' movecontextfilestore -c 2 -f 2
prints '{"context": 4}' 'there is room again' movecontextfilestore -c 4 -f "$store" --json
fails 102 'no such context' movecontextfilestore -c 99 -f 2
fails 109 'no id' movecontextfilestore -c 2 -f ''
fails 104 'none at all' movecontextfilestore -c 2
ok 'one is deleted' deletecontext -c 1
is "$(listfilestore --csv --fields id,currentcontexts | tail -n +2 | xargs) $(listdatabase --csv --fields currentunits | tail -n 1)" \
	"2,1 $store,1 \"0\"" 'and counted no more'
is "$(sql "SELECT after FROM prov.change_log WHERE cid = 2 AND program = 'movecontextfilestore'")" '{"filestore_id": 2}' 'E2: it is in the log'
for n in 11 12 13 14 15 16; do in_store "$n" -F "$store" >"$TMP/many.$n" 2>&1 & done
wait
is "$(grep -l ' created$' "$TMP"/many.1? | wc -l)" 1 'of six at once the last place is given once'
for n in 1 2 3 4 5 6; do
	movecontextfilestore -c 2 -f "$store" >"$TMP/many.a$n" 2>&1 &
	movecontextfilestore -c 4 -f 2 >"$TMP/many.b$n" 2>&1 &
	wait
	movecontextfilestore -c 2 -f 2 >"$TMP/many.c$n" 2>&1 &
	movecontextfilestore -c 4 -f "$store" >"$TMP/many.d$n" 2>&1 &
	wait
done
is "$(cat "$TMP"/many.[abcd]? | grep -vc -e ' done$' -e 'no room' -e 'could not be moved' -e 'Server response')" 0 'two that pass each other do not wait for ever'
check_clean 'P1: all as counted anew'
sql "UPDATE prov.placement SET contexts = 7 WHERE kind = 'database' AND id = 1; UPDATE prov.context SET database_id = 9 WHERE cid = 4"
as_owner() { sed 's/user=prov/user=postgres/' "$PROV_CONFIG" >"$TMP/owner.conf"; PROV_CONFIG=$TMP/owner.conf "$@"; }
fails 106 'provdb check finds' as_owner provdb check
output_has 'database 1'
output_has 'context 4'
sql "UPDATE prov.placement SET contexts = 0 WHERE kind = 'database' AND id = 1; UPDATE prov.context SET database_id = NULL WHERE cid = 4"

# --- what has nothing to do ---
prints 'context 2 invisible data deleted' 'deleteinvisible' deleteinvisible -c 2
stderr_has 'there was nothing to delete'
prints '{"context": 2, "changed": false}' 'in JSON' deleteinvisible -c 2 --json
fails 102 'of no context' deleteinvisible -c 99

# --- who may ---
fails 106 'the role of the commands may not' oxinstaller --master-user chief --master-pass s3cret
mine=$PROV_CONFIG
sed 's/user=prov/user=postgres/' "$mine" >"$TMP/owner.conf"
PROV_CONFIG=$TMP/owner.conf
oxinstaller --master-user chief --master-pass s3cret --imapserver localhost --no-license >"$TMP/out" 2>"$TMP/err"
is "$? $(cat "$TMP/out" "$TMP/err")" '0 oxinstaller: warning: without effect here: --imapserver, --no-license' 'oxinstaller sets the master, the rest is named'
ok 'initconfigdb' initconfigdb --configdb-user=openexchange --configdb-pass=topsecret -p 3306 -a -i
is "$(cat "$TMP/err")" 'initconfigdb: warning: without effect here: --configdb-user, --configdb-pass, --configdb-port, --grant, --drop' \
	'names what has no effect'
PROV_CONFIG=$mine
for program in listserver listreason listdatabase; do
	ok "$program: the master may" $program -A chief -P s3cret
	fails 101 "$program: nobody else" $program -A chief -P wrong
done
fails 101 'nor register' registerserver -n x -A chief -P wrong
fails 104 'oxinstaller: a name without a password' oxinstaller --master-user chief
ok 'oxinstaller: neither' oxinstaller --servername x
is "$(listserver --csv | head -n 2 | tail -n 1)" '"1","groupware1"' 'and drops nothing'
prints 'id,text' 'there are no reasons' listreason --csv
prints '[]' 'in JSON' listreason --json

# --- the first program that a set-up script calls makes the database ---
PROV_CONFIG='' PROV_HOME=$TMP/home
export PROV_CONFIG PROV_HOME
fails 105 'who only lists makes none' listserver
done_testing
