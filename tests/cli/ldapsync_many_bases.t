#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: more than a hundred contexts below one base, as hosters have them, are read by one search around them, also by a run
# that reads only what changed; without a session log, or a base around them, everything is read
# long: it makes 110 contexts
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"
. "$TESTLIB/watch.sh"

count=110
base=dc=example,dc=com
numbers=$(seq 1 $count)

config() {	# [LINES]
	source_is "${1-} contexts = ( $(for i in $numbers; do printf '{ base = "ou=c%d,ou=people,%s"; context = "%d"; },' "$i" "$base" "$i"; done | sed 's/,$//') );
		groups = false; mode = \"${mode-incremental}\"; interval = ${interval-86400}; gather = 20; limits: { changed = 100; missing = 100; };"
}
a_change() {	# NUMBER NAME
	change "uid=u$1,ou=c$1,ou=people" "replace: sn
sn: $2"
}
name_of() {
	sql "SELECT sur_name FROM prov.users WHERE cid = $1 AND login = 'u$1'"
}
groups_are_open t	# there are none
start_audited_company
for i in $numbers; do
	[ "$i" -eq 1 ] || new_context "$i" "c$i"
	unit "ou=c$i,ou=people,$base"
	entry "uid=u$i,ou=c$i,ou=people,$base" "u$i"
done >"$TMP/people.ldif"
change_ldap <"$TMP/people.ldif"
config "base = \"ou=people,$base\";"
ok 'a first run' ldapsync
is "$(sql 'SELECT count(DISTINCT cid), count(*) FROM prov.users WHERE source IS NOT NULL')" "$count|$count" 'all are there, each in a context'
is "$(sql 'SELECT cardinality(cookies) FROM prov.sync_cookie')" 1 'one cookie stands for all'
a_change 77 Other
mark
ok 'a change' ldapsync
ran incremental 'a change'
is "$(since_mark | wc -l)" 1 'costs one search'
is "$(name_of 77)" Other 'and is there'
rename uid=u3,ou=c3,ou=people uid=u3 ou=c4,ou=people
remove uid=u5,ou=c5,ou=people
runs 'one moves, one goes'
is "$(sql "SELECT string_agg(cid || ' ' || (missing_since IS NULL), ', ' ORDER BY cid) FROM prov.users WHERE login IN ('u3', 'u5')")" \
	'3 false, 4 true, 5 false' 'and that is so'

# --- a watch listens by one search, too ---
start_watch
a_change 78 Watched
sees 'a watch sees a change' value_is sur_name u78 Watched
ran incremental 'as a run that reads what changed'
entry "uid=out,ou=people,$base" out | change_ldap
a_change 80 Again
sees 'it sees one after another entry, that is in no context' value_is sur_name u80 Again
stop_watch
is "$(sql "SELECT count(*) FROM prov.users WHERE login = 'out'")" 0 'which is none of ours'

# --- without a session log everything is read: the server would have to be asked for each base ---
stop_slapd
sed -i '/sessionlog/d' "$SLAPD/slapd.conf"
start_slapd_again
a_change 79 Unlogged
ok 'without a session log' ldapsync
stderr_has 'the server names what is there, not what is gone'
ran full 'without a session log'
is "$(name_of 79)" Unlogged 'and nothing is missed'
ok 'nothing changed' ldapsync
ran incremental 'nothing changed'

# --- nor is each of them asked for without a base around them: by times, which is one search from the top ---
config
ok 'a check' ldapsync --check
output_has 'by modifyTimestamp'
mode=auto
config
ok 'a check' ldapsync --check
output_has 'the source has too many bases'
a_change 81 Auto
ok 'by itself' ldapsync
ran full 'by itself'
is "$(name_of 81)" Auto 'everything is read'
done_testing
