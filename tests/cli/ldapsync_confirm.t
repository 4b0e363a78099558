#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: who was not seen is looked up by key before something is taken from anybody
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

# it says how new it is: tests read it under two URIs
start_company -c 'access to attrs=entryUUID by dn.exact="uid=blind,ou=a,dc=example,dc=com" =rcd by * read
access to * by * read
overlay syncprov'
base=dc=example,dc=com
{
	unit ou=a,$base
	unit ou=b,$base
	for n in 1 2 3 4 5 6 7 8 9; do
		entry uid=a$n,ou=a,$base a$n
		entry uid=b$n,ou=b,$base b$n
		printf 'dn: cn=g%s,ou=a,%s\nobjectClass: groupOfNames\ncn: g%s\nmember: uid=b%s,ou=b,%s\n\n' $n $base $n $n $base
	done
	entry uid=blind,ou=a,$base blind 'userPassword: secret'
} | change_ldap

move() {	# RDN FROM TO
	printf 'dn: %s,ou=%s,%s\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 1\nnewsuperior: ou=%s,%s\n\n' \
		"$1" "$2" $base "$1" "$3" $base
}

# config URI [CONTEXT OF B [LINES]]
config() {
	set_config "
sync: { remind = 0; };
ldap: { uri = \"$1\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; timeout = 300; };
source: { company: { contexts = ( { base = \"ou=a,$base\"; context = \"acme\"; },
	{ base = \"ou=b,$base\"; context = \"${2-acme}\"; } ); groups = true; ${3-} }; };"
}

active() {
	sql "SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND source_enabled AND missing_since IS NULL"
}
through=$PAUSED_URI

config "$LDAP_URI"
ok 'users and groups of two bases in one context' ldapsync
output_has '19 created'
output_has '9 groups created'
silent 'and nothing more' ldapsync

# --- they move to the base that was read, before the other one is ---
change() {
	{ move uid=b1 b a; move uid=b2 b a; } | change_ldap
}
config "$through"
meanwhile users ou=b,$base change
is "$status $(active)" '0 19' 'SR29: who moves from one base to another while they are read is not disabled'
stderr_lacks disabled 'SR29: and not reported'
is "$(field source_dn b1)" "uid=b1,ou=a,$base" 'SR29: and is where it is now'

# --- groups: a group that is not seen keeps its gid ---
{ for n in 1 2 3; do move cn=g$n a b; done; } | change_ldap
config "$LDAP_URI"
ok 'groups move' ldapsync
gids=$(sql "SELECT string_agg(name || gid, ' ' ORDER BY gid, name) FROM prov.groups WHERE source IS NOT NULL")
change() {
	{ move cn=g1 b a; move cn=g2 b a; } | change_ldap
}
config "$through"
meanwhile groups ou=b,$base change
is "$status" 0 'groups move while they are read'
is "$(sql "SELECT string_agg(name || gid, ' ' ORDER BY gid, name) FROM prov.groups WHERE source IS NOT NULL")" \
	"$gids" 'SR29: groups keep their gids'

# --- the proof: one who is really gone is disabled in the same run ---
change() {
	{ move uid=b3 b a; printf 'dn: uid=b4,ou=b,%s\nchangetype: delete\n\n' "$base"; } | change_ldap
}
meanwhile users ou=b,$base change
is "$status $(active) $(field source_enabled b4)" '0 18 f' 'SR29: gone is gone, moved is there'

# --- gone, or out of scope: what a plan says ---
config "$LDAP_URI"
{
	unit ou=c,$base
	move uid=a8 a c
	printf 'dn: uid=a7,ou=a,%s\nchangetype: delete\n\n' "$base"
	move cn=g9 a c
} | change_ldap
ok 'a dry run' ldapsync -n --json
is "$(json action name what | grep -E '\|(gone|out)' | sort)" "disable|a7|gone
disable|a8|out of scope: uid=a8,ou=c,$base
missing|g9|out of scope: cn=g9,ou=c,$base" 'SR29: who is gone and who is out of scope, and where'
{ move uid=a8 c a; move cn=g9 c a; } | change_ldap
entry uid=a7,ou=a,$base a7 "entryUUID: $(field source_key a7)" | restore_ldap

# --- to another context: gone where it was, there where it is, in one run ---
new_context 2 second
config "$LDAP_URI" second
ok 'ou=b is another context' released
change() {
	move uid=b5 b a | change_ldap
}
config "$through" second
meanwhile users ou=b,$base change
is "$status $(field source_enabled b5 2) $(field source_enabled b5 1)" '0 f t' \
	'SR29: who moved to another context is disabled where it was, and created where it was found'
config "$LDAP_URI" second
silent 'and nothing is left to do' ldapsync

# --- a look that gives no answer ---
config "$LDAP_URI" second "bind_dn = \"uid=blind,ou=a,$base\";"
silent 'keys that can be read, but not searched, are enough while nobody is missing' ldapsync
printf 'dn: uid=b6,ou=b,%s\nchangetype: delete\n\n' $base | change_ldap
save_tables
fails 121 'SR29: who is missing cannot be looked up' ldapsync
stderr_has 'it is not clear who is missing, and nothing was changed'
same_tables 'SR29: nothing was changed'
fails 121 'SR29: nor with --accept' accepting_all
config "$LDAP_URI" second
ok 'with the right to search' ldapsync
is "$(field source_enabled b6 2)" f 'it is disabled'

# --- deleted only after another look ---
sql "UPDATE prov.users SET missing_since = now() - interval '31 days' WHERE name IN ('b4', 'b6')"
change() {
	move uid=b7 b a | change_ldap
}
config "$LDAP_URI" second "bind_dn = \"uid=blind,ou=a,$base\"; purge = true; grace_runs = 0;"
fails 121 'SR29: the grace is over, but there is no look' ldapsync
is "$(field missing_since\ IS\ NOT\ NULL b6 2)" t 'nobody is deleted'
config "$LDAP_URI" second 'purge = true; grace_runs = 0;'
ok 'the grace is over' ldapsync
is "$(field uid b6 2)" '' 'they are deleted'

# --- entries that move all the time ---
config "$LDAP_URI"
ok 'one context again' released
here=$(active)
move uid=b5 a b | change_ldap
ok 'all of them in ou=b' ldapsync
{ for n in 5 7 8 9; do move uid=b$n b a; move uid=b$n a b; done; } >"$TMP/moves.ldif"
{ for n in 4 5 6; do move cn=g$n a b; move cn=g$n b a; done; } >>"$TMP/moves.ldif"
cat "$TMP/moves.ldif" "$TMP/moves.ldif" "$TMP/moves.ldif" "$TMP/moves.ldif" "$TMP/moves.ldif" >"$TMP/loop.ldif"
gids=$(sql "SELECT string_agg(name || gid, ' ' ORDER BY gid, name) FROM prov.groups WHERE source IS NOT NULL")
while [ ! -e "$TMP/end" ]; do
	ldapmodify -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -f "$TMP/loop.ldif" || exit 1
done >"$TMP/loop.log" 2>&1 &
loop=$!
lost=0
for run in 1 2 3 4 5 6 7 8 9 10 11 12; do
	ldapsync >"$TMP/out" 2>"$TMP/err" || lost="$lost $run: $? $(cat "$TMP/err")"
	[ "$(active)" = "$here" ] || lost="$lost $run: $(active) of $here"
done
touch "$TMP/end"
wait "$loop"
is "$?" 0 'they have moved all the time'
is "$lost" 0 'SR29: in twelve runs nobody who is there is disabled, while they move without a pause'
is "$(sql "SELECT string_agg(name || gid, ' ' ORDER BY gid, name) FROM prov.groups WHERE source IS NOT NULL")" \
	"$gids" 'SR29: and groups keep their gids'
database_is_sound
done_testing
