#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# base.t - where the base DN is found, in which order, and what is said when it is nowhere
. "$TESTLIB/testlib.sh"

read=$B/tests/tool/ldapread
[ -x "$read" ] || bail "not built: $read"
start_slapd -l "$DATA/ldap/company.ldif"
PROV_CONFIG=$TMP/prov.conf
export PROV_CONFIG
root=$TMP/root
mkdir -p "$root/etc/univention"

config() {	# LDAP_LINES [SECONDS]
	printf 'ucr: { root = "%s"; };\nldap: { timeout = %d; network_timeout = %d; %s };\n' \
		"$root" "${2:-300}" "${2:-300}" "$1" >"$PROV_CONFIG"
}
ucr() {		# LINE
	printf '# univention_ base.conf\n\n%s\n' "$1" >"$root/etc/univention/base.conf"
}
first() {
	head -n "$1" "$TMP/out" | tail -n 1
}

# nowhere
config ''
fails 1 'no base anywhere' "$read" base
stderr_has 'CONFIG: no LDAP base DN is known'
stderr_has "UCR files below $root (ldap/base): there are none"
stderr_has 'LDAP server: none is known (ldap.uri, ldap/server/name, URI of ldap.conf)'
is "$(wc -c <"$TMP/out" | tr -d ' ')" 0 'and nothing on standard output'

# the server, at last
config "uri = \"$LDAP_URI\";"
ok 'from the rootDSE' "$read" base
is "$(first 1)" "dc=example,dc=com" 'its base'
is "$(first 2)" "rootDSE of $LDAP_URI" 'and where it was found'
output_has "configuration $PROV_CONFIG (ldap.base): not set" 'with all places before'

# ldap.conf and what libldap reads besides, each over the one before
printf '# a comment\nURI ldap://x\n  base \t dc=home,dc=test \r\n' >"$HOME/ldaprc"
ok 'from ldaprc' "$read" base
is "$(first 1)" "dc=home,dc=test" 'without case and blanks'
printf 'BASE dc=hidden,dc=test\n#BASE dc=no\nBASE\n' >"$HOME/.ldaprc"
ok 'from .ldaprc' "$read" base
is "$(first 1)" "dc=hidden,dc=test" 'the hidden one wins; a BASE without value is none'
printf 'BASE dc=conf,dc=test\n' >"$TMP/my.conf"
ok 'from LDAPCONF' env LDAPCONF="$TMP/my.conf" "$read" base
is "$(first 2)" "$TMP/my.conf (BASE)" 'it is named'
printf 'BASE dc=rc,dc=test\n' >"$HOME/.myrc"
ok 'from LDAPRC' env LDAPCONF="$TMP/my.conf" LDAPRC=myrc "$read" base
is "$(first 1)" "dc=rc,dc=test" 'which comes after LDAPCONF'
ok 'from LDAPBASE' env LDAPBASE=dc=env,dc=test LDAPRC=myrc "$read" base
is "$(first 1)" "dc=env,dc=test" 'which is the last word'
is "$(first 2)" "environment variable LDAPBASE" 'it is named'
ok 'LDAPNOINIT' env LDAPNOINIT= LDAPBASE=dc=env,dc=test "$read" base
is "$(first 1)" "dc=example,dc=com" 'switches all of these off'

# UCR, configuration, option
ucr 'ldap/base: dc=ucs,dc=test'
ok 'from UCR' env LDAPBASE=dc=env "$read" base
is "$(first 1)" "dc=ucs,dc=test" 'before ldap.conf'
is "$(first 2)" "UCR file $root/etc/univention/base.conf (ldap/base)" 'the file is named'
config "uri = \"$LDAP_URI\"; base = \"dc=Set,dc=Test\";"
ok 'from the configuration' "$read" base
is "$(first 1)" "dc=Set,dc=Test" 'as it stands there'
ok 'from the option' "$read" base 'o=given'
is "$(first 1)" "o=given" 'before all'

# what is not a DN ends the search
fails 1 'an option that is no DN' "$read" base 'given'
stderr_has 'INVALID: "given" (option --base) is not a DN'
fails 1 'an empty option' "$read" base ''
stderr_has 'is empty'
config ''
ucr 'ldap/base: example'
fails 1 'UCR with something else' "$read" base
stderr_has 'INVALID: "example" (UCR file'
ucr 'ldap/base: '
fails 1 'UCR with an empty value' "$read" base
stderr_has 'is empty'
rm "$root/etc/univention/base.conf" "$HOME/ldaprc" "$HOME/.ldaprc"

# does it exist?
config "uri = \"$LDAP_URI\";"
ok 'a base that exists' "$read" check dc=example,dc=com
fails 1 'a base that does not' "$read" check dc=nowhere,dc=com
stderr_has 'INVALID: "dc=nowhere,dc=com" does not exist'

# servers that do not answer, or have several
mkdir -p "$TMP/two/db2"
start_slapd -n two -l "$DATA/ldap/company.ldif" -c 'database mdb
suffix "dc=second,dc=test"
directory '"$TMP/two/db2"
config "uri = \"$LDAP_URI\";"
fails 1 'a server with several' "$read" base
stderr_has 'CONFIG: the LDAP server has 2 base DNs: "dc=example,dc=com", "dc=second,dc=test"'
config "uri = \"$LDAP_URI\";" 1
freeze_slapd
fails 1 'PF29: a server that hangs: the end after its timeout' "$read" base
stderr_has 'no answer in time'
thaw_slapd
config 'uri = "ldap://127.0.0.1:1";'
fails 1 'no server' "$read" base
stderr_has 'UNAVAILABLE: cannot connect to ldap://127.0.0.1:1'
done_testing
