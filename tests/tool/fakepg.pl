#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# fakepg.pl FOLDER STEP... - a PostgreSQL server that says what it is told, to every client anew
#
#	R  authentication is done	Z  ready for a query		N  a notice of three lines
#	?  waits for the client's next messages			ESTATE  a fatal error: E57P03
#
# It listens on FOLDER/.s.PGSQL.5432, writes its pid to FOLDER/pid and a line to FOLDER/clients for
# each client, and closes after the last step.
use strict;
use warnings;
use IO::Socket::UNIX;

my ($folder, @steps) = @ARGV;
my $server = IO::Socket::UNIX->new(Local => "$folder/.s.PGSQL.5432", Listen => 5) or die "listen: $!";

sub note {
	my ($name, $text) = @_;
	open my $file, '>>', "$folder/$name" or die "$name: $!";
	print $file "$text\n";
	close $file;
}

sub message {
	my ($type, $body) = @_;
	return $type . pack('N', 4 + length $body) . $body;
}

sub fields {
	my ($severity, $state, @texts) = @_;
	my @types = ('M', 'D', 'H');
	my $body = "S$severity\0V$severity\0C$state\0";
	$body .= shift(@types) . "$_\0" for @texts;
	return "$body\0";
}

my @crash = ('terminating connection because of crash of another server process',
	'The postmaster has commanded this server process to roll back.', 'In a moment you can reconnect.');
my %say = (
	R => message('R', pack('N', 0)),
	Z => message('S', "server_version\0" . "15.0\0") . message('K', pack('NN', 1, 2)) . message('Z', 'I'),
	N => message('N', fields('WARNING', '57P02', @crash)),
);

$SIG{PIPE} = 'IGNORE';
note('pid', $$);
while (my $client = $server->accept) {
	sysread $client, my $startup, 65536;
	note('clients', 'one');
	for my $step (@steps) {
		if ($step eq '?') {
			sysread $client, my $bytes, 65536;
		} elsif ($step =~ /^E(.+)/) {
			syswrite $client, message('E', fields('FATAL', $1, 'this is the end'));
		} else {
			syswrite $client, $say{$step};
		}
	}
	close $client;
}
