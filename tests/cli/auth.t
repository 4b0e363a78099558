#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# auth.t - who may do what: credentials that are given are verified, always
# long: other files run the same code under sanitizers
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1		# admin, password secret
context 2 -u Chief -p "$HASH"
user 1 anna
new_context() {
	createcontext "$@" -c 9 -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g
}

# Nothing given: whoever may open the database is trusted.
ok 'no credentials' listuser -c 1

# Context admins.
ok 'the right name and password' listuser -c 1 -A admin -P secret
ok 'the name is compared without case' listuser -c 1 -A ADMIN -P secret
fails 101 'a wrong password' listuser -c 1 -A admin -P Secret
stderr_has 'Authentication failed'
stderr_lacks Secret 'the password is not in the message'
fails 101 'a wrong name' listuser -c 1 -A nobody -P secret
fails 101 'another user of the context' listuser -c 1 -A anna -P secret
fails 101 'the admin of another context' listuser -c 1 -A Chief -P secret
fails 101 'trap 1: an unknown context' listuser -c 99 -A admin -P secret
fails 101 'an empty password' listuser -c 1 -A admin -P ''
fails 101 'an empty name' listuser -c 1 -A '' -P secret
fails 101 'a name alone' listuser -c 1 -A admin
fails 101 'a password alone' listuser -c 1 -P secret
fails 101 'a name that is no UTF-8' listuser -c 1 -A "$(printf '\377')" -P secret
fails 101 'the hash is no password' listuser -c 1 -A admin -P "$HASH"
for command in "createuser $(plain_user 1 x)" 'changeuser -c 1 -u anna -x Sales' 'deleteuser -c 1 -u anna' \
	'listuser -c 1' 'listgroup -c 1' 'getaccesscombinationnameforuser -c 1 -u anna' \
	'getusercapabilities -c 1 -u anna' 'existsuser -c 1 -u anna' "existsuser -c 1 -d User" \
	'listusersbyaliasdomain -c 1 -d c1.example' 'onetimelogin -c 1 -u anna'; do
	# shellcheck disable=SC2086 # words
	refused 101 'Authentication failed' "${command%% *} verifies" $command -A admin -P wrong
done
for command in 'creategroup -c 1 -n x -d x' 'changegroup -c 1 -i 1 -d x' 'deletegroup -c 1 -i 2' \
	'createresource -c 1 -n x -d x -e x@y.example' 'changeresource -c 1 -i 1 -d x' 'deleteresource -c 1 -i 1' \
	'listresource -c 1'; do
	# shellcheck disable=SC2086 # words
	refused 101 'Authentication failed' "${command%% *} verifies, too" $command -A admin -P wrong
done
ok 'a change by the admin' changeuser -c 1 -u anna -x Sales -A Admin -P secret
prints Admin 'is logged under the name given' sql 'SELECT who FROM prov.change_log WHERE cid = 1 ORDER BY seq DESC LIMIT 1'
prints f 'without a password' sql "SELECT bool_or(l::text ~ 'secret|CRYPT') FROM prov.change_log l"

# Who may not log in may not administrate.
for what in 'a disabled admin' 'an admin that a directory disabled' 'the admin of a disabled context'; do
	case $what in
	'a disabled admin') off='users SET enabled = false' on='users SET enabled = true' ;;
	'an admin that'*) off='users SET source_enabled = false' on='users SET source_enabled = true' ;;
	*) off='context SET enabled = false' on='context SET enabled = true' ;;
	esac
	sql "UPDATE prov.$off WHERE cid = 1"
	for command in "createuser $(plain_user 1 x)" 'changeuser -c 1 -u anna -x Sales' \
		'deleteuser -c 1 -u anna' 'listuser -c 1' 'listgroup -c 1' \
		'getaccesscombinationnameforuser -c 1 -u anna' 'getusercapabilities -c 1 -u anna'; do
		# shellcheck disable=SC2086 # words
		refused 101 'Authentication failed' "DR10: $what: ${command%% *}" $command -A admin -P secret
	done
	ok "DR10: $what: without credentials it is not about the admin" listuser -c 1
	sql "UPDATE prov.$on WHERE cid = 1"
done
ok 'DR10: enabled again' listuser -c 1 -A admin -P secret
ok 'DR10: changeuser disables the admin' changeuser -c 1 -i 2 --mailenabled false
fails 101 'DR10: who cannot undo that' changeuser -c 1 -i 2 --mailenabled true -A admin -P secret
ok 'DR10: but others can' changeuser -c 1 -i 2 --mailenabled true

ok 'C3: disablecontext stops logins at once' disablecontext -c 1
refused 101 'Authentication failed' 'C3: of the admin' listuser -c 1 -A admin -P secret
ok 'C3: enablecontext brings them back' enablecontext -c 1
ok 'C3: as they were' listuser -c 1 -A admin -P secret

# Ready hashes of admins: crypt(3) under any tag, and nothing else.
sha512='{SHA512-CRYPT}$6$rounds=1000$saltsalt$LAV5VE5Y7w1d73x1mFNspYWUpazfmwv2SoepNXNKJ/'
sha512=${sha512}otop/Zok96Hr8Q13LEv0DRY/x8v0/crpIjl8NJSAqXV/
context 3 -p "$sha512"
ok 'DR11: an admin with {SHA512-CRYPT}' listuser -c 3 -A admin -P secret
fails 101 'DR11: it is verified' listuser -c 3 -A admin -P Secret
ok 'DR11: with bcrypt by changeuser' changeuser -c 3 -i 2 --passwordmech HASH \
	-p '{BCRYPT}$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW'
ok 'DR11: logs in' listuser -c 3 -A admin -P secret
sha='{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='
refused 103 'an admin could not log in with this hash' 'DR11: createcontext refuses what cannot be verified' \
	createcontext -c 9 -p "$sha" -q 1 -u a -d b -g c -s d --passwordmech HASH -e f@g
refused 103 'an admin could not log in with this hash' 'DR11: changeuser, too' \
	changeuser -c 3 -i 2 --passwordmech HASH -p "$sha"
user 3 bert -p "$sha"
prints "$sha" 'DR11: users may have it' sql "SELECT password FROM prov.users WHERE cid = 3 AND name = 'bert'"
refused 103 'is not a ready hash' 'DR11: {SSHA512}abc is nobody'\''s' \
	changeuser -c 3 -u bert --passwordmech HASH -p '{SSHA512}abc'
refused 103 'is not a ready hash' 'DR11: nor is a crypt(3) string that was cut' \
	createuser -p "${sha512%?}" $(plain_user 3 carl)

# The master admin.
refused 101 'Authentication failed' 'there is no master admin yet' new_context -A oxadminmaster -P master
sed 's/user=prov/user=postgres/' "$PROV_CONFIG" >"$TMP/owner.conf"
status_is 0 'provdb master sets one' \
	sh -c "echo master | PROV_CONFIG='$TMP/owner.conf' provdb master --password-file -"
for command in 'deletecontext -c 2' listcontext 'getmoduleaccessforcontext -c 1' \
	'getcontextcapabilities -c 1' 'listquota -c 1' 'new_context' 'existscontext -c 1' \
	'existscontext -c 99' 'getadminid -c 1' 'getaccesscombinationnameforcontext -c 1' 'changecontext -c 1 -q 5' \
	'enablecontext -c 1' 'disablecontext -c 1' enableallcontexts disableallcontexts 'deletecontext -c 2 --dry-run' 'prov notify' 'prov notify --pending' \
	'prov notify --retry' 'prov notify --forget tell' 'report -d' 'report -f' 'report -e' 'report -g'; do
	# shellcheck disable=SC2086 # words
	refused 101 'Authentication failed' "${command%% *} verifies" $command -A oxadminmaster -P wrong
	# shellcheck disable=SC2086
	refused 101 'Authentication failed' "${command%% *}: a context admin will not do" $command -A admin -P secret
done
ok 'the right password' listcontext -A oxadminmaster -P master
fails 101 'the name has its case' listcontext -A OxAdminMaster -P master
fails 101 'the master admin is no context admin' listuser -c 1 -A oxadminmaster -P master
set_config 'auth: { master_override = true; };'
ok 'auth.master_override makes it one' listuser -c 1 -A oxadminmaster -P master
ok 'the context admin still is' listuser -c 1 -A admin -P secret
fails 101 'a wrong password is wrong' listuser -c 1 -A oxadminmaster -P wrong
fails 101 'an unknown context stays unknown' listuser -c 99 -A oxadminmaster -P master
set_config
ok 'another name and password' env PROV_CONFIG="$TMP/owner.conf" NEW_USER_PASSWORD=second provdb master --user boss
ok 'the new one' listcontext -A boss -P second
fails 101 'replaces the old one' listcontext -A oxadminmaster -P master
prints 1 'there is one' sql "SELECT count(*) FROM prov.master WHERE password LIKE '{CRYPT}\$y\$%'"
fails 104 'provdb master without a password' provdb master
stderr_has '--password-file'
status_is 103 'an empty one' sh -c 'echo | provdb master --password-file -'
fails 103 'a name with forbidden characters' env NEW_USER_PASSWORD=x provdb master --user 'a b'
prints 1 'nothing changed' sql "SELECT count(*) FROM prov.master WHERE name = 'boss'"

# auth.required
set_config 'auth: { required = true; };'
refused 104 'Options "adminuser, adminpass" missing' 'trap 2: auth.required: neither given' createuser $(plain_user 1 x)
fails 104 'for the master, too' listcontext
fails 101 'trap 2: one of them' listuser -c 1 -A admin
ok 'both' listuser -c 1 -A admin -P secret
ok 'both' listcontext -A boss -P second
sed '/^auth:/d; s/auth: [^;]*; *};//' "$PROV_CONFIG" >own.conf
lacks own.conf required 'PF25: a file of their own'
ok 'PF25: passes by, for whoever may open the database, as prov.conf(5) says' \
	env PROV_CONFIG="$TMP/own.conf" listcontext
ok 'PF25: and the page says so' grep -q 'passes by with a file of their own' "$MAN/prov.conf.5"
set_config

# What is in files asks for nobody, but does not take a wrong answer for a right one.
for words in 'licence keys' 'licence keys add support ABC-1' 'licence keys remove support ABC-1' 'supportrequest --list'; do
	# shellcheck disable=SC2086 # several
	fails 101 "$words: a wrong password of the master" $words -A boss -P wrong
	# shellcheck disable=SC2086
	fails 101 "$words: a password without a name" $words -P second
done
ok 'no key was added' licence keys -A boss -P second
output_lacks ABC-1

# Where the password comes from.
export ADMIN_PASSWORD=secret
ok 'ADMIN_PASSWORD' listuser -c 1 -A admin
fails 101 'trap 18: -P beats it' listuser -c 1 -A admin -P wrong
ADMIN_PASSWORD=wrong
fails 101 'it is verified' listuser -c 1 -A admin
ok '-P beats a wrong one' listuser -c 1 -A admin -P secret
ok 'without -A it is not looked at' listuser -c 1
printf 'secret\n' >"$TMP/pass"
chmod 600 "$TMP/pass"
ok '--adminpass-file' listuser -c 1 -A admin --adminpass-file "$TMP/pass"
printf 'secret' >"$TMP/pass"
ok 'without a line end' listuser -c 1 -A admin --adminpass-file "$TMP/pass"
unset ADMIN_PASSWORD
status_is 0 '- is standard input' sh -c 'echo secret | listuser -c 1 -A admin --adminpass-file -'
for mode in 640 604 666 620; do
	chmod $mode "$TMP/pass"
	fails 1 "mode $mode" listuser -c 1 -A admin --adminpass-file "$TMP/pass"
	stderr_has "holds a secret, but others may read it (mode 0$mode)" "mode $mode is refused"
done
chmod 600 "$TMP/pass"
printf 'sec\000ret\n' >"$TMP/pass"
fails 1 'a NUL in it' listuser -c 1 -A admin --adminpass-file "$TMP/pass"
stderr_has 'holds a NUL byte'
fails 1 'no file' listuser -c 1 -A admin --adminpass-file "$TMP/none"
stderr_has 'cannot open'

# Passwords in the list of processes: wiped before anything is waited for.
hold 'UPDATE prov.context SET quota = 7 WHERE cid = 1'
createuser -c 1 -u slow -d Slow -g S -s L -e slow@c1.example --password=GEHEIM1 -A admin -P secret >"$TMP/slow" 2>&1 &
pid=$!
must_see 'createuser waits for the context' waits_for_lock 1 createuser
tr '\0' ' ' <"/proc/$pid/cmdline" >"$TMP/cmdline"
has "$TMP/cmdline" 'slow@c1.example' 'a waiting command shows its options'
lacks "$TMP/cmdline" GEHEIM1 'but not the password'
lacks "$TMP/cmdline" secret "nor the admin's"
release
ended 'PF29: it ends well' 0 "$pid" "$TMP/slow"
dump >"$TMP/dump"
lacks "$TMP/dump" GEHEIM1 'and is in no table'
check_clean
set_config 'auth: { required = true; };'
fails 104 'PF15: no credentials where they are required' listuser -c 1
output_has 'Usage: listuser -c ID [OPTION...]' 'PF15: the usage is on standard output'
is "$(sed -n 2p "$TMP/err")" 'Error: Options "adminuser, adminpass" missing' 'PF15: and the reason on standard error'
fails 101 'PF15: only one of them' listuser -c 1 -A admin
is "$(wc -c <"$TMP/out")" 0 'PF15: was no mistake about the options'
fails 104 'PF15: with --json' listuser -c 1 --json
output_lacks Usage 'PF15: nobody reads usage as JSON'
done_testing
