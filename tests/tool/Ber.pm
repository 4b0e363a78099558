# SPDX-License-Identifier: Apache-2.0
# Ber.pm - the few forms of BER that LDAP messages are made of
#
#	my $message = tlv(0x30, int_of(1) . tlv(0x64, octets($dn) . $attributes));
#	my ($tag, $content) = Ber::take(\$bytes);	# nothing if it is not all there yet
package Ber;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(tlv octets int_of number_in parts);

sub tlv {
	my ($tag, $content) = @_;
	my $len = length $content;

	return pack('CC', $tag, $len) . $content if $len < 128;
	return pack('CCC', $tag, 0x81, $len) . $content if $len < 256;
	return pack('CCN', $tag, 0x84, $len) . $content;
}

sub octets { return tlv(0x04, $_[0]) }

sub int_of {	# not below zero
	my ($n, $tag) = @_;
	my $bytes = pack 'N', $n;

	$bytes =~ s/^\0{1,3}(?=[\0-\x7f])//;
	$bytes =~ s/^\0(?=\0*[\0-\x7f])// while length $bytes > 1 && $bytes =~ /^\0[\0-\x7f]/;
	$bytes = "\0$bytes" if ord($bytes) > 127;
	return tlv($tag // 0x02, $bytes);
}

sub number_in {
	my $n = 0;

	$n = $n * 256 + ord for split //, $_[0];
	return $n;
}

# take REF: cuts the first element off, as tag, content and all of its bytes.
sub take {
	my ($bytes) = @_;
	my ($tag, $len) = unpack 'CC', $$bytes;
	my $head = 2;

	return unless defined $len;
	if ($len > 127) {
		$head += $len - 128;
		return if length $$bytes < $head;
		$len = number_in(substr $$bytes, 2, $head - 2);
	}
	return if length $$bytes < $head + $len;
	my $all = substr $$bytes, 0, $head + $len, '';
	return ($tag, substr($all, $head), $all);
}

# parts CONTENT: [TAG, CONTENT] of each element.
sub parts {
	my ($content) = @_;
	my @found;

	while (length $content) {
		my ($tag, $inner) = take(\$content) or die "not BER\n";

		push @found, [ $tag, $inner ];
	}
	return @found;
}

1;
