#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# catchall.t - who gets what is sent to addresses of a domain that nobody has (C6)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

all() {
	sql "SELECT string_agg(domain || '=' || uid, ' ' ORDER BY cid, domain) FROM prov.catchall"
}
last() {	# CONTEXT: what the last line of its log has
	sql "SELECT before::text || ' ' || after::text FROM prov.change_log WHERE cid = $1 ORDER BY seq DESC LIMIT 1"
}
asks() {
	sql "SELECT * FROM prov_view.postfix_alias('$1')"
}

use_database
context 1 -N acme --catchall 'c1.example=ADMIN,acme.example=2' -L c1.example,acme.example,bücher.example
is "$(all)" 'acme.example=2 c1.example=2' 'of a new context: its admin, by name or id'
refused 103 'catchall: anna is no user of the new context' 'somebody else' createcontext -c 2 -q 1 -u admin -d A -g A -s A \
	-p "$HASH" --passwordmech HASH -e admin@c2.example -L c2.example --catchall c2.example=anna
refused 103 'catchall: c2.example is no mail domain among the login mappings' 'another domain' createcontext -c 2 -q 1 -u admin \
	-d A -g A -s A -p "$HASH" --passwordmech HASH -e admin@c2.example --catchall c2.example=admin
user 1 anna
user 1 bert
user 1 carl
ok 'a change' changecontext -c 1 --catchall 'ACME.example=anna, Bücher.example=4,c1.example='
is "$(all)" 'acme.example=3 xn--bcher-kva.example=4' 'is of what is mentioned; without a user it is nobody'
is "$(last 1)" '{"catchall": {"c1.example": 2, "acme.example": 2}} {"catchall": {"acme.example": 3, "xn--bcher-kva.example": 4}}' 'the log has it'
before=$(sql 'SELECT count(*) FROM prov.change_log')
ok 'the same again' changecontext -c 1 --catchall acme.example=3
is "$(sql 'SELECT count(*) FROM prov.change_log')" "$before" 'is no change'
ok 'something else' changecontext -c 1 -q 5
is "$(all)" 'acme.example=3 xn--bcher-kva.example=4' 'leaves it'
refused 108 'No such user nobody in context 1' 'an unknown user' changecontext -c 1 --catchall acme.example=nobody
for word in acme=anna 1=anna other.example=anna; do
	refused 103 'is no mail domain among the login mappings' "no mail domain: $word" changecontext -c 1 --catchall "$word"
done
for word in acme.example =anna; do
	refused 103 'is not DOMAIN=USER' "not in that form: $word" changecontext -c 1 --catchall "$word"
done
ok 'what would be' changecontext -c 1 --catchall acme.example=bert --dry-run
is "$(all)" 'acme.example=3 xn--bcher-kva.example=4' 'is not'

# What servers are told, and people.
ok 'a mapping less' changecontext -c 1 -R c1.example
is "$(asks @acme.example)|$(asks @c1.example)|$(asks x@acme.example)" '||' 'anna gets no mail: her address is in a domain that takes none'
ok 'with the domain' changecontext -c 1 -L c1.example
is "$(asks @acme.example)|$(asks @xn--bcher-kva.example)|$(asks @c1.example)" 'anna@c1.example|bert@c1.example|' 'the rest goes to them'
ok 'disabled' changeuser -c 1 -u anna --mailenabled false
is "$(asks @acme.example)" '' 'who is disabled gets nothing'
ok 'enabled' changeuser -c 1 -u anna --mailenabled true
ok 'a list' listcontext --json
output_has '"catchall": {"acme.example": "anna", "xn--bcher-kva.example": "bert"}' 'names them'
valid 'as its schema says' contexts "$TMP/out"
prints 'acme.example=anna,xn--bcher-kva.example=bert' 'a column' sh -c 'listcontext --csv --fields catchall | tail -n +2 | tr -d "\""'

# They go with mapping, user and context.
ok 'a mapping goes' changecontext -c 1 -R bücher.example
is "$(all)|$(last 1)" 'acme.example=3|{"catchall": {"acme.example": 3, "xn--bcher-kva.example": 4}, "mappings": ["1", "acme", "acme.example", "c1.example", "xn--bcher-kva.example"]} {"catchall": {"acme.example": 3}, "mappings": ["1", "acme", "acme.example", "c1.example"]}' 'with its catch-all'
ok 'both at once' changecontext -c 1 -L b.example --catchall b.example=carl
ok 'the user goes' deleteuser -c 1 -u carl --reassign 4
is "$(all)" 'acme.example=3 b.example=4' 'the heir has it'
ok 'without an heir' deleteuser -c 1 -u bert --no-reassign
is "$(all)" 'acme.example=3' 'nobody has'
ok 'to the admin' deleteuser -c 1 -u anna
is "$(all)" 'acme.example=2' 'unless something is said'
check_clean

# A name that is a mail domain, and a rename of the context.
context 5 -N five.example --catchall five.example=admin
is "$(all)" 'acme.example=2 five.example=2' 'a name may be one'
ok 'another name' changecontext -c 5 -N six.example
is "$(all)" 'acme.example=2' 'the old one is no mapping any more'
check_clean

# Import and batch.
printf '%s\n' contextid,contextname,addmapping,quota,username,displayname,givenname,surname,password,passwordmech,email,catchall \
	"7,seven,seven.example,1,boss,Boss,B,S,$HASH,HASH,boss@seven.example,seven.example=boss" \
	"8,eight,eight.example,1,boss,Boss,B,S,$HASH,HASH,boss@eight.example,nine.example=boss" >"$TMP/contexts.csv"
ok 'an import' createcontext --csv-import "$TMP/contexts.csv"
stderr_has 'nine.example is no mail domain' 'a line that is wrong is told'
is "$(all)" 'acme.example=2 seven.example=2' 'the other one has it'
printf '%s\n' "createuser $(plain_user 7 dora | sed "s|{CRYPT}[^ ]*|'&'|")" 'changecontext -c 7 --catchall seven.example=dora' 'changecontext -c 7 -L more.example --catchall more.example=dora' \
	'deleteuser -c 7 -u dora' >"$TMP/lines"
ok 'a batch' prov batch "$TMP/lines"
is "$(all)" 'acme.example=2 more.example=2 seven.example=2' 'does all of it'
ok 'the context goes' deletecontext -c 7
is "$(all)" 'acme.example=2' 'and its catch-alls'
check_clean
done_testing
