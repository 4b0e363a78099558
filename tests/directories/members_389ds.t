#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SR25: members of groups in 389 Directory Server, by key, and by name where the plug-in is off
. "$TESTLIB/testlib.sh"
. "$ROOT/tests/directories/kind.sh"
kind_is 389ds
. "$ROOT/tests/directories/members.sh"

ALIKE='blanks cyrillic omega umlaut'
OTHER='accent dotted kelvin ohm wide'
members_without_keys() {
	replace cn=deref,cn=plugins,cn=config nsslapd-pluginEnabled off | as_admin
	kind_restart
}
members_suite
kind_stop
done_testing
