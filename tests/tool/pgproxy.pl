#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# pgproxy.pl - stands between a command and PostgreSQL (or LDAP), and at a known moment kills the command or cuts the connection
#
#	perl tests/tool/pgproxy.pl DIR SERVER_SOCKET
#
# Listens on DIR/.s.PGSQL.5432 and passes on what both sides send, piece by piece as it comes. Each
# connection reads its limit from DIR/limit:
#
#	4 pieces	the client is killed instead of passing on the fourth piece, of either side
#	900 bytes	instead of passing on the piece that would make it more than 900 bytes
#	4 cuts		instead of passing on the fourth piece the connection ends; to those that come after it nothing happens
#	none		nothing happens
#
# So a moment is a place in the conversation, whether the machine is slow or fast. When a connection
# has ended, DIR/count says how far it came ("PIECES BYTES"). The proxy ends when it is killed.
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;
use Socket qw(SOL_SOCKET);

use constant SO_PEERCRED => 17;

my ($dir, $server_socket) = @ARGV;
my $listener = IO::Socket::UNIX->new(Local => "$dir/new", Listen => 64) or die "$dir/new: $!";

# Under its name it accepts already.
chmod 0777, "$dir/new";
rename "$dir/new", "$dir/.s.PGSQL.5432" or die "$dir: $!";
$SIG{CHLD} = 'IGNORE';
while (my $client = $listener->accept) {
	my $pid = fork // die "fork: $!";

	if (!$pid) {
		close $listener;
		serve($client);
		exit 0;
	}
	close $client;
}

# write_file: under its name it is whole.
sub write_file {
	my ($name, $text) = @_;

	open my $out, '>', "$dir/$name.$$" or die "$dir/$name: $!";
	print $out $text;
	close $out or die "$dir/$name: $!";
	rename "$dir/$name.$$", "$dir/$name" or die "$dir/$name: $!";
}

sub limit {
	open my $in, '<', "$dir/limit" or return (0, 'none');
	return split ' ', <$in> // '', 2;
}

sub send_all {
	my ($to, $data) = @_;

	while (length $data) {
		my $n = syswrite $to, $data;
		return 0 unless defined $n;
		substr($data, 0, $n) = '';
	}
	return 1;
}

sub serve {
	my ($client) = @_;
	my $server = IO::Socket::UNIX->new(Peer => $server_socket) or return;
	my $select = IO::Select->new($client, $server);
	my ($max, $unit) = limit();
	my %count = (pieces => 0, bytes => 0);

	$unit = 'none' unless defined $unit;
	chomp $unit;
	local $SIG{PIPE} = 'IGNORE';
	PIECE: while (1) {
		for my $from ($select->can_read) {
			my $n = sysread $from, my $data, 65536;

			last PIECE unless $n;
			$count{pieces}++;
			$count{bytes} += $n;
			if ($unit eq 'cuts' && $count{pieces} >= $max) {
				write_file('limit', "none\n");
				last PIECE;
			}
			if ($unit eq 'pieces' && $count{pieces} >= $max || $unit eq 'bytes' && $count{bytes} > $max) {
				my ($pid) = unpack 'l3', getsockopt($client, SOL_SOCKET, SO_PEERCRED);

				kill KILL => $pid;
				last PIECE;
			}
			send_all($from == $client ? $server : $client, $data) or last PIECE;
		}
	}
	write_file('count', "$count{pieces} $count{bytes}\n");
}
