#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: addresses that do not work are taken, since the directory says so, and told once (DR9, DR19)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
new_context 2 other
sql "INSERT INTO prov.login_name VALUES ('other.test', 2), ('example.com', 1)"
source_is 'context = "acme";'
warned() {	# WANT NAME: "uid: address" of each warning, sorted, and how many more
	sed -n 's/^ldapsync: warning: [a-z]* "[a-z]*=\([^,]*\),.*: mail for \([^ ]*\) goes to context 2, of which.*/\1: \2/p
		s/^ldapsync: warning: [a-z]* "[a-z]*=\([^,]*\),.*: mail servers cut the address \([^ ]*\) at.*/\1: cut \2/p
		s/^ldapsync: warning: and \([0-9]*\) more of the like$/\1 more/p' "$TMP/err" | sort >"$TMP/warned"
	is "$(paste -sd , "$TMP/warned")" "$@"
}

{
	person anna 'mail: anna@other.test'
	person bert 'mail: bert@example.com
mail: bert@Other.Test'
	person carl 'mail: carl+x@example.com'
	person dora 'mail: dora@example.com
mail: dora+x@example.com'
	people emil fritz gert hans
} | change_ldap
ok 'a dry run' ldapsync --dry-run --json
is "$(json action kind context name | grep -c '^warn|user|1|')" 3 'DR9: a dry run shows them'
ok 'the first run' ldapsync
warned 'anna: anna@other.test,bert: bert@other.test,carl: cut carl+x@example.com' \
	'DR9: what gets no mail is told, DR19: and what is cut as a primary address'
is "$(field mail anna) $(field mail carl)" 'anna@other.test carl+x@example.com' 'DR9: they are as the directory says'
silent 'DR9: once' ldapsync
modify anna 'replace: sn
sn: Other'
modify carl 'replace: sn
sn: Other'
ok 'another change' ldapsync
warned '' 'DR9: does not tell it again'
modify anna 'add: mail
mail: anna.o@other.test'
modify carl 'replace: mail
mail: carl+y@example.com'
modify dora 'replace: mail
mail: dora+x@example.com'
ok 'another address' ldapsync
warned 'anna: anna.o@other.test,carl: cut carl+y@example.com,dora: cut dora+x@example.com' 'DR9, DR19: is told, and it only'

# --- groups ---
group team emil | sed '/^cn:/a mail: team@other.test' | change_ldap
group plus emil | sed '/^cn:/a mail: team+plus@example.com' | change_ldap
ok 'groups' ldapsync
warned 'plus: cut team+plus@example.com,team: team@other.test' 'DR9, DR19: of groups, too'
silent 'DR9: once' ldapsync

# --- many, straight into the tables and compared first ---
for i in 10 11 12 13 14 15 16 17 18 19 20 21 22; do
	person "p$i" "mail: p$i@other.test"
done | change_ldap
ok 'many' ldapsync
is "$(grep -c '^ldapsync: warning: user' "$TMP/err")" 10 'DR9: the first ten are named'
stderr_has 'ldapsync: warning: and 3 more of the like'
sql "DELETE FROM prov.member; DELETE FROM prov.groups WHERE gid > 1; DELETE FROM prov.address WHERE owner > 2 OR kind = 'g';
	DELETE FROM prov.users WHERE uid > 2; DELETE FROM prov.source_state"
count_users
createuser -c 1 -u local -d Local -g Lo -s Cal -p secret -e hans@example.com >"$TMP/o" 2>&1 || bail "$(cat "$TMP/o")"
status_is 123 'a first run with a conflict' ldapsync
is "$(grep -c '^ldapsync: warning: user' "$TMP/err")" 10 'DR9: so they are when users are compared first'
stderr_has 'ldapsync: warning: and 10 more of the like'

# --- provdb check ---
printf 'database: { conninfo = "host=%s dbname=%s user=postgres"; };\n' "$PGHOST" "$DATABASE" >"$TMP/owner.conf"
ok 'DR19: is content' env PROV_CONFIG="$TMP/owner.conf" provdb check --json
is "$(json level rule problem | sort)" 'notice|U3|address "anna.o@other.test" and its like get no mail: their domain is a login mapping of another context
notice|U3|primary address "carl+y@example.com" is cut by mail servers, as mail.delimiter says
notice|U3|primary address "dora+x@example.com" is cut by mail servers, as mail.delimiter says
notice|U3|primary address "team+plus@example.com" is cut by mail servers, as mail.delimiter says' \
	'DR9, DR19: and lists them as notices'
database_is_sound

# --- what an operator does with such a user ---
ok 'DR19: any other change' changeuser -c 1 -u carl -x Sales
fails 103 'DR19: an operator says no such address' changeuser -c 1 -u carl -e carl+z@example.com
done_testing
