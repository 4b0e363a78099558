#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# values.t - which values commands take, and in which form they are stored (docs/rules.md E4)
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme -L acme.example
user 1 anna
user_row() {	# COLUMNS NAME
	sql "SELECT $1 FROM prov.users WHERE cid = 1 AND login = '$2'"
}
char() {	# U+XXXX, as UTF-8
	perl -CO -e 'print chr hex substr $ARGV[0], 2' "$1"
}
new_context() {
	createcontext "$@" -q 1 -u admin -d Admin -g A -s B -p "$HASH" --passwordmech HASH -e admin@x.example
}

# --- DR2, DR4: what cannot be seen ---
invisible='U+00AD U+034F U+061C U+115F U+1160 U+180E U+200B U+200C U+200D U+200E U+200F U+202A U+202B
	U+202C U+202D U+202E U+2060 U+2061 U+2066 U+2067 U+2068 U+2069 U+3164 U+FE0F U+FEFF U+FFA0 U+E0041'
for cp in $invisible; do
	c=$(char "$cp")
	refused 103 "has an invisible character $cp" "DR2: $cp in an address" createuser -e "n${c}b@acme.example" $(plain_user 1 x)
	refused 103 "has an invisible character $cp" "DR4: $cp in a display name" createuser -d "An${c}na" $(plain_user 1 x)
done
for cp in U+00A0 U+1680 U+2003 U+202F U+205F U+3000; do
	c=$(char $cp)
	refused 103 "nb@acme.example<$cp>\": it has a blank $cp" "DR2: $cp at the end of an address" \
		createuser -e "nb@acme.example$c" $(plain_user 1 x)
	refused 103 "has a blank $cp" "DR2: $cp in an alias" changeuser -c 1 -u anna -a "anna@c1.example,x$c@acme.example"
	refused 103 "has a blank $cp" "DR2: $cp in a user name" createuser -u "nb$c" $(plain_user 1 x)
	refused 103 'displayname has nothing that can be seen' "DR4: a display name of $cp only" \
		createuser -d "$c $c" $(plain_user 1 x)
	refused 103 'displayname has nothing that can be seen' "DR4: a change to that" changeuser -c 1 -u anna -d "$c"
done
z=$(char U+200B)
refused 103 'has a private character U+E000' 'DR2: a private character' createuser -e "$(char U+E000)@acme.example" $(plain_user 1 x)
refused 103 'has an unassigned character U+0378' 'DR2: an unassigned one' createuser -u "a$(char U+0378)" $(plain_user 1 x)
refused 103 'has a line end U+2028' 'DR4: a line separator' createuser -d "a$(char U+2028)b" $(plain_user 1 x)
refused 103 'givenname has an invisible character U+200B' 'DR4: in a given name' createuser -g "a$z" $(plain_user 1 x)
refused 103 'surname has an invisible character U+200B' 'DR4: in a surname' changeuser -c 1 -u anna -s "a$z"
refused 103 'givenname has nothing that can be seen' 'DR4: a given name of blanks' createuser -g '  ' $(plain_user 1 x)
for option in email2 email3 defaultsenderaddress; do
	refused 103 'has an invisible character U+200B' "DR2: --$option" changeuser -c 1 -u anna --$option "a$z@b.example"
done
refused 103 'the name has an invisible character U+200B' 'DR2: in a context name' new_context -c 9 -N "a$z"
refused 103 'the name has an invisible character U+FEFF' 'DR2: in a mapping' new_context -c 9 -L "$(char U+FEFF)b.example"
refused 103 'has an invisible character U+202E' 'DR4: the admin of a context' \
	createcontext -c 9 -d "A$(char U+202E)" $(plain_user 9 x) -q 1
ok 'U+200C where Persian needs it' createuser -d "$(char U+0645)$(char U+06CC)$(char U+200C)$(char U+062E)" $(plain_user 1 persian)
ok 'a display name with blanks of another kind' createuser -d "  Bert$(char U+00A0)$(char U+3000)Berg " $(plain_user 1 bert)
is "$(user_row display_name bert)" 'Bert Berg' 'DR4: is stored with plain ones, none at the ends'
refused 103 'The displayname is already used' 'DR4: so it is the same as one with plain ones' \
	createuser -d 'Bert Berg' $(plain_user 1 x)

# --- DR4: names that become paths or options ---
for name in . .. - --help -rf; do
	refused 103 "Invalid user name: \"$name\"" "DR4: user name $name" createuser -u "$name" $(plain_user 1 x)
	refused 103 "Invalid mapping name: \"$name\"" "DR4: mapping $name" new_context -c 9 -L "$name"
	refused 103 "Invalid mapping name: \"$name\"" "DR4: context name $name" new_context -c 9 -N "$name"
	refused 103 "Invalid user name: \"$name\"" "DR4: the admin $name" createcontext -c 9 -u "$name" $(plain_user 9 x) -q 1
	fails 103 "DR4: the master admin $name" env NEW_USER_PASSWORD=x provdb master --user "$name"
done
ok 'dots and hyphens in the middle are fine' createuser -u a..b-c. $(plain_user 1 x1)

# --- DR3: NFC ---
nfd=$(char U+0308)
ok 'an address in NFD' createuser -e "ju${nfd}rgen@acme.example" -d "Ju${nfd}rgen" -g "Ju${nfd}rgen" -x "Gera${nfd}te" \
	--config/farbe="gru${nfd}n" $(plain_user 1 nfd)
is "$(user_row "concat_ws(' ', mail, aliases::text, display_name, given_name, attrs->>'department',
	attrs->>'config/farbe')" nfd)" 'jürgen@acme.example {jürgen@acme.example} Jürgen Jürgen Geräte grün' \
	'DR3: all of it is stored in NFC'
refused 103 'Primary mail address already exists' 'DR3: the same address in NFC' createuser -e jürgen@acme.example $(plain_user 1 x)
refused 103 'The displayname is already used' 'DR3: the same display name' createuser -d Jürgen $(plain_user 1 x)
refused 103 'Primary mail address already exists' 'DR3: in upper case' createuser -e "JU${nfd}RGEN@acme.example" $(plain_user 1 x)
ok 'DR3: a change to the other form' changeuser -c 1 -u nfd -d "Ju${nfd}rgen"
is "$(sql "SELECT count(*) FROM prov.change_log WHERE cid = 1 AND action = 'change'")" 0 'DR3: is no change'
set_config 'names: { user = "[a-zA-ZäöüÜ]"; mapping = "[0-9a-zA-ZäöüÜ]"; };'
ok 'DR3: a user name in NFD, where it is allowed' createuser -u "mu${nfd}ller" $(plain_user 1 name)
refused 103 'already exists in this context' 'DR3: is taken in NFC' createuser -u MÜLLER $(plain_user 1 x)
ok 'DR3: and found in both' changeuser -c 1 -u "Mu${nfd}ller" -x a
for pattern in "-s mu${nfd}l*" "-i -s MU${nfd}L*"; do
	# shellcheck disable=SC2086 # options
	run listuser -c 1 $pattern --csv
	output_has '"müller"' "DR3: also by listuser $pattern"
done
ok 'DR3: deleted by the other form' deleteuser -c 1 -u "mu${nfd}ller"
ok 'DR3: a context name' new_context -c 7 -N "Mu${nfd}ller"
refused 103 'already exists' 'DR3: is taken in NFC' new_context -c 8 -N Müller
ok 'DR3: and found in both' deletecontext -N "MU${nfd}LLER"
set_config

# --- DR5: mappings beyond ASCII ---
ok 'DR5: a mapping beyond ASCII' new_context -c 5 -L MÜLLER.example,acme.test
prints '5 acme.test xn--mller-kva.example' 'DR5: is stored in its ASCII form' \
	sql "SELECT string_agg(name, ' ' ORDER BY name) FROM prov.login_name WHERE cid = 5"
for same in "mu${nfd}ller.example" xn--mller-kva.example XN--MLLER-KVA.Example; do
	refused 106 'login info "xn--mller-kva.example" already exists' "DR5: $same is the same" new_context -c 6 -L "$same"
done
ok 'DR5: a context with such a name' new_context -c 6 -N bücher.example
prints 'xn--bcher-kva.example|6 xn--bcher-kva.example' 'DR5: is stored like a mapping' sql "SELECT c.name,
	(SELECT string_agg(l.name, ' ' ORDER BY l.name) FROM prov.login_name l WHERE l.cid = 6) FROM prov.context c WHERE cid = 6"
ok 'DR5: and found by it' deletecontext -N bücher.example
refused 103 'Illegal chars' 'DR5: IDNA does not allow a symbol' new_context -c 6 -L ☕.example
refused 103 'Illegal chars' 'DR5: a name without a dot is no domain' new_context -c 6 -L müller

# --- DR6, DR7: addresses ---
refused 103 'it has a * in the place of a name' 'DR6: a catch-all' createuser -a '*@acme.example' $(plain_user 1 x)
stderr_has 'hint: one address for all names of a domain (a catch-all)'
refused 103 'it has nothing before the @' 'DR6: as mail servers write it' changeuser -c 1 -u anna -a 'anna@c1.example,@acme.example'
stderr_has 'hint: one address for all names of a domain (a catch-all)'
for domain in acme-.example -acme.example a_b.example acme..example .acme acme. - müller-.example ☕.example xn--ls8h.example; do
	refused 103 'Invalid email address' "DR7: the domain $domain" createuser -a "a@$domain" $(plain_user 1 x)
	refused 103 'Invalid email address' "DR7: of the primary address" changeuser -c 1 -u anna -e "a@$domain" -a "a@$domain"
done
ok 'DR7: hyphens in the middle' createuser -a a@r3---sn.example-1.example $(plain_user 1 sn)

# --- DR19: what mail servers cut ---
refused 103 'Invalid email address: "a+b@acme.test" as primary address' 'DR19: a primary address with a +' \
	createuser -e a+b@acme.test $(plain_user 1 x)
stderr_has 'hint: it may be one of the aliases'
refused 103 'as primary address' 'DR19: a change to one' changeuser -c 1 -u anna -e a+b@acme.test -a a+b@acme.test
refused 103 'as primary address' 'DR19: the admin of a context' createcontext -c 9 -e a+b@acme.test $(plain_user 9 x) -q 1
ok 'DR19: as an alias it works' createuser -a a+b@acme.test $(plain_user 1 plus)
is "$(user_row aliases plus)" '{plus@c1.example,a+b@acme.test}' 'DR19: and is kept'
set_config 'mail: { delimiter = "-_"; };'
ok 'DR19: another delimiter' createuser -e c+d@acme.test $(plain_user 1 plus2)
refused 103 'as primary address' 'DR19: is looked for instead' createuser -e c-d@acme.test $(plain_user 1 x)
set_config 'mail: { delimiter = ""; };'
ok 'DR19: without one' createuser -e c-d+e@acme.test $(plain_user 1 plus3)
set_config
ok 'DR19: what was stored stays' changeuser -c 1 -u plus3 -x there
fails 1 'a delimiter that no address has' env PROV_CONFIG="$TMP/wrong" sh -c 'echo "mail: { delimiter = \"@\"; };" >"$PROV_CONFIG"; listcontext'

# --- DR12: words ---
for zone in Nowhere/Land /etc/passwd ../UTC Europe posix/UTC localtime leapseconds; do
	refused 103 'is not the name of a time zone' "DR12: time zone $zone" changeuser -c 1 -u anna -t $zone
done
ok 'DR12: a zone' changeuser -c 1 -u anna -t America/Argentina/Salta
refused 103 '"foo" is no value of --default-folder-mode' 'DR12: a folder mode' createuser --default-folder-mode foo $(plain_user 1 x)
stderr_has 'hint: there are default, default-deletable, no-default-folders'
for mode in default default-deletable no-default-folders ''; do
	ok "DR12: folder mode \"$mode\"" changeuser -c 1 -u anna --default-folder-mode "$mode"
done
for language in de_ _DE 'de DE_x' de_DE.UTF-8 "de_$z"; do
	fails 103 "DR12: language $language" changeuser -c 1 -u anna -l "$language"
done
for n in 2 -1 x; do
	refused 109 "Illegal value '$n' for option --foldertree: 0 or 1" "DR12: folder tree $n" changeuser -c 1 -u anna --foldertree $n
done
ok 'DR12: a folder tree' changeuser -c 1 -u anna --foldertree 1
refused 103 '"foo" is no value of --gabMode' 'DR12: a mode of the address book' new_context -c 9 --gabMode foo
refused 103 '"foo" is no value of --schema-strategy' 'DR12: a schema strategy' new_context -c 9 --schema-strategy foo
ok 'DR12: the words that there are' new_context -c 9 --gabMode global --schema-strategy in-memory
for line in 'user: { timezone = "Nowhere/Land"; };' 'user: { language = "german"; };'; do
	set_config "$line"
	fails 1 "DR12: $line" listcontext
done
set_config

# --- what older versions stored: found, left alone, and mended by the commands that are named ---
fails 106 'DR19: provdb check finds an address that is cut' provdb check --csv
output_has "\"U3\",\"user $(user_row uid plus2) in context 1\",\"primary address \"\"c+d@acme.test\"\" is cut by mail servers"
output_has "\"changeuser -c 1 -i $(user_row uid plus2) -e ADDRESS\""
ok 'DR19: mended' changeuser -c 1 -u plus2 -e plus2@c1.example -a plus2@c1.example,c+d@acme.test
ok 'DR19: deleted' deleteuser -c 1 -u plus3
check_clean 'DR19: nothing is left'
nb=$(char U+00A0)
user 1 old
old=$(user_row uid old)
sql "UPDATE prov.users SET mail = 'nb@acme.example$nb', address = 'nb@acme.example ', display_name = '$nb', attrs = NULL,
		aliases = ARRAY['nb@acme.example$nb', 'ju${nfd}rgen@c1.example', 'a@b_c.example'] WHERE cid = 1 AND uid = $old;
	DELETE FROM prov.address WHERE cid = 1 AND owner = $old;
	INSERT INTO prov.address SELECT 1, a, 'u', $old FROM unnest(ARRAY['nb@acme.example ', 'ju${nfd}rgen@c1.example',
		'a@b_c.example']) a"
fails 106 'DR2: provdb check finds what older versions let in' provdb check --csv
output_has "\"changeuser -c 1 -i $old -d NAME\""
output_has "\"changeuser -c 1 -i $old -a ADDRESSES, and -e ADDRESS if it is the primary one\""
is "$(grep -ac "user $old in" "$TMP/out")" 4 'DR2: each of it once'
ok 'DR2: such a user can be changed' changeuser -c 1 -i "$old" -x Sales
is "$(sql "SELECT count(*) FROM prov.address WHERE cid = 1 AND owner = $old")" 3 'DR2: and keeps all of it'
ok 'DR2: mended' changeuser -c 1 -i "$old" -d Old -e nb@acme.example -a nb@acme.example,jürgen@c1.example
is "$(sql "SELECT string_agg(address, ' ' ORDER BY address) FROM prov.address WHERE cid = 1 AND owner = $old")" \
	'jürgen@c1.example nb@acme.example' 'DR2: nothing of it is claimed any more'
check_clean 'DR2: nothing is left'
sql "UPDATE prov.users SET aliases = ARRAY['nb@acme.example', 'jürgen@c1.example', 'a@b_c.example'] WHERE cid = 1 AND uid = $old;
	INSERT INTO prov.address VALUES (1, 'a@b_c.example', 'u', $old)"
ok 'DR7: a user with an address that is none' deleteuser -c 1 -i "$old"
check_clean 'DR7: goes with all of it'
done_testing
