# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034 # for tests
# ad.sh - a domain controller that gives numbers to changes (tests/tool/ad_server.pl): entries, and what becomes of them
#
#	. "$TESTLIB/ad.sh"; start_ad; ad_unit OU=one,DC=x; ad_user anna OU=one,DC=x
#
# Each of these words gives what it changes the next number, $usn; ad_quiet in front of it does not. Entries are files in
# $TMP/ad by a name that stays: their key is made of it.

AD_URI=ldapi://$(printf '%s' "$TMP/ad.socket" | sed 's|/|%2F|g')
usn=1000 keep_number=

start_ad() {
	mkdir "$TMP/ad"
	printf 'entry DC=x\nguid 00000000-0000-4000-8000-000000000001\nobjectClass domain\n' >"$TMP/ad/0"
	ad_is dsa CN=dsa,DC=x
	perl "$ROOT/tests/tool/ad_server.pl" "$TMP/ad.socket" "$TMP/world" >"$TMP/ad.log" 2>&1 &
	ad_pid=$!
	trap 'kill "$ad_pid"' EXIT
	wait_for 60 test -S "$TMP/ad.socket" || bail "$(cat "$TMP/ad.log")"
}

# What is in the files is what the server has from now on.
ad_is_so() {
	{
		printf 'lists 1.2.840.113556.1.4.529\nis usn %s\n' "$usn"
		cat "$TMP"/ad.is.* "$TMP"/ad/*
	} >"$TMP/world.new"
	mv "$TMP/world.new" "$TMP/world"
}

ad_is() {	# WORD VALUE: of the server, see ad_server.pl; without VALUE it is not
	rm -f "$TMP/ad.is.$1"
	[ -z "${2-}" ] || printf 'is %s %s\n' "$1" "$2" >"$TMP/ad.is.$1"
	ad_is_so
}

# put NAME DN LINES
put() {
	number=$usn
	if [ "$keep_number" ]; then
		number=$(sed -n 's/^uSNChanged //p' "$TMP/ad/$1")
	else
		number=$((usn + 1)) usn=$((usn + 1))
	fi
	printf 'entry %s\nguid 00000000-0000-4000-8000-%012d\nuSNChanged %s\n%s\n' "$2" \
		"$(printf '%s' "$1" | cksum | cut -d' ' -f1)" "$number" "$3" >"$TMP/ad/$1"
	ad_is_so
}

ad_quiet() {	# user|unit|team|gone ...
	keep_number=yes
	word=$1
	shift
	"ad_$word" "$@"
	keep_number=
}

ad_unit() {	# DN [NAME]
	put "unit.${2-$(printf '%s' "$1" | sed 's/^OU=\([^,]*\),.*/\1/')}" "$1" "objectClass organizationalUnit
name $(printf '%s' "$1" | sed 's/^OU=\([^,]*\),.*/\1/')"
}

# ad_user_at DN NAME [LINES]: a line of an attribute that every user has takes the place of the usual one,
# and "no mail" of none.
ad_user_at() {
	lines=${3-}
	for usual in 'primaryGroupID 513' 'userAccountControl 512' 'accountExpires 0' "sn $2" "mail $2@example.com" \
		"sAMAccountName $2"; do
		case $lines in
		*"${usual%% *} "* | *"no ${usual%% *}"*) ;;
		*) lines="$lines
$usual" ;;
		esac
	done
	put "$2" "$1" "objectClass top
objectClass person
objectClass user
objectCategory person
$(printf '%s' "$lines" | sed '/^$/d; /^no /d')"
}

ad_user() {	# NAME UNIT [LINES]
	ad_user_at "CN=$1,$2" "$1" "${3-}"
}

ad_renamed() {	# OLD NEW UNIT [LINES]: the key stays that of OLD
	ad_user_at "CN=$2,$3" "$1" "sAMAccountName $2
mail $2@example.com
${4-}"
}

ad_team() {	# NAME RID MEMBER...; one without "=" is a user below OU=one, or below OU=sales
	group_lines="objectClass top
objectClass group
cn $1
sAMAccountName $1
rid $2"
	group_name=$1
	shift 2
	for member in "$@"; do
		case $member in
		*=*) ;;
		*) member=$(sed -n 's/^entry //p' "$TMP/ad/$member") ;;
		esac
		group_lines="$group_lines
member $member"
	done
	put "team.$group_name" "CN=$group_name,OU=teams,DC=x" "$group_lines"
}

ad_deleted() {	# NAME: and there is a tombstone, for those who may see it
	key=$(sed -n 's/^guid //p' "$TMP/ad/$1")
	class=user
	case $1 in
	team.*) class=group ;;
	esac
	put "$1" "CN=$1\\0ADEL:$key,CN=Deleted Objects,DC=x" "objectClass $class
name $1
isDeleted TRUE"
}

ad_gone() {	# NAME: no tombstone that anybody sees
	rm "$TMP/ad/$1"
	ad_is_so
}

ad_drop() {	# NAME: the same, and the tombstone takes a number
	usn=$((usn + 1))
	ad_gone "$1"
}

ad_log() {	# from now on searches are listed
	: >"$TMP/world.log"
}

ad_searched() {	# but for those of single entries
	grep -v -e ' objectclass$' "$TMP/world.log" || :
}

# start_ad_company: the server, and a database with the contexts 1, "acme", and 2, "beta"; config: a source of it, below
# OU=one and OU=two, with groups below OU=teams.
start_ad_company() {
	use_database
	new_context 1 acme
	new_context 2 beta
	start_ad
}
config() {	# [LINES]
	forget_scope
	set_config "ldap: { uri = \"$AD_URI\"; };
		sync: { remind = 0; };
		source: { company: { profile = \"ad\"; mode = \"${mode-incremental}\"; group_base = \"OU=teams,DC=x\"; ${bases-$two_bases}
			limits: { missing = 100; members = 100; group_members = 100; groups = 100; renamed = 100; moved = 100;
				blanked = 100; created = 1000000; changed = 100; }; ${1-} }; };"
}
two_bases='contexts = ( { base = "OU=one,DC=x"; context = "acme"; }, { base = "OU=two,DC=x"; context = "beta"; } );'
in_db() {	# LOGIN t|f|'' ...: is it there and not missing?
	while [ $# -gt 0 ]; do
		is "$(sql "SELECT missing_since IS NULL FROM prov.users WHERE cid = 1 AND login = '$1'")" "$2" "$1: ${2:-not there}"
		shift 2
	done
}
members_are() {	# GROUP WANT WHAT
	is "$(sql "SELECT string_agg(u.login, ' ' ORDER BY u.login) FROM prov.groups g JOIN prov.member m USING (cid, gid)
		JOIN prov.users u ON u.cid = m.cid AND u.uid = m.uid WHERE g.cid = 1 AND g.name = '$1' AND g.missing_since IS NULL")" "$2" "$3"
}

# Six users of acme, one of beta, and two groups, of which one is in the other.
ad_company() {
	for unit in one two out teams; do ad_unit "OU=$unit,DC=x"; done
	ad_unit OU=sales,OU=one,DC=x
	for p in anna bert carl dora emil; do ad_user "$p" OU=one,DC=x; done
	ad_user frida OU=sales,OU=one,DC=x
	ad_user zoe OU=two,DC=x
	ad_team team 1200 anna bert frida
	ad_team top 1201 CN=team,OU=teams,DC=x
}

# An entry in conflict is told once and costs no more than others, until it goes as $1 says, or has a name of its own again.
conflicts_end() {	# ad_drop|ad_deleted
	ad_user_at 'CN=dora\0ACNF:1,OU=one,DC=x' other
	runs 'case 82: an entry in conflict'
	is "$(sql "SELECT kind || ' ' || dn FROM prov.sync_left_out WHERE field = ''")" 'user CN=dora\0ACNF:1,OU=one,DC=x' \
		'case 82: it is listed'
	is "$(sql 'SELECT count(*) FROM prov.sync_reject')" 0 'case 82: it is no reject'
	silent 'case 82: nothing else' ldapsync
	ran incremental 'case 82: nothing else'
	ad_user zoe OU=two,DC=x 'sn Beside'
	runs 'case 82: a change beside it'
	ad_team 'clash\0ACNF:2' 1300 anna
	runs 'case 82: a group in conflict'
	is "$(sql "SELECT count(*) FROM prov.sync_left_out WHERE field = ''")" 2 'case 82: both are listed'
	is "$(sql "SELECT counts ->> 'left_out' FROM prov.sync_run ORDER BY seq DESC LIMIT 1")" 2 'case 82: and counted'
	ad_user zoe OU=two,DC=x
	runs 'case 82: another change beside them'
	ad_user_at 'CN=dora\0ACNF:1,OU=two,DC=x' other
	runs 'case 82: it moves'
	is "$(sql "SELECT dn FROM prov.sync_left_out WHERE field = '' AND kind = 'user'")" 'CN=dora\0ACNF:1,OU=two,DC=x' \
		'case 82: it is listed where it is'
	"$1" 'team.clash\0ACNF:2'
	runs 'case 82: the group goes'
	ad_user other OU=one,DC=x
	runs 'case 82: it has a name of its own'
	in_db other t
	is "$(sql "SELECT count(*) FROM prov.sync_left_out WHERE field = ''")" 0 'case 82: then none is listed'
	ad_user_at 'CN=dora\0ACNF:1,OU=one,DC=x' other
	runs 'case 82: a known one in conflict'
	in_db other f
	"$1" other
	runs 'case 82: it is deleted'
	is "$(sql "SELECT count(*) FROM prov.sync_left_out WHERE field = ''")" 0 'case 82: it is not listed'
}
