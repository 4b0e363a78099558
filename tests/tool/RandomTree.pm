# SPDX-License-Identifier: Apache-2.0
# RandomTree.pm - a directory of any kind: who is in it, how a server shows that, and what a database must have of it
#
#	my $tree = RandomTree->new('ad', 7, 2);		# kind, number of the seed, number of contexts
#	$tree->entries;		# as LdapServer.pm wants them
#	$tree->snapshot;	# as RandomCheck.pm compares them
#
# People and groups are known here by an id; keys, DNs and attributes are made from what is known of them, in the way of
# each kind. RandomEdits.pm changes them. All text is bytes, of UTF-8.
package RandomTree;
use strict;
use warnings;
use Encode qw(encode decode);
use Unicode::Normalize qw(NFC);

our $TOP = 'dc=example,dc=com';
my %key_name = (openldap => 'entryUUID', ucs => 'entryUUID', '389ds' => 'nsUniqueId', ad => 'objectGUID');
my %modules = (none => [], webmail => [ 0, 2, 21, 22, 23 ], pim => [ 0, 2, 21, 22, 23, 1, 17, 3 ],
	webmail_drive => [ 0, 2, 21, 22, 23, 4 ]);
use constant DAY => 86400;

sub new {
	my ($class, $kind, $seed, $contexts) = @_;
	my $tree = bless { kind => $kind, seed => $seed, people => [], groups => [], fresh => 0, version => 1,
		refint => rand() < 0.7, range => $kind eq 'ad' ? 3 + int rand 6 : 0, log => [] }, $class;
	my $bases = $kind eq 'ucs' ? $contexts : $contexts + int rand 3;

	$tree->{bases} = [ map { { ou => $kind eq 'ucs' ? 'people' : "b$_", cid => 10 + $_ % $contexts } } 0 .. $bases - 1 ];
	$tree->{subs} = [ map { { name => "sub$_", base => int rand $bases } } 0 .. 1 ];
	return $tree;
}

sub number { return ++$_[0]{fresh} }
sub alive { return grep { $_->{alive} } @_ }
sub people { return alive(@{$_[0]{people}}) }
sub groups { return alive(@{$_[0]{groups}}) }
sub by_id { return (grep { $_->{id} eq $_[1] } @{$_[0]{people}}, @{$_[0]{groups}})[0] }

sub touch {
	my ($tree, $text) = @_;

	$tree->{version}++;
	push @{$tree->{log}}, $text;
}

sub new_key {
	my ($tree) = @_;

	return $tree->key_text(sprintf '%08x%04x40008000%012x', int rand 2**32, $tree->{seed} % 65536, $tree->number);
}

sub key_text {
	my ($tree, $hex) = @_;

	return join '-', $hex =~ /(.{8})(.{8})(.{8})(.{8})/ if $tree->{kind} eq '389ds';
	return join '-', $hex =~ /(.{8})(.{4})(.{4})(.{4})(.{12})/;
}

# ---- names ----

sub escaped {
	my ($text) = @_;

	return $text =~ s/([,+"\\<>;=])/\\$1/gr;
}

sub place {
	my ($tree, $e) = @_;
	my $sub = $e->{sub};

	return "ou=groups,$TOP" if $e->{is_group};
	return $sub ? "ou=$sub->{name},ou=$tree->{bases}[$sub->{base}]{ou},$TOP" : "ou=$tree->{bases}[$e->{base}]{ou},$TOP";
}

sub dn {
	my ($tree, $e) = @_;
	my $by_uid = !$e->{is_group} && ($tree->{kind} eq 'ucs' || ($e->{by_uid} && $tree->{kind} ne 'ad'));

	return ($by_uid ? 'uid=' . escaped($e->{uid}) : 'cn=' . escaped($e->{cn})) . ',' . $tree->place($e);
}

sub dn_is_free {
	my ($tree, $dn) = @_;

	return !grep { lc $tree->dn($_) eq lc $dn } $tree->people, $tree->groups;
}

# The same DN as others may write it.
sub spelled {
	my ($dn, $n) = @_;

	return $dn if $n % 3;
	return $dn =~ s/^(\w+)=/\U$1\E=/r =~ s/(?<!\\),(?=ou=)/, /r =~ s/\\,/\\2C/gr;
}

# ---- as a server shows it ----

sub key_value {
	my ($tree, $e) = @_;

	return $e->{key} if $tree->{kind} ne 'ad';
	my @b = unpack 'C*', pack 'H*', $e->{key} =~ s/-//gr;
	return pack 'C*', @b[3, 2, 1, 0, 5, 4, 7, 6, 8 .. 15];
}

sub person_attrs {
	my ($tree, $p) = @_;
	my $kind = $tree->{kind};
	my @mail = grep { defined } $p->{mail}, @{$p->{aliases}};
	my %a = (cn => [ $p->{cn} ], sn => [ $p->{sur}[0] ], givenName => [ map { $_->[0] } grep { $_ } $p->{given} ],
		displayName => [ map { $_->[0] } grep { $_ } $p->{display} ]);

	if ($kind eq 'ad') {
		$a{objectClass} = [ qw(top person organizationalPerson user) ];
		$a{objectCategory} = [ 'person' ];
		$a{sAMAccountName} = [ $p->{uid} ];
		$a{mail} = [ grep { defined } $p->{mail} ];
		$a{proxyAddresses} = [ (map { "smtp:$_" } @{$p->{aliases}}), map { "SMTP:$_" } grep { defined } $p->{mail} ]
			if @{$p->{aliases}};
		$a{userAccountControl} = [ 512 | ($p->{locked} ? 2 : 0) ];
		$a{accountExpires} = [ $p->{ends} ? ($p->{ends} + 11644473600) . '0000000' : 0 ];
		$a{primaryGroupID} = [ $p->{primary} ? $p->{primary}{rid} : 513 ];
		return \%a;
	}
	$a{uid} = [ $p->{uid} ];
	$a{objectClass} = [ qw(top person organizationalPerson inetOrgPerson) ];
	if ($kind eq 'openldap') {
		$a{mail} = \@mail;
		$a{pwdAccountLockedTime} = [ $p->{locked} ? '000001010000Z' : () ];
	} elsif ($kind eq '389ds') {
		$a{mail} = [ @mail[0 .. ($#mail < 0 ? -1 : 0)] ];
		$a{mailAlternateAddress} = $p->{aliases};
		$a{nsAccountLock} = [ $p->{locked} ? 'true' : () ];
	} else {
		push @{$a{objectClass}}, 'univentionObject', 'oxUserObject';
		$a{isOxUser} = [ 'OK' ];
		$a{mailPrimaryAddress} = [ $p->{mail} ];
		$a{mailAlternativeAddress} = $p->{aliases};
		$a{oxContextIDNum} = [ $tree->{bases}[$p->{base}]{cid} ];
		$a{oxAccess} = [ $p->{access} ];
		$a{shadowExpire} = [ $p->{locked} ? 1 : $p->{ends} ? int($p->{ends} / DAY) : () ];
	}
	return \%a;
}

# Members as the directory names them: with referential integrity those who are there, by the name they have.
sub member_names {
	my ($tree, $g) = @_;
	my @names;

	for my $m (@{$g->{members}}) {
		my $e = $tree->by_id($m->{id});

		next if $tree->{refint} && !$e->{alive};
		push @names, $g->{posix} ? ($tree->{refint} ? $e->{uid} : $m->{uid})
			: spelled($tree->{refint} ? $tree->dn($e) : $m->{dn}, $g->{nth} + $e->{nth});
	}
	my %seen;
	return grep { !$seen{lc $_}++ } @names;
}

sub group_attrs {
	my ($tree, $g) = @_;
	my $kind = $tree->{kind};
	my @members = $tree->member_names($g);
	my %a = (cn => [ $g->{cn} ]);

	if ($kind eq 'ucs') {
		$a{objectClass} = [ 'top', 'univentionGroup' ];
		$a{isOxGroup} = [ 'OK' ];
		$a{uniqueMember} = \@members;
	} elsif ($kind eq 'ad') {
		$a{objectClass} = [ 'top', 'group' ];
		$a{sAMAccountName} = [ $g->{cn} ];
		$a{objectSid} = [ pack 'CCx5CV5', 1, 5, 5, 21, 1, 2, 3, $g->{rid} ];
		$a{member} = \@members;
	} else {
		$a{objectClass} = [ 'top', $g->{posix} ? 'posixGroup' : $g->{unique} ? 'groupOfUniqueNames' : 'groupOfNames' ];
		$a{$g->{posix} ? 'memberUid' : $g->{unique} ? 'uniqueMember' : 'member'} = \@members;
	}
	$a{$kind eq 'ucs' ? 'mailPrimaryAddress' : 'mail'} = [ grep { defined } $g->{mail} ];
	return \%a;
}

# What is there, too, and is nobody: users of the system, in conflict, or not for us; a group of everybody.
sub others {
	my ($tree) = @_;
	my $ou = $tree->{bases}[0]{ou};
	my %user = (%{$tree->person_attrs({ uid => 'nobody', cn => 'nobody', sur => [ 'x' ], aliases => [], mail => 'nobody@example.com',
		access => 'pim', base => 0 })});
	my @found;

	if ($tree->{kind} eq 'ad') {
		push @found, [ "cn=nobody,ou=$ou,$TOP", { %user, isCriticalSystemObject => [ 'TRUE' ] } ],
			[ "cn=nobody\\0ACNF:1,ou=$ou,$TOP", { %user, cn => [ "nobody\nCNF:1" ] } ],
			[ "cn=machine,ou=$ou,$TOP", { %user, objectCategory => [ 'computer' ] } ],
			[ "cn=all,ou=groups,$TOP", { objectClass => [ 'group' ], cn => [ 'all' ], sAMAccountName => [ 'all' ],
				isCriticalSystemObject => [ 'TRUE' ] } ];
	} elsif ($tree->{kind} eq 'ucs') {
		push @found, [ "uid=nobody,ou=$ou,$TOP", { %user, isOxUser => [ 'Not' ] } ],
			[ "cn=users,ou=groups,$TOP", { objectClass => [ 'univentionGroup' ], isOxGroup => [ 'OK' ], cn => [ 'users' ] } ];
	} else {
		push @found, [ "uid=nobody,ou=$ou,$TOP", { %user, objectClass => [ 'account' ] } ];
	}
	return map { entry("other $_", @{$found[$_]}) } 0 .. $#found;
}

sub entry {
	my ($id, $dn, $attrs) = @_;

	return { id => $id, dn => $dn, norm => LdapServer::norm($dn), attrs => $attrs };
}

# Active Directory: the number of the last change of each, which is none where only what it names has another name.
sub give_numbers {
	my ($tree) = @_;

	for my $e (@{$tree->{people}}, @{$tree->{groups}}) {
		my $attrs = $e->{is_group} ? { cn => [ $e->{cn} ], mail => [ $e->{mail} ], in => [ map { $tree->{refint} ? $_->{id} : $_->{dn} }
			@{$e->{members}} ], first => [ map { $_->{id} } grep { $_->{primary} && $_->{primary} == $e } @{$tree->{people}} ] }
			: $tree->person_attrs($e);
		my $is = join "\n", $e->{alive} ? $tree->dn($e) : 'deleted', map { my $name = $_; map { "$name: " . ($_ // '') } @{$attrs->{$name}} }
			sort keys %$attrs;

		@$e{qw(usn was)} = ($tree->{version}, $is) if $is ne ($e->{was} // '');
	}
}

# As those see it who may see it.
sub tombstone {
	my ($tree, $e) = @_;

	return entry("dead $e->{id}", "CN=x\\0ADEL:$e->{key},CN=Deleted Objects,$TOP", { objectGUID => [ $tree->key_value($e) ],
		objectClass => [ $e->{is_group} ? 'group' : 'user' ], isDeleted => [ 'TRUE' ], uSNChanged => [ $e->{usn} ] });
}

sub entries {
	my ($tree) = @_;

	return $tree->{shown} if $tree->{shown} && $tree->{shown_version} == $tree->{version};
	my $key = $key_name{$tree->{kind}};
	my @all = (entry('top', $TOP, { objectClass => [ 'domain' ], dc => [ 'example' ], $key =>
		[ $tree->key_value({ key => $tree->key_text('a' x 32) }) ], %{$tree->{position} // {}} }),
		map { entry("ou=$_", "ou=$_,$TOP", { objectClass => [ 'organizationalUnit' ], ou => [ $_ ] }) } 'groups',
			keys %{{ map { $_->{ou} => 1 } @{$tree->{bases}} }});

	push @all, entry('dsa', "cn=dsa,$TOP", { objectClass => [ 'nTDSDSA' ], invocationId => [ 'i' x 16 ] }) if $tree->{kind} eq 'ad';
	push @all, entry($_->{name}, "ou=$_->{name},ou=$tree->{bases}[$_->{base}]{ou},$TOP",
		{ objectClass => [ 'organizationalUnit' ] }) for @{$tree->{subs}};
	for (grep { !$tree->{settled} || $_->{dn} !~ /0ACNF/ } $tree->others) {
		$_->{attrs}{$key} = [ $tree->key_value({ key => $tree->key_text(sprintf 'ffffffffffff4fff8fff%012x', ord substr $_->{id}, -1) }) ];
		push @all, $_;
	}
	$tree->give_numbers if $tree->{kind} eq 'ad';
	push @all, entry('dead', "CN=Deleted Objects,$TOP", { objectClass => [ 'container' ], isDeleted => [ 'TRUE' ], uSNChanged => [ 1 ],
		objectGUID => [ 'd' x 16 ] }), map { $tree->tombstone($_) } grep { !$_->{alive} } @{$tree->{people}}, @{$tree->{groups}}
		if $tree->{tombstones};
	for my $e ($tree->people, $tree->groups) {
		my $attrs = $e->{is_group} ? $tree->group_attrs($e) : $tree->person_attrs($e);

		$attrs->{uSNChanged} = [ $e->{usn} ] if $tree->{kind} eq 'ad';

		$attrs->{$key} = [ $tree->key_value($e) ];
		push @all, entry($e->{id}, $tree->dn($e), $attrs);
	}
	@$tree{qw(shown shown_version)} = (\@all, $tree->{version});
	return \@all;
}

# ---- as the database must have it ----

sub clean {
	my ($pair) = @_;

	return $pair ? $pair->[1] : undef;
}

sub is_over {
	my ($p) = @_;

	return $p->{ends} && $p->{ends} < time;
}

sub want {
	my ($tree, $p) = @_;
	my %seen;

	return {
		cid => $tree->{bases}[$p->{base}]{cid}, name => $p->{uid}, given_name => clean($p->{given}),
		sur_name => clean($p->{sur}), display_name => clean($p->{display}) // $p->{cn}, mail => $p->{mail},
		aliases => join(',', sort grep { !$seen{lc $_}++ } grep { defined } $p->{mail}, @{$p->{aliases}}),
		source_enabled => $p->{locked} || is_over($p) ? 'f' : 't',
		$tree->{kind} eq 'ucs' ? (modules => eval { my $n = 0; $n += 2**$_ for @{$modules{$p->{access}}}; $n }) : (),
	};
}

# Ids of the members themselves: of those entries that have the name which the group lists.
sub direct {
	my ($tree, $g) = @_;
	my %found;
	my %is = map { lc $tree->dn($_) => $_->{id} } $tree->people, $tree->groups;

	for my $m (@{$g->{members}}) {
		my $e = $tree->by_id($m->{id});

		if ($tree->{refint}) {
			$found{$e->{id}} = 1 if $e->{alive};
		} elsif ($g->{posix}) {
			$found{$_->{id}} = 1 for grep { lc $_->{uid} eq lc $m->{uid} } $tree->people;
		} elsif ($is{lc $m->{dn}}) {
			$found{$is{lc $m->{dn}}} = 1;
		}
	}
	# by login name are found all who have it
	if ($g->{posix} && $tree->{refint}) {
		my %name = map { lc $tree->by_id($_)->{uid} => 1 } keys %found;
		$found{$_->{id}} = 1 for grep { $name{lc $_->{uid}} } $tree->people;
	}
	$found{$_->{id}} = 1 for grep { $_->{primary} && $_->{primary} == $g } $tree->people;
	return \%found;
}

# Everything that is true now, by key. Of a group all who are in it, in whatever way, and the groups in it.
sub snapshot {
	my ($tree) = @_;
	my %direct = map { $_->{id} => $tree->direct($_) } $tree->groups;
	my %s = (version => $tree->{version});

	for my $p ($tree->people) {
		$s{people}{$p->{key}} = { want => $tree->want($p), id => $p->{id}, dn => $tree->dn($p), bad => $p->{bad},
			locked => $tree->want($p)->{source_enabled} eq 'f' };
	}
	for my $g ($tree->groups) {
		my (%in, %through);
		my @todo = $g->{id};

		while (defined(my $id = shift @todo)) {
			next if $through{$id}++;
			for (keys %{$direct{$id}}) {
				if ($direct{$_}) { push @todo, $_ } else { $in{$tree->by_id($_)->{key}} = 1 }
			}
		}
		$s{groups}{$g->{key}} = { name => lc $g->{cn}, display_name => $g->{cn}, mail => $g->{mail}, bad => $g->{bad},
			id => $g->{id}, dn => $tree->dn($g), members => \%in,
			direct => { map { $tree->by_id($_)->{key} => 1 } keys %{$direct{$g->{id}}} },
			through => [ map { $tree->by_id($_)->{key} } grep { $_ ne $g->{id} } keys %through ] };
	}
	return \%s;
}

# A word as somebody types it, and as it is stored.
sub word {
	my ($raw) = @_;

	return [ $raw, encode('UTF-8', NFC(decode('UTF-8', $raw))) =~ s/\s+/ /gr ];
}

1;
