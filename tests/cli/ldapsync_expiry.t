#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: accounts that end, in each form that directories have, on the day, though nothing else changed
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
in_days() {	# DAYS FORMAT: of to_char
	sql "SELECT to_char((now() + interval '$1 days') AT TIME ZONE 'UTC', '$2')"
}
locked() {
	sql "SELECT string_agg(name, ' ' ORDER BY name) FROM prov.users WHERE source = 'company' AND NOT source_enabled"
}
change() {	# NAME LINES
	printf 'dn: uid=%s,ou=people,dc=example,dc=com\nchangetype: modify\n%s\n\n' "$1" "$2" | change_ldap
}
epoch=$(sql "SELECT extract(epoch FROM now())::bigint")
{
	person days "roomNumber: $((epoch / 86400 + 2))"
	person seconds "employeeNumber: $((epoch + 172800))"
	person millis "carLicense: $(((epoch + 172800) * 1000))"
	person windows "departmentNumber: $(((epoch + 172800 + 11644473600) * 10000000))"
	person time "title: $(in_days 2 'YYYYMMDDHH24MISS')Z"
	person date "description: $(in_days 2 'YYYY-MM-DD')"
	person seen "street: $(in_days -1 'YYYYMMDDHH24MISS')Z"
	person never 'roomNumber: 0
employeeNumber: -1
departmentNumber: 9223372036854775807
title: 19700101000000Z'
	person without
} | change_ldap
# shellcheck disable=SC2016 # an expression
ends='${roomNumber|past(days):+false} || ${employeeNumber|past(seconds):+false} || '\
'${carLicense|past(milliseconds):+false} || ${departmentNumber|past(filetime):+false} || '\
'${title|past(time):+false} || ${description|past(date):+false} || ${street|past(time,3):+false}'
source_is "context = \"acme\"; limits: { disabled = 100; enabled = 100; }; user: { enabled = \"$ends\"; };"
ok 'a run two days before' ldapsync
is "$(locked)" '' 'nobody is locked'
silent 'and another one' ldapsync
clock_ahead '47 hours'
ok 'an hour before' ldapsync --json
is "$(locked | sed 's/ *da[a-z]* *//g')" '' 'at most those whose day has begun are locked'
clock_ahead '49 hours'
save_tables
ok 'a dry run after that' ldapsync --dry-run --json
same_tables 'a dry run locks nobody'
ok 'a run after that' ldapsync
is "$(locked)" 'date days millis seconds seen time windows' 'their time has come, though nothing changed'
row_versions >"$TMP/before"
silent 'in the next run that is no news' ldapsync
row_versions >"$TMP/after"
is "$(cmp "$TMP/before" "$TMP/after" 2>&1)" '' 'and no row is written'

# --- the account goes on ---
change days 'replace: roomNumber
roomNumber: -1'
ok 'an end that is taken back' ldapsync
is "$(locked)" 'date millis seconds seen time windows' 'enables again'

# --- an end that cannot be read ---
change date 'replace: description
description: soon'
change never 'replace: description
description: soon'
change time 'replace: description
description: soon'
person fresh 'description: soon' | change_ldap
ok 'SR8: ends that cannot be read' ldapsync
stderr_has '"soon" is not a date such as 2026-01-31' 'SR8: are told'
is "$(locked)" 'date fresh millis seconds seen time windows' \
	'SR8: enable nobody, disable nobody who is known, and who is new waits'
silent 'SR8: that is told once' ldapsync
change never 'replace: employeeNumber
employeeNumber: 1'
ok 'SR8: another mark says: disabled' ldapsync
is "$(field source_enabled never)" f 'SR8: that counts'
database_is_sound
done_testing
