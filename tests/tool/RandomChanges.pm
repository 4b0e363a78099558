# SPDX-License-Identifier: Apache-2.0
# RandomChanges.pm - what a server knows of the changes of its directory (RandomTree.pm), for SyncServer.pm
#
#	view($tree, $n, $log)	of server N, of OpenLDAP with a session log or without
package RandomChanges;
use strict;
use warnings;
use SyncServer;

sub view {
	my ($tree, $n, $log) = @_;
	my $past = $tree->{past} //= {};

	$past->{$tree->{version}} //= $tree->entries;
	return (sync => { kind => $tree->{kind} eq '389ds' ? '389' : 'openldap', now => $tree->{version}, log => $log,
		cookie => "s$n:389#reader", past => sub { $past->{$_[0]} } });
}

# What a lie, or a lost right, has left is told by no change: somebody has everything read after that.
sub forget {
	my ($db, $case) = @_;

	return unless $case->{foreign} || $case->{partial} || %{$case->{blind} // {}} || %{$case->{lied} // {}};
	$db->rows('DELETE FROM prov.sync_cookie');
	$db->changed;
}

1;
