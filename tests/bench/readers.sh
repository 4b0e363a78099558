#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# readers.sh - look-ups of servers as ratios against one by primary key, and no scan of a table; `make bench-readers`
#
#	N=1000000	users, with two addresses each
#	CONTEXTS=10000	contexts that they are in
#	CALLS=2000	look-ups in a session, each of another name
#	ROUNDS=5	how often floor and look-up are measured, in turn
#
# A private PostgreSQL in a folder below TMPDIR. Statements are sent as servers send them, as text with the name in it.
set -eu

cd "$(dirname "$0")/../.."
N=${N:-1000000} CONTEXTS=${CONTEXTS:-10000} CALLS=${CALLS:-2000} ROUNDS=${ROUNDS:-5} BUDGET=3
. tests/bench/benchlib.sh
psql="$PG_BINDIR/psql -X -q -v ON_ERROR_STOP=1 -d prov"

# names FORM: CALLS statements; # is the number of a user, ~ that of its context.
names() {
	awk -v n="$N" -v contexts="$CONTEXTS" -v calls="$CALLS" -v form="$1" 'BEGIN {
		srand(1)
		per = n / contexts
		for (i = 0; i < calls; i++) {
			u = int(rand() * n)
			line = form
			gsub(/#/, u % per + 3, line)
			gsub(/~/, int(u / per) + 1, line)
			print line ";"
		}
	}'
}

microseconds() {	# ROLE FILE: of a session that sends it
	begin=$(date +%s%N)
	PGUSER=$1 $psql -o /dev/null -f "$2"
	echo $((($(date +%s%N) - begin) / 1000))
}

# How many rows were read by scans of whole tables; prov.installation has one.
scans() {
	$psql -A -t -c "SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE schemaname = 'prov' AND relname <> 'installation'"
}

status=0
by_key='SELECT login, password, enabled FROM prov.users WHERE cid = ~ AND uid = #'
look_up() {	# TITLE ROLE FORM [BUDGET [FLOOR]]
	names "${5-$by_key}" >"$T/floor.sql"
	names "$3" >"$T/look.sql"
	rm -f "$T/floor" "$T/look"
	before=$(scans)
	for round in $(seq 0 "$ROUNDS"); do
		floor=$(microseconds postgres "$T/floor.sql") look=$(microseconds "$2" "$T/look.sql")
		[ "$round" -eq 0 ] || { echo "$floor" >>"$T/floor" && echo "$look" >>"$T/look"; }
	done
	after=$(scans)
	awk -v t="$1" -v f="$(median_of <"$T/floor")" -v l="$(median_of <"$T/look")" -v calls="$CALLS" -v b="${4-$BUDGET}" \
		-v scanned="$((after - before))" 'BEGIN {
		bad = l / f > b || scanned
		printf "%-40s %9.3f ms %9.3f ms %7.2f %7.2f%s\n", t, f / 1000 / calls, l / 1000 / calls, l / f, b,
			scanned ? "  scans" : bad ? "  over" : ""
		exit bad }' || status=1
}

pg_create "$T/pg"
pg_start "$T/pg"
"$PG_BINDIR/psql" -X -q -d postgres -c 'CREATE DATABASE prov'
printf 'database: { conninfo = "host=%s dbname=prov user=postgres"; };\n' "$PGHOST" >"$PROV_CONFIG"
provdb migrate >/dev/null
provdb reader dovecot >/dev/null
provdb reader postfix >/dev/null
$psql -v n="$N" -v contexts="$CONTEXTS" -f tests/bench/readers.sql
provdb reader sogo >/dev/null
$psql -c 'VACUUM (ANALYZE) prov.sogo_key'

printf '%-40s %12s %12s %7s %7s\n' "$N users, $CONTEXTS contexts" 'by key' look-up ratio budget
look_up 'login by address' prov_dovecot "SELECT * FROM prov_view.dovecot_login('m#@d~.example', 'imap')"
look_up 'login by user@mapping' prov_dovecot "SELECT * FROM prov_view.dovecot_login('u#@c~', 'imap')"
look_up 'mailbox by id' prov_dovecot "SELECT * FROM prov_view.dovecot_user('c~u#', '/m')"
look_up 'mailbox by address' prov_dovecot "SELECT * FROM prov_view.dovecot_user('xm#@d~.example', '/m')"
look_up 'domain' prov_postfix "SELECT * FROM prov_view.postfix_domain('d~.example')"
look_up 'primary address' prov_postfix "SELECT * FROM prov_view.postfix_mailbox('m#@d~.example')"
look_up 'alias' prov_postfix "SELECT * FROM prov_view.postfix_alias('xm#@d~.example')"
look_up 'catch-all' prov_postfix "SELECT * FROM prov_view.postfix_alias('@d~.example')"
look_up 'nobody' prov_postfix "SELECT * FROM prov_view.postfix_alias('nobody#@d~.example')"
look_up 'group of ten' prov_postfix "SELECT * FROM prov_view.postfix_alias('g@d~.example')"
look_up 'sender' prov_postfix "SELECT * FROM prov_view.postfix_sender('m#@d~.example')"
look_up 'recipient' prov_postfix "SELECT * FROM prov_view.postfix_recipient('m#@d~.example')"
look_up 'recipient, a group' prov_postfix "SELECT * FROM prov_view.postfix_recipient('g@d~.example')"

# What sogod 5.8 sends with the configuration of serverconf. PostgreSQL plans each anew, over the branches of a view: that is
# most of the time, so the budgets are about plans and scans, not about rows.
anybody="c_uid = '%' OR login_name = '%' OR login_mail = '%'"
anywhere="$anybody OR mail = '%' OR aliases = '%'"
sogo() {	# TITLE FORM NAME BUDGET [FLOOR]
	title="SOGo: $1" form=$(echo "$2" | sed "${3:+s/%/$3/g}") budget=$4
	shift 4
	look_up "$title" prov_sogo "$form" "$budget" "$@"
}
sogo_password="SELECT c_password FROM prov_view.sogo_login WHERE ((login_name = '%' OR login_mail = '%') AND active = 'Y')"
sogo 'password, by address' "$sogo_password" m#@d~.example 12
sogo 'password, by user@mapping' "$sogo_password" u#@c~ 12
sogo 'who that is' "SELECT * FROM prov_view.sogo_login WHERE ($anywhere)" u#@c~ 30
sogo 'who has an id' "SELECT * FROM prov_view.sogo_login WHERE ($anybody)" c~u# 30
sogo 'may who has it log in' "SELECT c_uid FROM prov_view.sogo_login WHERE (c_uid = '%' AND active = 'Y')" c~u# 16
sogo 'who in the context has an address' "SELECT * FROM prov_view.sogo_login WHERE (c_domain = '~' AND ($anywhere))" m#@d~.example 30
sogo 'the same in the address book' "SELECT * FROM prov_view.sogo_directory WHERE (c_domain = '~' AND ($anywhere))" m#@d~.example 30
sogo 'nobody' "SELECT * FROM prov_view.sogo_login WHERE ($anywhere)" nobody#@d~.example 30
# These are of all people of a context, so their floor reads them by its key.
all='SELECT uid, login, display_name, given_name, sur_name, mail, address, aliases, modules, attrs FROM prov.users WHERE cid = ~'
matches="(UPPER(c_cn) LIKE UPPER('%User #%') OR UPPER(mail) LIKE UPPER('%User #%') OR UPPER(aliases) LIKE UPPER('%User #%'))"
sogo 'search in the address book' "SELECT * FROM prov_view.sogo_directory WHERE $matches AND (c_domain = '~')" '' 10 "$all"
sogo 'search for whom to share with' "SELECT * FROM prov_view.sogo_login WHERE $matches AND (c_domain = '~')" '' 14 "$all"
sogo 'the address book' "SELECT * FROM prov_view.sogo_directory WHERE (1 = 1) AND (c_domain = '~')" '' 10 "$all"
exit $status
