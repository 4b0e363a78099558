#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# server.pl - the database is killed while commands run: the postmaster, or one process of a command
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Time::HiRes qw(time sleep);
use Command;
use Crowd;
use Judge;
use Place;

# A process of the server that works for somebody; undef if there is none for a while. Its words in /proc are
# quicker than the database: such a process lives for milliseconds. The last word is what it does.
sub backend {
	my ($does) = @_;
	my $end = time + 10;
	my $server = Place::postmaster() or return undef;

	while (time < $end) {
		my @found = grep { Command::slurp("/proc/$_/cmdline") =~ /^postgres: prov prov .*$does/ }
			split ' ', Command::slurp("/proc/$server/task/$server/children");

		return Place::pick(@found) if @found;
	}
	return undef;
}

# Since the last kill somebody has changed something: the server is back.
sub is_back {
	my ($before) = @_;
	my $rows = Place::rows('SELECT sum(change_seq) FROM prov.context') or return 0;

	return $rows->[0][0] ne $before;
}

$| = 1;
srand $ENV{TORTURE_SEED};
Command::journal('main');
Place::fill_directory(60);
Crowd::start(6, '105', 0);
my (%kills, @problems);
for (1 .. $ENV{TORTURE_SERVER_KILLS}) {
	my $before = Place::value('SELECT sum(change_seq) FROM prov.context');

	Place::until_true(60, sub { is_back($before) }) or push @problems, "kill $_: nothing happens any more";
	sleep rand 0.3;
	my ($signal, $does) = (Place::pick('KILL', 'TERM'), Place::pick('', '', 'COMMIT'));
	my $pid = Place::chance(0.3) ? Place::postmaster() : undef;
	my $what = $pid ? 'postmaster' : "process $does, $signal";

	if ($pid) { $signal = 'KILL' } else { $pid = backend($does) }
	$kills{$what}++ if $pid && kill $signal, $pid;
}
my @known = Crowd::stop();
my $kills = 0;
$kills += $_ for values %kills;
Place::ask("the database is killed $kills times, and comes back", @problems,
	$kills * 4 < $ENV{TORTURE_SERVER_KILLS} * 3 ? 'most kills hit nobody' : ());
print "# $_: $kills{$_}\n" for sort keys %kills;
Judge::judge(@known, 0);
Judge::numbers();
Place::ask_in_the_end(1);
