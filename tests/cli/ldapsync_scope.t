#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a change of what belongs to a source is told from a change in its directory
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
base=dc=example,dc=com
{
	unit "ou=sales,$base"
	unit "ou=it,$base"
	for i in 1 2 3 4; do
		entry "uid=s$i,ou=sales,$base" "s$i"
		entry "uid=i$i,ou=it,$base" "i$i" "l: Berlin"
	done
} | change_ldap
source_is "contexts = ( { base = \"OU=sales,$base\"; context = \"acme\"; },
	{ base = \"ou=it,$base\"; context = \"acme\"; } ); groups = false;"
ok 'a source with two bases' ldapsync
is "$(sql "SELECT server, identity LIKE '$base %', jsonb_array_length(scope) FROM prov.source_state")" 'openldap|t|2' \
	'SR32: what it is, is stored'
is "$(sql 'SELECT scope -> 0 ->> $$base$$ FROM prov.source_state')" "ou=sales,$base" 'bases in their normal form'
silent 'nothing has changed' ldapsync
versions=$(sql 'SELECT identity, scope_hash, scope FROM prov.source_state')
source_is "contexts = ( { base = \"ou=it,$base\"; context = \"acme\"; },
	{ base = \"ou=sales, $base\"; context = \"acme\"; } ); groups = false;"
silent 'the same bases in another order, written in another way' ldapsync
is "$(sql 'SELECT identity, scope_hash, scope FROM prov.source_state')" "$versions" 'nothing is stored anew'

# --- what comes is no danger, but said, once ---
unit "ou=new,$base" | change_ldap
source_is "contexts = ( { base = \"ou=it,$base\"; context = \"acme\"; }, { base = \"ou=new,$base\"; context = \"acme\"; },
	{ base = \"ou=sales,$base\"; context = \"acme\"; } );"
ok 'one more base, and groups' ldapsync -n
stderr_has "the scope of source \"company\" was changed: the base \"ou=it,$base\" is read now for groups; the base \"ou=new,$base\" is read now"
ok 'SR32: a change of scope is told as that' ldapsync
stderr_has "the scope of source \"company\" was changed: the base \"ou=it,$base\" is read now for groups"
silent 'SR32: once' ldapsync

# --- so is a mapping, if something becomes another one by it ---
scope="contexts = ( { base = \"ou=it,$base\"; context = \"acme\"; }, { base = \"ou=new,$base\"; context = \"acme\"; },
	{ base = \"ou=sales,$base\"; context = \"acme\"; } );"
source_is "$scope user: { title = \"\${l}\"; };"
ok 'another mapping' ldapsync
stderr_has 'the mapping of source "company" was changed'
output_has '4 changed'
silent 'it is known from then on' ldapsync
source_is "$scope user: { title = \"\${l}\"; note = \"\${description}\"; };"
silent 'one that makes no difference' ldapsync

# --- a server of another kind ---
claim() {	# LINE: the server says so of itself; none: nothing
	stop_slapd
	printf 'dn:\n%s\n' "${1-}" >"$TMP/rootdse.ldif"
	start_slapd_again
}
sed -i "1i rootDSE $TMP/rootdse.ldif" "$SLAPD/slapd.conf"
save_tables
claim 'vendorName: 389 Project'
fails 120 'SR5: the server is of another kind than in the last run' ldapsync
stderr_has 'the server of source "company" was OpenLDAP and is 389 Directory Server now; nothing was changed'
same_tables 'SR5: nothing is changed'
claim
sql "UPDATE prov.source_state SET server = NULL, identity = NULL, scope = NULL, scope_hash = NULL"
silent 'a source that is known since before it was stored' ldapsync
is "$(sql 'SELECT server, jsonb_array_length(scope) FROM prov.source_state')" 'openldap|6' 'takes over what it has'

# --- the directory is another one ---
sql "UPDATE prov.source_state SET identity = '$base 11111111-0000-0000-0000-000000000000'"
ok 'another entry at the top' ldapsync
stderr_has 'the entry at the top of the directory has another key'
silent 'SR4: that is said once' ldapsync
database_is_sound

# --- a profile for another kind of server, from the first run on ---
sql "DELETE FROM prov.source_state; UPDATE prov.users SET source = 'old' WHERE source IS NOT NULL"
save_tables
claim 'vendorName: 389 Project'
fails 1 'SR16: no profile, and the server is 389 Directory Server' ldapsync
stderr_has 'the server of source "company" is 389 Directory Server, and the profile "openldap" is for another kind'
stderr_has 'set source.company.profile = "389ds"'
same_tables 'SR16: nothing was read'
done_testing
