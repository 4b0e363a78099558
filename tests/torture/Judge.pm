# SPDX-License-Identifier: Apache-2.0
# Judge.pm - what many commands have said against what the change log and the tables say
#
# The log of a context is an order in which its changes happened. So: each line belongs to a command that
# may have done it, each command that says so has one line, what ended before another began stands before
# it, and who goes through the lines from the first to the last ends up with the tables.
package Judge;
use strict;
use warnings;
use Command;
use Place;

my (@commands, @log, %by_mark, %deleted);

sub text { return Command::text(@_) }

sub read_log {
	for (Place::sql("SELECT cid, seq, program, action, kind, id, coalesce(before->>'name', ''),
			coalesce(after->>'name', ''), coalesce(substring(after->>'display_name' FROM 'C[0-9]+[.][0-9]+E'), ''),
			coalesce(substring(after::text FROM 'D[0-9]+[.][0-9]+E'), '') FROM prov.change_log ORDER BY cid, seq")) {
		my %l;

		@l{qw(cid seq program action kind id before after created changed)} = @$_;
		push @log, \%l;
	}
}

# The context of a command, with all that was in it, may be gone by another that came later.
sub may_be_gone {
	my ($c) = @_;

	return grep { $_->{kind} eq 'delete' && $_->{end} > $c->{start} && Command::verdict($_) ne 'no' }
		@{$deleted{$c->{cid}} // []};
}

sub ask_answers {
	my @wrong = grep { $_->{wrong} } @commands;

	Place::ask(@commands . ' answers, and none of them is wrong', map { "$_->{wrong}: " . text($_) } @wrong);
}

# Creates and changes of users: a line of the log for each, by the marks.
sub ask_marks {
	my (%lines, @wrong);

	for (@log) {
		my $mark = $_->{action} eq 'create' ? $_->{created} : $_->{action} eq 'change' ? $_->{changed} : '';

		next unless $mark;
		push @{$lines{$mark}}, $_;
		push @wrong, "nobody has done what line $_->{seq} of context $_->{cid} says ($mark)" unless $by_mark{$mark};
	}
	for my $c (values %by_mark) {
		my $lines = @{$lines{$c->{mark}} // []};
		my $verdict = Command::verdict($c);

		next if $verdict eq 'yes' && !$lines && may_be_gone($c);
		push @wrong, "$lines lines, answer $verdict: " . text($c)
			if $verdict eq 'yes' ? $lines != 1 : $verdict eq 'no' ? $lines != 0 : $lines > 1;
		$c->{line} = $lines{$c->{mark}}[0] if $lines == 1;
		push @wrong, "the id in the log is $c->{line}{id}: " . text($c)
			if $c->{line} && $c->{out} =~ /^user (\d+) in context \d+ created/ && $1 != $c->{line}{id};
	}
	Place::ask('users created and changed: the log has one line for each', @wrong);
}

# Deletes of users: between as many lines as say so, and as many as may have.
sub ask_deletes {
	my (%lines, %yes, %either, %gone, @wrong);

	$lines{"$_->{cid} $_->{before}"}++
		for grep { $_->{action} eq 'delete' && $_->{kind} eq 'user' && $_->{program} eq 'deleteuser' } @log;
	for (grep { ($_->{object} // '') eq 'user' && $_->{kind} eq 'delete' } @commands) {
		my $verdict = Command::verdict($_);
		my $key = "$_->{cid} $_->{name}";

		($verdict eq 'yes' && !may_be_gone($_) ? $yes{$key} : $verdict eq 'no' ? $gone{$key} : $either{$key})++;
	}
	for (sort keys %{{ %lines, %yes, %either }}) {
		my ($lines, $yes, $either) = map { $_ // 0 } $lines{$_}, $yes{$_}, $either{$_};

		push @wrong, "$_: $lines lines, $yes answers, $either without one" if $lines < $yes || $lines > $yes + $either;
	}
	Place::ask('users deleted: the log has one line for each', @wrong);
}

# What has ended before another has begun comes first.
sub ask_order {
	my ($cid, $last, @wrong) = (0, undef);

	for my $c (sort { $a->{cid} <=> $b->{cid} || $a->{line}{seq} <=> $b->{line}{seq} } grep { $_->{line} } values %by_mark) {
		$last = undef if $c->{cid} != $cid;
		$cid = $c->{cid};
		push @wrong, text($last) . ' has line ' . $last->{line}{seq} . ', but ' . text($c) . ' has line ' . $c->{line}{seq}
			if $last && $c->{end} < $last->{start};
		$last = $c if !$last || $c->{start} > $last->{start};
	}
	Place::ask('the log is in the order of what happened', @wrong);
}

# From the first line to the last: what must be there.
sub ask_tables {
	my (%user, %ids, @wrong);

	for my $l (@log) {
		my $key = "$l->{cid} $l->{id}";

		if ($l->{kind} eq 'context') { delete @user{grep { /^$l->{cid} / } keys %user} }
		next if $l->{kind} ne 'user';
		push @wrong, "id $key twice" if $l->{action} eq 'create' && $ids{$key}++;
		$user{$key} = { name => $l->{after}, created => $l->{created}, changed => '' } if $l->{action} eq 'create';
		push @wrong, "line $l->{seq} of context $l->{cid}: nobody has this id" unless $user{$key};
		$user{$key}{changed} = $l->{changed} if $l->{action} eq 'change' && $l->{changed};
		delete $user{$key} if $l->{action} eq 'delete';
	}
	my %stored = map { ("$_->[0] $_->[1]" => { name => $_->[2], created => $_->[3], changed => $_->[4] }) }
		Place::sql("SELECT cid, uid, name, coalesce(substring(display_name FROM 'C[0-9]+[.][0-9]+E'), ''),
			coalesce(attrs->>'department', '') FROM prov.users WHERE uid > 2");

	for my $key (sort keys %{{ %user, %stored }}) {
		my ($want, $got) = map { $_ ? "$_->{name} $_->{created} $_->{changed}" : 'nobody' } $user{$key}, $stored{$key};

		push @wrong, "$key is $got, by the log $want" if $want ne $got;
	}
	Place::ask('the tables are what the log says', @wrong);
}

# Contexts: their last line says whether they are there, and nothing that was said is lost.
sub ask_contexts {
	my (%there, %last, @wrong);

	$there{$_->[0]} = 1 for Place::sql('SELECT cid FROM prov.context');
	for (grep { $_->{kind} eq 'context' } @log) { $last{$_->{cid}} = $_->{action} }
	for (sort keys %{{ %there, %last }}) {
		push @wrong, "context $_: the log says " . ($last{$_} // 'nothing')
			if (($last{$_} // '') eq 'create') != ($there{$_} ? 1 : 0);
	}
	Place::ask('contexts are there as the log says', @wrong);
}

# What the writers know for sure: user(CID NAME) and context(CID) that are there, or not.
sub ask_known {
	my ($user, $context) = @_;
	my %there = map { ("$_->[0] $_->[1]" => 1) } Place::sql('SELECT cid, name FROM prov.users UNION ALL SELECT cid, $$$$
		FROM prov.context');
	my %known = (%$user, map { ("$_ " => $context->{$_}) } keys %$context);
	my $sure = grep { $_ ne 'maybe' } values %known;

	Place::ask("what was acknowledged last is so ($sure things)", $sure ? () : 'nothing is sure',
		map { "\"$_\" must be there: $known{$_}" } grep { $known{$_} eq 'yes' ? !$there{$_} : $known{$_} eq 'no' && $there{$_} }
		sort keys %known);
}

# The server's processes that were seen (time, name, what it does), of commands that had ended long before.
sub ask_queues {
	my ($patience, @seen) = @_;
	my %by = map { ($_->{app} => $_) } @commands;
	my %wrong;

	for (@seen) {
		my ($time, $app, $what) = @$_;
		my $c = $by{$app};

		$wrong{$app} = sprintf '%.1f s after its end it is at the server, %s: %s', $time - $c->{end}, $what, text($c)
			if $c && $time > $c->{end} + $patience;
	}
	Place::ask('who has ended has left no process in a queue', map { $wrong{$_} } sort keys %wrong);
}

sub judge {
	my ($user, $context, $patience, @seen) = @_;

	@commands = Command::read_all();
	%by_mark = map { ($_->{mark} => $_) } grep { $_->{mark} } @commands;
	push @{$deleted{$_->{cid}}}, $_ for grep { ($_->{object} // '') eq 'context' } @commands;
	read_log();
	ask_answers();
	ask_queues($patience, @seen) if $patience;
	ask_marks();
	ask_deletes();
	ask_order();
	ask_tables();
	ask_contexts();
	ask_known($user, $context);
}

# What happened, in numbers.
sub numbers {
	my %n;

	$n{"$_->{argv}[0] $_->{status}"}++ for @commands;
	$n{'of these it is not known'} = grep { $_->{status} eq '105' && Command::verdict($_) eq 'either' } @commands;
	print "# $_: $n{$_}\n" for sort keys %n;
}

1;
