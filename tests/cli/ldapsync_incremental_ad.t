#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run that reads only what changed in Active Directory, played by tests/tool/ad_server.pl, leaves what one leaves
# that reads everything: also what the server gives no new number for
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"
. "$TESTLIB/ad.sh"

start_ad_company
ad_company
config
ok 'a first run' ldapsync
ran full 'the first run'
is "$(sql 'SELECT cookies[1] FROM prov.sync_cookie')" "usn 69696969-6969-6969-6969-696969696969 $usn" \
	'it leaves the highest number of this copy of the database'
ad_log
silent 'nothing changed' ldapsync
ran incremental 'nothing changed'
is "$(ad_searched)" '' 'then nothing is searched'

# --- users ---
ad_user gerd OU=one,DC=x
runs 'somebody new'
in_db gerd t
ad_user gerd OU=one,DC=x 'sn Other'
ad_log
ok 'another value' ldapsync
ran incremental 'another value'
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'gerd'")" Other 'it is there'
is "$(ad_searched | grep -c 'ou=one,dc=x .*usnchanged')" 2 'what differs is searched for, and units that do'
is "$(ad_searched | grep -c 'ou=teams,dc=x .*usnchanged')" 2 'and groups'
runs 'and then nothing'
ad_quiet gone gerd
ad_user gerda OU=one,DC=x 'sn Other'
runs 'one goes and one comes'
in_db gerd f gerda t
ad_drop gerda
runs 'deleted, without a word from the server'
in_db gerda f
ad_user carl OU=out,DC=x
runs 'moved out of the bases'
in_db carl f
ad_user carl OU=one,DC=x
runs 'and back'
in_db carl t
ad_user carl OU=two,DC=x
runs 'moved to another context'
is "$(sql "SELECT string_agg(cid || ' ' || (missing_since IS NULL), ', ' ORDER BY cid) FROM prov.users WHERE login = 'carl'")" \
	'1 false, 2 true' 'is another user there'
ad_user carl OU=one,DC=x
runs 'and back again'
ad_user dora OU=one,DC=x 'isCriticalSystemObject TRUE'
runs 'out of the filter'
in_db dora f
ad_user dora OU=one,DC=x
runs 'and in it'
in_db dora t
ad_user dora OU=one,DC=x 'userAccountControl 514'
runs 'locked'
is "$(sql "SELECT source_enabled FROM prov.users WHERE login = 'dora'")" f 'is locked'

# --- groups: their members have new names without a new number of theirs ---
ad_team team 1200 anna bert frida dora
runs 'a member comes'
members_are team 'anna bert dora frida' 'it is a member'
members_are top 'anna bert dora frida' 'also of the group above'
ad_team team 1200 anna bert frida
reads 'a member goes' 1
ad_renamed anna anne OU=one,DC=x
ad_quiet team team 1200 CN=anne,OU=one,DC=x bert frida
reads 'a member is renamed, and its group has no new number' 2
members_are team 'anne bert frida' 'it is a member'
ad_drop bert
ad_quiet team team 1200 CN=anne,OU=one,DC=x frida
runs 'a member is deleted, and its group has no new number'
members_are team 'anne frida' 'it is none'
ad_user_at CN=bert,OU=one,DC=x bert2 'sAMAccountName bert'
runs 'case 43: one of the same name with another key' incremental 123
ad_drop bert2
runs 'it goes'

# --- a unit has another name, and what is below it no new number ---
ad_unit OU=selling,OU=one,DC=x sales
ad_quiet user frida OU=selling,OU=one,DC=x
ad_quiet team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=selling,OU=one,DC=x
ad_log
runs 'case 50: a unit is renamed'
is "$(sql "SELECT source_dn FROM prov.users WHERE login = 'frida'")" cn=frida,ou=selling,ou=one,dc=x 'who is below it is known there'
members_are team 'anne frida' 'and a member'
ad_unit OU=selling,OU=two,DC=x sales
ad_quiet user frida OU=selling,OU=two,DC=x
ad_quiet team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=selling,OU=two,DC=x
runs 'a unit moves to another context'
is "$(sql "SELECT string_agg(cid || ' ' || (missing_since IS NULL), ', ' ORDER BY cid) FROM prov.users WHERE login = 'frida'")" \
	'1 false, 2 true' 'with who is below it'
ad_unit OU=selling,OU=out,DC=x sales
ad_quiet user frida OU=selling,OU=out,DC=x
runs 'a unit moves out of the bases'
is "$(sql "SELECT missing_since IS NULL FROM prov.users WHERE cid = 2 AND login = 'frida'")" f 'with who is below it'
ad_unit OU=sales,OU=one,DC=x sales
ad_quiet user frida OU=sales,OU=one,DC=x
ad_quiet team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=sales,OU=one,DC=x
runs 'and back to where it was'
in_db frida t
members_are team 'anne frida' 'as a member'

# --- primary groups: the server moves the link ---
ad_user emil OU=one,DC=x 'primaryGroupID 1200'
ad_team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=sales,OU=one,DC=x
runs 'case 98: a primary group'
members_are team 'anne emil frida' 'who has it is in it'
ad_team team 1200 CN=frida,OU=sales,OU=one,DC=x
reads 'a member of that group goes' 1
members_are team 'emil frida' 'and who has it as the primary one stays'
ad_team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=sales,OU=one,DC=x
runs 'and comes back'
ad_user dora OU=one,DC=x
ad_team top 1201 CN=team,OU=teams,DC=x CN=dora,OU=one,DC=x
runs 'another group changes'
members_are top 'anne dora emil frida' 'and the primary one is still known'
ad_user emil OU=one,DC=x 'sn Other'
ad_team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=sales,OU=one,DC=x
runs 'the usual primary group again'
members_are team 'anne frida' 'then it is out'

# --- two entries in conflict ---
conflicts_end ad_drop

# --- which server ---
ok 'as usual' ldapsync
ran incremental 'as usual'
ad_is invocation jjjjjjjjjjjjjjjj
ad_user emil OU=one,DC=x 'sn Third'
ok 'case 52: another copy of the database on the same server' ldapsync
ran full 'case 52'
stderr_has 'the server, or its copy of the database, is another one than before'
ok 'then' ldapsync
ran incremental 'then'
ad_is dsa CN=dsb,DC=x
ad_user emil OU=one,DC=x 'sn Fourth'
run ldapsync
ran full 'another server: the numbers are others'
stderr_has 'the server, the login, a search or the mapping is another one than before'
ok 'then' ldapsync
ran incremental 'then'
usn=$((usn - 5))
ad_is dsa CN=dsb,DC=x
run ldapsync
stderr_has 'the server went back: its highest change was'
ran full 'a server that went back'
usn=$((usn + 50))
ad_is dsa CN=dsb,DC=x
run ldapsync

# --- what cannot be told that way ---
config 'user: { display_name = "${memberOf}"; };'
ok 'a mapping with what the server makes up' ldapsync
stderr_has 'the mapping uses memberOf, which changes without a change of the entry'
ok 'says so' ldapsync --check
has "$TMP/out" 'full: the mapping uses memberOf' 'also before the first run'
staff='memberOf CN=staff,OU=teams,DC=x'
ad_renamed anna anne OU=one,DC=x "$staff"
for p in carl emil; do ad_user "$p" OU=one,DC=x "$staff"; done
ad_user frida OU=sales,OU=one,DC=x "$staff"
ad_user zoe OU=two,DC=x "$staff"
config 'user_filter = "(&(objectClass=user)(memberOf=CN=staff,OU=teams,DC=x))";'
run ldapsync
in_db dora f anne t
ok 'a filter with it' ldapsync
ran incremental 'a filter with what the server makes up'
ad_quiet user dora OU=one,DC=x "$staff"
ad_quiet renamed anna anne OU=one,DC=x
ad_team staff 1210 dora
runs 'who comes into it, and who goes'
in_db dora t anne f
database_is_sound
done_testing
