# SPDX-License-Identifier: Apache-2.0
# random_check.pl - is the database after a run what the directory says? Part of random_sync.pl
#
# Looks at the states $before and $after the run, and at the directory, whose entries know whether they
# were rejected. Nothing here knows who wins a conflict, or which ids are handed out: what ldapsync says it
# has rejected is believed if somebody else has, or wants, what that entry wants; then its user must be as
# before. All other entries must be there as they are in the directory.
use strict;
use warnings;

our ($before, $after, $grace, %cid, @columns);

# ---- users ----

# The user that an entry is, or nothing if it cannot be one.
sub mapped {
	my ($e) = @_;

	my ($where, @mail) = ("$cid{$e->{ou}}/$e->{key}", @{$e->{mail}});
	my %bad = map { lc $_ => 1 } lost($e), grep { !/@/ } @mail;

	return if $e->{uid} =~ /[^!-~]/;
	# a primary address that is none, or that somebody else has, stays as it was
	$mail[0] = ($before->{users}{$where} // {})->{mail} if @mail && $bad{lc $mail[0]};
	my %seen;
	my @good = grep { defined && !$bad{lc $_} && !$seen{lc $_}++ } @mail;
	return { cid => $cid{$e->{ou}}, name => $e->{uid}, login => lc $e->{uid}, given_name => $e->{given},
		display_name => $e->{display} // $e->{cn}, sur_name => $e->{sur}, mail => $mail[0],
		aliases => join(',', @good), source_enabled => $e->{locked} ? 'f' : 't' };
}

# The addresses that an entry does without, since others have them.
sub lost {
	my ($e) = @_;

	return @{($after // {})->{lost}{"$cid{$e->{ou}}/$e->{key}"} // []};
}

# What ldapsync says is believed if somebody else has that address, or had it as a group: it is free in the next run.
sub check_lost {
	my ($e, $cid, $id) = @_;

	for (map { lc } lost($e)) {
		my ($has, $had) = ($after->{address}{"$cid/$_"} // $id, $before->{address}{"$cid/$_"} // $id);

		problem(directory::dn($e) . " has lost $_, and nobody has it") if $has eq $id && !($had =~ /^g/ && $had ne $id);
	}
}

sub in_order {
	return join ',', sort split /,/, $_[0] // '';
}

# differ NAME X Y FIELD...: a problem for each field in which two users differ
sub differ {
	my ($name, $x, $y, @fields) = @_;

	for (@fields) {
		my ($is, $want) = map { defined $_ ? $_ : 'nothing' } $x->{$_}, $y->{$_};

		($is, $want) = (in_order($is), in_order($want)) if $_ eq 'aliases';
		problem("$name: $_ is $is, must be $want") if $is ne $want;
	}
}

sub unchanged {
	my ($where) = @_;
	my ($old, $new) = map { $_->{users}{$where} } $before, $after;

	return problem("user $where is there, must not be") if $new && !$old;
	return problem("user $where is not there, must be") if $old && !$new;
	differ("user $where, which must be as before", $new, $old, @columns) if $old;
}

# Of a rejected entry only that it is disabled is taken.
sub locked {
	my ($where) = @_;
	my ($old, $new) = map { $_->{users}{$where} } $before, $after;

	return unchanged($where) unless $old && $new && $old->{source_enabled} eq 't';
	differ("user $where, which is only disabled", $new, { %$old, source_enabled => 'f' }, grep { $_ ne 'changed' } @columns);
}

# What an entry claims in its context: its name, and its addresses.
sub claims {
	my ($e) = @_;

	return map { lc } 'group ' . $e->{cn}, $e->{mail} // () if $e->{members};
	return map { lc } "user $e->{uid}", @{$e->{mail}};
}

# Has, or wants, somebody else what this rejected entry wants in context CID? ID is who it is there.
sub is_taken {
	my ($e, $cid, $id) = @_;
	my @others = grep { $_ != $e && $_->{rejected} } @directory::people, @directory::groups;

	for my $what (claims($e)) {
		my ($name, $address, $held) = map { $_ // $id } $after->{name}{"$cid/$what"},
			$after->{address}{"$cid/$what"}, $before->{address}{"$cid/$what"};

		return 1 if $name ne $id || $address ne $id;
		return 1 if $held =~ /^g/ && $held ne $id;	# it is free in the next run only
		return 1 if grep { $_ eq $what } map { claims($_) } @others;
	}
	return 0;
}

# Its user is as before, and so is the one in another context that it comes from, who is not missing. If
# it has left that one before, the grace may end.
sub check_rejected {
	my ($e) = @_;
	my $want = mapped($e);

	for my $cid (sort values %cid) {
		my $old = $before->{users}{"$cid/$e->{key}"};
		my $elsewhere = $want && $cid != $want->{cid} && $old && $old->{missing_since};

		next if $elsewhere && is_expired($old) && !$after->{users}{"$cid/$e->{key}"};
		$e->{locked} ? locked("$cid/$e->{key}") : unchanged("$cid/$e->{key}");
	}
	return unless $want;
	my $user = $after->{users}{"$want->{cid}/$e->{key}"};
	problem('rejected without a reason: ' . directory::dn($e) . ": $e->{rejected}")
		unless is_taken($e, $want->{cid}, $user ? "u$user->{uid}" : '');
}

sub is_expired {
	my ($user) = @_;

	return $user->{missing_since} && ($grace == 0 || $user->{expired} eq 't');
}

# Where the entry is not (any more): disabled, and deleted after the grace.
sub check_missing {
	my ($where, $old) = @_;
	my $new = $after->{users}{$where};

	return $new && problem("user $where is there, must be deleted") if is_expired($old);
	return problem("user $where is deleted too early") unless $new;
	return unchanged($where) if $old->{missing_since};
	differ("user $where, who is missing", $new, { %$old, source_enabled => 'f' },
		grep { !/missing_since|^changed/ } @columns);
	problem("user $where is not noted as missing") unless $new->{missing_since};
}

sub check_users {
	my %there;

	for my $e (directory::alive(@directory::people)) {
		my $want = mapped($e);

		if (!$want || $e->{rejected}) {
			problem('not rejected: ' . directory::dn($e)) unless $e->{rejected};
			$there{"$_/$e->{key}"} = 1 for values %cid;
			check_rejected($e);
			next;
		}
		my $where = "$want->{cid}/$e->{key}";
		my ($old, $new) = ($before->{users}{$where}, $after->{users}{$where});

		$there{$where} = 1;
		check_lost($e, $want->{cid}, $new ? "u$new->{uid}" : '');
		next if !$new && (problem("user $where is not there: " . directory::dn($e)) || 1);
		differ("user $where", $new, { %$want, missing_since => undef, enabled => $old ? $old->{enabled} : 't' },
			grep { !/^uid|source_key|^changed/ } @columns);
	}
	for (sort keys %{$before->{users}}) {
		unchanged($_) if /local/;
		check_missing($_, $before->{users}{$_}) unless /local/ || $there{$_};
	}
	for (sort keys %{$after->{users}}) {
		problem("user $_ comes from nowhere") unless $there{$_} || $before->{users}{$_};
	}
}

# Every address of a user or a group is claimed once, and no other.
sub check_addresses {
	my %want;

	for my $u (values %{$after->{users}}) {
		$want{"$u->{cid}/" . lc} = "u$u->{uid}" for split /,/, $u->{aliases};
	}
	for my $g (grep { $_->{mail} } values %{$after->{groups}}) {
		$want{"$g->{cid}/" . lc $g->{mail}} = "g$g->{gid}";
	}
	for (sort keys %{{ %want, %{$after->{address}} }}) {
		my ($is, $must) = map { $_ // 'nobody' } $after->{address}{$_}, $want{$_};

		problem("the address $_ belongs to $is, must belong to $must") if $is ne $must;
	}
}

# ---- groups ----

# Users of a group, by "CID/UID": 1 those who must be members, 0 those who may be. Who was rejected, and
# what is known only by a group that was, is left open.
sub members {
	my ($group) = @_;
	my (%found, %seen);
	my @todo = ([ $group, 1 ]);

	while (my $next = shift @todo) {
		my ($g, $sure) = @$next;

		next if $seen{"$g->{key}/$sure"}++;
		$sure = 0 if $g != $group && $g->{rejected};
		for my $m (map { lc } @{$g->{members}}) {
			push @todo, map { [ $_, $sure ] } grep { !$g->{posix} && lc directory::dn($_) eq $m }
				directory::alive(@directory::groups);
			for my $e (grep { lc($g->{posix} ? $_->{uid} : directory::dn($_)) eq $m }
				directory::alive(@directory::people)) {
				for my $u (grep { $_ } map { $after->{users}{"$_/$e->{key}"} } values %cid) {
					next if !$e->{rejected} && $u->{cid} != $cid{$e->{ou}};
					$found{"$u->{cid}/$u->{uid}"} ||= $sure && !$e->{rejected} ? 1 : 0;
				}
			}
		}
	}
	return %found;
}

# A group that is not in the directory, or has no members in this context: missing, with its id, and deleted after
# the grace. Members stay only if it is not in the directory (gone).
sub check_left {
	my ($cid, $key, $gone) = @_;
	my ($old, $new) = map { $_->{groups}{"$cid/$key"} } $before, $after;

	return unless $old || $new;
	return problem("group $cid/$key comes from nowhere") unless $old;
	return $new && problem("group $cid/$key is there, must be deleted") if is_expired($old);
	return problem("group $cid/$key is deleted too early") unless $new;
	problem("group $cid/$key is not noted as missing") unless $new->{missing_since};
	differ("group $cid/$key, which is missing", $new, $old, qw(gid name display_name mail));
	my @left = $gone ? grep { $after->{user}{"$cid/$_"} } sort keys %{$old->{members}} : ();
	problem("group $cid/$key: its members are " . join(' ', sort keys %{$new->{members}}) . ", must be @left")
		if "@left" ne join ' ', sort keys %{$new->{members}};
}

# What a group lists and nobody is.
sub unknown {
	my ($g) = @_;
	my %known = map { lc() => 1 } $g->{posix} ? map { $_->{uid} } directory::alive(@directory::people)
		: map { directory::dn($_) } directory::alive(@directory::people, @directory::groups);

	return grep { !$known{$_} } map { lc } @{$g->{members}};
}

# After a run, for the next one: was there something new?
sub note_unknown {
	my $new = 0;

	for my $g (directory::alive(@directory::groups)) {
		$new ||= grep { !$g->{unknown}{$_} } unknown($g);
		$g->{unknown} = { map { $_ => 1 } unknown($g) };
	}
	return $new;
}

# Where a group, or one in it, lists somebody new whom nobody knows, members of before who are still there stay for a run
# (SR36): 1 those who must, since it is the group itself, 0 those who may.
sub staying {
	my ($group, $cid) = @_;
	my (%seen, %stay);
	my @todo = $group;

	while (my $g = shift @todo) {
		my $old = $before->{groups}{"$cid/$g->{key}"};

		next if $seen{$g->{key}}++;
		for my $m (map { lc } @{$g->{members}}) {
			push @todo, grep { !$g->{posix} && lc directory::dn($_) eq $m } directory::alive(@directory::groups);
		}
		next if !$old || $old->{missing_since} || !grep { !$g->{unknown}{$_} } unknown($g);
		for my $u (grep { $_ && !$_->{missing_since} } map { $after->{user}{"$cid/$_"} } keys %{$old->{members}}) {
			$stay{"$cid/$u->{uid}"} ||= $g == $group && !$g->{rejected} ? 1 : 0;
		}
	}
	return %stay;
}

sub check_group {
	my ($g, $cid, %found) = @_;
	my $is = $after->{groups}{"$cid/$g->{key}"};
	my %stay = staying($g, $cid);

	$found{$_} ||= $stay{$_} for keys %stay;
	my $name = "group " . directory::dn($g) . " in context $cid";
	my @here = map { m{^$cid/(.*)} ? $1 : () } sort keys %found;
	my @sure = grep { $found{"$cid/$_"} } @here;

	return (@sure ? problem("$name is not there, must be") : check_left($cid, $g->{key})) if !$is;
	return check_left($cid, $g->{key}) if !@here || (!@sure && $is->{missing_since});
	problem("$name is noted as missing, but has members") if $is->{missing_since};
	differ($name, $is, { name => lc $g->{cn}, display_name => $g->{cn}, mail => $g->{mail} },
		qw(name display_name mail));
	problem(map { "$name: user $_ must be a member" } grep { !$is->{members}{$_} } @sure);
	problem(map { "$name: user $_ must not be a member" } grep { !exists $found{"$cid/$_"} }
		sort keys %{$is->{members}});
}

# In each context as before, but for members who were deleted, or as it is in the directory.
sub check_rejected_group {
	my ($g) = @_;

	for my $cid (sort values %cid) {
		my ($old, $new) = map { $_->{groups}{"$cid/$g->{key}"} } $before, $after;
		my @left = grep { $after->{user}{"$cid/$_"} } sort keys %{$old ? $old->{members} : {}};
		my $same = !$old == !$new && (!$old || ("@left" eq join(' ', sort keys %{$new->{members}})
			&& $old->{name} eq $new->{name} && ($old->{mail} // '') eq ($new->{mail} // '')));

		check_group($g, $cid, members($g)) unless $same;
	}
	return if $g->{mail} && $g->{mail} !~ /@/;
	problem('rejected without a reason: ' . directory::dn($g) . ": $g->{rejected}")
		unless grep { my $is = $after->{groups}{"$_/$g->{key}"};
			is_taken($g, $_, $is ? "g$is->{gid}" : '') } values %cid;
}

sub check_groups {
	my %there;

	for my $g (directory::alive(@directory::groups)) {
		$there{$g->{key}} = 1;
		if ($g->{rejected}) {
			check_rejected_group($g);
			next;
		}
		problem('not rejected: ' . directory::dn($g)) if $g->{mail} && $g->{mail} !~ /@/;
		check_group($g, $_, members($g)) for sort values %cid;
	}
	for (sort keys %{$after->{groups}}) {
		problem("group $_ comes from nowhere") unless $before->{groups}{$_} || $there{$after->{groups}{$_}{source_key}};
	}
	for (sort keys %{$before->{groups}}) {
		my $old = $before->{groups}{$_};

		check_left($old->{cid}, $old->{source_key}, 1) unless $there{$old->{source_key}};
	}
}

1;
