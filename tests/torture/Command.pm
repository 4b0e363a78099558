# SPDX-License-Identifier: Apache-2.0
# Command.pm - runs commands, kills them in time, and writes into a journal what became of them
#
# A journal has one line of JSON for each command: argv, start, end, status, out, err, and what its caller
# noted. The status is a number or "signal N". Every command has a name of its own at the database,
# PGAPPNAME, by which its server processes are found.
package Command;
use strict;
use warnings;
use JSON::PP;
use Time::HiRes qw(time ualarm sleep);

our $limit = 120;	# seconds after which a command hangs
my ($name, $out, $count) = ('', undef, 0);

# journal NAME: where this process notes its commands.
sub journal {
	($name) = @_;
	$count = 0;
	open $out, '>>', "$ENV{JOURNAL}/$name.json" or die "$name.json: $!";
	$out->autoflush(1);
}

sub slurp {
	my ($file) = @_;
	local $/;

	open my $in, '<', $file or return '';
	return <$in> // '';
}

sub start {
	my ($c) = @_;
	my $pid = fork // die "fork: $!";

	return $pid if $pid;
	open STDIN, '<', '/dev/null';
	open STDOUT, '>', $c->{files} . '.out' or die;
	open STDERR, '>', $c->{files} . '.err' or die;
	%ENV = (%ENV, PGAPPNAME => $c->{app}, TMPDIR => "$ENV{TMP}/tmp", PROV_TORTURE => $ENV{TMP}, %{$c->{env} // {}});
	exec @{$c->{argv}} or die "$c->{argv}[0]: $!";
}

# Waits; a signal is sent after so many seconds, KILL after the limit.
sub wait_for {
	my ($c, $pid) = @_;
	my $running = 1;
	my $send = $c->{signal};

	local $SIG{ALRM} = sub {
		return unless $running;
		kill $send // 'KILL', $pid;
		$c->{sent} = time if $send;
		$c->{hung} = 1 unless $send;
		$send = undef;
		alarm $limit;
	};
	if ($send) { ualarm(int($c->{after} * 1e6) || 1) } else { alarm $limit }
	while (waitpid($pid, 0) < 0) { die "waitpid: $!" unless $!{EINTR} }
	$running = 0;
	alarm 0;
	return $?;
}

# run(argv => [...], signal => NAME, after => SECONDS, env => {}, note => ...): the command, with its end
sub run {
	my ($c) = { @_ };

	$c->{app} = "$name." . ++$count;
	$c->{files} = "$ENV{JOURNAL}/.$name";
	unlink map { "$c->{files}.$_" } qw(out err);	# it may be killed before it opens them
	$c->{start} = time;
	my $status = wait_for($c, start($c));
	$c->{end} = time;
	$c->{status} = $status & 127 ? 'signal ' . ($status & 127) : $status >> 8;
	@{$c}{qw(out err)} = map { slurp("$c->{files}.$_") } qw(out err);
	delete $c->{files};
	print $out JSON::PP->new->canonical->allow_nonref->encode($c), "\n";
	return $c;
}

# note COMMAND: what was found out about it afterwards
sub note {
	my ($c) = @_;

	print $out JSON::PP->new->canonical->encode({ about => $c->{app}, wrong => $c->{wrong} }), "\n";
}

# Did it happen? yes, no, or either: killed, interrupted, or it says that it does not know.
sub verdict {
	my ($c) = @_;

	return 'yes' if $c->{status} eq '0' || $c->{out} =~ /^(?:user|context) .* (?:created|changed|deleted)$/m;
	return 'either' if $c->{status} =~ /^signal/ || ($c->{sent} && $c->{status} =~ /^(?:130|143)$/);
	return 'either' if $c->{status} eq '105' && $c->{err} =~ /whether it happened is not known/;
	return 'no';
}

# Why what it has printed is not what a command prints; '' is: it is.
sub bad_output {
	my ($c) = @_;
	my $writes = $c->{argv}[0] =~ /^(?:create|change|delete)/;

	return "it hung for $limit seconds" if $c->{hung};
	return '' if $c->{status} =~ /^signal (?:2|9|15)$/ && !length $c->{err};
	return "ended by $c->{status}" if $c->{status} =~ /^signal (?!2$|15$)/;
	return 'the server speaks on standard error' if $c->{err} =~ /^(?:WARNING|NOTICE|ERROR|DETAIL|LOG|FATAL):/m;
	return 'standard error after success' if $c->{status} eq '0' &&
		$c->{err} !~ /\A(?:[a-z]+: made a private database in "[^\n]*"\n)?\z/;
	return 'no word on standard error' if $c->{status} ne '0' && !$c->{sent} && !length $c->{err};
	return '' unless $writes;
	return 'not the line of success' if $c->{status} eq '0' &&
		$c->{out} !~ /^(?:user \S+ in context \d+|context \d+) (?:created|changed|deleted)\n\z/;
	return 'output of a failure' if $c->{status} ne '0' && length $c->{out} && !$c->{sent};
	return '';
}

# One line for diagnostics.
sub text {
	my ($c) = @_;
	my $err = substr $c->{err}, 0, 400;

	$err =~ s/\s+/ /g;
	return sprintf '%s [%s] -> %s after %.3f s: %s', $c->{app}, join(' ', @{$c->{argv}}), $c->{status},
		$c->{end} - $c->{start}, $err || $c->{out} =~ s/\s+/ /gr;
}

# All that were run: of the files of the journal.
sub read_all {
	my (@all, %by);

	for my $file (sort glob "$ENV{JOURNAL}/*.json") {
		open my $in, '<', $file or die "$file: $!";
		for (<$in>) {
			my $c = JSON::PP->new->decode($_);

			if ($c->{about}) { $by{$c->{about}}{wrong} = $c->{wrong} }
			else { push @all, $by{$c->{app}} = $c }
		}
	}
	return @all;
}

1;
