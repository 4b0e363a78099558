#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh - a hosting operator's script, in the style of the documentation of the Open-Xchange tools
# shellcheck disable=SC2086,SC2001 # options are words, as people write it
set -u

MASTER="-A oxadminmaster -P admin_master_password"
DOMAINS="first.example second.example third.example"
USERS="anna bert carl dora emil fritz gerda hans ida jörg"

die() {
	echo "FAILED: $*" >&2
	exit 1
}

# expect STATUS COMMAND...: runs it, and looks at its exit status
expect() {
	want=$1
	shift
	"$@" >>setup.log 2>>setup.err
	got=$?
	[ $got -eq $want ] || die "exit status $got, and not $want: $*"
}

# --- installation ---
expect 0 initconfigdb --configdb-user=openexchange --configdb-pass=db_password -a
expect 0 oxinstaller --no-license --servername=oxserver --configdb-user=openexchange \
	--configdb-pass=db_password --master-user=oxadminmaster --master-pass=admin_master_password \
	--network-listener-host=localhost --servermemory 1024
out=$(registerserver -n oxserver $MASTER) || die "registerserver"
[[ $out == "server "*" registered" ]] || die "registerserver said: $out"
out=$(registerfilestore $MASTER -t file:/var/opt/filestore -s 1000000) || die "registerfilestore"
store=$(echo "$out" | sed 's/^filestore \([0-9]*\) registered$/\1/')
expect 0 registerdatabase $MASTER -n oxdatabase -p db_password -m true
[ "$(listfilestore $MASTER --csv | wc -l)" -eq 2 ] || die "listfilestore"

# --- three contexts with ten users each ---
cid=0
for domain in $DOMAINS; do
	cid=$((cid + 1))
	existscontext $MASTER -c $cid | grep -q 'does not exist' || die "context $cid is there already"
	expect 0 createcontext $MASTER -c $cid -u oxadmin -d "Context Admin" -g Admin -s User \
		-p admin_password -L "$domain" -e "oxadmin@$domain" -q 1024 -F $store \
		--access-combination-name=groupware_standard
	existscontext $MASTER -c $cid | grep -q 'exists$' || die "context $cid is not there"
	AUTH="-A oxadmin -P admin_password"
	uid=3
	for name in $USERS; do
		login=$(echo "$name" | sed 's/ö/oe/')
		out=$(createuser -c $cid $AUTH -u "$login" -d "$name of $domain" -g "$name" -s User \
			-p secret -e "$login@$domain" --access-combination-name=groupware_standard \
			--quota 100 --language de_DE --timezone Europe/Berlin) || die "createuser $name"
		[ "$out" = "user $uid in context $cid created" ] || die "createuser said: $out"
		uid=$((uid + 1))
	done
	expect 103 createuser -c $cid $AUTH -u anna -d "Another Anna" -g A -s A -p x -e "a@$domain"

	# groups and resources
	out=$(creategroup -c $cid $AUTH -n sales -d "Sales" -a 3,4,5) || die "creategroup"
	gid=$(echo "$out" | awk '{ print $2 }')
	expect 0 changegroup -c $cid $AUTH -i $gid -a 6 -r 3
	expect 103 deletegroup -c $cid $AUTH -i 1
	out=$(createresource -c $cid $AUTH -n room1 -d "Room 1" -e "room1@$domain") || die "createresource"
	[[ $out == "resource "*" in context $cid created" ]] || die "createresource said: $out"
	expect 0 createresource -c $cid $AUTH -n beamer -d Beamer -e "beamer@$domain" -a false -D "2nd floor"
	expect 0 changeresource -c $cid $AUTH -n beamer -d "Projector" -a true
	expect 0 deleteresource -c $cid $AUTH -n room1

	# changes of users
	expect 0 changeuser -c $cid $AUTH -u anna -a "anna@$domain,a.user@$domain" --access-calendar off
	expect 0 changeuser -c $cid $AUTH -i 4 -e "bert@$domain" --telephone_business1 "+49 2761 8385" -x ""
	expect 0 changeuser -c $cid $AUTH -u carl --mailenabled false
	expect 0 changeuser -c $cid $AUTH -u dora --capabilities-to-add "drive,-notes" --config/com.openexchange.mail.signature=on
	expect 109 changeuser -c $cid $AUTH -u dora --mailenabled perhaps
	expect 108 deleteuser -c $cid $AUTH -u nobody
	expect 0 deleteuser -c $cid $AUTH -u emil
	expect 0 deleteuser -c $cid $AUTH -i 8 --no-reassign
	expect 101 listuser -c $cid -A oxadmin -P wrong
	expect 101 listuser -c 99 $AUTH
	[ "$(listuser -c $cid $AUTH --csv | wc -l)" -eq 10 ] || die "listuser of context $cid"
	id=$(listuser -c $cid $AUTH --csv | awk -F'","' 'NR > 1 && /"gerda"/ { sub(/^"/, "", $1); print $1 }')
	[ "$id" = 9 ] || die "gerda is $id"
done

# --- contexts: quotas, mappings, access, disabling, deleting ---
expect 0 changecontext $MASTER -c 1 -q 2048 -L www.first.example,first.test
expect 106 changecontext $MASTER -c 2 -L first.test
expect 0 changecontext $MASTER -c 1 -R first.test
expect 0 changecontext $MASTER -c 2 -L first.test -N second
expect 0 changecontext $MASTER -c 2 --quota-module calendar,contact --quota-value 500
expect 0 changecontext $MASTER -N second --access-combination-name=webmail
[ "$(getaccesscombinationnameforuser -c 2 -A oxadmin -P admin_password -u anna)" = webmail ] || die "access of anna"
expect 0 changecontext $MASTER -c 3 --access-infostore off
expect 103 changecontext $MASTER -c 3 --access-combination-name=nothing
expect 0 changeaccessglobal $MASTER --access-active-sync on
expect 0 disablecontext $MASTER -c 3
expect 101 listuser -c 3 -A oxadmin -P admin_password
expect 0 enablecontext $MASTER -c 3
expect 0 listuser -c 3 -A oxadmin -P admin_password
expect 0 movecontextfilestore $MASTER -c 3 -f $store
[ "$(getadminid $MASTER -c 3)" = 2 ] || die "getadminid"
listcontext $MASTER --csv | grep -q '"second"' || die "listcontext"
expect 0 deletecontext $MASTER -c 3
expect 102 deletecontext $MASTER -c 3
existscontext $MASTER -c 3 | grep -q 'does not exist' || die "context 3 is still there"
expect 0 disableallcontexts $MASTER
expect 0 enableallcontexts $MASTER
echo "done"
