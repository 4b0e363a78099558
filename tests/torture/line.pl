#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# line.pl - many write over lines that break at any step of what is said
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Time::HiRes qw(time sleep);
use Command;
use Crowd;
use Judge;
use Line;
use Place;

$| = 1;
srand $ENV{TORTURE_SEED};
Command::journal('main');
Place::fill_directory(60);
($Line::cuts, $Line::chance) = ("$ENV{JOURNAL}/cuts", 0.2);
my $line = fork // die "fork: $!";
if (!$line) {
	open STDERR, '>', "$ENV{JOURNAL}/line.err";
	Line::serve("$ENV{TMP}/line/.s.PGSQL.5432", "$ENV{PROV_HOME}/run/.s.PGSQL.5432");
}
Place::until_true(10, sub { -S "$ENV{TMP}/line/.s.PGSQL.5432" });
Crowd::start(8, '105', 0);
my $wanted = $ENV{TORTURE_SERVER_KILLS} * 6;
my $end = time + 120;
sleep 0.1 while time < $end && (-s $Line::cuts // 0) < $wanted;
my @known = Crowd::stop();
my $cuts = -s $Line::cuts // 0;
Place::ask("the line breaks $cuts times", $cuts < $wanted / 2 ? "$wanted were wanted" : ());
Judge::judge(@known, 0);
Judge::numbers();
kill 'TERM', $line;
waitpid $line, 0;
$ENV{PROV_CONFIG} = "$ENV{TMP}/private.conf";
Crowd::write_file($ENV{PROV_CONFIG}, Command::slurp("$ENV{TMP}/prov.conf") =~ s/^database:.*\n//r);
Place::ask_in_the_end(1);
