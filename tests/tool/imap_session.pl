#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# imap_session.pl PORT USER PASSWORD - logs in and stays until the server ends the session: says "in" or "refused", then "closed"
use strict;
use warnings;
use IO::Socket::INET;

$| = 1;
my ($port, $user, $password) = @ARGV;
my $server = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port") or die "cannot connect: $@\n";
<$server>;
print $server "a LOGIN $user $password\r\n";
while (<$server>) {
	next unless /^a (OK|NO)/;
	print $1 eq 'OK' ? "in\n" : "refused\n";
	exit if $1 eq 'NO';
	last;
}
1 while <$server>;
print "closed\n";
