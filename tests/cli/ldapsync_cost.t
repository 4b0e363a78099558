#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run that has little to do reads little
# long: it counts rows
. "$TESTLIB/testlib.sh"
unset SQL_SOCKET	# what a session has read is counted when it ends
. "$TESTLIB/sync.sh"

start_crowd 8000 '""'
source_is 'context = "acme";'
ok 'a first run' ldapsync
# as autovacuum does after a while
sql 'ANALYZE'

gone() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DATABASE' AND application_name = 'ldapsync'")" = 0 ]
}
# reads NAME LIMIT TABLE...: of each table no more rows were read than that since the last time.
reads() {
	must_see "$1: the run has ended, and so have its statistics" gone
	limit=$2
	name=$1
	shift 2
	for table in "$@"; do
		rows=$(sql "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
			FROM pg_stat_user_tables WHERE relname = '$table'")
		is "$((rows <= limit))" 1 "$name: $rows rows of $table"
	done
	sql 'SELECT pg_stat_reset()' >/dev/null
}
change() {	# UID LINES
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: modify\n%s\n\n' "$1" "$2" | change_ldap
}
sql 'SELECT pg_stat_reset()' >/dev/null

# --- addresses of one user ---
change u00002 'replace: mail
mail: new2@example.com'
ok 'one user gets another address' ldapsync
reads 'SR21: another address' 12000 address
is "$(sql "SELECT string_agg(address, ' ') FROM prov.address WHERE kind = 'u'
	AND owner = (SELECT uid FROM prov.users WHERE name = 'u00002')")" new2@example.com 'the old one is free'
source_is 'context = "acme"; user: { mail = ""; aliases = ""; title = "${title}"; };'
silent 'the mapping has no addresses any more' ldapsync
sql 'SELECT pg_stat_reset()' >/dev/null
change u00003 'replace: title
title: x'
ok 'one user gets a title' ldapsync
reads 'SR21: a title, without addresses in the mapping' 12000 address
is "$(field mail u00003)" u00003@example.com 'what is not mapped stays'
source_is 'context = "acme";'
ok 'and has them again' ldapsync
sql 'SELECT pg_stat_reset()' >/dev/null

# --- values that the mapping makes nothing of ---
change u00003 'add: uid
uid: another'
silent 'a second name that is not the one in the DN' ldapsync
row_versions >"$TMP/before"
silent 'nothing' ldapsync
row_versions >"$TMP/after"
ok 'is looked at once' diff "$TMP/before" "$TMP/after"

# --- contexts: only those that the configuration names are looked for ---
sql "INSERT INTO prov.login_name (name, cid) SELECT 'n' || i || '.example', 1 FROM generate_series(1, 3000) i"
sql ANALYZE
sql 'SELECT pg_stat_reset()' >/dev/null
silent 'a run where contexts have many names' ldapsync
reads 'SR22: names of contexts' 5 login_name
source_is 'context = "acmee";'
fails 1 'a name that is none' ldapsync
stderr_has 'did you mean "acme"?'
source_is 'context = "acme";'

# --- many addresses of one user ---
{
	echo 'replace: mail'
	seq 3000 | sed 's/^/mail: Alias/; s/$/@Example.com/'
} >"$TMP/mails"
change u00004 "$(cat "$TMP/mails")"
ok 'a user gets 3,000 addresses' ldapsync
reads 'SR37: 3,000 addresses' 40000 address
change u00004 'delete: mail
mail: Alias7@example.com'
ok 'and one less' ldapsync
reads 'SR37: one of them less' 40000 address
is "$(sql "SELECT count(*) FROM prov.address WHERE address LIKE 'alias%'")" 2999 'it has the others'

# --- groups: who only has other values is a member as before ---
{
	group team u00010 u00011 u00012
	group all cn=team,ou=groups,dc=example,dc=com u00020
} | change_ldap
ok 'groups' ldapsync
is "$(groups 1)" 'all u00010,u00011,u00012,u00020
team u00010,u00011,u00012' 'with their members'
written() {	# TABLE: rows that the last run wrote there
	must_see 'the run has ended' gone
	sql "SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = '$1'"
}
sql 'SELECT pg_stat_reset()' >/dev/null
change u00010 'replace: sn
sn: Other'
ok 'a member gets another surname' ldapsync
output_has '1 changed'
is "$(written stage_group) $(written stage_member)" '0 0' 'SR21: groups are not looked at for that'
rename() {	# FROM TO
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: modrdn\nnewrdn: uid=%s\ndeleteoldrdn: 1\n\n' "$1" "$2" | change_ldap
}
rename u00011 renamed
ok 'a member is renamed, and groups still have its old DN' ldapsync
is "$(written stage_group)" 3 'SR21: then the one that lists it is, and, since nobody has that DN, all are'
is "$(groups 1 | grep team)" 'team renamed,u00010,u00012' 'SR36: it stays for this run'
ok 'and not for another one' ldapsync
is "$(groups 1 | grep team)" 'team u00010,u00012' 'it is no member any more'
rename renamed u00011
ok 'and named back' ldapsync
is "$(groups 1 | grep team)" 'team u00010,u00011,u00012' 'it is one again'

# --- known under names that are not stored: rejected, and mended without a trace ---
ok 'a local user' createuser -c 1 -u taken -d Taken -g T -s Aken -e taken@acme.example -p secret
rename u00012 taken
status_is 123 'a member is renamed and rejected' ldapsync
rename taken u00012
ok 'it is as it is stored, and groups are as they were' ldapsync
is "$(groups 1)" 'all u00010,u00011,u00012,u00020
team u00010,u00011,u00012' 'SR21: the member is there all the same'
silent 'nothing to do' ldapsync

# --- members by name, whose own entries are as they were: of these no value but the name is made ---
printf 'dn: cn=posix,ou=groups,dc=example,dc=com\nobjectClass: posixGroup\ncn: posix\ngidNumber: 9\nmemberUid: u00010\n' | change_ldap
ok 'a group with names' ldapsync
printf 'dn: cn=posix,ou=groups,dc=example,dc=com\nchangetype: modify\nadd: memberUid\nmemberUid: u00011\nmemberUid: U00020\n' | change_ldap
ok 'and with two more' ldapsync
is "$(groups 1 | grep posix)" 'posix u00010,u00011,u00020' 'finds them'
silent 'and then there is nothing to do' ldapsync
sql ANALYZE
database_is_sound
done_testing
