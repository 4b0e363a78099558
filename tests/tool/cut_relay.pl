#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# cut_relay.pl - stands between a program and its servers, and cuts connections at any message
#
#	perl tests/tool/cut_relay.pl SEED SWITCH SOCKET SERVER [SOCKET SERVER...]
#
# SOCKET and SERVER are paths of sockets. While there is a file SWITCH, each piece that comes from either side may be the last
# one: it is lost, or arrives, and then both sides are closed. The file COUNT beside SWITCH has a line for each cut. Ends with SIGTERM.
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;

my ($seed, $switch, @places) = @ARGV;
my $select = IO::Select->new;
my (%server_of, %peer);		# of listening sockets: the server's path; of connections: the other side

srand($seed);
$SIG{PIPE} = 'IGNORE';
while (my ($socket, $server) = splice @places, 0, 2) {
	my $listener = IO::Socket::UNIX->new(Local => $socket, Listen => 64) or die "$socket: $!\n";

	chmod 0777, $socket;
	$server_of{$listener} = $server;
	$select->add($listener);
}

sub part {
	my ($side) = @_;
	my $other = delete $peer{$side} or return;

	delete $peer{$other};
	for ($side, $other) {
		$select->remove($_);
		close $_;
	}
}

sub meet {
	my ($listener) = @_;
	my $client = $listener->accept or return;
	my $server = IO::Socket::UNIX->new(Peer => $server_of{$listener});

	return close $client unless $server;
	($peer{$client}, $peer{$server}) = ($server, $client);
	$select->add($client, $server);
}

sub send_all {
	my ($to, $text) = @_;

	while (length $text) {
		my $n = syswrite $to, $text;

		return 0 unless defined $n;
		substr($text, 0, $n, '');
	}
	return 1;
}

sub note_cut {
	open my $out, '>>', "$switch.count" or die "$switch.count: $!\n";
	print $out "cut\n";
	close $out;
}

sub pass {
	my ($side) = @_;
	my $is_last = -e $switch && rand() < 1 / 60;
	my $n = sysread $side, my $text, 65536;

	return part($side) unless $n;
	note_cut() if $is_last;
	return part($side) if $is_last && rand() < 0.5;
	send_all($peer{$side}, $text) or return part($side);
	part($side) if $is_last;
}

while (1) {
	for my $ready ($select->can_read) {
		if ($server_of{$ready}) {
			meet($ready);
		} elsif ($peer{$ready}) {
			pass($ready);
		}
	}
}
