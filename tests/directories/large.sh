# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# large.sh - more than a server gives at once: 2,100 users, and a group of 2,000
#
#	large_start; what the limits of this kind are; large_suite
#	large_openldap		all of it for OpenLDAP, which counts over all pages, for everybody without limits of his own

CROWD=2100
large=2000

crowd_dns() {
	i=1
	while [ $i -le $large ]; do
		user_dn "u$i"
		echo
		i=$((i + 1))
	done
}

large_start() {
	use_database
	kind_start
	new_context 1 acme
	{
		i=1
		while [ $i -le $CROWD ]; do
			user "u$i"
			i=$((i + 1))
		done
		# shellcheck disable=SC2046 # many DNs
		group large $(crowd_dns)
	} >"$TMP/crowd.ldif"
	kind_load "$TMP/crowd.ldif"
	smallest
	save_tables
}

large_members() {
	sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) WHERE g.cid = 1 AND g.name = 'large'"
}

large_suite() {
	ok 'the first run' ldapsync
	has "$TMP/out" "$((CROWD + OWN_USERS)) users read, $((1 + OWN_GROUPS)) groups read, $((CROWD + OWN_USERS)) created" \
		'everybody is read'
	is "$(cat "$TMP/err")" '' 'nothing is rejected, and nothing is warned of'
	is "$(large_members)" $large 'the group has all its members'
	silent 'the second run'
	{
		member delete large "$(user_dn u7)"
		member add large "$(user_dn u2050)"
		delete "$(user_dn u2100)"
		user last
	} | as_admin
	ok 'a few changes among many' ldapsync
	has "$TMP/out" '1 created, 1 disabled' 'are told as such'
	is "$(large_members)" $large 'one member came, one left'
	is "$(sql "SELECT login FROM prov.member JOIN prov.users USING (cid, uid) WHERE cid = 1 AND login IN ('u7', 'u2050')")" \
		u2050 'and it was these'
	silent 'and nothing more'
}

large_openldap() {
	large_start
	slapd_limits 'sizelimit 500'
	fails 121 'sizelimit 500' ldapsync
	stderr_has 'sizeLimitExceeded'
	stderr_has 'hint: OpenLDAP: limits dn.exact="the bind DN" size=unlimited' 'sizelimit 500: and who has to set what'
	smallest 'page_size = 100;'
	printf 'sync: { remind = 0; };\n' >>"$PROV_CONFIG"
	fails 121 'case 4: with pages' ldapsync
	stderr_has 'size.prtotal=unlimited' 'case 4: which need a limit of their own'
	same_tables 'and nothing is written'
	smallest
	slapd_limits "sizelimit 500
limits dn.exact=\"$READER\" size=unlimited"
	large_suite
}
