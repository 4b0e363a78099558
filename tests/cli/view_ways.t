#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# view_ways.t - whatever way something comes in, changes or goes: what servers read says what the lists of prov say
#
# The lists (listuser, listcontext, listgroup) are what people are told; from them follows who logs in by which name and
# protocol, where each address leads, and how much room there is. Names that nobody has any more lead nowhere.
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

# What has to be, from the lists: a line "WHAT NAME VALUE" for each fact.
expected() {
	listcontext --json >"$TMP/contexts.json" || bail 'no list of contexts'
	perl -MJSON::PP -0777 -ne 'print "$_->{id}\n" for @{decode_json($_)}' "$TMP/contexts.json" >"$TMP/ids"
	while read -r id; do
		listuser -c "$id" --json >"$TMP/users.$id.json" || bail 'no list'
		listgroup -c "$id" --json >"$TMP/groups.$id.json" || bail 'no list'
	done <"$TMP/ids"
	perl -MJSON::PP -e '
		sub read_file { local $/; open my $in, "<", shift or die; decode_json(<$in>) }
		for my $c (@{read_file("contexts.json")}) {
			my %domain = map { $_ => 1 } grep { /\./ } @{$c->{lmappings}};
			my %mail; my %user;
			for my $u (@{read_file("users.$c->{id}.json")}) {
				my $key = "c$c->{id}u$u->{id}";
				my ($primary) = grep { $domain{(split /@/)[-1]} } lc $u->{mail};
				my $on = $u->{enabled} && $c->{enabled};
				$user{$u->{name}} = $user{$u->{id}} = [$u->{enabled}, $primary];
				my %has = map { $_ => 1 } map { lc } @{$u->{aliases} || []}, $u->{mail};
				my @own = grep { $domain{(split /@/)[-1]} } keys %has;
				my %denied = map { substr($_, 1) => 1 } grep { /^-/ } @{$u->{capabilities} || []};
				for my $name (@own, map { lc "$u->{name}\@$_" } @{$c->{lmappings}}) {
					print "login $name $key\n";
					for my $protocol (qw(imap pop3 sieve smtp)) {
						print "$protocol $name\n" if $on && !$denied{$protocol};
					}
				}
				for my $address (@own) {
					print "route $address ", $primary || $address, "\n";
					my $quota = exists $u->{mail_quota} ? $u->{mail_quota} : -1;
					print "quota $address ", $quota < 0 ? 0 : $quota == 0 ? 1 : $quota * 1048576, "\n";
					print "sender $address $key\n" if $on;
					print "refused $address 550\n" if $c->{enabled} && !$u->{enabled};
				}
			}
			while (my ($domain, $name) = each %{$c->{catchall} || {}}) {
				print "route \@$domain $user{$name}[1]\n" if $user{$name}[0] && $user{$name}[1];
			}
			for my $g (@{read_file("groups.$c->{id}.json")}) {
				next unless $g->{email} && $domain{(split /@/, $g->{email})[-1]};
				my @to = sort grep { $_ } map { $user{$_}[0] ? $user{$_}[1] : () } $g->{id} == 1 ? map { $_->{name} } @{read_file("users.$c->{id}.json")} : @{$g->{members} || []};
				print "route $g->{email} ", (@to ? join(",", @to) : $g->{email}), "\n";
			}
		}' | sort -u
}

# The same, as servers are told it, of every name that was ever expected.
told() {
	sort -u "$TMP/names" | "$PG_BINDIR/psql" -X -q -A -t -F ' ' -v ON_ERROR_STOP=1 -d "$DATABASE" -c 'CREATE TEMP TABLE n (name text)' -c '\copy n FROM pstdin' -f "$TMP/told.sql" |
		sort
}
cat >"$TMP/told.sql" <<'END'
SELECT 'login', name, l."user" FROM n, prov_view.dovecot_login(name, 'imap') l;
SELECT p, name FROM n, unnest(ARRAY['imap', 'pop3', 'sieve', 'smtp']) p, prov_view.dovecot_login(name, p) l WHERE l.nologin IS NULL;
SELECT 'route', name, string_agg(a, ',' ORDER BY a) FROM n, prov_view.postfix_alias(name) a GROUP BY name;
SELECT 'quota', name, split_part(d.quota_rule, '=', 2) FROM n, prov_view.dovecot_user(name, '/m') d;
SELECT 'sender', name, s FROM n, prov_view.postfix_sender(name) s;
SELECT 'refused', name, left(r, 3) FROM n, prov_view.postfix_recipient(name) r WHERE r LIKE '550 %disabled';
END
: >"$TMP/names"
right() {	# NAME: what servers are told is what the lists say
	(cd "$TMP" && expected) >"$TMP/expected"
	cut -d ' ' -f 2 "$TMP/expected" >>"$TMP/names"
	told >"$TMP/told"
	is "$(diff "$TMP/expected" "$TMP/told" | head -n 20)" '' "$1"
}
way() {		# NAME COMMAND...
	way_name=$1
	shift
	cp "$TMP/expected" "$TMP/last"
	"$@" >"$TMP/made" 2>&1 </dev/null || bail "$way_name: $(cat "$TMP/made")"
	right "$way_name"
	! cmp -s "$TMP/last" "$TMP/expected" || flunk "$way_name: changes something that servers read"
}
facts() { wc -l <"$TMP/expected"; }

start_company
: >"$TMP/expected"
right 'a context with its admin'
way 'mappings are added' changecontext -c 1 -L acme.example,acme.test,example.com
admin="-q 100 -u admin -d Admin -g Ada -s Admin -p $HASH --passwordmech HASH"
# shellcheck disable=SC2086 # words
way 'createcontext' createcontext -c 2 -N two -L two.example $admin -e admin@two.example --catchall two.example=admin

# --- single commands ---
# shellcheck disable=SC2046 # words
way 'createuser' createuser -e anna@two.example $(plain_user 2 anna) -a a.berg@two.example,Anna@Elsewhere.example --mail-quota 5
# shellcheck disable=SC2046
way 'another one' createuser -e bert@elsewhere.example $(plain_user 2 bert) -a bert@two.example --capabilities-to-add -pop3
way 'creategroup' creategroup -c 2 -n team -d Team -e team@two.example -a anna,bert
way 'addresses' changeuser -c 2 -u anna -a anna@two.example,second@two.example -e anna@two.example
way 'the primary address' changeuser -c 2 -u anna -e second@two.example
way 'a mail quota' changeuser -c 2 -u anna --mail-quota 0
way 'no quota' changeuser -c 2 -u anna --mail-quota -1
way 'a protocol less' changeuser -c 2 -u anna --capabilities-to-add -imap,-smtp
way 'and back' changeuser -c 2 -u anna --capabilities-to-drop imap,smtp
way 'a catch-all' changecontext -c 2 --catchall two.example=anna
way 'disabled' changeuser -c 2 -u anna --mailenabled false
way 'enabled' changeuser -c 2 -u anna --mailenabled true
way 'suspended' disablecontext -c 2
way 'opened' enablecontext -c 2
set_config 'names: { user_changeable = true; };'
way 'another name' changeuser -c 2 -i 3 -u anne
set_config
way 'a mapping removed' changecontext -c 2 -R two.example
way 'and added' changecontext -c 2 -L two.example,new.example
way 'the name of the context' changecontext -c 2 -N zwei
way 'disableallcontexts' disableallcontexts
way 'enableallcontexts' enableallcontexts
way 'usercopy' usercopy -c 2 -u bert -d 1 -e bert@acme.example
way 'deletegroup' deletegroup -c 2 -n team
way 'deleteuser' deleteuser -c 2 -u anne
# shellcheck disable=SC2046
way 'the name is given again' createuser -e anne@two.example $(plain_user 2 anne)

# --- import and batch ---
head=contextid,username,displayname,givenname,surname,password,passwordmech,email,aliases,mailquota
printf '%s\n' "$head" "2,carl,Carl,C,C,$HASH,HASH,carl@two.example,\"c@new.example\",7" "1,dora,Dora,D,D,$HASH,HASH,dora@acme.test,,-1" >"$TMP/users.csv"
way 'createuser --csv-import' createuser --csv-import "$TMP/users.csv"
printf '%s\n' contextid,contextname,addmapping,quota,username,displayname,givenname,surname,password,passwordmech,email,catchall \
	"7,seven,seven.example,1,boss,Boss,B,S,$HASH,HASH,boss@seven.example,seven.example=boss" >"$TMP/contexts.csv"
way 'createcontext --csv-import' createcontext --csv-import "$TMP/contexts.csv"
printf '%s\n' name,displayname,email,members "crew,Crew,crew@two.example,\"carl,anne\"" | sed '1s/^/contextid,/; 2s/^/2,/' >"$TMP/groups.csv"
way 'creategroup --csv-import' creategroup --csv-import "$TMP/groups.csv"
cat >"$TMP/lines" <<END
createuser -c 7 -u emil -d Emil -g E -s E -p '$HASH' --passwordmech HASH -e emil@seven.example
changeuser -c 7 -u emil -a emil@seven.example,e@seven.example --mail-quota 9
changecontext -c 7 -L eight.example --catchall eight.example=emil
changeuser -c 2 -u carl --mailenabled false
deleteuser -c 1 -u dora
END
way 'prov batch' prov batch "$TMP/lines"
way 'deletecontext' deletecontext -c 7

# --- the directory ---
source_is 'purge = true; grace = 0; grace_runs = 0; on_reuse = "rekey"; limits: { missing = 100; renamed = 100; changed = 100;
	disabled = 100; enabled = 100; };
	user: { context = "${l:-acme}"; password = "${description}"; enabled = "${employeeType=inactive:+false}"; mail_quota = "${roomNumber}"; };
	group: { context = "acme"; mail = "${mail}"; };'
sync() {	# NAME <LDIF
	change_ldap
	way "$1" ldapsync
}
people='ou=people,dc=example,dc=com'
{ person rita "roomNumber: 3
description: $HASH
mail: rita@acme.example
mail: r@acme.test" && person rolf "description: $HASH
mail: rolf@acme.example" && for n in $(seq 20); do person "a$n" "description: $HASH"; done; } >"$TMP/people"
sync 'a first run' <"$TMP/people"
group staff rita rolf | sed 's/^cn: staff$/&\nmail: staff@acme.example/' >"$TMP/people"
sync 'a group' <"$TMP/people"
person rosa "description: $HASH
mail: rosa@acme.example" >"$TMP/people"
sync 'one more' <"$TMP/people"
change() {	# UID NAME LINES: of its entry
	printf 'dn: uid=%s,%s\n%s\n' "$1" "$people" "$3" >"$TMP/people"
	sync "$2" <"$TMP/people"
}
change rita 'an address' 'changetype: modify
replace: mail
mail: rita2@acme.example'
change rita 'a quota' 'changetype: modify
replace: roomNumber
roomNumber: 4'
change rolf 'disabled there' 'changetype: modify
add: employeeType
employeeType: inactive'
change rolf 'enabled there' 'changetype: modify
delete: employeeType'
change rita 'renamed there' 'changetype: modrdn
newrdn: uid=renate
deleteoldrdn: 1'
change renate 'moved to another context' 'changetype: modify
replace: mail
mail: renate@two.example
-
add: l
l: zwei'
change rosa 'missing' 'changetype: delete'
way 'and purged' ldapsync
is "$(($(sort -u "$TMP/names" | wc -l) > 60)) $(($(facts) > 60))" '1 1' 'there was something to compare'
check_clean
done_testing
