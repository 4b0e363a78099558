#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sink_rejects.t - entries that the mapping finds good and the database cannot take are counted,
# too: the run says so and ends with 123
. "$TESTLIB/testlib.sh"

use_database
start_slapd -l "$DATA/ldap/company.ldif"

# use_source LINES: one directory, all of whose entries go to one context
use_source() {
	set_config "sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; };
		source: { company: { base = \"dc=example,dc=com\"; $1 }; };"
}

ok 'a context' createcontext -c 1 -N acme -q 1000 -u admin -d Admin -g Ada -s Admin -p secret \
	-e admin@acme.example

use_source 'context = "nowhere"; groups = false;'
fails 1 'SR39: no such context: that is one error' ldapsync
stderr_has 'error: source.company.context: there is no context "nowhere"'
is "$(grep -c . "$TMP/err")" 2 'SR39: and a hint'
use_source 'context = "acne"; groups = false;'
fails 1 'SR39: a slip' ldapsync
stderr_has 'did you mean "acme"?'
use_source 'contexts = ({ base = "dc=example,dc=com"; context = "nowhere"; });'
fails 1 'SR39: of a subtree' ldapsync
stderr_has 'source.company.contexts: there is no context "nowhere"'
use_source 'user: { context = "nowhere"; }; groups = false;'
fails 1 'SR39: in a rule' ldapsync
stderr_has 'source.company.user.context: there is no context "nowhere"'
use_source 'user: { context = "x${sn}"; }; groups = false;'
fails 123 'where the entry says it, every user is a reject' ldapsync
stderr_has 'there is no context "x'
stderr_has '4 entries of the directory could not be taken over' 'with those that have no mapping'
is "$(sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL')" 0 'nobody was created'

use_source 'user: { context = "x${sn}"; }; group: { context = "x${cn}"; }; user_filter = "(uid=nobody)";'
fails 123 'the same with groups' ldapsync
stderr_has 'rejected group'

use_source 'context = "acme"; user: { name = "${uid} ${uid}"; };'
fails 123 'a name with a blank is one, too' ldapsync
stderr_has 'Illegal chars'
done_testing
