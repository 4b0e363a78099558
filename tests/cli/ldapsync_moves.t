#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: users and groups move between bases and are renamed without a pause while they are read
#
#	RUNS=500 tests/run tests/cli/ldapsync_moves.t
#
# In `make check-long` there are 500 runs. Nobody may be disabled, and no group may lose its gid. That a group names a
# member by a DN that it got after the users were read costs the membership until the next run: that is counted.
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

RUNS=${RUNS:-$([ "${MANY:-0}" -ge 10000 ] && echo 500 || echo 12)}
users=40 groups=8
base=dc=example,dc=com

start_company -c 'overlay refint
refint_attributes member
refint_nothing cn=nobody,dc=example,dc=com
overlay syncprov' -g 'moduleload refint'
{
	for unit in a b c; do unit ou=$unit,$base; done
	for n in $(seq $users); do entry "uid=u$n,ou=a,$base" "u$n"; done
	for n in $(seq $groups); do
		printf 'dn: cn=g%s,ou=a,%s\nobjectClass: groupOfNames\ncn: g%s\n' "$n" $base "$n"
		for m in 0 1 2 3 4; do printf 'member: uid=u%s,ou=a,%s\n' $((n + m * groups)) $base; done
		echo
	done
} | change_ldap

config() {	# UNIT...
	bases=
	for unit in "$@"; do
		bases="$bases${bases:+, }{ base = \"ou=$unit,$base\"; context = \"acme\"; }"
	done
	set_config "ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; timeout = 300; };
source: { company: { contexts = ( $bases ); groups = true;
	limits: { renamed = 100; changed = 100; members = 100; group_members = 100; }; }; };"
}
# Who is there, by key: users that are active, groups with their gids, memberships.
known() {
	sql "SELECT string_agg(source_key || uid, ' ' ORDER BY source_key) FROM prov.users
		WHERE source IS NOT NULL AND source_enabled AND missing_since IS NULL"
	sql "SELECT string_agg(source_key || gid, ' ' ORDER BY source_key) FROM prov.groups
		WHERE source IS NOT NULL AND missing_since IS NULL"
}
members() {
	sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) WHERE g.source IS NOT NULL"
}

# Memberships in the directory: values that are the DN of an entry.
named() {
	ldapsearch -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b $base -LLL -o ldif-wrap=no member |
		perl -ne 'if (/^dn: (.*)/) { $is{lc $1} = 1 } elsif (/^member: (.*)/) { push @m, lc $1 }
			END { print scalar(grep { $is{$_} } @m), "\n" }'
}

settled() {	# a run, and nothing has changed meanwhile
	named=$(named)
	ldapsync >"$TMP/out" 2>"$TMP/err" && [ "$(named)" = "$named" ]
}

# moving UNITS: sets off a loop of changes, which ends when $TMP/end is there
moving() {
	perl "$ROOT/tests/tool/random_moves.pl" "${SEED:-1}" 2000 $base "$1" $users $groups >"$TMP/moves.ldif" || bail 'no moves'
	rm -f "$TMP/end"
	while [ ! -e "$TMP/end" ]; do
		ldapmodify -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -f "$TMP/moves.ldif" || exit 1
		cat "$TMP/moves.ldif" >>"$TMP/done.ldif"
	done >"$TMP/loop.log" 2>&1 &
	loop=$!
}

# runs COUNT UNIT...
runs() {
	count=$1
	shift
	config "$@"
	ok "$# bases: a run before" ldapsync
	want=$(known) lost='' members_lost=0 run=0
	: >"$TMP/done.ldif"
	moving "$*"
	while [ $run -lt "$count" ]; do
		run=$((run + 1))
		# names change back and forth, which no day would let pass
		sql 'TRUNCATE prov.sync_count'
		ldapsync >"$TMP/out" 2>"$TMP/err" || lost="$lost $run: status $? $(head -c 300 "$TMP/err")"
		[ "$(known)" = "$want" ] || lost="$lost $run: $(cat "$TMP/out" "$TMP/err")"
		[ "$(members)" = $((groups * 5)) ] || members_lost=$((members_lost + 1))
	done
	touch "$TMP/end"
	wait "$loop"
	is "$?" 0 "$# bases: they have moved all the time"
	diag "$# bases: $run runs, $(grep -c '^dn:' "$TMP/done.ldif") changes, $members_lost runs without all memberships"
	is "$lost" '' "SR29: $# bases: nobody who is there is disabled, and no group gets another gid"
	# refint goes on for a moment after the changes
	wait_for 120 settled || flunk "$# bases: the directory comes to rest" "$(cat "$TMP/err")"
	# refint may leave a member behind that has moved on: that one is kept for a while
	is "$(sql "SELECT $(members) >= $named")" t "SR29: $# bases: then all memberships of the directory are there"
}
runs $((RUNS / 2)) a b
runs $((RUNS / 2)) a b c
database_is_sound
done_testing
