# SPDX-License-Identifier: Apache-2.0
# sql_tree.pl - forms of statements that fail where the tables are distributed by context, and that only a parser
# can tell (sql_forms.pl has the others)
#
#	sql_tree.pl		what is wrong, one a line: file: form: why; what instead
#	sql_tree.pl --examples	a line for each form whose bad example is not caught, or whose good one is
#	sql_tree.pl --names	the forms
#
# PostgreSQL parses: each statement, as it is built into the library, is the body of a function, whose tree is in
# pg_proc. Needs B, PG_BINDIR and DATABASE, a migrated one.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SqlForms qw(slurp excuses answer %reference %local);

my %wide = map { $_ => 1 } qw(sync sogo check licence import notify);	# folders of statements about many contexts by nature
my (%volatility, %relation, %cid);			# by oid

# ---- the tree: { type => 'QUERY', FIELD => [values] }, lists are arrays, the rest is text ----

sub tree {
	my ($text) = @_;
	my @tokens = $text =~ /[{}()]|(?:\\.|[^\s{}()\\])+/gs;
	my $node;

	$node = sub {
		my ($end) = @_;
		my (@list, $field);
		my $object = $end eq '}' ? { type => shift @tokens } : undef;

		while (@tokens && (my $t = shift @tokens) ne $end) {
			if ($object && $t =~ /^:(\w+)$/) {
				$field = $1;
				$object->{$field} = [];
				next;
			}
			push @{ $object ? $object->{$field} : \@list }, $t eq '{' ? $node->('}') : $t eq '(' ? $node->(')') : $t;
		}
		return $object // \@list;
	};
	return $node->('');
}

# Calls fn with each object below, and with the number of queries between.
sub walk {
	my ($x, $fn, $depth) = @_;

	$depth //= 0;
	if (ref $x eq 'ARRAY') {
		walk($_, $fn, $depth) for @$x;
	} elsif (ref $x eq 'HASH') {
		$fn->($x, $depth);
		walk($x->{$_}, $fn, $depth + ($x->{type} eq 'QUERY')) for grep { $_ ne 'type' } sort keys %$x;
	}
}

sub any {
	my ($x, $test) = @_;
	my $found = 0;

	walk($x, sub { $found ||= $test->(@_) ? 1 : 0 });
	return $found;
}

sub one { my ($x, $field) = @_; return $x->{$field} ? $x->{$field}[0] // '' : '' }

sub queries {
	my @found;

	walk($_[0], sub { push @found, $_[0] if $_[0]{type} eq 'QUERY' });
	return @found;
}

# ---- what is in it ----

sub entries { my ($q) = @_; my $table = one($q, 'rtable'); return ref $table ? @$table : () }

sub name_of { my ($e) = @_; return one($e, 'rtekind') eq '0' ? $relation{one($e, 'relid')} // '' : '' }

sub is_spread { my $name = name_of($_[0]); return $name && !$reference{$name} && !$local{$name} }

sub has_spread { return any($_[0], sub { $_[0]{type} =~ /^(?:RTE|RANGETBLENTRY)$/ && is_spread($_[0]) }) }

# Of all tables but one Citus knows, also of those that stay on the first server.
sub has_known {
	return any($_[0], sub { $_[0]{type} =~ /^(?:RTE|RANGETBLENTRY)$/ && name_of($_[0]) !~ /^(?:schema_version)?$/ });
}

sub functions {
	my ($x, $kinds) = @_;
	my @found;

	walk($x, sub {
		my $oid = one($_[0], 'funcid') || one($_[0], 'opfuncid');
		push @found, $_[0] if $oid && ($volatility{$oid} // 'i') =~ /[$kinds]/;
	});
	return @found;
}

# Conditions that have to be true for a row, of WHERE and of joins.
sub conditions {
	my ($x) = @_;
	my @found;

	return map { conditions($_) } @$x if ref $x eq 'ARRAY';
	return () if ref $x ne 'HASH';
	return ($x) if $x->{type} eq 'OPEXPR';
	return conditions($x->{args}) if $x->{type} eq 'BOOLEXPR' && one($x, 'boolop') eq 'and';
	return map { conditions($x->{$_}) } grep { $x->{$_} } qw(fromlist larg rarg quals) if $x->{type} =~ /^(?:FROMEXPR|JOINEXPR)$/;
	return ();
}

# Tables of a query by what their context is equal to: a number for each, and which numbers are a parameter.
sub contexts {
	my ($q) = @_;
	my @entries = entries($q);
	my (%group, %bound);
	my $place = sub {	# which table's cid is this?
		my ($v) = @_;
		my $e = ref $v eq 'HASH' && $v->{type} eq 'VAR' && one($v, 'varlevelsup') eq '0' ? $entries[one($v, 'varno') - 1] : undef;

		return $e && one($e, 'rtekind') eq '0' && ($cid{one($e, 'relid')} // 0) == one($v, 'varattno') ? one($v, 'varno') : 0;
	};

	$group{$_} = $_ for 1 .. @entries;
	for my $c (grep { one($_, 'opfuncid') eq '65' } conditions($q->{jointree})) {	# int4eq
		my ($left, $right) = @{ $c->{args}[0] };
		my ($l, $r) = ($place->($left), $place->($right));

		if ($l && $r) {
			my ($from, $to) = ($group{$r}, $group{$l});
			for (keys %group) { $group{$_} = $to if $group{$_} == $from }
			$bound{$to} ||= $bound{$from};
		} elsif ($l || $r) {
			my $other = $l ? $right : $left;
			$bound{$group{$l || $r}} = 1 if !any($other, sub { $_[0]{type} =~ /^(?:VAR|SUBLINK)$/ });
		}
	}
	return (\%group, \%bound, grep { is_spread($entries[$_ - 1])
		&& !(one($q, 'commandType') eq '3' && one($q, 'resultRelation') eq $_) } 1 .. @entries);
}

# Tables whose context is neither a parameter nor the same as that of one where it is.
sub unbound {
	my ($group, $bound, @tables) = contexts($_[0]);

	return grep { !$bound->{$group->{$_}} } @tables;
}

# Is a table joined with another one by something else than the context?
sub is_apart {
	my ($group, $bound, @tables) = contexts($_[0]);
	my %groups = map { ($bound->{$group->{$_}} ? 'parameter' : $group->{$_}) => 1 } @tables;

	return keys %groups > 1;
}

# The same in EXISTS: it looks at the row around it, and not by the context.
sub is_apart_below {
	my ($q) = @_;

	return 0 if !grep { is_spread($_) || (one($_, 'rtekind') eq '1' && has_spread($_)) } entries($q);
	for my $below (map { one($_, 'subselect') } sublinks([$q->{targetList}, $q->{jointree}])) {
		my $by_context = grep { my ($l, $r) = @{ $_->{args}[0] }; one($_, 'opfuncid') eq '65' && grep { ref $_ eq 'HASH'
			&& $_->{type} eq 'VAR' && one($_, 'varlevelsup') ne '0' } ($l, $r) } conditions($below->{jointree});
		return 1 if (grep { is_spread($_) } entries($below)) && uses_outer($below) && !$by_context;
	}
	return 0;
}

sub is_routed { return !grep { unbound($_) } queries($_[0]) }

sub uses_outer {	# does a query look at one that is above it?
	return any($_[0], sub { $_[0]{type} eq 'VAR' && one($_[0], 'varlevelsup') >= $_[1] });
}

sub sublinks {
	my ($x) = @_;
	my @found;

	walk($x, sub { push @found, $_[0] if $_[0]{type} eq 'SUBLINK' && $_[1] == 0 });
	return @found;
}

sub is_correlated {
	my ($q) = @_;
	my @from = grep { one($_, 'rtekind') =~ /^[016]$/ } entries($q);

	return 0 if !@from || grep { one($_, 'rtekind') eq '0' ? is_spread($_) : one($_, 'rtekind') eq '1' && has_spread($_) } @from;
	return grep { has_spread($_) && uses_outer(one($_, 'subselect')) } sublinks([$q->{targetList}, $q->{jointree}]);
}

# ---- the forms; a test gets the tree of a statement ----

my @forms = (
	{ name => 'one_context', narrow => 1, test => sub { !is_routed($_[0]) },
	  bad => 'SELECT u.uid FROM prov.users u WHERE u.cid = (SELECT l.cid FROM prov.login_name l WHERE l.name = $1::text)',
	  good => 'SELECT u.uid FROM prov.users u JOIN prov.context c ON c.cid = u.cid WHERE c.cid = $1::int',
	  why => 'not every table has its context by a parameter: all servers are asked', instead => 'cid = $1 at every level' },
	{ name => 'stable_set', test => sub { grep { one($_, 'commandType') eq '2' &&
		grep { any([$_->{args}], sub { $_[0]{type} eq 'VAR' }) } functions($_->{targetList}, 's') } queries($_[0]) },
	  bad => 'UPDATE prov.users SET login = chr(1) || uid WHERE cid = $1::int',
	  good => 'UPDATE prov.users SET login = chr(1) || uid::text, changed = now() WHERE cid = $1::int',
	  why => 'a STABLE function of a column in UPDATE .. SET is refused', instead => 'an IMMUTABLE one, often a cast to text' },
	{ name => 'conflict_set', test => sub { any($_[0], sub { $_[0]{type} eq 'ONCONFLICTEXPR' && functions($_[0]{onConflictSet}, 'sv') }) },
	  bad => 'INSERT INTO prov.handover (cid, uid, at) VALUES ($1::int, 3, now()) ON CONFLICT (cid, uid) DO UPDATE SET at = now()',
	  good => 'INSERT INTO prov.handover (cid, uid, at) VALUES ($1::int, 3, now()) ON CONFLICT (cid, uid) DO UPDATE SET at = excluded.at',
	  why => 'only IMMUTABLE functions are allowed in DO UPDATE', instead => 'excluded.COLUMN, or a parameter' },
	{ name => 'volatile', test => sub { grep { one($_, 'commandType') =~ /^[234]$/ && has_spread($_) && functions($_, 'v') } queries($_[0]) },
	  bad => 'UPDATE prov.users SET changed = clock_timestamp() WHERE cid = $1::int',
	  good => 'UPDATE prov.users SET changed = now() WHERE cid = $1::int',
	  why => 'VOLATILE functions are refused where something is written', instead => 'a parameter' },
	{ name => 'correlated', test => sub { !is_routed($_[0]) && grep { is_correlated($_) } queries($_[0]) },
	  bad => 'WITH w AS (SELECT cid, uid FROM prov.member) SELECT 1 FROM w WHERE EXISTS (SELECT 1 FROM prov.users u WHERE u.cid = w.cid)',
	  good => 'WITH w AS (SELECT cid, uid FROM prov.member) SELECT 1 FROM w LEFT JOIN prov.users u ON u.cid = w.cid WHERE u.cid IS NULL',
	  why => 'EXISTS over a distributed table, about rows that come from WITH or a table that is everywhere',
	  instead => 'LEFT JOIN .. IS NULL' },
	{ name => 'counted_beside', test => sub { !is_routed($_[0]) && grep { one($_, 'hasAggs') eq 'true' && sublinks($_->{targetList}) &&
		grep { is_spread($_) } entries($_) } queries($_[0]) },
	  bad => 'SELECT count(*), (SELECT count(*) FROM prov.groups) FROM prov.users',
	  good => 'SELECT (SELECT count(*) FROM prov.users), (SELECT count(*) FROM prov.groups)',
	  why => 'a sub-select beside an aggregate cannot be pushed down', instead => 'FILTER, or a sub-select for each' },
	{ name => 'other_key', test => sub { !is_routed($_[0]) && grep { is_apart($_) || is_apart_below($_) } queries($_[0]) },
	  bad => 'SELECT u.uid FROM prov.users u WHERE NOT EXISTS (SELECT 1 FROM prov.stage_user s WHERE s.source_key = u.source_key)',
	  good => 'WITH s AS MATERIALIZED (SELECT source_key FROM prov.stage_user) SELECT u.uid FROM prov.users u
		LEFT JOIN s ON s.source_key = u.source_key WHERE s.source_key IS NULL',
	  why => 'two distributed tables are joined by something else than the context', instead => 'WITH .. AS MATERIALIZED for one' },
	{ name => 'lateral_count', test => sub { !is_routed($_[0]) && any($_[0], sub { one($_[0], 'lateral') eq 'true' &&
		ref one($_[0], 'subquery') && one(one($_[0], 'subquery'), 'hasAggs') eq 'true' && !ref one(one($_[0], 'subquery'), 'groupClause') }) },
	  bad => 'WITH t AS (SELECT cid FROM prov.users) SELECT n.n FROM t CROSS JOIN LATERAL
		(SELECT count(*) AS n FROM prov.member m WHERE m.cid = t.cid) n',
	  good => 'WITH t AS (SELECT cid FROM prov.users) SELECT n.n FROM t LEFT JOIN
		(SELECT m.cid, count(*) AS n FROM prov.member m GROUP BY m.cid) n ON n.cid = t.cid',
	  why => 'an aggregate in LATERAL about rows of WITH', instead => 'GROUP BY, and a join' },
	{ name => 'stable_coalesce', test => sub { grep { one($_, 'commandType') eq '2' && has_known($_) && any($_->{targetList}, sub {
		$_[0]{type} =~ /^(?:COALESCE|COALESCEEXPR|CASE|CASEEXPR)$/ && functions($_[0], 'sv') }) } queries($_[0]) },
	  bad => 'UPDATE prov.groups SET missing_since = coalesce(missing_since, now()) WHERE cid = $1::int',
	  good => 'UPDATE prov.groups SET missing_since = least(missing_since, now()) WHERE cid = $1::int',
	  why => 'a function that is not IMMUTABLE in COALESCE or CASE of UPDATE .. SET', instead => 'least(), greatest(), a parameter' },
	{ name => 'equal_now', test => sub { grep { has_spread($_) && any($_, sub { $_[0]{type} eq 'OPEXPR' && one($_[0], 'opfuncid') eq '1152'
		&& any($_[0]{args}, sub { one($_[0], 'funcid') eq '1299' }) }) } queries($_[0]) },	# timestamptz_eq, now
	  bad => 'SELECT uid FROM prov.users WHERE changed = now()',
	  good => 'WITH t AS MATERIALIZED (SELECT now() AS at) SELECT u.uid FROM prov.users u JOIN t ON t.at = u.changed',
	  why => 'the transaction has begun at another time on each server', instead => 'WITH .. AS MATERIALIZED (SELECT now())' },
	{ name => 'two_functions', test => sub { grep { my @f = grep { one($_, 'rtekind') eq '3' } entries(one($_, 'subselect')); @f > 1 } map { sublinks([$_->{targetList}, $_->{jointree}]) } grep { has_spread($_) } queries($_[0]) },
	  bad => 'SELECT ARRAY(SELECT a.x FROM unnest(u.aliases) a(x) JOIN unnest(u.aliases) b(x) ON a.x = b.x) FROM prov.users u',
	  good => 'SELECT ARRAY(SELECT a.x FROM unnest(u.aliases) a(x)) FROM prov.users u',
	  why => 'a join of two functions in a sub-select reaches the other servers as something else', instead => 'one function' },
	{ name => 'two_kinds', test => sub { grep { my @e = entries($_); (grep { is_spread($_) } @e) && (grep { $local{name_of($_)} } @e) } queries($_[0]) },
	  bad => 'SELECT u.uid FROM prov.users u JOIN prov.source_state s ON s.name = u.source WHERE u.cid = $1::int',
	  good => 'SELECT (SELECT s.at FROM prov.source_state s WHERE s.name = $1::text) FROM prov.users u WHERE u.cid = $2::int',
	  why => 'a table of the first server is joined with a distributed one', instead => 'WITH, or two statements' },
	{ name => 'grouping', test => sub { !is_routed($_[0]) && grep { ref one($_, 'groupingSets') && grep { is_spread($_) } entries($_) } queries($_[0]) },
	  bad => 'SELECT cid, count(*) FROM prov.users GROUP BY GROUPING SETS ((cid), ())',
	  good => 'WITH n AS (SELECT cid, uid FROM prov.users) SELECT cid, count(*) FROM n GROUP BY GROUPING SETS ((cid), ())',
	  why => 'GROUPING SETS over a distributed table', instead => 'over WITH' },
	{ name => 'recursive', test => sub { !is_routed($_[0]) && any($_[0], sub { $_[0]{type} eq 'COMMONTABLEEXPR' &&
		one($_[0], 'cterecursive') eq 'true' && has_spread($_[0]) }) },
	  bad => 'WITH RECURSIVE a AS (SELECT cid, uid FROM prov.users UNION SELECT m.cid, m.gid FROM prov.member m JOIN a ON a.uid = m.uid) SELECT 1 FROM a',
	  good => 'WITH RECURSIVE a AS (SELECT root, at FROM prov.stage_nest UNION SELECT n.root, n.at FROM prov.stage_nest n JOIN a ON a.at = n.root) SELECT 1 FROM a',
	  why => 'recursion over a distributed table without cid = $1', instead => 'one context, or a table that is everywhere' },
);

# ---- asking PostgreSQL ----

sub function {
	my ($n, $text) = @_;
	my %type;

	$text =~ s/^\s*--.*\n//mg;
	$type{$1} //= $2 while $text =~ /\$(\d+)::("char"|\w+(?:\[\])?)/g;
	my $args = join ', ', map { $type{$_} // 'text' } 1 .. (sort { $b <=> $a } 0, keys %type)[0];
	return "CREATE FUNCTION pg_temp.f$n($args) RETURNS void LANGUAGE sql BEGIN ATOMIC\n$text;\nEND;\n";
}

# Trees of statements, in their order.
sub parse {
	my (@texts) = @_;
	my $script = "$ENV{TMP}/forms.sql";
	my @trees;

	open my $fh, '>', $script or die "$script: $!\n";
	print $fh function($_, $texts[$_]) for 0 .. $#texts;
	print $fh <<'END';
SELECT 'V', oid, provolatile FROM pg_proc WHERE provolatile <> 'i';
SELECT 'R', c.oid, c.relname, coalesce(a.attnum, 0) FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cid'
	WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind IN ('r', 'v');
SELECT 'F', substr(proname, 2), prosqlbody FROM pg_proc WHERE pronamespace = pg_my_temp_schema();
END
	close $fh or die "$script: $!\n";
	open my $psql, '-|', "$ENV{PG_BINDIR}/psql", '-XqAt', '-F', "\t", '-v', 'ON_ERROR_STOP=1', '-d', $ENV{DATABASE}, '-f', $script
		or die "psql: $!\n";
	while (<$psql>) {
		my ($kind, $key, $value, $more) = split /\t/;

		$volatility{$key} = $value =~ /(.)/ ? $1 : '' if $kind eq 'V';
		($relation{$key}, $cid{$key}) = ($value, $more + 0) if $kind eq 'R';
		$trees[$key] = tree($value) if $kind eq 'F';
	}
	close $psql or die "the statements were not understood\n";
	die "no trees\n" if @trees != @texts || grep { !queries($_) } @trees;
	return @trees;
}

sub examples {
	my @trees = parse(map { ($_->{bad}, $_->{good}) } @forms);

	for my $i (0 .. $#forms) {
		print "$forms[$i]{name}: its bad example passes\n" if !$forms[$i]{test}->($trees[2 * $i]);
		print "$forms[$i]{name}: its good example is caught\n" if $forms[$i]{test}->($trees[2 * $i + 1]);
	}
}

# Statements as they are built into the library, with the lists of columns filled in.
sub built {
	open my $fh, '-|', "$ENV{B}/tests/tool/queries", '--texts' or die "queries: $!\n";
	local $/;
	return map { /^(\S+)\n(.*)/s ? ($1 => $2) : () } split /\f/, <$fh>;
}

sub look {
	my %text = built();
	my @files = grep { $text{$_} =~ /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/ } sort keys %text;
	my @trees = parse(map { $text{$_} } @files);

	for my $i (0 .. $#files) {
		my $file = $files[$i];
		my %excuse = excuses(slurp($file));

		for my $form (@forms) {
			my $excused = $excuse{$form->{name}};

			next if $form->{narrow} && $file =~ m{query/(\w+)/} && $wide{$1};
			my $broken = $form->{test}->($trees[$i]);
			print "$file: $form->{name}: $form->{why}; $form->{instead}\n" if $broken && !$excused;
			print "$file: $form->{name}: excused, but not there\n" if $excused && !$broken;
		}
	}
	printf "%d statements were looked at\n", scalar @files;
}

answer(\@forms, \&examples, \&look);
