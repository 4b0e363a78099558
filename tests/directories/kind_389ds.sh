# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034 # values for the suite
# kind_389ds.sh - 389 Directory Server

. "$ROOT/tests/directories/kind_slapd.sh"

needs ns-slapd 389-ds-base
needs dscreate python3-lib389
needs certutil libnss3-tools
DIRECTORY_PASSWORD=Secret.123456
KEY=nsUniqueId
LOCK=nsAccountLock
PROFILE=389ds

kind_start() {
	LDAP_URI=ldap://127.0.0.1:3389
	LDAP_BASE=dc=example,dc=com
	LDAP_ADMIN='cn=Directory Manager'
	READER=uid=reader,dc=example,dc=com
	if ! ds389_create "$TMP/ds" "$LDAP_BASE" || ! ds389_start "$TMP/ds"; then
		bail '389 DS did not start'
	fi
	{
		unit "$PEOPLE"
		unit "$STAFF"
		unit "$GROUPS_UNIT"
		printf 'dn: %s\nobjectClass: account\nobjectClass: simpleSecurityObject\n' "$READER"
		printf 'uid: reader\nuserPassword: %s\n\n' "$DIRECTORY_PASSWORD"
	} | as_admin
	kind_rights
}

kind_rights() {	# [ATTRIBUTE that is hidden]
	{
		printf 'dn: %s\nchangetype: modify\nreplace: aci\n' "$LDAP_BASE"
		printf 'aci: (targetattr != "%s")(version 3.0; acl "read"; allow (read, search, compare) ' \
			"userPassword${1:+ || $1}"
		printf 'userdn = "ldap:///all";)\n\n'
	} | as_admin
}

kind_stop() {
	ds389_stop "$TMP/ds"
}

kind_restart() {
	ds389_stop "$TMP/ds"
	ds389_start "$TMP/ds" || bail '389 DS did not start again'
}

lock() {
	replace "$(user_dn "$1")" nsAccountLock true
}

unlock() {
	replace "$(user_dn "$1")" nsAccountLock
}

kind_hide() {
	kind_rights "${1-}"
}

kind_load() {
	as_admin <"$1"
}

# An export without its keys, imported again.
kind_reload() {
	ldapsearch -LLL -o ldif-wrap=no -x -H "$LDAP_URI" -D "$LDAP_ADMIN" -w "$DIRECTORY_PASSWORD" \
		-b "$LDAP_BASE" '*' aci nsAccountLock >"$TMP/ds/reload.ldif"
	ds389_stop "$TMP/ds"
	chown dirsrv "$TMP/ds/reload.ldif"
	(cd "$TMP/ds" && as_dirsrv "$TMP/ds" ns-slapd ldif2db -D "$TMP/ds/root/etc/dirsrv/slapd-test" \
		-n userroot -i "$TMP/ds/reload.ldif") >"$TMP/ldif2db.log" 2>&1 || bail "$(cat "$TMP/ldif2db.log")"
	ds389_start "$TMP/ds" || bail '389 DS did not start again'
}

kind_tls() {
	LDAPS_URI=ldaps://127.0.0.1:3636
	ds389_stop "$TMP/ds"
	ds389_tls "$TMP/ds" 3636 "$TMP/$1" "$TMP/known.pem" "${2-}" >"$TMP/tls.log" 2>&1 || bail "$(cat "$TMP/tls.log")"
	ds389_start "$TMP/ds" || bail '389 DS did not start with TLS'
}

kind_logins() {
	ldapsearch -x -LLL -H "$LDAP_URI" -b cn=snmp,cn=monitor -s base simpleauthbinds |
		sed -n 's/^simpleauthbinds: //p'
}
