# SPDX-License-Identifier: Apache-2.0
# Writer.pm - somebody who creates, changes and deletes, knows what of it is his alone, and looks at each answer
#
# Names that begin with the writer's own are touched by nobody else: of those it is known whether they
# are there, as long as every command about them gave an answer. Of "shared" names, addresses and
# contexts anything may be true. Each change carries a mark that occurs nowhere else.
package Writer;
use strict;
use warnings;
use Time::HiRes qw(time);

our ($me, $interrupts, $errors);	# errors: statuses that any command may have here, a pattern
our (%user, %context);		# "CID NAME" and CID -> yes | no | maybe
my $mark = 0;
my @hash = ('-p', $ENV{HASH}, '--passwordmech', 'HASH');

sub pick { return $_[rand @_] }
sub chance { return rand() < $_[0] }

# do_it SUBJECT, ALLOWED, ARGV, NOTES: runs it, complains about an answer that cannot be true.
sub do_it {
	my ($state, $allowed, $argv, %note) = @_;
	my $held = ($note{cid} // 0) == $ENV{CONTEXTS};

	if ($interrupts) {
		push @$argv, '--responsetimeout', 1 if $note{patience} = chance($held ? 0.6 : 0.2);
		@note{qw(signal after)} = (pick('INT', 'TERM'), rand($held ? 1 : 0.08)) if chance(0.15);
	}
	my $c = Command::run(argv => $argv, %note);
	my $bad = Command::bad_output($c);
	my $fine = "0|signal \\d+|$allowed|$errors" . ($note{patience} ? '|107' : '') . ($c->{sent} ? '|130|143' : '');

	$fine =~ s/^0\|// if $state eq 'cannot';
	$bad ||= "status $c->{status} is not true" unless $c->{status} =~ /^(?:$fine)$/;
	$c->{wrong} = $bad;
	Command::note($c) if $bad;
	return $c;
}

# What is known afterwards.
sub settle {
	my ($place, $key, $c, $then) = @_;
	my $verdict = Command::verdict($c);

	return if $place->{$key} eq 'maybe' || $verdict eq 'no';
	$place->{$key} = $verdict eq 'yes' ? $then : 'maybe';
}

# A user of one's own or of all, in a context that is always there or in one that comes and goes. There is
# a last context that is often held: seldom. A name that may or may not be there is mostly left alone.
sub some_user {
	my ($wanted) = @_;
	my @own = grep { $context{$_} eq 'yes' } sort keys %context;
	my $cid = @own && chance(0.2) ? pick(@own) : chance(0.06) ? $ENV{CONTEXTS} : 1 + int rand $ENV{CONTEXTS} - 1;
	my @good = chance(0.9) ? grep { /^$cid / && $user{$_} eq $wanted } sort keys %user : ();
	my $name = chance(0.25) ? 'shared' . int rand 4 : @good ? pick(@good) =~ s/.* //r : "w$me" . 'n' . int rand 100;

	$user{"$cid $name"} //= $name =~ /^shared/ ? 'maybe' : 'no';
	return ($cid, $name, "$cid $name");
}

sub create_user {
	my ($cid, $name, $key) = some_user('no');
	my $m = "C$me." . ++$mark . 'E';
	my $taken = chance(0.3);
	my $state = $user{$key};
	my @words = ('-c', $cid, '-u', $name, '-d', $m, '-g', 'Given', '-s', 'Sur', @hash, '-e', "$name\@c$cid.example");

	push @words, '-a', "$name\@c$cid.example,common" . int(rand 4) . "\@c$cid.example" if $taken;
	my $c = do_it($state eq 'yes' ? 'cannot' : $state, $state ne 'no' || $taken ? '103' : '0', [ 'createuser', @words ],
		kind => 'create', object => 'user', cid => $cid, name => $name, mark => $m);

	settle(\%user, $key, $c, 'yes');
}

sub change_user {
	my ($cid, $name, $key) = some_user('yes');
	my $m = "D$me." . ++$mark . 'E';
	my $taken = chance(0.3);
	my $state = $user{$key};
	my $mail = "$name\@c$cid.example";
	my @words = ('-c', $cid, '-u', $name, '-x', $m);

	push @words, '-a', "$mail,common" . int(rand 4) . "\@c$cid.example" if $taken;
	do_it($state eq 'no' ? 'cannot' : $state, ($state ne 'yes' ? '108' : '0') . ($taken ? '|103' : ''),
		[ 'changeuser', @words ], kind => 'change', object => 'user', cid => $cid, name => $name, mark => $m);
}

sub delete_user {
	my ($cid, $name, $key) = some_user('yes');
	my $state = $user{$key};
	my $c = do_it($state eq 'no' ? 'cannot' : $state, $state ne 'yes' ? '108' : '0', [ 'deleteuser', '-c', $cid,
		'-u', $name ], kind => 'delete', object => 'user', cid => $cid, name => $name);

	settle(\%user, $key, $c, 'no');
}

sub some_context {
	my ($wanted) = @_;
	my @good = chance(0.9) ? grep { $context{$_} eq $wanted } sort keys %context : ();
	my $cid = @good ? pick(@good) : 1000 + $me * 100 + int rand 100;

	$context{$cid} //= 'no';
	return $cid;
}

sub create_context {
	my $cid = some_context('no');
	my $state = $context{$cid};
	my $name = chance(0.4) ? 'common' . int rand 3 : "own$cid";
	my $c = do_it($state eq 'yes' ? 'cannot' : $state, ($state ne 'no' ? '110' : '0') . ($name =~ /^common/ ? '|103' : ''),
		[ 'createcontext', '-c', $cid, '-N', $name, qw(-q 5 -u admin -d Admin -g Ada -s Admin), @hash, '-e',
		"admin\@c$cid.example" ], kind => 'create', object => 'context', cid => $cid, name => $name);

	settle(\%context, $cid, $c, 'yes');
}

sub delete_context {
	my $cid = some_context('yes');
	my $state = $context{$cid};
	my $c = do_it($state eq 'no' ? 'cannot' : $state, $state ne 'yes' ? '102' : '0', [ 'deletecontext', '-c', $cid ],
		kind => 'delete', object => 'context', cid => $cid);

	settle(\%context, $cid, $c, 'no');
	return if Command::verdict($c) eq 'no' && $context{$cid} ne 'maybe';
	for (grep { /^$cid / } keys %user) { $user{$_} = $context{$cid} eq 'no' ? 'no' : 'maybe' }
}

# A list has all that is surely there and nothing that surely is not.
sub list_users {
	my $cid = 1 + int rand $ENV{CONTEXTS};
	my $c = do_it('', '0', [ qw(listuser --csv -c), $cid ], kind => 'list');
	my %there = map { $_ => 1 } $c->{out} =~ /\b(w${me}n\d+)\b/g;

	return if $c->{status} ne '0';
	for (sort grep { /^$cid / } keys %user) {
		my ($name) = / (.*)/;

		$c->{wrong} ||= "$name: $user{$_}" if $user{$_} eq 'yes' && !$there{$name} || $user{$_} eq 'no' && $there{$name};
	}
	Command::note($c) if $c->{wrong};
}

sub list_contexts {
	my $c = do_it('', '0', [ qw(listcontext --csv) ], kind => 'list');

	return if $c->{status} ne '0';
	for (sort keys %context) {
		my $there = $c->{out} =~ /^"?$_\b/m;

		$c->{wrong} ||= "$_: $context{$_}" if $context{$_} eq 'yes' && !$there || $context{$_} eq 'no' && $there;
	}
	Command::note($c) if $c->{wrong};
}

# As long as the code says so.
sub write_until {
	my ($goes_on) = @_;
	my @what = ((\&create_user) x 8, (\&change_user) x 7, (\&delete_user) x 5, (\&create_context) x 2,
		\&delete_context, \&list_users, \&list_contexts);

	pick(@what)->() while $goes_on->();
}

1;
