#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: limits of groups: those of a day also for groups that are deleted soon; others in place of all
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
people a b | change_ldap
for n in 0 1 2 3 4 5 6 7 8 9; do group team$n a b; done | change_ldap
hiding() {	# FILTER [LINES]
	source_is "context = \"acme\"; group_filter = \"(&(objectClass=groupOfNames)(!$1))\"; ${2-}"
}
known() {
	sql "SELECT count(*) FILTER (WHERE missing_since IS NULL), count(*) FROM prov.groups WHERE source IS NOT NULL"
}
nothing='(cn=nothing)'

# --- a day, without grace ---
hiding "$nothing" 'grace = 0;'
ok 'ten groups' ldapsync
five='(cn=team0)(cn=team1)(cn=team2)(cn=team3)(cn=team4)'
hiding "(|$five)" 'grace = 0;'
ok 'five go' ldapsync
ok 'and are deleted' ldapsync
is "$(known)" '5|5' 'there are five'
hiding "(|$five(cn=team5)(cn=team6))" 'grace = 0;'
save_tables
fails 120 'SR31: two of five are too many for this day, though the others are deleted' ldapsync
stderr_has '7 of 10 groups (70%) would have gone missing in 24 hours, 2 of them now'
same_tables 'SR31: nothing was changed'
sql "UPDATE prov.change_log SET at = at - interval '25 hours'"
ok 'SR31: the next day they may go' ldapsync
hiding "(|$five(cn=team5)(cn=team6))"
ok 'what was decided' ldapsync --force
done_testing
