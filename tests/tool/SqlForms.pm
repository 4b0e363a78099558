# SPDX-License-Identifier: Apache-2.0
# SqlForms.pm - what sql_forms.pl and sql_tree.pl share: where tables are, excuses, the command line
package SqlForms;
use strict;
use warnings;
use Exporter 'import';

our @EXPORT_OK = qw(slurp excuses answer %place %reference %local);

# What sql/distribute.sql names, from the top of the tree.
sub copied {
	my ($list) = slurp('sql/distribute.sql') =~ /copied text\[\] := ARRAY\[(.*?)\]/s;

	return $list =~ /'([a-z_]+)'/g;
}

# Tables of which every node has a copy, and those that are on one; all others are distributed by context id.
our %reference = map { $_ => 1 } copied();
our %local = map { $_ => 1 } qw(job_lock licence_clock notify_state report source_state schema_version sync_cookie
	sync_count sync_left_out sync_plan sync_plan_part sync_protected sync_reject sync_run sync_server);
# Each of them is a place of its own.
our %place = map { $_ => $_ } keys %reference, keys %local;

sub slurp {
	my ($file) = @_;

	open my $fh, '<', $file or die "$file: $!\n";
	local $/;
	my $text = <$fh>;
	$text =~ s/^\{part: (\S+)\}\n/slurp("sql\/query\/$1")/gme;
	return $text;
}

# Name and reason of each "-- form: NAME: reason".
sub excuses {
	my ($text) = @_;

	return map { /^-- form: (\w+): (.+)$/ ? ($1 => $2) : () } split /\n/, $text;
}

# --names, --examples, or what look says, which gets the option, '' for none.
sub answer {
	my ($forms, $examples, $look) = @_;
	my $mode = @ARGV && $ARGV[0] =~ /^--/ ? shift @ARGV : '';

	if ($mode eq '--names') {
		print "$_->{name}\n" for @$forms;
	} elsif ($mode eq '--examples') {
		$examples->();
	} else {
		$look->($mode);
	}
}

1;
