#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: the examples of docs/mapping.md are what --explain says of such an entry
. "$TESTLIB/testlib.sh"

# One line a row of the table, each with files for it: the number, the expression, what it gives.
perl -CSD -MMIME::Base64 -MEncode -ne '
	chomp;
	next unless /^\| field \| expression \|/ .. /^$/;
	my @cells = map { s/^\s+|\s+$//gr } split /(?<!\\)\|/;
	next unless @cells == 5 && $cells[1] =~ /^`/;
	my ($field, $expr, $entry, $gives) = map { s/\\\|/|/gr } @cells[1 .. 4];
	s/^`|`$//g for $field, $expr;
	my @lines = $entry =~ /`([^`]*)`/g;
	my $want = join ", ", $gives =~ /`([^`]*)`/g;
	my $n = ++$rows;
	open my $ldif, ">", "$ENV{TMP}/$n.ldif";
	print $ldif "dn: cn=x,dc=example\nobjectClass: inetOrgPerson\nentryUUID: u\n";
	for (@lines) {
		my ($name, $value) = /^(\w+): (.*)$/ or die $_;
		printf $ldif "%s:: %s\n", $name, encode_base64(encode("UTF-8", $value), "");
	}
	open my $conf, ">", "$ENV{TMP}/$n.conf";
	(my $quoted = $expr) =~ s/(["\\])/\\$1/g;
	print $conf "database: { conninfo = \"host=$ENV{TMP}/none dbname=none\"; patience = 0; };\n";
	printf $conf "source: { company: { context = \"acme\"; groups = false; user: { %s = \"%s\"; }; }; };\n", $field, $quoted;
	print "$n\t$field\t$expr\t$want\n";' "$ROOT/docs/mapping.md" >"$TMP/rows"
[ "$(wc -l <"$TMP/rows")" -gt 25 ] || bail 'the examples cannot be read'
chmod 600 "$TMP"/*.conf
tab=$(printf '\t')
while IFS=$tab read -r n field expr want; do
	run env PROV_CONFIG="$TMP/$n.conf" ldapsync --explain "$TMP/$n.ldif" --json
	got=$(perl -MJSON::PP -e 'binmode STDOUT, ":utf8"; local $/; print join ", ", map { $_->{value} // "(nothing)" }
		grep { $_->{part} eq "rule" && $_->{name} eq $ARGV[0] } @{decode_json(<STDIN>)}' "$field" <"$TMP/out")
	is "$got" "$want" "$field = $expr"
done <"$TMP/rows"
done_testing
