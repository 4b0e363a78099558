#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what is held back in one context comes again in each run that reads only what changed, as it does in one that reads
# everything, until it is right again or accepted; and who was held back goes only when everything was read
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"
. "$TESTLIB/watch.sh"

base=dc=example,dc=com
config() {	# [LIMITS]
	set_config "ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
		sync: { remind = 0; };
		source: { company: { contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; } );
			group_base = \"$base\"; user: { note = \"\${telephoneNumber}\"; }; mode = \"incremental\"; gather = 20; interval = 86400;
			limits: { floor = 1; created = 1000000; changed = 100; ${1-missing = 10;} }; }; };"
}
there() {	# CONTEXT
	sql "SELECT count(*) FROM prov.users WHERE cid = $1 AND source IS NOT NULL AND missing_since IS NULL"
}
held() {	# how many keys are remembered
	sql 'SELECT cardinality(held) FROM prov.sync_cookie'
}
say() {		# what the last run said of who is held back
	sed -n '/held back/p; /limit/p' "$TMP/err"
}
# holds NAME [COUNT]: a run that reads only what changed holds so many back, and one that reads everything says the same and
# leaves the same, and so does one after that.
holds() {
	runs "$1" incremental 120
	say >"$TMP/full.said"
	status_is 120 "$1: once more" ldapsync
	ran incremental "$1: once more"
	say >"$TMP/some.said"
	is "$(diff "$TMP/full.said" "$TMP/some.said")" '' "$1: it says what that says"
	tables >"$TMP/some"
	is "$(diff "$TMP/all" "$TMP/some")" '' "$1: and changes nothing more"
	[ -z "${2-}" ] || is "$(held)" "$2" "$1: so many are looked up each time"
}
two() {		# FUNCTION NUMBER...: for entries of the second context
	what=$1
	shift
	for n in "$@"; do $what "uid=b$n,ou=two"; done
}
leave() {	# to a place that is out of the source
	rename "$1" "${1%%,*}" ou=out
}
come_back() {
	rename "${1%%,*},ou=out" "${1%%,*}" ou=two
}

start_company -c "$SESSION_LOG"
new_context 2 beta
{
	for unit in one two out; do unit ou=$unit,$base; done
	for n in $(seq 30); do entry "uid=a$n,ou=one,$base" "a$n"; done
	for n in $(seq 9); do entry "uid=b$n,ou=two,$base" "b$n" 'telephoneNumber: 1'; done
	group team "uid=b1,ou=two,$base" "uid=b2,ou=two,$base" "uid=a1,ou=one,$base"
	group all "cn=team,ou=groups,$base"
	for n in 1 2 3 4; do group "more$n" "uid=a$n,ou=one,$base" "uid=a5,ou=one,$base"; done
} | change_ldap
config
ok 'a first run' ldapsync

# --- users who are gone ---
groups_are_open t
two leave 1 2 3 4 5
holds 'five of nine are gone' 5
is "$(there 2)" 9 'they are held back'
is "$(grep -c 'missing user.*held back' "$TMP/err")" 5 'and named'
is "$(sql "SELECT counts ->> 'users_read' FROM prov.sync_run ORDER BY seq DESC LIMIT 1")" 0 'and nobody was read for that'
change uid=a3,ou=one 'replace: sn
sn: Changed'
holds 'somebody of another context is changed'
is "$(field sur_name a3)" Changed 'that is done'
remove uid=a4,ou=one
entry "uid=a31,ou=one,$base" a31 | change_ldap
holds 'somebody of another context goes, and another one comes'
is "$(there 1) $(there 2)" '30 9' 'that is done as well'
ok 'the operator changes one of them' changeuser -c 2 -u b1 --mailenabled false
holds 'one who is held back was changed here' 5
two leave 6
holds 'one more' 6
two come_back 6
holds 'and back' 5
rename uid=b2,ou=out uid=b2 ou=one
in_doubt
holds 'one of them is in another context now' 5
is "$(sql "SELECT string_agg(cid || ' ' || (missing_since IS NULL), ', ' ORDER BY cid) FROM prov.users WHERE login = 'b2'")" '2 true' \
	'where it does not arrive'
change cn=team,ou=groups "add: member
member: uid=a2,ou=one,$base"
holds 'a group of theirs is changed'
remove cn=all,ou=groups
holds 'a group above goes, which is much there'

# --- it is time to read everything ---
sql "UPDATE prov.sync_cookie SET full_due = now() - interval '1 hour'" >/dev/null
status_is 120 'a day later' ldapsync
ran full 'a day later'
holds 'from then on' 5

# --- accepted; stopped, and let go by another limit: only when everything was read ---
fails 120 'what would happen' ldapsync --dry-run
stderr_has 'held back in context 2 (beta)'
holds 'after it' 5
config 'missing = 100; moved = 100; groups = 100; members = 100; group_members = 100;'
status_is 0 'the limits are others' ldapsync
ran full 'the limits are others'
stderr_has 'somebody would go who was held back before'
is "$(there 2) $(held)" '4 ' 'they are gone, and nothing is remembered'
groups_are_open f
runs 'then'
is "$(sql "SELECT string_agg(cid || ' ' || (missing_since IS NULL), ', ' ORDER BY cid) FROM prov.users WHERE login = 'b2'")" '1 true, 2 false' \
	'who is in another context has arrived'

# --- a value and a name that would be lost, found by a run that reads everything ---
two come_back 1 3 4 5
runs 'four are back'
config 'renamed = 10; blanked = 10;'
groups_are_open t
for n in 1 3 4; do change "uid=b$n,ou=two" 'delete: telephoneNumber'; done
rename uid=b5,ou=two uid=c5
rename uid=b6,ou=two uid=c6
rename uid=b7,ou=two uid=c7
status_is 120 'names and values go' ldapsync --full
is "$(sql "SELECT count(*) FROM prov.users WHERE cid = 2 AND login ~ '^b' AND missing_since IS NULL AND source IS NOT NULL")" 8 'nobody has another name'
holds 'names and values go' 6
digest=$(digest_in "$TMP/err")
ok 'it is accepted' ldapsync -s company --accept "$digest"
groups_are_open f
runs 'and then'
is "$(held) $(sql "SELECT count(*) FROM prov.users WHERE cid = 2 AND login ~ '^c'")" ' 3' 'nothing is remembered, and they have other names'

# --- a watch ---
two leave 1 3 4 8 9
status_is 120 'five are gone again' ldapsync
start_watch
change uid=a5,ou=one 'replace: sn
sn: Watched'
sees 'a change of another context is there' value_is sur_name a5 Watched
is "$(grep 'everything was read' "$TMP/watch.err")" '' 'nothing else was read for it'
is "$(there 2)" 8 'nobody goes'
two come_back 1 3 4 8 9
all_back() {
	[ "$(held)" = '' ]
}
sees 'they are back, and nothing is remembered' all_back
stop_watch
runs 'after it'
database_is_sound 'the database keeps its rules, and nothing is staged'
done_testing
