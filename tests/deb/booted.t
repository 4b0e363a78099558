#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# booted.t - the units, started by systemd in a container of its own
. "$TESTLIB/testlib.sh"

groups=
for place in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
	[ -e "$place/cgroup.procs" ] && mkdir "$place/prov-deb.$$" 2>/dev/null && groups="$groups $place/prov-deb.$$"
done
[ -n "$groups" ] || skip_all 'no control group can be made here'
[ -x "$BARE/lib/systemd/systemd" ] || skip_all 'the bare system has no systemd: it is what bare.t has left'

# --- systemd ---
# With those that systemd has made in them.
no_groups() {
	for group in $groups; do
		[ ! -e "$group" ] || find "$group" -depth -type d -exec rmdir {} + || return 1
	done
}
clean_up() {
	[ -z "${one-}" ] || kill -KILL "$one" 2>/dev/null
	wait "${booted-}" 2>/dev/null
	wait_for 20 no_groups || diag "left behind: $groups"
}
trap 'kept=$?; clean_up; test_ended "$kept"' EXIT
cp "$BUILT"/packages/prov_[0-9]*.deb "$BARE/srv/prov.deb"
(
	for group in $groups; do
		sh -c 'echo "$PPID" >"$1/cgroup.procs"' sh "$group"
	done
	exec unshare --mount --pid --uts --ipc --cgroup --fork --kill-child sh "$ROOT/tests/deb/boot.sh" "$BARE"
) >"$TMP/boot.log" 2>&1 </dev/null &
booted=$!
is_booted() {
	one=$(pgrep -f '^/lib/systemd/systemd --unit=basic.target' | head -n 1) && [ -n "$one" ] &&
		in_it systemctl is-system-running
}
in_it() {
	nsenter -t "$one" -m -p -u -i -C -r -w env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root \
		DEBIAN_FRONTEND=noninteractive "$@"
}
wait_for 60 is_booted || bail "systemd does not begin: $(cat "$TMP/boot.log")"
active() {	# UNIT
	in_it systemctl is-active "$1"
}

# --- installed ---
ok 'prov is installed' in_it dpkg -i /srv/prov.deb
is "$(in_it systemctl list-units --no-legend --state=active 'prov*' 'ldapsync*')" '' 'nothing runs'
ok 'without a database there is none to start' in_it systemctl start prov-database
is "$(active prov-database)" inactive 'and none is'

# --- the private database ---
ok 'a command makes one' in_it prov createcontext -c 1 -N acme -q 100 -u admin -d Admin -g Ada -s Min -p secret -e admin@acme.example
ok 'the unit takes over' in_it systemctl start prov-database
is "$(active prov-database)" active 'and is ready'
postmaster=$(in_it head -n 1 /var/lib/prov/data/postmaster.pid)
is "$(in_it systemctl show -P MainPID prov-database)" "$postmaster" 'the server is the process of the unit'

# --- a source ---
port=$((20000 + $$ % 10000))
in_it sh -c 'mkdir -p /srv/slapd/db; cat >/srv/slapd/slapd.conf' <<'END'
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile /srv/slapd/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "dc=example,dc=com"
rootdn "cn=admin,dc=example,dc=com"
rootpw secret
directory /srv/slapd/db
END
{
	printf 'dn: dc=example,dc=com\nobjectClass: domain\ndc: example\n\n'
	for name in ada bea; do
		printf 'dn: uid=%s,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: %s\ncn: %s\nsn: %s\n\n' $name $name $name $name
	done
} | in_it slapadd -q -f /srv/slapd/slapd.conf >"$TMP/slapadd.log" 2>&1 || bail "$(cat "$TMP/slapadd.log")"
ok 'a directory' in_it slapd -f /srv/slapd/slapd.conf -h "ldap://127.0.0.1:$port"
in_it sed "s|uri = .*|uri = \"ldap://127.0.0.1:$port\";|; s|cn=prov,ou=services|cn=admin|; s|\"company\"|\"acme\"|; /password_file/d" \
	/usr/share/doc/prov/examples/prov.conf >"$TMP/prov.conf"
in_it sh -c 'cat >/etc/prov/prov.conf' <"$TMP/prov.conf"
in_it sh -c 'umask 077; mkdir -p /etc/credstore; echo secret >/etc/credstore/ldapsync.company.password'
ok 'a run' in_it systemctl start ldapsync@company
is "$(in_it prov listuser -c 1 --csv | grep -cE 'ada|bea')" 2 'with the credential that only root may read'
ok 'the database is stopped by hand' in_it prov provdb stop
is "$(active prov-database) $(in_it systemctl show -P Result prov-database)" 'inactive success' 'which is no failure'
ok 'the next run needs it' in_it systemctl start ldapsync@company
is "$(active prov-database)" active 'and leaves it running when it ends'

# The statuses of a run, as a drop-in has them that ends so.
ends_with() {	# STATUS
	printf '[Service]\nExecStart=\nExecStart=/bin/sh -c "exit %s"\n' "$1" | in_it sh -c 'mkdir -p $1 && cat >$1/test.conf &&
		systemctl daemon-reload && systemctl start ldapsync@company' sh /run/systemd/system/ldapsync@company.service.d
}
for status_of_run in 122 123; do
	ok "$status_of_run is no failure of the unit" ends_with $status_of_run
done
fails 1 '121 is one' ends_with 121
in_it sh -c 'rm -r /run/systemd/system/ldapsync@company.service.d; systemctl daemon-reload'

# --- a database of somebody else ---
in_it sh -c 'systemctl stop prov-database; echo "database: { conninfo = \"host=/nowhere dbname=x user=prov\"; };" >>/etc/prov/prov.conf'
ok 'with database.conninfo the unit has nothing to do' in_it systemctl start prov-database
is "$(active prov-database) $(in_it systemctl show -P Result prov-database)" 'inactive exec-condition' 'and does nothing'
fails 1 'a run does not wait for it' in_it systemctl start ldapsync@company
in_it journalctl -o cat --no-pager -u ldapsync@company -n 2 >"$TMP/journal"
has "$TMP/journal" /nowhere 'but asks that database'
is "$(in_it systemctl show -P StatusText ldapsync@company)" 'company: the database cannot be reached' 'systemctl status says why it failed'
in_it sed -i '/conninfo = "host=.nowhere/d' /etc/prov/prov.conf

# --- timer, events ---
ok 'a timer' in_it systemctl enable --now ldapsync@company.timer
in_it systemctl list-timers --no-legend 'ldapsync@*' >"$TMP/timers"
has "$TMP/timers" ldapsync@company.service 'is waiting'
echo 'notify: { file: { command = ( "/bin/sh", "-c", "cat >>/var/lib/prov/events" ); user = "prov"; }; };' |
	in_it sh -c 'cat >>/etc/prov/prov.conf'
ok 'servers are told' in_it systemctl start prov-notify
told() {
	in_it prov changeuser -c 1 -u admin --displayname "Admin $(date +%N)" >/dev/null && in_it test -s /var/lib/prov/events
}
wait_for 60 told
is "$?" 0 'of a change'

# --- removed ---
ok 'removed while all of it runs' in_it dpkg --remove prov
is "$(in_it systemctl list-units --no-legend --state=active 'prov*' 'ldapsync*')" '' 'nothing runs any more'
is "$(in_it sh -c 'readlink /proc/[0-9]*/exe' | grep -c /bin/postgres)" 0 'no server either'
ok 'purged' in_it dpkg --purge prov
is "$(in_it find /etc/systemd/system /var/lib/systemd -name '*ldapsync*' -o -name '*prov-*')" '' 'no timer is left'
ok 'the database is' in_it test -e /var/lib/prov/data/PG_VERSION
done_testing
