#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# kill.pl - one command after the other is killed, at moments spread over the time that it takes
#
# After each kill it is looked at what is there: nothing or all of it, with one line in the log or none.
# A command that is not killed must do what it is asked for: whatever the one before has left.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use List::Util qw(shuffle);
use Command;
use Place;

my %weight = (createuser => 20, changeuser => 20, deleteuser => 15, createcontext => 12, deletecontext => 12,
	ldapsync => 15, first => 8, list => 4, master => 6, migrate => 8, init => 3, rush => 3, cold => 5);
my %does = (createuser => \&create_user, changeuser => \&change_user, deleteuser => \&delete_user,
	createcontext => \&create_context, deletecontext => \&delete_context, ldapsync => \&sync, first => \&first_sync,
	list => \&list, master => \&master, migrate => \&migrate, init => \&init,
	rush => \&rush, cold => \&cold);
my (%lasts, %hit);	# seconds that a kind takes; how many were killed, and of those how many happened
my (@users, @contexts, @problems);
my ($kind, $fraction, $n, $password) = ('', undef, 0, undef);
my @hash = ('-p', $ENV{HASH}, '--passwordmech', 'HASH');

sub problem { push @problems, map { "$kind: $_" } @_ }

# must ARGV: a command that is left alone; undef if it failed
sub must {
	my ($argv, %more) = @_;
	my $c = Command::run(argv => $argv, %more);
	my $bad = Command::bad_output($c) || ($c->{status} eq '0' ? '' : 'it failed');

	problem("$bad: " . Command::text($c)) if $bad;
	return $bad ? undef : $c;
}

# strike ARGV: is killed at its moment; before there is one, it is only measured.
sub strike {
	my ($argv, %more) = @_;

	if (!defined $fraction) {
		my $c = must($argv, %more);

		$lasts{$kind} = ($c->{end} - $c->{start} + ($lasts{$kind} // $c->{end} - $c->{start})) / 2 if $c;
		return $c // {};
	}
	my $c = Command::run(argv => $argv, signal => 'KILL', after => $fraction * $lasts{$kind} * 1.05, %more);
	my $bad = Command::bad_output($c) || ($c->{status} =~ /^(?:0|signal 9)$/ ? '' : 'it failed');

	problem("$bad: " . Command::text($c)) if $bad;
	$hit{$kind}{killed}++ if $c->{status} eq 'signal 9';
	if ($c->{status} eq '0') {	# the machine is quicker than it was
		$hit{$kind}{ended}++;
		$lasts{$kind} = ($lasts{$kind} + $c->{end} - $c->{start}) / 2 if $c->{end} - $c->{start} < $lasts{$kind};
	}
	Place::until_true(20, sub { !Place::backends("$c->{app}") }) or
		problem("left at the server: @{[Place::backends($c->{app})]}: " . Command::text($c)) unless $more{elsewhere};
	return $c;
}

# judge COMMAND, HAPPENED, LINES OF THE LOG
sub judge {
	my ($c, $happened, $lines) = @_;

	$hit{$kind}{happened}++ if $happened && ($c->{status} // '') eq 'signal 9';
	problem("$lines lines in the log, happened: $happened: " . Command::text($c)) if $lines != $happened;
	problem('it said so, but it did not happen: ' . Command::text($c))
		if !$happened && Command::verdict($c) eq 'yes';
}

sub log_lines {
	my ($cid, $where) = @_;

	return Place::value("SELECT count(*) FROM prov.change_log WHERE cid = $cid AND $where");
}

sub user_words {
	my ($cid, $name) = @_;

	return ('-c', $cid, '-u', $name, '-d', "D $name", '-g', 'Given', '-s', 'Sur', @hash, '-e', "$name\@c$cid.example",
		'-a', "$name.a\@c$cid.example,$name.b\@c$cid.example");
}

sub create_user {
	my ($cid, $name) = (1 + int rand $ENV{CONTEXTS}, 'k' . ++$n);
	my $c = strike([ 'createuser', user_words($cid, $name) ]);
	my $there = Place::value("SELECT count(*) FROM prov.users WHERE cid = $cid AND login = '$name'");

	push @users, [ $cid, $name ] if $there;
	judge($c, $there, log_lines($cid, "action = 'create' AND after->>'name' = '$name'"));
}

# some USER: one that is there
sub some {
	if (!@users) {
		my ($cid, $name) = (1, 'k' . ++$n);

		must([ 'createuser', user_words($cid, $name) ]);
		push @users, [ $cid, $name ];
	}
	@users = shuffle @users;
	return @{$users[0]};
}

sub change_user {
	my ($cid, $name) = some();
	my $mark = 'mark' . ++$n;
	my $c = strike([ 'changeuser', '-c', $cid, '-u', $name, '-x', $mark, '-e', "$name\@c$cid.example",
		'-a', "$name\@c$cid.example,$name.$mark\@c$cid.example" ]);

	judge($c, Place::value("SELECT count(*) FROM prov.users JOIN prov.address a ON a.cid = users.cid AND owner = uid
		WHERE users.cid = $cid AND login = '$name' AND attrs->>'department' = '$mark'
		AND address = '$name.$mark\@c$cid.example'"), log_lines($cid, "action = 'change' AND after::text LIKE '%$name.$mark\@%'"));
}

sub delete_user {
	my ($cid, $name) = some();
	my $c = strike([ 'deleteuser', '-c', $cid, '-u', $name ]);
	my $gone = 1 - Place::value("SELECT count(*) FROM prov.users WHERE cid = $cid AND login = '$name'");

	shift @users if $gone;
	judge($c, $gone, log_lines($cid, "action = 'delete' AND kind = 'user' AND before->>'name' = '$name'"));
}

sub context_words {
	my ($cid) = @_;

	return ('-c', $cid, '-N', "name$cid", '-L', "m$cid.example", qw(-q 5 -u admin -d Admin -g Ada -s Admin), @hash,
		'-e', "admin\@c$cid.example");
}

sub create_context {
	my $cid = 1000 + ++$n;
	my $c = strike([ 'createcontext', context_words($cid) ]);
	my $there = Place::value("SELECT count(*) FROM prov.context WHERE cid = $cid");

	push @contexts, $cid if $there;
	judge($c, $there, log_lines($cid, "action = 'create' AND kind = 'context'"));
}

sub delete_context {
	if (!@contexts) {
		push @contexts, 1000 + ++$n;
		must([ 'createcontext', context_words($contexts[0]) ]);
		must([ 'createuser', user_words($contexts[0], "k$n") ]);
	}
	my $cid = shift @contexts;
	my $c = strike([ 'deletecontext', '-c', $cid ]);
	my $gone = 1 - Place::value("SELECT count(*) FROM prov.context WHERE cid = $cid");

	push @contexts, $cid unless $gone;
	judge($c, $gone, log_lines($cid, "action = 'delete' AND kind = 'context'"));
}

sub list {
	strike(@$_) for Place::pick([ [ 'listcontext' ] ], [ [ qw(listuser -c 1 --csv) ] ], [ [ qw(listgroup -c 1 --json) ] ]);
}

sub versions {
	return join "\n", map { join ' ', @$_ } Place::sql("SELECT cid, uid, name, sur_name, source_enabled, xmin FROM
		prov.users WHERE source = 'company' UNION ALL SELECT cid, gid, name, NULL, NULL, xmin FROM prov.groups
		ORDER BY 1, 2, 3");
}

sub settled {
	my ($what, @wrong) = @_;

	problem("$what: $_") for @wrong;
}

sub sync {
	my $before = versions();

	Place::change_directory();
	my $c = strike([ 'ldapsync' ]);

	$hit{$kind}{happened}++ if ($c->{status} // '') eq 'signal 9' && versions() ne $before;
	settled('half of a run', Place::not_synced(1)) if versions() ne $before || $c->{status} eq '0';
	must([ 'ldapsync' ]);
	settled('after the next run', Place::not_synced(1));
	settled('staged', Place::staged()) if Place::staged();
}

# A source that is new: its users are copied straight into the tables.
sub first_sync {
	my $cid = 1000 + ++$n;
	my $conf = Command::slurp($ENV{PROV_CONFIG}) =~ s/company: (.*)context = "1"/fresh$cid: $1context = "$cid"/r;

	open my $out, '>', "$ENV{TMP}/fresh.conf" or die;
	print $out $conf;
	close $out;
	must([ 'createcontext', context_words($cid) ]);
	my $c = strike([ 'ldapsync' ], env => { PROV_CONFIG => "$ENV{TMP}/fresh.conf" });
	my $there = Place::value("SELECT count(*) FROM prov.users WHERE cid = $cid AND uid > 2");

	$hit{$kind}{happened}++ if $there && ($c->{status} // '') eq 'signal 9';
	settled('half of a run', Place::not_synced($cid)) if $there || $c->{status} eq '0';
	must([ 'ldapsync' ], env => { PROV_CONFIG => "$ENV{TMP}/fresh.conf" });
	settled('after the next run', Place::not_synced($cid));
	must([ 'deletecontext', '-c', $cid ]);
}

# Exactly one of two passwords is that of the master.
sub master {
	my $new = 'word' . ++$n;

	open my $out, '>', "$ENV{TMP}/master" or die;
	print $out "$new\n";
	close $out;
	chmod 0600, "$ENV{TMP}/master";
	my $c = strike([ qw(provdb master --password-file), "$ENV{TMP}/master" ]);
	my @works = map { Command::run(argv => [ qw(listcontext -A oxadminmaster -P), $_ ])->{status} eq '0' } $new,
		$password // 'nobody';

	problem("the new password works: $works[0], the old one: $works[1]: " . Command::text($c))
		if $works[0] + $works[1] != (defined $password || $works[0] ? 1 : 0);
	problem('it said so, but it did not happen: ' . Command::text($c)) if $c->{status} eq '0' && !$works[0];
	$password = $new if $works[0];
	$hit{$kind}{happened}++ if $works[0] && $c->{status} eq 'signal 9';
}

sub migrate {
	my $database = 'm' . ++$n;
	my %there = (env => { PROV_CONFIG => "$ENV{TMP}/other.conf" });

	Place::sql("CREATE DATABASE $database", 'postgres');
	open my $out, '>', "$ENV{TMP}/other.conf" or die;
	print $out "database: { conninfo = \"host=$ENV{PGHOST} dbname=$database user=postgres\"; };\n";
	close $out;
	my $c = strike([ qw(provdb migrate) ], %there);

	must([ qw(provdb migrate) ], %there);
	must([ 'createcontext', context_words(1) ], %there);
	must([ qw(provdb check) ], %there);
	Place::until_true(10, sub { Place::rows("DROP DATABASE $database", 'postgres') });
}

my $home = "$ENV{TMP}/second";

# What was begun in the other folder is finished by the next.
sub end_init {
	my %there = (env => { PROV_HOME => $home });

	must([ qw(provdb init) ], %there);
	must([ 'createcontext', context_words(1) ], %there);
	must([ qw(provdb check) ], %there);
	problem("left: $_") for grep { !m{/(?:data|run|log|lock|ready)$} } glob "$home/*";
	must([ qw(provdb stop) ], %there);
	system 'rm', '-rf', $home;
}

# A private database that does not exist yet.
sub init {
	strike([ qw(provdb init) ], env => { PROV_HOME => $home }, elsewhere => 1);
	end_init();
}

# Several make it at the same time; each is killed at a moment of its own.
sub rush {
	my $number = ++$n;
	my @pids;

	for my $i (defined $fraction ? 1 .. 3 : ()) {
		my $after = rand() * $lasts{$kind} * 1.05;
		my $pid = fork // die "fork: $!";

		if (!$pid) {
			Command::journal("rush$number.$i");
			Command::run(argv => [ qw(provdb init) ], env => { PROV_HOME => $home }, signal => 'KILL', after => $after);
			exit 0;
		}
		push @pids, $pid;
	}
	strike([ qw(provdb init) ], env => { PROV_HOME => $home }, elsewhere => 1);
	waitpid $_, 0 for @pids;
	end_init();
}

# The private database is stopped: the command starts it.
sub cold {
	must([ qw(provdb stop) ]);
	create_user();
}

# plan KILLS: as many [KIND, FRACTION], in any order; the fractions of a kind are spread over 0 to 1.
sub plan {
	my ($kills) = @_;
	my $sum = 0;
	my (@kinds, @plan);

	$sum += $_ for values %weight;
	for (sort keys %weight) { push @kinds, ($_) x (int($kills * $weight{$_} / $sum) || 1) }
	push @kinds, 'createuser' while @kinds < $kills;
	my %count;
	$count{$_}++ for @kinds;
	for my $k (sort keys %count) { push @plan, map { [ $k, ($_ + rand) / $count{$k} ] } 0 .. $count{$k} - 1 }
	return shuffle @plan;
}

$| = 1;
srand $ENV{TORTURE_SEED};
Command::journal('kill');
Place::fill_directory(200);
for my $each (qw(ldapsync createuser), sort keys %weight) {
	$kind = $each;
	$does{$kind}->() for 1 .. 2;
}
Place::ask('each of them works when it is left alone', @problems);
@problems = ();
my @plan = plan($ENV{TORTURE_KILLS});
for (@plan) {
	($kind, $fraction) = @$_;
	$does{$kind}->();
}
Place::ask(scalar @plan . ' are killed: all or nothing, and the next one works', @problems);
my $killed = 0;
$killed += $_->{killed} // 0 for values %hit;
Place::ask('the kills hit running commands', $killed * 2 > @plan ? () : "$killed of " . scalar @plan);
for (sort keys %hit) {
	printf "# %s: takes %.0f ms, %d killed, of these happened %d; %d ended before\n", $_, $lasts{$_} * 1000,
		map { $_ // 0 } @{$hit{$_}}{qw(killed happened ended)};
}
Place::ask_in_the_end(1);
