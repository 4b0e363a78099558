#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# faults.t - a directory that refuses, limits, hangs or dies is never taken for a smaller one
. "$TESTLIB/testlib.sh"

read=$B/tests/tool/ldapread
[ -x "$read" ] || bail "not built: $read"
umask 077
printf 'secret\n' >"$TMP/secret"
printf 'tiger\n' >"$TMP/wrong"
: >"$TMP/empty"
PROV_CONFIG=$TMP/prov.conf
export PROV_CONFIG

# 20,000 users: more than all buffers between server and client hold; and a group of 10,000.
awk 'BEGIN {
	base = "dc=example,dc=com"
	printf "dn: %s\nobjectClass: domain\ndc: example\n\n", base
	for (i = 1; i <= 20000; i++) {
		printf "dn: uid=u%d,%s\nobjectClass: inetOrgPerson\nuid: u%d\n", i, base, i
		printf "cn: User Number %d\nsn: Number %d\n", i, i
		printf "mail: u%d@example.com\ndisplayName: User Number %d of many\n\n", i, i
	}
	printf "dn: cn=all,%s\nobjectClass: groupOfNames\ncn: all\n", base
	for (i = 1; i <= 10000; i++)
		printf "member: UID=U%d, %s\n", i, base
	printf "\n"
}' >"$TMP/many.ldif"
start_slapd -l "$TMP/many.ldif" -c 'limits anonymous size.soft=500 size.hard=500
access to dn.exact="dc=example,dc=com" by * read
access to dn.one="dc=example,dc=com" attrs=entry,@inetOrgPerson,@groupOfNames,entryUUID by anonymous read'

# config LDAP_LINES [SOURCE_LINES [SECONDS]]: the whole tree as one context, unless SOURCE_LINES say
# other
config() {
	lines=${2-}
	case $lines in
	*contexts*) ;;
	*) lines="base = \"dc=example,dc=com\"; context = \"acme\"; $lines" ;;
	esac
	cat >"$PROV_CONFIG" <<-END
		ldap: { uri = "$LDAP_URI"; timeout = ${3:-300}; network_timeout = ${3:-300}; $1 };
		source: { company: { $lines }; };
	END
}
admin="bind_dn = \"cn=admin,dc=example,dc=com\"; password_file = \"$TMP/secret\";"

config "$admin"
prints '20000 users, 1 groups, 0 rejected, 130002 values' 'all of it, 10,000 members' "$read" count
config "$admin" "page_size = 700;"
prints '20000 users, 1 groups, 0 rejected, 130002 values' 'the same in pages' "$read" count

# limits
config ''
fails 1 'the size limit' "$read" count
stderr_has 'INCOMPLETE: cannot read "dc=example,dc=com" on'
stderr_has 'sizeLimitExceeded, LDAP result 4'
stderr_has 'size.prtotal=unlimited'
output_has '500 users' 'the entries before the limit came, and were not taken for all'
config '' "page_size = 100;"
fails 1 'the size limit counts over pages' "$read" count
stderr_has 'sizeLimitExceeded'

# logins
config "bind_dn = \"cn=admin,dc=example,dc=com\"; password_file = \"$TMP/wrong\";"
fails 1 'a wrong password' "$read" count
stderr_has 'DENIED: source "company": cannot log in to the directory as "cn=admin,dc=example,dc=com"'
stderr_has 'invalidCredentials, LDAP result 49'
stderr_lacks tiger 'the password is nowhere to be seen'
config "bind_dn = \"cn=admin,dc=example,dc=com\"; password_file = \"$TMP/empty\";"
fails 1 'an empty password' "$read" count
stderr_has 'CONFIG: source "company": the password in'
config 'bind_dn = "cn=admin,dc=example,dc=com";'
fails 1 'no password' "$read" count
stderr_has 'but no password_file'
chmod 644 "$TMP/secret"
config "$admin"
fails 1 'a password that others can read' "$read" count
stderr_has 'others may read it'
chmod 600 "$TMP/secret"
config 'sasl = "EXTERNAL";'
prints '0 users, 0 groups, 0 rejected, 0 values' 'EXTERNAL over a Unix socket, without rights' \
	"$read" count

# what users and the environment set for other LDAP programs has no influence
printf 'SIZELIMIT 3\nTIMELIMIT 1\nDEREF always\nURI ldap://192.0.2.1\nTLS_REQCERT never\n' \
	>"$HOME/.ldaprc"
config "$admin"
prints '20000 users, 1 groups, 0 rejected, 130002 values' 'ldaprc does not decide' \
	env LDAPSIZELIMIT=5 LDAPREFERRALS=on LDAPTLS_CERT=/nonexistent "$read" count
rm "$HOME/.ldaprc"

# servers that are not there
good=$LDAP_URI
LDAP_URI="ldapi://%2Fnonexistent ldap://127.0.0.1:1 $good"
config "$admin"
prints '20000 users, 1 groups, 0 rejected, 130002 values' 'the third URI answers' "$read" count
LDAP_URI='ldapi://%2Fnonexistent ldap://127.0.0.1:1'
config "$admin"
fails 1 'nobody answers' "$read" count
stderr_has 'UNAVAILABLE: source "company": none of the 2 LDAP servers can be used'
stderr_has 'cannot connect to ldap://127.0.0.1:1'
LDAP_URI=$good

# a server that ends, or hangs, in the middle of an answer; the reader waits for the pipe meanwhile
interrupted() {		# COMMAND...
	"$read" records 2>"$TMP/err2" | {
		head -n 1 >"$TMP/first"
		"$@" >/dev/null 2>&1
		cat >"$TMP/rest"
	}
}

# PF29: a limit that was over before the first line came says nothing about the rest: a longer one.
for limit in 1 5 25 125; do
	config "$admin" '' $limit
	interrupted freeze_slapd
	thaw_slapd
	[ ! -s "$TMP/first" ] || break
done
if grep -q '^INCOMPLETE: .*timeout, LDAP result -5' "$TMP/err2" &&
	! grep -q '^end' "$TMP/rest"; then
	pass 'a server that hangs'
else
	flunk 'a server that hangs' "$(head -3 "$TMP/err2")"
fi
config "$admin"
interrupted stop_slapd slapd KILL
if grep -q '^INCOMPLETE: .*serverDown, LDAP result -1' "$TMP/err2" &&
	! grep -q '^end' "$TMP/rest"; then
	pass 'a server that is killed'
else
	flunk 'a server that is killed' "$(head -3 "$TMP/err2")"
fi
start_slapd_again

config "$admin" '' 1
freeze_slapd
fails 1 'a server that never answers the login' "$read" count
thaw_slapd
stderr_has 'no answer in time'

# an answer that is empty, since the rights are gone
config '' "user_filter = \"(employeeType=x)\";"
ok 'an empty answer is an answer; the engine judges it' "$read" count

# references
change_ldap <<END
dn: ou=elsewhere,dc=example,dc=com
objectClass: referral
objectClass: extensibleObject
ou: elsewhere
ref: ldap://127.0.0.1:1/ou=elsewhere,dc=example,dc=com
END
config "$admin"
fails 1 'a part of the tree on another server' "$read" count
stderr_has 'another server: ldap://127.0.0.1:1/ou=elsewhere,dc=example,dc=com'
config "$admin" 'contexts = ( { base = "ou=elsewhere,dc=example,dc=com"; context = "1"; } );'
fails 1 'a base on another server' "$read" count
stderr_has 'another server: ldap://127.0.0.1:1'
done_testing
