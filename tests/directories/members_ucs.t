#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SR25: members of groups in UCS: its groups have uniqueMember
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is ucs

# shellcheck disable=SC2034 # kind_slapd.sh reads them
GLOBAL_LINES="$GLOBAL_LINES
moduleload deref"
# shellcheck disable=SC2034
OVERLAY='overlay deref'
use_database
kind_start
new_context 1 acme
{
	users anna ben
	group team "UID=Anna, $PEOPLE" "$(user_dn ben)#'0101'B" "$(user_dn nobody)"
	group all "$(group_dn team)"
} | as_admin
smallest
ok 'what is looked for' ldapsync --check
has "$TMP/out" 'by key (the control to dereference)' 'the server gives the keys of members'
ok 'a first run' ldapsync
is "$(members_of team)" 'anna ben' 'SR25: members, whatever the spelling'
is "$(members_of all)" 'anna ben' 'SR25: and in the group above'
silent 'the second run'
done_testing
