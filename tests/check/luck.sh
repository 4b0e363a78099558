#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# luck.sh - PF29: no test hopes: nothing sleeps for a moment, looks at the clock, has a short limit for what
# is not a limit, ignores that an event did not come, or asks servers to forget what they have committed
#
# Where a limit is what is tested it is one second, and the test does not care when it begins.
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
find tests -name '*.t' | sort >"$TMP/files"

found_in() {	# NAME PERL_CONDITION
	xargs perl -ne "chomp; next if /^\\s*#/; print qq(\$ARGV:\$.: \$_\\n) if $2; close ARGV if eof" <"$TMP/files" \
		>"$TMP/found" 2>&1
	is "$(head -n 20 "$TMP/found")" '' "$1"
}

# In <(sleep 0.1; cat FILE) somebody is slow, which nobody waits for by the clock.
found_in 'PF29: nothing sleeps and hopes' '/\bsleep (?!3600\b)["\$\d]/ && !/<\(sleep/'
found_in 'PF29: a statement that holds something does not end by itself' '/pg_sleep\((?!3600\b|0\b|0\.05\b)/'
found_in 'PF29: nothing measures time on the clock' '/date [^|;]*\+%s/'
found_in 'PF29: what must not hang has a long limit' '/\btimeout (?:-\S+ )*\d{1,2} /'
found_in 'PF29: limits of a directory are one second or long' \
	'/\b(?:network_)?timeout = (?!1;)\d{1,2};/ && !/database: /'
found_in 'PF29: an event that does not come is noticed' \
	'/^\s*(?:wait_for|waiting|sessions)\s/ && !/\|\||&&|\\$/ && do { my $next = <>; $next = "" unless defined $next; $next !~ /^\s*is "?\$\?/ && $next !~ /\|\|/ }'
found_in 'PF29: servers that are killed are durable' '/(?:fsync|synchronous_commit|full_page_writes) *= *off/'

while read -r file; do
	grep -qE 'kill_postmaster|pg_stop .*immediate|kill -KILL "\$\(head -n 1 .*postmaster' "$file" || continue
	grep -qE 'PG_DURABLE|private_database|provdb init' "$file" || echo "$file"
done <"$TMP/files" >"$TMP/found"
is "$(cat "$TMP/found")" '' 'PF29: and made for that'
is "$(($(wc -l <"$TMP/files") > 40))" 1 'tests were looked at'
done_testing
