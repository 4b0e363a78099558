#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# logins.t - logins with a password in a directory as a ratio to those with a stored hash; `make bench-logins`
#
#	COUNT=500	logins, ROUNDS=5	how often, in turn
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$ROOT/tests/servers/onlinelib.sh"
needs_dovecot
COUNT=${COUNT:-500} ROUNDS=${ROUNDS:-5} BUDGET=1

umask 022
{
	printf 'dn: dc=example,dc=com\nobjectClass: domain\ndc: example\n\n'
	for i in $(seq 100); do
		entry "uid=u$i,dc=example,dc=com" "u$i" word "cn: u$i
mail: u$i@acme.example"
	done
} >"$TMP/people.ldif"
start_slapd -t -l "$TMP/people.ldif"
private_database
printf secret >"$TMP/reader.secret" && chmod 600 "$TMP/reader.secret"
cat >"$PROV_CONFIG" <<-END
	database: { patience = 300; };
	source: { company: { uri = "$LDAP_URI"; bind_dn = "$LDAP_ADMIN"; password_file = "$TMP/reader.secret"; context = "40"; }; };
END
context 40 -N acme -L acme.example -q -1
provdb reader dovecot >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
ok '100 people' ldapsync
printf word >"$TMP/word" && chmod 600 "$TMP/word"
ok 'one of prov' createuser -c 40 -u here -d Here -g H -s E -e here@acme.example --password-file "$TMP/word"
dovecot_is "$TMP/dovecot"

median() { sort -n "$1" | sed -n "$(($(wc -l <"$1") / 2 + 1))p"; }
for at_a_time in 1 8; do
	rm -f "$TMP/hash" "$TMP/directory"
	for _ in $(seq "$ROUNDS"); do
		/usr/bin/python3 "$ROOT/tests/bench/logins.py" "$TMP/queue/private/auth" $((COUNT / 10)) $at_a_time here@acme.example word \
			>>"$TMP/hash" || bail 'refused'
		/usr/bin/python3 "$ROOT/tests/bench/logins.py" "$TMP/queue/private/auth" "$COUNT" $at_a_time u%@acme.example word \
			>>"$TMP/directory" || bail 'refused'
	done
	is "$(awk -v h="$(median "$TMP/hash")" -v d="$(median "$TMP/directory")" -v n=$at_a_time -v b=$BUDGET 'BEGIN {
		printf "# %d at a time: hash %.2f ms, directory %.2f ms, ratio %.2f, budget %.2f\n", n, h, d, d / h, b >"/dev/stderr"
		print d / h <= b ? "within" : "over" }' 2>"$TMP/row")" within "$at_a_time at a time"
	cat "$TMP/row"
done
stop_pid "$TMP/run/master.pid"
done_testing
