# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# online.sh - logins at Dovecot with passwords that are in a directory of each kind, whose profile and base are found
# out; the test says which kind

. "$ROOT/tests/servers/onlinelib.sh"
needs_dovecot

umask 022
kind_start
private_database
context 40 -N acme -L example.com -q -1
provdb reader dovecot >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
printf '%s' "$DIRECTORY_PASSWORD" >"$TMP/reader.secret" && chmod 600 "$TMP/reader.secret"

company_is() {	# URI [LINES of ldap]
	printf 'database: { patience = 300; };\nldap: { timeout = 60; %s };\n' "${2-}" >"$PROV_CONFIG"
	printf 'source: { company: { uri = "%s"; bind_dn = "%s"; password_file = "%s"; context = "40"; groups = false; }; };\n' "$1" \
		"$(printf %s "$READER" | sed 's/\\/\\\\/g')" "$TMP/reader.secret" >>"$PROV_CONFIG"
}
set_password() {	# NAME PASSWORD
	case $PROFILE in
	ad) samba-tool user setpassword "$1" --newpassword="$2" -H "$TMP/ad/private/sam.ldb" -s "$TMP/ad/etc/smb.conf" >"$TMP/set.log" 2>&1 ||
		bail "$(cat "$TMP/set.log")" ;;
	*) replace "$(user_dn "$1")" userPassword "$2" | as_admin ;;
	esac
}

users anna ben carl | as_admin
set_password anna 'Wort.123456 %u$'
set_password ben Wort.654321
company_is "$LDAP_URI"
ok 'people come' ldapsync
dovecot_is "$TMP/dovecot"
is "$(login anna@example.com 'Wort.123456 %u$')|$(login ben@acme Wort.654321)" 'OK 0|OK 0' 'they log in'
none=
all_say "$WRONG" 'with no other password; who has none does not' <<-END
	anna@example.com Wort.654321
	anna@example.com $none
	ben@example.com wort.654321
	carl@example.com $none
	carl@example.com Wort.654321
END
move "$(user_dn anna)" "$(rdn_of annabell)" "$STAFF" | as_admin
set_password ben Neu.123456
all_say 'OK 0' 'renamed, moved, a new password' <<-END
	anna@example.com Wort.123456 %u\$
	ben@example.com Neu.123456
END
ok 'ben is disabled here' changeuser -c 40 -u ben --mailenabled false
is "$(login ben@example.com Neu.123456)" '[CONTACTADMIN] Account disabled.' 'at once'
ok 'and is back' changeuser -c 40 -u ben --mailenabled true
lock ben | as_admin
ok 'locked in the directory' ldapsync
is "$(login ben@acme Neu.123456 | sed 's/ \[[^]]*\]$//')" "$LOCKED" 'is refused'
unlock ben | as_admin
ok 'and unlocked' ldapsync
is "$(login ben@acme Neu.123456)" 'OK 0' 'is back'
kind_stop
is "$(login anna@example.com 'Wort.123456 %u$' | cut -d ' ' -f 1)|$(login anna@example.com wrong | cut -d ' ' -f 1)" '[UNAVAILABLE]|[UNAVAILABLE]' \
	'the directory is down'
authority known
certificate here IP:127.0.0.1
kind_tls here
company_is "$LDAPS_URI" "ca_file = \"$TMP/known.pem\";"
ok 'it has TLS' ldapsync
dovecot_is "$TMP/dovecot-tls"
is "$(login anna@example.com 'Wort.123456 %u$')|$(login anna@example.com wrong)" "OK 0|$WRONG" 'and is asked there'
stop_pid "$TMP/run/master.pid"
kind_stop
