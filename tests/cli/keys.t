#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# keys.t - licence keys: the keys of contracts in one file that others cannot read
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
use_database
umask 022
set_config "ldap: { base = \"dc=example,dc=com\"; };"
keys=$TMP/keys
day() {
	TZ=UTC date -d "$1" +%d.%m.%Y
}

# --- list, add, remove ---
prints "$(printf '%s' 'kind key end date days left users expired')" 'no file is no key' licence keys
ok 'and is not made' test ! -e "$keys"
prints 'support key SUP-4711 added' 'one is added' licence keys add support SUP-4711 --end-date "$(day '+10 days')" --users 500
is "$(stat -c %a "$keys")" 600 'in a file that nobody else reads, whatever umask says'
is "$(cat "$keys")" "support SUP-4711 end-date $(day '+10 days') users 500" 'as a line of words'
printf 'MNT/0815\n' >stdin
prints 'maintenance key MNT/0815 added' 'one on standard input' licence keys add maintenance - <stdin
prints '{"kind": "licence", "key": "LIC-1"}' 'in JSON' licence keys add licence LIC-1 --users unlimited --end-date "$(day yesterday)" --json
valid 'as its schema says' licence_key "$TMP/out"
ok 'all of them' licence keys list --json
valid 'as its schema says' licence_keys "$TMP/out"
is "$(tr -d '\n' <"$TMP/out")" "$(printf '%s' '[ {"kind": "support", "key": "SUP-4711", "end_date": "' "$(day '+10 days')" '", "days_left": 10, "users": 500, "expired": false},' \
	' {"kind": "maintenance", "key": "MNT/0815", "expired": false}, {"kind": "licence", "key": "LIC-1", "end_date": "' "$(day yesterday)" \
	'", "days_left": -1, "users": "unlimited", "expired": true}]')" 'what is not known is left out'
prints "$(printf '%s\n' key,users '"SUP-4711","500"' '"MNT/0815","null"' '"LIC-1","unlimited"')" 'CSV' licence keys --csv --fields key,users
fails 103 'a key twice' licence keys add support SUP-4711
stderr_has 'that support key is there already'
ok 'the same text may be of two kinds' licence keys add licence SUP-4711
prints 'licence key SUP-4711 removed' 'one is removed' licence keys remove licence SUP-4711
fails 103 'and is gone' licence keys remove licence SUP-4711
stderr_has 'there is no licence key "SUP-4711"'
fails 109 'an unknown kind' licence keys add suport X
stderr_has 'the kinds are licence, maintenance and support'
for key in '' 'a b' '#a' "$(printf 'a\tb')" "$(printf 'm\303\274')"; do
	fails 109 "\"$key\" is no key" licence keys add support "$key"
done
fails 109 'a day that is none' licence keys add support X --end-date 31.02.2027
fails 109 'a number that is none' licence keys add support X --users some
fails 104 'a kind without a key' licence keys add support
fails 104 'too many words' licence keys add support X Y
fails 104 'an action that is none' licence keys change support X

# --- a file that people edit ---
printf '# bought in May\n\n  support SUP-1\t# no comment\n' >"$keys"
fails 1 'what a line may not have' licence keys
stderr_has "$keys:3: \"#\": end-date DATE and users N may follow a key"
printf '# bought in May\n\nsupport SUP-1 users 5\nlicence LIC-1' >"$keys"
ok 'the last line has no end' licence keys add licence LIC-2
ok 'one goes' licence keys remove licence LIC-1
is "$(cat "$keys")" "$(printf '# bought in May\n\nsupport SUP-1 users 5\nlicence LIC-2')" 'comments and other lines stay'
printf 'support A\nsupport A\n' >"$keys"
fails 1 'a key that stands there twice' licence keys
stderr_has "$keys:2: the key is there twice"
: >"$keys"
chmod 640 "$keys"
ok 'a group may read it' licence keys add support SUP-1
is "$(stat -c %a "$keys")" 640 'and may afterwards'
chmod 644 "$keys"
fails 1 'a file that everybody may read' licence keys
stderr_has "$keys"
fails 1 'is not added to' licence keys add support SUP-2
is "$(stat -c %a "$keys")" 644 'and stays as it was'
chmod 600 "$keys"
: >"$keys"

# --- many at once: none gets lost ---
pids=
for i in 1 2 3 4 5 6 7 8; do
	licence keys add support "SUP-$i" >"$TMP/many.$i" 2>&1 &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid" || cat "$TMP"/many.*
done
is "$(sort "$keys")" "$(for i in 1 2 3 4 5 6 7 8; do echo "support SUP-$i"; done)" 'eight at once are all there'
is "$(find "$TMP" -name 'keys.*' ! -name '*.t')" '' 'and nothing is left beside the file'

# --- keys.file, and who uses them ---
set_config "ldap: { base = \"dc=example,dc=com\"; }; keys: { file = \"$TMP/elsewhere\"; };"
ok 'a file of another name' licence keys add maintenance MNT-1 --end-date "$(day '+10 days')"
ok 'is used' test -s "$TMP/elsewhere"
ok 'a request names them' licence request --users 5
output_has 'Key:       MNT-1 (maintenance)'
ok 'also as LDIF' licence request --users 5 --ldif
output_has '# Key:       MNT-1 (maintenance)'
ok 'and in JSON' licence request --users 5 --json
valid 'as its schema says' licence_request "$TMP/out"
output_has '"keys": [{"kind": "maintenance", "key": "MNT-1", "end_date": "'
status_is 1 'prov status warns before a key ends' prov status
output_has 'keys: the maintenance key ends in 10 days'
output_lacks MNT-1 'and shows it to nobody'
ok 'the next one' licence keys add maintenance MNT-2 --end-date "$(day '+400 days')"
ok 'while the first is good that one counts' licence keys remove maintenance MNT-1
ok 'a key that is good for long' prov status
ok 'an old one beside it' licence keys add maintenance MNT-0 --end-date "$(day yesterday)"
ok 'does not count' prov status
ok 'but alone' licence keys remove maintenance MNT-2
status_is 1 'it does' prov status
output_has "keys: the maintenance key ended on $(day yesterday)"
done_testing
