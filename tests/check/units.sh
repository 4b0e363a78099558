#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# units.sh - what is installed for systemd and cron is what these accept, and as safe as docs/install.md says
. "$TESTLIB/testlib.sh"

# In a place of its own, so that the programs in it are found by their paths.
usr=$TMP/usr
run make -C "$ROOT" --no-print-directory install B="$B" FLAGS_TEXT="$(cat "$B/flags")" DESTDIR="$TMP/dest" \
	PREFIX="$usr" DB_USER=prov
check_status 0 'make install' || bail 'nothing to look at'
ln -s "$TMP/dest$usr" "$usr"
units=$usr/lib/systemd/system
is "$(grep -rlE '@[A-Z_]+@' "$units" "$usr/lib/sysusers.d" "$usr/lib/tmpfiles.d")" '' 'every name of a folder is filled in'

# What the units run is there.
sed -n 's|^Exec[A-Za-z]*=||p' "$units"/*.service | grep -oE "$usr/bin/prov [a-z]+( [a-z]+)?" | sort -u >"$TMP/commands"
is "$(wc -l <"$TMP/commands")" 4 'the units run commands'
while read -r program command action; do
	ok "$command $action: there is one" "$program" "$command" --help
	[ -z "$action" ] || has "$TMP/out" "  $action " 'and this action'
done <"$TMP/commands"

# The examples.
ok 'the example of prov.conf is good' "$B/tests/tool/settings" "$usr/share/doc/prov/examples/prov.conf"
sed -n 's|^[*/0-9 ]*\t[a-z]*\t.*/usr/bin/prov ||p' "$usr/share/doc/prov/examples/prov.cron" >"$TMP/jobs"
is "$(wc -l <"$TMP/jobs")" "$(grep -c '^[*0-9]' "$usr/share/doc/prov/examples/prov.cron")" 'the cron example has lines of crontab(5)'
while read -r command words; do
	ok "prov $command $words" "$B/bin/$command" --help
	has "$TMP/out" "${words%% *}" 'is something that it does'
done <"$TMP/jobs"

command -v systemd-analyze >/dev/null || {
	diag 'no systemd-analyze: units are not verified'
	done_testing
	exit
}
prints '' 'systemd-analyze verify has nothing to say' systemd-analyze verify --man=no "$units"/*
is "$(cat "$TMP/err")" '' 'on standard error neither'
sed -i 's/^ProtectClock=/ProtectClok=/' "$units/ldapsync@.service"
systemd-analyze verify --man=no "$units"/* >"$TMP/out" 2>&1
has "$TMP/out" ProtectClok 'and would say it'
sed -i 's/^ProtectClok=/ProtectClock=/' "$units/ldapsync@.service"

# unit WORST, as the page has it
for unit in ldapsync@.service ldapsync-watch.service prov-database.service prov-notify.service prov-web.service; do
	figure=$(sed -n "s/^| \`$unit\` | \([0-9.]*\) |.*/\1/p" "$ROOT/docs/install.md")
	systemd-analyze security --offline=yes --no-pager "$units/$unit" >"$TMP/security" 2>&1
	found=$(sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p' "$TMP/security")
	is "$(awk -v a="${figure:-none}" -v b="${found:-none}" 'BEGIN { print a ~ /^[0-9.]+$/ && b ~ /^[0-9.]+$/ && b <= a }')" 1 \
		"exposure of $unit: $found, not more than docs/install.md says: $figure"
done

if ! command -v systemd-sysusers >/dev/null || [ "$(id -u)" -ne 0 ]; then
	done_testing
	exit
fi
# Users and folders of an empty system; what an administrator has made of a folder stays.
mkdir -p "$TMP/bare/etc"
ok 'the users are made' systemd-sysusers --root="$TMP/bare" "$usr/lib/sysusers.d/prov.conf"
is "$(cut -d : -f 1,6 "$TMP/bare/etc/passwd")" 'prov:/var/lib/prov
prov-web:/' 'two'
made() {
	systemd-tmpfiles --root="$TMP/bare" --create "$usr/lib/tmpfiles.d/prov.conf"
}
ok 'the folders are made' made
is "$(stat -c '%a %u' "$TMP/bare/etc/prov" "$TMP/bare/var/lib/prov" | paste -sd '|')" \
	"750 0|755 $(sed -n 's/^prov:[^:]*:\([0-9]*\):.*/\1/p' "$TMP/bare/etc/passwd")" 'each with owner and mode'
is "$(stat -c %g "$TMP/bare/etc/prov")" "$(sed -n 's/^prov:[^:]*:\([0-9]*\):.*/\1/p' "$TMP/bare/etc/group")" 'for a group'
chmod 700 "$TMP/bare/var/lib/prov"
chown 1234 "$TMP/bare/var/lib/prov"
ok 'once more' made
is "$(stat -c '%a %u' "$TMP/bare/var/lib/prov")" '700 1234' 'changes nothing of what is there'
done_testing
