#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --json: one object on standard output, however the run ended
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company
people anna bert carl dora emil fritz gert hans | change_ldap
good=$LDAP_URI
object() {	# WANT NAME [SCHEMA]: status, applied, created, name of the error
	valid "$2: as tests/data/json/${3:-sync}.json says" "${3:-sync}" "$TMP/out"
	is "$(perl -MJSON::PP -0777 -ne '$d = decode_json($_);
		print join " ", $d->{source} // "-", $d->{status}, $d->{applied} ? "done" : "not done", $d->{created},
			$d->{error} ? "$d->{error}{code} $d->{error}{name}" : "fine"' "$TMP/out")" "$1" "$2"
}

ok 'a run' ldapsync --json
object 'company 0 done 8 fine' 'what it did'
ok 'nothing to do' ldapsync --json
object 'company 0 done 0 fine' 'has its object, too'
person ida 'mail: anna@example.com' | change_ldap
person jo | change_ldap
status_is 123 'a reject' ldapsync --json
object 'company 123 done 1 123 PARTIAL' 'is said with what was done'
is "$(tail -n 1 "$TMP/err" | cut -c 1-13)" '{"code": 123,' 'and on standard error, as for all programs'
for uid in bert carl dora emil fritz gert hans; do
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: delete\n\n' "$uid"
done | change_ldap
person kim | change_ldap
status_is 120 'a run that is stopped' ldapsync --json
object 'company 120 not done 0 120 GUARD' 'SR38: has done nothing of its plan'
status_is 1 'a source that is not there' ldapsync --json --source nowhere
object 'nowhere 1 not done 0 1 CONFIG' 'names what was asked for'
source_is 'base = "ou=nowhere,dc=example,dc=com"; context = "acme";'
status_is 121 'a base that is not there' ldapsync --json
object 'company 121 not done 0 121 INCOMPLETE' 'SR38: is an object'
export LDAP_URI=ldap://127.0.0.1:1
source_is 'context = "acme";'
status_is 105 'no server' ldapsync --json
object 'company 105 not done 0 105 UNAVAILABLE' 'is an object'
status_is 105 'of a dry run' ldapsync --dry-run --json
valid 'SR38: as tests/data/json/plan.json says' plan "$TMP/out"
object 'company 105 not done 0 105 UNAVAILABLE' 'SR38: of a dry run, too' plan
is "$(json action)" '' 'without any changes'
export LDAP_URI="$good"
source_is 'context = "acme";'
status_is 120 'a dry run that is stopped' ldapsync --dry-run --json
object 'company 120 not done 1 120 GUARD' 'SR38: says what would be done' plan
is "$(json action | sort | uniq -c | tr -s ' ' | paste -sd ';' -)" ' 1 create; 7 disable; 1 reject' 'and who'
is "$(perl -MJSON::PP -0777 -ne '$l = decode_json($_)->{limits}{missing}; print "$l->{n} of $l->{of}, $l->{used}"' \
	"$TMP/out")" '7 of 9, 175' 'SR39: and how near the limits are'
status_is 1 'a dry run of a source that is not there' ldapsync --dry-run --json --source nowhere
object 'nowhere 1 not done 0 1 CONFIG' 'SR38: is an object as well' plan
status_is 1 'an option that is gone' ldapsync --force --json
object '- 1 not done 0 1 CONFIG' 'SR38: is an object'
done_testing
