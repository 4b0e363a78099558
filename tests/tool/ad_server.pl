#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# ad_server.pl SOCKET FILE - a domain controller (AdServer.pm) over a file, which may be another one at any time
#
# The lines of FILE are
#	is WORD VALUE		of the server: usn, invocation (16 characters), dsa (a DN), and of the view: tombstones,
#				dirsync, chunk, stuck
#	lists OID		a control in the rootDSE
#	entry DN		and then its attributes, NAME VALUE, or guid TEXT, rid NUMBER, changed NAME..., hides NAME: only
#				DirSync with all rights shows this one
# If there is a file FILE.log, each search is a line in it: dirsync if it is that, base, and the attributes that its filter
# names.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Time::HiRes;
use AdServer;

my ($path, $file) = @ARGV;
my ($view, $seen) = (undef, '');

sub read_entry {
	my ($e, $word, $rest) = @_;

	if ($word eq 'guid') {
		$e->{attrs}{objectGUID} = [ LdapServer::guid_bytes($rest) ];
	} elsif ($word eq 'rid') {
		$e->{attrs}{objectSid} = [ pack 'CCx5CV5', 1, 5, 5, 21, 1, 2, 3, $rest ];
	} elsif ($word eq 'changed') {
		$e->{changed} = [ split ' ', $rest ];
	} else {
		push @{$e->{attrs}{$word}}, $rest;
	}
}

sub read_all {
	my %is = (usn => 1, invocation => 'i' x 16, dsa => 'CN=dsa,DC=x');
	my %view = (entries => [], rootdse => { objectClass => [ 'top' ], supportedCapabilities => [ '1.2.840.113556.1.4.800' ],
		namingContexts => [ 'DC=x' ] }, meant => {}, blind => {});
	my $entry;

	open my $in, '<', $file or die "$file: $!\n";
	while (<$in>) {
		chomp;
		my ($word, $rest) = split ' ', $_, 2;

		next unless defined $rest;
		if ($word eq 'is') {
			my ($name, $value) = split ' ', $rest, 2;
			$view{$name} = $is{$name} = $value;
		} elsif ($word eq 'lists') {
			push @{$view{rootdse}{supportedControl}}, $rest;
		} elsif ($word eq 'entry') {
			$entry = { id => $rest, dn => $rest, norm => LdapServer::norm($rest), attrs => {} };
			push @{$view{entries}}, $entry;
		} elsif ($word eq 'hides') {
			push @{$view{blind}{$entry->{id}}}, $rest;
		} else {
			read_entry($entry, $word, $rest);
		}
	}
	push @{$view{rootdse}{supportedControl}}, AdServer::DIRSYNC if $view{dirsync};
	@{$view{rootdse}}{qw(dsServiceName highestCommittedUSN)} = ([ $is{dsa} ], [ $is{usn} ]);
	push @{$view{entries}}, { id => 'dsa', dn => $is{dsa}, norm => LdapServer::norm($is{dsa}),
		attrs => { objectClass => [ 'nTDSDSA' ], invocationId => [ $is{invocation} ] } };
	return \%view;
}

sub now {
	my $stamp = join ' ', (Time::HiRes::stat($file))[1, 7, 9];

	($view, $seen) = (read_all(), $stamp) if $stamp ne $seen;
	return $view;
}

sub write_log {
	my ($r, $asked) = @_;

	open my $out, '+<', "$file.log" or return;	# if there is one
	seek $out, 0, 2;
	print $out exists $asked->{+AdServer::DIRSYNC} ? 'dirsync ' : '', "$r->{base} ", join(' ', filter_words($r->{filter})), "\n";
}

sub filter_words {
	my ($tag, $content) = @{$_[0]};

	return map { filter_words($_) } Ber::parts($content) if $tag == 0xa0 || $tag == 0xa1 || $tag == 0xa2;
	return $tag == 0x87 ? lc $content : lc((Ber::parts($content))[0][1]);
}

my $server = AdServer->new(\&now);

$server->{log} = \&write_log;
$server->stay_at($path);
