#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# hosting.t - a hosting operator's script, written for the Open-Xchange tools, runs to its end, on a machine where
# there was nothing
# long: a day of a hosting company, command by command
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

unset PROV_CONFIG
PROV_HOME=$TMP/home
export PROV_HOME
ok 'the script' bash "$DATA/hosting/setup.sh"
is "$(cat "$TMP/out")" 'done' 'runs to its end'
is "$(cat "$TMP/err")" '' 'and says nothing else'
is "$(wc -l <"$DATA/hosting/setup.sh" | awk '{ print ($1 > 100) }')" 1 'it has more than a hundred lines'
is "$(listcontext --csv --fields id,max_quota,lmappings)" "$(printf '%s\n' 'id,max_quota,lmappings' '"1","2048","1,first.example,www.first.example"' \
	'"2","1024","2,first.test,second,second.example"')" 'two contexts are left, as it wanted them'
is "$(listuser -c 1 --csv --fields name,enabled,aliases | sed -n '3p;5p')" "$(printf '%s\n' '"anna","true","anna@first.example, a.user@first.example"' \
	'"carl","false","carl@first.example"')" 'users, too'
is "$(listgroup -c 1 --csv | tail -n 1)" '"2","sales","Sales","4,5,6"' 'a group'
is "$(listresource -c 2 --csv | tail -n 1)" '"2","beamer","Projector","beamer@second.example","true"' 'a resource'
is "$(listquota -c 2 --csv | xargs -n 1)" "$(printf '%s\n' module,limit calendar,500 contact,500)" 'limits of items'
is "$(getmoduleaccessforcontext -c 2 --json | grep -o '"access-active-sync": [a-z]*')" '"access-active-sync": true' 'access of all'
is "$(prov log --csv --fields program -c 3 | sort | uniq -c | awk '$2 ~ /deletecontext/ { print $1 }')" 1 'E2: what was done with context 3 is in the log'
is "$(grep -c -e admin_master_password -e db_password -e admin_password "$TMP/setup.log" "$TMP/setup.err" | tr '\n' ' ' | grep -o ':0' | wc -l)" 2 'no password was printed'
prints '' 'all rules hold' provdb check
ok 'it stops' provdb stop
done_testing
