#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sogo_key.t - what SOGo finds users by is true in the transaction that changes them, whatever that is (K1)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

keys() {	# CONTEXT: of whom, with logins and mailbox
	sql "SELECT c_uid || ':' || coalesce(login_name, '') || ':' || coalesce(mail, '') || coalesce(':' || aliases, '') || CASE WHEN shown THEN '*' ELSE '' END
		FROM prov.sogo_key WHERE cid = $1 ORDER BY c_uid, shown DESC, login_name COLLATE \"C\"" | paste -sd ' '
}
private_database
me=$(id -un)
use_sogo() { provdb reader sogo --os-user "$me" >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"; }
ok 'a context' changecontext -c 1 -N acme -L acme.example
ok 'another one' changecontext -c 2 -N other -L other.example
user 1 anna -e anna@acme.example -a anna@acme.example
is "$(sql "SELECT to_regclass('prov.sogo_key') IS NULL AND to_regclass('prov_view.sogo_login') IS NULL")" t 'nothing of it is there where SOGo is not used'
check_clean 'nor is that wrong'

# Made from what there is; who comes meanwhile waits, and is in it.
hold "SELECT 1 FROM prov.schema_version; UPDATE prov.users SET login = login WHERE cid = 1"
use_sogo & maker=$!
must_see 'who began before is waited for' waits_for_lock 1 provdb
# shellcheck disable=SC2046 # options
createuser $(plain_user 1 late) >"$TMP/late.out" 2>&1 & late=$!
must_see 'and waited for by others' waits_for_lock 1 createuser
release
wait "$maker" || bail 'no reader'
wait "$late"
is "$(keys 1)" 'c1u2:admin@acme:* c1u2:admin@acme.example: c1u3:anna@acme:anna@acme.example* c1u4:late@acme:* c1u4:late@acme.example:' 'all are there'
check_clean 'which provdb check knows'
use_sogo
pass 'again does no harm'

# Users.
user 1 bert -e Bert@acme.example -a Bert@acme.example,b@acme.example,b@elsewhere.example,b@1
is "$(sql "SELECT string_agg(login_name, ' ' ORDER BY login_name COLLATE \"C\") FROM prov.sogo_key WHERE c_uid = 'c1u5'")" 'b@1 b@acme.example bert@acme' \
	'a row for each login but the mailbox, none for what is no login'
is "$(sql "SELECT DISTINCT mail || '|' || aliases FROM prov.sogo_key WHERE c_uid = 'c1u5'")" \
	'bert@acme.example|b@1 b@acme.example' 'mailbox and further addresses in all of them'
is "$(sql "SELECT (login_mail COLLATE \"C\") || '|' || shown FROM prov.sogo_key WHERE c_uid = 'c1u5' ORDER BY shown DESC" | grep .)" \
	'bert@acme.example|true' 'the mailbox is a login in the one of the address book'
found() { sql "SELECT count(*) FROM prov.sogo_key WHERE $1"; }
is "$(found "login_name = 'BERT@Acme'") $(found "login_name = 'B@Acme.Example'") $(found "login_mail = 'bErT@ACME.example'")" '1 1 1' 'whatever the case'
check_clean
# What is not plain is found in the form that servers search by.
ok 'a mapping with a letter that is not ASCII' changecontext -c 1 -L bücher.example
user 1 idna -e idna@acme.example -a idna@acme.example,I.D@acme.example,i@bücher.example
is "$(sql "SELECT DISTINCT aliases FROM prov.sogo_key WHERE mail = 'idna@acme.example'")" 'i.d@acme.example i@xn--bcher-kva.example' 'addresses that are not ASCII'
check_clean
ok 'that user goes' deleteuser -c 1 -u idna
ok 'and the mapping' changecontext -c 1 -R bücher.example
ok 'another address' changeuser -c 1 -u bert -e b@acme.example
is "$(keys 1 | tr ' ' '\n' | grep c1u5 | head -1)" 'c1u5:bert@acme:b@acme.example:b@1' 'another mailbox'
check_clean
rows=$(sql "SELECT string_agg(ctid::text, ' ') FROM prov.sogo_key WHERE c_uid = 'c1u5'")
ok 'another display name' changeuser -c 1 -u bert -d Bertram
ok 'other modules' changeuser -c 1 -u bert --access-calendar on
is "$(sql "SELECT string_agg(ctid::text, ' ') FROM prov.sogo_key WHERE c_uid = 'c1u5'")" "$rows" 'leave the rows as they are'
echo 'database: { patience = 300; }; names: { user_changeable = true; };' >"$PROV_CONFIG"
ok 'another name' changeuser -c 1 -i 5 -u berta
is "$(sql "SELECT count(*) FROM prov.sogo_key WHERE login_name = 'berta@acme'")" 1 'another login'
ok 'usercopy' usercopy -u berta -c 1 -d 2 -e berta@other.example
check_clean 'copies'
ok 'deleteuser' deleteuser -c 1 -u berta
is "$(keys 1 | grep -c c1u5)" 0 'leaves nothing'
fails 103 'who is refused' changeuser -c 1 -u anna -a anna@acme.example,late@acme.example
check_clean 'leaves all'

# Many at once.
i=0
while [ $i -lt 130 ]; do
	i=$((i + 1))
	echo "createuser -c $((1 + i % 2)) -u many$i -d Many$i -g G -s S -p '$HASH' --passwordmech HASH -e many$i@x$i.example"
done >"$TMP/lines"
echo 'deleteuser -c 2 -u many1' >>"$TMP/lines"
echo 'changeuser -c 1 -u many2 -a many2@x2.example,m2@acme.example' >>"$TMP/lines"
ok 'prov batch' prov batch "$TMP/lines"
is "$(sql "SELECT count(DISTINCT c_uid) FROM prov.sogo_key")" "$(sql 'SELECT count(*) FROM prov.users')" 'all have rows'
check_clean
{
	echo 'contextid,username,displayname,givenname,surname,email,password,passwordmech'
	i=0
	while [ $i -lt 50 ]; do
		i=$((i + 1))
		echo "$((1 + i % 2)),csv$i,Csv$i,G,S,csv$i@acme.example,$HASH,HASH"
	done
} | sed 's/^2,\(.*\)@acme.example/2,\1@other.example/' >"$TMP/users.csv"
ok 'createuser --csv-import' createuser --csv-import "$TMP/users.csv"
is "$(sql "SELECT count(*) FROM prov.sogo_key WHERE mail LIKE 'csv%'")" 50 'imports'
check_clean

# Groups, resources.
ok 'a group' creategroup -c 1 -n team -d Team -e team@acme.example -a anna
ok 'one without an address' creategroup -c 1 -n none -d None
ok 'a room' createresource -c 1 -n room -d Room -e room@acme.example
ok 'one whose address gets no mail' createresource -c 1 -n far -d Far -e far@far.example
is "$(keys 1 | tr ' ' '\n' | grep -v u | paste -sd ' ')" 'c1g2::team@acme.example* c1r1::room@acme.example* c1r2::*' 'what can be found'
ok 'the group has another' changegroup -c 1 -n team -e crew@acme.example
ok 'the room, too' changeresource -c 1 -n room -e saal@acme.example
check_clean
ok 'both' deletegroup -c 1 -n team
ok 'go' deleteresource -c 1 -n room
is "$(keys 1 | tr ' ' '\n' | grep -v u)" 'c1r2::*' 'nothing is left'
check_clean

# Contexts.
ok 'another mapping' changecontext -c 1 -L acme.test
is "$(sql "SELECT count(*) FROM prov.sogo_key WHERE login_name = 'anna@acme.test'")" 1 'is a login'
check_clean
ok 'one less' changecontext -c 1 -R acme.example
is "$(sql "SELECT string_agg(login_name || coalesce(mail, ''), ' ' ORDER BY login_name COLLATE \"C\") FROM prov.sogo_key WHERE c_uid = 'c1u3'")" \
	'anna@acme anna@acme.test' 'and with it the mailbox'
check_clean
ok 'another name' changecontext -c 2 -N others
is "$(sql "SELECT count(*) FROM prov.sogo_key WHERE cid = 2 AND login_name = 'csv1@others'")" 1 'a login'
check_clean
context 22 -N longer
ok 'deletecontext' deletecontext -c 2
is "$(keys 2)|$(keys 22)" '|c22u2:admin@longer:*' 'leaves nothing of it, and all of one whose id begins alike'
check_clean

# A dry run, a transaction that is taken back.
keys 1 >"$TMP/before"
printf 'changeuser -c 1 -u late -a late@acme.test,l@acme.test\nchangeuser -c 1 -u nobody -d x\n' >"$TMP/lines"
fails 123 'prov batch --atomic' prov batch --atomic "$TMP/lines"
is "$(keys 1)" "$(cat "$TMP/before")" 'takes it back'
check_clean
# Where SOGo is used no more.
ok 'provdb reader --remove' provdb reader sogo --remove
is "$(sql "SELECT to_regclass('prov.sogo_key') IS NULL AND to_regclass('prov_view.sogo_login') IS NULL")" t 'takes all of it away'
user 1 after
check_clean
use_sogo
is "$(sql "SELECT count(DISTINCT c_uid) FROM prov.sogo_key WHERE kind = 'u'")" "$(sql 'SELECT count(*) FROM prov.users')" 'and it is there again'
check_clean
done_testing
