# SPDX-License-Identifier: Apache-2.0
# RandomEdits.pm - what people do to a directory (RandomTree.pm), at random
#
#	RandomEdits::fill($tree, 30, 6); RandomEdits::edit($tree) for 1 .. 4;
#
# What was done stands in $tree->{log}.
package RandomEdits;
use strict;
use warnings;

my @words = map { RandomTree::word($_) } 'Anna', 'Jürgen', "Zoe\xcc\x88", 'Łukasz', '王', 'D"Arcy', 'Anne  Sophie', 'x\\y',
	"O'Neil", "A\xcc\x8angstro\xcc\x88m", '<b>&', 'Nul\\000';

sub pick { return @_ ? $_[rand @_] : undef }
sub chance { return rand() < $_[0] }

# ---- people ----

sub new_person {
	my ($tree, %more) = @_;
	my $n = $tree->number;
	my $base = int rand @{$tree->{bases}};
	my ($sub) = grep { $_->{base} == $base && chance(0.5) } @{$tree->{subs}};
	my %p = (id => "p$n", nth => $n, key => $tree->new_key, base => $base, sub => $sub, by_uid => chance(0.5),
		uid => pick('p', 'P') . $n, cn => pick('Person', 'Doe, J.', 'M"x+') . " $n", sur => pick(@words), aliases => [],
		access => pick('none', 'webmail', 'pim', 'webmail_drive'), locked => chance(0.2), alive => 1, %more);

	$p{given} = pick(@words) if chance(0.7);
	$p{display} = RandomTree::word(pick(@words)->[0] . " $n") if chance(0.6) || $tree->{kind} eq 'ucs';
	if (!exists $more{mail}) {
		$p{mail} = "p$n\@example.com" if chance(0.85) || $tree->{kind} eq 'ucs';
		$p{aliases} = [ "p$n.a\@example.com", chance(0.3) ? "P$n.B\@Other.org" : () ] if $p{mail} && chance(0.4);
	}
	$p{ends} = time + 86400 * (chance(0.5) ? 40 : -40) if $tree->{kind} =~ /ad|ucs/ && chance(0.1);
	return unless $tree->dn_is_free($tree->dn(\%p));
	push @{$tree->{people}}, \%p;
	$tree->touch("add " . $tree->dn(\%p) . " uid=$p{uid} key=$p{key}" . ($p{locked} ? ' locked' : ''));
	return \%p;
}

# change E NAME => VALUE ...: false if its DN would be that of another entry.
sub change {
	my ($tree, $e, %to) = @_;
	my %new = (%$e, %to);
	my ($old, $dn) = ($tree->dn($e), $tree->dn(\%new));

	return 0 if lc $dn ne lc $old && !$tree->dn_is_free($dn);
	%$e = %new;
	$tree->touch(($e->{is_group} ? 'group' : 'person') . " $old: " . join(', ', map { "$_=" . text($to{$_}) } sort keys %to)
		. ($dn ne $old ? " -> $dn" : ''));
	return 1;
}

sub text {
	my ($value) = @_;

	return 'nothing' unless defined $value;
	return $value->{name} // $value->{id} // '?' if ref $value eq 'HASH';
	return ref $value ? '(' . join(' ', map { ref $_ ? text($_) : $_ } @$value) . ')' : $value;
}

sub remove {
	my ($tree, $e) = @_;

	return unless $e;
	$e->{alive} = 0;
	$_->{primary} && $_->{primary} == $e && delete $_->{primary} for @{$tree->{people}};
	$tree->touch('delete ' . $tree->dn($e));
}

sub come_back {
	my ($tree) = @_;
	my $e = pick(grep { !$_->{alive} && $tree->dn_is_free($tree->dn($_)) } @{$tree->{people}}, @{$tree->{groups}}) or return;

	$e->{alive} = 1;
	$tree->touch('restore ' . $tree->dn($e));
}

sub move {
	my ($tree, $p, $other_context) = @_;
	my @bases = grep { $_ != $p->{base} && (($tree->{bases}[$_]{cid} != $tree->{bases}[$p->{base}]{cid}) xor !$other_context) }
		0 .. $#{$tree->{bases}};
	my $base = pick(@bases) // return;
	my ($sub) = grep { $_->{base} == $base && chance(0.5) } @{$tree->{subs}};

	change($tree, $p, base => $base, sub => $sub);
}

sub neighbours {
	my ($tree) = @_;
	my $p = pick($tree->people) // return;
	my $q = pick(grep { $_ != $p && $tree->{bases}[$_->{base}]{cid} == $tree->{bases}[$p->{base}]{cid} } $tree->people);

	return ($p, $q);
}

# The names of several go round.
sub cycle {
	my ($tree, $n) = @_;
	my ($p) = pick($tree->people);
	my @ring = (sort { rand() <=> 0.5 } grep { !$_->{bad} && $tree->{bases}[$_->{base}]{cid} == $tree->{bases}[$p->{base}]{cid} }
		$tree->people)[0 .. $n - 1];

	return if grep { !$_ } @ring;
	my @names = map { $_->{uid} } @ring;
	change($tree, $_, uid => 'x' . $tree->number) || return for @ring;
	change($tree, $ring[$_], uid => $names[($_ + 1) % @names]) for 0 .. $#ring;
}

sub swap_mail {
	my ($tree) = @_;
	my ($p, $q) = neighbours($tree);

	return if !$q || $p->{bad} || $q->{bad};
	my @mine = @$p{qw(mail aliases)};
	change($tree, $p, mail => $q->{mail}, aliases => $q->{aliases});
	change($tree, $q, mail => $mine[0], aliases => $mine[1]);
}

# Wants what another one has.
sub steal {
	my ($tree) = @_;
	my ($p, $q) = neighbours($tree);

	return if !$q || $q->{bad};
	my $what = rand;
	change($tree, $p, uid => chance(0.5) ? $q->{uid} : uc $q->{uid}) if $what < 0.3;
	change($tree, $p, mail => $q->{mail}) if $what >= 0.3 && $what < 0.6 && $q->{mail};
	change($tree, $p, aliases => [ @{$p->{aliases}}, $q->{mail} ]) if $what > 0.6 && $q->{mail} && $p->{mail};
}

# An alias goes from one to another.
sub move_alias {
	my ($tree) = @_;
	my ($p, $q) = neighbours($tree);

	return if !$q || !$q->{mail} || !@{$p->{aliases}} || $p->{bad};
	my ($alias, @left) = @{$p->{aliases}};
	change($tree, $p, aliases => \@left);
	change($tree, $q, aliases => [ @{$q->{aliases}}, $alias ]);
}

# Deleted, and made anew under the same name.
sub recreate {
	my ($tree) = @_;
	my $p = pick($tree->people) or return;

	remove($tree, $p);
	new_person($tree, map { $_ => $p->{$_} } qw(base sub by_uid uid cn mail aliases bad));
}

sub heal {
	my ($tree, $e) = @_;
	my $n = $tree->number;

	return unless $e;
	return change($tree, $e, cn => "h$n", mail => undef, bad => 0) if $e->{is_group};
	change($tree, $e, uid => "h$n", mail => "h$n\@example.com", aliases => [], bad => 0);
}

sub rename_unit {
	my ($tree) = @_;
	my $sub = pick(@{$tree->{subs}});
	my $old = $sub->{name};

	$sub->{name} = 'sub' . $tree->number;
	$tree->touch("rename unit $old -> $sub->{name}");
}

# ---- groups ----

sub member {
	my ($tree, $e) = @_;

	return { id => $e->{id}, dn => $tree->dn($e), uid => $e->{uid} };
}

sub some_members {
	my ($tree, $g) = @_;
	my %seen;
	my @who = map { pick($tree->people) } 0 .. rand 7;

	push @who, pick($tree->groups) if chance(0.5) && !$g->{posix};
	return [ map { member($tree, $_) } grep { $_ && $_ != $g && !$seen{$_->{id}}++ } @who ];
}

sub new_group {
	my ($tree) = @_;
	my $n = $tree->number;
	my %g = (id => "g$n", nth => $n, key => $tree->new_key, cn => pick('Team', 'team') . $n, is_group => 1, alive => 1,
		rid => 2000 + $n, posix => $tree->{kind} =~ /openldap|389/ && chance(0.25), unique => chance(0.3), members => []);

	$g{mail} = "team$n\@example.com" if chance(0.4);
	push @{$tree->{groups}}, \%g;
	$g{members} = some_members($tree, \%g);
	$tree->touch("add " . $tree->dn(\%g) . ' members ' . join ' ', map { $_->{id} } @{$g{members}});
}

sub add_member {
	my ($tree) = @_;
	my $g = pick($tree->groups) or return;
	my $e = pick($tree->people, $g->{posix} ? () : ($tree->groups) x 3);

	return if !$e || $e == $g || grep { $_->{id} eq $e->{id} } @{$g->{members}};
	change($tree, $g, members => [ @{$g->{members}}, member($tree, $e) ]);
}

sub drop_member {
	my ($tree) = @_;
	my $g = pick(grep { @{$_->{members}} } $tree->groups) or return;
	my $out = int rand @{$g->{members}};

	change($tree, $g, members => [ @{$g->{members}}[grep { $_ != $out } 0 .. $#{$g->{members}}] ]);
}

# More than one thing of a group in one entry.
sub rework {
	my ($tree) = @_;
	my $g = pick($tree->groups) or return;
	my $n = $tree->number;
	my @members = grep { chance(0.7) } @{$g->{members}};
	my %more = (mail => "team$n\@example.com", cn => "w$n");
	my $what = pick(qw(mail cn nothing), keys %more);
	my $e = pick($tree->people, $g->{posix} ? () : $tree->groups);

	push @members, member($tree, $e) if $e && $e != $g && !grep { $_->{id} eq $e->{id} } @members;
	change($tree, $g, members => \@members, $more{$what} ? ($what => $more{$what}) : ());
}

# Groups that contain each other.
sub ring {
	my ($tree) = @_;
	my @ring = (grep { !$_->{posix} } $tree->groups)[0 .. 1 + rand 2];

	return if grep { !$_ } @ring;
	for (0 .. $#ring) {
		my ($g, $next) = ($ring[$_], $ring[($_ + 1) % @ring]);

		change($tree, $g, members => [ (grep { $_->{id} ne $next->{id} } @{$g->{members}}), member($tree, $next) ]);
	}
}

sub swap_groups {
	my ($tree) = @_;
	my ($g, $h) = map { pick($tree->groups) } 1, 2;

	return if !$g || $g == $h;
	my ($x, $y) = ($g->{cn}, $h->{cn});
	change($tree, $g, cn => 'x' . $tree->number);
	change($tree, $h, cn => $x);
	change($tree, $g, cn => $y);
}

sub primary {
	my ($tree) = @_;
	my ($p, $g) = (pick($tree->people), pick($tree->groups));

	change($tree, $p, primary => chance(0.3) ? undef : $g) if $tree->{kind} eq 'ad' && $p;
}

# What a group lost since those whom it names have other names is put right.
sub repair {
	my ($tree, @groups) = @_;

	for my $g (@groups) {
		change($tree, $g, members => [ map { member($tree, $_) } grep { $_->{alive} } map { $tree->by_id($_->{id}) }
			@{$g->{members}} ]);
	}
}

# ---- what may happen ----

my @edits = (	# how often, what
	[ 9, sub { new_person($_[0]) if $_[0]->people < $_[0]{size} + 5 } ],
	[ 5, sub { remove($_[0], pick($_[0]->people)) if $_[0]->people > $_[0]{size} - 8 } ],
	[ 5, \&come_back ],
	[ 5, sub { change($_[0], pick($_[0]->people), uid => pick('r', 'R') . $_[0]->number) } ],
	[ 2, sub { my $p = pick($_[0]->people); change($_[0], $p, uid => chance(0.5) ? uc $p->{uid} : lc $p->{uid}) } ],
	[ 6, sub { move($_[0], pick($_[0]->people), 0) } ],
	[ 5, sub { move($_[0], pick($_[0]->people), 1) } ],
	[ 3, sub { cycle($_[0], 2) } ],
	[ 2, sub { cycle($_[0], 3) } ],
	[ 3, \&swap_mail ],
	[ 3, \&steal ],
	[ 3, \&move_alias ],
	[ 3, \&recreate ],
	[ 5, sub { heal($_[0], pick($_[0]->people)) } ],
	[ 3, sub { my $p = pick($_[0]->people); my $n = $_[0]->number; change($_[0], $p, given => pick(@words),
		sur => pick(@words), display => RandomTree::word(pick(@words)->[0] . " $n")) } ],
	[ 2, sub { change($_[0], pick($_[0]->people), mail => 'm' . $_[0]->number . '@Example.COM') } ],
	[ 1, sub { my $p = pick($_[0]->people); change($_[0], $p, mail => undef, aliases => []) if $_[0]{kind} ne 'ucs' } ],
	[ 6, sub { my $p = pick($_[0]->people); change($_[0], $p, locked => !$p->{locked}) } ],
	[ 2, sub { change($_[0], pick($_[0]->people), ends => pick(undef, time + 86400 * 40, time - 86400 * 40))
		if $_[0]{kind} =~ /ad|ucs/ } ],
	[ 2, sub { change($_[0], pick($_[0]->people), access => pick('none', 'webmail', 'pim')) if $_[0]{kind} eq 'ucs' } ],
	[ 1, sub { change($_[0], pick($_[0]->people), uid => 'a b' . $_[0]->number, bad => 1) } ],
	[ 1, sub { my $p = pick($_[0]->people); change($_[0], $p, aliases => [ 'no address' ], bad => 1) if $p->{mail} } ],
	# S14: locked, and nothing else of it can be taken
	[ 2, sub { my $p = pick($_[0]->people); change($_[0], $p, uid => 'a b' . $_[0]->number, locked => 1, bad => 1) } ],
	[ 2, \&rename_unit ],
	[ 4, sub { new_group($_[0]) if $_[0]->groups < 9 } ],
	[ 2, sub { remove($_[0], pick($_[0]->groups)) if $_[0]->groups > 4 } ],
	[ 3, sub { change($_[0], pick($_[0]->groups), cn => pick('g', 'G') . $_[0]->number) } ],
	[ 1, \&swap_groups ],
	[ 6, \&add_member ],
	[ 4, \&drop_member ],
	[ 1, sub { my $g = pick($_[0]->groups); change($_[0], $g, members => some_members($_[0], $g)) } ],
	[ 6, \&rework ],
	[ 2, \&ring ],
	[ 3, \&primary ],
	[ 3, sub { repair($_[0], pick($_[0]->groups)) } ],
	[ 1, sub { my $g = pick($_[0]->groups); change($_[0], $g, mail => chance(0.3) ? undef : 'team' . $_[0]->number
		. '@example.com') } ],
);
my @weighted = map { ($_->[1]) x $_->[0] } @edits;

my @group_edits = (\&add_member, \&drop_member, \&rework, \&rework, \&ring, \&primary, sub { repair($_[0], pick($_[0]->groups)) },
	sub { change($_[0], pick($_[0]->groups), cn => 'g' . $_[0]->number) });

# edit TREE, [of groups mostly]
sub edit {
	my ($tree, $groups) = @_;

	pick($groups && chance(0.7) ? @group_edits : @weighted)->($tree);
}

sub fill {
	my ($tree, $size, $groups) = @_;

	$tree->{size} = $size;
	new_person($tree) for 1 .. $size;
	new_group($tree) for 1 .. $groups;
	@{$tree->{log}} = ();
}

1;
