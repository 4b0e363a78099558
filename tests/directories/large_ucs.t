#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# more than a server gives at once: as OpenLDAP does
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is ucs
. "$ROOT/tests/directories/large.sh"
large_start
slapd_limits 'sizelimit 500'
fails 121 'sizelimit 500' ldapsync
stderr_has 'sizeLimitExceeded'
stderr_has 'hint: OpenLDAP: limits dn.exact="the bind DN" size=unlimited' 'sizelimit 500: and who has to set what'
smallest 'page_size = 100;'
printf 'sync: { remind = 0; };\n' >>"$PROV_CONFIG"
fails 121 'case 4: with pages' ldapsync
stderr_has 'size.prtotal=unlimited' 'case 4: which need a limit of their own'
same_tables 'and nothing is written'
smallest
slapd_limits "sizelimit 500
limits dn.exact=\"$READER\" size=unlimited"
large_suite
done_testing
