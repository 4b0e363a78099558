# SPDX-License-Identifier: Apache-2.0
# RandomCheck.pm - is the database, after a run, what it may be?
#
#	my @problems = RandomCheck::all(\%case);
#
# A case has the states of the database before and after (RandomState.pm), what was true in the directory in the
# beginning and at the end of the run (RandomTree.pm, truth), what it may have been shown besides (seen), its exit
# status, and these words of what was done to it:
#	purge		users are deleted after their grace
#	lied		{ id => 1 } of entries that were left out of answers
#	partial		an entry may have been shown without some of its attributes
#	foreign		another server, of which nobody knows how new it is, was asked
#	rekey		one that was made anew may be the old one
#	final		all must be equal
# Nothing here knows which of several entries gets what they all want, nor which ids are handed out.
package RandomCheck;
use strict;
use warnings;

our ($c, @problems);

sub problem { push @problems, @_ }
sub before { return $c->{before} }
sub after { return $c->{after} }
sub views { return (@{$c->{truth}}, @{$c->{seen} // []}) }
sub is_done { return $c->{status} eq '0' || $c->{status} eq '123' }

sub split_at { return split m{/}, $_[0], 2 }

# The person with this key, as it was true of this context all the time: one for each moment, or nothing.
sub always {
	my ($kind, $cid, $key) = @_;
	my @found = map { $_->{$kind}{$key} } @{$c->{truth}};

	return if grep { !$_ || ($cid && $_->{want}{cid} != $cid) } @found;
	return @found;
}

sub ever {
	my ($kind, $key) = @_;

	return grep { $_ } map { $_->{$kind}{$key} } views();
}

# ---- nothing is lost ----

# One that was deleted and made anew is the same user with another key, if the configuration says so.
sub follow_keys {
	my %of = map { $_ => { %{before()->{$_}} } } qw(users groups);

	for (sort keys %{$of{users}}) {
		my ($old, ($cid, $key)) = ($of{users}{$_}, split_at($_));
		my $now = after()->{key}{"$cid/$old->{uid}"} // $key;

		next if $now eq $key;
		problem("LOST: user $_ has another key, and is in the directory") if always(people => undef, $key) || !$c->{rekey};
		$of{users}{"$cid/$now"} = delete $of{users}{$_};
		for my $where (grep { /^$cid\// && $of{groups}{$_}{members}{$key} } keys %{$of{groups}}) {
			my %members = %{$of{groups}{$where}{members}};

			$members{$now} = delete $members{$key};
			$of{groups}{$where} = { %{$of{groups}{$where}}, members => \%members };
		}
	}
	$c->{before} = { %{before()}, %of };
}

sub check_users_kept {
	for (sort keys %{before()->{users}}) {
		my ($old, $new) = (before()->{users}{$_}, after()->{users}{$_});
		my ($cid, $key) = split_at($_);
		my @there = always(people => $cid, $key);

		if (!$new) {
			problem("LOST: user $_ is deleted, and is in the directory") if @there;
			problem("LOST: user $_ was not missing, and is deleted") if !$old->{missing_since};
			problem("LOST: user $_ is deleted before its time") if !$c->{purge} || ($old->{expired} // 'f') ne 't';
			next;
		}
		problem("user $_ had the id $old->{uid}, has $new->{uid}") if $old->{uid} != $new->{uid};
		next if !@there || $old->{missing_since};
		problem("LOST: user $_ ($old->{name}) is missing now, and is in the directory") if $new->{missing_since};
		problem("LOST: user $_ ($old->{name}) is disabled now, and is not in the directory")
			if $old->{source_enabled} eq 't' && $new->{source_enabled} eq 'f'
			&& !grep { $_->{locked} } @there, map { $_->{people}{$key} // () } @{$c->{seen} // []};
	}
}

sub check_groups_kept {
	for (sort keys %{before()->{groups}}) {
		my ($old, $new) = (before()->{groups}{$_}, after()->{groups}{$_});
		my ($cid, $key) = split_at($_);
		my @there = always(groups => undef, $key);

		if (!$new) {
			problem("LOST: group $_ is deleted, and was not missing, or not long enough")
				if !$c->{purge} || !$old->{missing_since} || ($old->{expired} // 'f') ne 't';
			next;
		}
		problem("group $_ had the id $old->{gid}, has $new->{gid}") if $old->{gid} != $new->{gid};
		next if !@there || $old->{missing_since};
		for my $m (sort keys %{$old->{members}}) {
			next if grep { !$_->{members}{$m} } @there;
			next unless always(people => $cid, $m) && is_active("$cid/$m");
			next if $c->{exchanged}{$m} || $c->{exchanged}{$key};
			problem("LOST: user $m is no member of group $_ ($old->{name}) any more, and is in the directory")
				if !$new->{members}{$m};
			problem("LOST: group $_ ($old->{name}) is missing now, and is in the directory") if $new->{missing_since};
		}
	}
}

sub is_active {
	my ($where) = @_;
	my $u = after()->{users}{$where};

	return $u && !$u->{missing_since};
}

# ---- nothing comes from nowhere ----

sub text { return defined $_[0] ? $_[0] : 'nothing' }

# A value is one that the directory has, or had before.
sub check_values {
	for (sort keys %{after()->{users}}) {
		my ($old, $new) = (before()->{users}{$_}, after()->{users}{$_});
		my ($cid, $key) = split_at($_);
		my @there = grep { $_->{want}{cid} == $cid } ever(people => $key);

		problem("user $_ comes from nowhere") if !$old && !@there;
		next if !$old && !@there;
		# S14: also where nothing else of the entry can be taken
		check_lock($_, $old, $new, $key);
		next if grep { $_->{bad} } @there;
		for my $field (qw(name given_name sur_name display_name mail modules)) {
			next if $field eq 'modules' && grep { !exists $_->{want}{modules} } @there;
			my $is = text($new->{$field});

			problem("LOST or made up: user $_: $field is $is") unless grep { text($_->{$field}) eq $is }
				$old // (), (map { $_->{want} } @there), !$old && $c->{partial} ? {} : ();
		}
		problem("user $_: the operator's word is another one") if $new->{enabled} ne ($old ? $old->{enabled} : 't');
	}
	my %is = map { ("$_->{cid}/$_->{uid}" => join ' ', map { text($_) } @$_{qw(name mail enabled changed)}) } @{after()->{local}};
	for (@{before()->{local}}) {
		problem("the local user $_->{name} was touched") if ($is{"$_->{cid}/$_->{uid}"} // '') ne
			join ' ', map { text($_) } @$_{qw(name mail enabled changed)};
	}
	for (sort keys %{after()->{groups}}) {
		my ($old, $new) = (before()->{groups}{$_}, after()->{groups}{$_});
		my ($cid, $key) = split_at($_);
		my @there = ever(groups => $key);

		problem("group $_ comes from nowhere") if !$old && !@there;
		my $may = may_have($cid, $key);
		# whose name cannot be read is known by the one that is stored, which another one may have by now
		problem(map { "user $_ is a member of group $cid/$key, and never was" } grep { !$may->{$_} && !$c->{exchanged}{$_} }
			sort keys %{$new->{members}}) unless $c->{partial};
	}
}

# Who may be in a group: in it, or in a group in it, at any moment, or before; they are read one after the other. What
# had its name taken by another group meanwhile may be taken for that one.
sub may_have {
	my ($cid, $group) = @_;
	my @exchanged = grep { ever(groups => $_) } keys %{$c->{exchanged}};
	my (%found, %seen);
	my @todo = ($group);

	while (defined(my $key = shift @todo)) {
		next if $seen{$key}++;
		my $old = before()->{groups}{"$cid/$key"};

		$found{$_} = 1 for keys %{$old ? $old->{members} : {}};
		for my $direct (map { keys %{$_->{direct}} } ever(groups => $key)) {
			if (ever(groups => $direct)) { push @todo, $direct } else { $found{$direct} = 1 }
			push @todo, @exchanged if $c->{exchanged}{$direct};
		}
	}
	return \%found;
}

# Whom the directory calls disabled is not enabled.
sub check_lock {
	my ($where, $old, $new, $key) = @_;
	my @there = ever(people => $key);

	return if !@there || $new->{source_enabled} eq 'f' || grep { !$_->{locked} } @there;
	problem("SECURITY: user $where is locked in the directory, and is enabled now")
		if !$old || $old->{source_enabled} eq 'f';
	problem("SECURITY: user $where is locked in the directory, and stays enabled")
		if is_done() && !$c->{partial} && !$c->{foreign} && !$c->{lied}{$there[0]{id}} && !$new->{missing_since}
		&& (grep { $_->{want}{cid} == (split_at($where))[0] } @there) == @there;
}

# Keys of those who got a name during the run that somebody else had, or has: groups name their members by it, and
# those were read at another moment. The next run has it right.
sub exchanged {
	my (%who, %found);

	for my $truth (@{$c->{truth}}) {
		for my $kind (qw(people groups)) {
			for my $key (keys %{$truth->{$kind}}) {
				my $e = $truth->{$kind}{$key};

				$who{lc $_}{$key}++ for $e->{dn}, $e->{want} ? $e->{want}{name} : ();
			}
		}
	}
	for my $keys (grep { keys %$_ > 1 } values %who) {
		next unless grep { $_ < @{$c->{truth}} } values %$keys;
		$found{$_} = 1 for keys %$keys;
	}
	return \%found;
}

# ---- what was read to its end is there ----

# What several want: "CONTEXT u NAME", "CONTEXT g NAME", "CONTEXT ADDRESS" -> who. A group may be in every context.
sub claims {
	my %claims;
	my $add = sub {
		my ($who, $cid, @what) = @_;
		$claims{lc "$cid $_"}{$who} = 1 for grep { defined } @what;
	};
	my %cids = map { $_->{cid} => 1 } (map { values %{$_->{users}} } before(), after()), map { $_->{want} }
		map { values %{$_->{people}} } views();

	for my $view (views()) {
		for my $key (keys %{$view->{people}}) {
			my $want = $view->{people}{$key}{want};
			$add->($key, $want->{cid}, "u $want->{name}", split(/,/, $want->{aliases}), $want->{mail});
		}
		for my $key (keys %{$view->{groups}}) {
			my $g = $view->{groups}{$key};
			$add->($key, $_, "g $g->{name}", $g->{mail}) for keys %cids;
		}
	}
	for my $db (before(), after()) {
		for my $u (values %{$db->{users}}, @{$db->{local}}) {
			$add->($u->{source_key} // "local $u->{uid}", $u->{cid}, "u $u->{name}", split(/,/, $u->{aliases} // ''),
				$u->{mail});
		}
		$add->($_->{source_key}, $_->{cid}, "g $_->{name}", $_->{mail}) for values %{$db->{groups}};
	}
	return \%claims;
}

# Keys of those who want what somebody else wants, or has.
sub rivals {
	my %rivals;

	for (values %{claims()}) {
		next if keys %$_ < 2;
		$rivals{$_} = 1 for keys %$_;
	}
	return \%rivals;
}

sub is_settled {	# the same all the time, fine, and shown
	my ($kind, $key) = @_;
	my @there = always($kind, undef, $key) or return 0;
	my %seen = map { $kind eq 'people' ? flat($_->{want}) : flat($_) => 1 } @there;

	return keys %seen == 1 && !$c->{rivals}{$key} && !$there[0]{bad} && !$c->{lied}{$there[0]{id}} && !$c->{exchanged}{$key};
}

sub flat {
	my ($x) = @_;

	return join "\0", map { ($_, ref $x->{$_} eq 'HASH' ? sort keys %{$x->{$_}} : ref $x->{$_} ? () : text($x->{$_})) }
		grep { !/^(?:dn|direct)$/ } sort keys %$x;
}

sub has_moved {
	my ($key) = @_;

	return 1 < keys %{{ map { $_->{people}{$key}{dn} => 1 } grep { $_->{people}{$key} } @{$c->{truth}} }};
}

sub check_people_equal {
	my ($truth) = $c->{truth}[-1];

	for my $key (sort keys %{$truth->{people}}) {
		my $want = $truth->{people}{$key}{want};
		my $name = "user $want->{cid}/$key ($want->{name})";
		my $is = after()->{users}{"$want->{cid}/$key"};

		if (!is_settled(people => $key)) {
			problem("$name is not settled") if $c->{final};
			next;
		}
		# one that nobody knows yet, and that moves while it is read, comes with the next run
		next if !$is && has_moved($key);
		next if !$is && (problem("$name must be there") || 1);
		problem("$name is missing, must not be") if $is->{missing_since};
		for (sort keys %$want) {
			my ($x, $y) = map { text($_) } $is->{$_}, $want->{$_};

			($x, $y) = map { join ',', sort split /,/ } $x, $y if $_ eq 'aliases';
			problem("$name: $_ is $x, must be $y") if $x ne $y;
		}
	}
	for (sort keys %{after()->{users}}) {
		my ($cid, $key) = split_at($_);
		my $u = after()->{users}{$_};

		next if $u->{missing_since} || $c->{rivals}{$key};
		my @there = ever(people => $key);
		problem("user $_ ($u->{name}) is not in the directory, and not missing") unless grep { $_->{want}{cid} == $cid
			|| $_->{bad} || $c->{lied}{$_->{id}} } @there;
	}
}

sub check_groups_equal {
	my ($truth) = $c->{truth}[-1];
	my %cids = map { $_->{cid} => 1 } values %{after()->{users}};

	for my $key (sort keys %{$truth->{groups}}) {
		my $g = $truth->{groups}{$key};

		if (!is_settled(groups => $key)) {
			problem("group $g->{name} is not settled") if $c->{final};
			next;
		}
		my $clear = !grep { !is_settled(groups => $_) } @{$g->{through}};
		check_group($key, $g, $_, $clear) for sort keys %cids;
	}
	return unless $c->{final};
	for (sort keys %{after()->{groups}}) {
		my ($cid, $key) = split_at($_);

		problem("group $_ is not in the directory, and not missing")
			if !after()->{groups}{$_}{missing_since} && !$truth->{groups}{$key};
	}
}

# CLEAR: all groups in it were taken as they are.
sub check_group {
	my ($key, $g, $cid, $clear) = @_;
	my $is = after()->{groups}{"$cid/$key"};
	my @all = grep { is_active("$cid/$_") } sort keys %{$g->{members}};
	my @sure = grep { is_settled(people => $_) && !has_moved($_) && is_active("$cid/$_") } @all;
	my $name = "group $cid/$key ($g->{name})";

	return if !$clear;
	return problem("$name must be there") if @sure && !$is;
	problem("$name is missing, must not be") if @sure && $is->{missing_since};
	problem("$name is not missing, and nobody is in it") if $is && !@all && !$is->{missing_since} && $c->{final};
	return if !$is || $is->{missing_since};
	for (qw(name display_name mail)) {
		problem("$name: $_ is " . text($is->{$_}) . ', must be ' . text($g->{$_})) if text($is->{$_}) ne text($g->{$_});
	}
	problem(map { "$name: user $_ must be a member" } grep { !$is->{members}{$_} } @sure);
	problem(map { "$name: user $_ must not be a member" } grep { $c->{final} && !$g->{members}{$_} }
		sort keys %{$is->{members}});
}

sub all {
	local ($c) = @_;
	local @problems = ();

	@$c{qw(rivals exchanged)} = (rivals(), exchanged());
	follow_keys();
	check_users_kept();
	check_groups_kept();
	check_values();
	if (is_done() && !$c->{foreign} && !$c->{partial}) {
		check_people_equal();
		check_groups_equal();
	}
	return @problems;
}

1;
