#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what is found out of a directory that only has an address
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
printf 'dn:\n' >"$TMP/rootdse.ldif"
# 389 Directory Server has a key of its own, Active Directory a mark in its rootDSE
start_company -g "include $DATA/ldap/ad.schema
include $DATA/ldap/ucs.schema
attributetype ( 2.999.5.1 NAME 'nsUniqueId' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 2.999.5.2 NAME 'supportedCapabilities' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
rootDSE $TMP/rootdse.ldif"

# nothing is set but what it cannot do without
smallest() {	# [LINES [TOP LINES]]
	set_config "source: { company: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\";
		context = \"acme\"; ${1-} }; }; ${2-}"
}
claim() {	# LINE: the server says so of itself; none: nothing
	stop_slapd
	printf 'dn:\n%s\n' "${1-}" >"$TMP/rootdse.ldif"
	start_slapd_again
}
planned_as() {	# NAME LINE: the plan has one user, of this kind
	ok "$1" ldapsync -n --csv
	is "$(grep -c '^"create","user"' "$TMP/out")" 1 "$1: one user"
	output_has "$2"
}

{
	person opal
	entry "uid=nina,ou=people,$base" nina 'nsUniqueId: 11111111-22222222-33333333-44444444'
	printf 'dn: cn=adam,ou=people,%s\nobjectClass: user\ncn: adam\nsn: A\nsAMAccountName: adam\n' "$base"
	printf 'mail: adam@example.com\nobjectCategory: person\nobjectGUID: 0123456789abcdef\nuserAccountControl: 512\naccountExpires: 0\n\n'
} | change_ldap
smallest 'groups = false; user_filter = "(sn=opal)";'

# --- kinds of servers ---
planned_as 'SR16: OpenLDAP' '"create","user","1","opal"'
claim 'supportedCapabilities: 1.2.840.113556.1.4.800'
smallest 'groups = false;'
planned_as 'SR16: Active Directory' '"create","user","1","adam"'
claim 'vendorName: 389 Project'
smallest 'groups = false; user_filter = "(nsUniqueId=*)";'
planned_as 'SR16: 389 Directory Server' '"create","user","1","nina"'
claim
entry "uid=ursula,ou=people,$base" ursula 'objectClass: oxUserObject
objectClass: univentionObject
univentionObjectType: users/user
isOxUser: OK
mailPrimaryAddress: ursula@example.com' | change_ldap
smallest
planned_as 'SR16: UCS' '"create","user","1","ursula"'
smallest 'profile = "openldap"; user_filter = "(sn=opal)"; groups = false;'
planned_as 'SR16: a profile that is set is that one' '"create","user","1","opal"'

# --- a source keeps what it began with ---
smallest 'profile = "openldap"; user_filter = "(sn=opal)"; groups = false;'
ok 'the first run' ldapsync
smallest 'user_filter = "(sn=opal)"; groups = false;'
silent 'SR16: a known source keeps its profile' ldapsync
is "$(sql 'SELECT profile FROM prov.source_state')" openldap 'also where another one would be found now'
claim 'vendorName: 389 Project'
fails 120 'SR16: another kind of server' ldapsync
stderr_has 'the server of source "company" was OpenLDAP and is 389 Directory Server now; nothing was changed'
claim

# --- the base ---
mkdir -p "$TMP/root/etc/univention"
printf '# univention_ base.conf\n\nldap/base: dc=ucs,dc=test\n' >"$TMP/root/etc/univention/base.conf"
smallest 'user_filter = "(sn=opal)"; groups = false;' "ucr: { root = \"$TMP/root\"; };"
recovered 'SR26: the server is asked before the files of this machine' ldapsync
smallest 'user_filter = "(sn=opal)"; groups = false;' 'ldap: { base = "dc=else,dc=test"; };'
fails 1 'SR26: a base that is set, and is not there' ldapsync
stderr_has "the base \"dc=else,dc=test\" (from configuration $PROV_CONFIG (ldap.base)) is not in the directory"
stderr_has 'The server has "dc=example,dc=com"'
smallest 'user_filter = "(sn=opal)"; groups = false; base = "ou=poeple,dc=example,dc=com";'
fails 1 'SR39: a slip in a base is an error of the configuration' ldapsync
stderr_has '(source.company.base) is not in the directory'
stderr_has 'did you mean "ou=people,dc=example,dc=com"?'
set_config "source: { company: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\";
	groups = false; contexts = ({ base = \"ou=people,$base\"; context = \"acme\"; },
		{ base = \"ou=sales,ou=europe,$base\"; context = \"acme\"; }); }; };"
fails 1 'SR39: and one of several' ldapsync
stderr_has '(source.company.contexts) is not in the directory'
stderr_has '"dc=example,dc=com" is there'

# --- a base that was there ---
smallest 'user_filter = "(sn=opal)"; groups = false;'
ok 'as it was' ldapsync
stop_slapd
sed -i 's/^index .*/&\naccess to dn.subtree="dc=example,dc=com" by dn.exact="cn=x" read by * none/; /^rootdn/d; /^rootpw/d' \
	"$SLAPD/slapd.conf"
start_slapd_again
set_config "source: { company: { uri = \"$LDAP_URI\"; context = \"acme\"; user_filter = \"(sn=opal)\"; groups = false; }; };"
fails 121 'SR39: a base that was read before, and is hidden now, is no error of the configuration' ldapsync
stderr_has 'is not in the directory any more, or hidden from this login'
is "$(field enabled opal)" t 'and nobody is missing'

# --- limits ---
limited() {	# RESULT NAME HINT: what is said once is said again
	sql 'DELETE FROM prov.sync_run'
	fake_ldap result "$1"
	fails 121 "SR15: $2" ldapsync
	stderr_has "$3"
}
set_config "source: { fake: { uri = \"ldapi://$(printf '%s' "$TMP/fake" | sed 's|/|%2F|g')\"; base = \"DC=x\";
	context = \"acme\"; groups = false; }; };"
printf -- '- vendorName 389 Project\n' >"$TMP/fake.says"
limited 4 'size limit of 389 Directory Server' '389 DS: page_size below nsslapd-sizelimit'
limited 11 'its other limit' '389 DS: nsLookThroughLimit: -1'
printf -- '- supportedCapabilities 1.2.840.113556.1.4.800\n' >"$TMP/fake.says"
limited 4 'Active Directory' 'MaxPageSize'
printf -- '- objectClass OpenLDAProotDSE\n' >"$TMP/fake.says"
limited 4 'OpenLDAP' 'OpenLDAP: limits dn.exact='
rm "$TMP/fake.says"

# --- servers that say nothing ---
fake_ldap plain
set_config "source: { fake: { uri = \"ldapi://$(printf '%s' "$TMP/fake" | sed 's|/|%2F|g')\"; base = \"DC=x\";
	context = \"acme\"; groups = false; }; };"
ok 'SR16: a server that says nothing is known by the key that its base shows' ldapsync -n
printf 'DC=x description nothing\n' >"$TMP/fake.says"
fake_ldap plain
fails 1 'SR16: a server of which nothing is known' ldapsync
stderr_has 'it cannot be told what kind of server'
stderr_has 'set profile'
exec 3>&-
done_testing
