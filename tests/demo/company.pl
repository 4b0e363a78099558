#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# company.pl - prints a sample company as LDIF: always the same for the same number of people
#
#	perl tests/demo/company.pl [PEOPLE] [changed=PERCENT]
#
# dc=example,dc=com with two departments, ou=Sales and ou=Research, of half the people each. Every
# 3rd person has several addresses, every 10th none, every 25th is locked. Teams of 20 are members
# of a group for all of the department, which is a member of a group for everybody; there is a
# posixGroup, and a project with members of both departments. "changed" gives that share of the
# people another title: what a directory looks like after a while.
use strict;
use warnings;
use utf8;
use Encode qw(encode);
use MIME::Base64 qw(encode_base64);

my $base = 'dc=example,dc=com';
my $people = 320;
my $changed = 0;
for (@ARGV) {
	if (/^([0-9]+)$/) { $people = $1 }
	elsif (/^changed=([0-9]+)$/) { $changed = $1 }
	else { die "company.pl: usage: company.pl [PEOPLE] [changed=PERCENT]\n" }
}

# As written, and as a login name. Names of one script go together, the family name may come first.
my @scripts = (
	{ given => [ [ 'Jürgen', 'juergen' ], [ 'Anna', 'anna' ], [ 'Käthe', 'kaethe' ],
		[ 'Zoë', 'zoe' ], [ 'François', 'francois' ], [ 'Åsa', 'asa' ], [ 'Søren', 'soeren' ],
		[ 'Łukasz', 'lukasz' ], [ 'Žofia', 'zofia' ], [ "D'Arcy", 'darcy' ],
		[ 'Anne-Sophie', 'anne-sophie' ] ],
	  family => [ [ 'Müller', 'mueller' ], [ 'Weiß', 'weiss' ], [ 'Özdemir', 'oezdemir' ],
		[ "O'Brien", 'obrien' ], [ 'Núñez', 'nunez' ], [ 'Dvořák', 'dvorak' ],
		[ 'Jørgensen', 'joergensen' ], [ 'García Márquez', 'garcia' ],
		[ 'von der Höh', 'vonderhoeh' ], [ 'Smith, Jr.', 'smith' ],
		[ 'Ångström', 'angstroem' ], [ 'Çelik', 'celik' ], [ 'Kovács', 'kovacs' ] ] },
	{ given => [ [ '美咲', 'misaki' ], [ '健太', 'kenta' ], [ '伟', 'wei' ], [ '芳', 'fang' ],
		[ '民俊', 'minjun' ] ],
	  family => [ [ '佐藤', 'sato' ], [ '鈴木', 'suzuki' ], [ '王', 'wang' ], [ '李', 'li' ],
		[ '김', 'kim' ], [ '𠮷田', 'yoshida' ] ],
	  family_first => 1 },
	{ given => [ [ 'محمد', 'muhammad' ], [ 'فاطمة', 'fatima' ], [ 'ليلى', 'layla' ] ],
	  family => [ [ 'الحسن', 'alhasan' ], [ 'حداد', 'haddad' ], [ 'منصور', 'mansour' ] ] },
	{ given => [ [ 'דוד', 'david' ], [ 'שרה', 'sara' ], [ 'נועה', 'noa' ] ],
	  family => [ [ 'כהן', 'cohen' ], [ 'לוי', 'levi' ], [ 'פרץ', 'peretz' ] ] },
	{ given => [ [ 'Аня', 'anya' ], [ 'Дмитрий', 'dmitri' ], [ 'Юлия', 'yulia' ] ],
	  family => [ [ 'Кузнец', 'kuznets' ], [ 'Щерба', 'shcherba' ], [ 'Ткач', 'tkach' ] ] },
	{ given => [ [ 'Νίκος', 'nikos' ], [ 'Ελένη', 'eleni' ] ],
	  family => [ [ 'Παπαδόπουλος', 'papadopoulos' ], [ 'Νικολάου', 'nikolaou' ] ] },
);
# Every second name is of the first script.
my @order = (0, 1, 0, 2, 0, 3, 0, 4, 0, 5);
my @titles = ('Clerk', 'Engineer', 'Buchhalterin', 'Secrétaire', '部長');

binmode STDOUT, ':raw';

sub attribute {
	my ($name, $value) = @_;
	my $bytes = encode('UTF-8', $value);
	my $plain = $bytes =~ /^[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*$/ && $bytes !~ / $/;
	my $line = $plain ? "${name}: $bytes" : "${name}:: " . encode_base64($bytes, '');

	# RFC 2849: a line goes on after a line feed and a blank.
	print substr($line, 0, 76, ''), "\n";
	print ' ', substr($line, 0, 75, ''), "\n" while length $line;
}

sub entry {
	my ($dn, @pairs) = @_;

	attribute('dn', $dn);
	attribute(shift @pairs, shift @pairs) while @pairs;
	print "\n";
}

# Another round through the names adds a number to both forms.
sub name_of {
	my ($i, $used) = @_;
	my $which = $order[$i % @order];
	my $script = $scripts[$which];
	my $nth = int($i / ($which ? @order : 2));
	my @given = @{ $script->{given} };
	my @family = @{ $script->{family} };
	my ($given, $given_ascii) = @{ $given[$nth % @given] };
	my ($family, $family_ascii) = @{ $family[($nth + int($nth / @given)) % @family] };
	my $uid = "$given_ascii.$family_ascii";
	my $name = $script->{family_first} ? "$family $given" : "$given $family";
	my $again = $used->{$uid}++;

	return ($given, $family, $name, $uid) unless $again;
	$again++;
	return ($given, $family, "$name ($again)", $uid . $again);
}

sub person {
	my ($i, $ou, $used) = @_;
	my ($given, $family, $name, $uid) = name_of($i, $used);
	my $domain = lc($ou) . '.example.com';
	my @mail = $i % 10 == 9 ? () : ("$uid\@$domain");

	push @mail, "u$i\@$domain", substr($uid, 0, 1) . ".$i\@$domain" if @mail && $i % 3 == 0;
	entry("uid=$uid,ou=People,ou=$ou,$base",
		objectClass => 'inetOrgPerson',
		uid => $uid,
		cn => $name,
		givenName => $given,
		sn => $family,
		(map { (mail => $_) } @mail),
		employeeNumber => $i,
		title => $i % 100 < $changed ? 'Chief' : $titles[$i % @titles],
		$i % 25 == 24 ? (pwdAccountLockedTime => '000001010000Z') : ());
	return "uid=$uid,ou=People,ou=$ou,$base";
}

sub group {
	my ($cn, $ou, @members) = @_;
	my $dn = "cn=$cn,ou=Groups,ou=$ou,$base";

	entry($dn, objectClass => 'groupOfNames', cn => $cn, map { (member => $_) } @members)
		if @members;
	return $dn;
}

sub department {
	my ($ou, $first, $count, $used) = @_;
	my $short = lc $ou;
	my (@dns, @teams);

	entry($_->[0], objectClass => 'organizationalUnit', ou => $_->[1])
		for [ "ou=$ou,$base", $ou ], [ "ou=People,ou=$ou,$base", 'People' ],
			[ "ou=Groups,ou=$ou,$base", 'Groups' ];
	push @dns, person($first + $_, $ou, $used) for 0 .. $count - 1;
	for (my $i = 0; $i < @dns; $i += 20) {
		my $last = $i + 19 < $#dns ? $i + 19 : $#dns;

		push @teams, group(sprintf('%s-team-%02d', $short, $i / 20 + 1), $ou,
			@dns[$i .. $last]);
	}
	group("all-$short", $ou, @teams);
	my @first = grep { defined } @dns[0 .. 9];
	entry("cn=$short-unix,ou=Groups,ou=$ou,$base", objectClass => 'posixGroup',
		cn => "$short-unix", gidNumber => 5000 + $first,
		map { (memberUid => /^uid=([^,]+)/) } @first);
	return @first;
}

my $half = int($people / 2);
my %used;

entry($base, objectClass => 'dcObject', objectClass => 'organization', o => 'Example & Söhne',
	dc => 'example');
my @sales = department('Sales', 0, $half, \%used);
my @research = department('Research', $half, $people - $half, \%used);
group('project-phoenix', 'Research', @sales, @research);
group('everybody', 'Sales', map { "cn=all-\L$_\E,ou=Groups,ou=$_,$base" } 'Sales', 'Research')
	if @sales && @research;
