#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: after many batches it has no more memory than after some
# long: it measures memory
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/watch.sh"

case $(ldd "$B/bin/ldapsync") in
*libasan*) skip_all 'a sanitizer keeps memory that was freed' ;;
esac
start_company -c 'overlay syncprov'
people anna bert carl | change_ldap
group team anna bert | change_ldap
source_is 'context = "acme"; mode = "auto"; interval = 86400; gather = 0;
	limits: { members = 100; group_members = 100; changed = 100; };' 'sync: { remind = 0; history = 10; };'
start_watch

rss() {
	sed -n 's/^VmRSS:[\t ]*\([0-9]*\) kB/\1/p' "/proc/$watch_pid/status"
}
# edits FROM TO: users and a group change again and again, while the watch runs: some hundred batches
edits() {
	awk -v from="$1" -v to="$2" 'BEGIN { for (i = from; i <= to; i++) {
		printf "dn: uid=anna,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: sn\nsn: Number %d\n\n", i
		printf "dn: cn=team,ou=groups,dc=example,dc=com\nchangetype: modify\n%s: member\nmember: uid=carl,ou=people,dc=example,dc=com\n\n", i % 2 ? "add" : "delete"
	} }' | change_ldap
	must_see "the last of $2" value_is sur_name anna "Number $2"
}
# batches COUNT: edits until there were so many more runs, each with something to do
edited=0
batches() {
	wanted=$(($(count_runs) + $1))
	while [ "$(count_runs)" -lt "$wanted" ]; do
		edits $((edited + 1)) $((edited + 100))
		edited=$((edited + 100))
	done
}
batches "${WARM:-60}"
warm=$(rss)
batches "${BATCHES:-140}"
diag "$(count_runs) batches: $warm KiB after warming up, $(rss) KiB in the end"
is "$(($(rss) - warm < 512))" 1 'memory is flat'
stop_watch
done_testing
