#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# forward.pl FOLDER SOCKET - a pooler: passes what comes to FOLDER/.s.PGSQL.5432 on to SOCKET and back
#
# SIGUSR1 drops all clients as a pooler does that loses its power: they see the end, the server does not.
# SIGUSR2 does so, too, and the next two clients are let in, but dropped when they ask for something: a
# server that crashes and has not noticed yet. It writes its pid to FOLDER/pid.
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;

my ($folder, $socket) = @ARGV;
my $server = IO::Socket::UNIX->new(Local => "$folder/.s.PGSQL.5432", Listen => 50) or die "listen: $!";
my $select = IO::Select->new($server);
my (%peer, @kept, $drop);
my (%clients, %asked);
my $fickle = 0;

$SIG{USR1} = sub { $drop = 1 };
$SIG{USR2} = sub { $drop = 1; $fickle = 2 };
$SIG{PIPE} = 'IGNORE';
open my $file, '>', "$folder/pid.new" or die $!;
print $file "$$\n";
close $file;
rename "$folder/pid.new", "$folder/pid" or die $!;

sub forget {
	my @pair = @_;
	for my $s (@pair) {
		$select->remove($s);
		delete $clients{$s};
		delete $asked{$s};
		delete $peer{$s};
		close $s;
	}
}

while (1) {
	my @ready = $select->can_read(1);
	if ($drop) {
		$drop = 0;
		for my $client (values %clients) {
			my $behind = $peer{$client};
			$select->remove($behind);
			delete $peer{$behind};
			push @kept, $behind;
			forget($client);
		}
		next;
	}
	for my $s (@ready) {
		if ($s == $server) {
			my $client = $server->accept or next;
			my $behind = IO::Socket::UNIX->new(Peer => $socket) or do { close $client; next };
			@peer{$client, $behind} = ($behind, $client);
			$clients{$client} = $client;
			$asked{$client} = 0 if $fickle-- > 0;
			$select->add($client, $behind);
			next;
		}
		my $to = $peer{$s} or next;
		my $n = sysread $s, my $bytes, 65536;
		# the first thing that a client says is who it is
		my $enough = defined $asked{$s} && $asked{$s}++ > 0;
		if (!$n || $enough || !defined syswrite $to, $bytes) {
			forget($s, $to);
		}
	}
}
