#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: random changes of a directory, while backends are ended and other runs come: after each round, reading
# everything finds nothing else
#
#	SEED='7 8' ROUNDS=30 tests/run tests/cli/ldapsync_watch_random.t	other changes, and more of them
# long: random changes, hundreds of runs
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/watch.sh"

no_limits='limits: { missing = 100; purged = 100; disabled = 100; enabled = 100; renamed = 100; moved = 100; blanked = 100;
	members = 100; group_members = 100; groups = 100; groups_purged = 100; created = 1000000; changed = 100; };'
start_company -c 'overlay syncprov'
export PG_BINDIR
cid=11
for seed in ${SEED:-4 5}; do
	unit=ou=s$seed,$LDAP_BASE
	new_context $cid "one$seed"
	new_context $((cid + 1)) "two$seed"
	set_config "sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
		source: { s$seed: { contexts = ( { base = \"ou=one,$unit\"; context = \"one$seed\"; },
			{ base = \"ou=two,$unit\"; context = \"two$seed\"; } ); group_base = \"ou=groups,$unit\";
			mode = \"auto\"; interval = 86400; gather = 20; $no_limits }; };"
	perl "$ROOT/tests/tool/random_watch.pl" "$seed" "${ROUNDS:-8}" "$unit" >"$TMP/results" 2>"$TMP/err" ||
		flunk "seed $seed: it runs to its end" "$(cat "$TMP/err")" "$(tail -n 5 "$TMP/watch.err")"
	replay
	grep "^#" "$TMP/results"
	database_is_sound "seed $seed: the database keeps its rules, and nothing is staged"
	cid=$((cid + 2))
done
done_testing
