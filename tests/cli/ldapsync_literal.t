#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a misspelt word in the mapping is one error of the configuration, before anything is read
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
people anna bert | change_ldap
# refused WHAT USER_LINES WHY [HINT]
refused() {
	source_is "context = \"acme\"; user: { $2 };"
	save_tables
	fails 1 "SR39: $1" ldapsync
	stderr_has "$3"
	[ -z "${4-}" ] || stderr_has "$4"
	is "$(grep -c '' "$TMP/err")" "$(grep -cE '^ldapsync: (error|hint|detail):' "$TMP/err")" "... and nothing else is said"
	same_tables "... and nothing is changed"
}
refused 'a word of truth' 'enabled = "fasle";' '"fasle" is neither true nor false' 'did you mean "false"?'
refused 'in an alternative' 'enabled = "${x:+false} || ture";' '"ture" is neither true nor false' 'did you mean "true"?'
refused 'a number' 'quota = "5 GB";' '"5 GB" is not a whole number'
refused 'a number that is out of range' 'folder_tree = "2";' "source.company.user.folder_tree = 2: Illegal value '2'"
refused 'an access combination' 'access = "${x:+webmial} pim";' 'No such access combination name "webmial"' \
	'did you mean "webmail"?'
refused 'a profile of UCS, elsewhere' 'access = "webmail_drive";' 'No such access combination name "webmail_drive"'
refused 'a language' 'language = "${x:-german}";' 'Language must contain an underscore'
refused 'a time zone' 'timezone = "${x:-Europe/Berln}";' '"Europe/Berln" is not the name of a time zone' \
	'did you mean "Europe/Berlin"?'
refused 'a date' 'birthday = "31.12.1990";' 'Wrong dateformat'
refused 'a mail address' 'mail = "${uid}@exa mple.com";' 'is not a mail address'
refused 'a name' 'name = "a/b";' 'source.company.user.name = a/b: '
refused 'a password, which is not shown' 'password = "Secret123";' 'the password is not a ready hash'
stderr_lacks Secret123 'SR39: no part of it'
for setting in user_filter group_filter; do
	source_is "context = \"acme\"; $setting = \"(&(uid=a)\";"
	save_tables
	fails 1 "a filter that is none: $setting" ldapsync
	stderr_has "source.company.$setting: " 'names the setting'
	stderr_has 'that is not a search filter (RFC 4515)'
	stderr_has 'detail: The filter is (&(uid=a)' 'and shows it'
	same_tables 'and nothing is changed' '\(source_state\|sync_[a-z]*\)'
done
source_is 'context = "acme"; group_filter = "(&(cn=a)";'
fails 1 'also when one entry is explained' ldapsync --explain "ou=groups,dc=example,dc=com"
source_is 'user: { context = "${x:-acmee}"; };'
fails 1 'SR39: a context' ldapsync
stderr_has 'source.company.user.context: there is no context "acmee"'
stderr_has 'did you mean "acme"?'
source_is 'context = "acme"; group: { name = "-x"; };'
fails 1 'SR39: a name of groups' ldapsync
stderr_has 'source.company.group.name = -x: '
fails 1 'SR39: --check says so' ldapsync --check
stderr_has 'source.company.group.name = -x: '

# --- what the entry says stays a matter of the entry ---
person carl 'employeeType: webmial
preferredLanguage: german' | change_ldap
source_is 'context = "acme"; user: { access = "${employeeType:-webmail}"; language = "${preferredLanguage:-de_DE}";
	quota = "${x:-10}"; timezone = "Europe/Berlin"; enabled = "${x:+No} || YES"; };'
ok 'SR39: a value of an entry is left out' ldapsync
stderr_has 'No such access combination name "webmial"'
is "$(field "language || ' ' || quota || ' ' || timezone" anna)" 'de_DE 10 Europe/Berlin' 'and words are what they say'
source_is 'profile = "ucs"; context = "acme"; user_filter = "(objectClass=inetOrgPerson)";
	user: { access = "webmail_drive"; mail = "${mail}"; };'
forget_scope
fails 120 'SR39: with the profile ucs its access profiles are known' ldapsync
database_is_sound
done_testing
