#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: the first run of a source, which writes while it reads, and later ones, which read the
# directory in step with what is stored
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

# 3,000 people with a long name are two batches (sink_direct.c), of which a large part waits in a file, and some
# pages. Number 2,900 wants the name of number 10.
{
	tree
	awk 'BEGIN { long = sprintf("%01500d", 0); gsub("0", "n", long); for (i = 1; i <= 3000; i++) {
		printf "dn: cn=p%d,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\ncn: p%d\n", i, i
		printf "uid: p%d\nsn: Number %d of three thousand in this directory\n", i == 2900 ? 10 : i, i
		printf "givenName: %s\n", long
		printf "mail: p%d@example.com\nmail: number.%d@example.com\n", i, i
		printf "displayName: Person with a name that is long enough, number %d\n\n", i
	}
	printf "dn: cn=all,ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\ncn: all\n"
	for (i = 1; i <= 3000; i++)
		printf "member: cn=p%d,ou=people,dc=example,dc=com\n", i
	for (i = 1; i <= 12000; i++)
		printf "member: cn=nobody%d,ou=people,dc=example,dc=com\n", i
	printf "\n" }'
} >"$TMP/many.ldif"
start_slapd -l "$TMP/many.ldif"
use_database
new_context 1 acme
source_is 'context = "acme";'
of_source="FROM prov.users WHERE source = 'company'"
nothing_changes() {	# NAME: a run that finds nothing but its reject writes no row
	row_versions >"$TMP/before"
	status_is 123 "$1" ldapsync
	is "$(wc -c <"$TMP/out")/$(wc -l <"$TMP/err")" 0/2 'it tells of the reject only'
	row_versions >"$TMP/after"
	ok 'no row is written' diff "$TMP/before" "$TMP/after"
}

# --- the same plan in both ways ---
status_is 123 'a dry run' ldapsync -n --json
json action name | grep -v '^pending' >"$TMP/planned"
is "$(cut -d '|' -f 1 "$TMP/planned" | sort | uniq -c | tr -s ' ' | tr '\n' ';')" ' 3000 create; 1 reject;' \
	'plans all but one, and a group'
is "$(sql "SELECT count(*) $of_source")" 0 'and changes nothing'
fails 1 'a first run, without room for a batch' env TMPDIR="$TMP/nowhere" ldapsync
stderr_has 'cannot keep what was read in a temporary file'
is "$(sql "SELECT count(*) $of_source")" 0 'writes nothing'
status_is 123 'the first run' ldapsync
is "$(cut -d ';' -f 1 "$TMP/out")" 'company: 3000 users read, 1 groups read, 2999 created, 1 groups created, 2999 members added, 12000 members ignored, 1 rejected' \
	'does it'
stderr_has 'cn=p2900,ou=people,dc=example,dc=com": the name "p10" belongs to user'
sql "SELECT 'create|' || name $of_source" | sort >"$TMP/created"
is "$(grep '^create' "$TMP/planned" | grep -v '|all$' | sort | diff - "$TMP/created" | head -5)" '' 'as planned'
# Several servers have a clock each.
same_moment='= 0'
[ -z "${CITUS_NODES-}" ] || same_moment='BETWEEN -60 AND 60'
is "$(sql "SELECT count(*), min(uid), max(uid), count(DISTINCT uid), bool_and(extract(epoch FROM changed - (SELECT max(at)
	FROM prov.change_log)) $same_moment) $of_source")" '2999|3|3002|2999|t' 'each with an id; that of the reject is left out'
is "$(sql "SELECT string_agg(name, ' ' ORDER BY uid) $of_source AND uid < 8")" 'p1 p2 p3 p4 p5' \
	'in the order of the directory'
is "$(sql "SELECT count(*), count(DISTINCT (cid, seq)), count(DISTINCT id), min(after ->> 'name') FROM prov.change_log
	WHERE program = 'ldapsync' AND kind = 'user'")" '2999|2999|2999|p1' 'all are in the change log'
is "$(sql "SELECT count(*) FROM prov.address WHERE address LIKE '%@example.com' AND kind = 'u'")" 5998 \
	'with all addresses'
is "$(sql "SELECT count(*) FROM prov.change_log l JOIN prov.users u ON u.cid = l.cid AND u.uid = l.id
	WHERE program = 'ldapsync' AND kind = 'user' AND after ->> 'name' = u.name AND after -> 'aliases' = to_jsonb(u.aliases)
	AND after ->> 'dn' = u.source_dn")" 2999 'DR15: each with its own line'
database_is_sound

# --- later runs ---
nothing_changes 'again'
sql 'UPDATE prov.users SET source_nth = -source_nth WHERE source IS NOT NULL'
nothing_changes 'the directory in the opposite order'
sql 'UPDATE prov.users SET source_nth = hashint8(source_nth) WHERE source IS NOT NULL'
nothing_changes 'in no order at all'
sql 'UPDATE prov.users SET source_nth = 7 WHERE source IS NOT NULL'
nothing_changes 'all in one place'
sql 'UPDATE prov.users SET source_nth = uid WHERE source IS NOT NULL'

# --- a stretch that is longer than what is looked at: 1 and 2, 10 to 29, 100 to 299, 1000 to 2999 ---
source_is 'context = "acme"; user_filter = "(&(objectClass=inetOrgPerson)(!(|(displayName=*number 1*)(displayName=*number 2*))))";'
fails 120 'most are gone' ldapsync
ok 'and that is right' released
is "$(cut -d ';' -f 1 "$TMP/out")" 'company: 778 users read, 1 groups read, 2221 disabled, 2221 members removed, 14222 members ignored' \
	'all but one of those were there'
is "$(sql "SELECT count(*) $of_source AND missing_since IS NOT NULL AND name !~ '^p[12]'")" 0 'no others'
database_is_sound
silent 'and then nothing' ldapsync
source_is 'context = "acme";'
sql "UPDATE prov.users SET source_nth = uid + 5000 WHERE source IS NOT NULL AND missing_since IS NULL"
status_is 123 'all of them are back' ldapsync
is "$(cut -d ';' -f 1 "$TMP/out")" 'company: 3000 users read, 1 groups read, 2221 changed, 2221 enabled, 2221 members added, 12000 members ignored, 1 rejected' \
	'the same ones'
is "$(sql "SELECT count(*), max(uid) $of_source AND source_enabled AND missing_since IS NULL")" '2999|3002' \
	'with their ids'
database_is_sound

# --- groups that do not fit into memory wait in a file, which may not be there ---
nothing_changes 'again, with the groups in a file'
fails 1 'no room for it' env TMPDIR="$TMP/nowhere" ldapsync
stderr_has 'cannot keep what was read in a temporary file'
printf 'dn: cn=all,ou=groups,dc=example,dc=com\nchangetype: modify\ndelete: member\nmember: cn=p7,ou=people,dc=example,dc=com\n\n' |
	change_ldap
status_is 123 'one member less' ldapsync
output_has '1 members removed'
is "$(sql 'SELECT count(*) FROM prov.member')" 2998 'out of a large group'
database_is_sound

# --- a first run meets local users ---
new_context 2 second
createuser -c 2 -u p5 -d Local -g Lo -s Cal -p secret -e local@example.com >"$TMP/log" 2>&1 || bail "$(cat "$TMP/log")"
createuser -c 2 -u other -d Other -g Ot -s Her -p secret -e p2999@example.com >"$TMP/log" 2>&1 || bail "$(cat "$TMP/log")"
set_config "sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
	source: { other: { base = \"dc=example,dc=com\"; context = \"second\"; }; };"
status_is 123 'local users in the way' ldapsync
output_has '2997 created, 1 groups created, 2996 members added, 12000 members ignored, 3 rejected'
stderr_has 'cn=p5,ou=people,dc=example,dc=com": the name "p5" belongs to user 3'
stderr_has 'cn=p2999,ou=people,dc=example,dc=com": the mail address "p2999@example.com" belongs to user 4'
is "$(sql "SELECT name, source IS NULL FROM prov.users WHERE cid = 2 AND uid IN (3, 4) ORDER BY uid")" 'p5|t
other|t' 'they keep what they have'
database_is_sound
status_is 123 'again' ldapsync
is "$(wc -c <"$TMP/out")" 0 'nothing to do'

# --- a distributed database has no SQLSTATE of its own for what a COPY finds twice ---
new_context 3 third
! takes_triggers || sql "CREATE FUNCTION twice() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN
	IF EXISTS (SELECT 1 FROM prov.users u WHERE u.cid = NEW.cid AND u.login = NEW.login) THEN
		RAISE EXCEPTION 'duplicate key value violates unique constraint \"users_login_102084\"' USING ERRCODE = 'XX000';
	END IF;
	RETURN NEW;
	END \$\$;
	CREATE TRIGGER twice BEFORE INSERT ON prov.users FOR EACH ROW EXECUTE FUNCTION twice()"
set_config "sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
	source: { far: { base = \"dc=example,dc=com\"; context = \"third\"; }; };"
status_is 123 'what is there twice is known by its text' ldapsync
output_has '2999 created'
stderr_has 'cn=p2900,ou=people,dc=example,dc=com": the name "p10" belongs to user'
database_is_sound
done_testing
