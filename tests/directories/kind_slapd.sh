# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034 # values for the suite
# kind_slapd.sh - OpenLDAP

needs slapd slapd
needs ldapmodify ldap-utils
PEOPLE=ou=people,dc=example,dc=com
STAFF=ou=staff,dc=example,dc=com
GROUPS_UNIT=ou=groups,dc=example,dc=com
DIRECTORY_PASSWORD=secret
KEY=entryUUID
LOCK=pwdAccountLockedTime
NO_LOCK=120 NO_LOCK_WORDS='would be enabled: lock'
PROFILE=openldap

# before the server starts
kind_tree() {
	tree
	unit "$STAFF"
}
GLOBAL_LINES=
OVERLAY=

kind_start() {
	{
		kind_tree
		printf 'dn: uid=reader,dc=example,dc=com\nobjectClass: account\nobjectClass: simpleSecurityObject\n'
		printf 'uid: reader\nuserPassword: %s\n\n' "$DIRECTORY_PASSWORD"
	} >"$TMP/tree.ldif"
	READER=uid=reader,dc=example,dc=com
	kind_rights
	start_slapd -l "$TMP/tree.ldif" -t -c "$rights" -g "$GLOBAL_LINES"
}

kind_rights() {	# [ATTRIBUTE that is hidden]
	rights="access to attrs=userPassword by anonymous auth by * none"
	[ -z "${1-}" ] || rights="$rights
access to attrs=$1 by * none"
	rights="$rights
access to * by * read
limits dn.exact=\"$READER\" size=unlimited
$OVERLAY"
}

kind_stop() {
	stop_slapd
}

# LINES of its own about the database, in place of those of the start
slapd_limits() {
	stop_slapd
	slapd_conf "$SLAPD" "$LDAP_BASE" "$1" "$GLOBAL_LINES" >"$SLAPD/slapd.conf"
	slapd_again
}

kind_load() {
	stop_slapd
	slapd_load "$SLAPD" "$1" || bail 'slapadd refused it'
	slapd_again
}

slapd_again() {
	slapd_start "$SLAPD" tcp || bail 'slapd did not start again'
}

kind_restart() {
	stop_slapd
	slapd_again
}

user() {
	printf 'dn: uid=%s,%s\nobjectClass: inetOrgPerson\nuid: %s\ncn: %s\nsn: %s\n' "$1" "$PEOPLE" "$1" "$1" "$1"
	printf 'mail: %s@example.com\n' "$1"
	[ -z "${2-}" ] || printf '%s\n' "$2"
	printf '\n'
}

addresses() {
	who=$(user_dn "$1")
	shift
	replace "$who" mail "$@"
}

user_dn() {
	printf 'uid=%s,%s' "$1" "${2:-$PEOPLE}"
}

group_dn() {
	printf 'cn=%s,%s' "$1" "$GROUPS_UNIT"
}

rdn_of() {
	printf 'uid=%s' "$1"
}

# No server here follows members that are renamed: an administrator does.
rename_user() {
	move "$(user_dn "$1")" "uid=$2"
	member delete staff "$(user_dn "$1")"
	member add staff "$(user_dn "$2")"
}

follow_member() {
	{
		member delete "$1" "$2"
		member add "$1" "$3"
	} | as_admin
}

# locked for good by an administrator, as ppolicy has it
lock() {
	printf 'dn: %s\nchangetype: modify\nreplace: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n\n' \
		"$(user_dn "$1")"
}

unlock() {
	replace "$(user_dn "$1")" pwdAccountLockedTime
}

group() {
	printf 'dn: %s\nobjectClass: groupOfNames\ncn: %s\n' "$(group_dn "$1")" "$1"
	shift
	for dn in "$@"; do
		printf 'member: %s\n' "$dn"
	done
	printf '\n'
}

kind_hide() {
	kind_rights "${1-}"
	slapd_limits "$rights"
}

# slapadd makes new keys for entries that show none.
kind_reload() {
	stop_slapd
	"$(slapd_program "$SLAPD" slapcat)" -f "$SLAPD/slapd.conf" |
		grep -v -e '^entryUUID:' -e '^entryCSN:' >"$TMP/reload.ldif"
	rm -rf "$SLAPD/db"
	mkdir "$SLAPD/db"
	slapd_load "$SLAPD" "$TMP/reload.ldif" || bail 'slapadd refused what slapcat gave'
	slapd_again
}

# what it counts is in cn=monitor
kind_tls() {
	stop_slapd
	versions=${2:+TLSCipherSuite NORMAL:-VERS-ALL:+VERS-TLS$2:%COMPAT}
	slapd_conf "$SLAPD" "$LDAP_BASE" "$rights
database monitor
access to * by * read" "$GLOBAL_LINES
moduleload back_monitor
security simple_bind=64
TLSCertificateFile $TMP/$1.pem
TLSCertificateKeyFile $TMP/$1.key
$versions" >"$SLAPD/slapd.conf"
	slapd_start "$SLAPD" both || bail 'slapd did not start with TLS'
	LDAP_URI=$(slapd_uri "$SLAPD")
	LDAPS_URI=ldaps://127.0.0.1:$((${LDAP_URI##*:} + 1))
}

kind_logins() {
	ldapsearch -x -LLL -H "$(ldapi_uri "$SLAPD")" -b cn=Bind,cn=Operations,cn=Monitor -s base \
		monitorOpInitiated | sed -n 's/^monitorOpInitiated: //p'
}
