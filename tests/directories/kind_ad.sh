# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034 # values for the suite
# kind_ad.sh - Active Directory, as Samba has it

needs samba samba
needs samba-tool samba
needs ldbadd ldb-tools
needs ldapmodify ldap-utils
LDAP_BASE=DC=example,DC=test
PEOPLE=OU=people,$LDAP_BASE
STAFF=OU=staff,$LDAP_BASE
GROUPS_UNIT=OU=teams,$LDAP_BASE
PROFILE=ad
KEY=objectGUID
LOCK=userAccountControl
ENDS=accountExpires
NO_LOCK=123 NO_LOCK_WORDS='userAccountControl cannot be read'

kind_start() {
	LDAP_URI=ldap://127.0.0.1
	LDAP_ADMIN='EXAMPLE\administrator'
	READER='EXAMPLE\reader'
	OWN_USERS=1
	ad_domain
}

ad_domain() {
	if ! ad_create "$TMP/ad" EXAMPLE.TEST || ! ad_start "$TMP/ad"; then
		bail 'Samba did not start'
	fi
	for unit in "$PEOPLE" "$STAFF" "$GROUPS_UNIT"; do
		printf 'dn: %s\nobjectClass: organizationalUnit\n\n' "$unit"
	done | as_admin
	# no mail address, like many accounts of programs
	samba-tool user create reader "$DIRECTORY_PASSWORD" -H "$TMP/ad/private/sam.ldb" \
		-s "$TMP/ad/etc/smb.conf" >"$TMP/reader.log" 2>&1 || bail "$(cat "$TMP/reader.log")"
}

kind_stop() {
	ad_stop "$TMP/ad"
}

kind_restart() {
	ad_stop "$TMP/ad"
	ad_start "$TMP/ad" || bail 'Samba did not start again'
}

# without a password it is disabled, so 32 (none needed) besides 512 (an ordinary account)
user() {
	printf 'dn: CN=%s,%s\nobjectClass: user\nsAMAccountName: %s\nsn: %s\n' "$1" "$PEOPLE" "$1" "$1"
	printf 'mail: %s@example.com\nuserAccountControl: 544\n' "$1"
	[ -z "${2-}" ] || printf '%s\n' "$2"
	printf '\n'
}

# mail has one value here
addresses() {
	who=$(user_dn "$1")
	first=$2
	shift 2
	replace "$who" mail "$first"
	for address in "$@"; do
		set -- "$@" "smtp:$address"
		shift
	done
	replace "$who" proxyAddresses "SMTP:$first" "$@"
}

user_dn() {
	printf 'CN=%s,%s' "$1" "${2:-$PEOPLE}"
}

group_dn() {
	printf 'CN=%s,%s' "$1" "$GROUPS_UNIT"
}

rdn_of() {
	printf 'CN=%s' "$1"
}

rename_user() {
	replace "$(user_dn "$1")" sAMAccountName "$2"
	move "$(user_dn "$1")" "CN=$2"
}

# links follow by themselves
follow_member() {
	:
}

lock() {
	replace "$(user_dn "$1")" userAccountControl 546
}

unlock() {
	replace "$(user_dn "$1")" userAccountControl 544
}

group() {
	printf 'dn: %s\nobjectClass: group\nsAMAccountName: %s\n' "$(group_dn "$1")" "$1"
	shift
	for dn in "$@"; do
		printf 'member: %s\n' "$dn"
	done
	printf '\n'
}

kind_tls() {
	LDAPS_URI=ldaps://127.0.0.1
	ad_stop "$TMP/ad"
	ad_tls "$TMP/ad" "$TMP/$1" "$TMP/known.pem" "${2-}"
	ad_start "$TMP/ad" || bail 'Samba did not start with TLS'
}

# an anonymous login is none here
kind_logins() {
	grep -c 'Auth: \[LDAP,simple bind' "$TMP/ad/log"
}

kind_load() {
	ldbadd -H "$TMP/ad/private/sam.ldb" --configfile="$TMP/ad/etc/smb.conf" --nosync "$1" >"$TMP/ldbadd.log" 2>&1 ||
		bail "ldbadd: $(tail -n 3 "$TMP/ldbadd.log")"
}

# Of what there is now.
kind_hide() {
	/usr/bin/python3 "$ROOT/tests/directories/ad_hide.py" "$TMP/ad/private/sam.ldb" "$TMP/ad/etc/smb.conf" reader \
		"$LDAP_BASE" ${1:+"$1"} >"$TMP/hide.log" 2>&1 || bail "$(cat "$TMP/hide.log")"
}

# Another domain, with the same name and the same people.
kind_reload() {
	ad_stop "$TMP/ad"
	rm -rf "$TMP/ad"
	ad_domain
	as_admin <"$1"
}
