# SPDX-License-Identifier: Apache-2.0
# member_keys.pl SOCKET FILE - a directory server that says the keys of members
#
# FILE is read before each message. Its lines are
#	server KIND		ad or 389
#	lists OID		a control in the rootDSE
#	flaw WORD		what is wrong with its answers: cut (a list of keys that breaks off), deaf (lists the
#				controls, and does not know them), mixed (keys in another order), big (in capital letters)
#	range N			so many members come at once
#	entry DN		and then its attributes, NAME VALUE; "member DN = OTHER" is written DN, and is the entry OTHER
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use LdapServer;

my ($path, $file) = @ARGV;

sub view {
	my %view = (entries => [], rootdse => {}, flaw => '', meant => {});
	my $entry;

	open my $in, '<', $file or die "$file: $!\n";
	while (<$in>) {
		chomp;
		my ($word, $rest) = split ' ', $_, 2;

		next unless defined $rest;
		if ($word eq 'server') {
			%{$view{rootdse}} = (supportedCapabilities => ['1.2.840.113556.1.4.800']) if $rest eq 'ad';
			%{$view{rootdse}} = (vendorName => ['389 Project']) if $rest eq '389';
			$view{rootdse}{namingContexts} = ['dc=x'];
		} elsif ($word eq 'lists') {
			push @{$view{rootdse}{supportedControl}}, $rest;
		} elsif ($word eq 'flaw' || $word eq 'range') {
			$view{$word} = $rest;
		} elsif ($word eq 'entry') {
			$entry = { id => $rest, dn => $rest, norm => LdapServer::norm($rest), attrs => {} };
			push @{$view{entries}}, $entry;
		} elsif ($word eq 'guid') {
			$entry->{attrs}{objectGUID} = [ LdapServer::guid_bytes($rest) ];
		} elsif ($word eq 'rid') {
			$entry->{attrs}{objectSid} = [ pack 'C8V', 1, 1, 0, 0, 0, 0, 0, 5, $rest ];
		} else {
			my ($value, $other) = split / = /, $rest;

			push @{$entry->{attrs}{$word}}, $value;
			$view{meant}{$value} = $other if defined $other;
		}
	}
	return \%view;
}

LdapServer->new(\&view)->stay_at($path);
