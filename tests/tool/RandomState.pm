# SPDX-License-Identifier: Apache-2.0
# RandomState.pm - what is in a database, as RandomCheck.pm compares it, over one session of psql
#
#	my $db = RandomState->new('name');
#	my $state = $db->state;		# users and groups, by "CONTEXT/KEY"
#	my $digest = $db->digest;	# of each table; what a run that changes nothing must not change
package RandomState;
use strict;
use warnings;
use IPC::Open2;

my @user = qw(cid uid name login display_name given_name sur_name mail aliases enabled source_enabled source_key modules
	missing_since expired changed);
my @group = qw(cid gid name display_name mail source_key missing_since expired members version);
# Who runs, ran, and was stopped is another matter, and what was staged is left to the next run.
my $apart = 'stage_\w+|job_lock|sync_run|sync_plan\w*|sync_server|licence_\w+';

sub new {
	my ($class, $name) = @_;
	my $db = bless { name => $name }, $class;

	$db->connect;
	return $db;
}

sub connect {
	my ($db) = @_;

	$db->{prepared} = 0;
	$db->{pid} = open2($db->{from}, $db->{to}, "$ENV{PG_BINDIR}/psql", '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1',
		'-F', "\x1f", '-P', 'null=\\N', '-d', $db->{name});
	$db->{to}->autoflush(1);
}

# rows QUERY: NULL is undef.
sub rows {
	my ($db, $query) = @_;
	my @rows;

	$query =~ s/\s+/ /g;
	print {$db->{to}} "$query;\n\\echo END\n";
	while (defined(my $line = readline $db->{from})) {
		chomp $line;
		return @rows if $line eq 'END';
		push @rows, [ map { $_ eq '\\N' ? undef : $_ } split /\x1f/, $line, -1 ];
	}
	waitpid $db->{pid}, 0;
	my $how = $?;
	$db->connect;
	die "psql has ended ($how): $query\n";
}

# Somebody may have written: what was read is forgotten.
sub changed {
	my ($db) = @_;

	delete @$db{qw(state_now digest_now)};
}

sub state {
	my ($db) = @_;

	return $db->{state_now} //= $db->read_state;
}

sub read_state {
	my ($db) = @_;
	my %s = (users => {}, groups => {}, local => []);

	for ($db->rows("SELECT cid, uid, name, login, display_name, given_name, sur_name, mail, array_to_string(aliases, ','),
			enabled, source_enabled, source_key, modules, missing_since, missing_since < now() - interval '30 days',
			changed FROM prov.users WHERE uid > 2")) {
		my %u;

		@u{@user} = @$_;
		push @{$s{local}}, \%u unless defined $u{source_key};
		$s{users}{"$u{cid}/$u{source_key}"} = \%u if defined $u{source_key};
		$s{key}{"$u{cid}/$u{uid}"} = $u{source_key} // "local $u{uid}";
	}
	for ($db->rows("SELECT g.cid, g.gid, g.name, g.display_name, g.mail, g.source_key, g.missing_since,
			g.missing_since < now() - interval '30 days', (SELECT string_agg(m.uid::text, ' ') FROM prov.member m
			WHERE m.cid = g.cid AND m.gid = g.gid), g.xmin FROM prov.groups g WHERE g.gid > 1")) {
		my %g;

		@g{@group} = @$_;
		$g{members} = { map { ($s{key}{"$g{cid}/$_"} // "unknown $_") => 1 } split / /, $g{members} // '' };
		$s{groups}{"$g{cid}/$g{source_key}"} = \%g;
	}
	return \%s;
}

# By table.
sub digest {
	my ($db) = @_;

	return $db->{digest_now} if $db->{digest_now};
	if (!$db->{prepared}++) {
		$db->rows('PREPARE digest AS ' . join ' UNION ALL ', map {
			"SELECT '$_', md5(coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')) FROM prov.$_ t"
		} grep { !/^(?:$apart)$/ } $db->tables);
	}
	return $db->{digest_now} = { map { @$_ } $db->rows('EXECUTE digest') };
}

sub tables {
	my ($db) = @_;

	return map { $_->[0] } $db->rows("SELECT tablename FROM pg_tables WHERE schemaname = 'prov' ORDER BY 1");
}

# keep: what is there now is there again after each reset.
sub keep {
	my ($db) = @_;
	my @tables = $db->tables;

	$db->rows('CREATE SCHEMA kept');
	$db->rows("CREATE TABLE kept.$_ AS TABLE prov.$_") for @tables;
	my @full = grep { ($db->rows("SELECT count(*) FROM kept.$_"))[0][0] } @tables;
	$db->{reset} = join '; ', 'BEGIN', 'SET LOCAL session_replication_role = replica', (map { "DELETE FROM prov.$_" } @tables),
		(map { "INSERT INTO prov.$_ SELECT * FROM kept.$_" } @full), 'COMMIT';
}

sub reset {
	my ($db) = @_;

	$db->rows($db->{reset});
	$db->changed;
	$db->rows('VACUUM') if ++$db->{resets} % 20 == 0;
}

# Versions of all rows of users and groups: whoever has nothing to do does not write them again.
sub versions {
	my ($db) = @_;

	return join ' ', map { $_->[0] } $db->rows("SELECT md5(string_agg(v, ' ' ORDER BY v)) FROM (
		SELECT concat_ws('/', 'u', cid, uid, xmin) AS v FROM prov.users UNION ALL
		SELECT concat_ws('/', 'g', cid, gid, xmin) FROM prov.groups UNION ALL
		SELECT concat_ws('/', 'm', cid, gid, uid, xmin) FROM prov.member UNION ALL
		SELECT concat_ws('/', 'a', cid, address, xmin) FROM prov.address UNION ALL
		SELECT concat_ws('/', 'l', cid, seq, xmin) FROM prov.change_log) x");
}

# A command that was killed is gone, and so is what it had begun. Other servers of Citus stay connected.
sub settle {
	my ($db) = @_;

	for (1 .. 6000) {
		my ($n) = $db->rows("SELECT count(*), pg_sleep(CASE count(*) WHEN 0 THEN 0 ELSE 0.02 END) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND application_name NOT LIKE 'citus_internal%'");

		return if $n->[0] == 0;
	}
	die "a command that was killed is still connected\n";
}

1;
