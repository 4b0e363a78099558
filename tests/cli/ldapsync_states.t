#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: SR34: the states of users and groups, and how they get from one to the next, are those of the table in
# docs/sync.md: each of its rows is done here, with a user and a group of its own
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company -c 'access to attrs=entryUUID by dn.exact="uid=blind,ou=a,dc=example,dc=com" =rcd by * read
access to * by * read'
sed -n 's/^| \(active\|disabled\|purged\) | \([^|]*\) | \(active\|disabled\|purged\) |$/\1|\3|\2/p' "$ROOT/docs/sync.md" \
	>"$TMP/rows"
rows=$(wc -l <"$TMP/rows")
is "$((rows > 15))" 1 "the table was read ($rows rows)"

team() {	# CN
	printf 'dn: cn=%s,ou=b,%s\nobjectClass: groupOfNames\ncn: %s\nmember: uid=f1,ou=a,%s\n\n' "$1" $base "$1" $base
}
{
	unit ou=a,$base
	unit ou=b,$base
	unit ou=out,$base
	seq 40 | while read -r i; do
		entry "uid=f$i,ou=a,$base" "f$i"
		team "g$i"
	done
	seq "$rows" | while read -r i; do
		entry "uid=u$i,ou=b,$base" "u$i"
		team "t$i"
	done
	entry uid=blind,ou=a,$base blind 'userPassword: secret'
} | change_ldap
config() {	# [LINES [URI]]
	forget_scope
	sql 'DELETE FROM prov.sync_server'	# the pause is a server of its own, which does not say how new it is
	set_config "
sync: { remind = 0; };
ldap: { uri = \"${2-$LDAP_URI}\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; timeout = 300; };
source: { company: { contexts = ( { base = \"ou=a,$base\"; context = \"acme\"; },
	{ base = \"ou=b,$base\"; context = \"acme\"; } ); ${1-} }; };"
}
delete() {	# N: the entries are gone, but kept to be put back
	ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b $base "(|(uid=u$1)(cn=t$1))" '*' entryUUID \
		>"$TMP/entry$1.ldif"
	sed -n 's/^dn: .*/&\nchangetype: delete\n/p' "$TMP/entry$1.ldif" | change_ldap
}
restore() {	# N: with their keys
	restore_ldap <"$TMP/entry$1.ldif"
}
rename() {	# FROM TO: an RDN of the user or group
	printf 'dn: %s,ou=b,%s\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 1\n\n' "$1" $base "$2" | change_ldap
}
leave() {	# RDN: to where nobody looks
	printf 'dn: %s,ou=b,%s\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 1\nnewsuperior: ou=out,%s\n\n' "$1" $base "$1" $base |
		change_ldap
}
move() {	# RDN
	printf 'dn: %s,ou=b,%s\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 1\nnewsuperior: ou=a,%s\n\n' "$1" $base "$1" $base |
		change_ldap
}
synced() {		# STATUS [LINES]
	config "${2-}"
	ldapsync >"$TMP/out" 2>"$TMP/err"
	status=$?
	[ "$status" = "$1" ] || diag "$row: exit status $status, not $1: $(cat "$TMP/out" "$TMP/err")"
}
days_pass() {
	earlier "$1" missing_since '31 days' "name = '$2'"
}
runs_pass() {
	for _ in 1 2 3; do synced 0; done
}
state() {	# TABLE NAME ID: and whether it has the id it had
	sql "SELECT coalesce((SELECT CASE WHEN missing_since IS NULL AND missing_run IS NULL THEN 'active'
			WHEN missing_run IS NOT NULL THEN 'disabled' ELSE 'wrong' END
			FROM prov.$1 WHERE cid = 1 AND name = '$2'), 'purged'),
		(SELECT $3 FROM prov.$1 WHERE cid = 1 AND name = '$2')"
}
both() {
	printf '%s %s\n' "$(state users "u$n" uid)" "$(state groups "t$n" gid)"
}
blind="bind_dn = \"uid=blind,ou=a,$base\";"
purge='purge = true;'

# prepare STATE: what row N begins with
prepare() {
	case $1 in
	active) return ;;
	esac
	delete "$n"
	synced 0
	case $what in
	*grace_runs?are?over,*) runs_pass ;;
	*grace?is?over,* | *both?are?over*)
		days_pass users "u$n"
		days_pass groups "t$n"
		;;
	esac
	case $1$what in
	purged* | *both?are?over*) runs_pass ;;
	esac
	[ "$1" = disabled ] && return
	days_pass users "u$n"
	days_pass groups "t$n"
	synced 0 "$purge"
}

# found: both move to a base that was read, before the other one is read
found() {
	config "$1" "$PAUSED_URI"
	meanwhile users ou=b,$base move "uid=u$n"
	[ "$status" = 0 ] || diag "$row: users: $status: $(cat "$TMP/err")"
	meanwhile groups ou=b,$base move "cn=t$n"
	[ "$status" = 0 ] || diag "$row: groups: $status: $(cat "$TMP/err")"
}

# A row in which nothing is known of what happens fails.
happens() {
	lines=$purge
	case $what in
	*"without \`purge\`") lines= ;;
	esac
	case $from:$what in
	active:"does not show it, and it is not found"* | active:*120*) delete "$n" ;;
	active:*121* | active:*"dry run") delete "$n" ;;
	purged:*) restore "$n" ;;
	disabled:*"out of the source")
		restore "$n"
		leave "uid=u$n"
		leave "cn=t$n"
		;;
	disabled:"shows it"* | disabled:*"finds it"*) restore "$n" ;;
	esac
	case $what in
	*"cannot be taken"*)
		rename "uid=u$n" "uid=u$n!"
		rename "cn=t$n" "cn=t$n!"
		synced 123 "$lines"
		rename "uid=u$n!" "uid=u$n"
		rename "cn=t$n!" "cn=t$n"
		;;
	"shows it"* | "does not show it" | "does not show it, "*"is not found"* | "does not show it, \`"* | \
		"does not show it, both are over, without"*) synced 0 "$lines" ;;
	*"out of the source") synced 0 "$lines" ;;
	"does not show it, "*"finds it by its key") found "$lines" ;;
	*121*) synced 121 "$lines $blind" ;;
	*120*) synced 120 "$lines user_filter = \"(uid=nobody)\"; group_filter = \"(cn=nobody)\";" ;;
	*"dry run"*)
		config "$lines"
		ldapsync -n >"$TMP/out" 2>"$TMP/err" || diag "$row: $(cat "$TMP/err")"
		;;
	*) flunk "the table has a row that nothing is known of: $row" ;;
	esac
}
# What a row leaves behind is put right, so that the next one is alone.
tidy() {
	case $what in
	*"out of the source")
		printf 'dn: %s,ou=out,%s\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 1\nnewsuperior: ou=b,%s\n\n' \
			"uid=u$n" $base "uid=u$n" $base "cn=t$n" $base "cn=t$n" $base | change_ldap
		;;
	esac
	ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b $base "(uid=u$n)" dn | grep -q '^dn' || restore "$n"
	synced 0
}

row=start
synced 0
n=0
while IFS='|' read -r from to what; do
	n=$((n + 1))
	row="$from, a run $what"
	ids=$(both | grep -o '|[0-9]*' | paste -sd ' ' -)
	prepare "$from"
	is "$(both | sed 's/|[0-9]*//g')" "$from $from" "before: $row"
	counted=$(sql 'SELECT runs FROM prov.source_state')
	happens
	is "$(both | sed 's/|[0-9]*//g')" "$to $to" "SR34: $row: $to"
	now=$(both | grep -o '|[0-9]*' | paste -sd ' ' -)
	case $from$to in
	*purged) now=$ids ;;
	purged*) [ "$now" != "$ids" ] && now=$ids ;;
	esac
	is "$now" "$ids" 'with the same ids, or others after it was purged'
	case $what in
	*12[01]* | *dry*)
		is "$(sql 'SELECT runs FROM prov.source_state')" "$counted" 'no run is counted'
		;;
	esac
	tidy
	is "$(both | sed 's/|[0-9]*//g')" 'active active' 'in the end it is back'
done <"$TMP/rows"
database_is_sound
done_testing
