#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapbase: every source in its order, none at all, dead servers, and what it costs to start
# long: other files run the same code under sanitizers
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
ok 'one that is not there' env UNIVENTION_BASECONF="$TMP/nothing.conf" ldapbase --explain
stderr_has "UCR file $TMP/nothing.conf (ldap/base), which UNIVENTION_BASECONF names: not set"

# --- files that are there and cannot be read: no other place is asked instead ---
become=
if [ "$(id -u)" = 0 ]; then
	become='setpriv --reuid=65534 --regid=65534 --clear-groups'
fi
# Everybody may look at these files, so that mode 0 of one is what stops somebody.
chmod 755 "$TMP"
chmod 644 "$PROV_CONFIG"
spoil() {	# KIND FILE
	rm -rf "$2"
	case $1 in
	'a mode') printf '# c\nldap/base: dc=hidden\n' >"$2" && chmod 0 "$2" ;;
	'a folder') mkdir "$2" ;;
	'a pipe') mkfifo "$2" ;;
	'a circle of links') ln -s "$2" "$2.other" && ln -s "$2.other" "$2" ;;
	'a link to nothing') ln -s "$TMP/nothing" "$2" ;;
	esac
}
unreadable() {	# NAME FILE CMD...: each kind of FILE is an error, at once
	label=$1 spoiled=$2
	shift 2
	for kind in 'a mode' 'a folder' 'a pipe' 'a circle of links' 'a link to nothing'; do
		spoil "$kind" "$spoiled"
		if [ "$kind" = 'a mode' ] && [ -n "$become" ]; then
			if ! $become "$B/bin/ldapbase" --version >"$TMP/out" 2>&1; then
				pass "BL3: $label: $kind # SKIP cannot become another user"
				continue
			fi
			# shellcheck disable=SC2086
			fails 1 "BL3: $label: $kind" $become timeout 300 "$@"
		else
			fails 1 "BL3: $label: $kind" timeout 300 "$@"
		fi
		stderr_has "\"$spoiled\" is there but unreadable" "BL3: $label: $kind: it says so"
		is "$(wc -c <"$TMP/out")" 0 "BL3: $label: $kind: no base DN is printed"
		chmod 700 "$spoiled" 2>"$TMP/log" || :
		rm -rf "$spoiled" "$spoiled.other"
	done
}
etc=$TMP/root/etc/univention
unreadable 'a UCR file before the one that has it' "$etc/base-forced.conf" ldapbase --explain
stderr_has "UCR files below $TMP/root (ldap/base): \"$etc/base-forced.conf\" is there" \
	'BL3: --explain says which place that was'
prints dc=ucr,dc=test 'BL3: without it the next one counts' ldapbase
mkfifo "$etc/base-defaults.conf"
prints dc=ucr,dc=test 'BL3: a file that comes after does not matter' timeout 300 ldapbase
rm "$etc/base-defaults.conf"
mv root/etc/univention/base.conf base.conf

# --- files made by hand that look right and have nothing for UCS: the message says why ---
odd() {		# NAME WHY: base.conf as it is now
	run ldapbase --explain
	stderr_has "not set; \"$etc/base.conf\" $2" "$1: why not"
}
printf 'ldap/base: dc=ucr,dc=test\n' >"$etc/base.conf"
odd 'one line' 'is left out: one line alone'
printf '# c\nldap/base: dc=bak,dc=test\n' >"$etc/base.conf.bak"
prints dc=bak,dc=test 'one line and a good .bak' ldapbase
printf '# c\nx: y\n' >"$etc/base.conf.bak"
run ldapbase --explain
stderr_lacks 'left out' 'a .bak that counts: nothing is left out'
rm "$etc/base.conf.bak"
printf '\357\273\277ldap/base: dc=ucr,dc=test\nx: y\n' >"$etc/base.conf"
odd 'a mark of UTF-8' 'begins with a mark of UTF-8'
touch -d @0 "$etc/base.conf"
odd 'a time of zero' 'is left out: its time'
: >"$etc/base.conf"
run ldapbase --explain
stderr_lacks 'left out' 'an empty file, as UCS makes them: nothing is left out'
rm "$etc/base.conf"
unreadable 'the only UCR file' "$etc/base.conf" ldapbase
unreadable 'UNIVENTION_BASECONF' "$TMP/custom.conf" env UNIVENTION_BASECONF="$TMP/custom.conf" ldapbase
cp ldap.conf "$TMP/good.conf"
unreadable 'LDAPCONF' "$TMP/ldap.conf" env LDAPCONF="$TMP/ldap.conf" ldapbase
stderr_has "ldap.conf: \"$TMP/ldap.conf\" is there" 'BL3: and which place'
mkdir "$TMP/somebody"
unset LDAPCONF
unreadable '.ldaprc at home' "$TMP/somebody/.ldaprc" env HOME="$TMP/somebody" ldapbase
mkfifo "$TMP/somebody/.ldaprc"
prints dc=later,dc=test 'BL3: a BASE that is read later makes up for it' \
	env HOME="$TMP/somebody" LDAPBASE=dc=later,dc=test timeout 300 ldapbase
rm "$TMP/somebody/.ldaprc"
LDAPCONF=$TMP/good.conf
export LDAPCONF
mkdir "$TMP/private"
chmod 0 "$TMP/private"
if [ -z "$become" ] || $become "$B/bin/ldapbase" --version >"$TMP/out" 2>&1; then
	# shellcheck disable=SC2086
	prints dc=conf,dc=test 'PF8: a home that cannot be looked into has no files for us' \
		$become env HOME="$TMP/private" ldapbase
	# shellcheck disable=SC2086
	prints dc=x 'PF8: and no prov.conf either' \
		$become env -u PROV_CONFIG -u XDG_CONFIG_HOME HOME="$TMP/private" LDAPBASE=dc=x ldapbase
else
	pass 'PF8: an unreadable home # SKIP cannot become another user'
fi
chmod 700 "$TMP/private"
mkfifo "$TMP/pipe"
fails 1 'PF8: a pipe as PROV_CONFIG is an error at once' \
	env PROV_CONFIG="$TMP/pipe" timeout 300 ldapbase
stderr_has "\"$TMP/pipe\" is a pipe, not a file"
cp "$TMP/good.conf" ldap.conf
LDAPCONF=$TMP/ldap.conf
mv base.conf root/etc/univention/base.conf

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
TWO_URI=$LDAP_URI
fails 1 'several naming contexts' ldapbase
stderr_has dc=one,dc=test
stderr_has dc=two,dc=test
is "$(wc -c <"$TMP/out")" 0 'prints nothing on standard output'


# --- what a server keeps for itself is no base DN ---
mkdir -p "$TMP/ucs/internal" "$TMP/ucs/translog" "$TMP/ucs/log"
start_slapd -n ucs -b dc=ucs,dc=test -c "database mdb
suffix cn=internal
directory $TMP/ucs/internal
database mdb
suffix cn=TransLog
directory $TMP/ucs/translog"
config "ldap: { uri = \"$LDAP_URI\"; };"
ok 'BL4: three naming contexts' ldapsearch -x -LLL -H "$LDAP_URI" -s base -b '' namingContexts
is "$(grep -c namingContexts: "$TMP/out")" 3 'BL4: of a UCS primary'
prints dc=ucs,dc=test 'BL4: one of them is the base DN' ldapbase
stop_slapd ucs
start_slapd -n changes -b dc=log,dc=test -c "database mdb
suffix cn=accesslog
directory $TMP/ucs/log
database config
database monitor"
config "ldap: { uri = \"$LDAP_URI\"; };"
ok 'BL4: OpenLDAP with a change log, a configuration and a monitor' \
	ldapsearch -x -LLL -H "$LDAP_URI" -s base -b '' namingContexts
output_has 'cn=accesslog'
prints dc=log,dc=test 'BL4: has one base DN' ldapbase
stop_slapd changes
mkdir -p "$TMP/more/internal" "$TMP/more/db2"
start_slapd -n more -b dc=one,dc=test -c "database mdb
suffix dc=two,dc=test
directory $TMP/more/db2
database mdb
suffix cn=internal
directory $TMP/more/internal"
config "ldap: { uri = \"$LDAP_URI\"; };"
fails 1 'BL4: two that are no such thing are still a choice' ldapbase
stderr_has dc=two,dc=test
is "$(wc -c <"$TMP/out")" 0 'BL4: and nothing is printed'
stop_slapd more
config "ldap: { uri = \"$TWO_URI\"; };"

# --- explained when it went wrong, and with places that say different things ---
explained() {	# LINE...: exactly these lines
	printf '%s\n' "$@" >want
	diff want explained.txt
}
fails 1 'BL6: several base DNs' ldapbase --explain
stderr_has 'option --base: not given'
stderr_has 'option --uri: not given'
stderr_has "configuration $PROV_CONFIG (ldap.base): not set"
stderr_has "UCR files below $TMP/root (ldap/base): there are none"
stderr_has 'ldap.conf: no BASE'
stderr_has "rootDSE of $TWO_URI (from configuration $PROV_CONFIG (ldap.uri)): the LDAP server has 2 base DNs"
mkdir -p root/etc/univention
printf '# \377\n\n' >root/etc/univention/base.conf
fails 1 'BL6: a registry that is no text' ldapbase --explain
stderr_has "UCR files below $TMP/root (ldap/base): '$TMP/root/etc/univention/base.conf' is not valid UTF-8"
stderr_has "rootDSE of $TWO_URI" 'BL6: what comes after is shown as well'
printf '# c\nldap/base: dc=two,dc=test\n' >root/etc/univention/base.conf
printf 'BASE DC=Two, dc=test\n' >ldap.conf
start_slapd -n other -b dc=other,dc=test
config "ldap: { uri = \"$LDAP_URI\"; base = \"dc=config,dc=test\"; };"
ok 'BL6: four places, three base DNs' env -u LDAPNOINIT HOME="$TMP" LDAPCONF="$TMP/ldap.conf" ldapbase --explain
is "$(cat "$TMP/out")" dc=config,dc=test 'BL6: the first counts'
cp "$TMP/err" explained.txt
ok 'BL6: each in its line' explained 'option --base: not given' 'option --uri: not given' \
	"configuration $PROV_CONFIG (ldap.base): found: dc=config,dc=test" \
	"UCR file $TMP/root/etc/univention/base.conf (ldap/base): ANOTHER: dc=two,dc=test" \
	"$TMP/ldap.conf (BASE): ANOTHER: DC=Two, dc=test" \
	"rootDSE of $LDAP_URI: ANOTHER: dc=other,dc=test"
ok 'BL6: with those that agree' env -u LDAPNOINIT HOME="$TMP" LDAPCONF="$TMP/ldap.conf" \
	ldapbase --explain --base dc=two,dc=TEST
stderr_has "$TMP/ldap.conf (BASE): the same: DC=Two, dc=test"
stderr_has "configuration $PROV_CONFIG (ldap.base): ANOTHER: dc=config,dc=test"
fails 103 'BL6: with one that is no DN' ldapbase --explain --base example.com
stderr_has 'option --base: "example.com" (option --base) is not a DN'
stderr_has "rootDSE of $LDAP_URI"
rm -r root

# --- only a server is known ---
OTHER_URI=$LDAP_URI
config ''
fails 1 'BL7: no server' ldapbase
prints dc=other,dc=test 'BL7: --uri' ldapbase --uri "$OTHER_URI"
change_ldap <<END
dn: dc=other,dc=test
objectClass: organization
objectClass: dcObject
dc: other
o: x

END
prints dc=other,dc=test 'BL7: --uri with --check' ldapbase --uri "$OTHER_URI" --check
fails 103 'BL7: --check looks there' ldapbase --uri "$OTHER_URI" --check --base dc=nowhere
prints dc=other,dc=test 'BL7: LDAPURI' env -u LDAPNOINIT LDAPURI="$OTHER_URI" ldapbase
printf 'URI %s\n' "$OTHER_URI" >uri.conf
prints dc=other,dc=test 'BL7: URI of ldap.conf' env -u LDAPNOINIT LDAPCONF="$TMP/uri.conf" ldapbase --check
printf 'URI ldapi://%%2Fnowhere %s\nBASE dc=other,dc=test\n' "$OTHER_URI" >uri.conf
prints dc=other,dc=test 'BL7: several there' env -u LDAPNOINIT LDAPCONF="$TMP/uri.conf" ldapbase --check
config 'ldap: { base = "dc=config,dc=test"; };'
prints dc=other,dc=test 'BL7: --uri is asked, and no other place' ldapbase --uri "$OTHER_URI"
config 'ldap: { bind_dn = "cn=x"; password_file = "/nowhere"; };'
fails 1 'BL7: the login of the configuration is for a server that is said' ldapbase --uri "$OTHER_URI"
prints dc=other,dc=test "BL7: and not for the environment's" env -u LDAPNOINIT LDAPURI="$OTHER_URI" ldapbase
config ''
mkdir -p root/etc/univention
printf '# c\nldap/server/name: 127.0.0.1\n' >root/etc/univention/base.conf
fails 105 "BL7: UCR's ldap/server/name, with the port of UCS" ldapbase
stderr_has 'cannot connect to ldap://127.0.0.1:7389'
printf 'ldap/server/port: 1\nldap/server/addition: 127.0.0.2 ::1\n' >>root/etc/univention/base.conf
fails 105 "BL7: and its port and other servers" ldapbase --explain
stderr_has 'rootDSE of ldap://127.0.0.1:1 ldap://127.0.0.2:1 ldap://[::1]:1 (from UCR file'
fails 105 'BL7: --check asks it, too' ldapbase --check --base dc=x
stderr_has '127.0.0.1:1'
rm -r root
stop_slapd other
fails 105 'BL6: the server is down' ldapbase --explain --uri "$OTHER_URI"
stderr_has "rootDSE of $OTHER_URI: cannot connect to"
is "$(wc -l <"$TMP/err")" 7 'BL6: all places and the error'
printf 'ldap.uri = "%s";\n' "$OTHER_URI" >dotted.conf
fails 1 'BL7: a setting with a dot' env PROV_CONFIG="$TMP/dotted.conf" ldapbase
stderr_has "write: ldap: { uri = \"$OTHER_URI\"; };"

# --- pipes, and what would command a terminal ---
for word in LDAPCONF LDAPRC; do
	fails 1 "BL13: a pipe as $word that libldap would read" env -u LDAPNOINIT "$word=$TMP/pipe" HOME=/nowhere \
		timeout 300 ldapbase --uri "$OTHER_URI"
	stderr_has "pipe\" is a pipe, not a file"
done
config "ldap: { uri = \"ldaps://127.0.0.1:1\"; ca_file = \"$TMP/pipe\"; };"
fails 1 'BL13: a pipe as ldap.ca_file' timeout 300 ldapbase
stderr_has "pipe\" is a pipe, not a file"
config ''
escape=$(printf 'dc=a\033[31m\nb\302\233,dc=c')
prints 'dc=a\1B[31m\0Ab\C2\9B,dc=c' 'BL13: control characters of a DN are escaped' ldapbase --base "$escape"
prints 'dc=a\1B[31m\0Ab\C2\9B,dc=c' 'BL13: which is the same DN' env -u LDAPNOINIT LDAPBASE="$escape" ldapbase
ok 'BL13: also when explained' env -u LDAPNOINIT LDAPBASE="$escape" ldapbase --explain
is "$(tr -d '\n' <"$TMP/err" | LC_ALL=C tr -d ' -~' | wc -c)" 0 'BL13: nothing of it is shown as it is'
fails 103 'BL13: in a message, too' ldapbase --base "$(printf 'a\033b\nc')"
is "$(wc -l <"$TMP/err")" 1 'BL13: that has one line'
fails 103 'BL13: bytes that are not UTF-8 are no DN' ldapbase --base "$(printf 'dc=\377')"

config "ldap: { uri = \"$TWO_URI\"; };"

# --- servers that are down, or never answer ---
stop_slapd two
fails 105 'a server that is down' ldapbase
is "$(wc -c <"$TMP/out")" 0 'prints nothing on standard output'
perl -MIO::Socket::UNIX -e '
	my $s = IO::Socket::UNIX->new(Local => "silent", Listen => 5) or die;
	open my $f, ">", "silent.pid"; print $f $$; close $f;
	sleep;' &
silent=$!
must_see 'a silent server' test -s silent.pid
config "ldap: { uri = \"ldapi://$(printf %s "$TMP/silent" | sed 's|/|%2F|g')\"; timeout = 1; };"
fails 107 'PF29: a server that never answers: the end after the timeout' ldapbase
is "$(wc -c <"$TMP/out")" 0 'prints nothing on standard output'
kill "$silent"

# --- what it costs: compared with a program of the same library that reads and asks nothing ---
config 'ldap: { base = "dc=config,dc=test"; };'
# PF29: the CPU's time, since that on the clock is a matter of what else the machine does; and the
# least of ten runs.
cost() {	# microseconds
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		"$B/tests/tool/maxrss" "$@" 2>&1 >/dev/null | sed -n 's/^cpu //p'
	done | sort -n | head -n 1
}
nothing=$(cost ucr --version)
all=$(cost ldapbase)
diag "$all us of CPU for one run without server, $nothing us for ucr --version"
if [ "$all" -le $((nothing * 3 + 20000)) ]; then
	pass 'PF29: a few milliseconds more than nothing'
else
	flunk 'PF29: a few milliseconds more than nothing' "$all us against $nothing us"
fi
done_testing
