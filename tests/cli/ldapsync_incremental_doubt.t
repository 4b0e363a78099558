#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what may go wrong with a run that reads only what changed: a cookie is never ahead of the data, and whatever is
# in doubt is read
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company -c 'overlay syncprov
syncprov-sessionlog 100
access to dn.subtree="ou=hidden,dc=example,dc=com" by dn.base="uid=reader,dc=example,dc=com" none by * read
access to attrs=userPassword by anonymous auth by * read
access to * by * read
limits dn.base="uid=reader,dc=example,dc=com" size=unlimited'
reader() {	# [LINES]: the source is read by a login that is not the manager
	set_config "ldap: { uri = \"${uri-$LDAP_URI}\"; bind_dn = \"uid=reader,$base\"; password_file = \"$TMP/secret\"; };
		sync: { remind = 0; metrics_file = \"$TMP/metrics.prom\"; };
		source: { company: { base = \"$base\"; context = \"acme\"; mode = \"${mode-incremental}\"; page_size = 100;
			user_filter = \"(&(objectClass=inetOrgPerson)(!(uid=reader)))\"; ${1-} }; };"
}
ran() {		# full|incremental
	is "$(sql "SELECT counts ->> 'mode' FROM prov.sync_run ORDER BY seq DESC LIMIT 1")" "$1" "$2: was $1"
}
cookies() {
	sql 'SELECT cookies FROM prov.sync_cookie'
}
enabled() {
	sql "SELECT string_agg(login, ' ' ORDER BY login) FROM prov.users WHERE source IS NOT NULL AND missing_since IS NULL AND source_enabled"
}
{
	entry "uid=reader,$base" reader 'userPassword: secret'
	unit ou=hidden,$base
	people anna bert carl dora
	entry "uid=hans,ou=hidden,$base" hans
	group team anna bert
} | change_ldap
reader
ok 'a first run' ldapsync
is "$(enabled)" 'anna bert carl dora' 'whom the login may see'
ok 'nothing changed' ldapsync
ran incremental 'nothing changed'
is "$(sed -n 's/^prov_sync_\(incremental\|drift\|users_read\|success\|owned_users\){.*}//p' "$TMP/metrics.prom" | tr -d '\n')" ' 1 1 0 0' \
	'metrics: a success that read nobody, and had missed nothing; how many users there are was not asked'

# --- a run that is killed: the cookie is that of the data ---
start_proxy
before=$(cookies)
person emil | change_ldap
modify bert 'replace: sn
sn: Killed'
at=0 ahead=''
while at=$((at + 1)) && killed_at "$at pieces" ldapsync; do
	there=$(sql "SELECT count(*) FROM prov.users WHERE login = 'emil' OR sur_name = 'Killed'")
	case $there,$(cookies) in
	"0,$before" | 2,*) ;;
	*) ahead="$ahead after $at pieces: $there of 2 changes, $(cookies)" ;;
	esac
	[ "$there" = 0 ] || [ "$(cookies)" != "$before" ] || ahead="$ahead, $at: the cookie is the old one"
	[ "$there" = 0 ] || break
done
stop_proxy
is "$ahead" '' 'S10: wherever a run is killed, the cookie is that of the data'
ok 'and it was killed often' test "$at" -gt 20
ok 'the next run' ldapsync
is "$(enabled)" 'anna bert carl dora emil' 'and all is there'
is "$(staged)" 0 'nothing is left in staging'

# --- what the server does not tell is seen when all is read ---
modify_acl() {	# none|read: may the login see ou=hidden?
	stop_slapd
	sed -i "s/uid=reader,dc=example,dc=com\" [a-z]* by \* read/uid=reader,dc=example,dc=com\" $1 by * read/" "$SLAPD/slapd.conf"
	start_slapd_again
}
modify_acl read
ok 'rights that were given' ldapsync
is "$(enabled)" 'anna bert carl dora emil' 'are no change'
status_is 0 'everything' ldapsync --full
is "$(enabled)" 'anna bert carl dora emil hans' 'shows it'
ok 'a run' ldapsync
modify_acl none
ok 'rights that were lost' ldapsync
ran incremental 'rights that were lost'
is "$(enabled)" 'anna bert carl dora emil hans' 'are no change either'
modify anna 'replace: sn
sn: Other'
ok 'a change beside it' ldapsync
is "$(enabled)" 'anna bert carl dora emil hans' 'somebody whom it cannot see any more is not gone by that'

# --- a right to read an attribute was lost: one change beside it takes nothing away ---
given() {	# how many have a given name, and that of anna
	sql "SELECT count(given_name), max(given_name) FILTER (WHERE login = 'anna') FROM prov.users WHERE source IS NOT NULL"
}
names=$(seq -f 'g%03.0f' 20)
for u in $names; do person "$u" "givenName: $u"; done | change_ldap
modify anna 'add: givenName
givenName: Anna'
ok 'everybody has a given name, but for a few' ldapsync
is "$(given)" '21|Anna' 'they are there'
stop_slapd
sed -i 's/^access to attrs=userPassword/access to attrs=givenName by dn.base="uid=reader,dc=example,dc=com" none by * read\n&/' "$SLAPD/slapd.conf"
start_slapd_again
modify anna 'replace: sn
sn: Third'
status_is 120 'the login cannot read given names any more, and one entry changes' ldapsync --json
is "$(jq -r '[.mode, .full_because] | join(": ")' "$TMP/out")" \
	'full: somebody has lost the value of given_name, and others who had one do not show it any more' 'everything is read'
is "$(given)" '21|Anna' 'nobody loses one by that'
stop_slapd
sed -i '/attrs=givenName by/d' "$SLAPD/slapd.conf"
start_slapd_again
ok 'it can read them again' ldapsync
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'anna'") $(given)" 'Third 21|Anna' 'and the change is there'
modify anna 'delete: givenName'
modify g002 'replace: givenName
givenName: Other'
ok 'a value that was removed' ldapsync
ran incremental 'a value that was removed'
is "$(given)" '20|' 'is gone'
for u in $names; do
	printf 'dn: uid=%s,ou=people,%s\nchangetype: delete\n\n' "$u" "$base"
done | change_ldap
ok 'they go' released

# --- an entry that hides its key, and is looked up, is not gone: the server did not say so ---
ok 'on it goes' ldapsync --full
stop_slapd
sed -i "s/^access to attrs=userPassword/access to dn.exact=\"uid=bert,ou=people,dc=example,dc=com\" attrs=entryUUID by * none\n&/" "$SLAPD/slapd.conf"
start_slapd_again
ok 'a user is changed by hand, so that the next run looks at the entry' changeuser -c 1 -u bert -s Hand
status_is 120 'which hides its key now' ldapsync
stderr_has '1 of 1 entries that were looked up are not found, and the server did not say that they are gone'
is "$(sql "SELECT missing_since IS NULL AND source_enabled FROM prov.users WHERE login = 'bert'")" t 'nobody is disabled by that'
stop_slapd
sed -i '/attrs=entryUUID by/d' "$SLAPD/slapd.conf"
start_slapd_again
ok 'it shows it again' ldapsync

# --- time ---
mode=auto
reader 'user: { enabled = "${roomNumber|past(seconds):+false}"; };'
modify dora "replace: roomNumber
roomNumber: $(sql 'SELECT extract(epoch FROM now())::bigint + 86400')"
ok 'somebody who is disabled tomorrow' ldapsync --full
ok 'today' ldapsync
ran incremental 'today'
is "$(sql "SELECT due - extract(epoch FROM now()) BETWEEN 80000 AND 86401 FROM prov.sync_cookie")" t 'it is known when'
clock_ahead '2 days'
ok 'the day after' ldapsync --json
is "$(jq -r '[.mode, .full_because] | join(": ")' "$TMP/out")" 'full: a time that entries name has come' 'everything is read'
is "$(sql "SELECT source_enabled FROM prov.users WHERE login = 'dora'")" f 'and what is over is over'
clock_ahead 0

# --- servers that cannot tell ---
reader
ok 'all of it' ldapsync --full
ok 'says how it reads' ldapsync --check
has "$TMP/out" incremental 'that is incremental'
modify carl 'replace: sn
sn: Twice'
ok 'then' ldapsync
ran incremental 'then'
stop_slapd
sed -i '/^overlay syncprov/d; /sessionlog/d' "$SLAPD/slapd.conf"
start_slapd_again
modify carl 'replace: sn
sn: Thrice'
ok 'without the overlay' ldapsync
ran full 'without the overlay'
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'carl'")" Thrice 'it is read'
mode=incremental
reader
ok 'it is said' ldapsync
stderr_has 'everything was read: '
done_testing
