#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# inetd.pl SOCKET CMD... - runs CMD for each connection to a local socket, which is its standard input and output
#
# "ready" is printed when it listens. It ends with its own standard input, and waits for what it has started.
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;

my ($path, @command) = @ARGV;
my $listener = IO::Socket::UNIX->new(Type => SOCK_STREAM, Local => $path, Listen => 20) or die "$path: $!\n";
my $select = IO::Select->new($listener, \*STDIN);
$| = 1;
print "ready\n";
while (1) {
	my @ready = $select->can_read;
	last if grep { $_ == \*STDIN } @ready;
	my $client = $listener->accept or next;
	my $pid = fork() // die "fork: $!\n";
	if (!$pid) {
		open(STDIN, '<&', $client) && open(STDOUT, '>&', $client) or die "dup: $!\n";
		close $client;
		exec @command or die "$command[0]: $!\n";
	}
	close $client;
}
close $listener;
1 while wait != -1;
