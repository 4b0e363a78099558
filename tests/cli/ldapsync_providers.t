#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: two slapds that take changes from each other, with runs that read only what changed, and --watch: the server is another
# one from one run to the next, and it is behind, or has what the other one has not: nobody goes who is in one of them, and when
# both have all, the database has it, too (cases 22, 58, 121 of S2, S3, S12)
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"
. "$TESTLIB/watch.sh"

base=dc=example,dc=com
unit=ou=people

# --- two servers ---
provider() {	# NAME OTHER SERVER-ID
	start_slapd -n "$1" -g "serverID $3" -c "syncrepl rid=00$3 provider=$(ldapi_uri "$TMP/$2") searchbase=\"$base\"
  type=refreshAndPersist retry=\"1 +\" bindmethod=simple binddn=\"cn=admin,$base\" credentials=secret
multiprovider on
overlay syncprov
syncprov-sessionlog 1000"
}
# shellcheck disable=SC2034 # change_ldap reads it
at() {		# NAME: changes are made there
	LDAP_URI=$(ldapi_uri "$TMP/$1")
}
position() {	# NAME: how new it is
	ldapsearch -x -LLL -H "$(ldapi_uri "$TMP/$1")" -D "cn=admin,$base" -w secret -b $base -s base contextCSN 2>/dev/null |
		sed -n 's/^contextCSN: //p' | sort
}
are_equal() {
	[ -n "$(position one)" ] && [ "$(position one)" = "$(position two)" ]
}
both_have_all() {
	must_see 'both servers have all' are_equal
}
on_both() {	# EDIT: of their configurations
	stop_slapd one
	stop_slapd two
	sed -i "$1" "$TMP/one/slapd.conf" "$TMP/two/slapd.conf"
	start_slapd_again one
	start_slapd_again two
}
part() {	# neither is told of the changes of the other one
	on_both '/^syncrepl/,/^multiprovider/s/^/#/'
}
join() {
	on_both '/^#syncrepl/,/^#multiprovider/s/^#//'
	both_have_all
}

# --- how a run comes to one of them, with the same configuration ---
mkdir "$TMP/first" "$TMP/second"
by_list() {	# the first of a list does not answer
	uris="$(ldapi_uri "$TMP/first") $(ldapi_uri "$TMP/second")"
	reach() {
		ln -sfn "$TMP/two/ldapi" "$TMP/second/ldapi"
		rm -f "$TMP/first/ldapi"
		[ "$1" = two ] || ln -s "$TMP/one/ldapi" "$TMP/first/ldapi"
	}
}
by_balancer() {	# both have one name
	uris=$(ldapi_uri "$TMP/first")
	reach() {
		ln -sfn "$TMP/$1/ldapi" "$TMP/first/ldapi"
	}
}
source_here() {
	at one
	LDAP_URI=$uris source_is 'context = "acme"; mode = "incremental"; interval = 86400; gather = 20;
		limits: { missing = 100; members = 100; group_members = 100; groups = 100; renamed = 100; changed = 100; };'
}

# --- what is there ---
there_are() {	# NAME UID...
	test_name=$1
	shift
	is "$(sql "SELECT login FROM prov.users WHERE source IS NOT NULL AND missing_since IS NULL AND source_enabled ORDER BY 1" | tr '\n' ' ')" \
		"$(printf '%s\n' "$@" | sort | tr '\n' ' ')" "$test_name"
	is "$(sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) WHERE g.name = 'team'")" 3 "$test_name, and all members"
}
# A run in whatever way, and then a full one, which finds nothing else.
agrees() {	# NAME
	ok "$1" ldapsync
	tables >"$TMP/some"
	ok "$1: all of it" ldapsync --full
	tables >"$TMP/all"
	is "$(diff "$TMP/some" "$TMP/all")" '' "$1: reading everything finds nothing else"
}
# With one name for both, a server that has nothing newer may say that nothing changed.
nothing_is_done() {	# NAME
	tables >"$TMP/some"
	run ldapsync
	case $status$(cat "$TMP/out" "$TMP/err") in
	0 | 121*) pass "$1: nothing, or that it is behind" ;;
	*) flunk "$1: nothing, or that it is behind" "$status" "$(cat "$TMP/out" "$TMP/err")" ;;
	esac
	tables >"$TMP/all"
	is "$(diff "$TMP/some" "$TMP/all")" '' "$1: nothing is changed"
	status_is 121 "$1, all of it" ldapsync --full
	tables >"$TMP/all"
	is "$(diff "$TMP/some" "$TMP/all")" '' "$1, all of it: nothing is changed"
}

# With one name for both it looks as if the server had been restored from a backup: what is missing after that somebody has to look at.
looked_at() {
	status_is 121 'a server that went back, and is newer again, and somebody is missing' ldapsync
	stderr_has 'the server went back on '
	ok 'which is accepted' released
}
changes_over() {	# WAY CMD: the whole story; CMD when the second has caught up
	"by_$1"
	reach one
	source_here
	ok "$1: a first run" ldapsync
	ok "$1: nothing changed" ldapsync
	ran incremental "$1: nothing changed"
	people fritz gerd | change_ldap
	both_have_all
	runs "$1: what was made at the first"
	at two
	person hans | change_ldap
	both_have_all
	runs "$1: what was made at the second, at the first"
	there_are "$1: everybody is there" anna bert carl dora emil fritz gerd hans

	reach two
	agrees "$1: the second, which has all"
	person ida | change_ldap
	runs "$1: what was made there"
	both_have_all
	reach one
	agrees "$1: back at the first"
	there_are "$1: nobody went" anna bert carl dora emil fritz gerd hans ida

	part
	at one
	person jan | change_ldap
	change uid=dora,$unit 'replace: sn
sn: New'
	runs "$1: what only the first has"
	reach two
	nothing_is_done "$1: the second, which is behind"
	at two
	person karl | change_ldap
	remove uid=gerd,$unit
	nothing_is_done "$1: the second, which is behind, and has what the first has not"
	there_are "$1: nobody went" anna bert carl dora emil fritz gerd hans ida jan
	reach one
	ok "$1: the first, which does not know of that" ldapsync
	ok "$1: the first, all of it" ldapsync --full
	there_are "$1: nobody came or went" anna bert carl dora emil fritz gerd hans ida jan
	join
	reach two
	"$2"
	agrees "$1: the second, when both have all"
	there_are "$1: what was done at either is done" anna bert carl dora emil fritz hans ida jan karl
	is "$(field sur_name dora)" New "$1: also to values"
	reach one
	agrees "$1: and the first"
	at one
	for uid in fritz hans ida jan karl; do remove "uid=$uid,$unit"; done
	both_have_all
	runs "$1: who went at the first"
	there_are "$1: is gone" anna bert carl dora emil
	for uid in fritz gerd hans ida jan karl; do ok "$1: $uid is forgotten" deleteuser -c 1 -u "$uid"; done
}

provider one two 1
provider two one 2
at one
{
	tree
	people anna bert carl dora emil
	group team anna bert carl
} | change_ldap
both_have_all
use_database
new_context 1 acme
changes_over list :
changes_over balancer looked_at

# --- --watch ---
by_list
reach one
source_here
ok 'the list again' ldapsync --full
start_watch
modify anna 'replace: sn
sn: First'
sees 'a change at the first' value_is sur_name anna First
both_have_all
stop_slapd one
at two
modify anna 'replace: sn
sn: Second'
sees 'one at the second, when the first is away' value_is sur_name anna Second
start_slapd_again one
both_have_all
part	# so the watch begins anew, at the first
at one
person leo | change_ldap
sees 'what only the first has' is_on leo
stop_slapd one
at two
modify anna 'replace: sn
sn: Behind'
sees 'at the second, which is behind, it is told' grep -q 'this server is behind' "$TMP/watch.err"
there_are 'and nobody goes' anna bert carl dora emil leo
is "$(field sur_name anna)" Second 'nothing is taken from it'
start_slapd_again one
join
sees 'when both have all, so has the watch' value_is sur_name anna Behind
at one
modify leo 'replace: sn
sn: Last'
sees 'what changes after that' value_is sur_name leo Last
there_are 'and everybody is there' anna bert carl dora emil leo
stop_watch
agrees 'after the watch'
database_is_sound
done_testing
