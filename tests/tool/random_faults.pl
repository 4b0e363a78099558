#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# random_faults.pl - a directory of some kind changes at random, runs of ldapsync fail at random: what becomes of it?
#
#	perl tests/tool/random_faults.pl 'SEED...' >RESULTS
#
# The deciding test of ldapsync's judgement (S1 to S20). For each seed DATABASE is as it was (it has contexts 10 to
# 13 and nothing else), and there is a new directory of one kind (seed modulo 4: openldap, ucs, ad, 389ds), and a number of steps:
# edits, then a run to which something may happen. After each run RandomCheck.pm compares. In the end the directory is
# put right, removals are accepted, and everything must be equal. CALM=1: nothing happens to runs, and more to groups.
# KINDS are those kinds; with MODE other than full a run reads what changed, and the one after it everything.
# Prints a line "ok" or "not ok" for each seed; one that fails with what was done. The environment is that of a test:
# TMP, DATABASE, PGHOST, PG_BINDIR, ...
use strict;
use warnings;
use FindBin;
use MIME::Base64 qw(encode_base64);
use lib $FindBin::Bin;
use LdapServer;
use AdServer;
use RandomChanges;
use RandomTree;
use RandomEdits;
use RandomRun;
use RandomState;
use RandomCheck;

my @kinds = split ' ', $ENV{KINDS} // 'openldap ucs ad 389ds';
my $mode = $ENV{MODE} // 'full';
my ($tree, $db, $old_view, $run, %config, @steps, @problems, %count);
my ($sql_size, $ldap_size);		# how long the last conversations were
my $last_read;				# version of the directory when something was changed last

sub chance { return rand() < $_[0] }
sub pick { return $_[rand @_] }
sub problem { push @problems, @_ }

# ---- servers ----

sub csn {
	my ($n) = @_;

	return sprintf '20260101%06d.000000Z#000000#001#000000', $n;
}

# What the server of this kind says of itself, and how new it is.
sub rootdse {
	my ($n, $version) = @_;
	my %dse = (namingContexts => [ $RandomTree::TOP ], supportedControl => [ $config{dirsync} ? AdServer::DIRSYNC : $config{sync} ? SyncServer::SYNC : (), !$config{keys} ? () : $tree->{kind} eq 'ad'
		? LdapServer::EXTENDED : LdapServer::DEREF ]);

	return { %dse, objectClass => [ 'OpenLDAProotDSE' ] } if $tree->{kind} =~ /openldap|ucs/;
	return { %dse, objectClass => [ 'top' ], vendorName => [ '389 Project' ], netscapemdsuffix => [ "cn=ldap://dc=s$n" ],
		lastChangeNumber => [ $version ], firstChangeNumber => [ 1 ], dataversion => [ 1 ] } if $tree->{kind} eq '389ds';
	return { %dse, objectClass => [ 'top' ], supportedCapabilities => [ '1.2.840.113556.1.4.800' ],
		dsServiceName => [ "cn=dsa,$RandomTree::TOP" ], highestCommittedUSN => [ $version ] };
}

# The directory as it is now, at server N.
sub view {
	my ($n) = @_;

	$tree->{position} = $tree->{kind} =~ /openldap|ucs/ && $config{position} ? { contextCSN => [ csn($tree->{version}) ] }
		: $tree->{kind} eq 'ad' ? { replUpToDateVector => [ pack 'VVVV', 1, 0, 0, 0 ] } : {};
	return { entries => $tree->entries, $config{sync} ? RandomChanges::view($tree, $n, $config{log}) : (), dirsync => 'all', tombstones => 1, chunk => $config{chunk}, rootdse => rootdse($n, $tree->{version}), range => $tree->{range} };
}

# ---- what may happen to a run ----

# A number from 1 to MAX, often near the end.
sub place_in {
	my ($max) = @_;

	return 1 + int rand $max if chance(0.7);
	return $max - int rand($max < 8 ? $max : 8);
}

sub at_message {
	my ($case, @what) = @_;
	my $at = place_in($ldap_size);

	$case->{text} = "at LDAP message $at: @what";
	return sub {
		my ($n, $search) = @_;

		return if $n != $at;
		$case->{hit} = join ' ', map { "$_=" . ($search->{$_} // '') } qw(what base id);
		# nothing follows from such an answer about people or groups, whatever else looks into what is missing in it
		$case->{cut} = $search->{what} eq 'list' && (grep { /^(?:entryuuid|objectguid|nsuniqueid)$/ } @{$search->{attrs}}) && $what[0] =~ /^(?:code|drop|garbage)$/;
		return [ @what ];
	};
}

# The search goes on without an entry, or without all that come after it.
sub liar {
	my ($case, $what) = @_;
	my $at = place_in($ldap_size);

	$case->{text} = "at LDAP message $at: $what, and success";
	return sub {
		my ($n, $search) = @_;

		return if $n != $at || !defined $search->{id} || $search->{what} !~ /^(?:list|find)$/;
		$case->{hit} = "$search->{what} $search->{base}";
		# who is looked up and not shown is not there, as far as anybody can see
		return if $search->{what} eq 'find';
		$case->{lied} = { map { $_ => 1 } grep { defined } $search->{id}, $what eq 'stop' ? @{$search->{rest} // []} : () };
		return [ $what ];
	};
}

sub edits_at_message {
	my ($case) = @_;
	my %at = map { place_in($ldap_size) => 1 } 0 .. rand 3;

	$case->{text} = 'edits at LDAP message ' . join ', ', sort { $a <=> $b } keys %at;
	return sub {
		my ($n) = @_;

		return unless $at{$n};
		RandomEdits::edit($tree) for 0 .. rand 2;
		push @{$case->{truth}}, $tree->snapshot;
		return;
	};
}

my %attributes = (
	openldap => [ [ 'mail' ], [ 'member', 'uniqueMember', 'memberUid' ], [ 'pwdAccountLockedTime' ], [ 'entryUUID' ], [ 'uid' ] ],
	ucs => [ [ 'mailPrimaryAddress', 'mailAlternativeAddress' ], [ 'uniqueMember' ], [ 'shadowExpire' ], [ 'entryUUID' ],
		[ 'uid' ], [ 'oxContextIDNum' ] ],
	ad => [ [ 'mail', 'proxyAddresses' ], [ 'member', 'primaryGroupID' ], [ 'userAccountControl' ], [ 'objectGUID' ],
		[ 'sAMAccountName' ], [ 'accountExpires' ] ],
	'389ds' => [ [ 'mail', 'mailAlternateAddress' ], [ 'member', 'uniqueMember', 'memberUid' ], [ 'nsAccountLock' ],
		[ 'nsUniqueId' ], [ 'uid' ] ],
);

# Nobody shows these attributes any more, but for the top of the tree. It has to be many who have it, or nobody can tell,
# but of those that every user of Active Directory has (SR6): there limits are not needed to keep locks.
sub lost_right {
	my ($case) = @_;
	my $lost = int rand @{$attributes{$tree->{kind}}};
	my @names = @{$attributes{$tree->{kind}}[$lost]};
	my $s = $tree->snapshot;
	my @mail = grep { defined $_->{want}{mail} } values %{$s->{people}};
	my @locked = grep { $_->{locked} } values %{$s->{people}};
	my $everybody_has = $tree->{kind} eq 'ad' && $names[0] =~ /^(?:userAccountControl|accountExpires)$/;
	my $members = 0;

	$members += keys %{$_->{members}} for values %{$s->{groups}};
	return if !$everybody_has && (($lost == 0 && @mail < 12) || ($lost == 1 && $members < 12) || ($lost == 2 && @locked < 12)
		|| $config{open} || $config{sync});	# of the few that changed no limit can tell
	return if chance(0.3);
	$case->{partial} = 1;
	$case->{text} = "the right to read @names is lost";
	$case->{hidden} = { map { $_ => 1 } @names };
	return if chance(0.5);
	# early: of a few at the end nobody can tell
	my $hidden = delete $case->{hidden};
	my $at = 1 + int rand 10;
	$case->{text} .= " from LDAP message $at on";
	return sub {
		$case->{hidden} = $hidden if $_[0] == $at;
		return;
	};
}

# Some entries do not show their key.
sub keyless {
	my ($case) = @_;
	my $key = $attributes{$tree->{kind}}[3][0];
	my @who = map { pick($tree->people, $tree->groups)->{id} } 0 .. rand 3;

	$case->{text} = "no key is shown by @who";
	$case->{blind} = { map { $_ => [ $key ] } @who };
	$case->{lied} = { map { $_ => 1 } @who };
	return;
}

# Could anybody notice that a server shows an older state? It has another name, by which nobody knows how new it is, or
# it says that it is older than what was read when something was changed last.
sub can_tell {
	my ($server) = @_;
	my $other = $server && $tree->{kind} ne 'ad';
	my $says = $tree->{kind} =~ /openldap|ucs/ ? $config{position} : !$other;

	return $says ? $old_view->{version} < $last_read : $other;
}

# What was true some steps ago is what this server, or another one, says now.
sub older {
	my ($case) = @_;

	return unless $old_view && can_tell($old_view->{number});
	$case->{text} = 'an older state is shown' . ($old_view->{number} ? ' by another server' : '');
	$case->{older} = $old_view;
	$case->{foreign} = 1;
	$case->{seen} = [ $old_view->{snapshot} ];
	return;
}

# A load balancer goes on with another server, which is behind.
sub balancer {
	my ($case) = @_;
	my $at = place_in($ldap_size);

	return unless $old_view && can_tell($tree->{kind} eq '389ds' && $old_view->{number});
	$case->{text} = "an older state is shown from LDAP message $at on";
	$case->{foreign} = 1;
	$case->{seen} = [ $old_view->{snapshot} ];
	return sub {
		$case->{older} = $old_view if $_[0] == $at;
		return;
	};
}

# The directory was loaded anew: everybody has another key. Of a few that would be somebody's work.
sub reloaded {
	my ($case) = @_;

	return if 12 > grep { !$_->{missing_since} && $_->{source_enabled} eq 't' } values %{$case->{before}{users}};
	$case->{text} = 'all keys are others';
	$case->{rekeyed} = 1;
	$case->{foreign} = 1;
	return;
}

# The entries with other keys.
sub other_keys {
	my $key = $attributes{$tree->{kind}}[3][0];

	return [ map { my $e = $_; my ($value) = @{$e->{attrs}{$key} // []};
		$value && $e->{id} =~ /^[pg]\d/ ? { %$e, attrs => { %{$e->{attrs}}, $key => [ $tree->{kind} eq 'ad'
			? scalar reverse $value : $value =~ tr/0-9a-f/1-9a-f0/r ] } } : $e } @{$tree->entries} ];
}

# A base is taken out of the configuration.
sub narrowed {
	my ($case) = @_;

	return if @{$tree->{bases}} < 2 || $tree->{kind} eq 'ucs';
	$case->{without} = int rand @{$tree->{bases}};
	$case->{text} = "without the base $tree->{bases}[$case->{without}]{ou}";
	$case->{partial} = 1;
	return;
}

sub break_sql {
	my ($case) = @_;

	$case->{sql} = { at => place_in($sql_size), how => pick(qw(before after kill killafter)) };
	$case->{text} = "SQL message $case->{sql}{at}: $case->{sql}{how}";
	return;
}

# Somebody else starts a run.
sub rival {
	my ($case) = @_;
	my $at = place_in($ldap_size);

	$case->{text} = "another run begins at LDAP message $at";
	return sub {
		$run->spawn('ldapsync', '-s', 'company') if $_[0] == $at;
		return;
	};
}

my @events = (
	(\&edits_at_message) x 6, (\&break_sql) x 6, \&older, \&older, \&balancer, (\&lost_right) x 4, \&keyless, \&rival, \&reloaded, \&narrowed,
	(sub { at_message($_[0], 'code', pick(1, 3, 4, 9, 10, 11, 32, 50, 51, 52, 53, 80)) }) x 9,
	sub { at_message($_[0], 'drop') }, sub { at_message($_[0], 'garbage') },
	sub { at_message($_[0], 'refer', "ldap://elsewhere.example/ou=x,$RandomTree::TOP") },
	sub { liar($_[0], 'swallow') }, sub { liar($_[0], 'swallow') }, sub { liar($_[0], 'stop') },
);

# ---- runs ----

# One run of ldapsync; EVENT does what it likes to it.
sub sync {
	my ($event, @options) = @_;
	my $case = { before => $db->state, truth => [ $tree->snapshot ], purge => $config{purge}, rekey => $config{reuse} eq 'rekey',
		text => 'nothing happens' };
	my $on_message = $event ? $event->($case) : undef;
	my $n = $case->{older} ? $case->{older}{number} : 0;
	my $server = ($config{dirsync} ? 'AdServer' : $config{sync} ? 'SyncServer' : 'LdapServer')->new(sub {
		my $view = $case->{older} ? $case->{older}{view} : view($n);

		return { %$view, hidden => $case->{hidden} // {}, blind => $case->{blind} // {},
			$case->{rekeyed} ? (entries => other_keys()) : () };
	});

	$server->{on_message} = $on_message if $on_message;
	# some runs are only measured
	$case->{sql} //= { at => 0, how => 'nothing' } if chance(0.2);
	configure($n, $case->{sql} ? $run->proxy : $ENV{PGHOST}, $case->{without});
	$case->{digest} = $db->digest;
	push @steps, map({ "  $_" } splice @{$tree->{log}}), 'RUN ' . join(' ', @options) . " ($case->{text})";
	my $r = $run->go(servers => [ ($server) x 2 ], sql => $case->{sql}, command => [ 'ldapsync', '-s', 'company', @options ]);
	push @steps, map({ "  $_" } splice @{$tree->{log}});
	push @{$case->{truth}}, $tree->snapshot;
	$db->settle if $case->{sql};
	$db->changed;
	$case->{hit} //= $r->{sql_hit};
	$ldap_size = $server->{count} if $r->{status} =~ /^(?:0|123)$/ && $server->{count} > 3;
	$sql_size = $r->{sql_count} if $r->{status} =~ /^(?:0|123)$/ && $r->{sql_count};
	@$case{qw(status result)} = ($r->{status}, $r);
	$case->{after} = $db->state;
	push @steps, "  = $r->{status}" . ($case->{hit} ? " [$case->{hit}]" : ''), map { "    $_" } map { split /\n/, $r->{$_} }
		'out', 'err';
	$count{$r->{status}}++;
	judge($case);
	RandomChanges::forget($db, $case) if $config{sync} || $config{dirsync};
	return $case;
}

# What a summary counts; a hash that is renewed is none of it.
sub shape {
	my ($s) = @_;
	my @users = map { "$_ " . join ' ', map { $_ // '-' } @{$s->{users}{$_}}{qw(uid changed missing_since)} } keys %{$s->{users}};
	my @groups = map { my $g = $s->{groups}{$_}; "$_ " . join ' ', (map { $_ // '-' } @$g{qw(gid name mail missing_since)}),
		sort keys %{$g->{members}} } keys %{$s->{groups}};

	return join "\n", sort(@users), sort @groups;
}

my %known = map { $_ => 1 } 0, 101, 105, 106, 107, 120, 121, 122, 123;

# What is said, and what was done, agree.
sub judge {
	my ($case) = @_;
	my $r = $case->{result};
	my $now = $db->digest;
	my @changed = grep { $now->{$_} ne ($case->{digest}{$_} // '') } sort keys %$now;
	my $killed = $case->{sql} && $case->{sql}{how} =~ /kill/ && $case->{hit};
	my $held = $r->{status} eq '120' && $r->{err} =~ /held back/;

	problem("it hangs") if $r->{hangs};
	problem("exit status $r->{status}") unless $known{$r->{status}} || ($killed && $r->{status} eq 'signal 9')
		|| ($r->{status} =~ /^(?:1|103)$/ && ($case->{hit} // '') =~ /^what=(?:bind|entry)/);	# as if badly configured
	problem("exit status $r->{status}, and in " . join(', ', @changed) . ' something is another one')
		if @changed && $r->{status} !~ /^(?:0|123|signal 9)$/ && !$held && !@{$r->{others}};
	problem("exit status $r->{status}, and nothing is said") if $r->{status} !~ /^(?:0|signal 9)$/ && $r->{err} eq '';
	problem("sanitizer") if $r->{err} =~ /Sanitizer|runtime error:/;
	my $wrote = shape($case->{before}) ne shape($case->{after});

	problem('something was changed, and nothing is printed') if $wrote && $r->{status} =~ /^(?:0|123)$/ && $r->{out} eq '';
	problem('nothing was changed, and something is printed') if !$wrote && $r->{out} ne '';
	for (@{$r->{others}}) {
		problem("the other run: exit status $_->{status}: $_->{err}") if $_->{status} !~ /^(?:0|12[0123])$/;
	}
	# where one that reads what changed cannot go on, everything is read
	problem("CUT: a search did not end with success, and the run did ($r->{status})")
		if $case->{cut} && $mode eq 'full' && ($wrote || $r->{status} =~ /^(?:0|123)$/);
	$case->{wrote} = $wrote;
	$last_read = $case->{truth}[0]{version} if $wrote;
	# what was killed has done all of it or nothing; with limits it may have been held back
	$case->{status} = '0' if $wrote && $config{open} && $r->{status} eq 'signal 9';
	problem(RandomCheck::all($case));
}

sub configure {
	my ($n, $host, $without) = @_;
	my @bases = @{$tree->{bases}};
	splice @bases, $without, 1 if defined $without;
	my $limits = $config{open} ? 'limits: { ' . join(' ', map { "$_ = 100;" } qw(missing purged disabled enabled renamed moved
		blanked members group_members groups groups_purged changed)) . ' };' : '';
	my %of;
	my $contexts = join ', ', map { "{ base = \"ou=$_->{ou},$RandomTree::TOP\"; context = \"$_->{cid}\"; }" } @bases;
	my $where = $tree->{kind} eq 'ucs' ? "base = \"$RandomTree::TOP\";"
		: ($config{around} ? "base = \"$RandomTree::TOP\"; " : '') . "contexts = ( $contexts ); group_base = \"ou=groups,$RandomTree::TOP\";";

	open my $out, '>', $ENV{PROV_CONFIG} or die "$ENV{PROV_CONFIG}: $!";
	printf $out "database: { conninfo = \"host=%s dbname=%s user=prov\"; };\nsync: { remind = 0; };\n", $host, $db->{name};
	printf $out "ldap: { uri = \"%s\"; timeout = 300; network_timeout = 300; };\n", $run->uri($n);
	printf $out "source: { company: { profile = \"%s\"; page_size = %d; on_reuse = \"%s\"; purge = %s; grace_runs = 0; mode = \"%s\"; %s %s }; };\n",
		$tree->{kind}, $config{page}, $config{reuse}, $config{purge} ? 'true' : 'false', $mode, $where, $limits;
	close $out or die;
}

# ---- a seed ----

# Operators switch users off and on, which no run changes, and make users of their own, who may have what an entry wants.
sub operate {
	my $s = $db->state;
	my $u = pick(map { $s->{users}{$_} } sort keys %{$s->{users}}) or return;
	my $p = pick($tree->people);
	my $want = $tree->want($p);
	my $n = $tree->number;
	my @command = chance(0.6) ? ('changeuser', '-c', $u->{cid}, '-i', $u->{uid}, '--mailenabled', $u->{enabled} eq 't' ? 'false' : 'true')
		: ('createuser', '-c', $want->{cid}, '-u', chance(0.5) ? $want->{name} : "local$n", '-d', "Local $n", '-g', 'Lo', '-s', 'Cal',
			'-e', "local$n\@example.com", '-p', $ENV{HASH}, '--passwordmech', 'HASH');

	configure(0, $ENV{PGHOST});
	my $r = $run->go(servers => [], command => \@command);
	$db->changed;
	push @steps, "  @command = $r->{status}";
}

# Some of those who are missing have been so for long, and what was counted in 24 hours is no more.
sub time_passes {
	push @steps, '  days pass';
	$db->changed;
	# Without a time zone: as earlier() of testlib.sh.
	$db->rows("UPDATE prov.$_ SET missing_since = (missing_since AT TIME ZONE 'UTC' - interval '31 days') AT TIME ZONE 'UTC'
		WHERE missing_since IS NOT NULL AND uid_of % 2 = 0" =~ s/uid_of/$_ eq 'users' ? 'uid' : 'gid'/er) for 'users', 'groups';
	$db->rows("UPDATE prov.sync_count SET at = (at AT TIME ZONE 'UTC' - interval '25 hours') AT TIME ZONE 'UTC'");
}

sub remember {
	my ($number) = @_;
	my $view = view($number);

	$old_view = { view => { %$view, entries => [ @{$view->{entries}} ] }, snapshot => $tree->snapshot, number => $number,
		version => $tree->{version} };
}

# What a source has of its groups, and what became of it.
sub groups_now {
	my %is;

	$is{users} = shape({ %{$db->state}, groups => {} });
	$is{pending} = join ' ', map { "@$_" } $db->rows("SELECT source_key, by_name, value FROM prov.sync_pending ORDER BY 1, 2, 3");
	$is{$_->[0]} = join "\n", map { join ' ', map { $_ // '-' } @$_ } $db->rows("SELECT $_->[1] FROM prov.$_->[0] ORDER BY $_->[2]")
		for [ 'groups', 'cid, gid, name, login, display_name, mail, address, source_key, missing_since', '1, 2' ],
			[ 'member', '*', '1, 2, 3' ], [ 'sync_group', '*', '1, 2' ], [ 'sync_member', '*', '1, 2, 3' ], [ 'sync_nest', '*', '1, 2, 3' ];
	return %is;
}

# A run looks at the groups that differ. One that looks at all of them finds what it found (SR21, SR41), unless the
# directory, or what became of users, is another one meanwhile, or the server did not say how it names members.
sub look_at_all {
	my ($case) = @_;

	return if $case->{status} !~ /^(?:0|123)$/ || $case->{foreign} || $case->{partial} || %{$case->{lied} // {}} || defined $case->{without}
		|| $case->{truth}[0]{version} != $tree->{version} || ($case->{hit} // '') =~ /^what=rootdse/;
	my ($digest) = map { $_->[0] } $db->rows('SELECT groups_digest FROM prov.source_state');
	return if !defined $digest;
	my %few = groups_now();
	$db->rows('UPDATE prov.source_state SET groups_digest = NULL');
	$db->changed;
	push @steps, 'a look at all groups:';
	my $again = sync(undef);
	my %all = groups_now();
	return if $again->{status} ne $case->{status} || $few{users} ne $all{users} || $few{pending} ne $all{pending};
	$count{'looked at all'}++;
	for (grep { $few{$_} ne $all{$_} } sort keys %few) {
		problem("a look at all groups finds other rows of $_:", "$few{$_}", 'instead of', $all{$_});
	}
}

# A run that read what changed leaves what one leaves that reads everything.
sub look_at_everything {
	my ($case) = @_;
	my ($last) = map { $_->[0] } $db->rows("SELECT counts ->> 'mode' FROM prov.sync_run ORDER BY seq DESC LIMIT 1");

	return if $case->{status} !~ /^(?:0|123)$/ || ($last // '') ne 'incremental' || $case->{truth}[0]{version} != $tree->{version}
		|| $case->{foreign} || $case->{partial} || %{$case->{lied} // {}} || defined $case->{without} || $case->{result}{err} =~ /until the next run/;
	my %some = groups_now();

	push @steps, 'everything is read:';
	my $again = sync(undef, '--full');
	my %all = groups_now();
	$count{'read everything'}++;
	return if $again->{status} !~ /^(?:0|123)$/;
	for (grep { $some{$_} ne $all{$_} } sort keys %some) {
		problem("reading everything finds other rows of $_:", "$some{$_}", 'instead of', $all{$_});
	}
}

sub step {
	my ($n) = @_;

	remember(int rand 2) if chance(0.3);
	RandomEdits::edit($tree, $ENV{CALM}) for 1 .. ($n ? 1 + rand 4 : 0);
	time_passes() if $n && chance(0.2);
	operate() if chance(0.2);
	my $case = sync(!$ENV{CALM} && chance($n ? 0.75 : 0.9) ? pick(@events) : undef);
	return look_at_everything($case) if $mode ne 'full' && !@problems && chance(0.5);
	look_at_all($case) if $mode eq 'full' && !@problems && ($ENV{CALM} || chance(0.6));
}

# Everybody can be taken as they are: nobody wants what somebody else has.
sub make_right {
	local $RandomCheck::c = { before => $db->state, after => $db->state, truth => [ $tree->snapshot ] };
	my $rivals = RandomCheck::rivals();

	RandomEdits::heal($tree, $_) for grep { $_->{bad} || $rivals->{$_->{key}} } $tree->people, $tree->groups;
}

sub accept_from {
	my ($case) = @_;

	return $case->{result}{err} =~ /--accept (sha256:[0-9a-f]+)/ ? ('--accept', $1) : ();
}

# The last runs: nothing happens to them, and removals are accepted.
sub finish {
	my $case;

	for (1 .. 8) {
		make_right();
		$db->changed;
		$db->rows("UPDATE prov.sync_count SET at = (at AT TIME ZONE 'UTC' - interval '25 hours') AT TIME ZONE 'UTC'");
		$case = sync(undef, $case ? accept_from($case) : ());
		return if @problems;
		last if $case->{status} eq '0' && !@{$tree->{log}} && !$case->{wrote};
	}
	problem("it comes to no end: $case->{status}") if $case->{status} ne '0' || $case->{wrote};
	return if @problems;
	problem(RandomCheck::all({ %$case, final => 1 }));
	problem('the last run says something') if "$case->{result}{out}$case->{result}{err}" ne '';
	local $ENV{PROV_CONFIG} = "$ENV{TMP}/owner.conf";
	open my $out, '>', $ENV{PROV_CONFIG} or die;
	print $out "database: { conninfo = \"host=$ENV{PGHOST} dbname=$db->{name} user=postgres\"; };\n";
	close $out;
	my $check = $run->go(servers => [], command => [ 'provdb', 'check' ]);
	problem("provdb check: $check->{status}", $check->{out}, $check->{err}) if $check->{status} ne '0';
	my ($staged) = $db->rows('SELECT ' . join ' + ', map { "(SELECT count(*) FROM prov.$_->[0])" }
		$db->rows("SELECT tablename FROM pg_tables WHERE schemaname = 'prov' AND tablename LIKE 'stage%'"));
	problem("$staged->[0] rows are still staged") if $staged->[0];
}

# A real slapd with the same entries shows the same: what is played here is how servers are.
sub on_slapd {
	my $folder = "$ENV{TMP}/real";
	my $conf = join "\n", map { "include $ENV{DATA}/ldap/$_.schema" } $tree->{kind} eq 'openldap' ? () : $tree->{kind};
	my $shell = sub { system 'sh', '-c', ". \"\$TESTLIB/servers.sh\"; $_[0]" and die "slapd: $_[0]\n" };

	mkdir $folder;
	unlink glob "$folder/db/*";
	open my $out, '>', "$folder/all.ldif" or die;
	for my $e (@{$tree->entries}) {
		my %has = %{$e->{attrs}};

		delete $has{contextCSN};
		print $out 'dn:: ', encode_base64($e->{dn}, ''), "\n";
		for my $name (sort keys %has) {
			print $out "${name}:: ", encode_base64($_, ''), "\n" for grep { defined } @{$has{$name}};
		}
		print $out "\n";
	}
	close $out or die;
	local @ENV{qw(FOLDER TOP CONF)} = ($folder, $RandomTree::TOP, $conf);
	$shell->('slapd_conf "$FOLDER" "$TOP" "" "$CONF" >"$FOLDER/slapd.conf" &&
		"$(slapd_program "$FOLDER" slapadd)" -q -s -f "$FOLDER/slapd.conf" -l "$FOLDER/all.ldif" >"$FOLDER/log" 2>&1 &&
		slapd_start "$FOLDER"');
	open my $in, '<', "$folder/uri" or die;
	chomp(my $uri = <$in>);
	my ($before, $versions) = (shape($db->state), $db->versions);
	configure(0, $ENV{PGHOST});
	system 'perl', '-pi', '-e', "s{uri = \"[^\"]*\"}{uri = \"$uri\"}", $ENV{PROV_CONFIG} and die;
	my $r = $run->go(servers => [], command => [ 'ldapsync', '-s', 'company' ]);
	$shell->('slapd_stop "$FOLDER"');
	push @steps, "RUN (on a real slapd) = $r->{status}", split /\n/, "$r->{out}$r->{err}";
	problem('a real slapd shows something else') if $r->{status} ne '0' || "$r->{out}$r->{err}" ne '' || $versions ne $db->versions;
}

sub seed {
	my ($seed) = @_;

	srand $seed;
	(@steps, @problems) = ();
	($old_view, $last_read, $sql_size, $ldap_size) = (undef, 0, 200, 40);
	$db->reset;
	%config = (page => pick(0, 0, 4, 7), reuse => pick('reject', 'reject', 'rekey'), purge => chance(0.5),
		open => $ENV{CALM} || chance(0.4), position => chance(0.7), keys => chance(0.5));
	$tree = RandomTree->new($kinds[$seed % @kinds], $seed, 1 + int rand 4);
	@config{qw(dirsync chunk)} = (chance(0.5), pick(0, 1, 3)) if $mode ne 'full' && $tree->{kind} eq 'ad';
	@config{qw(sync log position)} = (1, chance(0.5), 1) if $mode ne 'full' && $tree->{kind} ne 'ad';
	$config{around} = int($seed / @kinds) % 2;	# the bases are read by one search around them
	$tree->{tombstones} = $config{dirsync};
	$tree->{settled} = $mode ne 'full';	# while there are entries in conflict, everything is read
	RandomEdits::fill($tree, 12 + int rand 25, 3 + int rand 5);
	push @steps, "seed $seed: $tree->{kind}, " . join ' ', scalar $tree->people, 'people', map { "$_=" . ($config{$_} // '') } sort keys %config;
	eval {
		for (0 .. 7 + rand 6) {
			step($_);
			last if @problems;
		}
		finish() if !@problems;
		on_slapd() if !@problems && $seed % 8 < 2 && $tree->{kind} =~ /openldap|ucs/;
		1;
	} or problem("the model: $@");
	return !@problems;
}

$| = 1;
$db = RandomState->new($ENV{DATABASE});
$db->keep;
$run = RandomRun->new($ENV{TMP}, "$ENV{PGHOST}/.s.PGSQL.5432");
for my $seed (map { split } @ARGV) {
	if (seed($seed)) {
		print "ok seed $seed\n";
		next;
	}
	print "not ok seed $seed ($tree->{kind})\n", map({ "$_\n" } @problems > 20 ? (@problems[0 .. 19], '...') : @problems),
		"once more: SEED=$seed tests/run ", 'tests/cli/ldapsync_random_', $mode eq 'full' ? 'faults.t' : $config{sync} ? 'sync.t' : 'ad.t', "\n", map { "$_\n" } @steps;
	last if $ENV{STOP};
}
print '# runs by exit status: ', join(', ', map { "$_: $count{$_}" } sort keys %count), "\n";
