# SPDX-License-Identifier: Apache-2.0
# AdServer.pm - LdapServer.pm with what is special about changes in Active Directory
#
# An entry whose attribute isDeleted is TRUE is shown only to who asks for such (control 1.2.840.113556.1.4.417), and
# only if the view says tombstones => 1. DirSync (1.2.840.113556.1.4.841) is answered as dirsync => WORD says: "no" to
# nobody, "own" with the flag that asks for no right, "all" to everybody. Its cookie is "at NUMBER", and what comes then is
# each entry that has a higher uSNChanged; of its attributes those in changed => [ names ], if there are any, and are asked
# for. At most chunk => N come at once, and the rest is fetched with the next cookie.
package AdServer;
use strict;
use warnings;
use Ber;
use LdapServer;
our @ISA = qw(LdapServer);

use constant DIRSYNC => '1.2.840.113556.1.4.841';
use constant DELETED => '1.2.840.113556.1.4.417';

sub answer {
	my ($self, $conn, $id, $op, @controls) = @_;
	my $view = $self->{view}->();
	my %asked;

	return $self->SUPER::answer($conn, $id, $op, @controls) if $op->[0] != 0x63;
	for (@controls) {
		my @part = parts($_->[1]);

		$asked{$part[0][1]} = $part[-1][1];
	}
	$self->{log}->(LdapServer::request($op->[1], @controls), \%asked) if $self->{log};
	return $self->dirsync($conn, $id, LdapServer::request($op->[1]), $asked{+DIRSYNC}) if defined $asked{+DIRSYNC};
	local $self->{view} = sub {
		my @entries = grep { !is_deleted($_) || (exists $asked{+DELETED} && $view->{tombstones}) } @{$view->{entries}};

		return { %$view, entries => \@entries };
	};
	return $self->SUPER::answer($conn, $id, $op, @controls);
}

sub is_deleted {
	my ($e) = @_;

	return ($e->{attrs}{isDeleted}[0] // '') eq 'TRUE';
}

sub usn {
	my ($e) = @_;

	return $e->{attrs}{uSNChanged}[0] // 0;
}

# SEQUENCE { flags or "more", maximum, cookie }
sub value {
	my ($flags, $max, $cookie) = map { $_->[1] } parts((parts($_[0]))[0][1]);

	return (Ber::number_in($flags), $cookie);
}

sub dirsync {
	my ($self, $conn, $id, $r, $control) = @_;
	my $view = $self->{view}->();
	my ($flags, $cookie) = value($control);
	$view = { %$view, blind => {} } unless $flags & 1;
	my $may = $view->{dirsync} // 'no';
	my $from = $cookie =~ /^at (\d+)$/ ? $1 : 0;

	return $self->emit($conn, $id, LdapServer::result(0x65, 12), $r) if $may eq 'no' || ($cookie ne '' && !$from);
	return $self->emit($conn, $id, LdapServer::result(0x65, 50), $r) if $r->{base} ne LdapServer::norm($view->{rootdse}{namingContexts}[0]) ||
		($may eq 'own' && !($flags & 1));
	my @news = sort { usn($a) <=> usn($b) } grep { usn($_) > $from && (!is_deleted($_) || $view->{tombstones}) &&
		LdapServer::matches($r->{filter}, LdapServer::visible($view, $_)) } @{$view->{entries}};
	my $n = $view->{chunk} || @news;

	$n++ while $n && $n < @news && usn($news[$n]) == usn($news[$n - 1]);
	my $more = $n < @news;
	@news = @news[0 .. $n - 1] if $more;
	$self->emit($conn, $id, LdapServer::shown($_->{dn}, changed($view, $r, $_, $from), { attrs => [ '*' ] }), $r) for @news;
	my $next = ($view->{stuck} // '') eq 'yes' ? $cookie : $more ? 'at ' . usn($news[-1]) : "at $view->{rootdse}{highestCommittedUSN}[0]";
	$more = 1 if $view->{stuck};
	my $said = tlv(0x30, int_of($more ? 1 : 0) . int_of(0) . octets($next));
	$self->emit($conn, $id, LdapServer::result(0x65, 0), $r, tlv(0xa0, tlv(0x30, octets(DIRSYNC) . octets($said))));
}

# Of an entry that is not new only what changed; without a value: it has none any more.
sub changed {
	my ($view, $r, $e, $from) = @_;
	my $has = LdapServer::visible($view, $e);
	my %asked = map { lc $_ => 1 } @{$r->{attrs}};
	my %changed = map { lc $_ => 1 } @{$e->{changed} // []};

	delete @$has{grep { $_ ne 'objectguid' && (!$asked{$_} || ($from && %changed && !$changed{$_})) } keys %$has};
	return $has;
}

1;
