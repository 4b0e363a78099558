#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# getaccesscombinationnameforuser.t - the name of exactly the modules that a user has, or null
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok getaccesscombinationnameforuser
use_database
context 1 --access-combination-name groupware_premium

# All thirteen: there and back, with the number of modules of the Open-Xchange tools.
while read -r name count; do
	user 1 "u_$name" --access-combination-name "$name"
	prints "$name" "$name" getaccesscombinationnameforuser -c 1 -u "u_$name"
	prints "$count" "$name has $count modules" sql "SELECT bit_count(modules::bit(64)) FROM prov.users
		WHERE name = 'u_$name'"
done <<-END
	webmail_plus 2
	pim_plus 4
	groupware_plus 9
	premium 13
	groupware 20
	webmail 5
	pim 10
	pim_infostore 12
	pim_mobility 13
	groupware_standard 18
	groupware_premium 23
	drive 4
	all 24
END
user 1 odd --access-tasks on
prints null 'no name fits: the word null, status 0' getaccesscombinationnameforuser -c 1 -u odd
prints "{\"user\": $new_id, \"context\": 1}" 'as JSON: no name is no member' \
	getaccesscombinationnameforuser -c 1 -u odd --json
ok 'a name as JSON' getaccesscombinationnameforuser -c 1 -u u_pim --json
output_has '"name": "pim"}'
prints all 'the admin has what any user has' getaccesscombinationnameforuser -c 1 -i 2
fails 108 'an unknown user' getaccesscombinationnameforuser -c 1 -u nobody
stderr_has 'No such user nobody in context 1'
is "$(head -n 1 "$TMP/err")" 'user nobody in context 1 could not be retrieved: ' 'the head'
fails 101 'an unknown context' getaccesscombinationnameforuser -c 99 -u odd
fails 104 'nobody' getaccesscombinationnameforuser -c 1
done_testing
