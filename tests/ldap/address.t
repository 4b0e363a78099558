#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# address.t - a server name with two addresses, and a list of servers: each has its own time to answer (case 122)
. "$TESTLIB/testlib.sh"

read=$B/tests/tool/ldapread
[ -x "$read" ] || bail "not built: $read"
PROV_CONFIG=$TMP/prov.conf
export PROV_CONFIG
umask 077
printf 'secret\n' >"$TMP/secret"
start_slapd -t -l "$DATA/ldap/company.ldif"
port=$(printf '%s' "$LDAP_URI" | sed 's/.*://; s|/||')

# Port $port of ::1 takes nobody: it listens, and its queue is full. localhost has both addresses.
mkfifo "$TMP/deaf.in"
perl -MSocket=:all -e '
	my ($port, $ready) = @ARGV;
	my $to = pack_sockaddr_in6($port, inet_pton(AF_INET6, "::1"));
	my ($s, @full);
	socket($s, PF_INET6, SOCK_STREAM, 0) or die "$!";
	setsockopt($s, IPPROTO_IPV6, IPV6_V6ONLY, 1) or die "$!";
	bind($s, $to) && listen($s, 0) or die "$!";
	for (1 .. 4) {		# the queue of 0 has room for one or two
		my $c;
		socket($c, PF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0) or die "$!";
		connect($c, $to);
		push @full, $c;
	}
	open my $f, ">", $ready or die;
	close $f;
	<STDIN>;
' "$port" "$TMP/deaf.ready" <"$TMP/deaf.in" 2>"$TMP/deaf.err" &
exec 4>"$TMP/deaf.in"
ready() {
	[ -e "$TMP/deaf.ready" ] || [ -s "$TMP/deaf.err" ]
}
wait_for 60 ready
[ -e "$TMP/deaf.ready" ] || skip_all "no IPv6 here: $(cat "$TMP/deaf.err")"

config() {	# URIS
	cat >"$PROV_CONFIG" <<-END
		ldap: { uri = "$1"; timeout = 300; network_timeout = 1; bind_dn = "$LDAP_ADMIN"; password_file = "$TMP/secret"; };
		source: { company: { profile = "openldap"; base = "dc=example,dc=com"; context = "1"; groups = false; }; };
	END
}
config "ldap://[::1]:$port"
fails 1 'case 122: an address that does not answer' "$read" count
stderr_has UNAVAILABLE
config "ldap://[::1]:$port ldap://127.0.0.1:$port"
ok 'case 122: the next server of the list is tried' "$read" count
output_has users
if getent ahosts localhost | grep -q '^::1 '; then
	config "ldap://localhost:$port"
	ok 'case 122: the next address of the name is tried' "$read" count
	output_has users
else
	diag 'localhost has one address here'
fi
exec 4>&-
done_testing
