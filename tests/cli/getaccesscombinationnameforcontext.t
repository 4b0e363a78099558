#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# getaccesscombinationnameforcontext.t - the name of what the admin of a context may use
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok getaccesscombinationnameforcontext
use_database
context 1 -N acme --access-combination-name pim
context 2
dump >"$TMP/begin"
prints pim 'the name and nothing else' getaccesscombinationnameforcontext -c 1
prints webmail_plus 'the first that fits' getaccesscombinationnameforcontext -c 2
prints '{"context": 1, "name": "pim"}' 'in JSON, by name' getaccesscombinationnameforcontext -N ACME --json
valid 'which follows its schema' combination "$TMP/out"
dump >"$TMP/end"
is "$(diff "$TMP/begin" "$TMP/end")" '' 'it only reads'
user 1 anna --access-infostore on
prints null 'trap 13: no name: the word, and exit status 0' getaccesscombinationnameforcontext -c 1
prints '{"context": 1}' 'in JSON no member' getaccesscombinationnameforcontext -c 1 --json
valid 'which follows its schema, too' combination "$TMP/out"
prints pim 'M3: what was granted is the same' getaccesscombinationnameforcontext -c 1 --granted
prints '{"context": 1, "name": "pim"}' 'M3: in JSON' getaccesscombinationnameforcontext -c 1 --granted --json
ok 'the user goes' deleteuser -c 1 -u anna
prints pim 'and it has its name again' getaccesscombinationnameforcontext -c 1
printf 'mine=webmail,contacts\n' >"$TMP/definitions"
set_config "access: { definitions = \"$TMP/definitions\"; };"
prints mine 'trap 12: names are those of the file' getaccesscombinationnameforcontext -c 2
prints null 'trap 12: and no others' getaccesscombinationnameforcontext -c 1
set_config
fails 102 'an unknown context' getaccesscombinationnameforcontext -c 9
fails 102 'an unknown name' getaccesscombinationnameforcontext -N nobody
fails 103 'PF3: two contexts' getaccesscombinationnameforcontext -c 2 -N acme
fails 104 'none' getaccesscombinationnameforcontext
fails 101 'a context admin' getaccesscombinationnameforcontext -c 1 -A admin -P secret
done_testing
