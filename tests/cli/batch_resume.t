#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# batch_resume.t - prov batch that is killed: what was reported is there, --resume goes on behind it, and nothing is
# done twice
#
#	KILLS=24	at how many places of its conversation with the server
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/batchlib.sh"

KILLS=${KILLS:-24}

resume() {
	prov batch --resume "$TMP/state" "$@"
}
users() {	# PATTERN
	sql "SELECT count(*) FROM prov.users WHERE name LIKE '$1'"
}
once() {	# NAME: every number of a change is there once, and every id
	is "$(sql "SELECT cid FROM prov.context c WHERE change_seq <>
			(SELECT count(*) FROM prov.change_log l WHERE l.cid = c.cid)
		UNION ALL SELECT cid FROM prov.change_log WHERE action = 'create' AND kind = 'user'
			GROUP BY cid, id HAVING count(*) > 1")" '' "$1: nothing is done twice"
}

use_database
context 1
context 2

fails 103 'one transaction is not resumed' resume --atomic /dev/null
fails 103 'a dry run neither' resume --dry-run /dev/null
echo important >"$TMP/mine"
fails 103 'another file is not written to' prov batch --resume "$TMP/mine" /dev/null
is "$(cat "$TMP/mine")" important 'it stays as it was'
fails 1 'nor is a folder' prov batch --resume "$TMP" /dev/null

# --- one run after the other ---

for n in 1 2 3; do create 1 "a$n"; done >"$TMP/lines"
ok 'a first run' resume "$TMP/lines"
is "$(cut -d : -f 1 "$TMP/out" | xargs)" '1 2 3' 'reports its lines'
is "$(stat -c %a "$TMP/state")" 600 'nobody else reads the file'
is "$(grep -c -e '\$5\$' -e createuser "$TMP/state")" 0 'and no line is in it'
refused 0 '3 lines were done before' 'once more: nothing is done' resume "$TMP/lines"
is "$(cat "$TMP/out")" '' 'and nothing reported'
create 2 a4 >>"$TMP/lines"
ok 'a line more' resume "$TMP/lines"
is "$(cut -d : -f 1 "$TMP/out" | xargs)" 4 'is run alone'
sed 's/ a2 / b2 /' "$TMP/lines" >"$TMP/changed"
refused 103 'line 2 is another one' 'another file' resume "$TMP/changed"
{ echo 'changeuser -c 1 -u nobody -x y' && create 1 a6; } >>"$TMP/lines"
fails 123 'a line that fails' resume "$TMP/lines"
is "$(users a6)" 0 'is the end'
sed -i 's/nobody/a1/' "$TMP/lines"
ok 'it is mended' resume "$TMP/lines"
is "$(cut -d : -f 1 "$TMP/out" | xargs)" '5 6' 'the run goes on with it'
mkfifo "$TMP/in"
resume <"$TMP/in" >"$TMP/said" 2>&1 &
pid=$!
exec 8>"$TMP/in"
printf '#\n#\n#\n#\n#\n#\nlistcontext --csv\n' >&8
must_see 'the run is at work' grep -q '^7: ' "$TMP/said"
fails 122 'two runs with the same file' resume "$TMP/lines"
exec 8>&-
ended 'the first one goes on' 0 $pid "$TMP/said"
once 'one run after the other'

# --- killed at any place ---

start_proxy
rm "$TMP/state"
for n in $(seq 120); do
	create $((n % 2 + 1)) "k$n"
	[ $((n % 3)) -ne 0 ] || echo "changeuser -c $((n % 2 + 1)) -u k$n -x Department$n"
	[ $((n % 10)) -ne 0 ] || echo "deleteuser -c $((n % 2 + 1)) -u k$n"
	[ $((n % 20)) -ne 0 ] || echo "listuser -c $((n % 2 + 1)) -s k$n --csv --fields Name"
done >"$TMP/lines"
count=$(wc -l <"$TMP/lines")

# Who was reported has to be there, or has been deleted by a later line.
reported_is_there() {
	sed -n 's/^[0-9]*: user \([0-9]*\) in context \([0-9]*\) created$/\2 \1/p' "$TMP/reported" | sort -u >"$TMP/ids"
	sql "SELECT cid || ' ' || id FROM prov.change_log WHERE action = 'create' AND kind = 'user'" | sort -u >"$TMP/there"
	comm -23 "$TMP/ids" "$TMP/there"
}
: >"$TMP/reported"
limit=3 kills=0 missing=''
while [ "$kills" -lt "$KILLS" ] && killed_at "$limit pieces" prov batch --resume "$TMP/state" "$TMP/lines"; do
	kills=$((kills + 1)) limit=$((limit + 1 + kills % 3))
	cat "$TMP/out" >>"$TMP/reported"
	missing="$missing$(reported_is_there)"
done
is "$missing" '' "killed $kills times: what was reported is there"
is "$((kills > 9))" 1 'it was killed often enough'
ok 'and then it comes to its end' resume "$TMP/lines"
cat "$TMP/out" >>"$TMP/reported"
is "$(sed -n 's/^\([0-9]*\): .*/\1/p' "$TMP/reported" | sort -nu | wc -l)" "$count" 'every line was reported'
is "$(users 'k%')" 108 'every user is there, but those who were deleted'
is "$(sql "SELECT count(*) FROM prov.users WHERE name LIKE 'k%' AND attrs->>'department' = 'Department' || substr(name, 2)")" \
	36 'and has its department'
once 'killed at any place'
check_clean
stop_proxy

# A record that was being written is none.
tail -c 20 "$TMP/state" >"$TMP/rest"
printf '{"try":"' >>"$TMP/state"
refused 0 "$count lines were done before" 'a record without its end' resume "$TMP/lines"
is "$(tail -c 20 "$TMP/state" | cmp - "$TMP/rest")" '' 'is taken away'

# --- told to end ---

for signal in TERM INT; do
	[ $signal = INT ] && number=2 || number=15
	rm -f "$TMP/state"
	{ create 1 "s$signal"; create 2 "t$signal"; create 1 "u$signal"; } >"$TMP/lines"
	hold 'SELECT 1 FROM prov.context WHERE cid = 2 FOR UPDATE'
	# A background job of a shell ignores SIGINT.
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' prov batch --resume "$TMP/state" "$TMP/lines" >"$TMP/said" 2>&1 &
	pid=$!
	must_see 'the batch waits' waits_for_lock 1 prov
	kill "-$signal" "$pid"
	ended "SIG$signal ends it" $((128 + number)) $pid "$TMP/said"
	must_see 'the server is done with it' sessions 0 "application_name = 'prov'"
	release
	is "$(grep -c created "$TMP/said")" "$(users "_$signal")" "SIG$signal: what was reported is there"
	ok "SIG$signal: it goes on" resume "$TMP/lines"
	is "$(users "_$signal")" 3 "SIG$signal: and does the rest"
done
once 'told to end'
check_clean
done_testing
