# SPDX-License-Identifier: Apache-2.0
# LdapServer.pm - an LDAP server over entries in memory, which may lie, break off, or change while it answers
#
#	my $server = LdapServer->new(sub { return $view });	# asked before each message
#	$server->{on_message} = sub { my ($n, $search) = @_; return ['drop'] };
#	my $conn = $server->connection($socket);	# then, whenever there is something to read:
#	$server->serve($conn) or close $socket;
#
# A view is what a login sees now: { entries => [ ... ], rootdse => { ... }, hidden => { attribute => 1 } }, and what
# members are: { meant => { NAME => DN of the entry }, range => N, flaw => WORD } (member_keys.pl). An entry
# is { id, dn, norm, attrs => { name => [ values ] } }, norm being its DN without blanks in lower case. As with real
# servers, which entries a search may give is decided when it begins, and whether and how each is shown when its turn
# comes: who moved meanwhile is in neither of two bases.
#
# on_message is asked before the message number N of a run, of all connections. What it returns is done instead:
#	[]			nothing special
#	[ 'drop' ]		the connection ends, in the middle of that message
#	[ 'garbage' ]		bytes that are no message
#	[ 'code', CODE ]	the search ends with that result
#	[ 'refer', URI ]	a reference comes before it
#	[ 'swallow' ]		this entry is left out
#	[ 'stop' ]		all others are left out, and the search ends with success
package LdapServer;
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Ber;
use IO::Select;
use IO::Socket::UNIX;

use constant PAGED => '1.2.840.113556.1.4.319';
use constant EXTENDED => '1.2.840.113556.1.4.529';
use constant DEREF => '1.3.6.1.4.1.4203.666.5.16';
my %binary = map { $_ => 1 } qw(objectguid objectsid invocationid repluptodatevector);

sub new {
	my ($class, $view) = @_;

	return bless { view => $view, count => 0, on_message => sub { [] } }, $class;
}

# Answers at the socket $path until it is killed.
sub stay_at {
	my ($self, $path) = @_;
	my %conn;

	local $SIG{PIPE} = 'IGNORE';	# a run that has heard enough goes
	unlink $path;
	my $listen = IO::Socket::UNIX->new(Local => $path, Listen => 8) or die "$path: $!\n";
	my $select = IO::Select->new($listen);
	while (my @ready = $select->can_read) {
		for my $fh (@ready) {
			if ($fh == $listen) {
				my $new = $listen->accept;

				$select->add($new);
				$conn{$new} = $self->connection($new);
			} elsif (!$self->serve($conn{$fh})) {
				$select->remove($fh);
				delete $conn{$fh};
				close $fh;
			}
		}
	}
}

# objectGUID is bytes, of which the first three fields begin with their low end.
sub guid_bytes {
	my ($text) = @_;
	my @part = split /-/, $text;

	return join '', (map { scalar reverse pack 'H*', $_ } @part[0 .. 2]), map { pack 'H*', $_ } @part[3, 4];
}

sub connection {
	my ($self, $socket) = @_;

	return { socket => $socket, in => '', pages => {}, cookie => 0 };
}

sub norm {
	my ($dn) = @_;

	$dn =~ s/\s*([,=])\s*/$1/g;
	return lc $dn;
}

# ---- messages ----

sub send_bytes {
	my ($conn, $bytes) = @_;

	while (length $bytes) {
		my $n = syswrite $conn->{socket}, $bytes;

		return $conn->{over} = 1 unless $n;
		substr $bytes, 0, $n, '';
	}
}

# emit CONN ID OP SEARCH: sends one message unless something happens to it; what happened.
sub emit {
	my ($self, $conn, $id, $op, $search, $controls) = @_;
	my ($what, $more) = @{$self->{on_message}->(++$self->{count}, $search) // []};
	my $bytes = tlv(0x30, int_of($id) . $op . ($controls // ''));

	$what //= '';
	if ($what eq 'drop') {
		send_bytes($conn, substr $bytes, 0, length($bytes) / 2);
		$conn->{over} = 1;
	} elsif ($what eq 'garbage') {
		send_bytes($conn, "\x30\x05\xff\xff\xff\xff\xff");
		$conn->{over} = 1;
	} elsif ($what eq 'code') {
		send_bytes($conn, tlv(0x30, int_of($id) . result(ord($op) == 0x64 || ord($op) == 0x73 ? 0x65 : ord $op, $more)));
	} elsif ($what !~ /^(?:swallow|stop)$/) {
		send_bytes($conn, tlv(0x30, int_of($id) . tlv(0x73, octets($more)))) if $what eq 'refer';
		send_bytes($conn, $bytes);
	}
	return $what;
}

sub result {
	my ($tag, $code) = @_;

	return tlv($tag, int_of($code, 0x0a) . octets('') . octets($code ? 'as the test wants it' : ''));
}

sub serve {
	my ($self, $conn) = @_;

	return 0 unless sysread $conn->{socket}, $conn->{in}, 65536, length $conn->{in};
	while (!$conn->{over}) {
		my (undef, $message) = Ber::take(\$conn->{in});

		last unless defined $message;
		my ($id, $op, $controls) = parts($message);
		$self->answer($conn, number_in($id->[1]), $op, $controls ? parts($controls->[1]) : ());
	}
	return !$conn->{over};
}

sub answer {
	my ($self, $conn, $id, $op, @controls) = @_;
	my ($tag, $content) = @$op;

	return $conn->{over} = 1 if $tag == 0x42;	# unbind
	return if $tag == 0x50;				# abandon: all was sent
	return $self->emit($conn, $id, result(0x61, 0), { what => 'bind' }) if $tag == 0x60;
	return $self->emit($conn, $id, result(0x78, 2), { what => 'extended' }) if $tag != 0x63;
	$self->search($conn, $id, request($content, @controls));
}

sub request {
	my ($content, @controls) = @_;
	my ($base, $scope, undef, $size, undef, undef, $filter, $attrs) = parts($content);
	my %r = (base => norm($base->[1]), scope => number_in($scope->[1]), size => number_in($size->[1]), filter => $filter,
		attrs => [ map { lc $_->[1] } parts($attrs->[1]) ]);

	for (@controls) {
		my @part = parts($_->[1]);

		$r{extended} = 1 if $part[0][1] eq EXTENDED;
		$r{deref} = [ map { [ map { $_->[1] } parts($_->[1]) ] } parts((parts($part[-1][1]))[0][1]) ] if $part[0][1] eq DEREF;
		next if $part[0][1] ne PAGED;
		my ($n, $cookie) = parts((parts($part[-1][1]))[0][1]);
		@r{qw(page cookie)} = (number_in($n->[1]), $cookie->[1]);
	}
	$r{what} = $r{base} eq '' ? 'rootdse' : $r{scope} == 0 ? 'entry' : is_lookup($filter) ? 'find' : 'list';
	return \%r;
}

# Does it ask for single keys?
sub is_lookup {
	my ($tag, $content) = @{$_[0]};

	return scalar grep { is_lookup($_) } parts($content) if $tag == 0xa0 || $tag == 0xa1;
	return $tag == 0xa3 && (parts($content))[0][1] =~ /^(?:entryuuid|nsuniqueid|objectguid)$/i;
}

# ---- searches ----

sub search {
	my ($self, $conn, $id, $r) = @_;
	my $view = $self->{view}->();

	if ($r->{base} eq '' && $r->{scope} == 0) {
		$self->emit($conn, $id, shown('', visible({}, { attrs => $view->{rootdse} }), $r), $r);
		return $self->emit($conn, $id, result(0x65, 0), $r);
	}
	my @todo = map { $_->{id} } grep { is_in_scope($r, $_) } @{$view->{entries}};
	if (length($r->{cookie} // '')) {
		@todo = @{delete $conn->{pages}{$r->{cookie}} // return $self->emit($conn, $id, result(0x65, 53), $r)};
	} elsif (!grep { $_->{norm} eq $r->{base} } @{$view->{entries}}) {
		return $self->emit($conn, $id, result(0x65, 32), $r);
	}
	$self->give($conn, $id, $r, \@todo);
}

# The entries of one answer, or of one page of it.
sub give {
	my ($self, $conn, $id, $r, $todo) = @_;
	my ($n, $stopped) = (0, 0);

	while (@$todo && !$conn->{over} && !$stopped && !($r->{page} && $n >= $r->{page})) {
		my $view = $self->{view}->();
		my ($e) = grep { $_->{id} eq $todo->[0] } @{$view->{entries}};

		shift @$todo;
		next unless $e && is_in_scope($r, $e);
		next unless matches($r->{filter}, visible($view, $e));
		return $self->emit($conn, $id, result(0x65, 4), $r) if $r->{size} && $n >= $r->{size};
		my $what = $self->emit($conn, $id, shown(named($view, $r, $e->{dn}), members($view, $r, $e), $r, $view->{range}),
			{ %$r, id => $e->{id}, rest => $todo }, keys_of($view, $r, $e));
		return if $what eq 'code';
		$stopped = $what eq 'stop';
		$n++;
	}
	return if $conn->{over};
	my $cookie = $r->{page} && @$todo && !$stopped ? ++$conn->{cookie} : '';
	$conn->{pages}{$cookie} = $todo if $cookie;
	$self->emit($conn, $id, result(0x65, 0), $r, $r->{page} ? tlv(0xa0, tlv(0x30, octets(PAGED) .
		octets(tlv(0x30, int_of(0) . octets($cookie))))) : '');
}

sub is_in_scope {
	my ($r, $e) = @_;

	return $e->{norm} eq $r->{base} if $r->{scope} == 0;
	return $e->{norm} =~ /^[^,]*,\Q$r->{base}\E$/ if $r->{scope} == 1;
	return $e->{norm} eq $r->{base} || substr($e->{norm}, -1 - length $r->{base}) eq ",$r->{base}";
}

# Attributes by their names in lower case, without those that the login may not read.
sub visible {
	my ($view, $e) = @_;
	my %has = map { lc $_ => [ $_, @{$e->{attrs}{$_}} ] } keys %{$e->{attrs}};

	delete @has{map { lc } keys %{$view->{hidden} // {}}};
	delete @has{map { lc } @{$view->{blind}{$e->{id} // ''} // []}};
	return \%has;
}

sub shown {
	my ($dn, $has, $r, $range) = @_;
	my %wanted = map { s/;range=.*//r => 1 } @{$r->{attrs}};
	my $attrs = '';

	for (sort keys %$has) {
		my ($name, @values) = @{$has->{$_}};

		next if !@values || (%wanted && !$wanted{$_} && !$wanted{'*'});
		($name, @values) = piece($r, $range, $name, @values) if $range && $_ eq 'member';
		$attrs .= tlv(0x30, octets($name) . tlv(0x31, join '', map { octets($_) } @values));
	}
	return tlv(0x64, octets($dn) . tlv(0x30, $attrs));
}

# ---- who a name is ----

sub meant {
	my ($view, $name) = @_;
	my $dn = LdapServer::norm($view->{meant}{$name} // $name);
	my ($e) = grep { $_->{norm} eq $dn } @{$view->{entries}};

	return $e;
}

# 16 bytes, of which the first three fields begin with their low end.
sub guid_text {
	my @b = map { sprintf '%02x', $_ } unpack 'C*', $_[0];

	return join '-', map { join '', @b[@$_] } [ 3, 2, 1, 0 ], [ 5, 4 ], [ 7, 6 ], [ 8, 9 ], [ 10 .. 15 ];
}

# As the control for extended names makes it.
sub named {
	my ($view, $r, $name) = @_;
	my $e = $r->{extended} && ($view->{flaw} // '') ne 'deaf' ? meant($view, $name) : undef;

	return $name unless $e && visible($view, $e)->{objectguid};
	my $guid = guid_text($e->{attrs}{objectGUID}[0]);

	$guid = uc $guid if ($view->{flaw} // '') eq 'big';
	return sprintf '<GUID=%s>;<SID=S-1-5-21-1-2-3-%d>;%s', $guid, length $name, $name;
}

sub members {
	my ($view, $r, $e) = @_;
	my $has = visible($view, $e);

	return $has unless $r->{extended};
	for (grep { $has->{$_} } qw(member managedby)) {
		my ($name, @values) = @{$has->{$_}};

		$has->{$_} = [ $name, map { named($view, $r, $_) } @values ];
	}
	return $has;
}

# The control beside an entry: who is not there is not in it.
sub keys_of {
	my ($view, $r, $e) = @_;
	my $flaw = $view->{flaw} // '';
	my ($has, $all) = (visible($view, $e), '');

	return '' if !$r->{deref} || $flaw eq 'deaf';
	for (@{$r->{deref}}) {
		my ($attr, $wanted) = ($_->[0], (parts($_->[1]))[0][1]);
		my (undef, @values) = @{$has->{lc $attr} // []};

		for my $value ($flaw eq 'mixed' ? reverse @values : @values) {
			my $other = meant($view, $value) // next;
			my (undef, @keys) = @{visible($view, $other)->{lc $wanted} // []};
			my $part = tlv(0x30, octets($wanted) . tlv(0x31, join '', map { octets($_) } @keys));

			$all .= tlv(0x30, octets($attr) . octets($value) . (@keys ? tlv(0xa0, $part) : ''));
		}
	}
	$all = tlv(0x30, $all);
	substr $all, -3, 3, '' if $flaw eq 'cut';
	return tlv(0xa0, tlv(0x30, octets(DEREF) . octets($all)));
}

# Active Directory gives long lists of members piece by piece, under names that say which.
sub piece {
	my ($r, $range, $name, @values) = @_;
	my ($first) = map { /^member;range=(\d+)/ ? $1 : () } @{$r->{attrs}};
	my $last = ($first // 0) + $range - 1;

	return ($name, @values) if !defined $first && @values <= $range;
	return "$name;range=$first-*", @values[$first .. $#values] if $last >= $#values;
	return sprintf('%s;range=%d-%d', $name, $first // 0, $last), @values[($first // 0) .. $last];
}

# ---- filters ----

sub same {
	my ($attr, $x, $y) = @_;

	return $binary{$attr} ? $x eq $y : lc $x eq lc $y;
}

sub matches {
	my ($filter, $has) = @_;
	my ($tag, $content) = @$filter;

	return !grep { !matches($_, $has) } parts($content) if $tag == 0xa0;
	return scalar grep { matches($_, $has) } parts($content) if $tag == 0xa1;
	return !matches((parts($content))[0], $has) if $tag == 0xa2;
	return exists $has->{lc $content} || lc $content eq 'objectclass' if $tag == 0x87;
	my ($attr, $value) = map { $_->[1] } parts($content);
	my (undef, @values) = @{$has->{lc $attr} // []};
	return scalar grep { same(lc $attr, $_, $value) } @values if $tag == 0xa3;
	return scalar grep { $_ >= $value } @values if $tag == 0xa5;
	return scalar grep { is_like($_, parts($value)) } @values if $tag == 0xa4;
	die sprintf "a filter that is not known: %02x\n", $tag;
}

sub is_like {
	my ($value, @parts) = @_;
	my $pattern = join '.*', map { quotemeta $_->[1] } @parts;

	$pattern = ".*$pattern" if $parts[0][0] != 0x80;
	$pattern .= '.*' if $parts[-1][0] != 0x82;
	return $value =~ /^$pattern$/is;
}

1;
