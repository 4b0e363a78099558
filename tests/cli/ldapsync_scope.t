#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a change of what belongs to a source is told from a change in its directory
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
scope_is() {	# LINES: the configuration; what was stored of the source stays
	set_config "
sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
source: { company: { $1 }; };"
}
base=dc=example,dc=com
{
	unit "ou=sales,$base"
	unit "ou=it,$base"
	for i in 1 2 3 4; do
		entry "uid=s$i,ou=sales,$base" "s$i"
		entry "uid=i$i,ou=it,$base" "i$i" "l: Berlin"
	done
} | change_ldap
scope_is "contexts = ( { base = \"OU=sales,$base\"; context = \"acme\"; },
	{ base = \"ou=it,$base\"; context = \"acme\"; } ); groups = false;"
ok 'a source with two bases' ldapsync
is "$(sql "SELECT server, identity LIKE '$base %', jsonb_array_length(scope) FROM prov.source_state")" 'openldap|t|2' \
	'SR32: what it is, is stored'
is "$(sql 'SELECT scope -> 0 ->> $$base$$ FROM prov.source_state')" "ou=sales,$base" 'bases in their normal form'
silent 'nothing has changed' ldapsync
versions=$(sql 'SELECT identity, scope_hash, scope FROM prov.source_state')
scope_is "contexts = ( { base = \"ou=it,$base\"; context = \"acme\"; },
	{ base = \"ou=sales, $base\"; context = \"acme\"; } ); groups = false;"
silent 'the same bases in another order, written in another way' ldapsync
is "$(sql 'SELECT identity, scope_hash, scope FROM prov.source_state')" "$versions" 'nothing is stored anew'

# --- what comes is no danger, but said, once ---
unit "ou=new,$base" | change_ldap
scope_is "contexts = ( { base = \"ou=it,$base\"; context = \"acme\"; }, { base = \"ou=new,$base\"; context = \"acme\"; },
	{ base = \"ou=sales,$base\"; context = \"acme\"; } );"
ok 'one more base, and groups' ldapsync -n
stderr_has "the scope of source \"company\" was changed: the base \"ou=it,$base\" is read now for groups; the base \"ou=new,$base\" is read now"
ok 'SR32: a change of scope is told as that' ldapsync
stderr_has "the scope of source \"company\" was changed: the base \"ou=it,$base\" is read now for groups"
silent 'SR32: once' ldapsync

# --- so is a mapping, if something becomes another one by it ---
scope="contexts = ( { base = \"ou=it,$base\"; context = \"acme\"; }, { base = \"ou=new,$base\"; context = \"acme\"; },
	{ base = \"ou=sales,$base\"; context = \"acme\"; } );"
scope_is "$scope user: { title = \"\${l}\"; };"
ok 'another mapping' ldapsync
stderr_has 'the mapping of source "company" was changed'
output_has '4 changed'
silent 'it is known from then on' ldapsync
scope_is "$scope user: { title = \"\${l}\"; note = \"\${description}\"; };"
silent 'one that makes no difference' ldapsync

# --- what is taken out ---
only_it="contexts = ( { base = \"ou=it,$base\"; context = \"acme\"; } ); user: { title = \"\${l}\"; };"
save_tables
scope_is "$only_it"
fails 120 'SR32: bases were taken out of the configuration' ldapsync
stderr_has "the scope of source \"company\" was changed: the base \"ou=new,$base\" is not read any more; the base"
stderr_has "the base \"ou=sales,$base\" is not read any more: 4 of 8 users are out of it; nothing was changed"
same_tables 'SR32: nothing is changed'
is "$(sql 'SELECT jsonb_array_length(scope) FROM prov.source_state')" 6 'SR32: nor is what belongs to it'
fails 120 'SR32: the same' ldapsync -n
output_has 's3'
is "$(grep -c '^disable' "$TMP/out")" 4 'SR32: the plan shows who is out of it'
ou_sales() {
	sql "SELECT count(*) FROM prov.users WHERE name LIKE 's%' AND source_enabled"
}
ok 'SR32: if it is right, they go' released
is "$(ou_sales)" 0 'they are disabled'
silent 'SR32: it is known from then on' ldapsync
scope_is "$scope user: { title = \"\${l}\"; };"
ok 'SR32: and back' ldapsync
is "$(ou_sales)" 4 'they are there again'
scope_is "$scope user_filter = \"(&(objectClass=inetOrgPerson)(!(uid=s1)))\"; user: { title = \"\${l}\"; };"
fails 120 'SR32: case 23: a filter was narrowed: one is enough' ldapsync
stderr_has 'the filter of users was "(objectClass=inetOrgPerson)" and is "(&(objectClass=inetOrgPerson)(!(uid=s1)))"'
stderr_has '1 of 8 users are out of it'
scope_is "$scope user_filter = \"(&(objectClass=inetOrgPerson)(uid=*))\"; user: { title = \"\${l}\"; };"
ok 'SR32: another filter with the same people' ldapsync
stderr_has 'the filter of users was'
silent 'SR32: it is known from then on' ldapsync
group team "uid=s1,ou=sales,$base" | sed "s/ou=groups/ou=it/" | change_ldap
ok 'a group' ldapsync
scope_is "$scope user_filter = \"(&(objectClass=inetOrgPerson)(uid=*))\"; group_filter = \"(cn=other)\";
	user: { title = \"\${l}\"; };"
group other "uid=s1,ou=sales,$base" | sed "s/ou=groups/ou=it/" | change_ldap
fails 120 'SR32: groups as well' ldapsync
stderr_has '1 of 1 groups are out of it'
scope_is "$scope user: { title = \"\${l}\"; };"
ok 'SR32: nobody is out of it' ldapsync

# --- another context for a base ---
new_context 2 beta
scope_is "contexts = ( { base = \"ou=it,$base\"; context = \"acme\"; }, { base = \"ou=new,$base\"; context = \"acme\"; },
	{ base = \"ou=sales,$base\"; context = \"beta\"; } ); user: { title = \"\${l}\"; };"
fails 120 'SR32: a base belongs to another context' ldapsync
stderr_has "the context of what is below \"ou=sales,$base\" was \"acme\" and is \"beta\": 4 of 8 users are out of it"
scope_is "$scope user: { title = \"\${l}\"; };"
silent 'and back' ldapsync

# --- a subtree is renamed: no change of scope, and nobody goes ---
ids=$(sql "SELECT name, uid FROM prov.users WHERE source IS NOT NULL ORDER BY 1")
scope_is "base = \"$base\"; context = \"acme\"; user: { title = \"\${l}\"; };"
ok 'SR32: one base in the place of three' ldapsync
printf 'dn: ou=sales,%s\nchangetype: modrdn\nnewrdn: ou=vertrieb\ndeleteoldrdn: 1\n\n' "$base" | change_ldap
ok 'case 62: a unit is renamed' ldapsync
output_has '4 changed'
output_lacks 'created'
output_lacks 'disabled'
is "$(sql "SELECT name, uid FROM prov.users WHERE source IS NOT NULL ORDER BY 1")" "$ids" 'case 62: all keep their ids'
ok 'SR36: members by names that are no more stay for one run' ldapsync
output_has '2 members removed'
silent 'case 62: it is known from then on' ldapsync
printf 'dn: ou=vertrieb,%s\nchangetype: modrdn\nnewrdn: ou=sales\ndeleteoldrdn: 1\n\n' "$base" | change_ldap
ok 'and back' ldapsync
scope_is "$scope user: { title = \"\${l}\"; }; };
	second: { base = \"ou=it,$base\"; context = \"acme\"; groups = false;"
status_is 0 'three bases again' ldapsync -s company
status_is 123 'case 74: another source has the same people' ldapsync -s second
stderr_has 'the name "i1" belongs to user'
stderr_lacks 'who is missing'
is "$(sql "SELECT DISTINCT source FROM prov.users WHERE source IS NOT NULL")" company 'case 74: they stay with the first one'
sql "DELETE FROM prov.source_state WHERE name = 'second'; DELETE FROM prov.sync_reject WHERE source = 'second'"
scope_is "$scope user: { title = \"\${l}\"; };"

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
scope_is 'base = "dc=example,dc=com"; context = "acme"; profile = "openldap";'
fails 1 'SR16: the profile is for OpenLDAP, and the server is 389 Directory Server' ldapsync
stderr_has 'the server of source "company" is 389 Directory Server, and the profile "openldap" is for another kind'
stderr_has 'set source.company.profile = "389ds"'
same_tables 'SR16: nothing was read'
done_testing
