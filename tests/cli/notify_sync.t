#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# notify_sync.t - what ldapsync changes is told, and much of it in few deliveries
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/notifylib.sh"

start_company
# shellcheck disable=SC2016 # a script
deliverers tell 'cat >>"$1"/told; echo x >>"$1"/calls' ''
top=$(sed -n '/^notify/p; s/^ *notify:/notify:/p' "$PROV_CONFIG" | sort -u)
# shellcheck disable=SC2016 # expressions of the mapping
source_is 'context = "acme"; purge = true; grace = 0; grace_runs = 0; on_reuse = "rekey"; limits: { missing = 100; renamed = 100; changed = 100;
	disabled = 100; enabled = 100; };
	user: { password = "${description}"; quota = "${roomNumber}"; enabled = "${employeeType=inactive:+false}"; };' "$top"
ok 'it begins' prov notify
hash='{CRYPT}$6$saltsalt$'$(printf '%086d' 0)
told() {	# WHAT NAME
	: >"$HERE/told"
	run ldapsync
	[ "$status" = 0 ] || bail "$2: $(cat "$TMP/out" "$TMP/err")"
	prov notify >"$TMP/o" 2>&1 || bail "$2: $(cat "$TMP/o")"
	is "$(summary)" "$1" "$2"
}
{
	people anna bert carl
	group team anna bert
	awk 'BEGIN { for (i = 1; i <= 3000; i++)
		printf "dn: uid=u%05d,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: u%05d\ncn: C\nsn: S\nmail: u%05d@example.com\n\n", i, i, i }'
} | change_ldap
told '' 'a first run tells nothing, of thousands'
modify anna "add: description
description: $hash"
told 'user 3 password' 'a new password'
modify anna 'add: mail
mail: other@example.com'
told 'user 3 addresses' 'an address'
modify anna 'add: employeeType
employeeType: inactive'
told 'user 3 disable' 'disabled in the directory'
modify anna 'delete: employeeType'
told 'user 3 enable' 'and enabled'
printf 'dn: uid=anna,ou=people,dc=example,dc=com\nchangetype: modrdn\nnewrdn: uid=anne\ndeleteoldrdn: 1\n\n' | change_ldap
told 'user 3 rename' 'another name'
printf 'dn: cn=team,ou=groups,dc=example,dc=com\nchangetype: modify\ndelete: member\nmember: uid=bert,ou=people,dc=example,dc=com\n\n' |
	change_ldap
told 'group 2 members' 'who is in a group'
printf 'dn: uid=bert,ou=people,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
told 'user 4 disable' 'missing'
told 'user 4 delete' 'and purged'
is "$(perl -MJSON::PP -ne 'print join " ", sort @{decode_json($_)->{names}}' "$HERE/told")" 'bert@1 bert@acme bert@example.com' \
	'with the names that it had'

# Many at once.
awk 'BEGIN { for (i = 1; i <= 3000; i++)
	printf "dn: uid=u%05d,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: mail\nmail: v%05d@example.com\n\n", i, i }' |
	change_ldap
: >"$HERE/told"
rm -f "$HERE/calls"
ok 'all of them change' ldapsync
ok 'and are told' prov notify
is "$(summary | sort | uniq -c | awk '{ n += $1; print $4 }' | sort -u) $(wc -l <"$HERE/told")" 'addresses 3000' 'each of them'
is "$(wc -l <"$HERE/calls")" 1 'in one delivery'
done_testing
