# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034 # for tests
# since.sh - what the tests of incremental runs share: how a run read, and whether reading everything finds anything else
#
#	. "$TESTLIB/sync.sh"; . "$TESTLIB/since.sh"
#	runs 'a user is renamed'

SESSION_LOG='overlay syncprov
syncprov-sessionlog 1000'

# Changes of entries of the directory of start_company; DNs are below $base, which the test sets.
change() {	# DN LINES
	printf 'dn: %s,%s\nchangetype: modify\n%s\n\n' "$1" "$base" "$2" | change_ldap
}
rename() {	# DN RDN [UNIT]
	printf 'dn: %s,%s\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 1\n%s\n\n' "$1" "$base" "$2" \
		"${3:+newsuperior: $3,$base}" | change_ldap
}
remove() {	# DN
	printf 'dn: %s,%s\nchangetype: delete\n\n' "$1" "$base" | change_ldap
}

# members_of GROUP: of the first context, their login names.
members_of() {
	sql "SELECT string_agg(u.login, ' ' ORDER BY u.login) FROM prov.groups g JOIN prov.member m USING (cid, gid)
		JOIN prov.users u ON u.cid = m.cid AND u.uid = m.uid WHERE g.cid = 1 AND g.name = '$1' AND g.missing_since IS NULL"
}

tables() {	# all that runs write, but for when
	sql "SELECT 'user', cid, uid, name, mail, login, source_dn, source_key, enabled AND source_enabled, (missing_since IS NULL)::text, aliases::text FROM prov.users
		UNION ALL SELECT 'group', cid, gid, name, mail, address, NULL, source_key, missing_since IS NULL, NULL, NULL FROM prov.groups
		UNION ALL SELECT 'address', cid, owner, address, kind::text, NULL, NULL, NULL, NULL, NULL, NULL FROM prov.address
		UNION ALL SELECT 'member', cid, gid, uid::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM prov.member
		UNION ALL SELECT 'sync_group', NULL, NULL, number::text, hash::text, dn, source_key, NULL, NULL, NULL, NULL FROM prov.sync_group
		UNION ALL SELECT 'sync_member', context, NULL, uids::text, NULL, NULL, source_key, NULL, hidden, NULL, NULL FROM prov.sync_member
		UNION ALL SELECT 'sync_nest', NULL, NULL, child_key, parent_key, NULL, NULL, NULL, NULL, NULL, NULL FROM prov.sync_nest
		UNION ALL SELECT 'sync_pending', NULL, NULL, value, source_key, NULL, NULL, NULL, by_name, NULL, NULL FROM prov.sync_pending
		UNION ALL SELECT 'sync_reject', context, NULL, entry, name, reason, NULL, NULL, NULL, NULL, NULL FROM prov.sync_reject
		UNION ALL SELECT 'sync_left_out', context, NULL, entry, field, why, NULL, NULL, NULL, NULL, NULL FROM prov.sync_left_out
		UNION ALL SELECT 'state', NULL, NULL, members_ignored::text, groups_digest::text, read_groups::text, NULL, NULL, NULL, NULL, NULL
			FROM prov.source_state ORDER BY 1, 2, 3, 4, 5, 7"
}

ran() {		# full|incremental [NAME]: how the last run read
	is "$(sql "SELECT counts ->> 'mode' FROM prov.sync_run ORDER BY seq DESC LIMIT 1")" "$1" "${2-it} was $1"
}

# full_is_same NAME STATUS: a run that reads everything finds nothing else.
full_is_same() {
	tables >"$TMP/some"
	status_is "$2" "$1: all of it" ldapsync --full
	tables >"$TMP/all"
	is "$(diff "$TMP/some" "$TMP/all")" '' "$1: reading everything finds nothing else"
}

# reads NAME COUNT [MODE [STATUS]]: the next run reads so many groups, and all of it finds nothing else.
reads() {
	status_is "${4-0}" "$1" ldapsync --json
	is "$(jq -r '[.mode, .groups_read] | join(" ")' "$TMP/out")" "${3-incremental} $2" "$1: groups that are read"
	full_is_same "$1" "${4-0}"
}

rejected=f
groups_are_open() {	# t|f: from now on each run reads them, for something cannot be taken, or is held back
	rejected=$1
}
doubt=f
in_doubt() {	# the next run finds somebody new in groups whom nobody knows, and the one after it is full
	doubt=t
}

# runs NAME [MODE [STATUS]]: a run, of this mode, and then a full one, which finds nothing else.
runs() {
	status_is "${3:-0}" "$1" ldapsync
	ran "${2:-incremental}" "$1"
	unsettled=$doubt
	[ "$rejected" = f ] || unsettled=t
	is "$(sql 'SELECT groups_digest IS NULL FROM prov.source_state')" "$unsettled" "$1: it is known what groups are"
	if [ "$doubt" = t ]; then
		doubt=f
		status_is "${3:-0}" "$1: the next run" ldapsync
		ran full "$1: the next run"
	fi
	full_is_same "$1" "${3:-0}"
}

# start_audited_company: start_company with a session log and a log of searches.
start_audited_company() {
	mkdir -p "$TMP/slapd/log"
	start_company -g 'moduleload accesslog' -c "$SESSION_LOG
overlay accesslog
logdb cn=log
logops search

database mdb
suffix cn=log
rootdn cn=admin,cn=log
rootpw secret
directory $TMP/slapd/log
maxsize 1073741824
dbnosync
index reqStart eq"
}

# What was asked for of what became of entries since the last mark: a line for each search, its base and its filter.
searches() {
	ldapsearch -x -LLL -o ldif-wrap=no -H "$LDAP_URI" -D cn=admin,cn=log -w secret -b cn=log '(&(objectClass=auditSearch)(reqScope=sub))' \
		reqDN reqFilter reqControls | awk -v RS= -v FS='\n' '/4203\.1\.9\.1\.1/ {
			for (i = 1; i <= NF; i++) if ($i ~ /^reqDN: /) dn = substr($i, 8); else if ($i ~ /^reqFilter: /) filter = substr($i, 12)
			print dn, filter }'
}
mark() {
	searches | wc -l >"$TMP/mark"
}
since_mark() {
	searches | tail -n "+$(($(cat "$TMP/mark") + 1))"
}
