#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --all: a run of each source; one that fails does not keep the others from theirs
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_company
new_context 2 beta
sources() {	# URI OF THE FIRST
	set_config "ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
	sync: { remind = 0; };
	source: { company: { uri = \"$1\"; base = \"ou=people,dc=example,dc=com\"; context = \"acme\"; groups = false; };
		other: { base = \"ou=groups,dc=example,dc=com\"; context = \"beta\"; groups = false; }; };"
}
sources "$LDAP_URI"
people anna | change_ldap
entry uid=zoe,ou=groups,dc=example,dc=com zoe | change_ldap
ok 'both of them' ldapsync --all
is "$(cat "$TMP/out")" 'company: 1 users read, 0 groups read, 1 created
other: 1 users read, 0 groups read, 1 created' 'each has its line'
prints '' 'nothing to do' ldapsync --all
is "$(sql 'SELECT source, seq, reason FROM prov.sync_run ORDER BY 1, 2')" 'company|1|OK
company|2|OK
other|1|OK
other|2|OK' 'each run has its record'

sources ldap://127.0.0.1:1
entry uid=yan,ou=groups,dc=example,dc=com yan 'mail: zoe@example.com' | change_ldap
entry uid=xia,ou=groups,dc=example,dc=com xia | change_ldap
fails 105 'the first one fails, the second has rejects: the worst' ldapsync --all
is "$(grep -c 'error: ' "$TMP/err")" 2 'both are told'
output_has 'other: 3 users read, 0 groups read, 1 created' 'the second one was carried out'
status_is 105 'in JSON' ldapsync --all --json
perl -MJSON::PP -0777 -ne 'for (@{decode_json $_}) { open my $f, ">", "$ENV{TMP}/object.$_->{source}"; print $f encode_json $_ }' \
	"$TMP/out"
is "$(perl -MJSON::PP -0777 -ne 'print join " ", map { "$_->{source} $_->{status}" } @{decode_json $_}' "$TMP/out")" \
	'company 105 other 123' 'a list of objects'
valid 'each as that of a single run' sync "$TMP/object.other"
valid 'also of one that failed' sync "$TMP/object.company"

sql "UPDATE prov.job_lock SET owner = 'other/boot/pid:[1]/1/1', run = md5('another')::uuid,
	expires = now() + interval '1 hour' WHERE name = 'ldapsync company'"
sources "$LDAP_URI"
fails 123 'one is busy: rejects are worse' ldapsync --all
stderr_has 'another run'
sql 'UPDATE prov.job_lock SET owner = NULL, run = NULL'
# --- what would happen, of each ---
entry uid=una,ou=groups,dc=example,dc=com una | change_ldap
save_tables
status_is 123 'a dry run of both, one with an entry that cannot be taken' ldapsync --all -n
is "$(grep -x -e 'company:' -e 'other:' "$TMP/out" | xargs)" 'company: other:' 'each plan says whose it is'
is "$(sed -n '/^other:$/,$p' "$TMP/out" | grep -c 'create .*una')" 1 'and has what would happen there'
status_is 123 'in JSON' ldapsync --all --dry-run --json
perl -MJSON::PP -0777 -ne 'for (@{decode_json $_}) { delete $_->{changes}; open my $f, ">", "$ENV{TMP}/plan.$_->{source}"; print $f encode_json $_ }' "$TMP/out"
is "$(perl -MJSON::PP -0777 -ne 'print join " ", map { "$_->{source} " . grep { $_->{action} eq "create" } @{$_->{changes}} } @{decode_json $_}' "$TMP/out")" \
	'company 0 other 1' 'a list of plans'
valid 'each as that of a single dry run' sync "$TMP/plan.other"
same_tables 'nothing is changed' '\(source_state\|sync_[a-z]*\)'
fails 103 'CSV has one table' ldapsync --all -n --csv
stderr_has 'all and --csv exclude each other'

fails 103 'a source besides' ldapsync --all -s other
stderr_has 'all and --source exclude each other'
fails 1 'without --all a name is needed' ldapsync
set_config ''
fails 1 'no source' ldapsync --all
done_testing
