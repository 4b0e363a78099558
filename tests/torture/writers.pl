#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# writers.pl - many write at once for a while, some without patience, some are interrupted
#
# Somebody holds the last context, for seconds each time: commands are out of patience, or are
# interrupted, while they wait in a queue. Who has given up must not stay in it.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Time::HiRes qw(time sleep);
use Command;
use Crowd;
use Judge;
use Place;

my $patience = 2;	# seconds that a process of the server may take until it notices

# Holds the row of a context, without PGAPPNAME of a command.
sub hold {
	my ($cid, $seconds) = @_;
	my $pid = fork // die "fork: $!";

	return $pid if $pid;
	open STDOUT, '>', "$ENV{JOURNAL}/hold.log";
	open STDERR, '>&', \*STDOUT;
	exec "$ENV{PG_BINDIR}/psql", qw(-X -q -d prov -c), 'BEGIN', '-c', "SELECT FROM prov.context WHERE cid = $cid FOR UPDATE",
		'-c', "SELECT pg_sleep($seconds)", '-c', 'COMMIT';
}

# Who is active at the server: (time, name, what)
sub look {
	my $time = time;
	my $rows = Place::rows("SELECT application_name, concat_ws(' ', state, wait_event_type, wait_event, translate(left(query, 50), E'\\n\\t', '  '))
		FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name LIKE 'writer%.%'") // [];

	return map { [ $time, @$_ ] } @$rows;
}

$| = 1;
srand $ENV{TORTURE_SEED};
Command::journal('main');
Place::fill_directory(60);
Place::ldif(join '', map { Place::person("shared$_") } 0, 1);
Crowd::start($ENV{TORTURE_WRITERS}, 'none', 1);
my $end = time + $ENV{TORTURE_SECONDS};
my ($holder, $again, @seen) = (0, 0);
while (time < $end) {
	if (time > $again) {
		waitpid $holder, 0 if $holder;
		my $seconds = 4 + rand 2;

		$holder = hold($ENV{CONTEXTS}, $seconds);
		$again = time + $seconds + rand 2;
	}
	push @seen, look();
	sleep 0.25;
}
waitpid $holder, 0 if $holder;
my @known = Crowd::stop();
Judge::judge(@known, $patience, @seen);
Judge::numbers();
Place::ask_in_the_end(1);
