#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# ldap_pause.pl - between a program and an LDAP server: holds one request back until it is told to go on
#
#	perl tests/tool/ldap_pause.pl SOCKET SERVER_SOCKET FOLDER PATTERN...
#
# The first piece of a request in which all PATTERNs are found waits: the file FOLDER/paused appears, and it
# is passed on when FOLDER/go is there. FOLDER/ready says that SOCKET listens. Ends with its standard input.
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;

my ($path, $server, $folder, @patterns) = @ARGV;
my $listen = IO::Socket::UNIX->new(Local => $path, Listen => 5) or die "$path: $!";
my $select = IO::Select->new($listen, \*STDIN);
my (%other, %is_client);
my $paused;

sub touch {
	open my $f, '>', "$folder/$_[0]" or die "$_[0]: $!";
	close $f;
}

sub hold {
	$paused = 1;
	touch('paused');
	for (1 .. 24000) {
		last if -e "$folder/go";
		select undef, undef, undef, 0.05;
	}
}

sub meet {
	my $client = $listen->accept or return;
	my $up = IO::Socket::UNIX->new(Peer => $server) or die "$server: $!";

	@other{$client, $up} = ($up, $client);
	$is_client{$client} = 1;
	$select->add($client, $up);
}

sub end {
	my ($from) = @_;
	my $to = $other{$from};

	$select->remove($from, $to);
	close $from;
	close $to;
}

sub pass {
	my ($from) = @_;
	my $data;

	return end($from) unless sysread $from, $data, 65536;
	hold() if $is_client{$from} && !$paused && !grep { index(lc $data, lc) < 0 } @patterns;
	while (length $data) {
		my $n = syswrite $other{$from}, $data;

		return end($from) unless $n;
		substr $data, 0, $n, '';
	}
}

$SIG{PIPE} = 'IGNORE';
touch('ready');
while (1) {
	for my $fh ($select->can_read) {
		next unless $select->exists($fh);	# its other end has just gone
		exit if $fh == \*STDIN && !sysread STDIN, my $ignored, 4096;
		if ($fh == $listen) { meet() } elsif ($fh != \*STDIN) { pass($fh) }
	}
}
