#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# find.t - entries looked up by key over all bases: nobody who is there is called missing
. "$TESTLIB/testlib.sh"

read=$B/tests/tool/ldapread
fake=$B/tests/tool/fakeldap
{ [ -x "$read" ] && [ -x "$fake" ]; } || bail "not built: $read, $fake"
PROV_CONFIG=$TMP/prov.conf
export PROV_CONFIG
umask 077
printf 'secret\n' >"$TMP/secret"
mkfifo "$TMP/go"

# look KIND KEY...: reads all, does what "meanwhile" does, looks these keys up
look() {
	: >"$TMP/out"
	"$read" find "$@" <"$TMP/go" >"$TMP/out" 2>"$TMP/err" &
	reader=$!
	exec 4>"$TMP/go"
	wait_for 120 began || bail "$(cat "$TMP/err")"
	meanwhile
	(echo >&4) 2>/dev/null || :	# it may have ended
	exec 4>&-
	wait "$reader"
	status=$?
	return "$status"
}
meanwhile() { :; }
began() {
	grep -q '^read' "$TMP/out" || is_gone "$reader"
}

names() {	# the names that were found, with their contexts
	sed -n 's/.*"context":"\{0,1\}\([^",]*\).*"name":\["\([^"]*\)"\].*/\2:\1/p' "$TMP/out" | sort | xargs
}

outside() {	# the DNs of those that are elsewhere
	sed -n 's/^outside [^ ]* out of scope: //p' "$TMP/out" | sort | xargs
}

elsewhere() {	# WANT NAME KIND KEY...
	want=$1 title=$2
	shift 2
	look "$@"
	is "$status $(names)$(outside) $(tail -n 1 "$TMP/out")" "0 $want end" "$title"
}

found() {	# WANT NAME KIND KEY...
	want=$1 title=$2
	shift 2
	look "$@"
	is "$status $(names) $(tail -n 1 "$TMP/out")" "0 $want end" "$title"
}

unclear() {	# MESSAGE NAME KIND KEY...
	message=$1 title=$2
	shift 2
	look "$@"
	is "$status $(grep -c "$message" "$TMP/err") $(grep -c '^end' "$TMP/out")" '1 1 0' "$title"
}

# --- a real server ---

cat "$DATA/ldap/company.ldif" - >"$TMP/find.ldif" <<-END

	dn: uid=dora,ou=sales,dc=example,dc=com
	objectClass: inetOrgPerson
	entryUUID: abcdef00-0000-0000-0000-000000000005
	uid: dora
	cn: Dora
	sn: Dora
END
start_slapd -l "$TMP/find.ldif"
config() {	# [FILTER [BIND_DN [SECONDS]]]
	cat >"$PROV_CONFIG" <<-END
		ldap: { uri = "$LDAP_URI"; timeout = ${3-300}; network_timeout = ${3-300};
			bind_dn = "${2-$LDAP_ADMIN}"; password_file = "$TMP/secret"; };
		source: { company: { profile = "openldap"; groups = true; user_filter = "${1-}"; contexts = (
			{ base = "ou=sales,dc=example,dc=com"; context = "1"; },
			{ base = "ou=it,dc=example,dc=com"; context = "2"; },
			{ base = "ou=inner,ou=it,dc=example,dc=com"; context = "3"; } );
			group_base = "ou=groups,dc=example,dc=com"; }; };
	END
}
anna=11111111-0000-0000-0000-000000000001
bob=11111111-0000-0000-0000-000000000002
carl=11111111-0000-0000-0000-000000000003
zhang=11111111-0000-0000-0000-000000000004
none=99999999-0000-0000-0000-000000000000

move() {	# RDN FROM TO
	change_ldap <<-END
		dn: $1,$2,dc=example,dc=com
		changetype: modrdn
		newrdn: $1
		deleteoldrdn: 0
		newsuperior: $3,dc=example,dc=com
	END
}

config
found '' 'SR29: a key that nobody has' user "$none"
found 'anna:1 carl:2 zhang:3' 'SR29: those who are there, each once and of the nearest base' \
	user "$none" "$zhang" "$anna" "$carl" "$anna"
found 'dora:1' 'SR29: a key in capital letters' user ABCDEF00-0000-0000-0000-000000000005
found 'posix:null' 'SR29: a group' group "$none" 22222222-0000-0000-0000-000000000003
found '' 'SR29: what is no key of that kind, and characters of filters' user 'a*)(|(uid=*' "$none"
meanwhile() { move uid=anna ou=sales ou=inner,ou=it; }
found 'anna:3' 'SR29: an entry that moved to another base after it was read' user "$anna" "$none"
meanwhile() { move uid=anna ou=inner,ou=it ou=sales; move uid=carl ou=it ou=inner,ou=it; }
found 'anna:1 carl:3' 'SR29: back, and one that moved below a base within the base' user "$carl" "$anna"
meanwhile() { move uid=carl ou=inner,ou=it ou=empty; }
elsewhere uid=carl,ou=empty,dc=example,dc=com 'SR29: one that left all of them is told as that' user "$carl" "$none"
meanwhile() { move uid=carl ou=empty ou=it; }
found 'carl:2' 'SR29: and came back' user "$carl"
meanwhile() { :; }
# more keys than one filter takes
set --
for i in $(seq 1 130); do
	set -- "$@" "$(printf '99999999-0000-0000-0000-%012d' "$i")"
done
found 'anna:1 zhang:3' 'SR29: many keys' user "$zhang" "$@" "$anna"
config '(uid=a*)'
found 'anna:1' 'SR29: the filter holds' user "$anna" "$bob"
config 'uid=a*'
found 'anna:1' 'SR29: a filter without parentheses, too' user "$anna" "$bob"
elsewhere uid=carl,ou=it,dc=example,dc=com 'SR29: who does not fit the filter is told as that' user "$carl" "$none"

config
meanwhile() { stop_slapd; }
unclear '^INCOMPLETE: .*serverDown' 'SR29: a connection that broke after the reading' user "$anna"
start_slapd_again
meanwhile() { freeze_slapd; }
# PF29: a limit that is over before all was read says nothing about the look: a longer one
for limit in 1 5 25 125; do
	config '' "$LDAP_ADMIN" $limit
	look user "$anna" || :
	thaw_slapd
	grep -q '^read' "$TMP/out" && break
done
is "$status $(grep -c '^INCOMPLETE: .*timeout' "$TMP/err") $(grep -c '^end' "$TMP/out")" '1 1 0' \
	'SR29: a server that does not answer'
config
meanwhile() { :; }

# a login that may read keys and must not search by them
stop_slapd
cat >>"$SLAPD/slapd.conf" <<-END
	access to attrs=entryUUID by anonymous =rcd
	access to * by anonymous read
END
start_slapd_again
config '' ''
unclear 'INCOMPLETE: cannot look up entries by key: one that was just read' \
	'SR29: no right to search by key' user "$none"
stderr_has 'the right to search by the key attribute'

# --- a server that does as told ---

fake_config() {	# SECONDS
	cat >"$PROV_CONFIG" <<-END
		ldap: { uri = "ldapi://$(printf '%s' "$TMP/fake" | sed 's|/|%2F|g')"; timeout = $1; };
		source: { fake: { profile = "ad"; groups = false; contexts = (
			{ base = "OU=1,DC=x"; context = "1"; }, { base = "OU=2,DC=x"; context = "2"; } ); }; };
	END
}
fake_config 300
anna=616e6e61-0000-0000-0000-000000000000
bob=00626f62-0000-0000-0000-000000000000

fake_ldap plain
found 'bob:1' 'SR29: the key of Active Directory is asked for as its octets' user "$anna" "$bob"
unclear 'no key of this directory' 'SR29: a key of another kind of server' user "$none" "$bob" uid=bob
# from the root of all bases, if it is known and answers
printf '%s\n' '- namingContexts DC=x' >"$TMP/fake.says"
fake_ldap plain
elsewhere CN=bob,DC=x 'SR29: an entry above the bases is not in the source' user "$bob"
is "$(names)" '' 'SR29: and not found in it'
for code in 1 3 4 11 32 50 53 80; do
	fake_ldap rootresult "$code"
	found 'bob:1' "SR29: result $code from the root: the bases are searched" user "$bob"
done
fake_ldap rootblind
found 'bob:1' 'SR29: an answer from the root without those who must be in it: the bases are searched' user "$bob"
for what in findgone vanish nokey other; do
	fake_ldap $what
	unclear INCOMPLETE "SR29: neither from the root nor from the bases: $what" user "$bob"
done
rm "$TMP/fake.says"

# many are read again
again() {	# NAME
	title=$1
	: >"$TMP/out"
	"$read" again user </dev/null >"$TMP/out" 2>"$TMP/err"
	is "$?" 1 "$title"
	stderr_has INCOMPLETE
	output_lacks '^end' "$title: proves nothing"
}
fake_ldap plain
"$read" again user </dev/null >"$TMP/out" 2>"$TMP/err"
is "$(xargs <"$TMP/out")" "read key $bob end" 'SR29: a second reading has the same keys'
for what in againnobody againnokey againinside; do
	fake_ldap $what
	again "SR29: a second reading: $what"
done
for code in 1 3 4 11 51 52 80; do
	fake_ldap againresult $code
	again "SR29: a second reading with result $code"
	stderr_has "LDAP result $code)"
done

fake_ldap moves
found 'anna:1' 'SR29: an entry that moves between two searches of the look' user "$anna"
fake_ldap blind
unclear 'one that was just read (00626f62-0000-0000-0000-000000000000) is not found' \
	'SR29: an answer without those who must be in it' user "$anna"
fake_ldap nokey
unclear 'CN=bob,DC=x" was found, but shows no key' 'SR29: an entry that could be anybody' user "$anna"
fake_ldap other
unclear 'CN=anna,DC=x" was found, but has none' 'SR29: an entry that was not asked for' user "$bob"
fake_ldap findinside
unclear 'a part of the answer is on another server' 'SR29: a reference' user "$anna"
fake_ldap findgone
unclear '^INCOMPLETE: .*serverDown' 'SR29: a connection that ends' user "$anna"
fake_ldap findsilent
fake_config 1
unclear '^INCOMPLETE: .*timeout' 'SR29: no answer' user "$anna"
fake_config 300
fake_ldap vanish
unclear 'INCOMPLETE' 'SR29: a base that is hidden meanwhile' user "$anna"
for code in 1 3 4 11 32 50 51 52 53 80; do
	fake_ldap findresult "$code"
	unclear "^INCOMPLETE: .*LDAP result $code)" "SR29: result $code" user "$anna"
done
exec 3>&-
done_testing
