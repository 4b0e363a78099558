#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# json.sh - PF21: docs/json.md has every member of the schemas and every program, and every schema is used by a test
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
perl -MJSON::PP -e '
	sub members {
		my ($s) = @_;
		return unless ref $s eq "HASH";
		print "$_\n" for keys %{$s->{properties} // {}};
		members($_) for values %{$s->{properties} // {}}, $s->{items}, @{$s->{oneOf} // []};
	}
	for my $file (@ARGV) {
		open my $in, "<", $file or die "$file: $!";
		local $/;
		members(decode_json(<$in>));
	}' tests/data/json/*.json | sort -u >"$TMP/members"
while read -r member; do
	grep -qF -e "\`$member\`" -e "\"$member\"" docs/json.md || echo "$member"
done <"$TMP/members" >"$TMP/missing"
is "$(cat "$TMP/missing")" '' 'docs/json.md has every member'
is "$(($(wc -l <"$TMP/members") > 50))" 1 'the schemas were read'
prov help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' | while read -r program; do
	grep -qF "\`$program" docs/json.md || echo "$program"
done >"$TMP/missing"
is "$(cat "$TMP/missing")" '' 'and every program'
for schema in tests/data/json/*.json; do
	name=$(basename "$schema" .json)
	grep -qwE -e "(valid|json|schema in) .*$name" tests/cli/*.t || echo "$name"
done >"$TMP/missing"
is "$(cat "$TMP/missing")" '' 'every schema is used'
done_testing
