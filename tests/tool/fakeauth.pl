#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# fakeauth.pl - plays Dovecot for auth clients: says of passwords what a file says
#
#	fakeauth.pl SOCKET ANSWERS LOG
#
# ANSWERS has lines "USER PASSWORD ANSWER", read anew for each question; ANSWER is a line of the protocol without the
# number, \t for a tab: "OK\tuser=c1u3", "FAIL\tcode=temp_fail"; "-" closes the connection, "." says nothing at all.
# Who is not in it has the wrong password. LOG gets a line for each question: what was asked, without the password.
use strict;
use warnings;
use IO::Socket::UNIX;
use MIME::Base64;

my ($path, $answers, $log) = @ARGV;
unlink $path;
my $server = IO::Socket::UNIX->new(Local => $path, Listen => 64) or die "$path: $!";
chmod 0666, $path;
$SIG{CHLD} = 'IGNORE';
$SIG{TERM} = sub { exit 0 };

sub answer_of {
	my ($user, $password) = @_;
	open my $in, '<', $answers or return 'FAIL';
	while (<$in>) {
		chomp;
		my ($u, $p, $a) = split ' ', $_, 3;
		return $a =~ s/\\t/\t/gr if $u eq $user && ($p eq $password || $p eq '*');
	}
	return 'FAIL';
}

sub answer {
	my ($c, $line) = @_;
	my ($what, $id, $mech, @params) = split /\t/, $line;
	return unless $what eq 'AUTH';
	my %has = map { /^([^=]*)=?(.*)/s ? ($1, $2) : () } @params;
	my (undef, $user, $password) = split /\0/, decode_base64($has{resp});
	open my $out, '>>', $log;
	syswrite $out, join(' ', map { /^resp=/ ? () : $_ } @params) . " $user\n";
	my $a = answer_of($user, $password);
	exit 0 if $a eq '-';
	if ($a ne '.') {
		$a =~ s/^(\S+)/$1\t$id/;
		$c->print("$a\n");
		$c->flush;
	}
}

while (1) {
	my $c = $server->accept or next;
	my $pid = fork // die $!;
	if ($pid) { close $c; next }
	$SIG{TERM} = 'DEFAULT';
	# In two pieces, as may be.
	$c->print("VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPI");
	$c->flush;
	$c->print("D\t1\nCUID\t1\nCOOKIE\t00\nDONE\n");
	$c->flush;
	while (my $line = <$c>) {
		chomp $line;
		answer($c, $line);
	}
	exit 0;
}
