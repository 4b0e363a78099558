# SPDX-License-Identifier: Apache-2.0
# sql_forms.pl - forms of statements that run on one server, and fail or go wrong silently where the tables are
# distributed by context (docs/howto-add-a-query.md)
#
#	sql_forms.pl FILE...		what is wrong, one a line: file: form: why; what instead
#	sql_forms.pl --excused FILE...	file: form: reason, for each "-- form: NAME: reason" in a file
#	sql_forms.pl --examples		a line for each form whose bad example is not caught, or whose good one is
#	sql_forms.pl --names		the forms
#
# What only a parser can tell is in sql_tree.pl.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SqlForms qw(slurp excuses answer %place %reference);

my $nest = qr/(\((?:[^()]++|(?-1))*+\))/;
my $copied = do { my $names = join '|', sort keys %reference; qr/(?:$names)/ };

# What a statement writes: by place.
sub writes {
	my ($text) = @_;
	my %places;

	$places{$place{$1} // 'context'} = 1 while $text =~ /\b(?:INSERT INTO|DELETE FROM|UPDATE)\s+prov\.(\w+)/g;
	return keys %places;
}

sub values_select {
	my ($text) = @_;

	while ($text =~ /\bVALUES\s*((?:$nest\s*,?\s*)+)/g) {
		return 1 if $1 =~ /\bSELECT\b/;
	}
	return 0;
}

sub returning_select {
	my ($text) = @_;

	while ($text =~ /\bRETURNING\b((?:[^()]|$nest)*)/g) {
		return 1 if $1 =~ /\(\s*SELECT\b/;
	}
	return 0;
}

# Does a function that is no procedure ask tables with contexts? Views of the schema prov_view do.
sub sql_function {
	my ($text) = @_;

	while ($text =~ /^LANGUAGE sql\b[^\$]*\$\$(.*?)\$\$/gms) {
		my $body = $1;

		return 1 if $body =~ /\b(?:FROM|JOIN) prov_view\.|\bINTO prov\./ || grep { !$place{$_} } $body =~ /\bprov\.(\w+)/g;
	}
	return 0;
}

my @forms = (
	{ name => 'values_select', test => \&values_select,
	  why => 'a sub-select in VALUES is refused', instead => 'INSERT .. SELECT',
	  bad => 'INSERT INTO prov.context (cid, change_seq) VALUES ($1::int, (SELECT 1))',
	  good => 'INSERT INTO prov.context (cid, change_seq) SELECT $1::int, coalesce(max(seq), 0) FROM prov.change_log' },
	{ name => 'empty_select', test => sub { $_[0] =~ /\bSELECT\s*(?:$|\)|(?:FROM|WHERE|LIMIT)\b)/ },
	  why => 'a result without columns cannot be sent on', instead => 'SELECT 1',
	  bad => 'SELECT EXISTS (SELECT FROM prov.users WHERE cid = $1::int)',
	  good => 'SELECT EXISTS (SELECT 1 FROM prov.users WHERE cid = $1::int)' },
	{ name => 'except', test => sub { $_[0] =~ /\b(?:EXCEPT|INTERSECT)\b/ },
	  why => 'EXCEPT and INTERSECT are refused', instead => 'LEFT JOIN .. IS NULL, or NOT EXISTS',
	  bad => 'SELECT uid FROM prov.users EXCEPT SELECT uid FROM prov.member',
	  good => 'SELECT uid FROM prov.users UNION ALL SELECT uid FROM prov.member' },
	{ name => 'case_value', test => sub { $_[0] =~ /\bCASE\s+(?!\s|WHEN\b)/ },
	  why => 'CASE x WHEN y reaches the other servers as CASE x WHEN true', instead => 'CASE WHEN x = y',
	  bad => 'SELECT CASE kind WHEN $1::text THEN 1 END FROM prov.address',
	  good => 'SELECT CASE WHEN kind = $1::text THEN 1 END FROM prov.address' },
	{ name => 'set_element', test => sub { $_[0] =~ /\bSET\b(?:(?!\bWHERE\b).)*=\s*\([^()]*\)\[/s },
	  why => 'an element of an array that a column is set to ends the server (Citus 13.2, signal 11)',
	  instead => 'coalesce() around it',
	  bad => 'UPDATE prov.users SET name = ($1::text[])[uid] WHERE cid = $2::int',
	  good => 'UPDATE prov.users SET name = coalesce(($1::text[])[uid]) WHERE cid = $2::int' },
	{ name => 'tag', test => sub { $_[0] =~ /\bINSERT\b.*\bSELECT\b.*\bON CONFLICT\b/s && $_[0] !~ /\bRETURNING\b/ },
	  why => 'the number of rows that the server tells may be that of the rows asked for',
	  instead => 'RETURNING, and prov_sql_rows() in place of prov_sql_affected()',
	  bad => 'INSERT INTO prov.login_name (name) SELECT n FROM unnest($1::text[]) n ON CONFLICT DO NOTHING',
	  good => 'INSERT INTO prov.login_name (name) SELECT n FROM unnest($1::text[]) n ON CONFLICT DO NOTHING
		RETURNING name' },
	{ name => 'returning_select', test => \&returning_select,
	  why => 'a sub-select in RETURNING is a query of its own on a server that has a part of the rows',
	  instead => 'a statement of its own, in the same batch',
	  bad => 'INSERT INTO prov.address (cid, address) VALUES ($1::int, $2::text) RETURNING (SELECT m.cid FROM prov.login_name m)',
	  good => 'WITH a AS (DELETE FROM prov.address WHERE cid = $1::int RETURNING address), b AS (SELECT 1) SELECT address FROM a' },
	{ name => 'with_insert', test => sub { $_[0] =~ /^\s*WITH\b(?:(?!\bINSERT\b)[^()]|$nest)*+\bINSERT INTO prov\.$copied\b/ },
	  why => 'a WITH in front of an INSERT into a table that is the same everywhere gets lost',
	  instead => 'INSERT .. SELECT .. FROM (WITH ..) x',
	  bad => 'WITH n AS (SELECT 1 AS at) INSERT INTO prov.stage_nest (at) SELECT at FROM n',
	  good => 'INSERT INTO prov.stage_nest (at) SELECT at FROM (WITH n AS (SELECT 1 AS at) SELECT at FROM n) x' },
	{ name => 'two_places', test => sub { my @places = writes($_[0]); @places > 1 },
	  why => 'a statement that writes tables of two places does so on one server only', instead => 'a statement for each',
	  bad => 'WITH n AS (DELETE FROM prov.login_name WHERE cid = $1::int) DELETE FROM prov.context WHERE cid = $1::int',
	  good => 'WITH n AS (DELETE FROM prov.users WHERE cid = $1::int) DELETE FROM prov.context WHERE cid = $1::int' },
	{ name => 'copied_insert', test => sub { $_[0] =~ /^\s*INSERT INTO prov\.(\w+)/ && !$place{$1} && $_[0] =~ /\bprov\.$copied\b/
		&& $_[0] =~ /\bcid = \$\d/ && $_[0] !~ /\brandom\(\) >= 0\b/ },
	  why => 'rows of one context that are made with a table which is the same everywhere are asked of each shard',
	  instead => 'random() >= 0 in WHERE: then one server is asked, and one written to',
	  bad => 'INSERT INTO prov.users (cid, uid) SELECT c.cid, 3 FROM prov.context c WHERE c.cid = $1::int
		AND NOT EXISTS (SELECT 1 FROM prov.login_name m WHERE m.cid = $1::int) ON CONFLICT DO NOTHING RETURNING uid',
	  good => 'INSERT INTO prov.users (cid, uid) SELECT c.cid, 3 FROM prov.context c WHERE random() >= 0 AND c.cid = $1::int
		AND NOT EXISTS (SELECT 1 FROM prov.login_name m WHERE m.cid = $1::int) ON CONFLICT DO NOTHING RETURNING uid' },
	{ name => 'lock_many', test => sub { $_[0] =~ /\bFOR (?:NO KEY |KEY )?(?:UPDATE|SHARE)\b/ && $_[0] !~ /\bcid = \$\d/
		&& grep { !$place{$_} } $_[0] =~ /\bprov\.(\w+)/g },
	  why => 'rows of several contexts cannot be locked by SELECT', instead => 'an UPDATE that changes nothing',
	  bad => 'SELECT cid FROM prov.context WHERE cid = ANY ($1::int[]) FOR UPDATE',
	  good => 'SELECT cid FROM prov.context WHERE cid = $1::int FOR UPDATE' },
	{ name => 'sql_function', test => \&sql_function,
	  why => 'of a function in SQL that asks tables with contexts no plan is made with a parameter, nor on the server with the row',
	  instead => 'LANGUAGE plpgsql',
	  bad => "CREATE FUNCTION f(integer) RETURNS integer\nLANGUAGE sql STABLE AS \$\$ SELECT uid FROM prov.users WHERE cid = \$1 \$\$;",
	  good => "CREATE FUNCTION f(integer) RETURNS integer\nLANGUAGE sql STABLE AS \$\$ SELECT cid FROM prov.login_name \$\$;" },
	{ name => 'merge', test => sub { $_[0] =~ /^\s*(?:WITH\b.*)?\bMERGE\b/s },
	  why => 'MERGE is refused in most forms', instead => 'INSERT, UPDATE and DELETE',
	  bad => 'MERGE INTO prov.users u USING prov.stage_user s ON u.cid = s.cid WHEN MATCHED THEN DELETE',
	  good => 'DELETE FROM prov.users u USING prov.stage_user s WHERE u.cid = s.cid' },
	{ name => 'whole_schema', test => sub { $_[0] =~ /\bON ALL \w+ IN SCHEMA\b/ },
	  why => 'a right on all of a schema is refused in the middle of a transaction, or does not reach the other servers',
	  instead => 'a loop over what is there',
	  bad => 'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA prov_view FROM PUBLIC',
	  good => 'REVOKE ALL ON FUNCTION prov_view.granted(text, text[], text[]) FROM PUBLIC' },
	{ name => 'drop_many', test => sub { $_[0] =~ /^DROP INDEX [^;]*,/m },
	  why => 'several indexes of tables with contexts cannot go in one statement', instead => 'a statement for each',
	  bad => 'DROP INDEX prov.context_sogo, prov.context_sogo_hidden;',
	  good => "DROP INDEX prov.context_sogo;\nDROP INDEX prov.context_sogo_hidden;" },
	{ name => 'session', test => sub { $_[0] =~ /^\s*(?:SET(?! LOCAL)|LISTEN|PREPARE|DECLARE|CREATE|DISCARD)\b|\bWITH HOLD\b|
		\bpg_(?:try_)?advisory_(?:un)?lock|\bset_config\([^()]*,\s*false\s*\)|\bTEMP(?:ORARY)?\b|\b(?:currval|lastval)\(/x },
	  why => 'what a session keeps is lost behind a pooler, or another client finds it',
	  instead => 'SET LOCAL, locks that end with the transaction, staging tables',
	  bad => 'SELECT pg_advisory_lock(1)', good => 'SELECT pg_advisory_xact_lock(1)' },
	{ name => 'set_config', test => sub { $_[0] =~ /\bset_config\s*\(/ },
	  why => 'what set_config() sets holds on the first server only', instead => 'SET LOCAL, if it matters elsewhere',
	  bad => q{SELECT set_config('work_mem', $1::text, true)}, good => q{SET LOCAL work_mem = '4MB'} },
);

# Without comments; what stands in quotes is one word, so that it is taken for nothing else.
sub bare {
	my ($text) = @_;

	$text =~ s/--[^\n]*//g;
	$text =~ s/'(?:[^']|'')*'/'x'/g;
	return $text;
}

sub broken {
	my ($text) = @_;
	my $bare = bare($text);

	return grep { $_->{test}->($bare) } @forms;
}

sub examples {
	for my $form (@forms) {
		print "$form->{name}: its bad example passes\n" if !grep { $_ == $form } broken($form->{bad});
		print "$form->{name}: its good example is caught: $_->{name}\n" for grep { $_ == $form } broken($form->{good});
	}
}

sub look {
	my ($excused, $file) = @_;
	my $text = slurp($file);
	my %excuse = excuses($text);

	if ($excused) {
		print "$file: $_: $excuse{$_}\n" for sort keys %excuse;
		return;
	}
	for my $form (broken($text)) {
		print "$file: $form->{name}: $form->{why}; $form->{instead}\n" if !delete $excuse{$form->{name}};
	}
	for my $name (sort keys %excuse) {
		print "$file: $name: excused, but not there\n" if grep { $_->{name} eq $name } @forms;
	}
}

answer(\@forms, \&examples, sub {
	my ($mode) = @_;

	look($mode eq '--excused', $_) for @ARGV;
});
