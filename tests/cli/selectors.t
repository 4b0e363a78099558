#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# selectors.t - an id and a name that do not mean the same object
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example
context 2 -N other
user 1 anna
anna=$new_id
user 1 bert
bert=$new_id

no_context='do not mean the same context'
no_user='do not mean the same user in context 1'

# Contexts.
refused 103 "contextid 2 and contextname acme $no_context" 'PF3: the name of another context' \
	deletecontext -N acme -c 2
refused 103 "$no_context" 'PF3: a mapping of another context' deletecontext -c 2 -N acme.example
refused 103 "$no_context" 'PF3: a name that nobody has' deletecontext -c 2 -N nobody
refused 103 "$no_context" 'PF3: an empty name, of a variable that is not set' deletecontext -c 2 -N ''
refused 103 "$no_context" 'PF3: an id that nobody has' deletecontext -c 99 -N acme
refused 103 "$no_context" 'PF3: --if-exists does not make it right' deletecontext -c 99 -N acme --if-exists
refused 103 "$no_context" 'PF3: getmoduleaccessforcontext' getmoduleaccessforcontext -c 2 -N acme
refused 103 "$no_context" 'PF3: getcontextcapabilities' getcontextcapabilities -c 2 -N acme
refused 103 "$no_context" 'PF3: listquota' listquota -c 2 -N acme
for program in existscontext enablecontext disablecontext getaccesscombinationnameforcontext; do
	refused 103 "$no_context" "PF3: $program" $program -c 2 -N acme
done
refused 103 'Context acme already exists!' 'PF3: with -c the name of changecontext is a new one' \
	changecontext -c 2 -N acme -q 5
refused 102 'Context 99 does not exist' 'neither is there' deletecontext -c 99 -N nobody
silent 'neither is there, --if-exists' deletecontext -c 99 -N nobody --if-exists
ok 'both mean the same' changecontext -c 1 -N acme
ok 'both mean the same' getmoduleaccessforcontext -c 1 -N ACME
ok 'a mapping as well' getmoduleaccessforcontext -c 1 -N acme.example
ok 'and the id as a name' getmoduleaccessforcontext -c 1 -N 1

# Users.
refused 103 "userid $bert and username anna $no_user" 'PF3: the name of another user' \
	deleteuser -c 1 -i "$bert" -u anna
refused 103 "$no_user" 'PF3: a name that no user has' deleteuser -c 1 -i "$bert" -u nobody
refused 103 "$no_user" 'PF3: an id that no user has' deleteuser -c 1 -i 99 -u anna
refused 103 "$no_user" 'PF3: --if-exists does not make that right' deleteuser -c 1 -i 99 -u anna --if-exists
refused 103 "$no_user" 'PF3: an empty user name' deleteuser -c 1 -i "$bert" -u ''
refused 103 "$no_user" 'PF3: getaccesscombinationnameforuser' \
	getaccesscombinationnameforuser -c 1 -i "$bert" -u anna
refused 103 "$no_user" 'PF3: getusercapabilities' getusercapabilities -c 1 -i "$bert" -u anna
refused 103 "$no_user" 'PF3: existsuser' existsuser -c 1 -i "$bert" -u anna
refused 103 "$no_user" 'PF3: onetimelogin' onetimelogin -c 1 -i "$bert" -u anna
refused 103 "$no_user" 'PF3: usercopy' usercopy -c 1 -d 2 -i "$bert" -u anna
refused 103 'cannot inherit from itself' 'PF3: the heir is who is deleted' deleteuser -c 1 -u anna -r "$anna"
refused 103 'exclude each other' 'PF3: an heir and none' deleteuser -c 1 -u anna -r "$bert" --no-reassign
refused 108 'No such user 99 in context 1' 'neither user is there' deleteuser -c 1 -i 99 -u nobody
silent 'neither user is there, --if-exists' deleteuser -c 1 -i 99 -u nobody --if-exists
ok 'both mean the same user' getaccesscombinationnameforuser -c 1 -i "$anna" -u Anna

# Groups and resources.
for name in sales support; do
	ok "a group $name" creategroup -c 1 -n "$name" -d x
	ok "a resource $name" createresource -c 1 -n "$name" -d x -e "$name@acme.example"
done
for what in group resource; do
	case $what in
	group) id=2 unknown=112 ;;
	*) id=1 unknown=113 ;;
	esac
	no_such="do not mean the same $what in context 1"
	refused 103 "${what}id $id and name support $no_such" "PF3: the name of another $what" "delete$what" -c 1 -i $id -n support
	refused 103 "$no_such" "PF3: a name that no $what has" "delete$what" -c 1 -i $id -n nobody
	refused 103 "$no_such" "PF3: an id that no $what has" "delete$what" -c 1 -i 99 -n sales
	refused 103 "$no_such" "PF3: --if-exists does not make that right" "delete$what" -c 1 -i 99 -n sales --if-exists
	refused 103 "$no_such" "PF3: an empty name" "delete$what" -c 1 -i $id -n ''
	refused $unknown "No such $what 99 in context 1" "neither $what is there" "delete$what" -c 1 -i 99 -n nobody
	silent "neither $what is there, --if-exists" "delete$what" -c 1 -i 99 -n nobody --if-exists
	prints "$what $id in context 1 deleted" "a $what by both" "delete$what" -c 1 -i $id -n Sales
	silent 'and once more' "delete$what" -c 1 -i $id -n sales --if-exists
done

# Where both are right, they are deleted.
prints "user $anna in context 1 deleted" 'a user by both' deleteuser -c 1 -i "$anna" -u anna
silent 'and once more' deleteuser -c 1 -i "$anna" -u anna --if-exists
prints 'context 1 deleted' 'a context by both' deletecontext -c 1 -N acme
silent 'and once again' deletecontext -c 1 -N acme --if-exists
prints '2' 'the other one is still there' sql 'SELECT cid FROM prov.context'
check_clean
done_testing
