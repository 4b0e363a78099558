# SPDX-License-Identifier: Apache-2.0
# Crowd.pm - many writers and an ldapsync at the same time, each a process of its own
package Crowd;
use strict;
use warnings;
use JSON::PP;
use Time::HiRes qw(time sleep);
use Command;
use Place;
use Writer;

my @members;
my $go = "$ENV{JOURNAL}/go";

sub goes_on { return -e $go }

# member NAME, SEED, CODE: a process with a journal of its own
sub member {
	my ($name, $seed, $code) = @_;
	my $pid = fork // die "fork: $!";

	if ($pid) {
		push @members, $pid;
		return;
	}
	srand $ENV{TORTURE_SEED} * 1000 + $seed;
	Command::journal($name);
	eval { $code->(); 1 } or do {
		open my $out, '>', "$ENV{JOURNAL}/died.$name";
		print $out $@;
	};
	exit 0;
}

sub write_file {
	my ($file, $text) = @_;

	open my $out, '>', $file or die "$file: $!";
	print $out $text;
	close $out or die;
}

# start WRITERS, ERRORS, INTERRUPTS
sub start {
	my ($writers, $errors, $interrupts) = @_;

	write_file($go, '');
	for my $n (1 .. $writers) {
		member("writer$n", $n, sub {
			($Writer::me, $Writer::errors, $Writer::interrupts) = ($n, $errors, $interrupts);
			Writer::write_until(\&goes_on);
			write_file("$ENV{JOURNAL}/known.$n", encode_json([ \%Writer::user, \%Writer::context ]));
		});
	}
	member('sync', 0, sub {
		while (goes_on()) {
			Place::change_directory();
			my @cut = $interrupts && Place::chance(0.3) ? (signal => Place::pick('INT', 'TERM', 'KILL'),
				after => rand 0.5) : ();
			my $c = Command::run(argv => [ 'ldapsync' ], @cut);
			my $bad = Command::bad_output($c);
			my $more = $c->{sent} ? '|130|143|signal \\d+' : '';

			$bad ||= "status $c->{status}" unless $c->{status} =~ /^(?:0|123|$errors$more)$/;
			$c->{wrong} = $bad;
			Command::note($c) if $bad;
			write_file("$ENV{JOURNAL}/directory", encode_json([ \%Place::people, \@Place::staff ]));
			sleep 0.3;
		}
	});
}

# Ends when all have; what they know is known here, too: (USERS, CONTEXTS)
sub stop {
	my (%user, %context);

	unlink $go;
	waitpid $_, 0 for @members;
	Place::ask('all went on to the end', map { "$_: " . Command::slurp($_) } glob "$ENV{JOURNAL}/died.*");
	for my $file (glob "$ENV{JOURNAL}/known.*") {
		my ($u, $c) = @{decode_json(Command::slurp($file))};

		for (keys %$u) { $user{$_} = $u->{$_} if !/ shared/ }
		%context = (%context, %$c);
	}
	my ($people, $staff) = @{decode_json(Command::slurp("$ENV{JOURNAL}/directory"))};

	(%Place::people, @Place::staff) = ();
	%Place::people = %$people;
	@Place::staff = @$staff;
	return (\%user, \%context);
}

1;
