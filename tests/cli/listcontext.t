#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# listcontext.t - table, CSV and JSON of contexts, and search patterns
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok listcontext
use_database

header=id,filestore_id,filestore_name,enabled,max_quota,used_quota,name,lmappings,attributes
prints "$header" 'no contexts: the heading, status 0' listcontext --csv
prints '[]' 'no contexts as JSON' listcontext --json
prints 'cid fid fname enabled qmax qused name lmappings' 'no contexts as table' listcontext

context 3 -N Acme -L acme.example -q -1 --config/a.b=c --config/d=e
context 20 -N beta_x -q 500
prints "$(printf '%s\n' "$header" \
	'"3","null",,"true","-1","null","Acme","3,acme,acme.example","config/a.b=c,config/d=e"' \
	'"20","null",,"true","500","null","beta_x","20,beta_x",')" 'as CSV; trap 16: mappings have id and name, in one cell' listcontext --csv
prints "$(printf '%s\n' 'cid fid fname enabled qmax qused name   lmappings          ' \
	'  3           true      -1       Acme   3,acme,acme.example' \
	' 20           true     500       beta_x 20,beta_x          ')" 'as table' listcontext
ok 'as JSON' listcontext --json
output_has '"attributes": {"config/a.b": "c", "config/d": "e"}'
is "$(grep -c null "$TMP/out")" 0 'PF21: members without a value are left out'
is "$(perl -MJSON::PP -0777 -ne '$l = decode_json($_); print join(";", map { "$_->{id} $_->{name} $_->{max_quota} "
	. ($_->{enabled} ? "on" : "off") . " @{$_->{lmappings}}" } @$l)' "$TMP/out")" \
	'3 Acme -1 on 3 acme acme.example;20 beta_x 500 on 20 beta_x' 'with numbers, booleans and lists'

ids() {
	listcontext --csv "$@" | sed -n 's/^"\([0-9]*\)".*/\1/p' | xargs
}
is "$(ids -s '*')" '3 20' '* is all'
is "$(ids -s '')" '' 'an empty pattern is nothing'
is "$(ids -s 'acme*')" 3 'a name, whatever its case'
is "$(ids -s '*.example')" 3 'a mapping'
is "$(ids -s 20)" 20 'an id'
is "$(ids -s 'beta?x')" '' '? is itself'
is "$(ids -s 'beta_x')" 20 '_ is itself'
is "$(ids -s 'bet__x')" '' 'and nothing else'
is "$(ids -s '%')" '' '% is itself'
is "$(ids --searchpattern=a*e)" 3 'the long form'
fails 103 'a pattern that is no UTF-8' listcontext -s "$(printf '\377')"
fails 111 'a stray word' listcontext acme
sql "UPDATE prov.context SET enabled = false WHERE cid = 3"
ok 'a disabled context' listcontext --csv
output_has '"3","null",,"false"' 'is listed as such'

# PF20: no value is split, whatever is in it.
context 30 --config/a=x,y --config/b='"q", \ '
ok 'PF20: a value with commas' listcontext --json -s 30
output_has '"attributes": {"config/a": "x,y", "config/b": "\"q\", \\ "}'
ok 'and in CSV' listcontext --csv -s 30
output_has '"config/a=x,y,config/b=""q"", \ "'
done_testing
