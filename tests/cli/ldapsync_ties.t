#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: an address that somebody else has costs the address, a name the entry; who lost comes in by itself
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
base=ou=people,dc=example,dc=com
modify() {	# UID LINES
	printf 'dn: uid=%s,%s\nchangetype: modify\n%s\n\n' "$1" $base "$2" | change_ldap
}
gone() {	# RDN...
	for rdn in "$@"; do
		printf 'dn: %s,%s\nchangetype: delete\n\n' "$rdn" $base
	done | change_ldap
}
told() {	# WHAT: what the last run said, by name
	sed -n "s/^ldapsync: $1user \"\(uid\|cn\)=\([^,]*\),[^\"]*\": /\2: /p" "$TMP/err" | LC_ALL=C sort
}
warnings() {
	told 'warning: ' | sed 's/: left out: /: /'
}
versions() {
	row_versions
	sql "SELECT entry, field, xmin, ctid FROM prov.sync_left_out ORDER BY 1, 2"
	sql "SELECT entry, xmin, ctid FROM prov.sync_reject ORDER BY 1"
}
settled() {	# STATUS NAME: the next run writes nothing and says nothing new
	versions >"$TMP/before"
	status_is "$1" "$2: the next run" ldapsync
	is "$(cat "$TMP/out")$(warnings)" '' "$2: it has nothing to say"
	versions >"$TMP/after"
	is "$(diff "$TMP/before" "$TMP/after")" '' "$2: and writes nothing"
	database_is_sound
}
mail_of() {	# USER: whose entry has it
	printf 'belongs to user %s ("%s") of context 1, whose entry is "uid=%s,%s"' "$(field uid "$1")" "$1" "$1" $base
}
createuser -c 1 -u local -d Local -g Lo -s Cal -p secret -e local@example.com >"$TMP/out" 2>&1 || bail "$(cat "$TMP/out")"
people anna bert | change_ldap
group team anna | sed 's/^cn: team/&\nmail: team@example.com/' | change_ldap
ok 'two users and a group' ldapsync
bert=$(field uid bert)

# --- new users (cases 65, 71): without what others have; held back without the primary one ---
{
	person alias 'mail: alias@example.com
mail: Bert@example.com
mail: alias2@example.com'
	person list 'mail: list@example.com
mail: team@example.com'
	person mail 'mail: ANNA@example.com
mail: mail2@example.com'
	person none 'mail: local@example.com'
} | change_ldap
status_is 123 'new users who want addresses of others' ldapsync
output_has '2 created, 2 left out, 2 rejected'
is "$(users 1 | sed -n '/^alias /p; /^list /p; /^mail /p; /^none /p')" \
	'alias alias@example.com alias@example.com,alias2@example.com +
list list@example.com list@example.com +' 'SR22: a taken alias costs the alias'
is "$(warnings)" "alias: the mail address \"bert@example.com\" $(mail_of bert)
list: the mail address \"team@example.com\" belongs to group $(sql "SELECT gid FROM prov.groups WHERE name = 'team'") (\"team\") of context 1" \
	'S14: each says who has it'
is "$(told 'rejected ')" "mail: the mail address \"anna@example.com\" $(mail_of anna)
none: the mail address \"local@example.com\" belongs to user $(field uid local) (\"local\") of context 1, who is from no directory" \
	'S14: and so do those who are held back'
settled 123 'taken addresses'
status_is 123 'the numbers' ldapsync --json
is "$(json left_out rejected)" '2|2' 'they are counted'

# --- known users keep what they have, other changes are taken, and nobody gets what they keep ---
modify bert 'replace: mail
mail: anna@example.com
-
replace: sn
sn: Berg'
person heir 'mail: bert@example.com' | change_ldap
status_is 123 'a new primary address that is taken, and one who wants the old one' ldapsync
is "$(field 'mail, aliases, sur_name' bert)" 'bert@example.com|{bert@example.com}|Berg' 'SR22: the stored one stays'
is "$(field uid heir)" '' 'and nobody else gets it'
settled 123 'a stored address'
modify bert 'replace: sn
sn: Beck'
status_is 123 'another change of such an entry' ldapsync
is "$(field sur_name bert)" Beck 'is taken'
is "$(warnings)" '' 'and nothing is told again'

# --- the holder gives it up: the losers come in, in the same run ---
modify anna 'replace: mail
mail: anna.new@example.com'
status_is 123 'the holder gives its address up' ldapsync
is "$(field mail anna)|$(field mail bert)|$(field mail heir)" \
	'anna.new@example.com|anna@example.com|bert@example.com' 'SR22: who is known gets it, and what it leaves goes on'
status_is 123 'once more' ldapsync
settled 123 'after that'
is "$(field aliases alias)" '{alias@example.com,alias2@example.com}' 'the alias is somebody else'"'"'s still'

# --- the holder goes ---
gone uid=bert
status_is 123 'the next holder is missing' ldapsync
is "$(told 'rejected ' | sed -n 's/, in context.*//; s/ since .*//; s/^mail: //p')" \
	"the mail address \"anna@example.com\" belongs to user $bert, who is missing in the directory" 'S14: is named'
stderr_has "deleteuser -c 1 -i $bert" 'S14: with what frees it'
ok 'which' deleteuser -c 1 -i "$bert"
changeuser -c 1 -u local -e other@example.com -a other@example.com >"$TMP/out" 2>&1 || bail "$(cat "$TMP/out")"
status_is 0 'does, and a local user gives its address up' ldapsync
is "$(field mail mail)|$(field mail none)" 'ANNA@example.com|local@example.com' 'SR22: both come in'
gone uid=heir
status_is 0 'one is missing' ldapsync
is "$(sql "SELECT why FROM prov.sync_left_out WHERE name = 'alias'")" \
	"the mail address \"bert@example.com\" belongs to user $(field uid heir) (\"heir\") of context 1, who is missing in the directory since $(sql "SELECT (missing_since AT TIME ZONE 'UTC')::date FROM prov.users WHERE name = 'heir'"), and deleteuser -c 1 -i $(field uid heir) frees it" \
	'S14: an alias, too: since when, and what frees it'
ok 'free' deleteuser -c 1 -u heir
status_is 0 'the last one' ldapsync
is "$(field aliases alias)" '{alias@example.com,Bert@example.com,alias2@example.com}' 'SR22: has its alias'
modify list 'replace: mail
mail: list@example.com'
status_is 0 'a wish that is given up' ldapsync
is "$(sql 'SELECT count(*) FROM prov.sync_left_out')" 0 'none is left out'

# --- ties between entries of one run (case 68): the primary address first, known before new, then the first ---
{
	person t1 'mail: t1@example.com
mail: prime@example.com'
	person t2 'mail: prime@example.com'
	person t3 'mail: Prime@example.com'
	person t4 'mail: t4@example.com
mail: both@example.com'
} | change_ldap
modify anna 'add: mail
mail: both@example.com'
status_is 123 'ties' ldapsync
is "$(warnings)" "t1: the mail address \"prime@example.com\" $(mail_of t2)
t4: the mail address \"both@example.com\" $(mail_of anna)" 'SR22: each loser, with who won'
is "$(told 'rejected ')" "t3: the mail address \"prime@example.com\" $(mail_of t2)" 'and who is held back'
is "$(field mail t2)|$(field aliases anna)" 'prime@example.com|{anna.new@example.com,both@example.com}' 'the winners'
settled 123 'ties'
gone uid=t1 uid=t2 uid=t3 uid=t4
ok 'away' ldapsync

# --- the winner of a tie is rejected for another reason: the loser comes in, in the same run ---
{
	entry "cn=w1,$base" twin 'mail: local@example.com'
	entry "cn=w2,$base" Twin 'mail: w2@example.com'
	entry "cn=w3,$base" TWIN 'mail: w3@example.com'
} | change_ldap
status_is 123 'the first of three lacks its address' ldapsync
is "$(told 'rejected ' | sed 's/ of context.*//')" "w1: the mail address \"local@example.com\" belongs to user $(field uid none) (\"none\")
w3: the name \"twin\" belongs to user $(field uid Twin) (\"Twin\")" 'SR22: the second one wins'
is "$(field mail Twin)" w2@example.com 'in the same run'
status_is 123 'the first one has another reason now: its name' ldapsync
settled 123 'a tie with a winner who is rejected'
{
	entry "cn=x1,$base" pair 'mail: x1@example.com'
	entry "cn=x2,$base" other 'mail: x1@example.com'
	entry "cn=x3,$base" PAIR 'mail: x3@example.com'
	entry "cn=x4,$base" Other 'mail: x4@example.com'
} | change_ldap
status_is 123 'a chain: the address of the first, the name of the second, the fourth' ldapsync
is "$(field mail pair)|$(field mail Other)" 'x1@example.com|x4@example.com' 'SR22: ends well in one run'
status_is 123 'once more' ldapsync
settled 123 'a chain'
done_testing
