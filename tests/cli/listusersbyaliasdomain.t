#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# listusersbyaliasdomain.t - who has an address in a domain
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok listusersbyaliasdomain
use_database
context 1
context 2
user 1 anna -a 'anna@old.example,a@OLD.example'
user 1 bert -a 'bert@sub.old.example,bert@old.example.org'
user 1 carl -e carl@old.example
user 1 dora -a 'dora@müller.example'
user 2 emil -e emil@old.example

names() {
	listusersbyaliasdomain "$@" --csv --fields name | sed -n '2,$s/"//gp' | xargs
}
is "$(names -c 1 -d old.example)" 'anna carl' 'primary addresses and aliases, each user once'
is "$(names --contextid 1 --domain=OLD.Example)" 'anna carl' 'whatever the case of the domain'
is "$(names -c 1 -d c1.example)" 'admin anna bert dora' 'another domain'
is "$(names -c 1 -d sub.old.example)" bert 'a subdomain is a domain of its own'
is "$(names -c 1 -d example)" '' 'the end of one is none'
is "$(names -c 1 -d müller.example)$(names -c 1 -d xn--mller-kva.example)" doradora 'both forms of one beyond ASCII'
is "$(names -c 2 -d old.example)" emil 'another context'
is "$(names -c 1 -d c1.example --limit 2 --after 2)" 'anna bert' 'a page'
prints "$(printf '%s\n' 'Id Name Displayname Email            qmax qused' ' 5 carl User carl   carl@old.example           ')" \
	'the columns of listuser' listusersbyaliasdomain -c 1 -d old.example --after 4
ok 'JSON' listusersbyaliasdomain -c 1 -d old.example --json
valid 'as the schema of listuser says' users "$TMP/out"
prints '[]' 'nobody' listusersbyaliasdomain -c 1 -d nowhere.example --json
ok 'nobody as CSV' listusersbyaliasdomain -c 1 -d nowhere.example --csv
is "$(wc -l <"$TMP/out")" 1 'the heading, status 0'

for domain in '' '@old.example' 'x@old.example' 'old_.example' 'a b' '%' '*'; do
	refused 103 "\"$domain\" is no domain" "\"$domain\"" listusersbyaliasdomain -c 1 -d "$domain"
done
refused 103 'not valid UTF-8' 'no UTF-8' listusersbyaliasdomain -c 1 -d "$(printf 'a\377.example')"
refused 104 'Option(s) "contextid,domain" missing' 'nothing' listusersbyaliasdomain
refused 101 'Authentication failed' 'an unknown context' listusersbyaliasdomain -c 99 -d old.example
refused 101 'Authentication failed' 'a wrong password' listusersbyaliasdomain -c 1 -d old.example -A admin -P wrong
ok 'the admin' listusersbyaliasdomain -c 1 -d old.example -A admin -P secret
done_testing
