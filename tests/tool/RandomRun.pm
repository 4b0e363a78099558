# SPDX-License-Identifier: Apache-2.0
# RandomRun.pm - runs commands, serves their directory meanwhile, and stands between them and PostgreSQL
#
#	my $run = RandomRun->new($folder, $pg_socket);
#	my $result = $run->go(servers => [ $first, $second ], sql => { at => 17, how => 'kill' }, 'ldapsync');
#
# The servers (LdapServer.pm) listen at uri(0) and uri(1), the proxy of the database at the folder proxy(). Everything
# happens in this one process, at a known place of a conversation, so the same seed does the same again.
#
# sql: message number AT that a command sends to PostgreSQL is not passed on, and the connection ends (before), or is
# passed on, and the connection ends when the answer is there (after); with kill and killafter the command is killed instead.
package RandomRun;
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;
use Socket qw(SOL_SOCKET);

use constant SO_PEERCRED => 17;
use constant PATIENCE => $ENV{PATIENCE} || 300;	# seconds; what takes longer hangs

sub listen_at {
	my ($path) = @_;

	return IO::Socket::UNIX->new(Local => $path, Listen => 16) // die "$path: $!";
}

sub new {
	my ($class, $folder, $pg) = @_;
	my $run = bless { folder => $folder, pg => $pg, select => IO::Select->new, served => {} }, $class;

	mkdir "$folder/proxy" or die "$folder/proxy: $!";
	for my $n (0, 1) {
		my $socket = listen_at("$folder/ldap$n");

		$run->watch($socket, sub { $run->meet_ldap($socket, $n) });
	}
	my $proxy = listen_at("$folder/proxy/.s.PGSQL.5432");
	$run->watch($proxy, sub { $run->meet_sql($proxy) });
	$SIG{PIPE} = 'IGNORE';
	return $run;
}

sub uri {
	my ($run, $n) = @_;

	return 'ldapi://' . "$run->{folder}/ldap$n" =~ s{/}{%2F}gr;
}

sub proxy { return "$_[0]{folder}/proxy" }

sub watch {
	my ($run, $socket, $do) = @_;

	$run->{select}->add($socket);
	$run->{served}{fileno $socket} = $do;
}

sub forget {
	my ($run, @sockets) = @_;

	for (grep { defined fileno $_ } @sockets) {
		$run->{select}->remove($_);
		delete $run->{served}{fileno $_};
		close $_;
	}
}

sub meet_ldap {
	my ($run, $socket, $n) = @_;
	my $client = $socket->accept or return;
	my $server = $run->{servers}[$n] or return close $client;
	my $conn = $server->connection($client);

	$run->watch($client, sub { $server->serve($conn) or $run->forget($client) });
}

# ---- PostgreSQL ----

sub meet_sql {
	my ($run, $socket) = @_;
	my $client = $socket->accept or return;
	my $server = IO::Socket::UNIX->new(Peer => $run->{pg}) or die "$run->{pg}: $!";
	my $pair = { client => $client, server => $server, in => '', out => '' };

	$run->watch($client, sub { $run->from_client($pair) });
	$run->watch($server, sub { $run->from_server($pair) });
}

sub put {
	my ($to, $bytes) = @_;

	while (length $bytes) {
		my $n = syswrite $to, $bytes;

		return 0 unless $n;
		substr $bytes, 0, $n, '';
	}
	return 1;
}

sub part_ways {
	my ($run, $pair) = @_;

	$run->forget(@$pair{qw(client server)});
}

sub from_client {
	my ($run, $pair) = @_;

	return $run->part_ways($pair) unless sysread $pair->{client}, $pair->{in}, 65536, length $pair->{in};
	while (1) {
		my $head = $pair->{started} ? 1 : 0;

		last if length $pair->{in} < $head + 4;
		my $len = $head + unpack 'N', substr $pair->{in}, $head, 4;
		last if length $pair->{in} < $len;
		my $message = substr $pair->{in}, 0, $len, '';
		my $first = !$pair->{started};
		$pair->{started} = 1;
		return if !$first && $run->befalls($pair, $message);
		put($pair->{server}, $message) or return $run->part_ways($pair);
	}
}

sub kill_client {
	my ($pair) = @_;
	my ($pid) = unpack 'l3', getsockopt($pair->{client}, SOL_SOCKET, SO_PEERCRED);

	kill KILL => $pid;
}

# Does something happen at this message? Then it is the last one of this connection.
sub befalls {
	my ($run, $pair, $message) = @_;
	my $sql = $run->{sql};

	return 0 if ++$run->{sql_count} != ($sql->{at} // 0);
	$run->{sql_hit} = substr($message, 0, 1) . ' ' . substr($message, 5, 60) =~ s/[^ -~]+/ /gr;
	if ($sql->{how} =~ /after/) {
		put($pair->{server}, $message);
		# only these are answered by themselves, with Z at the end; after COPY the server waits for data
		return $pair->{muted} = 1 if $message =~ /^[QS]/ && $message !~ /^Q.{4}COPY /s;
	}
	kill_client($pair) if $sql->{how} =~ /kill/;
	$run->part_ways($pair);
	return 1;
}

sub from_server {
	my ($run, $pair) = @_;
	my $n = sysread $pair->{server}, my $bytes, 65536;

	return $run->part_ways($pair) unless $n;
	return put($pair->{client}, $bytes) || $run->part_ways($pair) unless $pair->{muted};
	$pair->{out} = substr $pair->{out} . $bytes, -6;
	return unless substr($pair->{out}, 0, 5) eq "Z\0\0\0\x05";
	kill_client($pair) if $run->{sql}{how} =~ /kill/;
	$run->part_ways($pair);
}

# ---- commands ----

# A command; what it says is collected while the others go on.
sub spawn {
	my ($run, @command) = @_;
	my %child = (out => '', err => '', open => 2, command => "@command");

	pipe my $out, my $out_end or die "pipe: $!";
	pipe my $err, my $err_end or die "pipe: $!";
	$child{pid} = fork // die "fork: $!";
	if (!$child{pid}) {
		open STDIN, '<', '/dev/null';
		open STDOUT, '>&', $out_end or die;
		open STDERR, '>&', $err_end or die;
		exec @command or die "$command[0]: $!";
	}
	close $_ for $out_end, $err_end;
	for my $pair ([ $out, 'out' ], [ $err, 'err' ]) {
		my ($from, $name) = @$pair;

		$run->watch($from, sub {
			return if sysread $from, $child{$name}, 65536, length $child{$name};
			$run->forget($from);
			$child{open}--;
		});
	}
	push @{$run->{children}}, \%child;
	return \%child;
}

sub end {
	my ($child) = @_;

	waitpid $child->{pid}, 0;
	$child->{status} = $? & 127 ? 'signal ' . ($? & 127) : $? >> 8;
	return $child;
}

# go OPTIONS COMMAND...: runs it to its end; of what it was, said and met.
sub go {
	my ($run, %o) = @_;

	@$run{qw(servers sql sql_count sql_hit children)} = ($o{servers}, $o{sql} // {}, 0, undef, []);
	my $child = $run->spawn(@{$o{command}});
	my $patience = PATIENCE;
	while (grep { $_->{open} } @{$run->{children}}) {
		my @ready = $run->{select}->can_read(1);

		$patience-- if !@ready;
		if (!$patience) {
			kill KILL => $_->{pid} for grep { $_->{open} } @{$run->{children}};
			$child->{hangs} = 1;
		}
		for (@ready) {
			my $do = defined fileno $_ ? $run->{served}{fileno $_} : undef;

			$do->() if $do;
		}
	}
	end($_) for @{$run->{children}};
	$child->{others} = [ grep { $_ != $child } @{$run->{children}} ];
	@$child{qw(sql_count sql_hit)} = @$run{qw(sql_count sql_hit)};
	return $child;
}

1;
