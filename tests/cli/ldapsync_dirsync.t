#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run that reads only what changed in Active Directory by DirSync, played by tests/tool/ad_server.pl: who may use
# it, answers in pieces, and what it says only in part
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"
. "$TESTLIB/ad.sh"

start_ad_company
way() {
	sql "SELECT split_part(cookies[1], ' ', 1) || ' ' || split_part(cookies[1], ' ', 4) FROM prov.sync_cookie"
}

put deleted 'CN=Deleted Objects,DC=x' 'objectClass container
name Deleted Objects
isDeleted TRUE'
ad_company
config

# --- who may use it ---
checked() {	# WAY NAME
	ok "$2" ldapsync --check
	has "$TMP/out" "incremental, $1" "$2: $1"
}
checked 'by uSNChanged and a list of all keys, since the server does not offer DirSync' 'a server without DirSync'
ad_is dirsync no
checked 'by uSNChanged and a list of all keys, since DirSync is refused: LDAP result 12' 'refused'
ad_is dirsync own
checked 'by uSNChanged and a list of all keys, since DirSync does not show this login what was deleted' 'without the right'
ok 'a first run without the right' ldapsync
is "$(way)" 'usn ' 'goes on by numbers'
ad_is tombstones 1
checked 'by DirSync' 'an administrator without the right to replicate'
ok 'a full run' ldapsync --full
is "$(way)" 'dirsync 1' 'with what the login may see'
ad_is dirsync all
config 'user_filter = "(objectClass=user)";'
checked 'by uSNChanged and a list of all keys, since there is a filter of its own' 'a filter that may depend on groups'
config
checked 'by DirSync' 'with the right'
ok 'a full run' ldapsync --full
is "$(way)" 'dirsync 0' 'with all that there is'
ok 'full runs' ldapsync
ran incremental 'then'
ad_log
silent 'nothing changed' ldapsync
is "$(ad_searched)" '' 'then nothing is searched'

# --- users ---
ad_user gerd OU=one,DC=x
runs 'somebody new'
in_db gerd t
ad_user gerd OU=one,DC=x 'sn Other
changed sn'
ad_log
ok 'case 47: of another value nothing comes but that' ldapsync
ran incremental 'case 47'
is "$(ad_searched | grep -c '^ou=')" 0 'below the bases nothing is searched: no list of keys'
is "$(grep -c '^dirsync dc=x objectclass' "$TMP/world.log")" 3 'but for what differs: users, groups and units'
runs 'then nothing'
is "$(sql "SELECT sur_name, mail FROM prov.users WHERE login = 'gerd'")" 'Other|gerd@example.com' 'all others are as they were'
ad_user gerd OU=one,DC=x 'sn Other
no mail
changed mail'
runs 'case 47: a value less' incremental
is "$(sql "SELECT mail IS NULL FROM prov.users WHERE login = 'gerd'")" t 'is gone'
ad_deleted gerd
runs 'case 49: deleted'
in_db gerd f
ad_user carl OU=out,DC=x 'changed name'
runs 'moved out of the bases'
in_db carl f
ad_user carl OU=one,DC=x 'changed name'
runs 'and back'
in_db carl t
ad_user carl OU=two,DC=x 'changed name'
runs 'case 50: moved to another context'
is "$(sql "SELECT string_agg(cid || ' ' || (missing_since IS NULL), ', ' ORDER BY cid) FROM prov.users WHERE login = 'carl'")" \
	'1 false, 2 true' 'is another user there'
ad_user carl OU=one,DC=x 'changed name'
runs 'and back again'
ad_user dora OU=one,DC=x 'isCriticalSystemObject TRUE
changed isCriticalSystemObject'
runs 'out of the filter'
in_db dora f
ad_user dora OU=one,DC=x 'changed isCriticalSystemObject'
runs 'and in it'
in_db dora t
ad_user emil OU=one,DC=x 'description x
changed description'
ad_log
ok 'what the mapping does not want' ldapsync
ran incremental 'what the mapping does not want'

# --- groups and units ---
ad_renamed anna anne OU=one,DC=x 'changed name sAMAccountName mail'
ad_quiet team team 1200 CN=anne,OU=one,DC=x bert frida
runs 'a member is renamed, and its group has no new number'
members_are team 'anne bert frida' 'it is a member'
ad_deleted bert
ad_quiet team team 1200 CN=anne,OU=one,DC=x frida
runs 'a member is deleted, and its group has no new number'
members_are team 'anne frida' 'it is none'
ad_unit OU=selling,OU=one,DC=x sales
ad_quiet user frida OU=selling,OU=one,DC=x
ad_quiet team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=selling,OU=one,DC=x
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
ad_quiet team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=selling,OU=out,DC=x
runs 'a unit moves out of the bases'
is "$(sql "SELECT missing_since IS NULL FROM prov.users WHERE cid = 2 AND login = 'frida'")" f 'with who is below it'
ad_unit OU=selling,OU=one,DC=x sales
ad_quiet user frida OU=selling,OU=one,DC=x
ad_quiet team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=selling,OU=one,DC=x
runs 'and back'
in_db frida t
members_are team 'anne frida' 'as a member'
ad_unit OU=one,DC=x
ad_user zoe OU=two,DC=x 'sn Other'
ok 'a base has another name, or may have' ldapsync
ran full 'a base has another name, or may have'
ad_user emil OU=one,DC=x 'primaryGroupID 1200
changed primaryGroupID'
ad_team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=selling,OU=one,DC=x
runs 'case 98: a primary group'
members_are team 'anne emil frida' 'who has it is in it'
ad_team team 1200 CN=frida,OU=selling,OU=one,DC=x
reads 'a member of that group goes' 1
members_are team 'emil frida' 'and who has it as the primary one stays'
ad_team team 1200 CN=anne,OU=one,DC=x CN=frida,OU=selling,OU=one,DC=x
runs 'and comes back'
ad_deleted team.top
runs 'a group is deleted'
is "$(sql "SELECT missing_since IS NULL FROM prov.groups WHERE cid = 1 AND name = 'top'")" f 'it is missing'
conflicts_end ad_deleted

# --- in pieces ---
runs 'as usual'
ad_is chunk 2
for p in hans ida jan karl lisa; do ad_user $p OU=one,DC=x; done
ad_log
runs 'five in pieces of two'
in_db hans t ida t jan t karl t lisa t
is "$(way)" 'dirsync 0' 'it goes on'
ad_is stuck yes
ad_user jan OU=one,DC=x 'sn Other'
ok 'a server that comes to no end' ldapsync
ran full 'a server that comes to no end'
stderr_has 'the server repeats'
is "$(way)" 'usn ' 'then it goes on by numbers'
ad_is stuck
ad_is chunk
ok 'a full run' ldapsync --full

# --- what is in doubt ---
is "$(way)" 'dirsync 0' 'with all that there is'
ad_user jan OU=one,DC=x 'sn Hidden
hides objectGUID'
run ldapsync
is "$((status != 0))" 1 'an entry that hides its key, and differs, is not taken for one that is gone'
stderr_has 'that differs is not found by its key'
in_db jan t
ad_user jan OU=one,DC=x
ok 'and shows it again' ldapsync --full
ad_is dirsync no
ad_user jan OU=one,DC=x 'sn Third'
ok 'DirSync is not permitted any more' ldapsync
ran full 'DirSync is not permitted any more'
is "$(way)" 'usn ' 'then it goes on by numbers'
ad_is dirsync all
runs 'that is so until everything is read'
is "$(way)" 'dirsync 0' 'and then by DirSync'
sql "UPDATE prov.sync_cookie SET cookies = ARRAY[cookies[1] || '00', cookies[1] || '00', cookies[1] || '00']"
ad_user jan OU=one,DC=x 'sn Fourth'
ok 'a cookie that the server does not know' ldapsync
ran full 'a cookie that the server does not know'
stderr_has 'LDAP result 12'
sql "UPDATE prov.sync_cookie SET cookies = ARRAY[cookies[1], cookies[1] || '00', cookies[1]]"
ad_user jan OU=one,DC=x 'sn Fifth'
ok 'cookies that differ' ldapsync
stderr_has 'the cookies of DirSync differ'
sql "UPDATE prov.sync_cookie SET cookies = ARRAY(SELECT regexp_replace(c, ' [0-9a-f]*$', ' zz') FROM unnest(cookies) c)"
ad_user jan OU=one,DC=x 'sn Sixth'
ok 'one that is none' ldapsync
stderr_has 'the cookie of DirSync is none'
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'jan'")" Sixth 'everything was read each time'
ad_is invocation jjjjjjjjjjjjjjjj
ok 'case 52: another copy of the database' ldapsync
stderr_has 'another one than before'
database_is_sound
done_testing
