#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what could not be taken is stored, since when and why; as long as that stays, nothing is written
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company -c 'access to attrs=entryUUID filter=(description=keyless) by * none
access to * by * read'
people anna bert carl dora | change_ldap
group team anna bert | change_ldap
base=dc=example,dc=com
rejects() {	# since and changed: is that now, or before?
	sql "SELECT concat_ws(' ', kind, context, coalesce(id::text, '-'), dn, reason, since = changed)
		FROM prov.sync_reject ORDER BY kind, dn"
}
versions() {
	sql 'SELECT entry, xmin, ctid FROM prov.sync_reject ORDER BY 1'
}
modify() {	# RDN LINES
	printf 'dn: %s,%s\nchangetype: modify\n%s\n\n' "$1" $base "$2" | change_ldap
}
rule='user: { name = "${roomNumber:-${uid}}"; };'
source_is "context = \"acme\"; $rule"
ok 'a run' ldapsync
is "$(rejects)" '' 'nothing is rejected'

# --- one of each kind ---
modify uid=bert,ou=people 'replace: roomNumber
roomNumber: anna'
{
	group team carl | sed 's/ou=groups/ou=people/'
	person eve 'roomNumber: carl'
} | change_ldap
save_tables
status_is 123 'a dry run' ldapsync -n
same_tables 'SR40: stores nothing'
status_is 123 'three cannot be taken' ldapsync
bert=$(field uid bert)
is "$(rejects | sed 's/belongs to \(user\|group\) [0-9]*.* t$/belongs to \1 N t/')" \
	"group 1 - cn=team,ou=people,$base the name \"team\" belongs to group N t
user 1 $bert uid=bert,ou=people,$base the name \"anna\" belongs to user N t
user 1 - uid=eve,ou=people,$base the name \"carl\" belongs to user N t" \
	'SR40: they are stored, with the user who stays as it is'
first=$(versions)
since=$(sql "SELECT min(since) = max(since) FROM prov.sync_reject")
is "$since" t 'SR40: all since the same run'

# --- the same again ---
for again in once twice; do
	status_is 123 "the same $again" ldapsync
	is "$(versions)" "$first" "SR40: nothing is written $again"
done

# --- another reason, one less ---
modify uid=bert,ou=people 'replace: roomNumber
roomNumber: dora'
printf 'dn: cn=team,ou=people,%s\nchangetype: delete\n\n' $base | change_ldap
status_is 123 'two are left' ldapsync
of_this_run='changed = (SELECT at FROM prov.source_state)'
# there the server with the row says when that was
[ -z "${CITUS_NODES-}" ] || of_this_run='changed > since'
is "$(sql "SELECT dn, since < changed, $of_this_run FROM prov.sync_reject ORDER BY dn" |
	sed "s/,.*$base//")" 'uid=bert|t|t
uid=eve|f|f' 'SR40: since when, and since when for this reason'

# --- a run that stops says nothing about them ---
before=$(versions)
save_tables
source_is "context = \"acme\"; user_filter = \"(uid=nobody)\"; $rule"
fails 120 'an empty answer' ldapsync
same_tables 'SR40: it leaves them as they are'
is "$(versions)" "$before" 'SR40: row by row'

# --- an entry that shows no key, another source ---
sql "INSERT INTO prov.sync_reject VALUES ('other', 'user', 'x', 0, NULL, 'x', 'uid=x', 'why', now(), now())"
modify uid=dora,ou=people 'add: description
description: keyless'
entry uid=reader,$base reader 'userPassword: secret
mail:' | change_ldap
source_is "context = \"acme\"; $rule bind_dn = \"uid=reader,$base\"; base = \"ou=people,$base\"; group_base = \"ou=groups,$base\";"
fails 120 'an entry without a key' ldapsync
modify uid=dora,ou=people 'delete: description'
person frida 'description: keyless' | change_ldap
status_is 123 'a new one without a key' ldapsync
is "$(sql "SELECT entry FROM prov.sync_reject WHERE dn LIKE 'uid=frida,%'")" "uid=frida,ou=people,$base" \
	'SR40: it goes by its DN'

# --- all are taken ---
modify uid=frida,ou=people 'delete: description'
modify uid=bert,ou=people 'delete: roomNumber'
modify uid=eve,ou=people 'delete: roomNumber'
ok 'all can be taken' ldapsync
is "$(rejects)" 'user 0 - uid=x why t' 'SR40: none is left, but for those of another source'
silent 'nothing to do' ldapsync
database_is_sound
done_testing
