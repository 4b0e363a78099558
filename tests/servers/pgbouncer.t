#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# pgbouncer.t - the programs through PgBouncer, where each transaction may meet another session: the same output, the same
# messages and the same rows as without; and a pooler that dies in the middle of it all
#
# `make check-pgbouncer` runs the command suite and the sync's tests through it.
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/manylib.sh"

command -v pgbouncer >/dev/null || skip_all 'PgBouncer is not installed (make check-pgbouncer installs it)'
pooler=$TMP/pooler
pooler_start "$pooler" "$PGHOST" || bail 'PgBouncer does not start'

# --- commands of all kinds ---

block 0 >"$TMP/list"
# through NAME [HOST]: each command of the list by a process of its own, over a database of this name.
through() {
	export VIA_HOST="${2-}"
	DATABASE=t_$TESTNAME
	use_database
	each_command "$1"
}
# The pooler keeps its sessions; the next database of this name is another one.
forget() {
	psql -X -q -d postgres -c "DROP DATABASE $DATABASE WITH (FORCE)"
}
through plain
forget
through pooled "$pooler"
is "$(diff "$TMP/plain.out" "$TMP/pooled.out" | head -n 20)" '' 'commands of all kinds print the same'
is "$(sed "s|$pooler|$PGHOST|" "$TMP/pooled.err" | diff "$TMP/plain.err" - | head -n 20)" '' 'say the same on standard error'
is "$(diff "$TMP/plain.rows" "$TMP/pooled.rows" | cut -c 1-300 | head -n 20)" '' 'and leave the same rows'
is "$(grep -c '^exit status' "$TMP/pooled.out")" "$(wc -l <"$TMP/list")" 'none is left out'
check_clean

# --- a pooler that dies ---

ok 'a context' createcontext -c 77 -N pooled -q 1 -u admin -d A -g A -s A -e a@pooled.example -p "$HASH" --passwordmech HASH
# Two hosts: what may be over in a moment is waited for (database.patience).
printf 'database: { conninfo = "host=%s,%s dbname=%s user=prov"; patience = 120; };\n' "$pooler" "$TMP/none" "$DATABASE" \
	>"$PROV_CONFIG"
mkdir "$TMP/told"
# Two at a time add users; each status is kept under the name of the user.
adds() {
	for n in $(seq 1 40); do
		createuser -c 77 -u "$1$n" -d "$1$n" -g G -s S -e "$1$n@pooled.example" -p "$HASH" --passwordmech HASH >/dev/null 2>"$TMP/told/$1$n.err"
		echo $? >"$TMP/told/$1$n"
	done
}
adds x &
first=$!
adds y &
second=$!
told() { [ -e "$TMP/told/x$1" ] && [ -e "$TMP/told/y$1" ]; }
for n in 5 15 25; do
	must_see "$n users are there, and the pooler is killed" told "$n"
	kill -KILL "$(cat "$pooler/server.pid")"
	rm -f "$pooler/server.pid" "$pooler/.s.PGSQL.5432" "$pooler/.s.PGSQL.5432.lock"
	pooler_start "$pooler" "$PGHOST" || bail 'PgBouncer does not start again'
done
wait $first $second
cat "$TMP"/told/*.err >"$TMP/said"
[ ! -s "$TMP/said" ] || diag "$(sort "$TMP/said" | uniq -c | head -n 5)"
is "$(cat "$TMP"/told/x? "$TMP"/told/x?? "$TMP"/told/y? "$TMP"/told/y?? | sort | uniq -c | xargs)" '80 0' \
	'DR17: none of 80 commands notices'
is "$(sql 'SELECT count(*), count(DISTINCT login), max(uid) FROM prov.users WHERE cid = 77')" '81|81|82' \
	'nothing happened twice, and nothing is missing'
is "$(sql "SELECT count(*), max(seq) - min(seq) + 1 FROM prov.change_log WHERE cid = 77 AND kind = 'user' AND action = 'create' AND id > 2")" \
	'80|80' 'in the change log, too'
check_clean
done_testing
