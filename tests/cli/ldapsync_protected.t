#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: S13: from protected users, and from the admins of contexts, a run takes nothing; it says so once, and lists
# them (case 28)
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
new_context 2 beta
# shellcheck disable=SC2016 # expressions of the mapping
rules='user: { enabled = "${employeeType=off:+false}"; name = "${roomNumber:-${uid}}"; title = "${title}"; };'
config() {	# [LINES]
	source_is "contexts = ( { base = \"ou=people,$base\"; context = \"acme\"; },
		{ base = \"ou=two,$base\"; context = \"beta\"; } ); $rules ${1-}"
}
protect='protected = [ "svc-*", "acme/Boss" ];'
{
	people boss svc-a svc-b svc-c svc-d anna bert carl dora emil
	group team svc-a anna | sed "1s/ou=groups/ou=people/"
	unit ou=two,$base
	entry uid=boss2,ou=two,$base boss2 'roomNumber: boss'
	for n in 1 2 3 4 5 6; do entry uid=t$n,ou=two,$base t$n; done
	entry uid=svc-t,ou=two,$base svc-t
} | change_ldap
keep() {	# FILTER: to be put back with their keys
	ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b $base "$1" '*' entryUUID >"$TMP/kept.ldif"
	sed -n 's/^dn: .*/&\nchangetype: delete\n/p' "$TMP/kept.ldif" | change_ldap
}
state() {	# NAME [CID]
	field "concat_ws(' ', name, CASE WHEN source_enabled THEN 'on' ELSE 'off' END, missing_since IS NULL)" "$@"
}
warned() {
	sed -n 's/^ldapsync: warning: user "uid=\([^,]*\),[^"]*": is protected and stays as it is: /\1: /p' "$TMP/err"
}
listed() {	# WHAT
	ok "the list of who is $1" ldapsync --list "$1" --json
	valid 'it has the form of lists' listed "$TMP/out"
	json context name why next >"$TMP/listed"
}

config 'protected = [ "nowhere/boss" ];'
fails 1 'S13: a context that is not there' ldapsync
stderr_has 'there is no context "nowhere"'
for bad in 'protected = [ "" ];' 'protected = [ "/boss" ];' 'protected = [ "acme/" ];' 'protected = "boss";'; do
	config "$bad"
	fails 1 "no pattern: $bad" ldapsync
done
config "$protect"
ok 'a first run' ldapsync
silent 'nothing to do' ldapsync

# --- gone ---
keep '(|(uid=svc-a)(uid=boss)(uid=bert))'
ok 'S13: two protected users vanish, and one more' ldapsync
output_has '1 disabled'
is "$(warned | sort)" 'boss: not in the directory
svc-a: not in the directory' 'S13: it is said'
is "$(state svc-a) $(state boss) $(state bert)" 'svc-a on t boss on t bert off f' 'S13: they stay as they are'
is "$(groups 1)" 'team anna,svc-a' 'S13: with their groups'
silent 'S13: it is said once' ldapsync
listed missing
is "$(sort "$TMP/listed")" '1|bert|not in the directory|kept
1|boss|not in the directory|stays as it is: it is protected
1|svc-a|not in the directory|stays as it is: it is protected' 'S13: it is listed'
first=$(sql 'SELECT context, id, what, since, xmin FROM prov.sync_protected ORDER BY 1, 2')
config "$protect purge = true; grace = 0; grace_runs = 0;"
ok 'S13: nor are they purged' ldapsync
output_has '1 deleted'
is "$(state svc-a)" 'svc-a on t' 'S13: it is there'
is "$(sql 'SELECT context, id, what, since, xmin FROM prov.sync_protected ORDER BY 1, 2')" "$first" 'S13: nothing is written again'
config "$protect"
sed '/^dn: uid=bert/,/^$/d' "$TMP/kept.ldif" | restore_ldap
silent 'they are back' ldapsync
listed missing
is "$(cat "$TMP/listed")" '' 'S13: and not listed any more'
database_is_sound

# --- disabled, renamed; all else is taken ---
modify svc-b 'add: employeeType
employeeType: off
-
add: title
title: Robot'
modify svc-c 'add: roomNumber
roomNumber: renamed'
modify anna 'add: employeeType
employeeType: off'
ok 'S13: entries say that they are disabled, or have another name' ldapsync
output_has '2 changed'
output_lacks renamed
is "$(warned | sort)" 'svc-b: its entry says that it is disabled
svc-c: its entry has the name "renamed"' 'S13: it is said'
is "$(state svc-b) $(state svc-c) $(state anna)" 'svc-b on t svc-c on t anna off t' 'S13: they stay as they are, others do not'
is "$(field "attrs ->> 'title'" svc-b)" Robot 'S13: all else is taken'
silent 'S13: it is said once' ldapsync
listed disabled
is "$(sort "$TMP/listed")" '1|anna|disabled in the directory|enabled when the directory says so
1|svc-b|its entry says that it is disabled|stays as it is: it is protected' 'S13: who is disabled'
listed rejected
is "$(cat "$TMP/listed")" '1|svc-c|its entry has the name "renamed"|stays as it is: it is protected' 'S13: whose name is not taken'
modify svc-b 'replace: title
title: Machine'
ok 'something else changes' ldapsync
is "$(warned)" '' 'S13: what was said is not said again'
is "$(state svc-b)" 'svc-b on t' 'it stays enabled'

# --- a group lists it by the name that its entry has ---
printf 'dn: cn=crew,ou=people,%s\nobjectClass: posixGroup\ngidNumber: 5\ncn: crew\nmemberUid: renamed\n\n' $base | change_ldap
crew() {	# LOGIN: one more member
	printf 'dn: cn=crew,ou=people,%s\nchangetype: modify\nadd: memberUid\nmemberUid: %s\n\n' $base "$1" | change_ldap
}
ok 'a group of names' ldapsync
is "$(groups 1 | grep crew)" 'crew svc-c' 'S13: has it as a member'
crew carl
modify svc-c 'replace: title
title: Robot'
ok 'its entry and the group change' ldapsync
is "$(groups 1 | grep crew)" 'crew carl,svc-c' 'S13: it stays a member'
ok 'the next run' ldapsync
crew dora
ok 'the group changes' ldapsync
is "$(groups 1 | grep crew)" 'crew carl,dora,svc-c' 'S13: it stays one'

modify svc-b 'delete: employeeType'
modify svc-c 'delete: roomNumber'
ldapsync >"$TMP/out" 2>"$TMP/err"
listed disabled
is "$(grep -c svc "$TMP/listed")" 0 'S13: nor is it listed, when it is over'
listed rejected
is "$(cat "$TMP/listed")" '' 'in no list'

# --- an entry that cannot be taken says that it is disabled ---
modify svc-d 'add: employeeType
employeeType: off
-
add: description
description: bad'
config "$protect user_filter = \"(objectClass=inetOrgPerson)\";"
rules_before=$rules
# shellcheck disable=SC2016
rules='user: { enabled = "${employeeType=off:+false}"; name = "${description=bad:+${nothing}}${description=bad:+a b}${roomNumber:-${uid}}"; title = "${title}"; };'
config "$protect"
status_is 123 'S13: an entry that is rejected, and disabled' ldapsync
is "$(warned)" 'svc-d: its entry says that it is disabled' 'S13: it is said'
is "$(state svc-d)" 'svc-d on t' 'S13: its user stays enabled'
status_is 123 'again' ldapsync
is "$(warned)" '' 'S13: it is said once'
listed disabled
is "$(grep svc "$TMP/listed")" '1|svc-d|its entry says that it is disabled|stays as it is: it is protected' 'S13: it is listed'
modify svc-d 'delete: employeeType
-
delete: description'
rules=$rules_before
config "$protect"
ok 'it is right again' ldapsync
listed disabled
is "$(grep -c svc "$TMP/listed")" 0 'S13: and not listed'

# --- to another context ---
printf 'dn: uid=svc-d,ou=people,%s\nchangetype: modrdn\nnewrdn: uid=svc-d\ndeleteoldrdn: 0\nnewsuperior: ou=two,%s\n\n' \
	$base $base | change_ldap
ok 'S13: an entry moves to another context' ldapsync
is "$(warned)" 'svc-d: its entry is in context 2' 'S13: it is said'
is "$(state svc-d) $(field 'count(*)' svc-d 2)" 'svc-d on t 0' 'S13: its user stays where it was, and nobody else comes'
silent 'S13: it is said once' ldapsync
listed missing
is "$(cat "$TMP/listed")" '1|svc-d|its entry is in context 2|stays as it is: it is protected' 'S13: it is listed'
printf 'dn: uid=svc-d,ou=two,%s\nchangetype: modrdn\nnewrdn: uid=svc-d\ndeleteoldrdn: 0\nnewsuperior: ou=people,%s\n\n' \
	$base $base | change_ldap
ldapsync >"$TMP/out" 2>"$TMP/err"
is "$(sql 'SELECT count(*) FROM prov.sync_protected')" 0 'it is back'
database_is_sound

# --- in a context that is held back ---
keep '(|(uid=t1)(uid=t2)(uid=t3)(uid=t4)(uid=t5)(uid=svc-t))'
status_is 120 'a context from which too many are gone' ldapsync
is "$(state svc-t 2) $(state t1 2)" 'svc-t on t t1 on t' 'S13: all stay'
is "$(warned)" 'svc-t: not in the directory' 'S13: a protected one is said to be protected'
is "$(grep -c 'missing user.*svc-t' "$TMP/err")" 0 'S13: and not to be held back'
restore_ldap <"$TMP/kept.ldif"
silent 'they are back' ldapsync

# --- case 28: the admin of a context, if a source has it ---
person root | change_ldap
ok 'one more' ldapsync
sql "DELETE FROM prov.address WHERE cid = 1 AND owner = (SELECT uid FROM prov.users WHERE name = 'root' AND cid = 1);
	UPDATE prov.users a SET source = r.source, source_key = r.source_key, source_dn = r.source_dn, source_nth = r.source_nth
	FROM prov.users r WHERE a.cid = 1 AND a.uid = 2 AND r.cid = 1 AND r.name = 'root';
	DELETE FROM prov.users WHERE cid = 1 AND name = 'root'"
count_users
config
keep '(uid=root)'
ok 'S13: the admin vanishes, without a setting' ldapsync
is "$(warned)" 'root: not in the directory' 'S13: it is said'
is "$(sql 'SELECT source_enabled, missing_since IS NULL FROM prov.users WHERE cid = 1 AND uid = 2')" 't|t' 'S13: it stays active'
silent 'S13: it is said once' ldapsync

# --- protected no more, and from now on ---
config "$protect"
keep '(uid=svc-a)'
ok 'gone, and protected' ldapsync
config 'protected = [ "svc-b" ];'
ok 'S13: who is protected no more' ldapsync
output_has '1 disabled'
is "$(state svc-a)" 'svc-a off f' 'S13: is missing like others'
config "$protect"
ok 'S13: who is missing, and protected from now on' ldapsync
output_has '1 enabled'
is "$(state svc-a)" 'svc-a on t' 'S13: is what it was'
is "$(sql "SELECT array_agg(address) FROM prov.address WHERE cid = 1 AND owner = $(field uid svc-a)")" '{svc-a@example.com}' \
	'S13: with its addresses'
is "$(sql "SELECT after FROM prov.change_log WHERE cid = 1 AND id = $(field uid svc-a) ORDER BY seq DESC LIMIT 1")" \
	'{"enabled": true}' 'S13: the change log says so'
ok 'the next run' ldapsync
is "$(warned)" 'svc-a: not in the directory' 'S13: then it is said'
silent 'S13: once' ldapsync
save_tables
ok 'a dry run' ldapsync -n
same_tables 'changes nothing'
database_is_sound
done_testing
