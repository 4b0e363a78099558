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
use IO::Select;
use IO::Socket::UNIX;
use LdapServer;

my ($path, $file) = @ARGV;

$SIG{PIPE} = 'IGNORE';	# a run that has heard enough goes

# objectGUID is bytes, of which the first three fields begin with their low end.
sub guid_bytes {
	my ($text) = @_;
	my @part = split /-/, $text;

	return join '', (map { scalar reverse pack 'H*', $_ } @part[0 .. 2]), map { pack 'H*', $_ } @part[3, 4];
}

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
			$entry->{attrs}{objectGUID} = [ guid_bytes($rest) ];
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

unlink $path;
my $listen = IO::Socket::UNIX->new(Local => $path, Listen => 8) or die "$path: $!\n";
my $select = IO::Select->new($listen);
my $server = LdapServer->new(\&view);
my %conn;

while (my @ready = $select->can_read) {
	for my $fh (@ready) {
		if ($fh == $listen) {
			my $new = $listen->accept;

			$select->add($new);
			$conn{$new} = $server->connection($new);
		} elsif (!$server->serve($conn{$fh})) {
			$select->remove($fh);
			delete $conn{$fh};
			close $fh;
		}
	}
}
