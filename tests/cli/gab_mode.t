#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# gab_mode.t - who sees the address book of a context: --gabMode, and the module that hides it, in lists and for SOGo
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

private_database
me=$(id -un)
ok 'SOGo is used' provdb reader sogo --os-user "$me"
modes() { listcontext --json | jq -r '.[] | "\(.id):\(.gab_mode)"' | paste -sd ' '; }
is "$(modes)" '1:individual 2:individual' 'nothing said is individual'
context 3 --gabMode global -L acme.example
context 4 --gabMode individual -L other.example
is "$(modes)" '1:individual 2:individual 3:global 4:individual' 'what was said'
ok 'a table' listcontext --csv --fields id,gab_mode
output_has '"3","global"' 'has it where it is asked for'
ok 'else' listcontext --csv
output_lacks gab_mode 'it is as that of the Open-Xchange tools'
refused 103 '"both" is no value of --gabMode' 'another word' changecontext -c 3 --gabMode both
refused 103 '"Global" is no value of --gabMode' 'in other letters' createcontext -c 5 -q 1 -u a -d A -g A -s A -e a@a.example \
	-p "$HASH" --passwordmech HASH --gabMode Global
printf 'contextid,quota,username,displayname,givenname,surname,password,passwordmech,email,gabMode\n6,1,a,A,A,A,%s,HASH,a@a.example,global\n' "$HASH" >"$TMP/in.csv"
ok 'from a file' createcontext --csv-import "$TMP/in.csv"
is "$(modes)" '1:individual 2:individual 3:global 4:individual 6:global' 'too'
printf 'contextid,quota,username,displayname,givenname,surname,password,passwordmech,email,gabMode\n7,1,a,A,A,A,%s,HASH,a@a.example,all\n' "$HASH" >"$TMP/in.csv"
run createcontext --csv-import "$TMP/in.csv"
stderr_has '"all" is no value of --gabMode' 'a wrong word in a file is refused'

# Two users, the module hides the book from one of them; SOGo finds only who is in the same domain.
for cid in 3 4; do
	for who in anna bert; do
		user $cid $who -e $who@x$cid.example
	done
	ok "hidden from bert of $cid" changeuser -c $cid -u bert --access-global-address-book-disabled on
	ok "not from anna" changeuser -c $cid -u anna --access-global-address-book-disabled off
done
domains() { sql "SELECT string_agg(DISTINCT c_domain, ' ') FROM prov_view.sogo_login WHERE c_uid = '$1'"; }
book() { sql "SELECT string_agg(c_cn, ' ' ORDER BY c_cn COLLATE \"C\") FROM prov_view.sogo_directory WHERE c_domain = '$1'"; }
is "$(domains c3u3)|$(domains c3u4)" '3|3' 'global: all see it, whatever the module says'
is "$(domains c4u3)|$(domains c4u4)" '4|4h' 'individual: it is hidden from whom the module hides it'
is "$(book 3)|$(book 4)|$(book 4h)" 'User anna User bert|User anna User bert|' 'those are in it in any case, and nobody is in the hidden one'

ok 'the other way round' changecontext -c 3 --gabMode individual
is "$(domains c3u3)|$(domains c3u4)|$(modes | cut -d ' ' -f 3)" '3|3h|3:individual' 'counts at once'
ok 'and' changecontext -c 4 --gabMode global
is "$(domains c4u3)|$(domains c4u4)" '4|4' 'back'
ok 'said without a value' changecontext -c 4 --gabMode ''
is "$(domains c4u4)|$(modes | cut -d ' ' -f 4)" '4h|4:individual' 'it is what is the default'
is "$(sql "SELECT string_agg(after ->> 'gab_mode', ' ' ORDER BY seq) FROM prov.change_log WHERE cid = 4 AND kind = 'context'")" \
	'individual global individual' 'the log has each of them'

# Only real users: no admin, nobody who cannot log in, nobody of a context that is suspended; groups with an address, what can be booked.
ok 'a group' creategroup -c 3 -n team -d Team -e team@acme.example
ok 'one without an address' creategroup -c 3 -n none -d None
ok 'a room' createresource -c 3 -n room -d Room -e room@acme.example
is "$(book 3)" 'Room Team User anna User bert' 'the book'
ok 'bert is disabled' changeuser -c 3 -u bert --mailenabled false
ok 'the room cannot be booked' changeresource -c 3 -n room -a false
is "$(book 3)" 'Team User anna' 'has only what there is'
is "$(sql "SELECT string_agg(c_uid, ' ' ORDER BY c_uid) FROM prov_view.sogo_login WHERE kind <> 'individual'")" '' 'what has no calendar has none to log in to'
ok 'suspended' disablecontext -c 3
is "$(book 3)" '' 'is empty'
check_clean
done_testing
