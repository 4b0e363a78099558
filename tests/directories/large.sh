# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# large.sh - more than a server gives at once: 2,100 users, and a group of 2,000
#
#	large_start; what the limits of this kind are; large_suite

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
