#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# noun.t - what a new attribute costs: its line in the table and, if it is a column, its migration
#
# A copy of the tree gets the column pager_zone of users, a member region of contexts' attrs and another heading of
# groups, as docs/howto-add-an-attribute.md says, is built as far as that changes it, and then the attribute is there for every way in and every way out.
# long: it builds the tree
# shellcheck disable=SC1003,SC2046 # a line that ends in a backslash; options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

made=$TMP/tree
mkdir "$made"
cd "$ROOT" || exit 1
cp -a bin docs ldap libprov sql Makefile config.mk "$made/"
cp -a "$B" "$made/build"
find "$made" -path "$made/build" -prune -o -type f -print0 | xargs -0 cksum >"$TMP/before"

# --- by hand ---
cd "$made" || exit 1
table=libprov/prov/attr.h
sed -i '/^	X(QUOTA,/i\
	X(PAGER_ZONE, "pager_zone", "pager_zone", 0, "Pager_zone", TEXT, COLUMN, "ZONE", "zone of the pager", \\\
	  "Zone", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \\' "$table"
nouns=libprov/prov/noun.h
sed -i '/^	SHOWN(ATTRS,/i\
	GIVEN(REGION, "region", "region", 0, "region", TEXT, JSON, "REGION", "where its mail is kept", \\\
	  "region", 100, PROV_ATTR_PLAIN) \\
s/"Displayname"/"Shown as"/' "$nouns"
number=$(printf '%04d' $(($(find sql/migration -name '*.sql' | wc -l) + 1)))
echo 'ALTER TABLE prov.users ADD COLUMN pager_zone text;
ALTER TABLE prov.stage_user ADD COLUMN pager_zone text;' >"sql/migration/${number}_pager_zone.sql"
# --- and nothing else ---

find "$made" -path "$made/build" -prune -o -type f -print0 | xargs -0 cksum >"$TMP/after"
is "$(sort "$TMP/before" "$TMP/after" | uniq -u | sed "s|.*$made/||" | sort -u)" \
	"$table
$nouns
sql/migration/${number}_pager_zone.sql" 'an attribute with a column is two files (23 before nouns were tables), else one'
dev=
san=
grep -q -e -Werror build/flags && dev=DEV=1
grep -q -e fsanitize build/flags && san=SAN=1
make -s $dev $san B=build all >"$TMP/build.log" 2>&1 || bail "$(tail -n 20 "$TMP/build.log")"
PATH=$made/build/bin:$PATH
cd "$TMP" || exit 1

tree >"$TMP/tree.ldif"
start_slapd -l "$TMP/tree.ldif"
use_database
printf 'database: { conninfo = "host=%s dbname=%s user=postgres"; };\n' "$PGHOST" "$DATABASE" >"$TMP/owner.conf"
ok 'its migration' env PROV_CONFIG="$TMP/owner.conf" provdb migrate
new_context 1 acme

of() {	# NAME: the value that is stored
	sql "SELECT pager_zone FROM prov.users WHERE login = '$1'"
}

ok 'create' createuser $(plain_user 1 anna) --pager_zone east
is "$(of anna)" east 'it is stored'
prints '{"pager_zone": "east"}' 'the log has it' sql "SELECT jsonb_build_object('pager_zone', after -> 'pager_zone')
	FROM prov.change_log ORDER BY seq DESC LIMIT 1"
ok 'help' createuser --extendedoptions
output_has '--pager_zone=ZONE' 'has the option'
has "$made/build/man/createuser.8" '.It Fl -pager_zone Ar ZONE' 'so has the manual page'
ok 'change' changeuser -c 1 -u anna --pager_zone west
is "$(of anna)" west 'it is changed'
prints '{"pager_zone": "east"}|{"pager_zone": "west"}' 'and nothing else' \
	sql "SELECT before, after FROM prov.change_log ORDER BY seq DESC LIMIT 1"
seq=$(sql 'SELECT change_seq FROM prov.context')
ok 'the same again' changeuser -c 1 -u anna --pager_zone west
is "$(sql 'SELECT change_seq FROM prov.context')" "$seq" 'is no change'
fails 103 'its longest value' changeuser -c 1 -u anna --pager_zone "$(printf '%0256d' 0)"
stderr_has 'pager_zone is longer than 255 bytes'
ok 'the table' listuser -c 1
output_has ' Zone ' 'has its title'
ok 'CSV' listuser -c 1 --csv
output_has 'Pager_zone' 'has its heading'
output_has '"west"' 'and the value'
ok 'JSON' listuser -c 1 --json
output_has '"pager_zone": "west"' 'has its member'
ok 'deleting' deleteuser -c 1 -u anna

# --- of contexts, of groups ---
region_admin='-q 1 -u a -d A -g A -s A -p secret -e a@b.example'
# shellcheck disable=SC2086 # options
ok 'a context' createcontext -c 2 -N north --region east $region_admin
prints '{"region": "east"}' 'keeps it' sql 'SELECT attrs FROM prov.context WHERE cid = 2'
prints '{"region": "east"}' 'the log has it' sql "SELECT after -> 'attrs' FROM prov.change_log WHERE cid = 2"
# shellcheck disable=SC2086
fails 103 'its longest value' createcontext -c 3 --region "$(printf '%0101d' 0)" $region_admin
stderr_has 'region is longer than 100 bytes'
ok 'its help' createcontext --help
output_has '--region=REGION'
ok 'contexts in JSON' listcontext -s north --json
output_has '"region": "east"' 'have it'
ok 'contexts as a table' listcontext
output_has ' region' 'have its title'
ok 'groups' listgroup -c 2
output_has ' Shown as ' 'have the heading'

# --- a directory may fill it: straight into the table, changed, by staging, and left alone ---
# shellcheck disable=SC2016 # expressions of the mapping
zone='user: { pager_zone = "${employeeType}"; };'
person bert 'employeeType: north' | change_ldap
source_is "context = \"acme\"; $zone"
ok 'a first run' ldapsync
is "$(of bert)" north 'writes it'
printf 'dn: uid=bert,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: employeeType\nemployeeType: south\n' |
	change_ldap
ok 'a dry run' ldapsync --dry-run
output_has 'pager_zone: "north" -> "south"' 'shows the change'
person carl 'employeeType: inner' | change_ldap
ok 'a second run' ldapsync
is "$(of bert) $(of carl)" 'south inner' 'changes it, and inserts it'
prints '{"pager_zone": "north"}|{"pager_zone": "south"}' 'the log has that' \
	sql "SELECT before, after FROM prov.change_log WHERE action = 'change' ORDER BY seq DESC LIMIT 1"
source_is 'context = "acme"; user: { title = "${employeeType}"; };'
ok 'a mapping without it' ldapsync
is "$(of bert)" south 'leaves it alone'
done_testing
