#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# random_moves.pl - LDIF that moves and renames entries below some units at random, and ends where it began
#
#	perl tests/tool/random_moves.pl SEED COUNT BASE UNITS USERS GROUPS
#
# UNITS are names of units below BASE, "a b"; users are uid=u1 and so on, groups cn=g1: they begin in the first unit.
# Applied again and again it goes on for ever.
use strict;
use warnings;

my ($seed, $count, $base, $units, $users, $groups) = @ARGV;
my @units = split ' ', $units;
my @entries = ((map { { attr => 'uid', name => "u$_" } } 1 .. $users), (map { { attr => 'cn', name => "g$_" } } 1 .. $groups));

srand $seed;
for (@entries) {
	$_->{unit} = $units[0];
	$_->{first} = $_->{name};
}

# One change: the entry gets this name, and is in this unit.
sub go {
	my ($e, $name, $unit) = @_;
	my $rdn = "$e->{attr}=$name";

	return if $name eq $e->{name} && $unit eq $e->{unit};
	print "dn: $e->{attr}=$e->{name},ou=$e->{unit},$base\nchangetype: modrdn\nnewrdn: $rdn\ndeleteoldrdn: 1\n";
	print "newsuperior: ou=$unit,$base\n\n";
	@$e{qw(name unit)} = ($name, $unit);
}

for (1 .. $count) {
	my $e = $entries[rand @entries];

	# one in five is a rename, the others move
	if (rand() < 0.2) {
		go($e, $e->{name} eq $e->{first} ? "$e->{first}x" : $e->{first}, $e->{unit});
	} else {
		go($e, $e->{name}, $units[rand @units]);
	}
}
go($_, $_->{first}, $units[0]) for @entries;
