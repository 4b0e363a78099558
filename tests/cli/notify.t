#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# notify.t - prov notify: which changes are told, by every way in, and by which names; what waits
# shellcheck disable=SC2086 # $admin is words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/notifylib.sh"

use_database
# shellcheck disable=SC2034 # for notifylib.sh
more_settings='names: { user_changeable = true; };'
# shellcheck disable=SC2016 # a script
deliverers tell 'cat >>"$1"/told' ''
admin='-q 100 -u admin -d Admin -g Ada -s Admin -p secret'

# What is told of a change: object, id, events; and, where they are asked for, names.
told() {	# WHAT NAME COMMAND...
	told_wants=$1 told_name=$2
	shift 2
	: >"$HERE/told"
	"$@" >"$TMP/changed" 2>&1 </dev/null || bail "$told_name: $(cat "$TMP/changed")"
	prov notify >"$TMP/changed" 2>&1 || bail "$told_name: prov notify: $(cat "$TMP/changed")"
	is "$(summary)" "$told_wants" "$told_name"
}
names() {	# the names of the last event
	perl -MJSON::PP -ne '$e = decode_json($_); END { print join " ", sort @{$e->{names}} }' "$HERE/told"
}

createcontext -c 1 -N acme $admin -L acme.example -e admin@acme.example >"$TMP/made"
ok 'whoever is new begins now' prov notify
is "$(cat "$HERE/told" 2>/dev/null)" '' 'and is not told what was before'

# Users
told '' 'a new user is told to nobody' createuser -c 1 -u anna -d Anna -g A -s A -p secret -e anna@acme.example
told 'user 3 password' 'a new password' changeuser -c 1 -u anna -p other
is "$(names)" 'anna@1 anna@acme anna@acme.example' 'with every name that it may be known by'
told 'user 3 disable' 'disabled' changeuser -c 1 -u anna --mailenabled false
told 'user 3 enable' 'enabled' changeuser -c 1 -u anna --mailenabled true
told 'user 3 modules' 'modules' changeuser -c 1 -u anna --access-calendar on
told 'user 3 modules' 'a capability' changeuser -c 1 -u anna --capabilities-to-add drive
told 'user 3 addresses' 'addresses' changeuser -c 1 -u anna -a anna@acme.example,Ann@ACME.example,a@bücher.example
is "$(names)" 'a@xn--bcher-kva.example ann@acme.example anna@1 anna@acme anna@acme.example' 'as they are searched by'
told 'user 3 addresses' 'one goes' changeuser -c 1 -u anna -a anna@acme.example,ann@acme.example
is "$(names)" 'a@xn--bcher-kva.example ann@acme.example anna@1 anna@acme anna@acme.example' 'with those it had'
told 'user 3 addresses' 'the sender address' changeuser -c 1 -u anna --defaultsenderaddress ann@acme.example
told 'user 3 quota' 'a quota' changeuser -c 1 -u anna -q 500
told 'user 3 profile' 'what is shown' changeuser -c 1 -u anna -d 'Anna A' -l de_DE
told 'user 3 disable,password,addresses' 'several at once, in one event' \
	changeuser -c 1 -u anna -p third -e ann@acme.example --mailenabled false
told '' 'what no server keeps' changeuser -c 1 -u anna --title Dr -x Sales
told '' 'what does not change' changeuser -c 1 -u anna --title Dr
told 'user 3 rename' 'another name' changeuser -c 1 -i 3 -u Berta
is "$(names)" 'ann@acme.example anna@1 anna@acme anna@acme.example berta@1 berta@acme berta@acme.example' 'the old one and the new one'
told 'user 3 delete' 'deleted' deleteuser -c 1 -i 3
is "$(names)" 'ann@acme.example anna@acme.example berta@1 berta@acme berta@acme.example' 'with all that it had'

# Contexts
told 'context - disable' 'suspended' disablecontext -c 1
is "$(names)" '1 acme acme.example' 'a context by its mappings'
told 'context - enable' 'and back' enablecontext -c 1
told 'context - mappings' 'a mapping more' changecontext -c 1 -L other.example
told 'context - mappings' 'and less' changecontext -c 1 -R other.example
is "$(names)" '1 acme acme.example other.example' 'also by the one that went'
told 'context - rename,mappings' 'its name' changecontext -c 1 -N acme2
told 'context - quota' 'its quota' changecontext -c 1 -q 200
told 'context - modules' 'capabilities of all' changecontext -c 1 --capabilities-to-add drive
createuser -c 1 -u carl -d Carl -g A -s A -p secret -e carl@acme.example >"$TMP/made"
told 'context - modules' 'modules of all' changecontext -c 1 --access-combination-name groupware_standard
told 'user 2 modules
user 4 modules' 'of all in all contexts, one by one' changeaccessglobal --access-tasks off
createcontext -c 2 -N two $admin -e admin@two.example >"$TMP/made"
told "context - disable
context - disable" 'all at once' disableallcontexts
told "context - enable
context - enable" 'and enabled' enableallcontexts
told '' 'a copy of a user is new' usercopy -c 1 -u carl -d 2 -e carl@two.example
told 'context - delete' 'a context goes' deletecontext -c 2
is "$(names)" '2 two' 'with its mappings'
createcontext -c 2 -N two $admin -e admin@two.example >"$TMP/made"
told 'context - delete' 'one that came and went between two looks' deletecontext -c 2
told '' 'one that comes again' createcontext -c 2 -N two $admin -e admin@two.example

# Groups and resources
creategroup -c 1 -n sales -d Sales -a carl -e sales@acme.example >"$TMP/made"
createresource -c 1 -n room -d Room -e room@acme.example >"$TMP/made"
told 'group 2 addresses' 'the address of a group' changegroup -c 1 -n sales -e all@acme.example
is "$(names)" 'all@acme.example sales@acme.example' 'by both'
told 'group 2 members' 'its members' changegroup -c 1 -n sales -r carl
told 'group 2 rename,profile' 'its name' changegroup -c 1 -i 2 -n sale -d Sale
told 'group 2 delete' 'it goes' deletegroup -c 1 -i 2
told 'resource 1 addresses' 'the address of a resource' changeresource -c 1 -n room -e r@acme.example
told 'resource 1 disable' 'it cannot be booked' changeresource -c 1 -n room -a false
told 'resource 1 delete' 'it goes' deleteresource -c 1 -n room

# Other ways in
cat >"$TMP/batch" <<'END'
createuser -c 1 -u dora -d Dora -g A -s A -p secret -e dora@acme.example
changeuser -c 1 -u dora -p other
changeuser -c 2 -u admin -p other
deleteuser -c 1 -u dora
END
told 'user 5 password
user 5 delete
user 2 password' 'prov batch, in the order of each context' prov batch "$TMP/batch"
cat >"$TMP/users.csv" <<'END'
contextid,username,displayname,givenname,surname,password,email
1,emil,Emil,E,E,secret,emil@acme.example
1,fred,Fred,F,F,secret,fred@acme.example
END
told '' 'an import only creates' createuser --csv-import "$TMP/users.csv"
# shellcheck disable=SC2016 # a script
deliverers tell 'cat >>"$1"/told' 'events = ( "create", "delete" );'
told 'user 8 create' 'whoever asks for it is told what is new' \
	createuser -c 1 -u gerd -d Gerd -g A -s A -p secret -e gerd@acme.example
told 'context - create' 'contexts, too' createcontext -c 3 -N three $admin -e admin@three.example
told '' 'and nothing that was not asked for' changeuser -c 1 -u gerd -p other

# E2: no secret and no value
# shellcheck disable=SC2016 # a script
deliverers tell 'cat >>"$1"/told' ''
told 'user 8 password' 'a change with a secret' changeuser -c 1 -u gerd -p geheim17 --title Geheim18 --config/x.password=geheim19
is "$(grep -ci geheim "$HERE/told")" 0 'no value is told'
is "$(perl -MJSON::PP -ne 'print join " ", sort keys %{decode_json($_)}' "$HERE/told")" \
	'at context events id key names object seq' 'only what docs/events.md has'
cp "$HERE/told" "$TMP/event"
valid 'an event is as the schema says' event "$TMP/event"

# What waits
ok 'a change' changeuser -c 1 -u gerd -p another
prov notify --pending --json >"$TMP/out"
valid 'the list is as the schema says' deliverers "$TMP/out"
status_is 0 'one that waits is no failure' prov notify --pending --json
output_has '"state": "waiting", "waiting": 1'
earlier change_log at '11 minutes' "seq = (SELECT max(seq) FROM prov.change_log WHERE cid = 1) AND cid = 1"
status_is 121 'one that waits for long is' prov notify --pending
output_has 'overdue'
status_is 1 'which prov status tells, too' prov status
output_has 'deliverer tell: 1 events wait since 2'
earlier change_log at '8 days' "seq = (SELECT max(seq) FROM prov.change_log WHERE cid = 1) AND cid = 1"
: >"$HERE/told"
ok 'what is too old' prov notify
stderr_has '1 changes are older than 7 days: deliverer "tell" is not told of them'
is "$(cat "$HERE/told")" '' 'is not told'
prints '{"events": 0, "deliveries": 0}' 'how many it was' prov notify --json
ok 'a change' changeuser -c 1 -u gerd -p yetanother
set_config
fails 1 'nobody to tell' prov notify
stderr_has 'nobody is to be told of changes'
ok 'one that is not configured any more' prov notify --pending
output_has 'not configured'
ok 'is forgotten' prov notify --forget tell
fails 103 'once' prov notify --forget tell
is "$(sql "SELECT count(*) FROM prov.notify_cursor")" 0 'nothing is left of it'
fails 103 'one thing at a time' prov notify --pending --retry
fails 104 'an interval is that of a watch' prov notify --interval 5
check_clean
done_testing
