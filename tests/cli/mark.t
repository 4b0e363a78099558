#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mark.t - PF11: files as editors of Windows save them, with a mark of UTF-8 in front and line ends of their own
. "$TESTLIB/testlib.sh"

cd "$TMP" || exit 1

marked() {	# FILE: standard input with the mark and with CR LF
	{
		printf '\357\273\277'
		sed 's/$/\r/'
	} >"$1"
}

umask 077
openssl genrsa -out plain.pem 2048 2>keys.log || bail "no key: $(cat keys.log)"
openssl rsa -in plain.pem -pubout -out plain.pub 2>keys.log || bail "no key: $(cat keys.log)"
marked vendor.pem <plain.pem
marked vendor.pub <plain.pub
use_database
marked prov.conf <<END
database: { conninfo = "$CONNINFO"; };
ldap: { base = "dc=example,dc=com"; };
licence: { keys = ( "$TMP/vendor.pub" ); file = "$TMP/licence.ldif"; };
END
ok 'PF11: prov.conf' provdb config --get licence.file
output_has "$TMP/licence.ldif"
ok 'a request' licence request --ldif --users 3
marked request.ldif <out
ok 'PF11: the key of a seller' timeout 300 licence sign --key vendor.pem --yes --users 3 --end-date unlimited \
	--servers unlimited --managed-clients unlimited --corporate-clients unlimited --virtual-desktop-users unlimited \
	--virtual-desktop-clients unlimited --support 0 --premium-support 0 --product Suite --type Suite request.ldif
cp out signed.ldif
marked licence.ldif <signed.ldif
ok 'PF11: a licence, and the key that it is checked with' licence verify licence.ldif
output_has 'Users:' 'which is shown'
run licence verify - <licence.ldif
check_status 0 'PF11: a licence from standard input'

export LDAPCONF="$TMP/ldap.conf"
echo 'ucr: { root = "/nowhere"; };' | marked prov.conf
echo 'BASE dc=conf,dc=test' | marked ldap.conf
prints dc=conf,dc=test 'PF11: ldap.conf' ldapbase

printf '\377\376l\000d\000a\000p\000' >prov.conf
fails 1 'UTF-16 is told apart' ldapbase
stderr_has 'prov.conf" is UTF-16'
stderr_has 'hint: save it as UTF-8'
done_testing
