#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# random_watch.pl - a directory changes at random while ldapsync --watch runs: is all of it in the database?
#
#	perl tests/tool/random_watch.pl SEED ROUNDS UNIT >RESULTS
#
# The watch begins when there is a directory. After the changes of a round an entry of its own is changed, ou=one has it: once that is seen,
# what came before it was told, too. A run that reads everything finds nothing else then. In between, backends are ended,
# other runs come, and the configuration is read again; with CUT in the environment, connections are cut while that file is
# there (cut_relay.pl). Prints a line "ok" or "not ok" for each round. The environment
# is that of a test: DATABASE, LDAP_URI, ...
use strict;
use warnings;
no warnings 'once';	# variables of the other file
use FindBin;
use Time::HiRes qw(sleep);
require "$FindBin::Bin/random_directory.pl";

my ($seed, $rounds, $unit) = @ARGV;
my $marks = 0;
my ($watch, @log);

sub chance { return rand() < $_[0] }

sub output {
	my ($command) = @_;
	my $text = `$command`;

	die "$command: $?\n" if $?;
	chomp $text;
	return $text;
}

sub sql {
	my ($query) = @_;

	return output(qq($ENV{PG_BINDIR}/psql -X -q -A -t -v ON_ERROR_STOP=1 -d $ENV{DATABASE} -c "$query"));
}

sub change_directory {
	my ($ldif) = @_;
	my $file = "$ENV{TMP}/random.ldif";

	open my $out, '>', $file or die;
	print $out $ldif;
	close $out or die;
	output("ldapmodify -x -e '!relax' -H '$ENV{LDAP_URI}' -D '$ENV{LDAP_ADMIN}' -w secret -f $file");
	push @log, split /\n/, $ldif;
}

# Everything that was changed so far was told.
sub mark {
	my $dn = "uid=mark$seed,ou=one,$unit";
	my $end = time + 300;

	$marks++;
	change_directory($marks == 1 ? "dn: $dn\nchangetype: add\nobjectClass: inetOrgPerson\nuid: mark$seed\n" .
		"cn: mark\nmail: mark$seed\@mark.example\nsn: $marks\n" : "dn: $dn\nchangetype: modify\nreplace: sn\nsn: $marks\n");
	while (sql("SELECT sur_name FROM prov.users WHERE login = 'mark$seed'") ne $marks) {
		return 0 if time > $end;
		sleep 0.05;
	}
	return 1;
}

# What a run may leave for the next one: members whom nobody knows are in doubt, names and addresses become free.
sub settle {
	for (1 .. 4) {
		mark() or return 0;
	}
	return sql('SELECT count(*) FROM prov.source_state WHERE groups_digest IS NULL') eq '0' || mark();
}

# Versions of all rows that a run may write.
sub versions {
	my %key = (users => 'cid, uid', groups => 'cid, gid', member => 'cid, gid, uid', address => 'cid, address',
		sync_reject => 'source, entry, reason', sync_pending => 'source, source_key, value', sync_left_out => 'source, entry, field');

	return sql(join(' UNION ALL ', map { "SELECT concat_ws(' ', '$_', $key{$_}) || ' ' || md5(row(x.*)::text) FROM prov.$_ x" }
		sort keys %key) . ' ORDER BY 1');
}

sub cut {
	my ($on) = @_;

	return unless $ENV{CUT};
	if ($on) {
		open my $out, '>', $ENV{CUT} or die;
		close $out;
	} else {
		unlink $ENV{CUT};
	}
}

sub meddle {
	sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ldapsync'")
		if chance(0.15);
	kill HUP => $watch if chance(0.1);
	system('ldapsync >/dev/null 2>&1') if chance(0.2);
}

# A run beside it: a batch that is under way goes first.
sub everything {
	my ($out, $status);

	for (1 .. 100) {
		$out = `ldapsync --full 2>$ENV{TMP}/random.err`;
		$status = $? >> 8;
		last if $status != 122;
		sleep 0.1;
	}
	return ($status, $out);
}

sub is_right {
	my ($round) = @_;
	my ($before, $status, $out, $after);

	settle() or return (0, 'what was changed was not seen');
	$before = versions();
	($status, $out) = everything();
	$after = versions();
	return (0, "exit status $status", `cat $ENV{TMP}/random.err`) if $status != 0 && $status != 123;
	return (0, "a full run prints: $out") if $out ne '';
	return (1) if $before eq $after;
	my %old = map { $_ => 1 } split /\n/, $before;
	my %new = map { $_ => 1 } split /\n/, $after;
	return (0, 'a full run has written something', (map { "- $_" } grep { !$new{$_} } sort keys %old),
		map { "+ $_" } grep { !$old{$_} } sort keys %new);
}

sub start_watch {
	$watch = fork // die "fork: $!";
	return if $watch;
	open STDOUT, '>', "$ENV{TMP}/watch.out" or die;
	open STDERR, '>', "$ENV{TMP}/watch.err" or die;
	exec 'ldapsync', '--watch' or die "ldapsync: $!";
}

srand($seed);
directory::start($unit, $seed, 40, 6);
$| = 1;
for my $round (1 .. $rounds) {
	@log = ();
	for (1 .. 1 + rand 4) {	# they arrive while batches are under way
		directory::change() for 1 .. 1 + rand 6;
		change_directory(directory::ldif());
		start_watch() unless $watch;
		cut(1);
		meddle() if $round > 1;
		sleep rand 0.5 if $ENV{CUT};
	}
	cut(0);
	my ($good, @why) = is_right($round);
	print $good ? 'ok' : 'not ok', " seed $seed, round $round: reading everything finds nothing else\n";
	next if $good;
	print map { "$_\n" } @why > 20 ? @why[0 .. 19] : @why, 'changes of the round:', @log;
	last;
}
kill TERM => $watch;
waitpid $watch, 0;
print $? ? 'not ok' : 'ok', " seed $seed: SIGTERM ends it\n";
print "# seed $seed: ", sql("SELECT string_agg(n || ' ' || mode, ', ') FROM (SELECT counts ->> 'mode' AS mode, sum(runs) AS n
	FROM prov.sync_run GROUP BY 1) x"), " runs\n";
