#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: random changes of a directory and by operators, and after each run: is it as it must be?
#
#	SEED='7 8' ROUNDS=30 tests/run tests/cli/ldapsync_random.t	other changes, and more of them
#
# The model is tests/tool/random_sync.pl. A seed does the same in every run: what fails can be looked at.
# long: the changes of ldapsync_random_faults.t without faults
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company -c "${OVERLAY-}"
export HASH PG_BINDIR
cid=11
printf 'database: { conninfo = "host=%s dbname=%s user=postgres"; };\n' "$PGHOST" "$DATABASE" \
	>"$TMP/owner.conf"

# Limits that only stop what leaves nothing.
no_limits='limits: { missing = 100; purged = 100; disabled = 100; enabled = 100; renamed = 100; moved = 100; blanked = 100;
	members = 100; group_members = 100; groups = 100; groups_purged = 100; created = 1000000; changed = 100; };'

# Each seed has a part of the directory, two contexts and a source of its own.
for seed in ${SEED:-2 3 31}; do
	unit=ou=s$seed,$LDAP_BASE
	new_context $cid "one$seed"
	new_context $((cid + 1)) "two$seed"
	# Odd seeds delete who is missing after 30 days, even ones in the next run.
	grace=$((seed % 2 * 30))
	# Of four, two are read by one search around both bases.
	around=
	[ $((seed / 2 % 2)) -eq 0 ] || around="base = \"$unit\";"
	set_config "sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
		source: { s$seed: { $around contexts = ( { base = \"ou=one,$unit\"; context = \"one$seed\"; },
			{ base = \"ou=two,$unit\"; context = \"two$seed\"; } ); group_base = \"ou=groups,$unit\";
			mode = \"${MODE:-full}\"; $no_limits purge = true; grace = $grace; grace_runs = 0; }; };"
	perl "$ROOT/tests/tool/random_sync.pl" "$seed" "${ROUNDS:-12}" "$unit" $cid $grace \
		>"$TMP/results" 2>"$TMP/err" || flunk "seed $seed: the model runs to its end" "$(cat "$TMP/err")"
	while read -r line; do
		case $line in
		'ok '*) pass "${line#ok }" ;;
		'not ok '*) flunk "${line#not ok }" ;;
		'# '*) echo "$line" ;;
		*) diag "$line" ;;
		esac
	done <"$TMP/results"
	database_is_sound "seed $seed: the database keeps its rules, and nothing is staged"
	cid=$((cid + 2))
done
done_testing
