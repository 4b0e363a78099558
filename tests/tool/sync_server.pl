#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# sync_server.pl SOCKET FILE - a 389 Directory Server (SyncServer.pm) over a file, which may be another one at any time
#
# The lines of FILE are
#	is WORD VALUE		of the server: change (the number of the last one), first (that its log has), dataversion,
#				plugin (no: it does not know content synchronisation)
#	entry DN		and then its attributes, NAME VALUE; "hides NAME": this one is not shown
# A change has a number of its own, so the server knows what the file was then.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Time::HiRes;
use SyncServer;

my ($path, $file) = @ARGV;
my ($view, $seen, %past) = (undef, '');

sub rootdse {
	my (%is) = @_;

	return { objectClass => [ 'top' ], vendorName => [ '389 Project' ], namingContexts => [ 'dc=x' ],
		netscapemdsuffix => [ 'cn=ldap://dc=played:389' ], dataversion => [ $is{dataversion} ],
		firstChangeNumber => [ $is{first} ], lastChangeNumber => [ $is{change} ],
		supportedControl => [ $is{plugin} eq 'no' ? () : SyncServer::SYNC ] };
}

sub read_all {
	my %is = (change => 1, first => 1, dataversion => 1, plugin => 'yes');
	my ($entry, @entries, %blind);

	open my $in, '<', $file or die "$file: $!\n";
	while (<$in>) {
		chomp;
		my ($word, $rest) = split ' ', $_, 2;

		next unless defined $rest;
		if ($word eq 'is') {
			my ($name, $value) = split ' ', $rest, 2;
			$is{$name} = $value;
		} elsif ($word eq 'entry') {
			$entry = { id => $rest, dn => $rest, norm => LdapServer::norm($rest), attrs => {} };
			push @entries, $entry;
		} elsif ($word eq 'hides') {
			push @{$blind{$entry->{id}}}, $rest;
		} else {
			push @{$entry->{attrs}{$word}}, $rest;
		}
	}
	for my $e (@entries) {
		$e->{attrs}{hasSubordinates} = [ (grep { $_->{norm} =~ /,\Q$e->{norm}\E$/ } @entries) ? 'TRUE' : 'FALSE' ];
	}
	$past{$is{change}} = \@entries;
	return { entries => \@entries, rootdse => rootdse(%is), meant => {}, blind => \%blind, $is{plugin} eq 'no' ? () :
		(sync => { kind => '389', now => $is{change}, cookie => 'played:389#reader', past => sub { $past{$_[0]} } }) };
}

sub now {
	my $stamp = join ' ', (Time::HiRes::stat($file))[1, 7, 9];

	($view, $seen) = (read_all(), $stamp) if $stamp ne $seen;
	return $view;
}

now();
SyncServer->new(\&now)->stay_at($path);
