#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# new_user_password.t - NEW_USER_PASSWORD is for new users: a script that has exported it must not
# change the password of every user that it touches
. "$TESTLIB/testlib.sh"

use_database
hash_of() { sql "SELECT password FROM prov.users WHERE cid = 1 AND name = '$1'"; }

export NEW_USER_PASSWORD=first-secret
ok 'a context without -p' createcontext -c 1 -q 1000 -u admin -d Admin -g Ada -s Admin \
	-e admin@acme.example
ok 'a user, and the variable wins over -p' createuser -c 1 -u anna -g Anna -s Arndt -p other \
	-e anna@acme.example
ok 'it is the admin'"'"'s password' listuser -c 1 -A admin -P first-secret
before=$(hash_of anna)
ok 'PF32: another change' changeuser -c 1 -u anna -x Sales
is "$(hash_of anna)" "$before" 'PF32: leaves the password alone'
ok 'PF32: the help' changeuser --help
output_has 'NEW_USER_PASSWORD is not looked at' 'PF32: says so'
has "$MAN/changeuser.8" 'is not looked at' 'PF32: the page, too'
ok 'PF32: that of createuser' createuser --help
output_has 'NEW_USER_PASSWORD in the environment takes the place of --password.' 'PF32: says the other thing'
ok 'and the option still sets one' changeuser -c 1 -u anna -p second-secret
is "$([ "$(hash_of anna)" = "$before" ] && echo same || echo other)" other 'another hash'
done_testing
