#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# explain_all.pl - a script for psql that has the server make a plan of every statement, with values in place of parameters:
# one for each combination of those that are true or false, as a condition that is known to be false may be left out of a plan
#
#	queries --texts | perl explain_all.pl | psql ...	a line with the file and the values that are false, then the plan or
#								what the server complains of
use strict;
use warnings;

my %value = (int => '1', bigint => '1', float8 => '1', text => 'ab', bool => 't', boolean => 't', jsonb => '{}', '"char"' => 'u', char => 'u',
	uuid => '00000000-0000-0000-0000-000000000001', timestamptz => '2026-01-01', date => '2026-01-01', integer => '1');

# The value of a parameter of that type, as a literal; false: it is to be so.
sub literal {
	my ($type, $false) = @_;
	my ($element, $array) = $type =~ /^(.*?)(\[\])?$/;

	die "no value for $type\n" if !exists $value{$element};
	return "'f'::$type" if $false;
	return $array ? "'{\"$value{$element}\"}'::$type" : "'$value{$element}'::$type" if $value{$element} ne '{}' || !$array;
	return "'{}'::$type";
}

local $/ = "\f";
print "\\pset tuples_only on\n\\pset format unaligned\nSET client_min_messages = error;\n";
while (my $part = <STDIN>) {
	chomp $part;
	my ($file, $text) = split /\n/, $part, 2;
	next if $text !~ /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;
	my %boolean = map { $_ => 1 } $text =~ /\$(\d+)::bool(?:ean)?\b(?!\[)/g;
	my @boolean = sort { $a <=> $b } keys %boolean;
	for my $bits (0 .. 2 ** @boolean - 1) {
		my %false = map { $bits >> $_ & 1 ? ($boolean[$_] => 1) : () } 0 .. $#boolean;
		my $said = join '', map { " \$$_=f" } sort { $a <=> $b } keys %false;
		(my $with = $text) =~ s/\$(\d+)::("?[a-z0-9_]+"?(?:\[\])?)/literal($2, $false{$1})/ge;
		print "\\echo $file$said\nEXPLAIN (COSTS off) $with;\n";
	}
}
