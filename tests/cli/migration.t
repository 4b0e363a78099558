#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# migration.t - an export of an old installation, with umlauts, quotes and the mistakes of real files, is imported,
# listed and compared
#
#	MANY=500	`make check-long` says more: then it has 1,000 contexts and 50,000 users
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

contexts=30 users=1500
[ "${MANY:-500}" -le 500 ] || contexts=1000 users=50000
use_database

# The files, and beside them what has to come out: users that are good, and how many lines are wrong for which reason.
cat >"$TMP/export.pl" <<'END'
use strict;
use warnings;
use utf8;
binmode $_, ":utf8" for *STDOUT;
my ($contexts, $users, $hash, $dir) = @ARGV;
srand 7;

sub out { open my $f, ">:raw:utf8", "$dir/$_[0]" or die; $f }
sub line {	# SEPARATOR CELL...: quoted where it has to be, and sometimes where not
	my $separator = shift;
	join $separator, map { /["\Q$separator\E\r\n]/ || rand() < 0.3 ? '"' . s/"/""/gr . '"' : $_ } @_;
}

my @given = ("Anna", "Jürgen", "Zoë", "Łukasz", "Björk", "Çağla", "Μαρία", "Иван", "O'Neil", "Mary Ann", "Renée");
my @sur = ("Müller", "von der Höhe", "Straßer", "D'Angelo", "Smith, Jr.", "Ó Briain", "Nowak", "Öz", "Li", "Peña", "\"Mac\" Donald");
my ($c, $want) = (out("contexts.csv"), out("contexts.want"));
print $c line(",", qw(contextid contextname addmapping quota username displayname givenname surname password passwordmech email
	access-combination-name language timezone)), "\n";
for my $id (1 .. $contexts) {
	my $name = "Kunde $id GmbH" =~ s/ /-/gr;
	print $c line(",", $id, $name, "k$id.example", $id % 7 ? 1024 : -1, "oxadmin", "Verwalter \"$id\"", "Context", "Ädmin", $hash,
		"HASH", "oxadmin\@k$id.example", "groupware_standard", "de_DE", "Europe/Berlin"), $id % 50 ? "\n" : "\n\n";
	print $want "$id $name ", $id % 7 ? 1024 : -1, "\n";
}
# mistakes of contexts: the name of another one, a mapping of another one, no number, nothing where something has to be
print $c line(",", $contexts + 1, "Kunde-1-GmbH", "x.example", 1, "a", "b", "c", "d", $hash, "HASH", 'a@x.example', "", "", ""), "\n";
print $c line(",", $contexts + 2, "other", "k1.example", 1, "a", "b", "c", "d", $hash, "HASH", 'a@x.example', "", "", ""), "\n";
print $c line(",", "many", "third", "y.example", 1, "a", "b", "c", "d", $hash, "HASH", 'a@x.example', "", "", ""), "\n";
print $c line(",", $contexts + 3, "fourth", "z.example", 1, "a", "b", "c", "", $hash, "HASH", 'a@x.example', "", "", ""), "\n";

my ($u, $good, $bad) = (out("users.csv"), out("users.want"), 0);
print $u "\x{FEFF}", line(";", qw(Id surname contextid email givenname username displayname password passwordmech aliases language
	mailenabled department note access-calendar quota UserAttributes)), "\r\n";
for my $n (1 .. $users) {
	my $id = 1 + $n % $contexts;
	my ($given, $sur) = ($given[rand @given], $sur[rand @sur]);
	my ($name, $mail) = ("user$n", "user$n\@k$id.example");
	my $display = "$sur, $given \"$n\"";
	my $note = $n % 11 ? "" : "first line\r\nsecond; \"line\" $n";
	my $language = $n % 3 ? "de_DE" : "fr_FR";
	my $mistake = $n % 37 ? 0 : 1 + int(rand 6);	# 37: the user of the same context before has none
	$mistake = 1 if $mistake == 6 && $n <= $contexts;
	$mail = "nowhere" if $mistake == 1;
	$sur = "" if $mistake == 2;
	$name = "user 1" if $mistake == 3;
	$id = $contexts + 99 if $mistake == 4;
	$language = "deutsch" if $mistake == 5;
	($name, $display) = ("USER" . ($n - $contexts), "twice $n") if $mistake == 6;
	print $u line(";", $n, $sur, $id, $mail, $given, $name, $display, $hash, "HASH", $mail =~ /\@/ ? "alias$n\@k$id.example" : "",
		$language, $n % 13 ? "true" : "false", "Abteilung $id", $note, $n % 2 ? "on" : "off", $n % 5 ? "" : 50, "x=y"), "\r\n";
	$bad++, next if $mistake;
	print $good join("|", $id, $name, $display, $given, $sur, $mail, $language, $n % 13 ? "true" : "false", "Abteilung $id",
		$note =~ s/[\r\n]+/ /gr), "\n";
}
print $bad;
END
bad=$(perl "$TMP/export.pl" "$contexts" "$users" "$HASH" "$TMP") || bail 'no export'
is "$((bad > users / 50))" 1 "there are mistakes ($bad)"

ok 'the contexts' createcontext --csv-import "$TMP/contexts.csv"
is "$(grep -c '^Context [0-9]* successfully created$' "$TMP/out")" "$contexts" 'each is told'
is "$(grep -c '^Failed to create context' "$TMP/err")" 4 'four lines are wrong'
is "$(listcontext --csv --fields id,name,max_quota | tail -n +2 | tr -d '"' | tr , ' ')" "$(cat "$TMP/contexts.want")" 'the others are there as they were'

ok 'the users' createuser --csv-import "$TMP/users.csv"
is "$(grep -c '^User [0-9]* successfully created in context [0-9]*$' "$TMP/out")" "$((users - bad))" 'each is told'
is "$(grep -c '^Failed to create user' "$TMP/err")" "$bad" 'and each mistake'
is "$(grep '^Failed' "$TMP/err" | grep -vcE 'line [0-9]+(, column [0-9]+ \([a-z]+\))?: ')" 0 'with the number of its line'
ok 'the same once more' createuser --csv-import "$TMP/users.csv"
is "$(grep -c 'successfully created' "$TMP/out") $(grep -c '^Failed' "$TMP/err")" "0 $users" 'creates nobody'

listed() {
	for id in $(seq "$contexts"); do
		listuser -c "$id" --json --fields id,name,display_name,given_name,sur_name,mail,language,enabled,department,note |
			perl -MJSON::PP -CO -0777 -sne 'for my $user (grep { $_->{id} > 2 } @{decode_json($_)}) {
				$user->{enabled} = $user->{enabled} ? "true" : "false";
				my @values = map { $_ // "" } @$user{qw(name display_name given_name sur_name mail language enabled department note)};
				print join("|", $cid, map { s/[\r\n]+/ /gr } @values), "\n";
			}' -- -cid="$id"
	done
}
listed | sort >"$TMP/is"
sort "$TMP/users.want" >"$TMP/want"
is "$(diff "$TMP/want" "$TMP/is" | head -n 10)" '' 'what is listed is what was exported'
sql ANALYZE
check_clean 'all rules hold'
done_testing
