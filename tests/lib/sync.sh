# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# sync.sh - what the tests of ldapsync share: a company in a directory, and looks at what became of it
#
#	. "$TESTLIB/sync.sh"
#	start_company; person anna 'sn: Berg' | change_ldap; ok 'a run' ldapsync
#	users_are 3 'anna anna@example.com' 'what is there'

umask 077
printf 'secret\n' >"$TMP/secret"

# person UID [LINES]: LDIF of a user below ou=people. Lines of mail, sn and cn replace the usual; the
# line "mail:" alone is: no mail.
person() {
	entry "uid=$1,ou=people,dc=example,dc=com" "$1" "${2-}"
}

# entry DN UID [LINES]
entry() {
	printf 'dn: %s\nobjectClass: inetOrgPerson\nobjectClass: extensibleObject\nuid: %s\n' "$1" "$2"
	case ${3-} in
	*cn:*) ;;
	*) printf 'cn: %s\n' "$2" ;;
	esac
	case ${3-} in
	*sn:*) ;;
	*) printf 'sn: %s\n' "$2" ;;
	esac
	case ${3-} in
	*mail:*) ;;
	*) printf 'mail: %s@example.com\n' "$2" ;;
	esac
	printf '%s\n\n' "${3-}" | sed '/^mail:$/d' | cat -s
}

# people UID...: several of them.
people() {
	for uid in "$@"; do
		person "$uid"
	done
}

# modify UID LINES: a user below ou=people becomes another one.
modify() {
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: modify\n%s\n\n' "$1" "$2" | change_ldap
}

# group CN MEMBER...: groupOfNames below ou=groups; members are DNs or uids below ou=people.
group() {
	printf 'dn: cn=%s,ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\n' "$1"
	printf 'objectClass: extensibleObject\ncn: %s\n' "$1"
	shift
	for member in "$@"; do
		case $member in
		*=*) printf 'member: %s\n' "$member" ;;
		*) printf 'member: uid=%s,ou=people,dc=example,dc=com\n' "$member" ;;
		esac
	done
	echo
}

unit() {	# DN: an organizational unit
	printf 'dn: %s\nobjectClass: organizationalUnit\nou: %s\n\n' "$1" \
		"$(printf %s "$1" | sed 's/^ou=\([^,]*\),.*/\1/')"
}

tree() {
	printf 'dn: dc=example,dc=com\nobjectClass: domain\ndc: example\n\n'
	unit ou=people,dc=example,dc=com
	unit ou=groups,dc=example,dc=com
}

# start_company [slapd options]: an empty company, and a database with the context 1, "acme".
start_company() {
	tree >"$TMP/tree.ldif"
	start_slapd -l "$TMP/tree.ldif" "$@"
	use_database
	new_context 1 acme
	source_is 'context = "acme";'
}

# on_each_server STATEMENTS: where the database is spread over several, on each of them.
on_each_server() {
	for server in "$PGHOST" ${CITUS_NODES:+"$CITUS_NODES/w1" "$CITUS_NODES/w2"}; do
		PGHOST=$server PGOPTIONS="${CITUS_NODES:+-c citus.enable_ddl_propagation=off}" sql "$1"
	done
}

# free_locks CID...: those that nobody has. Each is asked for alone, as rows of several contexts may be on several servers.
free_locks() {
	for cid in "$@"; do
		sql "SELECT cid FROM prov.context WHERE cid = $cid FOR UPDATE SKIP LOCKED"
	done | xargs
}

# clock_ahead INTERVAL: from now on the clock of the database, now(), is ahead.
clock_ahead() {
	[ "$(sql "SELECT to_regclass('moved.clock') IS NULL")" = f ] || on_each_server "CREATE SCHEMA moved;
		CREATE TABLE moved.clock (ahead interval NOT NULL);
		INSERT INTO moved.clock VALUES ('0');
		CREATE FUNCTION moved.now() RETURNS timestamptz LANGUAGE sql STABLE AS
			'SELECT pg_catalog.now() + ahead FROM moved.clock';
		GRANT USAGE ON SCHEMA moved TO public;
		GRANT SELECT ON moved.clock TO public;
		DO \$\$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = moved, pg_catalog', current_database()); END \$\$"
	on_each_server "UPDATE moved.clock SET ahead = '$1'"
}

# start_crowd COUNT LINE: the same with so many people, u00001 and so on, each with a LINE (an awk expression
# over i) of its own.
start_crowd() {
	{
		tree
		awk -v count="$1" 'BEGIN { for (i = 1; i <= count; i++) {
			printf "dn: uid=u%05d,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: u%05d\n", i, i
			printf "cn: User Number %d\nsn: Number %d\nmail: u%05d@example.com\n%s\n\n", i, i, i, '"$2"'
		} }'
	} >"$TMP/crowd.ldif"
	start_slapd -l "$TMP/crowd.ldif"
	use_database
	new_context 1 acme
}

new_context() {		# ID NAME
	set_config
	createcontext -c "$1" -N "$2" -q 1000 -u oxadmin -d Admin -g Ad -s Min -p secret \
		-e "oxadmin@$2.example" >"$TMP/create.log" 2>&1 || bail "$(cat "$TMP/create.log")"
}

# What a test hides by a filter, or leaves out of the bases, is to be gone from the directory: that the
# configuration was changed is the subject of ldapsync_scope.t.
forget_scope() {
	[ -z "${DATABASE-}" ] || sql 'UPDATE prov.source_state SET scope = NULL, scope_hash = NULL'
}

# source_is LINES [TOP LINES]: the configuration; the directory of start_company is the source
# "company". What was said is said again in each run, unless the top lines have a section sync.
# LDAP_TIMEOUT is for tests in which the server does not answer.
source_is() {
	forget_scope
	case $1 in
	*base*) lines=$1 ;;
	*) lines="base = \"dc=example,dc=com\"; $1" ;;
	esac
	top=${2-}
	case $top in
	*sync:*) ;;
	*) top="$top sync: { remind = 0; };" ;;
	esac
	set_config "
ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\";
	timeout = ${LDAP_TIMEOUT:-300}; network_timeout = ${LDAP_TIMEOUT:-300}; };
source: { company: { $lines }; };
$top"
}

# paused_run PATTERN...: a run whose server is PAUSED_URI begins; the first request in which all PATTERNs are is
# held back until go_on, which sets status to its exit status.
# shellcheck disable=SC2034 # for tests
PAUSED_URI=ldapi://$(printf '%s' "$TMP/pause/socket" | sed 's|/|%2F|g')
paused_run() {
	rm -rf "$TMP/pause"
	mkdir "$TMP/pause"
	mkfifo "$TMP/pause/stdin"
	perl "$ROOT/tests/tool/ldap_pause.pl" "$TMP/pause/socket" "$SLAPD/ldapi" "$TMP/pause" "$@" \
		<"$TMP/pause/stdin" 2>"$TMP/pause.err" &
	proxy=$!
	exec 4>"$TMP/pause/stdin"
	wait_for 20 test -e "$TMP/pause/ready" || bail "$(cat "$TMP/pause.err")"
	ldapsync >"$TMP/out" 2>"$TMP/err" 4>&- &
	sync=$!
	wait_for 20 test -e "$TMP/pause/paused" || bail "no pause: $(cat "$TMP/err" "$TMP/pause.err")"
}

go_on() {
	touch "$TMP/pause/go"
	wait "$sync"
	# shellcheck disable=SC2034 # for tests
	status=$?
	exec 4>&-
	wait "$proxy"
}

# meanwhile KIND BASE CMD...: the same, in which CMD happens before the KIND (users, groups) below BASE are read.
meanwhile() {
	pattern=inetOrgPerson
	[ "$1" = users ] || pattern=groupOfNames
	# the search below BASE: it asks for keys, the look at the base before does not
	paused_run "$2" "$pattern" entryUUID
	shift 2
	"$@"
	go_on
}

# What there is of the source in context CID: name, mail, aliases, enabled, one line a user.
users() {
	sql "SELECT concat_ws(' ', name, coalesce(mail, '-'), nullif(array_to_string(aliases, ','), ''),
		CASE WHEN enabled AND source_enabled THEN '+' ELSE 'off' END)
		FROM prov.users WHERE cid = $1 AND source IS NOT NULL ORDER BY login"
}

# The groups of the source in context CID that are not missing: name, mail, names of the members.
groups() {
	sql "SELECT concat_ws(' ', g.name, g.mail, (SELECT string_agg(u.name, ',' ORDER BY u.login)
			FROM prov.member m JOIN prov.users u USING (cid, uid)
			WHERE m.cid = g.cid AND m.gid = g.gid))
		FROM prov.groups g WHERE g.cid = $1 AND g.gid <> 1 AND g.missing_since IS NULL ORDER BY g.login"
}

# released [OPTION...]: a run whose removals were looked at and accepted. What a dry run says is in released.err.
released() {
	ldapsync --dry-run >"$TMP/released.out" 2>"$TMP/released.err" || :
	set -- --accept "$(digest_in "$TMP/released.err")" "$@"
	[ -n "$2" ] || shift 2
	ldapsync "$@"
}

# accepting_all [OPTION...]: a run in which it is accepted that everybody goes.
accepting_all() {
	sql "DELETE FROM prov.sync_plan; DELETE FROM prov.sync_plan_part;
		INSERT INTO prov.sync_plan VALUES ('company', repeat('0', 64), gen_random_uuid(), now(), 1);
		INSERT INTO prov.sync_plan_part SELECT 'company', repeat('0', 64), 0, x.lines FROM (
			WITH u AS MATERIALIZED (
				SELECT cid, source_key FROM prov.users WHERE source IS NOT NULL
			), g AS MATERIALIZED (
				SELECT cid, source_key FROM prov.groups WHERE source IS NOT NULL
			), m AS MATERIALIZED (
				SELECT m.cid, g.source_key AS group_key, u.source_key FROM prov.member m
				JOIN prov.groups g ON g.cid = m.cid AND g.gid = m.gid
				JOIN prov.users u ON u.cid = m.cid AND u.uid = m.uid)
			SELECT string_agg(line || E'\\n', '' ORDER BY line COLLATE \"C\") AS lines FROM (
				SELECT concat_ws(' ', 'user', what, u.cid, u.source_key) AS line
				FROM u, (VALUES ('missing'), ('moved'), ('purged'), ('disabled'), ('enabled')) x(what)
				UNION ALL SELECT concat_ws(' ', 'group', what, g.cid, g.source_key)
				FROM g, (VALUES ('missing'), ('purged')) x(what)
				UNION ALL SELECT concat_ws(' ', 'member', m.cid, m.group_key, m.source_key) FROM m) y) x"
	ldapsync --accept "$(printf %064d 0)" "$@"
}

# recovered NAME CMD...: a run that finds nothing to do, and says that it works again after some that failed.
recovered() {
	test_name=$1
	shift
	status_is 0 "$test_name" "$@"
	is "$(wc -l <"$TMP/out") $(grep -c '; works again after [0-9]* failed run' "$TMP/out") $(wc -c <"$TMP/err")" '1 1 0' \
		"$test_name, and says so"
}

digest_in() {	# FILE: the digest of a plan that was stopped
	sed -n 's/.*--accept \(sha256:[0-9a-f]*\).*/\1/p' "$1"
}

# Another day has begun: what was taken away before does not count any more.
next_day() {
	earlier sync_count at '25 hours'
	earlier users missing_since '25 hours'
	earlier groups missing_since '25 hours'
}

# field COLUMN NAME [CID]: one value of a user.
field() {
	sql "SELECT $1 FROM prov.users WHERE cid = ${3:-1} AND name = '$2'"
}

# Every row of every table, sorted; of jobs those that somebody holds, of sources not their scope. Not the
# records of runs, which those that fail leave, too.
dump_tables() {
	{
		"$PG_BINDIR/pg_dump" -d "$DATABASE" --data-only --inserts --schema=prov \
			--exclude-table-data=prov.job_lock --exclude-table-data=prov.source_state \
			--exclude-table-data=prov.sync_run \
			--exclude-table-data="prov.sync_plan*" | grep '^[^-\\]'
		sql "SELECT concat_ws(' ', 'INSERT INTO prov.source_state', to_jsonb(s) - 'scope' - 'scope_hash')
			FROM prov.source_state s"
		sql "SELECT concat_ws(' ', 'INSERT INTO prov.job_lock', name, owner, run, fence, expires)
			FROM prov.job_lock WHERE owner IS NOT NULL OR run IS NOT NULL"
	} | LC_ALL=C sort
}

# same_tables NAME [PATTERN]: nothing has changed since save_tables, in tables whose names do not
# match.
same_tables() {
	dump_tables | grep -v "^INSERT INTO prov\.${2:-/} " >"$TMP/tables.now"
	if [ -n "${2-}" ]; then
		sed -i "/^INSERT INTO prov\.$2 /d" "$TMP/tables.saved"
	fi
	if cmp -s "$TMP/tables.saved" "$TMP/tables.now"; then
		pass "$1"
	else
		flunk "$1" "$(diff "$TMP/tables.saved" "$TMP/tables.now" | head -20)"
	fi
}

save_tables() {
	dump_tables >"$TMP/tables.saved"
}

# Versions of all rows that a run which finds nothing must not write.
row_versions() {
	sql "SELECT 'u', cid, uid, xmin FROM prov.users UNION ALL SELECT 'g', cid, gid, xmin FROM prov.groups
		UNION ALL SELECT 'm', cid, gid * 1000000 + uid, xmin FROM prov.member
		UNION ALL SELECT address, cid, owner, xmin FROM prov.address
		UNION ALL SELECT 'l', cid, seq, xmin FROM prov.change_log ORDER BY 1, 2, 3"
	sql 'SELECT cid, change_seq, next_uid, next_gid FROM prov.context ORDER BY 1'
}

# json FIELD...: the last command's JSON, these fields of each object; null is nothing.
json() {
	perl -MJSON::PP -e 'my @fields = @ARGV; local $/;
		my $data = decode_json(<STDIN>);
		binmode STDOUT, ":utf8";
		$data = $data->{changes} if ref $data eq "HASH" && $data->{changes};
		for my $row (ref $data eq "ARRAY" ? @$data : $data) {
			print join("|", map { $row->{$_} // "" } @fields), "\n";
		}' "$@" <"$TMP/out"
}

# All rules of the data hold, nothing is staged, nobody holds the lock.
database_is_sound() {	# [NAME]
	printf 'database: { conninfo = "host=%s dbname=%s user=postgres"; };\n' "$PGHOST" \
		"$DATABASE" >"$TMP/owner.conf"
	PROV_CONFIG=$TMP/owner.conf provdb check >"$TMP/check.out" 2>&1 && [ "$(staged)" = 0 ] &&
		[ "$(held_jobs)" = 0 ] && {
		pass "${1:-the database keeps its rules}"
		return
	}
	flunk "${1:-the database keeps its rules}" "$(cat "$TMP/check.out")" \
		"staged: $(staged)" "$(sql 'SELECT * FROM prov.job_lock')"
}

# After users were written or removed by hand: the contexts count them anew (rule L1).
count_users() {
	sql 'UPDATE prov.context c SET licensed = (SELECT count(*) FROM prov.users u
		WHERE u.cid = c.cid AND u.uid <> 2 AND u.enabled AND u.source_enabled)'
}

# Jobs that somebody holds; the row itself stays for ever.
held_jobs() {
	sql 'SELECT count(*) FROM prov.job_lock WHERE owner IS NOT NULL OR run IS NOT NULL'
}

staged() {
	sql 'SELECT (SELECT count(*) FROM prov.stage_user) + (SELECT count(*) FROM prov.stage_unseen)
		+ (SELECT count(*) FROM prov.stage_group) + (SELECT count(*) FROM prov.stage_gone)
		+ (SELECT count(*) FROM prov.stage_diff) + (SELECT count(*) FROM prov.stage_member)
		+ (SELECT count(*) FROM prov.stage_group_diff) + (SELECT count(*) FROM prov.stage_lock)
		+ (SELECT count(*) FROM prov.stage_touched) + (SELECT count(*) FROM prov.stage_member_diff) + (SELECT count(*) FROM prov.stage_nest)
		+ (SELECT count(*) FROM prov.stage_rekey) + (SELECT count(*) FROM prov.stage_key)
		+ (SELECT count(*) FROM prov.stage_left_out) + (SELECT count(*) FROM prov.stage_pending)'
}

# restore_ldap <LDIF: entries with their operational attributes, as from a backup.
restore_ldap() {
	ldapmodify -a -e '!relax' -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret >"$TMP/ldapmodify.log" 2>&1 ||
		bail "ldapmodify: $(cat "$TMP/ldapmodify.log")"
}

# random_seeds: tests/tool/random_faults.pl with $SEED, or $SEEDS from 1 on, each a test; what it printed is in $TMP/results.
random_seeds() {
	for cid in 10 11 12 13; do new_context $cid c$cid; done
	export DATA HASH PG_BINDIR
	perl "$ROOT/tests/tool/random_faults.pl" "${SEED:-$(seq -s ' ' "$SEEDS")}" >"$TMP/results" 2>"$TMP/err" ||
		flunk 'the model runs to its end' "$(cat "$TMP/err")"
	is "$(cat "$TMP/err")" '' 'and without a warning'
	replay
}
