#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# getmoduleaccessforcontext.t - what the admin of a context may use, always as CSV
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok getmoduleaccessforcontext
use_database
context 1 -N acme

header=access-calendar,access-contacts,access-delegate-tasks,access-edit-public-folder,access-ical,access-infostore,access-read-create-shared-Folders,access-syncml,access-tasks,access-vcard,access-webdav,access-webdav-xml,access-webmail,access-edit-group,access-edit-resource,access-edit-password,access-collect-email-addresses,access-multiple-mail-accounts,access-publication,access-subscription,access-active-sync,access-usm,access-olox20,access-denied-portal,access-global-address-book-disabled,access-public-folder-editable
row() {	# the words true for the columns named, false for the rest
	printf '%s\n' "$header"
	printf '%s\n' "$header" | tr ',' '\n' | while read -r column; do
		case " $* " in
		*" $column "*) printf '%s"true"' "$comma" ;;
		*) printf '%s"false"' "$comma" ;;
		esac
		comma=,
	done
	printf '\n'
}
comma=
prints "$(row access-webmail access-contacts)" 'by id' getmoduleaccessforcontext -c 1
prints "$(row access-webmail access-contacts)" 'by name, and in the same form with --csv left out' \
	getmoduleaccessforcontext -N ACME
user 1 anna --access-combination-name drive --access-publication on
user 1 bert --access-publication on
prints "$(row access-webmail access-contacts access-infostore access-collect-email-addresses access-edit-password access-publication)" \
	'M3, trap 15: with what users have, publication before subscription; nothing negative' getmoduleaccessforcontext -c 1
ok 'as JSON' getmoduleaccessforcontext -c 1 --json
is "$(perl -MJSON::PP -0777 -ne '$a = decode_json($_); print join ",", scalar(keys %$a), grep { $a->{$_} } sort keys %$a' "$TMP/out")" \
	'26,access-collect-email-addresses,access-contacts,access-edit-password,access-infostore,access-publication,access-webmail' \
	'with booleans'
prints "$header,$(printf '%s' "granted-$header" | sed 's/,/,granted-/g')" 'M3: --granted adds columns' \
	sh -c 'getmoduleaccessforcontext -c 1 --granted | head -n 1'
ok 'M3: in JSON' getmoduleaccessforcontext -c 1 --granted --json
valid 'M3: which follows its schema' modules "$TMP/out"
is "$(perl -MJSON::PP -0777 -ne '$a = decode_json($_); print join ",", scalar(keys %$a), grep { /^granted/ && $a->{$_} } sort keys %$a' "$TMP/out")" \
	'52,granted-access-contacts,granted-access-webmail' 'M3: with what was granted to the admin alone'
fails 102 'an unknown context' getmoduleaccessforcontext -c 99
stderr_has 'Context 99 does not exist'
is "$(head -n 1 "$TMP/err")" 'context 99 could not be retrieved: ' 'the head'
fails 102 'an unknown name' getmoduleaccessforcontext -N nobody
fails 104 'neither' getmoduleaccessforcontext
fails 1 'no number' getmoduleaccessforcontext -c 1x
done_testing
