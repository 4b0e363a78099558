#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what was proved of a run is in its record, by name (S2)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

fake=$B/tests/tool/fakeldap
[ -x "$fake" ] || bail "not built: $fake"
use_database
new_context 1 acme
config() {	# [SOURCE LINES]
	set_config "ldap: { uri = \"ldapi://$(printf '%s' "$TMP/fake" | sed 's|/|%2F|g')\"; timeout = ${LDAP_TIMEOUT:-300}; };
source: { company: { profile = \"ad\"; base = \"DC=x\"; context = \"acme\"; ${1-} }; };"
}
# What holds, and what does not, of the last run.
proof() {
	sql "SELECT coalesce(string_agg(key, ' ' ORDER BY key) FILTER (WHERE value = 'true'), ''), '|',
		string_agg(key, ' ' ORDER BY key) FILTER (WHERE value = 'false')
		FROM jsonb_each((SELECT proof FROM prov.sync_run ORDER BY seq DESC LIMIT 1))" | tr -d '|'
}
says() {
	printf '%s\n' '- supportedCapabilities 1.2.840.113556.1.4.800' '- namingContexts DC=x' '- dsServiceName CN=one,DC=x' \
		"- highestCommittedUSN $1" >"$TMP/fake.says"
}
fails_by() {	# CONDITION BEHAVIOUR [NUMBER]: the conditions before it are not known to hold
	what=$1
	shift
	fake_ldap "$@"
	fails 121 "S2: $*" ldapsync
	is "$(proof)" "bases$what" "S2: $*: that is the condition"
}

config
says 10
fake_ldap plain
ok 'a run' ldapsync
is "$(proof)" 'bases connection counts keys pages ranges references results server' 'S2: what holds in a good run'
silent 'again' ldapsync
is "$(proof)" 'bases connection counts keys pages ranges references results' \
	'S2: where nothing differs it is not asked which server it is now'
fake_ldap gone
ok 'somebody is gone' ldapsync
is "$(proof)" 'bases connection counts keys pages ranges references results server suspects' \
	'S2: who is missing was looked up'

fails_by results result 4
fails_by results malformed
fails_by pages nopages
fails_by pages loop
fails_by references inside
fails_by references result 10
fails_by ranges short
fails_by ranges changing
fake_ldap hangup
fails 121 'S2: the connection ends' ldapsync
is "$(proof)" 'basesconnection' 'S2: the connection ends: that is the condition'

says 9
fake_ldap plain
fails 121 'S2: a server that went back' ldapsync
is "$(proof)" 'bases connection counts keys pages ranges references resultsserver' 'S2: a server that went back: that is the condition'
exec 3>&-
done_testing
