#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# listuser.t - users as table, CSV with the headings that scripts look for, and JSON
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok listuser
use_database
context 1 -e root@c1.example
user 1 anna -d 'Änna "Big" Berg' -x Sales,Support --quota 500 --birthday 1990-02-28 -a a2@c1.example \
	--gui_spam_filter_capabilities_enabled yes --config/z=1 --other/b=2 --config/longer.name=3 --access-calendar on \
	--addguipreferences theme=dark,blue --gui/a/b='1=2'
user 1 Bert
user 1 carl -d 渋谷

prints "$(printf '%s\n' 'Id Name  Displayname     Email           qmax qused' \
	' 2 admin Admin 1         root@c1.example           ' \
	' 3 anna  Änna "Big" Berg anna@c1.example  500      ' \
	' 4 Bert  User Bert       Bert@c1.example           ' \
	' 5 carl  渋谷            carl@c1.example           ')" 'as table' listuser -c 1

# CSV: fields by their headings.
ok 'as CSV' listuser -c 1 --csv
cat >"$TMP/csv.pl" <<'END'
use strict;
my (@names, @rows);
sub fields {	# "a","b""c",,"d"
	my @f;
	local $_ = shift;
	chomp;
	while (1) {
		if (/\G"((?:[^"]|"")*)"/gc) { (my $v = $1) =~ s/""/"/g; push @f, $v }
		else { push @f, /\G([^",]+)/gc ? "unquoted $1" : undef }
		last unless /\G,/gc;
	}
	return @f;
}
@names = split /,/, (my $h = <STDIN>) =~ s/\n//r;
while (<STDIN>) {
	my @f = fields($_);
	die "row of " . @f . " fields, heading of " . @names . "\n" if @f != @names;
	my %r;
	@r{@names} = @f;
	push @rows, \%r;
}
my ($id, @wanted) = @ARGV;
for my $r (@rows) {
	print join('|', map { $r->{$_} // '' } @wanted), "\n" if $r->{Id} == $id;
}
END
field() {	# ID HEADING...: values of one user
	perl "$TMP/csv.pl" "$@" <"$TMP/out"
}
is "$(field 3 Id Name Display_name Given_name Sur_name PrimaryEmail Email1 Language Timezone Department)" \
	'3|anna|Änna "Big" Berg|Given anna|Sur|anna@c1.example|anna@c1.example|en_US|Europe/Berlin|Sales,Support' \
	'names, mail, language'
is "$(field 3 Aliases MaxQuota UsedQuota Birthday Mailenabled GUI_Spam_filter_capabilities_enabled)" \
	'anna@c1.example, a2@c1.example|500|null|1990-02-28|true|true' 'lists, numbers, dates, booleans'
is "$(field 3 UserAttributes)" 'config=[longer.name=3, z=1],other=[b=2]' 'what operators added'
is "$(field 3 GuiPreferences)" 'a/b=1=2, theme=dark,blue' 'preferences of the GUI, by their keys'
is "$(field 4 Department Birthday MaxQuota UserAttributes)" '||null|' 'no value: empty, or null for a number'
is "$(field 3 access-calendar access-webmail access-tasks)" 'true|true|false' 'module access'
is "$(field 2 access-calendar access-webmail access-global-address-book-disabled)" 'true|true|false' \
	'that of the admin is derived (rule M3)'
head -n 1 "$TMP/out" | tr ',' '\n' >"$TMP/headings"
is "$(tail -n 26 "$TMP/headings" | xargs)" 'access-calendar access-contacts access-delegate-tasks access-edit-public-folder access-ical access-infostore access-read-create-shared-Folders access-syncml access-tasks access-vcard access-webdav access-webdav-xml access-webmail access-edit-group access-edit-resource access-edit-password access-collect-email-addresses access-multiple-mail-accounts access-subscription access-publication access-active-sync access-usm access-olox20 access-denied-portal access-global-address-book-disabled access-public-folder-editable' \
	'the access columns in their order, subscription before publication'
missing=
# trap 14: the spelling is that of there
for heading in Id Name Display_name Given_name Sur_name PrimaryEmail Email1 Email2 Email3 Language Timezone Department \
	Company Aliases Mailenabled Birthday Anniversary Postal_code_business Telephone_ttytdd ImapServer ImapLogin \
	SmtpServer DefaultSenderAddress UploadFileSizeLimit UploadFileSizeLimitPerFile FolderTree PasswordMech \
	MaxQuota UsedQuota GUI_Spam_filter_capabilities_enabled UserAttributes GuiPreferences Userfield01 Userfield20 Title \
	Cellular_telephone1 Fax_other City_home Street_business Room_number Tax_id; do
	grep -qxF "$heading" "$TMP/headings" || missing="$missing $heading"
done
is "$missing" '' 'headings that scripts read are there, in their spelling'
is "$(sort "$TMP/headings" | uniq -d)" '' 'none of them twice'
is "$(grep -i password "$TMP/headings" | xargs)" 'Password_expired PasswordMech access-edit-password' 'no password'
is "$(grep -c CRYPT "$TMP/out"),$(grep -c rounds "$TMP/out")" 4,0 'and no hash'

# JSON.
ok 'as JSON' listuser -c 1 --json
is "$(perl -MJSON::PP -0777 -ne '$u = decode_json($_); $a = $u->[1]; binmode STDOUT, ":utf8";
	print join "|", scalar @$u, $a->{id}, $a->{display_name}, $a->{quota}, $u->[2]{quota} // "null",
	"@{$a->{aliases}}", $a->{enabled} ? "on" : "off", $a->{"access-calendar"} ? "on" : "off"' "$TMP/out")" \
	'4|3|Änna "Big" Berg|500|null|anna@c1.example a2@c1.example|on|on' 'typed values'

output_has '"user_attributes": {"config/longer.name": "3", "config/z": "1", "other/b": "2"}'
is "$(grep -c null "$TMP/out")" 0 'PF21: members without a value are left out'
output_has '"gui_preferences": {"a/b": "1=2", "theme": "dark,blue"}'
output_has '"quota": 500'
output_has '"birthday": "1990-02-28"'

# Patterns.
names() {
	listuser -c 1 --csv "$@" | sed -n 's/^"[0-9]*","\([^"]*\)".*/\1/p' | xargs
}
is "$(names -s '*')" 'admin anna Bert carl' '* is all'
is "$(names -s 'a*')" 'admin anna' 'a beginning'
is "$(names -s 'b*')" '' 'case counts'
is "$(names -s 'b*' -i)" 'Bert' 'or does not'
is "$(names --searchpattern 'BERT' --ignorecase)" 'Bert' 'the long forms'
is "$(names -s '_nna')" '' '_ is itself'
is "$(names -s '%')" '' '% is itself'
is "$(names -s '\\*')" '' '\ is itself'
is "$(names --includeguests)" 'admin anna Bert carl' 'there are no guests'
is "$(names --excludeusers)" '' 'so without users there is nobody'
ok 'nobody' listuser -c 1 --csv -s nobody
is "$(wc -l <"$TMP/out"),$(cut -c 1-8 "$TMP/out")" 1,Id,Name, 'the heading, status 0'
prints 'Id Name Displayname Email qmax qused' 'also of a table' listuser -c 1 -s nobody
prints '[]' 'an empty list' listuser -c 1 -s nobody --json
ok 'a user of the admin' listuser -c 1 -s 'anna' --csv
is "$(field 3 Name)" anna 'alone'

# Errors.
fails 104 'no context' listuser
stderr_has 'Option(s) "contextid" missing'
is "$(head -n 1 "$TMP/err")" 'users could not be listed: ' 'the head'
fails 101 'an unknown context' listuser -c 99
stderr_has 'Authentication failed'
is "$(head -n 1 "$TMP/err")" 'users in context 99 could not be listed: ' 'the head with the context'
fails 103 'a pattern that is no UTF-8' listuser -c 1 -s "$(printf '\377')"
fails 103 'a long pattern' listuser -c 1 -s "$(printf '%300s' x)"

# A disabled user, and one whose directory says so.
sql 'UPDATE prov.users SET enabled = false WHERE uid = 3; UPDATE prov.users SET source_enabled = false WHERE uid = 4'
ok 'listuser' listuser -c 1 --csv
is "$(field 3 Mailenabled)$(field 4 Mailenabled)$(field 5 Mailenabled)" 'falsefalsetrue' 'shows who may not log in'
is "$(head -n 1 "$TMP/out" | tr ',' '\n' | grep -cix -e disabled_by -e missing_since -e granted -e source)" 0 \
	'and has no columns that scripts do not know'

# Who disabled a user, and since when the directory has it no more.
sql "UPDATE prov.users SET source_enabled = false, source = 'acme', source_key = 'k' WHERE uid IN (3, 5);
	UPDATE prov.users SET missing_since = '2026-03-01 12:00:00+01' WHERE uid = 5"
prints "$(printf '%s\n' 'Id,disabled_by,missing_since,source' '"2",,,' '"3","operator,directory",,"acme"' \
	'"4","directory",,' '"5","missing","2026-03-01T11:00:00Z","acme"')" 'by whom' \
	listuser -c 1 --csv --fields id,disabled_by,missing_since,source
ok 'in JSON' listuser -c 1 --json
valid 'as the schema says' users "$TMP/out"
is "$(grep -o '"disabled_by": \[[^]]*\]' "$TMP/out" | cut -d ' ' -f 2- | xargs -d '\n')" \
	'[] ["operator","directory"] ["directory"] ["missing"]' 'a list of each user'
is "$(grep -c missing_since "$TMP/out")" 1 'and since when of one'
is "$(names --disabled)" 'anna Bert carl' 'only those'
is "$(names --disabled -s 'b*' -i)" Bert 'that match'
ok 'back again' changeuser -c 1 -u anna --mailenabled true
is "$(listuser -c 1 --csv --fields disabled_by -s anna | tail -n 1)" '"directory"' \
	'what the operator enables the directory may still disable'

# M3: beside what the admin has by its users, what was granted to it.
ok 'a grant' changeuser -c 1 -i 2 --access-tasks on
ok 'what was granted' listuser -c 1 --csv --granted
is "$(field 2 access-calendar access-tasks Granted)" \
	'true|true|contacts,tasks,webmail' \
	'M3: the admin has the calendar by its users only'
is "$(field 3 Granted)" \
	'calendar,contacts,webmail,edit-password,collect-email-addresses,global-address-book-disabled' 'of the others it is all'
ok 'as table' listuser -c 1 --granted
is "$(head -n 1 "$TMP/out" | xargs)" 'Id Name Displayname Email qmax qused Granted' 'it is a column'
prints '[
 {"id": 2, "granted": ["contacts", "tasks", "webmail"]}
]' 'and a member of JSON' listuser -c 1 --json --fields id,granted -s admin
done_testing
