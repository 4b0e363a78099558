#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a server in front of another one shows attributes that its own schema does not have, so all that the
# mapping names is asked for
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

[ -e /usr/lib/ldap/back_ldap.la ] || skip_all 'slapd cannot stand in front of another one here'
base=dc=example,dc=com
start_company -g "attributetype ( 2.16.840.1.113730.3.1.13 NAME 'mailAlternateAddress' EQUALITY caseIgnoreIA5Match
	SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )"
person vera 'mailAlternateAddress: other@acme.example' | change_ldap

# the proxy: the schema of every slapd, no data
behind=$LDAP_URI
mkdir "$TMP/proxy"
slapd_conf "$TMP/proxy" "$base" '' 'moduleload back_ldap' |
	sed -e 's/^[[:blank:]]*database mdb/database ldap/' -e '/rootdn/d' -e '/rootpw/d' -e '/directory/d' -e '/maxsize/d' \
		-e '/dbnosync/d' -e '/index /d' >"$TMP/proxy/slapd.conf"
printf 'uri "%s"\n' "$behind" >>"$TMP/proxy/slapd.conf"
start_slapd_again proxy
LDAP_URI=$(slapd_uri "$TMP/proxy")
is "$(ldapsearch -x -LLL -o ldif-wrap=no -H "$LDAP_URI" -s base -b cn=subschema attributeTypes | grep -c 'mailAlternateAddress')" 0 \
	'the schema of the server that is asked does not have the attribute'

source_is 'context = "acme"; groups = false; user_filter = "(uid=vera)";'
ok 'the first run' ldapsync
is "$(sql "SELECT aliases FROM prov.users WHERE login = 'vera'")" '{vera@example.com,other@acme.example}' \
	'its value is taken all the same'
silent 'and the second one has nothing to do' ldapsync
done_testing
