# SPDX-License-Identifier: Apache-2.0
# random_directory.pl - a small company that changes at random, as LDIF and as what is in it
#
#	require './tests/tool/random_directory.pl';
#	srand(7); directory::start('ou=s7,dc=example,dc=com', 7, 40, 6);
#	directory::change() for 1 .. 5; print directory::ldif();
#
# People are below ou=one and ou=two, groups below ou=groups. The state here is that of the server:
# a member is the name it was added by, and dangles when who was meant is renamed. Half of the people
# are named by cn, so that two of them can have the same uid. Keys (entryUUID) are made here, too: the
# same seed is the same directory. All text is bytes, of UTF-8.
package directory;
use strict;
use warnings;
use MIME::Base64 qw(encode_base64);

our ($base, @people, @groups);	# those that are gone, too: alive says which are there
my ($seed, $size, $group_size, $fresh, $ldif);
my @words = ('Anna', 'Jürgen', 'Zoë', 'Łukasz', '王', 'D"Arcy', 'Anne Sophie', 'x\\y', "O'Neil");

# ---- small things ----

sub pick { return @_ ? $_[rand @_] : undef }
sub chance { return rand() < $_[0] }
sub alive { return grep { $_->{alive} } @_ }

sub number { return ++$fresh }

sub key {
	return sprintf '%08x-%04x-4000-8000-%012x', int rand(2**32), $seed % 65536, number();
}

sub attribute {
	my ($name, $value) = @_;
	my $plain = $value =~ /^[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*$/ && $value !~ / $/;

	$ldif .= $plain ? "$name: $value\n" : "${name}:: " . encode_base64($value, '') . "\n";
}

sub ldif {	# what has changed since the last call
	my $text = $ldif;

	$ldif = '';
	return $text;
}

sub dn {
	my ($e) = @_;

	return "cn=$e->{cn},ou=groups,$base" if $e->{members};
	return ($e->{by_uid} ? "uid=$e->{uid}" : "cn=$e->{cn}") . ",ou=$e->{ou},$base";
}

sub dn_is_free {
	my ($dn) = @_;

	return !grep { lc dn($_) eq lc $dn } alive(@people, @groups);
}

# ---- entries as a whole ----

sub add {
	my ($class, $e, @pairs) = @_;

	attribute('dn', dn($e));
	$ldif .= "changetype: add\n";
	attribute('objectClass', $_) for $class, 'extensibleObject';
	attribute('entryUUID', $e->{key}) if $e->{key};
	attribute(splice @pairs, 0, 2) while @pairs;
	$ldif .= "\n";
}

sub add_person {
	my ($e) = @_;
	my %has = (displayName => 'display', givenName => 'given');

	$e->{alive} = 1;
	add('inetOrgPerson', $e, uid => $e->{uid}, cn => $e->{cn}, sn => $e->{sur},
		(map { defined $e->{$has{$_}} ? ($_ => $e->{$has{$_}}) : () } sort keys %has),
		(map { (mail => $_) } @{$e->{mail}}),
		$e->{locked} ? (pwdAccountLockedTime => '000001010000Z') : ());
}

sub new_person {
	my $n = number();
	my %e = (key => key(), ou => pick('one', 'two'), by_uid => chance(0.5), uid => pick('p', 'P') . $n,
		cn => "person $n", sur => pick(@words), mail => [], locked => chance(0.1));

	$e{given} = pick(@words) if chance(0.7);
	$e{display} = pick(@words) . " $n" if chance(0.6);
	$e{mail} = [ map { "p$n$_\@example.com" } '', chance(0.3) ? ('.a', '.B') : () ] if chance(0.85);
	push @people, \%e;
	add_person(\%e);
}

sub add_group {
	my ($g) = @_;

	$g->{alive} = 1;
	add($g->{posix} ? 'posixGroup' : 'groupOfNames', $g, cn => $g->{cn},
		$g->{posix} ? (gidNumber => 7) : (), $g->{mail} ? (mail => $g->{mail}) : (),
		map { ($g->{posix} ? 'memberUid' : 'member') => $_ } @{$g->{members}});
}

sub new_group {
	my $n = number();
	my $g = { key => key(), cn => pick('Team', 'team') . $n, posix => chance(0.2), members => [] };

	$g->{mail} = "team$n\@example.com" if chance(0.4);
	$g->{members} = some_members($g);
	push @groups, $g;
	add_group($g);
}

# A groupOfNames cannot be empty: nobody is in all of them.
sub some_members {
	my ($g) = @_;
	my %who = map { ($g->{posix} ? lc $_->{uid} : dn($_)) => 1 } map { pick(alive(@people)) } 0 .. rand 6;

	return [ grep { !/[^ -~]/ } sort keys %who ] if $g->{posix};
	$who{dn($_)} = 1 for grep { $_ && chance(0.4) } pick(alive(@groups));
	return [ "uid=nobody,ou=one,$base", sort keys %who ];
}

sub remove {
	my ($e) = @_;

	attribute('dn', dn($e));
	$ldif .= "changetype: delete\n\n";
	$e->{alive} = 0;
}

# ---- changes of an entry ----

sub modify {
	my ($e, $name, @values) = @_;

	attribute('dn', dn($e));
	$ldif .= "changetype: modify\nreplace: $name\n";
	attribute($name, $_) for @values;
	$ldif .= "\n";
}

# move E RDN_VALUE OU: false if another entry is there.
sub move {
	my ($e, $value, $ou) = @_;
	my ($old, %new) = (dn($e), %$e);

	if (!$e->{members} && !$e->{by_uid} && $value ne $e->{uid}) {
		$e->{uid} = $value;
		modify($e, uid => $value);
		return 1;
	}
	$new{$e->{members} ? 'cn' : 'uid'} = $value;
	$new{ou} = $ou if $ou;
	return 0 if dn(\%new) eq $old || (lc dn(\%new) ne lc $old && !dn_is_free(dn(\%new)));
	%$e = %new;
	my ($rdn) = dn($e) =~ /^([^,]*)/;
	attribute('dn', $old);
	$ldif .= "changetype: modrdn\n";
	attribute('newrdn', $rdn);
	$ldif .= "deleteoldrdn: 1\n" . ($ou ? "newsuperior: ou=$ou,$base\n" : '') . "\n";
	return 1;
}

sub set_mail {
	my ($e, @mail) = @_;
	my %seen;

	@mail = grep { !$seen{lc $_}++ } @mail;
	$e->{mail} = \@mail;
	modify($e, mail => @mail);
}

sub set_text {
	my ($e, $field, $attribute, $value) = @_;

	$e->{$field} = $value;
	modify($e, $attribute => defined $value ? $value : ());
}

sub set_members {
	my ($g, @members) = @_;

	$g->{members} = \@members;
	modify($g, $g->{posix} ? 'memberUid' : 'member', @members);
}

# Two people in one subtree want what the other one has.
sub pair {
	my $x = pick(alive(@people));
	my $y = pick(grep { $_ != $x && ($_->{ou} eq $x->{ou} || chance(0.2)) } alive(@people));

	return ($x, $y);
}

sub swap_uids {
	my ($x, $y) = pair();
	my ($old, $new, $other) = ($x->{uid}, $y->{uid}, 'x' . number());

	return unless $x->{ou} eq $y->{ou} && move($x, $other);
	move($x, $old) if !move($y, $old) || !move($x, $new);
}

sub swap_mails {
	my ($x, $y) = pair();
	my @mine = @{$x->{mail}};

	set_mail($x, @{$y->{mail}});
	set_mail($y, @mine);
}

sub steal_mail {
	my ($x, $y) = pair();
	my $mail = pick(@{$y->{mail}});

	set_mail($x, chance(0.5) ? ($mail, @{$x->{mail}}) : (@{$x->{mail}}, chance(0.5) ? uc $mail : $mail))
		if $mail;
}

# To the other subtree, or back again, where somebody may have its name or address.
sub cross {
	my $e = pick(chance(0.6) ? grep { $_->{moved} } alive(@people) : ()) // pick(alive(@people));
	my $ou = $e->{ou} eq 'one' ? 'two' : 'one';
	my @there = grep { $_->{ou} eq $ou } alive(@people);

	return unless move($e, $e->{uid}, $ou);
	$e->{moved} = 1;
	set_mail($e, map { @{$_->{mail}} } $e, pick(@there)) if @there && chance(0.4);
	move($e, pick(@there)->{uid}) if @there && chance(0.1);
}

# A new entry wants the name and the addresses of another one, maybe a third one's, too.
sub twin {
	my ($x, $z) = (pick(alive(@people)), pick(alive(@people)));

	new_person();
	my $y = $people[-1];
	move($y, $x->{uid}, undef) if chance(0.7);
	set_mail($y, @{$x->{mail}}, chance(0.3) ? @{$z->{mail}} : ()) if chance(0.7);
}

# Whatever was wrong with it is right afterwards.
sub heal {
	my ($e) = @_;
	my $n = number();

	move($e, "h$n");
	set_mail($e, "h$n\@example.com");
}

sub change_names {
	my ($e) = @_;

	set_text($e, given => 'givenName', chance(0.7) ? pick(@words) : undef);
	set_text($e, display => 'displayName', chance(0.7) ? pick(@words) . ' ' . number() : undef);
	set_text($e, sur => 'sn', pick(@words)) if chance(0.5);
}

sub come_back {
	my $e = pick(grep { !$_->{alive} && dn_is_free(dn($_)) } @people);

	add_person($e) if $e;
}

# The members that are not there any more are replaced by who is meant.
sub repair {
	my ($g) = @_;
	my @there = grep { my $dn = $_; grep { dn($_) eq $dn } alive(@people, @groups) } @{$g->{members}};

	return set_members($g, @{some_members($g)}) if $g->{posix};
	set_members($g, "uid=nobody,ou=one,$base", @there, grep { my $dn = $_; !grep { $_ eq $dn } @there }
		dn(pick(alive(@people))));
}

sub swap_groups {
	my ($x, $y) = map { pick(alive(@groups)) } 1, 2;
	my ($old, $new) = ($x->{cn}, $y->{cn});

	return if $x == $y;
	move($x, 'x' . number());
	move($y, $old);
	move($x, $new);
}

sub set_group_mail {
	my ($g, $mail) = @_;

	$mail //= 'team' . number() . '@example.com';
	set_text($g, mail => 'mail', chance(0.2) ? undef : $mail);
}

# ---- what may happen ----

my @changes = (	# how often, what
	[ 6, sub { new_person() if alive(@people) < $size + 6 } ],
	[ 4, sub { remove(pick(alive(@people))) if alive(@people) > $size - 6 } ],
	[ 3, sub { come_back() } ],
	[ 5, sub { move(pick(alive(@people)), pick('r', 'R') . number()) } ],
	[ 2, sub { my $e = pick(alive(@people)); move($e, chance(0.5) ? uc $e->{uid} : lc $e->{uid}) } ],
	[ 7, \&cross ],
	[ 3, \&swap_uids ],
	[ 3, \&swap_mails ],
	[ 4, sub { my ($x, $y) = pair(); move($x, chance(0.5) ? $y->{uid} : uc $y->{uid}) } ],
	[ 4, \&steal_mail ],
	[ 2, \&twin ],
	[ 8, sub { heal(pick(grep { $_->{rejected} } alive(@people)) // pick(alive(@people))) } ],
	[ 4, sub { my $e = pick(alive(@people)); set_mail($e, reverse @{$e->{mail}}) } ],
	[ 3, sub { set_mail(pick(alive(@people)), map { 'm' . number() . "\@$_" } 'example.com', 'Other.org') } ],
	[ 2, sub { set_mail(pick(alive(@people))) } ],
	[ 5, sub { change_names(pick(alive(@people))) } ],
	[ 2, sub { move(pick(alive(@people)), pick('a b ', 'ü') . number()) } ],
	[ 2, sub { set_mail(pick(alive(@people)), 'fine' . number() . '@example.com', 'not an address') } ],
	[ 3, sub { my $e = pick(alive(@people)); set_text($e, locked => 'pwdAccountLockedTime',
		$e->{locked} ? undef : '000001010000Z') } ],
	[ 2, sub { new_group() if alive(@groups) < $group_size + 2 } ],
	[ 2, sub { remove(pick(alive(@groups))) if alive(@groups) > $group_size - 2 } ],
	[ 3, sub { move(pick(alive(@groups)), pick('g', 'G') . number()) } ],
	[ 1, \&swap_groups ],
	[ 4, sub { my $g = pick(alive(@groups)); set_members($g, @{some_members($g)}) } ],
	[ 4, sub { repair(pick(alive(@groups))) } ],
	[ 2, sub { set_group_mail(pick(alive(@groups)), pick(undef, @{pick(alive(@people))->{mail}})) } ],
	[ 1, sub { set_group_mail(pick(alive(@groups)), 'nobody') } ],
	[ 2, sub { set_group_mail($_) for grep { $_->{rejected} } alive(@groups) } ],
);

sub change {
	pick(map { ($_->[1]) x $_->[0] } @changes)->();
}

sub start {
	($base, $seed, $size, $group_size) = @_;
	(@people, @groups) = ();
	($fresh, $ldif) = (0, '');
	my ($name) = $base =~ /^ou=([^,]*)/;
	attribute('dn', $base);
	$ldif .= "changetype: add\nobjectClass: organizationalUnit\nou: $name\n\n";
	for my $ou ('one', 'two', 'groups') {
		attribute('dn', "ou=$ou,$base");
		$ldif .= "changetype: add\nobjectClass: organizationalUnit\nou: $ou\n\n";
	}
	new_person() for 1 .. $size;
	new_group() for 1 .. $group_size;
}

1;
