#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# login_address.t - a login is one user: by name at a mapping, and by address (DR18, DR9, rule U7)
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.test
context 2 -N other -L other.test
user 1 alice -e x.alice@acme.test
user 1 bob -e bob@acme.test

# The name is there first.
refused 103 'Mail address alice@acme.test is what user alice of this context logs in with' \
	'DR18: an alias that is the login of another' changeuser -c 1 -u bob -a alice@acme.test,bob@acme.test
refused 103 'is what user alice of this context logs in with' 'DR18: in upper case' \
	changeuser -c 1 -u bob -a ALICE@Acme.Test,bob@acme.test
refused 103 'is what user alice of this context logs in with' 'DR18: as primary address' \
	changeuser -c 1 -u bob -e alice@acme.test -a alice@acme.test,bob@acme.test
refused 103 'is what user alice of this context logs in with' 'DR18: of a new user' \
	createuser -e alice@acme.test $(plain_user 1 carl)
refused 103 'is what user admin of this context logs in with' 'DR18: the login of the admin' \
	createuser -a admin@acme.test $(plain_user 1 carl)
refused 103 'Mail address bob@acme.test already exists' 'an address that is taken and a login is taken' \
	changeuser -c 1 -u alice -a x.alice@acme.test,bob@acme.test
ok 'its own login' changeuser -c 1 -u alice -a x.alice@acme.test,alice@acme.test
ok 'the same name at another domain' changeuser -c 1 -u bob -a bob@acme.test,alice@elsewhere.example

# The address is there first.
ok 'an address' changeuser -c 1 -u bob -a bob@acme.test,dora@acme.test
refused 103 'User dora would log in with dora@acme.test, which is a mail address of another user' \
	'DR18: a new name that is an address of another' createuser -e d@acme.test $(plain_user 1 dora)
set_config 'names: { user_changeable = true; };'
refused 103 'User dora would log in with dora@acme.test' 'DR18: a rename' changeuser -c 1 -i 3 -u dora
set_config
ok 'in another context it is free' createuser $(plain_user 2 dora)

# What is there already does not stop other changes.
sql "UPDATE prov.users SET login = 'dora', name = 'dora' WHERE cid = 1 AND login = 'alice'"
ok 'DR18: an older version let it in: another change' changeuser -c 1 -u dora -x Sales
ok 'DR18: of the other one, too' changeuser -c 1 -u bob -x Sales

# A domain that belongs to another context.
ok 'DR9: an address whose domain is a mapping of another context' createuser -e erna@other.test $(plain_user 1 erna)
stderr_has 'warning: mail for erna@other.test goes to context 2' 'DR9: is a warning'
ok 'DR9: an alias of the like' changeuser -c 1 -u bob -a bob@acme.test,bob@other.test
stderr_has 'warning: mail for bob@other.test goes to context 2' 'DR9: is a warning'
ok 'DR9: what it has already' changeuser -c 1 -u bob -a bob@acme.test,bob@other.test,b@acme.test
is "$(cat "$TMP/err")" '' 'DR9: is none'
done_testing
