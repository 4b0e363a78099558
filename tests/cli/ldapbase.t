#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapbase: every source in its order, none at all, dead servers, and what it costs to start
. "$TESTLIB/testlib.sh"
program_ok ldapbase

config() {
	PROV_CONFIG=$TMP/prov.conf
	export PROV_CONFIG
	printf 'ucr: { root = "%s"; };\n%s\n' "$TMP/root" "$1" >"$PROV_CONFIG"
}

# --- nothing anywhere ---
LDAPNOINIT=1
export LDAPNOINIT
config ''
fails 1 'no base anywhere' ldapbase
is "$(wc -c <"$TMP/out")" 0 'prints nothing on standard output'
stderr_has 'no LDAP base DN is known'
stderr_has 'ldap.base'

# --- the server ---
start_slapd -b dc=server,dc=test
config "ldap: { uri = \"$LDAP_URI\"; };"
prints dc=server,dc=test 'the only naming context of the server' ldapbase
ok 'explained' ldapbase --explain
stderr_has 'rootDSE'
stderr_has 'UCR files'
is "$(cat "$TMP/out")" dc=server,dc=test 'standard output has only the DN'

# --- ldap.conf ---
unset LDAPNOINIT
printf '# x\nBASE dc=conf,dc=test\n' >ldap.conf
LDAPCONF=$TMP/ldap.conf
export LDAPCONF
prints dc=conf,dc=test 'LDAPCONF comes before the server' ldapbase
LDAPBASE=dc=environment,dc=test
export LDAPBASE
prints dc=environment,dc=test 'LDAPBASE comes before the file' ldapbase
unset LDAPBASE

# --- UCR ---
mkdir -p root/etc/univention
printf '# c\nldap/base: dc=ucr,dc=test\n' >root/etc/univention/base.conf
prints dc=ucr,dc=test 'UCR files come before ldap.conf' ldapbase
ok 'explained' ldapbase --explain
stderr_has "UCR file $TMP/root/etc/univention/base.conf (ldap/base): found"
printf '# c\nldap/base: dc=forced,dc=test\n' >root/etc/univention/base-forced.conf
prints dc=forced,dc=test 'with their layers' ldapbase
printf '# c\nldap/base: \n' >root/etc/univention/base-forced.conf
fails 103 'an empty one is an error, not the next place' ldapbase
is "$(wc -c <"$TMP/out")" 0 'and prints nothing on standard output'
rm root/etc/univention/base-forced.conf
printf '# \377\n\n' >root/etc/univention/base-ldap.conf
fails 1 'a registry that cannot be read is an error' ldapbase
rm root/etc/univention/base-ldap.conf
printf '# c\nldap/base: dc=custom,dc=test\n' >custom.conf
prints dc=custom,dc=test 'UNIVENTION_BASECONF' \
	env UNIVENTION_BASECONF="$TMP/custom.conf" ldapbase

# --- configuration and option ---
config "ldap: { uri = \"$LDAP_URI\"; base = \"dc=config,dc=test\"; };"
prints dc=config,dc=test 'the configuration comes before UCR files' ldapbase
ok 'explained' ldapbase --explain
stderr_has "configuration $PROV_CONFIG (ldap.base): found"
prints dc=option,dc=test '--base comes first' ldapbase --base dc=option,dc=test
fails 103 '--base with an empty text' ldapbase --base ''
fails 103 '--base that is no DN' ldapbase --base example.com
is "$(wc -c <"$TMP/out")" 0 'prints nothing on standard output'
prints 'DC=Option, DC=Test' 'it is printed as it stands there' ldapbase --base 'DC=Option, DC=Test'
prints 'dc=Option,dc=Test' '--normalize' ldapbase --normalize --base 'DC=Option, DC=Test'

# --- check ---
fails 103 '--check: no such entry' ldapbase --check --base dc=nowhere,dc=test
is "$(wc -c <"$TMP/out")" 0 'prints nothing on standard output'
change_ldap <<END
dn: dc=server,dc=test
objectClass: organization
objectClass: dcObject
dc: server
o: x

END
prints dc=server,dc=test '--check: it is there' ldapbase --check --base dc=server,dc=test

# --- several naming contexts ---
rm -r root
unset LDAPCONF
LDAPNOINIT=1
export LDAPNOINIT
mkdir -p "$TMP/two/db2"
start_slapd -n two -b dc=one,dc=test -c "database mdb
suffix dc=two,dc=test
directory $TMP/two/db2"
config "ldap: { uri = \"$LDAP_URI\"; };"
fails 1 'several naming contexts' ldapbase
stderr_has dc=one,dc=test
stderr_has dc=two,dc=test
is "$(wc -c <"$TMP/out")" 0 'prints nothing on standard output'

# --- servers that are down, or never answer ---
stop_slapd two
fails 105 'a server that is down' ldapbase
is "$(wc -c <"$TMP/out")" 0 'prints nothing on standard output'
perl -MIO::Socket::UNIX -e '
	my $s = IO::Socket::UNIX->new(Local => "silent", Listen => 5) or die;
	open my $f, ">", "silent.pid"; print $f $$; close $f;
	sleep 60;' &
wait_for 10 test -s silent.pid || bail 'no silent server'
config "ldap: { uri = \"ldapi://$(printf %s "$TMP/silent" | sed 's|/|%2F|g')\"; timeout = 2; };"
start=$(date +%s)
run ldapbase
took=$(($(date +%s) - start))
kill "$(cat silent.pid)"
if [ "$status" != 0 ] && [ ! -s "$TMP/out" ] && [ -s "$TMP/err" ] && [ $took -ge 1 ] &&
	[ $took -le 8 ]; then
	pass 'a server that never answers: the end after the timeout'
else
	flunk 'a server that never answers: the end after the timeout' \
		"exit status $status after $took s"
	show_output
fi

# --- what it costs: compared with a program of the same library that reads and asks nothing ---
config 'ldap: { base = "dc=config,dc=test"; };'
average() {	# milliseconds of ten runs, divided by ten
	start=$(date +%s%N)
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		"$@" >/dev/null
	done
	echo $((($(date +%s%N) - start) / 10000000))
}
nothing=$(average ucr --version)
ms=$(average ldapbase)
diag "$ms ms for one run without server, $nothing ms for ucr --version"
if [ "$ms" -le $((nothing * 3 + 30)) ]; then
	pass 'a few milliseconds more than nothing'
else
	flunk 'a few milliseconds more than nothing' "$ms ms against $nothing ms"
fi
done_testing
