#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync_sogo.t - what SOGo finds users and groups by after runs of ldapsync (K1)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company
use_sogo
ok 'the domain of the company' changecontext -c 1 -L example.com
logins() {	# NAME: of its user, with the mailbox and further addresses
	sql "SELECT k.login_name || ':' || coalesce(k.mail, '') || ':' || coalesce(k.aliases, '') FROM prov.sogo_key k
		JOIN prov.users u ON u.cid = k.cid AND u.uid = k.owner AND k.kind = 'u'
		WHERE u.login = '$1' ORDER BY k.login_name COLLATE \"C\"" | paste -sd ' '
}
{
	person anna 'mail: anna@example.com
mail: a.berg@example.com'
	person bert
	person cleo 'mail:'
} | change_ldap
group staff anna bert | change_ldap
ok 'a first run' ldapsync
is "$(logins bert)" 'bert@acme:bert@example.com:' 'logins'
is "$(logins anna | grep -c a.berg@example.com)" 1 'further addresses'
check_clean 'all of them'
ok 'again' ldapsync
check_clean
person dora | change_ldap
ok 'one comes' ldapsync
is "$(logins dora | grep -c dora@example.com)" 1 'and is found'
check_clean
rows=$(sql "SELECT ctid FROM prov.sogo_key ORDER BY 1" | sort | paste -sd ' ')
change_ldap <<END
dn: uid=bert,ou=people,$LDAP_BASE
changetype: modify
replace: sn
sn: Another
END
ok 'another surname' ldapsync
is "$(sql "SELECT ctid FROM prov.sogo_key ORDER BY 1" | sort | paste -sd ' ')" "$rows" 'leaves the rows as they are'
change_ldap <<END
dn: uid=bert,ou=people,$LDAP_BASE
changetype: modify
replace: mail
mail: b.bert@example.com
END
ok 'another address' ldapsync
is "$(logins bert | grep -c b.bert@example.com)" 1 'is found'
check_clean
change_ldap <<END
dn: uid=bert,ou=people,$LDAP_BASE
changetype: modrdn
newrdn: uid=berta
deleteoldrdn: 1
END
ok 'another name' ldapsync
is "$(logins berta | grep -c berta@acme)" 1 'is a login'
check_clean
done_testing
