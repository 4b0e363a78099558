# SPDX-License-Identifier: Apache-2.0
# Line.pm - a line between commands and the database that breaks: as a pooler that is killed, or a network
#
# What a client says in one piece is passed on as a piece: its first words, then each batch, then COMMIT.
# A line that breaks does so after one of these pieces, before the answer. The server's process lives on
# until it notices.
package Line;
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;
use Time::HiRes qw(sleep);

our ($cuts, $chance);	# a file that grows by a byte with each cut; of how many lines is one cut

# pass CLIENT, SERVER, PIECES: breaks after so many pieces of the client, 0: never
sub pass {
	my ($client, $server, $pieces) = @_;
	my $ready = IO::Select->new($client, $server);

	while (my @from = $ready->can_read) {
		for my $from (@from) {
			my $to = $from == $client ? $server : $client;
			my $n = sysread $from, my $bytes, 1 << 20;

			return unless $n;
			while (length $bytes) {
				my $done = syswrite $to, $bytes or return;

				substr $bytes, 0, $done, '';
			}
			next unless $from == $client && $pieces && --$pieces == 0;
			sleep rand 0.005;
			open my $out, '>>', $cuts or die;
			print $out '.';
			return;
		}
	}
}

# serve LISTEN, CONNECT: for ever, a process for each line
sub serve {
	my ($listen, $connect) = @_;
	my $door = IO::Socket::UNIX->new(Local => $listen, Listen => 200) or die "$listen: $!";

	$SIG{CHLD} = 'IGNORE';
	$SIG{PIPE} = 'IGNORE';
	while (1) {
		my $client = $door->accept or next;
		my $pieces = rand() < $chance ? 1 + int rand 5 : 0;
		my $pid = fork // next;

		if (!$pid) {
			my $server = IO::Socket::UNIX->new(Peer => $connect) or exit 0;

			pass($client, $server, $pieces);
			exit 0;
		}
		close $client;
	}
}

1;
