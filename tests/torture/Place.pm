# SPDX-License-Identifier: Apache-2.0
# Place.pm - the database, the directory and the machine around the commands: looked at, and changed
package Place;
use strict;
use warnings;
use Time::HiRes qw(time sleep);

our (%people, @staff);	# of the directory: uid -> sn; members of the group "staff"
my ($n, $bad) = (0, 0);

# ---- results ----

# ask NAME, PROBLEMS...: a line of TAP, without its number
sub ask {
	my ($question, @problems) = @_;

	print @problems ? 'not ok' : 'ok', " $question\n";
	$bad++ if @problems;
	print "# $_\n" for map { s/\n/ /gr } @problems > 12 ? (@problems[0 .. 11], @problems - 12 . ' more') : @problems;
}

sub pick { return $_[rand @_] }
sub chance { return rand() < $_[0] }

# until(SECONDS, CODE): what the code returns, as soon as it is true; its last answer if time is over
sub until_true {
	my ($seconds, $code) = @_;
	my $end = time + $seconds;

	while (1) {
		my $answer = $code->();

		return $answer if $answer || time > $end;
		sleep 0.02;
	}
}

# ---- the database ----

sub postmaster {
	my ($pid) = split /\n/, Command::slurp("$ENV{PROV_HOME}/data/postmaster.pid");

	return $pid;
}

# rows QUERY [DATABASE]: undef if there is no answer
sub rows {
	my ($query, $database) = @_;
	my $pid = open my $in, '-|';

	if (!defined $pid) { die "fork: $!" }
	if (!$pid) {
		open STDERR, '>>', "$ENV{JOURNAL}/psql.err";
		exec "$ENV{PG_BINDIR}/psql", qw(-X -q -A -t -v ON_ERROR_STOP=1 -F), "\x1f", '-d', $database // 'prov',
			'-c', $query or die;
	}
	my @rows = map { chomp; [ split /\x1f/, $_, -1 ] } <$in>;

	return close $in ? \@rows : undef;
}

# sql QUERY: rows; a server that is away is started.
sub sql {
	my ($query, $database) = @_;

	for (1 .. 30) {
		my $rows = rows($query, $database);

		return @$rows if $rows;
		system 'provdb start >/dev/null 2>&1';
		sleep 0.2;
	}
	die "no answer: $query\n";
}

sub value {
	my @rows = sql(@_);

	return @rows ? $rows[0][0] : undef;
}

# Server processes of commands: those whose name at the database matches.
sub backends {
	my ($like) = @_;

	return map { join ' ', @$_ } sql("SELECT application_name, state, coalesce(wait_event, '-'), translate(left(query, 60), E'\\n\\t', '  ')
		FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name LIKE '$like'");
}

my @stages = qw(stage_user stage_unseen stage_touched stage_group stage_diff stage_member stage_group_diff stage_member_diff
	stage_nest);

sub staged {
	return value('SELECT ' . join ' + ', map { "(SELECT count(*) FROM prov.$_)" } @stages);
}

# ---- the directory ----

sub ldif {
	my ($text) = @_;

	open my $out, '|-', "ldapmodify -a -x -H '$ENV{LDAP_URI}' -D '$ENV{LDAP_ADMIN}' -w secret >$ENV{TMP}/ldif.log 2>&1"
		or die;
	print $out $text;
	close $out or die 'ldapmodify: ' . Command::slurp("$ENV{TMP}/ldif.log") . $text;
}

sub person {
	my ($uid) = @_;

	$people{$uid} = 'S' . ++$n;
	return "dn: uid=$uid,ou=people,$ENV{LDAP_BASE}\nobjectClass: inetOrgPerson\nuid: $uid\ncn: $uid\nsn: $people{$uid}\n"
		. "mail: $uid\@people.example\n\n";
}

sub staff_is {
	my ($how) = @_;
	my $dn = "cn=staff,ou=groups,$ENV{LDAP_BASE}";

	@staff = grep { chance(0.3) } sort keys %people;
	@staff = (sort keys %people)[0] unless @staff;
	return "dn: $dn\n" . ($how eq 'new' ? "objectClass: groupOfNames\ncn: staff\n"
		: "changetype: modify\nreplace: member\n")
		. join('', map { "member: uid=$_,ou=people,$ENV{LDAP_BASE}\n" } @staff) . "\n";
}

sub fill_directory {
	my ($count) = @_;
	my $text = join '', map { person(sprintf 'p%04d', ++$n) } 1 .. $count;

	ldif($text . staff_is('new'));
}

sub change_directory {
	my $text = '';
	my @uids = grep { !/^shared/ } sort keys %people;

	for (1 .. 1 + rand 4) {
		my $uid = pick(@uids);

		$people{$uid} = 'S' . ++$n;
		$text .= "dn: uid=$uid,ou=people,$ENV{LDAP_BASE}\nchangetype: modify\nreplace: sn\nsn: $people{$uid}\n\n";
	}
	$text .= person(sprintf 'p%04d', ++$n) for 1 .. rand 4;
	$text .= staff_is('change') if chance(0.5);
	if (chance(0.1)) {
		my ($uid) = grep { my $u = $_; !grep { $_ eq $u } @staff } @uids;

		if ($uid) {
			delete $people{$uid};
			$text .= "dn: uid=$uid,ou=people,$ENV{LDAP_BASE}\nchangetype: delete\n\n";
		}
	}
	ldif($text);
}

# What differs between the directory and a context, leaving out the names that others may hold.
sub not_synced {
	my ($cid) = @_;
	my %stored = map { ($_->[0] => $_->[1]) } sql("SELECT name, sur_name FROM prov.users
		WHERE cid = $cid AND source IS NOT NULL AND source_enabled AND name NOT LIKE 'shared%'");
	my @wrong;

	for (sort grep { !/^shared/ } keys %{{ %stored, %people }}) {
		push @wrong, "$_ is " . ($stored{$_} // 'missing') . ', must be ' . ($people{$_} // 'missing')
			if ($stored{$_} // '') ne ($people{$_} // '');
	}
	my @members = map { $_->[0] } sql("SELECT u.name FROM prov.groups g JOIN prov.member m USING (cid, gid)
		JOIN prov.users u USING (cid, uid) WHERE g.cid = $cid AND g.login = 'staff' AND u.name NOT LIKE 'shared%'
		ORDER BY 1");
	my $want = join ' ', sort grep { !/^shared/ } @staff;

	push @wrong, "staff are @members, must be $want" if "@members" ne $want;
	return @wrong;
}

# ---- the machine ----

# Processes of ours that are not the servers: by their environment, or by a path of ours among their words.
sub processes {
	my $server = postmaster() // 0;
	my $slapd = Command::slurp("$ENV{SLAPD}/slapd.pid") + 0;
	my @found;

	for my $dir (glob '/proc/[0-9]*') {
		my ($pid) = $dir =~ /(\d+)$/;
		my $stat = Command::slurp("$dir/stat");
		my ($state, $parent) = $stat =~ /\) (\S) (\d+)/ or next;
		my $line = Command::slurp("$dir/cmdline") =~ tr/\0/ /r;

		next if $pid == $server || $parent == $server || $pid == $slapd || $state eq 'Z';
		next unless Command::slurp("$dir/environ") =~ /\bPROV_TORTURE=\Q$ENV{TMP}\E\0/
			|| $line =~ m{\Q$ENV{PROV_HOME}\E|\Q$ENV{TMP}\E/second};
		next if $line =~ /\bperl\b|\bpsql\b/;
		push @found, "process $pid: $line";
	}
	return @found;
}

sub leftovers {
	my %known = map { $_ => 1 } qw(data run log lock ready);
	my @files = map { "file $_" } glob "$ENV{TMP}/tmp/* $ENV{TMP}/tmp/.[a-z]*";

	push @files, map { "file $_" } grep { !$known{s{.*/}{}r} } glob "$ENV{PROV_HOME}/*";
	until_true(30, sub { !processes() });
	return (@files, processes());
}

# check_rules NAME: what provdb check finds
sub check_rules {
	my ($question) = @_;
	my $c = Command::run(argv => [ 'provdb', 'check' ]);

	ask($question, $c->{status} eq '0' && $c->{out} . $c->{err} eq '' ? () : (Command::text($c), split /\n/, $c->{out}));
}

# What must be so after each of the plays.
sub ask_in_the_end {
	my $cid = shift;
	my @sync = map { Command::run(argv => [ 'ldapsync' ]) } 1 .. 2;

	ask('ldapsync works at once', map { Command::text($_) } grep { $_->{status} !~ /^(?:0|123)$/ } $sync[0]);
	ask('and makes the context equal to the directory', not_synced($cid));
	ask('another run has nothing to do', map { Command::text($_) } grep { $_->{out} ne '' || $_->{status} !~ /^(?:0|123)$/ }
		$sync[1]);
	ask('nothing is staged', staged() ? staged() . ' rows' : ());
	until_true(10, sub { !backends('%.%') });
	ask('no command has left a process at the server', backends('%.%'));
	check_rules('no rule is broken');
	ask('no file and no process is left', leftovers());
	# An entry that a run rejects leaves out a number.
	ask('the log has a line for each number', map { "context $_->[0]" } sql("SELECT c.cid FROM prov.context c
		JOIN prov.change_log l USING (cid) WHERE c.cid <> $cid GROUP BY c.cid, c.change_seq
		HAVING max(l.seq) <> c.change_seq OR count(*) <> c.change_seq - min(l.seq) + 1"));
}

1;
