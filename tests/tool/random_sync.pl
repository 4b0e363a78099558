#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# random_sync.pl - a directory and operators change at random; after each ldapsync: is it as it must be?
#
#	perl tests/tool/random_sync.pl SEED ROUNDS UNIT CID GRACE >RESULTS
#
# UNIT is a free DN for the directory, CID and CID + 1 are the contexts of its two subtrees, and the
# configuration says the same. Prints a line "ok" or "not ok" for each question, without numbers, and
# ends at the first round with a "not ok". The environment is that of a test: DATABASE, LDAP_URI, ...
use strict;
use warnings;
no warnings 'once';	# variables of the other files
use FindBin;
use IPC::Open2;
use JSON::PP;
require "$FindBin::Bin/random_directory.pl";
require "$FindBin::Bin/random_check.pl";

our ($before, $after);	# the states around a run
our ($seed, $rounds, $unit, $first, $grace) = @ARGV;
our %cid = (one => $first, two => $first + 1);
our @columns = qw(cid uid name login display_name given_name sur_name mail aliases enabled source_enabled
	source_key missing_since changed);
my %owner;	# "u/CID/ID" or "g/CID/ID" -> who has the id, or had it
my %count;	# what has happened, for the last line
my (@log, @problems);
my @rejects;	# of the last run: DN and reason

sub chance { return rand() < $_[0] }
sub pick { return $_[rand @_] }
sub problem { push @problems, @_ }

# ---- programs and the database ----

sub slurp {
	my ($file) = @_;
	local $/;

	open my $in, '<', $file or die "$file: $!";
	return <$in> // '';
}

# run CMD...: its status, standard output and standard error
sub run {
	my ($out, $err) = ("$ENV{TMP}/random.out", "$ENV{TMP}/random.err");
	my $pid = fork // die "fork: $!";

	if (!$pid) {
		open STDOUT, '>', $out or die;
		open STDERR, '>', $err or die;
		exec @_ or die "$_[0]: $!";
	}
	waitpid $pid, 0;
	return ($? & 127 ? "signal $?" : $? >> 8, slurp($out), slurp($err));
}

sub must {
	my ($status, $out, $err) = run(@_);

	push @log, join ' ', @_;
	die "@_: $status\n$out$err" if $status ne '0';
}

my ($from_sql, $to_sql);

# sql QUERY: rows of values; NULL is undef. One session for all of them.
sub sql {
	my ($query) = @_;
	my @rows;

	$query =~ s/\s+/ /g;
	print $to_sql "$query;\n\\echo END\n";
	while (defined(my $line = <$from_sql>)) {
		chomp $line;
		return @rows if $line eq 'END';
		push @rows, [ map { $_ eq '\\N' ? undef : $_ } split /\x1f/, $line, -1 ];
	}
	die "psql has ended\n";
}

sub connect_sql {
	open2($from_sql, $to_sql, "$ENV{PG_BINDIR}/psql", '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1',
		'-F', "\x1f", '-P', 'null=\\N', '-d', $ENV{DATABASE});
	$to_sql->autoflush(1);
}

sub change_directory {
	my $ldif = directory::ldif();
	my $file = "$ENV{TMP}/random.ldif";

	open my $out, '>', $file or die;
	print $out $ldif;
	close $out or die;
	# keys can be given, as a restored entry has its old one, only with the relax control
	must('ldapmodify', '-x', '-e', '!relax', '-H', $ENV{LDAP_URI}, '-D', $ENV{LDAP_ADMIN}, '-w', 'secret',
		'-f', $file);
	push @log, split /\n/, $ldif;
}

# ---- what is there ----

sub users {	# by "CID/KEY", local ones by "CID/local UID"
	my %users;

	for (sql("SELECT cid, uid, name, login, display_name, given_name, sur_name, mail, array_to_string(
			aliases, ','), enabled, source_enabled, source_key, missing_since,
			changed, missing_since < now() - interval '30 days'
			FROM prov.users WHERE cid IN ($first, $first + 1)")) {
		my %u;

		@u{@columns, 'expired'} = @$_;
		$users{"$u{cid}/" . ($u{source_key} // "local $u{uid}")} = \%u;
	}
	return \%users;
}

sub groups {	# by "CID/KEY"
	my %groups;

	for (sql("SELECT g.cid, g.gid, g.name, g.display_name, g.mail, g.source_key, g.xmin,
			g.missing_since, g.missing_since < now() - interval '30 days', (SELECT string_agg(m.uid::text, ' ' ORDER BY m.uid) FROM prov.member m
			WHERE m.cid = g.cid AND m.gid = g.gid)
			FROM prov.groups g WHERE g.cid IN ($first, $first + 1) AND g.gid > 1")) {
		my %g;

		@g{qw(cid gid name display_name mail source_key xmin missing_since expired members)} = @$_;
		$g{members} = { map { $_ => 1 } split / /, $g{members} // '' };
		$groups{"$g{cid}/$g{source_key}"} = \%g;
	}
	return \%groups;
}

sub state {
	my %state = (users => users(), groups => groups());

	for (values %{$state{users}}) {
		$state{name}{"$_->{cid}/user $_->{login}"} = "u$_->{uid}";
		$state{user}{"$_->{cid}/$_->{uid}"} = $_;
	}
	$state{name}{"$_->{cid}/group $_->{name}"} = "g$_->{gid}" for values %{$state{groups}};
	$state{address}{"$_->[0]/$_->[1]"} = "$_->[2]$_->[3]"
		for sql("SELECT cid, address, kind, owner FROM prov.address WHERE cid IN ($first, $first + 1)");
	for (sql("SELECT context, entry, why FROM prov.sync_left_out WHERE why LIKE 'the mail address%'")) {
		push @{$state{lost}{"$_->[0]/$_->[1]"}}, $_->[2] =~ /"(.*?)"/;
	}
	check_ids(\%state);
	return \%state;
}

# Versions of all rows of the whole database that a run may write, as one text.
sub versions {
	my ($with_source) = @_;
	my %key = (users => 'cid, uid', groups => 'cid, gid', member => 'cid, gid, uid', address => 'cid, address',
		change_log => 'cid, seq', handover => 'cid, uid');
	my $rows = join ' UNION ALL ', map { "SELECT concat_ws(' ', '$_', $key{$_}, xmin) AS r FROM prov.$_" }
		sort keys %key;

	$rows .= ' UNION ALL SELECT concat_ws($$ $$, s.*) FROM prov.source_state s' if $with_source;
	return join "\n", map { $_->[0] } sql("$rows UNION ALL SELECT concat_ws(' ', 'context', cid, next_uid,
		next_gid, change_seq) FROM prov.context ORDER BY 1");
}

# An id belongs to one key for ever, and a key keeps its id as long as it is there.
sub check_ids {
	my ($state) = @_;
	my (%now, %id);

	$now{"u/$_->{cid}/$_->{uid}"} = $_->{source_key} // "local $_->{name}" for values %{$state->{users}};
	$now{"g/$_->{cid}/$_->{gid}"} = $_->{source_key} for values %{$state->{groups}};
	for (keys %now) {
		my ($where) = m{^(.*/)};

		$id{"$where$now{$_}"} = $_;
		problem("id $_ was that of " . ($owner{$_} || 'somebody who is gone') . ", is that of $now{$_}")
			if exists $owner{$_} && $owner{$_} ne $now{$_};
	}
	for my $old (grep { !$now{$_} && $owner{$_} } keys %owner) {
		my ($where) = $old =~ m{^(.*/)};
		my $new = $id{"$where$owner{$old}"};

		problem("$owner{$old} had the id $old, has $new") if $new && $owner{$old} !~ /^local/;
		$owner{$old} = '';
	}
	$owner{$_} = $now{$_} for keys %now;
}

# ---- what operators do ----

sub is_free {
	my ($state, $cid, $name, $mail) = @_;

	return !$state->{name}{"$cid/user " . lc $name} && !$state->{address}{"$cid/" . lc $mail};
}

sub local_user {
	my ($state) = @_;
	my $e = pick(directory::alive(@directory::people));
	my $n = directory::number();
	my ($cid, $name, $mail) = (pick($first, $first + 1), "local$n", "local$n\@example.com");

	# sometimes what an entry wants that was not read yet, or was rejected
	($cid, $name) = ($cid{$e->{ou}}, $e->{uid}) if chance(0.3) && mapped($e);
	($cid, $mail) = ($cid{$e->{ou}}, $e->{mail}[0]) if chance(0.2) && mapped($e) && ($e->{mail}[0] // '') =~ /@/;
	return unless is_free($state, $cid, $name, $mail);
	must('createuser', '-c', $cid, '-u', $name, '-d', "Local $n", '-g', 'Lo', '-s', 'Cal', '-e', $mail,
		'-p', $ENV{HASH}, '--passwordmech', 'HASH');
}

sub operator {
	my ($state) = @_;
	my @users = grep { $_->{uid} > 2 } map { $state->{users}{$_} } sort keys %{$state->{users}};
	my $u = pick(grep { $_->{source_key} } @users);
	my $l = pick(grep { !$_->{source_key} } @users);
	my @u = ('-c', $u->{cid}, '-i', $u->{uid});
	my $what = int rand 8;

	return local_user($state) if $what < 2;
	return $l && must('deleteuser', '-c', $l->{cid}, '-i', $l->{uid}) if $what == 2;
	return must('deleteuser', @u) if $what == 3;
	return must('changeuser', @u, '-d', 'Operator ' . directory::number(), '-g', 'Op') if $what == 4;
	return must('changeuser', @u, '--mailenabled', $u->{enabled} eq 't' ? 'false' : 'true') if $what == 5;
	return must('changeuser', @u, '-x', 'Sales') if $what == 6;
	return unless $u->{mail};
	must('changeuser', @u, '-e', $u->{mail}, '-a', "$u->{aliases},op" . directory::number() . '@example.com');
}

# The days of grace of some of those who are missing have passed.
sub time_passes {
	my @keys = map { $_->[0] } sql("SELECT source_key FROM (SELECT cid, source_key, missing_since FROM prov.users
		UNION ALL SELECT cid, source_key, missing_since FROM prov.groups) x WHERE missing_since IS NOT NULL
		AND cid IN ($first, $first + 1) ORDER BY cid, source_key");
	my $list = join ', ', map { "'$_'" } grep { chance(0.4) } @keys;

	return unless $list;
	push @log, "31 days pass for $list";
	# Without a time zone: as earlier() of testlib.sh.
	sql("UPDATE prov.$_ SET missing_since = (missing_since AT TIME ZONE 'UTC' - interval '31 days') AT TIME ZONE 'UTC'
		WHERE source_key IN ($list) AND missing_since IS NOT NULL") for 'users', 'groups';
}

# ---- runs ----

# What a run has said on standard error: the rejected entries.
sub rejects {
	my ($status, $err) = @_;
	my @found;

	for (split /\n/, $err) {
		if (/^ldapsync: rejected (?:user|group) "(.*?)": (.*)/) { push @found, [ $1, $2 ] }
		elsif (!/^ldapsync: warning: (?:.*: left out: |and \d+ more values|the groups .* contain each other|\d+ members stay)/ && !/could not be taken over/) { problem("standard error: $_") }
	}
	my $want = @found ? 123 : 0;

	problem("exit status $status, must be $want") if $status ne $want;
	return @found;
}

sub note_rejects {
	my %why = map { @$_ } @_;

	for (directory::alive(@directory::people, @directory::groups)) {
		$_->{rejected} = delete $why{directory::dn($_)};
		$count{rejected}++ if $_->{rejected};
	}
	problem(map { "rejected, but there is no such entry: $_" } sort keys %why);
}

sub is_rejected {
	my ($user) = @_;

	return grep { $_->{rejected} && $_->{key} eq ($user->{source_key} // '') } directory::alive(@directory::people);
}

# What has changed between two states, as a plan says it.
sub changes {
	my @changes;

	for (sort keys %{{ %{$before->{users}}, %{$after->{users}} }}) {
		my ($old, $new) = ($before->{users}{$_}, $after->{users}{$_});
		my $what = !$old ? 'create' : !$new ? 'delete' : $old->{changed} eq $new->{changed} ? next
			: $new->{missing_since} || is_rejected($new) ? 'disable' : $old->{missing_since} ? 'enable'
			: $old->{name} ne $new->{name} ? 'rename' : 'change';

		push @changes, join ' ', $what, 'user', ($new // $old)->{cid}, ($new // $old)->{name};
	}
	for (sort keys %{{ %{$before->{groups}}, %{$after->{groups}} }}) {
		my ($old, $new) = ($before->{groups}{$_}, $after->{groups}{$_});
		# who is deleted is in no group any more; that goes without saying
		my ($x, $y) = map { my $g = $_; $g ? join ' ', $g->{xmin}, sort
			grep { $after->{user}{"$g->{cid}/$_"} } keys %{$g->{members}} : '' } $old, $new;
		my $what = !$old ? 'create' : !$new ? 'delete' : $x eq $y ? next
			: $new->{missing_since} ? 'missing' : 'change';

		push @changes, join ' ', $what, 'group', ($new // $old)->{cid}, ($new // $old)->{name};
	}
	$count{(split)[0]}++ for @changes;
	return @changes;
}

# same_list WHERE_X X WHERE_Y Y: a problem for what is in one of two lists only
sub same_list {
	my ($where_x, $x, $where_y, $y) = @_;
	my %n;

	$n{$_}++ for @$x;
	$n{$_}-- for @$y;
	problem(map { ($n{$_} > 0 ? $where_x : $where_y) . " only: $_" } grep { $n{$_} } sort keys %n);
}

# What a run would do; nothing is written.
sub dry_run {
	my $versions = versions(1);
	my ($status, $out, $err) = run(qw(ldapsync --dry-run --json));
	my $plan = (eval { JSON::PP->new->decode($out) } // {})->{changes} // [];
	my @bad = map { $_->{dn} } grep { $_->{action} eq 'reject' } @$plan;

	problem("dry run: exit status $status", $err) if $status ne (@bad ? 123 : 0);
	problem('a dry run has written something') if versions(1) ne $versions;
	return { rejects => \@bad, changes => [ map { join ' ', @{$_}{qw(action kind context name)} }
		grep { $_->{action} !~ /^(?:reject|pending|warn)$/ } @$plan ] };
}

# In the next run there may be something to do: users who were disabled are deleted at once, and
# addresses that groups have given up are free.
sub is_settled {
	my ($changed) = @_;
	my @rejected = grep { $_->{rejected} && !$_->{members} && mapped($_) } directory::alive(@directory::people);

	return 0 if $grace == 0 && grep { $_->{missing_since} } values %{$after->{users}}, values %{$after->{groups}};
	for my $e (@rejected) {
		for (map { $cid{$e->{ou}} . '/' . lc } @{$e->{mail}}) {
			return 0 if ($before->{address}{$_} // '') =~ /^g/ && ($after->{address}{$_} // '') !~ /^g/;
		}
	}
	# an address that was given up in this run, or taken by somebody
	return !$changed || !%{$after->{lost} // {}};
}

# ask QUESTION: what has been found since the last one
sub ask {
	my ($question) = @_;

	print @problems ? 'not ok' : 'ok', " $question\n";
	return 1 unless @problems;
	print map { "$_\n" } @problems > 20 ? (@problems[0 .. 19], '...') : @problems, 'changes of the round:', @log;
	return 0;
}

# sync ROUND MORE: runs, and up to MORE times again while there may be something left to do.
sub sync {
	my ($round, $more) = @_;
	my $plan = chance(0.4) ? dry_run() : undef;
	my ($status, $out, $err) = run('ldapsync');

	note_mode();
	$after = state();
	@rejects = rejects($status, $err);
	push @log, map { "rejected: $_->[0]: $_->[1]" } @rejects;
	note_rejects(@rejects);
	my @changes = changes();
	problem("standard output: $out", @changes) if !$out != !@changes;
	same_list('in the plan', $plan->{changes}, 'done', \@changes) if $plan;
	same_list('rejected by the plan', $plan->{rejects}, 'by the run', [ map { $_->[0] } @rejects ]) if $plan;
	ask("$round: " . ($plan ? 'a dry run, and a run that does what it said' : 'a run')) or return 0;
	check_users();
	check_addresses();
	ask("$round: users are those of the directory") or return 0;
	check_groups();
	ask("$round: groups are those of the directory") or return 0;
	my $doubt = note_unknown();
	return 1 if (is_settled(scalar @changes) && !$doubt) || !$more;
	$before = $after;
	return sync("$round, once more", $more - 1);
}

sub note_mode {
	my ($mode) = map { $_->[0] } sql("SELECT counts ->> 'mode' FROM prov.sync_run WHERE source = 's$seed'
		ORDER BY seq DESC LIMIT 1");

	$count{"$mode runs"}++ if $mode;
}

# What was read in part is all there is.
sub everything {
	my ($round, $versions) = @_;
	my ($status, $out, $err) = run('ldapsync', '--full');
	my @all = rejects($status, $err);

	problem("a full run prints: $out") if $out ne '';
	same_list('rejected by a full run', [ map { $_->[0] } @all ], 'in the first run', [ map { $_->[0] } @rejects ]);
	problem('a full run has written something') if versions(0) ne $versions;
	return ask("$round: reading everything finds nothing else");
}

sub again {
	my ($round) = @_;
	my $versions = versions(0);

	return 0 if $ENV{MODE} && !everything($round, $versions);
	# what was resolved for a change is what comes out if all is resolved (SR21)
	sql("UPDATE prov.source_state SET groups_digest = NULL WHERE name = 's$seed'") if chance(0.5);
	my ($status, $out, $err) = run('ldapsync');
	my @again = rejects($status, $err);

	problem("it prints: $out") if $out ne '';
	same_list('rejected again', [ map { $_->[0] } @again ], 'in the first run', [ map { $_->[0] } @rejects ]);
	problem('it has written something') if versions(0) ne $versions;
	ask("$round: the next run has nothing to do") or return 0;
	local $ENV{PROV_CONFIG} = "$ENV{TMP}/owner.conf";
	($status, $out, $err) = run('provdb', 'check');
	problem("provdb check: $status", $out, $err) if $status ne '0';
	return ask("$round: the database keeps its rules");
}

sub round {
	my ($n) = @_;
	my $round = "seed $seed, round $n";

	@log = ();
	directory::change() for 1 .. ($n > 1 ? 3 + rand 8 : 0);
	change_directory();
	if ($n > 1) {
		time_passes() if chance(0.5);
		operator(state()) for 1 .. rand 3;
	}
	$before = state();
	return sync($round, 3) && again($round);
}

srand($seed);
connect_sql();
directory::start($unit, $seed, 40, 6);
$| = 1;
for (1 .. $rounds) {
	round($_) or last;
}
print "# seed $seed: ", join(', ', map { "$count{$_} $_" } sort keys %count), "\n";
