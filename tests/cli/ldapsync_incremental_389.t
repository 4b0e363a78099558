#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run that reads only what changed, from 389 Directory Server, whose content synchronisation means other things
# than the standard says. It is played by tests/tool/sync_server.pl; tests/directories/changes_389ds.t has the real one.
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"

LDAP_URI=ldapi://$(printf '%s' "$TMP/ds.socket" | sed 's|/|%2F|g')
mkdir "$TMP/ds"
change=1

so() {		# what is in the files is what the server has now, and it is a change
	change=$((change + 1))
	quietly
}
quietly() {	# ... and it is none
	cat "$TMP"/is.* "$TMP"/ds/* >"$TMP/world.new"
	printf 'is change %s\n' "$change" >>"$TMP/world.new"
	mv "$TMP/world.new" "$TMP/world"
}
is_word() {	# WORD VALUE
	printf 'is %s %s\n' "$1" "$2" >"$TMP/is.$1"
}
put() {		# NAME DN LINES
	printf 'entry %s\nnsUniqueId 00000000-00000000-00000000-%08x\n%s\n' "$2" \
		"$(($(printf '%s' "$1" | cksum | cut -d' ' -f1) & 2147483647))" "$3" >"$TMP/ds/$1"
}
unit() {	# NAME
	put "unit.$1" "ou=$1,dc=x" "objectClass organizationalUnit"
}
user() {	# KEY NAME UNIT [LINES]
	put "$1" "uid=$2,ou=$3,dc=x" "objectClass person
objectClass inetOrgPerson
uid $2
cn $2
sn $2
mail $2@example.com
${4-}"
}
team() {	# NAME MEMBER...
	team=$1
	shift
	put "team.$team" "cn=$team,ou=groups,dc=x" "objectClass groupOfNames
cn $team
$(printf 'member uid=%s,ou=one,dc=x\n' "$@")"
}
source_of() {	# [LINES]
	forget_scope
	set_config "sync: { remind = 0; };
		source: { company: { uri = \"$LDAP_URI\"; profile = \"389ds\"; mode = \"incremental\"; group_base = \"ou=groups,dc=x\";
			contexts = ( { base = \"ou=one,dc=x\"; context = \"acme\"; }, { base = \"ou=two,dc=x\"; context = \"beta\"; } );
			user_filter = \"(&(objectClass=inetOrgPerson)(!(employeeType=gone)))\";
			limits: { missing = 100; members = 100; group_members = 100; groups = 100; renamed = 100; moved = 100; changed = 100; };
			${1-} }; };"
}
in_db() {	# LOGIN CONTEXT t|f|''
	is "$(sql "SELECT missing_since IS NULL FROM prov.users WHERE cid = $2 AND login = '$1'")" "$3" "$1 in $2: ${3:-not there}"
}

use_database
new_context 1 acme
new_context 2 beta
is_word dataversion 1
is_word first 1
put top dc=x 'objectClass domain'
for u in one two groups out; do unit $u; done
for n in anna bert cora dora; do user $n $n one; done
user emil emil two
team staff anna bert
so
perl "$ROOT/tests/tool/sync_server.pl" "$TMP/ds.socket" "$TMP/world" >"$TMP/ds.log" 2>&1 &
ds_pid=$!
trap 'kill "$ds_pid"' EXIT
must_see 'the server listens' test -S "$TMP/ds.socket"
source_of

ok 'what runs will be' ldapsync --check
has "$TMP/out" 'incremental, by content synchronisation' 'is said'
ok 'a first run' ldapsync
ran full 'the first run'
is "$(sql "SELECT count(*) FROM prov.users WHERE source IS NOT NULL")" 5 'and all are there'

# --- an answer that says that all who are not named are gone: nobody is ---
ok 'nothing changed' ldapsync --json
is "$(jq -r '[.mode, .users_read, .disabled] | join(" ")' "$TMP/out")" 'incremental 0 0' 'case 32: and nobody is gone'
user anna anna one 'givenName Anna'
so
runs 'a value'
is "$(sql "SELECT given_name FROM prov.users WHERE login = 'anna'")" Anna 'is there'
user frida frida one
so
runs 'somebody new'
in_db frida 1 t
user frida fritz one
so
runs 'another name'
in_db frida 1 ''
in_db fritz 1 t
rm "$TMP/ds/frida"
so
runs 'deleted'
in_db fritz 1 f

# --- what the server does not say is looked up ---
user bert bert one 'employeeType gone'
so
runs 'case 34: who does not match the filter any more'
in_db bert 1 f
user bert bert one
so
runs 'and matches it again'
in_db bert 1 t
user cora cora out
so
runs 'moved out of the bases'
in_db cora 1 f
user cora cora one
so
runs 'and back'
in_db cora 1 t
user dora dora two
so
runs 'moved to another context'
in_db dora 1 f
in_db dora 2 t
user dora dora one
so
runs 'and back again'

# --- an entry that is shown, and is not found by its key, is there ---
user anna anna one 'givenName Hidden
hides nsUniqueId'
so
status_is 120 'an entry that hides its key, and changes' ldapsync
stderr_has 'was shown, and is not found by it'
in_db anna 1 t
user anna anna one 'givenName Anna'
so
ok 'and shows it again' ldapsync --full

# --- groups ---
team staff anna bert cora
so
runs 'a member comes'
is "$(sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) WHERE g.name = 'staff'")" 3 'and is there'
rm "$TMP/ds/team.staff"
so
runs 'a group goes'
team staff anna
so
runs 'and comes'
put printer cn=printer,ou=one,dc=x 'objectClass device'
so
ok 'what is neither a user nor a group' ldapsync --json
is "$(jq -r '[.mode, .groups_read, .users_read] | join(" ")' "$TMP/out")" 'incremental 0 0' 'is looked up, and is nothing'

# --- what cannot be told ---
full() {	# NAME WORDS
	ok "$1" ldapsync
	ran full "$1"
	stderr_has "everything was read: $2"
	ok "$1: the next run" ldapsync
	ran incremental "$1: the next run"
}
put unit.one ou=one,dc=x 'objectClass organizationalUnit
description changed'
so
full 'a unit with others below it was changed' '"ou=one,dc=x" was changed: entries below it may have other names'
is_word first 1000000
user anna anna one 'givenName Trimmed'
so
ok 'case 35: the log was cut behind the cookie' ldapsync
ran full 'case 35: the log was cut'
stderr_has "the server's log of changes begins at 1000000, and the last run knew"
is "$(sql "SELECT given_name FROM prov.users WHERE login = 'anna'")" Trimmed 'and nothing is lost'
is_word first 1
quietly
ok 'the log is whole again' ldapsync
ran incremental 'the log is whole again'
is_word dataversion 2
rm "$TMP/ds/cora"
quietly
full 'an import, or a start of the server' 'the server was started, or its entries were imported, since then (dataversion)'
in_db cora 1 f
sql "UPDATE prov.sync_cookie SET cookies = ARRAY(SELECT regexp_replace(c, '#[0-9]+\$', '#999999') FROM unnest(cookies) c)"
full 'case 38: a cookie that the server refuses' 'cannot read "ou=one,dc=x"'
is_word plugin no
quietly
ok 'the plug-in is not there' ldapsync
ran full 'the plug-in is not there'
stderr_has 'the server, the login, a search or the mapping is another one than before'
ok 'what runs will be' ldapsync --check
has "$TMP/out" 'incremental, by modifyTimestamp, which does not tell of deletions' 'is said'
done_testing
