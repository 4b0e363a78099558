#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --explain: what a run would make of an entry, and why, from the directory and from LDIF
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

# has_row PART NAME VALUE FROM WHY: in the list that was printed. "-" is any; of the last two a part is enough.
has_row() {
	if perl -MJSON::PP -e '
		my @wanted = @ARGV;
		local $/;
		for my $row (@{decode_json(<STDIN>)}) {
			my @cells = map { $_ // "" } @$row{qw(part name value from why)};
			exit 0 if !grep { $wanted[$_] ne "-" && ($_ > 2 && length $wanted[$_] ?
				index($cells[$_], $wanted[$_]) < 0 : $cells[$_] ne $wanted[$_]) } 0 .. 4;
		}
		exit 1' "$@" <"$TMP/out"; then
		pass "$1 $2 $3: $5"
	else
		flunk "$1 $2 $3: $5"
		show_output
	fi
}
lacks_text() {	# TEXT NAME
	if grep -qF -e "$1" "$TMP/out" "$TMP/err"; then flunk "$2" && show_output; else pass "$2"; fi
}
explain() {
	ldapsync --explain "$@" --json
}

# --- a file: no server, and no database ---
company() {	# LINES
	printf 'database: { conninfo = "host=%s/none dbname=none"; patience = 0; };\nsource: { company: { context = "acme"; %s }; };\n' \
		"$TMP" "$1" >"$TMP/file.conf"
	chmod 600 "$TMP/file.conf"
}
away() {	# COMMAND...: where neither is
	env PROV_CONFIG="$TMP/file.conf" "$@"
}
cat >"$TMP/one.ldif" <<'END'
dn: uid=anna,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
entryUUID: u-1
uid: anna
cn: Anna
sn: Berg
mail: anna@example.com
mail: a@example.com
roomNumber: 5 GB
employeeType: webmial
description: 2020-01-01
userPassword: {CRYPT}$y$j9T$secret
preferredLanguage: german
END
company 'user: { quota = "${roomNumber|mib}"; access = "${employeeType}"; password = "${userPassword}"; '\
'note = "p ${userPassword}"; birthday = "${roomNumber}"; language = "${preferredLanguage}"; '\
'title = "${x:-none}"; enabled = "${employeeType=gone:+false} || ${description|past(date):+false}"; };'
ok 'a file' away ldapsync --explain "$TMP/one.ldif" --json
has_row entry dn uid=anna,ou=people,dc=example,dc=com LDIF -
has_row entry mail a@example.com '' ''
has_row entry givenName '' '' 'does not show it'
has_row rule name anna '${uid}' 'of uid'
has_row rule display_name Anna '${displayName:-${cn}}' 'of cn; without displayName'
has_row rule given_name '' '${givenName}' 'without givenName'
has_row rule quota 5120 '${roomNumber|mib}' -
has_row rule title none - 'without x'
has_row rule enabled false - 'by ${description|past(date):+false}'
has_row result access '' - 'No such access combination name "webmial"'
has_row result language '' - 'Language must contain an underscore'
has_row result birthday '' - 'Wrong dateformat'
has_row result kind user '(objectClass=inetOrgPerson)' -
has_row result key u-1 entryUUID -
has_row result context acme 'the source' -
has_row result enabled false - -
has_row result outcome taken - -
has_row stored known '' - 'the database was not asked'
has_row entry userPassword '(not shown)' - -
has_row rule password '(not shown)' - -
has_row rule note '(not shown)' - -
lacks_text 'j9T' 'S18: no part of a password is shown'

cat >"$TMP/more.ldif" <<'END'
dn: ou=people,dc=example,dc=com
objectClass: organizationalUnit
entryUUID: o-1
ou: people

dn: uid=bert,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: bert
cn: Bert

dn: cn=team,ou=groups,dc=example,dc=com
objectClass: groupOfNames
entryUUID: g-1
cn: team
member: uid=anna,ou=people,dc=example,dc=com
member: nonsense
END
company ''
status_is 123 'several entries, of which a run could not take one' away ldapsync --explain "$TMP/more.ldif" --json
stderr_has 'a run could not take this entry'
has_row result kind '' '(objectClass=inetOrgPerson)' 'no user: the filter does not fit'
has_row result outcome 'left out' - -
has_row result key '' entryUUID 'without a key nobody is followed'
has_row rule name bert '${uid}' 'of uid'
has_row result outcome rejected - 'the entry shows no key (entryUUID)'
has_row result kind group - -
has_row rule members '' - '"nonsense" is not a DN'
has_row rule members uid=anna,ou=people,dc=example,dc=com '${member} ${uniqueMember}' 'of member; without uniqueMember'
ok 'from standard input' sh -c 'cat "$1" | PROV_CONFIG="$2" ldapsync --explain - --json' - \
	"$TMP/one.ldif" "$TMP/file.conf"
has_row rule name anna '${uid}' 'of uid'
company 'base = "ou=staff,dc=example,dc=com";'
ok 'a base that does not hold it' away ldapsync --explain "$TMP/one.ldif" --json
has_row result kind '' 'ou=staff,dc=example,dc=com' 'no user: it is below no base that is read'
company 'user_filter = "(employeeType:caseExactMatch:=x)";'
fails 103 'a filter that only a server knows' away ldapsync --explain "$TMP/one.ldif"
stderr_has 'only a server knows this matching rule'
company 'user: { enabled = "fasle"; };'
fails 1 'a rule that is wrong' away ldapsync --explain "$TMP/one.ldif"
stderr_has 'did you mean "false"?'
printf 'dn: uid=x,dc=example\nuid: x\n' >"$TMP/nokey.ldif"
company ''
fails 1 'a file of which nobody knows what it is of' away ldapsync --explain "$TMP/nokey.ldif"
stderr_has 'set profile in source.company'
printf 'no LDIF\n' >"$TMP/no.ldif"
fails 103 'a file that is none' away ldapsync --explain "$TMP/no.ldif"
fails 1 'a file that is not there' away ldapsync --explain "$TMP/none.ldif"
stderr_has 'none.ldif'
cat >"$TMP/ad.ldif" <<'END'
dn: CN=Anna,CN=Users,DC=example,DC=com
objectClass: user
objectCategory: CN=Person,CN=Schema,CN=Configuration,DC=example,DC=com
objectGUID:: 2QoeyTHJTiCiIAAqKClcCg==
sAMAccountName: anna
userAccountControl: 512
accountExpires: 133000000000000000
END
ok 'an entry of Active Directory' away ldapsync --explain "$TMP/ad.ldif" --json
has_row entry objectGUID c91e0ad9-c931-204e-a220-002a28295c0a - -
has_row rule enabled false - 'by ${accountExpires|past(filetime):+false}'

# --- the directory, and what is stored ---
start_company
{
	person anna 'title: Boss
employeeType: pim'
	person bert
} | change_ldap
group team anna | change_ldap
anna=uid=anna,ou=people,dc=example,dc=com
source_is 'context = "acme"; user: { title = "${title}"; access = "${employeeType:-webmail}"; };'
ok 'an entry of the directory, before a run' explain "$anna"
has_row stored known '' - 'its key is not known: a run would create it'
has_row result outcome taken - -
save_tables
ok 'a run' ldapsync
ok 'after it' explain "$anna"
has_row stored known "user $(field uid anna) in context 1" - -
for name in name display_name mail aliases enabled title access; do
	has_row stored "$name" - - 'the same'
done
printf 'dn: %s\nchangetype: modify\nreplace: title\ntitle: Chief\n-\nreplace: employeeType\nemployeeType: all\n\n' "$anna" | change_ldap
save_tables
ok 'a changed entry' explain "$anna"
has_row stored title Boss - 'would be Chief'
has_row stored access '' - 'would be other modules'
has_row stored mail anna@example.com - 'the same'
same_tables 'nothing is changed by a look'
ok 'a group' explain cn=team,ou=groups,dc=example,dc=com
has_row stored known 'group 2 in context 1' - -
has_row stored members 1 - 'how many users it has'
has_row others members "$anna" - "user $(field uid anna) (\"anna\") in context 1, by DN"
group more anna bert nobody cn=team,ou=groups,dc=example,dc=com | change_ldap
printf 'dn: cn=more,ou=groups,dc=example,dc=com\nchangetype: modify\nadd: memberUid\nmemberUid: BERT\nmemberUid: zoe\n\n' | change_ldap
ok 'a group with members of all sorts, which is new' explain cn=more,ou=groups,dc=example,dc=com
has_row others members "uid=nobody,ou=people,dc=example,dc=com" - 'no known user or group has this DN'
has_row others members "cn=team,ou=groups,dc=example,dc=com" - 'group 2 ("team") in context 1, by DN: its members are members'
has_row others member_uids bert - "user $(field uid bert) (\"bert\") in context 1, by login name"
has_row others member_uids zoe - 'no known user has this login name'
printf 'dn: cn=more,ou=groups,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
# --- somebody else has it ---
person carl 'mail: bert@example.com' | change_ldap
entry uid=ANNA,ou=groups,dc=example,dc=com anna | change_ldap
ok 'an address that somebody has' explain uid=carl,ou=people,dc=example,dc=com
has_row others address bert@example.com - "belongs to user $(field uid bert) (\"bert\"), whose entry is \"uid=bert,ou=people,dc=example,dc=com\""
ok 'a name that somebody has' explain uid=ANNA,ou=groups,dc=example,dc=com
has_row others name anna - "belongs to user $(field uid anna) (\"anna\"), whose entry is \"$anna\""
printf 'dn: %s\nchangetype: delete\n\n' uid=carl,ou=people,dc=example,dc=com uid=ANNA,ou=groups,dc=example,dc=com | change_ldap
ok 'what nobody else has' explain "$anna"
lacks_text '"part":"others"' 'is told of nobody'
fails 108 'an entry that is not there' explain uid=nobody,ou=people,dc=example,dc=com
stderr_has 'there is no entry'
fails 103 'no DN' explain nonsense
stderr_has 'is no DN, and no file whose name ends in .ldif'
ok 'an entry that no filter fits' explain ou=people,dc=example,dc=com
has_row result kind '' - 'no user: the filter does not fit'
has_row result outcome 'left out' - -
source_is 'base = "ou=groups,dc=example,dc=com"; context = "acme";'
ok 'an entry below no base' explain "$anna"
has_row result kind '' '"ou=groups,dc=example,dc=com"' 'no user: it is below no base that is read'
source_is 'user: { context = "${title}"; };'
status_is 123 'an entry of no context' explain "$anna"
has_row result outcome rejected - 'there is no context "Chief"'
valid 'as the schema says' sync_explain "$TMP/out"
is "$(json part | sort -u | tr '\n' ' ')" 'entry result rule stored ' 'it has all parts'
fails 103 'with an option of a run' ldapsync --explain "$anna" --dry-run
database_is_sound
done_testing
