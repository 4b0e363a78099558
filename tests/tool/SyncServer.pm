# SPDX-License-Identifier: Apache-2.0
# SyncServer.pm - LdapServer.pm with content synchronisation (RFC 4533, refreshOnly) as OpenLDAP and 389 Directory Server have it
#
# The view has sync => { kind => "openldap" or "389", now => NUMBER of the last change, cookie => what a cookie begins with,
# past => sub { entries as they were after change NUMBER, or undef } }; without it the control is unavailable. And of
# OpenLDAP log => 1: it has a session log; of 389 Directory Server: nothing. An answer ends like that of the real ones:
#
#		what differs	gone				the result says
#	openldap	entries		with a log: named; else all that is	refreshDeletes if gone was named; a cookie unless
#					there is named			all is as it was
#	389		entries		named, first			never refreshDeletes; a cookie
#
# 389 Directory Server does not name who does not match the filter any more, nor OpenLDAP what is below a unit that has another
# name; the number of the last change is in the cookie of the one as a time, of the other as it is.
package SyncServer;
use strict;
use warnings;
use Ber;
use LdapServer;
our @ISA = qw(LdapServer);

use constant SYNC => '1.3.6.1.4.1.4203.1.9.1.1';
use constant STATE => '1.3.6.1.4.1.4203.1.9.1.2';
use constant DONE => '1.3.6.1.4.1.4203.1.9.1.3';
use constant INFO => '1.3.6.1.4.1.4203.1.9.1.4';
use constant SET => 256;	# so many are named in a message

sub csn {
	my ($n) = @_;

	return sprintf '20260101%06d.000000Z#000000#001#000000', $n;
}

sub cookie_of {
	my ($sync, $r, $n) = @_;

	return 'rid=000,csn=' . csn($n) if $sync->{kind} eq 'openldap';
	return "$sync->{cookie}:$r->{base}:" . unpack('H*', join '', @{$r->{filter}}) . "#$n";
}

# The number in a cookie; undef: it is none of this search.
sub number_of {
	my ($sync, $r, $cookie) = @_;

	return $cookie =~ /csn=\d{8}(\d{6})\./ ? $1 + 0 : undef if $sync->{kind} eq 'openldap';
	my ($n) = $cookie =~ /#(\d+)$/ or return;
	return cookie_of($sync, $r, $n) eq $cookie && $n <= $sync->{now} ? $n : undef;
}

sub answer {
	my ($self, $conn, $id, $op, @controls) = @_;
	my $value;

	return $self->SUPER::answer($conn, $id, $op, @controls) if $op->[0] != 0x63;
	for (@controls) {
		my @part = parts($_->[1]);

		$value = $part[-1][1] if $part[0][1] eq SYNC;
	}
	return $self->SUPER::answer($conn, $id, $op, @controls) unless defined $value;
	my (undef, $cookie) = grep { $_->[0] == 0x0a || $_->[0] == 0x04 } parts((parts($value))[0][1]);
	$self->sync($conn, $id, LdapServer::request($op->[1], @controls), $cookie ? $cookie->[1] : undef);
}

sub uuid {
	my ($e) = @_;
	my $key = ($e->{attrs}{entryUUID} // $e->{attrs}{nsUniqueId} // [])->[0];

	return defined $key ? pack 'H*', $key =~ s/-//gr : undef;
}

sub text {
	my ($e) = @_;

	return join "\0", $e->{dn}, map { $_, @{$e->{attrs}{$_}} } sort grep { !/^(?:contextCSN|hasSubordinates)$/ } keys %{$e->{attrs}};
}

# By UUID those that a search has.
sub content {
	my ($r, $view, $entries) = @_;

	return map { uuid($_) => $_ } grep { defined uuid($_) && LdapServer::is_in_scope($r, $_) &&
		LdapServer::matches($r->{filter}, LdapServer::visible($view, $_)) } @$entries;
}

sub sync {
	my ($self, $conn, $id, $r, $cookie) = @_;
	my $view = $self->{view}->();
	my $sync = $view->{sync} or return $self->emit($conn, $id, LdapServer::result(0x65, 12), $r);
	my $from = defined $cookie ? number_of($sync, $r, $cookie) : 0;
	my $past = $from ? $sync->{past}->($from) : [];

	return $self->emit($conn, $id, LdapServer::result(0x65, 32), $r) unless grep { $_->{norm} eq $r->{base} } @{$view->{entries}};
	if ($sync->{kind} eq 'openldap') {
		return $self->emit($conn, $id, LdapServer::result(0x65, 53), $r) if defined $from && $from > $sync->{now};
		($from, $past) = (0, []) unless defined $from && $past;
	} elsif (defined $cookie && (!defined $from || !$past)) {
		return $self->refuse($conn, $id);
	}
	my %was = content($r, $view, $past);
	my %is = content($r, $view, $view->{entries});
	my $r_all = $sync->{kind} eq '389' && $from ? { %$r, attrs => [ '*' ] } : $r;
	my @gone = grep { !$is{$_} } sort keys %was;
	my @differs = grep { !$was{$_} || text($was{$_}) ne text($is{$_}) } sort keys %is;
	my $names_gone = $from && ($sync->{kind} eq '389' || $sync->{log} || $from == $sync->{now});

	if ($sync->{kind} eq '389') {
		my %there = map { uuid($_) => 1 } grep { defined uuid($_) && LdapServer::is_in_scope($r, $_) } @{$view->{entries}};

		@gone = grep { !$there{$_} } @gone;
	}
	$self->ids($conn, $id, $r, 1, cookie_of($sync, $r, $sync->{now}), @gone) if $names_gone && $sync->{kind} eq '389';
	while (@differs && !$conn->{over}) {
		my $e = $is{shift @differs};
		my $what = $self->emit($conn, $id, LdapServer::shown($e->{dn}, LdapServer::visible($view, $e), $r_all),
			{ %$r, id => $e->{id}, rest => [ map { $is{$_}{id} } @differs ] },
			control(STATE, tlv(0x30, int_of(1, 0x0a) . octets(uuid($e)))));

		return if $what eq 'code';
		last if $what eq 'stop';
	}
	return if $conn->{over};
	my @present = !$from || $names_gone ? () : sort keys %is;
	$self->ids($conn, $id, $r, $names_gone, undef, $names_gone ? @gone : @present) if $from && $sync->{kind} ne '389';
	my $quiet = $sync->{kind} eq 'openldap' && $from == $sync->{now};
	my $deletes = $sync->{kind} eq '389' ? 0 : !$from || $names_gone;
	$self->emit($conn, $id, LdapServer::result(0x65, 0), $r, control(DONE, tlv(0x30,
		($quiet ? '' : octets(cookie_of($sync, $r, $sync->{now}))) . ($deletes ? "\x01\x01\xff" : ''))));
}

# As the result of a search, if something else is to come in place of a message in between.
sub emit {
	my ($self, $conn, $id, $op, @rest) = @_;
	my $what = $self->SUPER::emit($conn, $id, $op, @rest);

	$conn->{over} = 1 if $what eq 'code' && ord($op) == 0x79;
	return $what;
}

sub control {
	my ($oid, $value) = @_;

	return tlv(0xa0, tlv(0x30, octets($oid) . octets($value)));
}

# What 389 Directory Server says of a cookie that is not its own.
sub refuse {
	my ($self, $conn, $id) = @_;

	$self->emit($conn, $id, tlv(0x65, "\x0a\x02\x10\x00" . octets('') . octets('Invalid session cookie')), { what => 'list' });
}

sub ids {
	my ($self, $conn, $id, $r, $gone, $cookie, @uuids) = @_;

	while (my @some = splice @uuids, 0, SET) {
		my $set = tlv(0xa3, (defined $cookie ? octets($cookie) : '') . ($gone ? "\x01\x01\xff" : '') .
			tlv(0x31, join '', map { octets($_) } @some));

		return if $conn->{over};
		$self->emit($conn, $id, tlv(0x79, tlv(0x80, INFO) . tlv(0x81, $set)), $r);
	}
}

1;
