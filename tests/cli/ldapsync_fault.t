#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a directory or a database that fails, at every place: nothing is changed
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company -c 'limits dn.base="uid=limited,dc=example,dc=com" size.soft=20 size.hard=20'
# shellcheck disable=SC2046
people $(seq -f 'u%03.0f' 1 40) | change_ldap
entry uid=limited,dc=example,dc=com limited 'userPassword: secret
mail:' | change_ldap
group team u001 u002 | change_ldap
ok '41 users' ldapsync
save_tables
change_ldap <<'END'
dn: uid=u040,ou=people,dc=example,dc=com
changetype: delete

dn: uid=u039,ou=people,dc=example,dc=com
changetype: modify
replace: sn
sn: Changed
END
nothing() {	# STATUS NAME CMD...: fails, changes nothing, leaves nothing
	nothing_name=$2
	fails "$@"
	same_tables "$nothing_name: nothing was changed"
}

# --- the directory ---
stop_slapd
nothing 105 'the directory is down' ldapsync
stderr_has 'source "company"'
start_slapd_again
printf 'tiger\n' >"$TMP/tiger"
source_is "context = \"acme\"; password_file = \"$TMP/tiger\";"
nothing 101 'a wrong password' ldapsync
stderr_lacks tiger
source_is 'context = "acme"; bind_dn = "cn=nobody,dc=example,dc=com";'
nothing 101 'somebody unknown' ldapsync
source_is 'context = "acme"; base = "ou=nowhere,dc=example,dc=com";'
nothing 121 'a wrong base' ldapsync
stderr_has 'ou=nowhere,dc=example,dc=com'
source_is 'context = "acme"; base = "nowhere";'
nothing 1 'a base that is no DN' ldapsync
source_is 'context = "acme"; group_base = "ou=nowhere,dc=example,dc=com";'
nothing 121 'a wrong base of groups, after all users were read' ldapsync
source_is 'context = "acme"; user_filter = "(uid=*";'
nothing 1 'a filter that is none' ldapsync
source_is 'context = "acme"; bind_dn = "uid=limited,dc=example,dc=com";'
nothing 121 'the size limit' ldapsync
stderr_has 'sizeLimitExceeded'
nothing 121 'the size limit and --accept' accepting_all
source_is 'context = "acme";'
export LDAP_TIMEOUT=1
source_is 'context = "acme";'
freeze_slapd
nothing 107 'a frozen server' ldapsync
thaw_slapd
unset LDAP_TIMEOUT
source_is 'context = "acme";'

# --- what others set for LDAP programs has no effect ---
printf 'SIZELIMIT 3\nTIMELIMIT 1\nDEREF always\nURI ldap://192.0.2.1\nBASE dc=wrong\nTLS_REQCERT never\n' >"$HOME/.ldaprc"
cp "$HOME/.ldaprc" ldaprc
ok 'ldaprc and environment' env LDAPSIZELIMIT=2 LDAPURI=ldap://192.0.2.1 LDAPBASE=dc=wrong \
	LDAPRC="$HOME/.ldaprc" LDAPCONF="$HOME/.ldaprc" ldapsync -n --json
is "$(json action name)" 'change|u039
disable|u040' 'do not count'
rm "$HOME/.ldaprc" ldaprc

# --- the database: each table in turn refuses, as a full disk does ---
people new | change_ldap
printf 'dn: cn=team,ou=groups,dc=example,dc=com\nchangetype: modify\nadd: member\nmember: uid=new,ou=people,dc=example,dc=com\n\n' |
	change_ldap
group more u003 | change_ldap
sql 'CREATE FUNCTION prov.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	RAISE EXCEPTION $a$No space left on device$a$ USING ERRCODE = $a$53100$a$; END $$'
for table in stage_user stage_unseen stage_diff stage_group stage_group_diff stage_member stage_member_diff users \
	address groups member change_log source_state; do
	sql "CREATE TRIGGER full_disk BEFORE INSERT ON prov.$table FOR EACH STATEMENT EXECUTE FUNCTION prov.full()"
	nothing 106 "a full disk: $table" ldapsync
	stderr_has 'disk is full' "$table: says why"
	sql "DROP TRIGGER full_disk ON prov.$table"
done
sql 'CREATE TRIGGER full_disk BEFORE UPDATE ON prov.users FOR EACH STATEMENT EXECUTE FUNCTION prov.full()'
nothing 106 'a full disk: changed users' ldapsync
sql 'DROP TRIGGER full_disk ON prov.users'
sql "ALTER TABLE prov.source_state ADD CONSTRAINT late CHECK (name <> 'company') NOT VALID"
nothing 103 'the last statement' ldapsync
sql 'ALTER TABLE prov.source_state DROP CONSTRAINT late'
is "$(staged)/$(held_jobs)" 0/0 'nothing is left in staging, and no lock'
ok 'and then it works' ldapsync
output_has '1 created, 1 changed, 1 disabled, 1 groups created, 2 members added'
database_is_sound
silent 'nothing is left to do' ldapsync

# --- no database, a database without tables, one that is not ours ---
save_config() {
	printf 'database: { conninfo = "%s"; };\n' "$1" >"$TMP/other.conf"
	sed 1d "$PROV_CONFIG" >>"$TMP/other.conf"
}
save_config "host=$TMP/nowhere dbname=prov user=prov"
fails 105 'no server' env PROV_CONFIG="$TMP/other.conf" ldapsync
save_config "host=$PGHOST dbname=nowhere_at_all user=prov"
fails 105 'no such database' env PROV_CONFIG="$TMP/other.conf" ldapsync
save_config "host=$PGHOST dbname=postgres user=prov"
fails 106 'a database without our tables' env PROV_CONFIG="$TMP/other.conf" ldapsync
done_testing
