#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: limits by context, of a day, and the floor: what is held back, and what stops all of it
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
for n in 2 3 4 5; do new_context $n context$n; done
# the entries of a base, each with its mark, by which filters hide them
entries() {	# OU COUNT
	unit "ou=$1,$base"
	seq "$2" | while read -r n; do
		entry "uid=$1$n,ou=$1,$base" "$1$n" "employeeType: $1
employeeType: $1$n"
	done
}
in_group() {	# CN OU MEMBER...
	name=$1 ou=$2
	shift 2
	printf 'dn: cn=%s,ou=%s,%s\nobjectClass: groupOfNames\nobjectClass: extensibleObject\ncn: %s\nemployeeType: %s\n' \
		"$name" "$ou" $base "$name" "$ou"
	printf "member: uid=%s,ou=$ou,$base\n" "$@"
	echo
}
{
	entries a 100
	entries b 9
	entries c 3
	entries d 3
	entries e 3
	in_group team b b1 b2 b3
	in_group other b b1
	for n in 1 2 3 4 5 6; do in_group all$n a a$n a7; done
} | change_ldap

# hiding FILTER [LINES]: entries that match are not shown
hiding() {
	forget_scope
	set_config "
sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
source: { company: { contexts = ( { base = \"ou=a,$base\"; context = \"acme\"; },
	{ base = \"ou=b,$base\"; context = \"context2\"; }, { base = \"ou=c,$base\"; context = \"context3\"; },
	{ base = \"ou=d,$base\"; context = \"context4\"; }, { base = \"ou=e,$base\"; context = \"context5\"; } );
	user_filter = \"(&(objectClass=inetOrgPerson)(!$1))\";
	group_filter = \"(&(objectClass=groupOfNames)(!$1))\"; ${2-} }; };"
}
nobody='(uid=nobody)'
active() {	# CONTEXT
	sql "SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND source_enabled AND cid = $1"
}
members() {
	sql "SELECT count(*) FROM prov.member WHERE cid = $1"
}
hiding "$nobody"
ok 'five contexts' ldapsync
silent 'nothing more' ldapsync

# --- a context that vanishes ---
hiding '(employeeType=b)'
entry uid=new,ou=a,$base new | change_ldap
fails 120 'SR3: a context of nine is hidden, less than eight percent of all' ldapsync --dry-run --json
is "$(json action kind name | sort | head -n 3)" 'create|user|new
hold|group|other
hold|group|team' 'SR3: a dry run shows what is held back'
fails 120 'SR3: and in a run' ldapsync
is "$(active 2) $(active 1)" '9 101' 'SR3: nobody is disabled there, the others go on'
output_has '1 created'
output_lacks disabled
stderr_has '9 users and 2 groups were held back in context 2 (context2)'
is "$(grep -c '^ldapsync: missing user .*held back' "$TMP/err")" 9 'SR3: and are listed'
is "$(members 2) $(sql 'SELECT count(*) FROM prov.groups WHERE cid = 2 AND source IS NOT NULL')" '4 2' \
	'SR3: groups and their members are there'
save_tables
fails 120 'SR3: as long as it is so' ldapsync --json
is "$(json disabled created)" '0|0' 'SR3: the numbers are those of what was done'
same_tables 'SR3: nothing more happens' '\(source_state\|sync_server\)'

# --- a part of it: the share of the context, and --accept ---
hiding '(|(employeeType=b1)(employeeType=b2)(employeeType=b3)(employeeType=b4)(employeeType=b5))'
printf 'dn: uid=b6,ou=b,%s\nchangetype: modify\nreplace: sn\nsn: Changed\n\n' $base | change_ldap
fails 120 'SR3: five of nine' ldapsync
is "$(active 2) $(field sur_name b6 2)" '9 Changed' 'SR3: are held back, other changes are done'
is "$(members 2)" 4 'SR3: members are kept, too'
hiding '(|(employeeType=b1)(employeeType=b2)(employeeType=b3)(employeeType=b4))'
ok 'SR31: four of nine are within the floor, that is half at most' ldapsync
is "$(active 2)" 5 'they are disabled'
hiding '(|(employeeType=b1)(employeeType=b2)(employeeType=b3)(employeeType=b4)(employeeType=b5)(employeeType=b6))'
fails 120 'SR31: two more of that context in the same day' ldapsync
is "$(active 2)" 5 'SR31: are held back'
next_day
ok 'SR31: not on the next day' ldapsync
is "$(active 2)" 3 'they are disabled'

# --- who moves out of a context that is held back ---
next_day
hiding '(|(employeeType=b8)(employeeType=b9)(employeeType=b1)(employeeType=b2)(employeeType=b3)(employeeType=b4)(employeeType=b5)(employeeType=b6))'
printf 'dn: uid=b7,ou=b,%s\nchangetype: modrdn\nnewrdn: uid=b7\ndeleteoldrdn: 1\nnewsuperior: ou=a,%s\n\n' $base $base |
	change_ldap
fails 120 'SR3: one moves, two are gone, and nobody is left' ldapsync
is "$(active 2) $(field 'count(*)' b7)" '3 0' 'SR3: who moves out stays, too, and is not there twice'
database_is_sound
hiding '(|(employeeType=b1)(employeeType=b2)(employeeType=b3)(employeeType=b4)(employeeType=b5)(employeeType=b6))'
ok 'the others are back: it may move' ldapsync
is "$(active 2) $(field source_enabled b7 2) $(field source_enabled b7)" '2 f t' 'it is where it is now'

# --- many contexts at once ---
next_day
hiding '(|(uid=b8)(uid=b9)(employeeType=c)(employeeType=d)(employeeType=e)(employeeType=b1)(employeeType=b2)(employeeType=b3)(employeeType=b4)(employeeType=b5)(employeeType=b6))'
entry uid=new2,ou=a,$base new2 | change_ldap
save_tables
fails 120 'SR3: four of five contexts' ldapsync
stderr_has '11 of 113 users (9%) are missing in the directory; nothing was changed'
same_tables 'SR3: nothing is changed'
stderr_has 'missing user "uid=c1,ou=c,dc=example,dc=com"'
hiding '(|(employeeType=c)(employeeType=d)(employeeType=e)(employeeType=b1)(employeeType=b2)(employeeType=b3)(employeeType=b4)(employeeType=b5)(employeeType=b6))'
fails 120 'SR3: three of five' ldapsync
is "$(active 3) $(active 4) $(active 5) $(field 'count(*)' new2)" '3 3 3 1' 'SR3: are held back'

# --- a little less in each run ---
hiding "$nobody"
entries f 140 | sed "s/,ou=f,/,ou=a,/; /^dn: ou=f,/,/^\$/d" | change_ldap
ok 'more users' released
next_day
owned=$(active 1)
hidden='' next=1 stopped='' runs=0
while [ -z "$stopped" ] && [ "$runs" -lt 6 ]; do
	for n in $(seq "$next" $((next + $(active 1) * 9 / 100 - 1))); do hidden="$hidden(uid=f$n)"; done
	next=$((n + 1)) runs=$((runs + 1))
	hiding "(|$hidden)" 'limits: { missing = 10; };'
	ldapsync >"$TMP/out" 2>"$TMP/err" || stopped=$?
done
is "$runs $stopped" '3 120' 'SR31: nine percent less in each run: the third one of a day is stopped'
stderr_has 'are missing in the directory, counted over 24 hours'
ok 'SR31: no more than twice the share of a run are gone' test $(($(active 1) * 100)) -ge $((owned * 80))
ok 'SR31: it may be accepted' released
for n in $(seq $next $((next + 4))); do hidden="$hidden(uid=f$n)"; done
hiding "(|$hidden)"
ok 'SR31: and what it let pass does not count in the next run' ldapsync

# --- six, then one ---
use_six() {
	DATABASE=t_${TESTNAME}_six
	copy_template "$DATABASE"
	export CONNINFO="host=$PGHOST dbname=$DATABASE user=prov"
	new_context 1 acme
}
use_six
six='base = "ou=c,dc=example,dc=com"; context = "acme";'
entries g 3 | sed "s/,ou=g,/,ou=c,/; /^dn: ou=g,/,/^\$/d" | change_ldap
source_is "$six"
ok 'six users' ldapsync
source_is "$six user_filter = \"(uid=c1)\";"
save_tables
fails 120 'SR31: one of six is left' ldapsync
stderr_has '5 of 6 users (83%) are missing'
stderr_has 'never more than half'
same_tables 'SR31: nothing was changed'
source_is "$six user_filter = \"(uid=c1)\"; limits: { missing = 80; floor = 1000; };"
fails 120 'SR31: a larger floor does not help' ldapsync -n
source_is "$six user_filter = \"(uid=c1)\"; max_delete_floor = 1000;"
fails 120 'SR31: nor under its old name' ldapsync
ok 'SR31: it may be accepted' released
done_testing
