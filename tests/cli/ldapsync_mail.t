#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SR40: what a job's mail says: names, up to a limit, and nothing twice that has not changed
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
source_is 'context = "acme"; purge = true; grace = 0; grace_runs = 1;' 'sync: { lease = 600; };'
silent() {	# STATUS NAME: the run says nothing, but for its exit status
	status_is "$1" "$2" ldapsync
	is "$(cat "$TMP/out" "$TMP/err")" '' "SR40: $2: not a byte"
}
gone() {
	for uid; do
		printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$uid"
	done | change_ldap
}
a_day_later() {
	earlier sync_run said '24 hours'
}

# --- names in the summary ---
people anna bert | change_ldap
prints 'company: 2 users read, 0 groups read, 2 created' 'a first run is written as it is read' ldapsync
people carl dora emil fritz gert hans ida jo kim lea mia nora | change_ldap
group team anna | change_ldap
prints 'company: 14 users read, 1 groups read, 12 created, 1 groups created, 1 members added; created: carl, dora, emil, fritz, gert, hans, ida, jo, kim, lea, ...; groups created: team; prov log -p ldapsync has all' \
	'SR40: a few are named, and who has all' ldapsync
gone carl dora
prints 'company: 12 users read, 1 groups read, 2 disabled; disabled: carl, dora' 'SR40: who is disabled is named' ldapsync
new_context 2 beta
source_is 'contexts = ({ base = "ou=people,dc=example,dc=com"; context = "acme"; },
	{ base = "ou=groups,dc=example,dc=com"; context = "beta"; }); groups = false;' 'sync: { lease = 600; };'
entry uid=zoe,ou=groups,dc=example,dc=com zoe | change_ldap
person yan | change_ldap
ldapsync >"$TMP/out" 2>"$TMP/err"
output_has '; created: yan in 1, zoe in 2' 'SR40: with the context where there are several'
source_is 'context = "acme"; base = "ou=people,dc=example,dc=com"; groups = false;' 'sync: { lease = 600; };'
gone yan
ldapsync >"$TMP/out" 2>"$TMP/err"

# --- rejects: once, the new ones, a reminder a day ---
person otto 'mail: anna@example.com' | change_ldap
fails 123 'a reject' ldapsync
stderr_has 'rejected user "uid=otto'
silent 123 'that stays'
person paul 'mail: bert@example.com' | change_ldap
fails 123 'another one' ldapsync
stderr_has 'rejected user "uid=paul'
is "$(grep -c otto "$TMP/err")" 0 'SR40: the old one is not said again'
stderr_has '2 entries'
silent 123 'both of them'
change_ldap <<'END'
dn: uid=paul,ou=people,dc=example,dc=com
changetype: modify
replace: mail
mail: nora@example.com
END
fails 123 'another reason' ldapsync
stderr_has 'rejected user "uid=paul'
gone paul
silent 123 'one is well again'
people quin | change_ldap
status_is 123 'a change beside' ldapsync
is "$(cat "$TMP/err")" '' 'SR40: is said, the reject is not'
output_has '; created: quin'
a_day_later
fails 123 'a day later' ldapsync
stderr_has 'rejected user "uid=otto'
silent 123 'and then not'
gone otto
silent 0 'no reject any more'

# --- many of them: a mail has an end ---
awk 'BEGIN { for (i = 1; i <= 60; i++) printf "dn: uid=r%02d,ou=people,dc=example,dc=com\nobjectClass: " \
	"inetOrgPerson\nuid: r%02d\ncn: R\nsn: R\nmail: anna@example.com\n\n", i, i }' | change_ldap
fails 123 '60 rejects' ldapsync
is "$(grep -c 'rejected user' "$TMP/err")" 50 'SR40: 50 are listed'
stderr_has 'and 10 more; ldapsync --list rejected -s company lists them all'
ok 'and that does' ldapsync --list rejected -s company --csv
is "$(grep -c 'uid=r' "$TMP/out")" 60 'SR40: list them'
silent 123 'nothing again'
awk 'BEGIN { for (i = 1; i <= 60; i++) printf "dn: uid=r%02d,ou=people,dc=example,dc=com\nchangetype: delete\n\n", i }' |
	change_ldap
silent 0 'they are gone'

# --- a run that is stopped ---
gone emil fritz gert hans ida jo kim lea
fails 120 'too many' ldapsync
stderr_has 'missing user "uid=emil'
silent 120 'the same again'
gone mia
fails 120 'another number' ldapsync
people mia emil fritz gert hans ida jo kim lea | change_ldap
ldapsync >"$TMP/out" 2>"$TMP/err"

# --- no directory ---
status_is 120 'new keys' ldapsync
stop_slapd
fails 105 'no directory' ldapsync
stderr_has 'cannot connect'
silent 105 'it is still away'
silent 105 'and still'
a_day_later
fails 105 'a day later' ldapsync
silent 105 'it was said today'

# --- everything is said where somebody watches, and that does not count as mail ---
sql 'UPDATE prov.sync_run SET said = NULL'
script -qec ldapsync /dev/null </dev/null >"$TMP/out" 2>&1
is "$?" 105 'on a terminal'
output_has 'cannot connect' 'SR40: everything is said'
script -qec ldapsync /dev/null </dev/null >"$TMP/out" 2>&1
output_has 'cannot connect' 'SR40: each time'
fails 105 'the job says it all the same' ldapsync
silent 105 'once'
status_is 105 'in JSON' ldapsync --json
output_has '"name": "UNAVAILABLE"' 'SR40: everything is said, too'
source_is 'context = "acme"; base = "ou=people,dc=example,dc=com"; groups = false;' 'sync: { remind = 0; };'
fails 105 'sync.remind = 0' ldapsync
fails 105 'says it in each run' ldapsync

# --- no database: it cannot be known what was said ---
sed -i 's/dbname=[^ "]*/dbname=nowhere/' "$PROV_CONFIG"
start_slapd_again
"$(command -v ldapsync)" >"$TMP/out" 2>"$TMP/err"
stderr_has 'nowhere'
"$(command -v ldapsync)" >"$TMP/out" 2>"$TMP/err"
stderr_has 'nowhere'
done_testing
