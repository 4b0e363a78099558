#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: groups that are missing wait with all they have, come back with their ids, and are deleted in the end
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
new_context 2 second
base=dc=example,dc=com
people a b c d | change_ldap
for n in 1 2 3 4 5 6 7 8 9; do group team$n a b; done | change_ldap
printf 'dn: cn=team1,ou=groups,%s\nchangetype: modify\nadd: mail\nmail: team1@example.com\n\n' $base | change_ldap
hiding() {	# FILTER [LINES]
	source_is "context = \"acme\"; group_filter = \"(&(objectClass=groupOfNames)(!$1))\"; ${2-}"
}
hiding '(cn=nothing)'
ok 'nine groups' ldapsync
all=$(sql "SELECT string_agg(concat_ws(' ', gid, name, mail), ',' ORDER BY gid) FROM prov.groups WHERE source IS NOT NULL")
state() {	# CN: missing?, mail, members
	sql "SELECT g.missing_since IS NOT NULL, g.mail, (SELECT count(*) FROM prov.member m WHERE m.cid = g.cid
		AND m.gid = g.gid), (SELECT count(*) FROM prov.address a WHERE a.cid = g.cid AND a.kind = 'g'
		AND a.owner = g.gid) FROM prov.groups g WHERE name = '$1'"
}

# --- missing ---
hiding '(|(cn=team1)(cn=team2))'
ok 'SR34: two groups are missing' ldapsync
output_has '2 groups missing'
output_lacks deleted
output_lacks 'members removed'
is "$(state team1)" 't|team1@example.com|2|1' 'SR34: one is kept with its address and members'
is "$(sql "SELECT action FROM prov.change_log WHERE kind = 'group' ORDER BY seq DESC LIMIT 1")" missing \
	'SR34: the change log says so'
silent 'SR34: nothing more happens' ldapsync
ok 'SR34: it is listed' listgroup -c 1
output_has team1
database_is_sound

# --- members change meanwhile, and users are deleted ---
printf 'dn: cn=team3,ou=groups,%s\nchangetype: modify\nadd: member\nmember: uid=c,ou=people,%s\n\n' $base $base | change_ldap
ok 'another group changes' ldapsync
is "$(state team1)" 't|team1@example.com|2|1' 'SR34: a missing one stays as it is'

# --- back ---
hiding '(cn=nothing)'
ok 'SR34: they are back' ldapsync
output_has '2 groups changed'
is "$(sql "SELECT string_agg(concat_ws(' ', gid, name, mail), ',' ORDER BY gid) FROM prov.groups WHERE source IS NOT NULL")" \
	"$all" 'SR34: with the same ids'
is "$(state team1)" 'f|team1@example.com|2|1' 'SR34: and are not missing any more'
silent 'nothing to do' ldapsync

# --- the limits, a dry run ---
hiding '(|(cn=team1)(cn=team2)(cn=team3)(cn=team4)(cn=team5))'
save_tables
fails 120 'SR34: five of nine are too many' ldapsync
stderr_has '5 of 9 groups (55%) are missing'
is "$(grep -c '^ldapsync: missing group "team[1-5]": out of scope: cn=team[1-5],ou=groups,dc=example,dc=com$' "$TMP/err")" \
	5 'each has a line, that says what became of it'
same_tables 'nothing was changed'
hiding '(cn=team1)'
ok 'a dry run' ldapsync -n --json
is "$(json action kind name)" 'missing|group|team1' 'SR34: says who goes missing'
ok 'one goes missing' ldapsync

# --- the end of the grace ---
sql "UPDATE prov.groups SET missing_since = now() - interval '31 days' WHERE missing_since IS NOT NULL"
hiding '(cn=team1)' 'purge = true; grace = -1; grace_runs = 0;'
silent 'SR34: for ever, if so configured' ldapsync
hiding '(cn=team1)'
silent 'SR34: nobody is deleted unless somebody says so' ldapsync
hiding '(cn=team1)' 'purge = true; grace_runs = 0;'
silent 'SR34: one that is in the directory, and only left out by a filter, is not deleted' ldapsync
printf 'dn: cn=team1,ou=groups,%s\nchangetype: delete\n\n' $base | change_ldap
ok 'SR34: deleted after the grace, though nothing else has changed' ldapsync
output_has '1 groups deleted'
is "$(sql "SELECT count(*) FROM prov.address WHERE kind = 'g'") $(sql "SELECT count(*) FROM prov.groups WHERE name = 'team1'")" \
	'0 0' 'SR34: with its address'
database_is_sound
hiding '(cn=nothing)'
group team1 a b | change_ldap
ok 'back after that' ldapsync
is "$(sql "SELECT gid > 10 FROM prov.groups WHERE name = 'team1'")" t 'SR34: it is another one'

# --- at the end of its grace, but back ---
hiding '(cn=team2)'
ok 'missing' ldapsync
sql "UPDATE prov.groups SET missing_since = now() - interval '31 days' WHERE missing_since IS NOT NULL"
hiding '(cn=nothing)'
ok 'SR34: who is back after the grace, but before it was deleted' ldapsync
output_lacks deleted
is "$(sql "SELECT gid FROM prov.groups WHERE name = 'team2'")" "$(echo "$all" | tr , '\n' | sed -n 's/ team2//p')" \
	'SR34: has its id'

# --- another one wants its name ---
gid=$(sql "SELECT gid FROM prov.groups WHERE name = 'team4'")
printf 'dn: cn=team4,ou=groups,%s\nchangetype: delete\n\n' $base | change_ldap
ok 'deleted' ldapsync
is "$(state team4)" 't||2|0' 'SR34: it is missing'
group team4 d | change_ldap
status_is 123 'made anew' ldapsync
stderr_has "the name \"team4\" belongs to group $gid, which is missing since "
is "$(sql "SELECT gid, missing_since IS NULL FROM prov.groups WHERE name = 'team4'")" "$gid|f" \
	'SR34: the old one waits, and is not taken for the new one'
ok 'the way out' deletegroup -c 1 -n team4
ok 'it can come' ldapsync
output_has '1 groups created'
is "$(sql "SELECT gid > $gid FROM prov.groups WHERE name = 'team4'")" t 'SR34: with a gid of its own'
database_is_sound

# --- a group whose members leave a context ---
source_is 'contexts = ( { base = "ou=people,dc=example,dc=com"; context = "acme"; },
	{ base = "ou=two,dc=example,dc=com"; context = "second"; } ); group_base = "ou=groups,dc=example,dc=com";'
{
	unit ou=two,$base
	entry uid=t1,ou=two,$base t1
} | change_ldap
printf 'dn: cn=team5,ou=groups,%s\nchangetype: modify\nadd: member\nmember: uid=t1,ou=two,%s\n\n' $base $base | change_ldap
ok 'a member in another context' ldapsync
gid=$(sql "SELECT gid FROM prov.groups WHERE cid = 2 AND name = 'team5'")
printf 'dn: cn=team5,ou=groups,%s\nchangetype: modify\ndelete: member\nmember: uid=t1,ou=two,%s\n\n' $base $base | change_ldap
ok 'leaves the group' ldapsync
is "$(sql "SELECT missing_since IS NOT NULL, (SELECT count(*) FROM prov.member WHERE cid = 2) FROM prov.groups
	WHERE cid = 2 AND name = 'team5'")" 't|0' 'SR34: the group is missing there, and has no members'
printf 'dn: cn=team5,ou=groups,%s\nchangetype: modify\nadd: member\nmember: uid=t1,ou=two,%s\n\n' $base $base | change_ldap
ok 'and comes back' ldapsync
is "$(sql "SELECT gid, missing_since IS NULL FROM prov.groups WHERE cid = 2 AND name = 'team5'")" "$gid|t" \
	'SR34: the group has its id there'
database_is_sound
done_testing
