#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# user_traps.t - what implementations of the Open-Xchange tools get wrong, by its number: the tools of users
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1

modules() {	# CONTEXT USER: what was granted
	listuser -c "$1" -s "$2" --csv --fields granted | sed -n '2s/"//gp'
}
value() {	# USER FIELDS: of context 1, CSV
	listuser -c 1 -s "$1" --csv --fields "$2" | tail -n 1
}

# 8, 9, 11: what somebody new may use.
user 1 plain
is "$(getaccesscombinationnameforuser -c 1 -u plain)" webmail 'trap 8: webmail, whatever the admin has'
ok 'an admin with more' changeuser -c 1 -i 2 --access-combination-name all
set_config 'access: { default = "context-admin"; };'
user 1 asadmin
is "$(getaccesscombinationnameforuser -c 1 -u asadmin)" groupware_premium \
	'trap 8: or by a setting that of the admin, but for public-folder-editable'
set_config
context 2 --access-calendar on
is "$(modules 2 admin)" calendar 'trap 9: single modules of createcontext begin with nothing'
user 1 overlaid --access-calendar on --access-webmail off
is "$(modules 1 overlaid)" 'calendar,contacts,edit-password,collect-email-addresses,global-address-book-disabled' \
	'trap 9: those of createuser are laid over'
ok 'and of changeuser' changeuser -c 1 -u overlaid --access-tasks on
is "$(modules 1 overlaid | cut -d , -f 1-3)" calendar,contacts,tasks 'trap 9: over what the user has'
user 1 both --access-combination-name pim --access-usm on
is "$(getaccesscombinationnameforuser -c 1 -u both)" pim 'trap 11: in createuser the combination counts, and flags do not'
ok 'changeuser' changeuser -c 1 -u both --access-combination-name webmail --access-usm on
stderr_has 'warning' 'trap 11: which is said'
is "$(getaccesscombinationnameforuser -c 1 -u both)" webmail 'trap 11: nor in changeuser'
refused 103 'You must not specify access combination name AND single access attributes' 'trap 11: createcontext refuses it' \
	createcontext -c 3 -q 1 -u a -d b -g c -s d -p e -e f@g.example --access-combination-name pim --access-usm on

# 13 to 15: what is printed.
prints null 'trap 13: modules without a name are the word null, and exit status 0' \
	getaccesscombinationnameforuser -c 1 -u overlaid
ok 'CSV' listuser -c 1 --csv -s plain
heading=$(head -n 1 "$TMP/out")
is "$(echo "$heading" | grep -c '"')" 0 'trap 14: a heading has no quotes'
is "$(echo "$heading" | tr ',' '\n' | grep -cxE 'Id|PrimaryEmail|Sur_name|Given_name|Display_name|Name')" 6 \
	'trap 14: names differ from those of the options'
is "$(value plain id,quota,company,birthday,used_quota)" '"3","null",,,"null"' \
	'trap 14: cells have quotes, no value is nothing, but null of a number'
place() {	# HEADING
	echo "$1" | tr ',' '\n' | grep -n -x -e access-subscription -e access-publication | tr '\n' ' '
}
is "$(place "$heading" | sed 's/[0-9]*://g')" 'access-subscription access-publication ' 'trap 15: subscription before publication'
getmoduleaccessforcontext -c 1 | head -n 1 >"$TMP/heading"
is "$(place "$(cat "$TMP/heading")" | sed 's/[0-9]*://g')" 'access-publication access-subscription ' \
	'trap 15: and after it in getmoduleaccessforcontext'

# 19 to 21: addresses, and what is not said.
user 1 mail -e mail@acme.example -a 'second@acme.example'
is "$(value mail mail,email1,aliases)" '"mail@acme.example","mail@acme.example","mail@acme.example, second@acme.example"' \
	'trap 19: -e sets the primary address and email1; trap 20: it is added to the aliases of a new user'
refused 103 'must be present in set of aliases' 'trap 19: another primary one has to be an alias' \
	changeuser -c 1 -u mail -e third@acme.example
ok 'one that is' changeuser -c 1 -u mail -e second@acme.example
is "$(value mail mail,email1)" '"second@acme.example","second@acme.example"' 'trap 19: is it, in both places'
refused 103 'must be present in set of aliases' 'trap 20: on change it is not added' changeuser -c 1 -u mail -a other@acme.example
ok 'the list with it' changeuser -c 1 -u mail -a 'second@acme.example, other@acme.example'
is "$(value mail aliases)" '"second@acme.example, other@acme.example"' 'trap 20: takes the place of the old one'
ok 'several values' changeuser -c 1 -u mail -x Sales -z Acme --birthday 1990-02-28 --anniversary 2001-01-01 --foldertree 1 \
	--title Dr. --quota 5
ok 'one is mentioned' changeuser -c 1 -u mail -x Support
is "$(value mail department,company,birthday,folder_tree,title,quota)" \
	'"Support","Acme","1990-02-28","1","Dr.","5"' 'trap 21: what is not mentioned stays'
ok 'empty ones' changeuser -c 1 -u mail -x '' --title= --birthday '' --foldertree ''
is "$(value mail department,company,birthday,folder_tree,title)" ',"Acme",,"1",' \
	'trap 21: an empty value clears, but for the folder tree'
ok 'a birthday' changeuser -c 1 -u mail --birthday 1990-02-28
ok 'null' changeuser -c 1 -u mail --birthday null
is "$(value mail birthday)" '' 'trap 21: the word null clears the birthday'
refused 103 'Wrong dateformat' 'trap 21: and no anniversary' changeuser -c 1 -u mail --anniversary null

# 26 to 28: deleting, and display names.
refused 103 'Admin delete not supported' 'trap 26: the admin of a context cannot be deleted' deleteuser -c 1 -i 2
refused 103 'The displayname is already used' 'trap 27: a display name is unique among new users' \
	createuser -c 1 -d 'User plain' $(plain_user 1 twin)
refused 103 'The displayname is already used' 'trap 27: in any form' \
	createuser -c 1 -u twin -d 'User plain ' -g a -s b -p x -e twin@acme.example
ok 'trap 27: not asked on change' changeuser -c 1 -u both -d 'User plain'
ok 'trap 27: the admin does not count' createuser -c 1 -u namesake -d 'Admin 1' -g a -s b -p "$HASH" --passwordmech HASH \
	-e namesake@acme.example
heir() {
	sql "SELECT coalesce(heir::text, 'nobody') FROM prov.handover WHERE cid = 1 AND uid = $1"
}
user 1 first && first=$new_id
user 1 second && second=$new_id
user 1 third && third=$new_id
ok 'deleted' deleteuser -c 1 -i "$first"
ok 'deleted' deleteuser -c 1 -i "$second" --no-reassign
ok 'deleted' deleteuser -c 1 -i "$third" -r 3
is "$(heir "$first") $(heir "$second") $(heir "$third")" '2 nobody 3' \
	'trap 28: what was shared goes to the admin, with --no-reassign to nobody, with -r to another'

# 33: a rename.
user 1 anna && anna=$new_id
refused 103 'do not mean the same user' 'trap 33: -i with another -u is no rename by itself' deleteuser -c 1 -i "$anna" -u berta
refused 103 'Changing username is disabled!' 'trap 33: and refused' changeuser -c 1 -i "$anna" -u berta
ok 'trap 33: the same name is none' changeuser -c 1 -i "$anna" -u anna -x y
set_config 'names: { user_changeable = true; };'
ok 'trap 33: unless a setting allows it' changeuser -c 1 -i "$anna" -u berta
is "$(value berta id)" "\"$anna\"" 'trap 33: the id stays'
set_config

# 36: one letter, several meanings.
letter() {	# LETTER COMMAND: its long name
	"$2" --extendedoptions | sed -nE "s/^ *-$1, (--[a-z-]+).*/\1/p"
}
is "$(for c in changeuser deleteuser existsuser usercopy listuser; do letter i "$c"; done | xargs)" \
	'--userid --userid --userid --userid --ignorecase' 'trap 36: -i'
is "$(for c in createuser changeaccessglobal; do letter a "$c"; done | xargs)" '--aliases --access-combination-name' 'trap 36: -a'
is "$(for c in createuser changeaccessglobal; do letter f "$c"; done | xargs)" '--filestore --filter' 'trap 36: -f'
is "$(for c in createuser usercopy listusersbyaliasdomain; do letter d "$c"; done | xargs)" \
	'--displayname --destcontextid --domain' 'trap 36: -d'

# 31: what the client finds is an error of the data all the same.
fails 103 'trap 31: a time zone that is none' changeuser -c 1 -u plain -t Nowhere/Land
fails 103 'trap 31: a date that is none' changeuser -c 1 -u plain --birthday 31.12.1999
stderr_has 'Wrong dateformat, use "yyyy-MM-dd"'
check_clean
done_testing
