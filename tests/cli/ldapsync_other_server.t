#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: another server, or an older state of the same, takes nothing away (cases 22, 58, 121 of S2, S3 and S12)
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

fake=$B/tests/tool/fakeldap
[ -x "$fake" ] || bail "not built: $fake"
use_database
new_context 1 acme
ln -s fake "$TMP/other"

uri() {
	printf 'ldapi://%s' "$(printf '%s' "$TMP/$1" | sed 's|/|%2F|g')"
}
config() {	# NAME of the socket: the server has two of them
	set_config "ldap: { uri = \"$(uri "$1")\"; timeout = 300; };
source: { company: { profile = \"ad\"; base = \"DC=x\"; context = \"acme\"; groups = false; ${2-} }; };"
}
# openldap ID=SECOND...: the state of each server id
openldap() {
	printf '%s\n' '- objectClass OpenLDAProotDSE' '- namingContexts DC=x' 'DC=x objectGUID 0x00112233445566778899aabbccddeeff'
	for word in "$@"; do
		printf 'DC=x contextCSN 202601010000%s.000000Z#000000#%s#000000\n' "${word#*=}" "${word%=*}"
	done
}
# ad NAME INVOCATION USN [INVOCATION=USN...]: what it has of others (one digit each)
ad() {
	printf '%s\n' '- supportedCapabilities 1.2.840.113556.1.4.800' '- namingContexts DC=x' "- dsServiceName CN=$1,DC=x" \
		"- highestCommittedUSN $3" 'DC=x objectGUID 0x00112233445566778899aabbccddeeff' \
		"CN=$1,DC=x invocationId 0x$(guid "$2")"
	shift 3
	vector=$(printf '02000000000000000%d00000000000000' $#)
	for word in "$@"; do
		vector=$vector$(guid "${word%=*}")0${word#*=}000000000000000000000000000000
	done
	printf 'DC=x replUpToDateVector 0x%s\n' "$vector"
}
guid() {
	printf '%s0000000000000000000000000000000' "$1"
}
# says COMMAND...: from now on; later COMMAND...: after users were read
says() {
	"$@" >"$TMP/fake.says"
	rm -f "$TMP/fake.later"
}
later() {
	"$@" >"$TMP/fake.later"
}
stored() {
	sql "SELECT concat_ws(' ', name, counter, epoch, position, went_back IS NOT NULL) FROM prov.sync_server" |
		sed "s|$(uri fake)|fake|; s|$(uri other)|other|; s|202601010000||g; s|\\.000000Z#000000||g; s|0\\{8,\\}||g"
}
bob() {		# is he there?
	field 'source_enabled AND missing_since IS NULL' bob
}
again() {	# everything as before: both are there
	sql "UPDATE prov.users SET missing_since = NULL, source_enabled = true WHERE name = 'bob'"
	sql "TRUNCATE prov.sync_server, prov.sync_count"
	count_users
	fake_ldap plain
	says "$@"
	rm -f "$TMP/fake.log"
	ldapsync >"$TMP/log" 2>&1 || bail "$(cat "$TMP/log")"
}
stopped() {	# WORDS NAME: bob is missing, and nothing is done
	sql 'TRUNCATE prov.sync_run'	# what was said before is said again
	save_tables
	fails 121 "$2" ldapsync
	stderr_has "$1"
	same_tables "$2: nothing is changed" '\(sync_run\|sync_server\)'
}
passes() {	# NAME: bob is missing, and that is believed
	ok "$1" ldapsync
	is "$(bob)" f "$1: who is missing is disabled"
}

# --- OpenLDAP: contextCSN ---
config fake
says openldap 000=10
fake_ldap plain
ok 'the first run' ldapsync
is "$(stored)" 'fake 000=10 f' 'S2: the server is stored, and how new it was'
fake_ldap gone
says openldap 000=10
passes 'S2: a server that is as new'
again openldap 000=10
fake_ldap gone
says openldap 000=11
passes 'S2: one that is newer'
is "$(stored)" 'fake 000=11 f' 'S2: that is stored'

again openldap 000=10
says openldap 000=09
silent 'S2: an older state in which nothing differs is nothing to be said' ldapsync
is "$(stored)" 'fake 000=10 f' 'S2: and what is stored stays'
fake_ldap gone
stopped 'the server went back: it shows an older state than in the last run' 'S2: an older state of the same server'
stderr_has "Before: $(uri fake) at 000=20260101000010.000000Z#000000. Now: $(uri fake) at 000=20260101000009"
is "$(stored)" 'fake 000=10 t' 'S2: that is noted'
says openldap 000=12
stopped 'the server went back on ' 'case 22: newer again, but what it lost is missing'
fake_ldap plain
says openldap 000=13
people=$(sql "UPDATE prov.users SET source_dn = 'cn=was,dc=x', source_hash = NULL WHERE name = 'anna' RETURNING name")
ok 'case 22: it has everybody again' ldapsync
is "$people $(stored)" 'anna fake 000=13 f' 'case 22: that ends it'

again openldap 000=10
config other
fake_ldap gone
says openldap 000=09
stopped 'this server is behind the one that was read in the last run' 'case 121: another server, which is behind'
is "$(stored)" 'fake 000=10 f' 'case 121: it did not go back itself'
says openldap 000=10
passes 'case 121: another server, which is as new'
is "$(stored)" 'other 000=10 f' 'case 121: it is the one of the next run'

config fake
again openldap 000=10
fake_ldap gone
says openldap
stopped 'which does not say how new it is' 'S2: a server that does not say any more how new it is'
config other
stopped 'another server was read than in the last run' 'S2: another one that does not say'
fake_ldap plain
sql "UPDATE prov.users SET source_dn = 'cn=was,dc=x', source_hash = NULL WHERE name = 'anna'"
ok 'S3: it may change what it takes from nobody' ldapsync
is "$(stored)" 'other f' 'S3: it lacks nothing, so it is as new'
fake_ldap gone
passes 'S3: and may take something away from then on'

config fake
again openldap 000=10 001=10
fake_ldap gone
says openldap 000=11
stopped 'another server was read than in the last run, it is not known to be as new, and 1 users' \
	'case 58: of one server id it does not say'
says openldap 000=11 001=09
stopped 'the server went back' 'case 58: of one it is older'
sql 'UPDATE prov.sync_server SET went_back = NULL'
says openldap 000=10 001=10 002=01
passes 'case 58: of all as new, and one more'

# --- while it is read ---
again openldap 000=10
fake_ldap gone
later openldap 000=09
stopped 'the server shows an older state than when reading began' 'S2: it goes back in the middle'
later openldap 000=12
passes 'S2: it goes on in the middle'
is "$(stored)" 'fake 000=12 f' 'S2: how new it was at the end is stored'

# --- Active Directory: dsServiceName, highestCommittedUSN, invocationId, replUpToDateVector ---
# another directory, as far as this test goes
sql 'UPDATE prov.source_state SET server = NULL, identity = NULL'
again ad one a 20
is "$(stored | cut -d' ' -f1,2)" 'CN=one,DC=x 20' 'S2: a domain controller by its own name'
fake_ldap gone
says ad one a 19
stopped 'the server went back' 'S2: a smaller USN'
sql 'UPDATE prov.sync_server SET went_back = NULL'
says ad one b 21
stopped 'another server was read than in the last run' 'case 52: a larger one of another copy of the database'
says ad one a 20
later ad two b 30 a=20
stopped 'the connection came to another server' 'S2: another one in the middle'
rm -f "$TMP/fake.later"
passes 'S2: the same one'

again ad one a 5 c=7
fake_ldap gone
says ad two b 90 c=7
stopped 'another server was read' 'S2: one that has nothing of the other'
says ad two b 90 a=4 c=7
stopped 'this server is behind' 'S2: one that has not all of the other'
says ad two b 90 a=5 c=6
stopped 'this server is behind' 'S2: nor of a third'
says ad two b 90 a=5 c=7
passes 'S2: one that has all'

# --- an account that goes to an entry which was made anew is taken from the old one ---
sql 'UPDATE prov.source_state SET server = NULL, identity = NULL'
config fake
again openldap 000=10
id=$(field uid bob)
sql "UPDATE prov.users SET source_key = 'ffffffff-0000-0000-0000-000000000001', source_hash = 1 WHERE name = 'bob'"
fake_ldap plain
says openldap
config other 'on_reuse = "rekey";'
stopped 'another server was read than in the last run' 'S2: which of the two entries is the old one is not known'
says openldap 000=10
ok 'S2: a server that is as new' ldapsync
is "$(field "uid || ' ' || (source_key LIKE 'ffffffff%')" bob)" "$id false" 'S2: gives it to the entry that is there'

# --- an operator has looked ---
config fake
sql 'UPDATE prov.source_state SET server = NULL, identity = NULL'
again openldap 000=10
fake_ldap gone
says openldap 000=09
fails 121 'S2: older' ldapsync
stderr_has 'look at --dry-run'
fails 121 'S2: a dry run says so, too' ldapsync -n
output_has bob
stderr_has 'then: ldapsync -s company --accept sha256:'
ok 'S2: if it is right' released
is "$(bob) $(stored)" 'f fake 000=09 f' 'S2: it is done, and the state is that of this server'

# --- what it costs ---
again openldap 000=10
: >"$TMP/fake.log"
silent 'S2: nothing differs' ldapsync
is "$(sort "$TMP/fake.log" | uniq -c | sed 's/^ *//' | tr '\n' ';')" '1 base ;1 base dc=x;1 sub DC=x;' \
	'S2: then which server it is costs one search more, of the rootDSE'
database_is_sound
exec 3>&-
done_testing
