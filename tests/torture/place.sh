# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# place.sh - what the three tests of torture share: a durable private database, a directory, and the play
#
#	. "$ROOT/tests/torture/place.sh"
#	play kill

. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
umask 022

JOURNAL=$TMP/journal
DATABASE=prov
CONTEXTS=5
PROV_CONFIG=$TMP/prov.conf
export HASH JOURNAL DATABASE CONTEXTS PROV_CONFIG PG_BINDIR
export PGHOST="$PROV_HOME/run" PGUSER=postgres

# Nothing of the private database is changed: what was acknowledged survives.
make_place() {
	mkdir "$JOURNAL" "$TMP/tmp"
	tree >"$TMP/tree.ldif"
	start_slapd -l "$TMP/tree.ldif"
	cat >"$PROV_CONFIG" <<-CONF
		ldap: { uri = "$LDAP_URI"; bind_dn = "$LDAP_ADMIN"; password_file = "$TMP/secret"; timeout = 300; };
		source: { company: { base = "$LDAP_BASE"; context = "1"; max_delete = 100; }; };
	CONF
	provdb init >"$TMP/init.log" 2>&1 || bail "no private database: $(cat "$TMP/init.log")"
	for id in $(seq "$CONTEXTS"); do context "$id"; done
}

# play SCRIPT [ARGUMENTS]: its results are ours; if one is bad, the journal is kept.
play() {
	perl "$ROOT/tests/torture/$1.pl" >"$TMP/results" 2>"$TMP/play.err" ||
		flunk "$1 runs to its end" "$(tail -n 20 "$TMP/play.err")"
	replay
	[ "$failed_count" -eq 0 ] || keep_journal "$1"
}

keep_journal() {
	folder=${TORTURE_KEEP:?}/$1
	mkdir -p "$folder"
	cp -r "$JOURNAL" "$TMP/results" "$TMP/play.err" "$PROV_HOME"/log "$PROV_CONFIG" "$folder"
	"$PG_BINDIR/pg_dump" -d "$DATABASE" -O -x >"$folder/database.sql" 2>&1 || :
	diag "seed $TORTURE_SEED; what happened is in $folder"
}
