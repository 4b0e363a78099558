#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SR25: members of groups in OpenLDAP, by key where the overlay deref is there, and by name
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is slapd
. "$ROOT/tests/directories/members.sh"

ALIKE='accent blanks cyrillic dotted kelvin ohm omega umlaut wide'
OTHER='none'
GLOBAL_LINES='moduleload deref'
OVERLAY='overlay deref'
# shellcheck disable=SC2034 # kind_slapd.sh reads them
members_without_keys() {
	GLOBAL_LINES='' OVERLAY=
	kind_rights
	slapd_limits "$rights"
}
members_suite
done_testing
