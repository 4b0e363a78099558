#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# more than a server gives at once: 389 DS counts by page, and entries that it has to look at
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is 389ds
. "$ROOT/tests/directories/large.sh"
large_start
smallest 'page_size = 2000;'
fails 121 'SR15: a page as large as its size limit' ldapsync
stderr_has 'hint: 389 DS: page_size below nsslapd-sizelimit' 'SR15: and what is to be set'
smallest
replace 'cn=config,cn=ldbm database,cn=plugins,cn=config' nsslapd-lookthroughlimit 1000 | as_admin
fails 121 'SR15: more than it looks at' ldapsync
stderr_has 'hint: 389 DS: nsLookThroughLimit: -1 in the entry of the bind DN' 'SR15: and what is to be set'
same_tables 'and nothing is written'
replace "$READER" nsLookThroughLimit -1 | as_admin
large_suite
done_testing
