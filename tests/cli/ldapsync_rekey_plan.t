#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --rekey: a directory that was loaded anew, with new keys; users, groups and all that belongs to them stay
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

# nsUniqueId stands for a directory that moves to another server, with another attribute as key
start_company -g "attributetype ( 2.16.840.1.113730.3.1.542 NAME 'nsUniqueId' EQUALITY caseIgnoreMatch
 SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )"
new_context 2 beta
base=dc=example,dc=com
unit "ou=beta,$base" | change_ldap
two_contexts() {
	source_is "contexts = ( { base = \"ou=people,$base\"; context = \"acme\"; },
	{ base = \"ou=beta,$base\"; context = \"beta\"; } ); group_base = \"ou=groups,$base\";
	user: { enabled = \"\${employeeType=locked:+false}\"; }; $1"
}
two_contexts ''
seq -f 'u%02.0f' 20 >"$TMP/names"
everybody() {	# [sed script]: the directory as LDIF, changed
	{
		# shellcheck disable=SC2046
		people $(sed -n '1,18p' "$TMP/names")
		person u19 'employeeType: locked'
		person u20
		entry "uid=anna,ou=beta,$base" anna 'mail: anna@beta.example'
		entry "uid=u01,ou=beta,$base" u01 'mail: u01@beta.example'
		group inner u01 u02
		group outer "cn=inner,ou=groups,$base" u03
		group both u04 "uid=anna,ou=beta,$base"
	} | sed "${1-}"
}
empty() {
	ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b "$base" \
		'(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))' 1.1 | sed -n 's/^dn: //p' >"$TMP/dns"
	ldapdelete -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -f "$TMP/dns" || bail 'ldapdelete'
}
reload() {	# [sed script]: everything is deleted, and loaded from a list without keys
	empty
	everybody "${1-}" | change_ldap
}
# All that has to stay, whatever the keys are; WHERE more.
stays() {
	sql "SELECT 'u', u.cid, u.uid, u.name, u.mail, u.enabled, u.source_enabled, u.missing_since, u.modules,
		u.attrs ->> 'company' FROM prov.users u WHERE ${1-true} ORDER BY 2, 3"
	sql "SELECT 'g', g.cid, g.gid, g.name, g.missing_since FROM prov.groups g ORDER BY 2, 3"
	sql "SELECT 'm', m.cid, m.gid, m.uid FROM prov.member m ORDER BY 2, 3, 4"
}
unchanged() {	# NAME: since stays was written to the file
	stays >"$TMP/stays.now"
	if cmp -s "$TMP/stays" "$TMP/stays.now"; then
		pass "$1"
	else
		flunk "$1" "$(diff "$TMP/stays" "$TMP/stays.now")"
	fi
}
digest() {
	sed -n 's/.*--accept \([0-9a-f]*\).*/\1/p' "$TMP/err" | head -n 1
}
id() {		# NAME [CID]
	field uid "$@"
}
everybody | change_ldap
ok '22 users, and groups' ldapsync
ok 'what the operator set' changeuser -c 1 -u u05 --company Acme
ok 'and locked' changeuser -c 1 -u u06 --mailenabled false
printf 'dn: uid=u20,ou=people,%s\nchangetype: delete\n\n' "$base" | change_ldap
ok 'one was missing before' ldapsync
silent 'all is well' ldapsync
stays >"$TMP/stays"

# --- loaded anew ---
reload '/^dn: uid=u20,/,/^$/d'
fails 120 'SR4: loaded anew' ldapsync
stderr_has '"ldapsync --rekey name --dry-run" shows a plan that keeps users and groups with their ids'
fails 103 'SR4: --rekey by what?' ldapsync --rekey uid
fails 109 'SR4: a digest alone' ldapsync --accept 0123
save_tables
fails 120 'SR4: --rekey is a plan' ldapsync --rekey name
stderr_has '21 users and 4 groups would get the keys of new entries; nothing was changed'
accept=$(digest)
ok 'SR4: it is shown' ldapsync --rekey name --dry-run
is "$(digest)" "$accept" 'SR4: with the same digest'
is "$(grep -c '^rekey  *user' "$TMP/out")" 21 'SR4: all users'
is "$(grep -c '^rekey  *group' "$TMP/out")" 4 'SR4: all groups'
is "$(grep -vc '^rekey' "$TMP/out")" 1 'SR4: and nothing else but the heading'
fails 120 'SR4: another digest' ldapsync --rekey name --accept 00000000000000000000000000000000
stderr_has 'The plan is another one than that which was accepted'
same_tables 'SR4: nothing was changed'
ok 'SR4: the one that was shown' ldapsync --rekey name --accept "$accept"
output_has '21 rekeyed, 4 groups rekeyed'
unchanged 'SR4: ids, locks, memberships and what the operator set are as they were'
silent 'SR4: the next run has nothing to do' ldapsync
unchanged 'SR4: nor does it change anything'
is "$(sql "SELECT count(*) FROM prov.change_log WHERE before ? 'key' AND after ? 'key'")" 25 'SR4: the change log has the keys'
silent 'SR4: nothing is left of the plan' ldapsync --rekey name
database_is_sound

# --- the missing one is back, with a new key; others were renamed, or have other addresses ---
reload 's/^\(uid\|mail\|dn: uid=\|cn\|sn\)\(.*\)u10/\1\2ten/; s/^mail: u11@/mail: eleven@/'
ok 'SR4: by mail' ldapsync --rekey mail -n
stderr_has 'carries this plan out'
accept=$(digest)
ok 'SR4: by name' ldapsync --rekey name -n
output_has 'no new entry has its name'
is "$(sed -n 's/^left  *user  *1 \(u[0-9]*\).*/\1/p' "$TMP/out")" u10 'SR4: who was renamed is left by name'
ids="$(id u10) $(id u20) $(id u11)"
accept=$(digest)
ok 'SR4: all others' ldapsync --rekey name --accept "$accept"
stderr_has "left as it is: user \"uid=u10,ou=people,$base\": no new entry has its name"
is "$(id u20) $(field source_enabled u20) $(field missing_since u20)" "$(echo "$ids" | cut -d ' ' -f 2) t " \
	'SR4: the missing one is back, with its id'
is "$(id u11) $(field mail u11)" "$(echo "$ids" | cut -d ' ' -f 3) eleven@example.com" 'SR4: values are those of the entry'
is "$(field source_enabled u10)" t 'SR4: who is left is not disabled by that'
is "$(sql "SELECT count(*) FROM prov.users WHERE name = 'ten'")" 0 'SR4: nor is somebody new'
ok 'SR4: the renamed one by DN is none either' ldapsync --rekey dn -n
output_lacks '^rekey'
person u10 'mail: ten@example.com' >"$TMP/u10.ldif"
printf 'dn: uid=ten,ou=people,%s\nchangetype: delete\n\n' "$base" | change_ldap
change_ldap <"$TMP/u10.ldif"
ok 'SR4: by name, with another address' ldapsync --rekey name -n
accept=$(digest)
ok 'SR4: as it was called' ldapsync --rekey name --accept "$accept"
is "$(id u10) $(field mail u10)" "$(echo "$ids" | cut -d ' ' -f 1) ten@example.com" 'SR4: has its id'
silent 'SR4: all is well' ldapsync
stays >"$TMP/stays"

# --- names that were swapped, an address that came twice ---
reload 's/^uid: u01$/uid: x/; s/^uid: u02$/uid: u01/; s/^uid: x$/uid: u02/; /^dn: uid=u10,/,/^$/s/^mail:.*/mail: ten@example.com/;
	/^dn: uid=u11,/,/^$/s/^mail:.*/mail: eleven@example.com/; s/^dn: uid=\(u0[12]\),ou=people/dn: cn=\1,ou=people/;
	s/member: uid=\(u0[12]\),/member: cn=\1,/; /^dn: uid=u13,/,/^$/s/^mail:.*/mail: u12@example.com/'
ok 'SR4: swapped names, by name' ldapsync --rekey name -n
is "$(sed -n 's/^left  *user  *1 \(u[0-9]*\) .*mail address of user.*/\1/p' "$TMP/out" | tr '\n' ' ')" 'u01 u02 u13 ' \
	'SR4: doubtful ones are named and left'
ok 'SR4: by mail' ldapsync --rekey mail -n
is "$(sed -n 's/^left  *user  *1 \(u[0-9]*\).*/\1/p' "$TMP/out" | tr '\n' ' ')" 'u12 u13 ' 'SR4: an address that came twice is left'
output_has '2 new entries have its mail address'
output_has 'no new entry has its mail address'
ids="$(id u01) $(id u02) $(id u12) $(id u13)"
ok 'SR4: the others by mail' ldapsync --rekey mail --accept "$(digest)"
is "$(id u02) $(field mail u02)" "$(echo "$ids" | cut -d ' ' -f 1) u01@example.com" 'SR4: the id goes with the address'
is "$(id u01) $(field mail u01)" "$(echo "$ids" | cut -d ' ' -f 2) u02@example.com" 'SR4: of both'
is "$(id u12) $(id u13) $(field source_enabled u12) $(field source_enabled u13)" \
	"$(echo "$ids" | cut -d ' ' -f 3,4) t t" 'SR4: those who are left stay as they are'
printf 'dn: uid=u13,ou=people,%s\nchangetype: modify\nreplace: mail\nmail: u13@example.com\n\n' "$base" | change_ldap
ok 'SR4: when that is corrected' ldapsync --rekey mail -n
ok 'SR4: the rest' ldapsync --rekey mail --accept "$(digest)"
is "$(id u12) $(id u13)" "$(echo "$ids" | cut -d ' ' -f 3,4)" 'SR4: have their ids'
silent 'SR4: all is well' ldapsync
database_is_sound

# --- another key attribute ---
two_contexts 'profile = "389ds";'
fails 120 'SR5: another key attribute' ldapsync
stderr_has '"ldapsync -s company --rekey name -n" shows a plan that keeps users and groups with their ids'
{
	sed -n 's/^dn: \(.*\)$/\1/p' "$TMP/dns" >/dev/null
	ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b "$base" \
		'(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))' entryUUID |
		sed -n 's/^dn: \(.*\)/dn: \1/p; s/^entryUUID: \(.*\)/changetype: modify\nadd: nsUniqueId\nnsUniqueId: x-\1\n/p'
} | change_ldap
two_contexts 'profile = "389ds"; user_filter = "(objectClass=inetOrgPerson)";'
stays "true" >"$TMP/stays"
fails 120 'SR5: a plan' ldapsync --rekey name
stderr_has '22 users and 4 groups would get the keys of new entries, and the source another profile'
ok 'SR5: is carried out' ldapsync --rekey name --accept "$(digest)"
unchanged 'SR5: ids, locks, memberships and what the operator set are as they were'
silent 'SR5: the next run has nothing to do' ldapsync
is "$(sql 'SELECT profile, key_attr FROM prov.source_state')" '389ds|nsUniqueId' 'SR5: it is known from then on'
database_is_sound

# --- nothing that could get new keys ---
source_is "context = \"acme\"; }; other: { base = \"$base\"; context = \"beta\";"
fails 103 'a source that has brought nobody' ldapsync -s other --rekey name
stderr_has 'has brought no users'
done_testing
