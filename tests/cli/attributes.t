#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# attributes.t - every attribute of users that the Open-Xchange tools have: an option of the programs that make and change
# users, a heading, a member of JSON; what is set is listed, and what is empty is cleared
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

# option heading value: in the order of their manual. The heading is that of the getter: the first letter upper case,
# but where it is said.
cat >"$TMP/attributes" <<'END'
displayname Display_name Änna_Berg
givenname Given_name Änna
surname Sur_name Berg
language Language de_DE
timezone Timezone Europe/Rome
department Department Sales
company Company Acme
email2 Email2 second@acme.example
email3 Email3 third@acme.example
defaultsenderaddress DefaultSenderAddress anna@acme.example
password_expired Password_expired true
gui_spam_filter_capabilities_enabled GUI_Spam_filter_capabilities_enabled true
birthday Birthday 1990-02-28
anniversary Anniversary 2001-12-31
imapserver ImapServer imaps://imap.acme.example:993
imaplogin ImapLogin anna.imap
smtpserver SmtpServer smtp://smtp.acme.example:587
foldertree FolderTree 1
uploadfilesizelimit UploadFileSizeLimit 1000
uploadfilesizelimitperfile UploadFileSizeLimitPerFile 100
quota MaxQuota 500
filestore Filestore_id 3
owner Owner 2
default-folder-mode DefaultFolderMode no-default-folders
primary-account-name PrimaryAccountName Mail
personal Personal Änna
employeetype EmployeeType x
END
for name in mail_folder_drafts_name mail_folder_sent_name mail_folder_spam_name mail_folder_trash_name \
	mail_folder_confirmed_ham_name mail_folder_confirmed_spam_name mail_folder_archive_full_name \
	city_business city_home city_other country_business country_home country_other postal_code_business \
	postal_code_home postal_code_other state_business state_home state_other street_business street_home street_other \
	telephone_callback telephone_ip telephone_isdn telephone_pager telephone_assistant telephone_business1 \
	telephone_business2 telephone_car telephone_company telephone_home1 telephone_home2 telephone_other telephone_radio \
	telephone_telex telephone_ttytdd telephone_primary cellular_telephone1 cellular_telephone2 fax_business fax_home \
	fax_other title middle_name suffix nickname profession position marital_status spouse_name number_of_children note \
	info url instant_messenger1 instant_messenger2 branches business_category commercial_register manager_name \
	assistant_name number_of_employee room_number sales_volume tax_id categories; do
	echo "$name" "$(printf %s "$name" | cut -c 1 | tr '[:lower:]' '[:upper:]')$(printf %s "$name" | cut -c 2-)" "of_$name"
done >>"$TMP/attributes"
for n in $(seq -w 1 20); do
	echo "userfield$n" "Userfield$n" "of_userfield$n"
done >>"$TMP/attributes"
is "$(wc -l <"$TMP/attributes")" 114 'that many attributes are looked at'

# What has a meaning of its own: options only.
others='username password email email1 aliases mailenabled passwordmech addguipreferences capabilities-to-add
	capabilities-to-remove capabilities-to-drop access-combination-name'
for program in createuser changeuser createcontext; do
	full_help $program | grep -oE -e '--[A-Za-z0-9_-]+' | sort -u >"$TMP/options"
	for option in $(cut -d ' ' -f 1 "$TMP/attributes") $others; do
		grep -qx -e "--$option" "$TMP/options" || echo "$option"
	done >"$TMP/missing"
	is "$(xargs <"$TMP/missing")" '' "$program has an option for each"
done
is "$(full_help changeuser | grep -c -e --removeguipreferences)" 1 'and changeuser one that removes a preference'

use_database
options() {	# VALUE_OF_ALL: the options of all, as words that have no blanks in them
	awk -v all="$1" -v say="${1+x}" '{ print "--" $1 "=" (say ? all : $3) }' "$TMP/attributes"
}
headings=$(cut -d ' ' -f 2 "$TMP/attributes" | xargs | tr ' ' ,)
listed() {	# CONTEXT USER: option, and what its heading has
	listuser -c "$1" -s "$2" --csv --fields "$headings" >"$TMP/listed"
	perl -e 'my @h = split /,/, <> =~ s/\n//r; my @v = split /,/, <> =~ s/\n//r, -1;
		print "$h[$_] ", $v[$_] =~ s/"//gr, "\n" for 0 .. $#h' "$TMP/listed"
}
cut -d ' ' -f 2,3 "$TMP/attributes" >"$TMP/wanted"

# A new context's admin, a new user, and one who is changed.
# shellcheck disable=SC2046 # words
ok 'all of them for an admin' createcontext -c 1 -q 1 -u anna $(options) -p "$HASH" --passwordmech HASH -e anna@acme.example
listed 1 anna >"$TMP/got"
is "$(sed 's/^MaxQuota .*/MaxQuota null/' "$TMP/wanted" | diff - "$TMP/got")" '' \
	'they are listed as they were said, but for the quota, which is that of the context'
context 2
# shellcheck disable=SC2046
ok 'for a new user' createuser -c 2 -u anna $(options) -p "$HASH" --passwordmech HASH -e anna@acme.example
listed 2 anna >"$TMP/got"
is "$(diff "$TMP/wanted" "$TMP/got")" '' 'the same'
user 2 bert -a anna2@acme.example
bert=$new_id
# shellcheck disable=SC2046
ok 'for one who changes' changeuser -c 2 -u bert $(options | sed 's/=anna@/=anna2@/; s/=Änna_Berg/=Änna_2/')
listed 2 bert | sed 's/anna2@/anna@/; s/Änna_2/Änna_Berg/' >"$TMP/got"
is "$(diff "$TMP/wanted" "$TMP/got")" '' 'the same'
check_clean

# JSON has them by names of their own, none under two.
ok 'JSON' listuser -c 2 -s bert --json
valid 'as the schema says' users "$TMP/out"
cut -d ' ' -f 3 "$TMP/attributes" | grep '^of_' | while read -r value; do
	grep -qF "\"${value#of_}\": \"$value\"" "$TMP/out" || echo "$value"
done >"$TMP/missing"
is "$(cat "$TMP/missing")" '' 'a member has the name of its option'

# Empty values: what a rule fills is filled again, all else is gone. That of the folder tree says nothing.
# shellcheck disable=SC2046
ok 'all of them empty' changeuser -c 2 -i "$bert" $(options '' | grep -v -e password_expired -e gui_spam)
listed 2 bert | awk 'NF > 1' >"$TMP/got"
is "$(cat "$TMP/got")" 'Display_name bert
Language en_US
Timezone Europe/Berlin
DefaultSenderAddress bert@c2.example
Password_expired true
GUI_Spam_filter_capabilities_enabled true
FolderTree 1
UploadFileSizeLimit null
UploadFileSizeLimitPerFile null
MaxQuota null
Filestore_id null
Owner null' 'what is left'
is "$(sql "SELECT count(*) FROM jsonb_object_keys((SELECT attrs FROM prov.users WHERE cid = 2 AND uid = $bert)) k")" 3 \
	'nothing that is empty is stored'
check_clean

# Each has a line in the change log.
is "$(sql "SELECT count(*) FROM jsonb_object_keys((SELECT after -> 'attrs' FROM prov.change_log
	WHERE cid = 2 AND action = 'create' AND id = 3)) k" | awk '{ print ($1 > 95) }')" 1 'a new user is in the log as a whole'
done_testing
