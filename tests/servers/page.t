#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# page.t - the commands of docs/servers.md, "From nothing to a mailbox" and the job for mail of deleted users, as they
# stand there
#
# They are run in namespaces of their own: /etc and /var are copies that are thrown away, the network has nobody else in
# it, and all that was started ends with the test. What a test cannot do is done in another way: packages have to be there
# already, and systemctl starts the servers by their own programs.
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/maillib.sh"

need_mail_servers
dpkg-query -W ssl-cert >"$TMP/made" 2>&1 || skip_all 'ssl-cert is not installed (make check-servers installs it)'
unshare --mount --net --pid --fork true 2>"$TMP/err" || skip_all 'there are no namespaces here'

# indented HEADING: the first block of commands below it
indented() {
	awk -v heading="## $1" '
		$0 == heading { on = 1; next }
		on && /^    / { print substr($0, 5); found = 1; next }
		on && (/^## / || (found && !/^$/)) { exit }' "$ROOT/docs/servers.md"
}
indented 'From nothing to a mailbox' >"$TMP/commands"
indented 'Mail of deleted users' >"$TMP/job"
is "$(wc -l <"$TMP/commands") $(head -c 7 "$TMP/commands") $(tail -n 1 "$TMP/commands" | head -c 15) $(tail -n 1 "$TMP/job")" \
	'10 apt-get prov createuser done' 'the page has ten commands, and the job'

mkdir "$TMP/tools" "$TMP/work"
cat >"$TMP/tools/apt-get" <<'END'
#!/bin/sh
# They are installed by make check-servers.
shift
dpkg-query -W -f='${db:Status-Status}\n' "$@" | grep -vx installed && exit 1
exit 0
END
cat >"$TMP/tools/systemctl" <<'END'
#!/bin/sh
action=$1
shift
for server in "$@"; do
	case $action-$server in
	start-postfix) postfix start ;;
	start-dovecot) dovecot ;;
	stop-*) ;;
	*) echo "nobody does $action $server" >&2; exit 1 ;;
	esac || exit
done
END
chmod 755 "$TMP/tools"/*
printf secret >"$TMP/work/admin.secret"
printf secret >"$TMP/work/anna.secret"
chmod 600 "$TMP/work"/*.secret

# The machine that the page begins with: the packages of prov and of the servers, nothing else.
cat >"$TMP/machine.sh" <<END
set -eu
mount --make-rprivate /
for folder in etc var; do
	mkdir "$TMP/\$folder.up" "$TMP/\$folder.work"
	mount -t overlay overlay -o "lowerdir=/\$folder,upperdir=$TMP/\$folder.up,workdir=$TMP/\$folder.work" /\$folder
done
mount -t tmpfs tmpfs /run
mount -t proc proc /proc
ip link set lo up
rm -rf /etc/postfix/main.cf /etc/postfix/master.cf /var/lib/prov /etc/prov /etc/dovecot/prov /etc/postfix/prov
groupadd -r prov || :
mkdir -m 750 /etc/prov
chgrp prov /etc/prov
mkdir -m 755 /var/lib/prov
chown $(sed -n 's/^DB_USER *= *//p' "$ROOT/config.mk"): /var/lib/prov
make-ssl-cert generate-default-snakeoil
unset PROV_HOME PROV_CONFIG PGHOST PGUSER
# Packages put prov into the path, and no other program: createuser is that of PostgreSQL.
ln -s "$(command -v prov)" "$TMP/tools/prov"
export PATH="$TMP/tools:/usr/sbin:/usr/bin:/sbin:/bin"
cd "$TMP/work"
END
cat >"$TMP/inside.sh" <<'END'
. "$TMP/machine.sh"
while IFS= read -r line; do
	if eval "$line" >"$TMP/said" 2>&1 </dev/null; then
		echo "ok $line"
	else
		echo "not ok $line"
		cat "$TMP/said"
		exit 1
	fi
done <"$TMP/commands"
END
sed -n '/^wait_for()/,/^}/p' "$TESTLIB/testlib.sh" >"$TMP/after.sh"
cat >>"$TMP/after.sh" <<'END'
client() { /usr/bin/python3 "$ROOT/tests/servers/client.py" "$@"; }
for who in anna@acme anna@acme.example; do
	echo "imap $who: $(client imap 143 $who secret)"
done
echo "imaps: $(client imaps 993 anna@acme secret)"
echo "pop3: $(client pop3 110 anna@acme secret)"
echo "sieve: $(client sieve 4190 anna@acme secret)"
echo "sending: $(client send 587 anna@acme secret anna@acme.example anna@acme.example)"
echo "sending as admin: $(client send 587 anna@acme secret admin@acme.example anna@acme.example | cut -c 1-9)"
in_box() {	# HOME NUMBER
	[ "$(find "/var/vmail/$1/Maildir/new" "/var/vmail/$1/Maildir/cur" -type f 2>/dev/null | wc -l)" = "$2" ]
}
wait_for 120 in_box 1/3 1 && echo 'it arrives'
echo "from outside: $(client mail 25 anna@acme.example)"
wait_for 120 in_box 1/3 2 && echo 'it arrives, too'
# --- the job ---
prov deleteuser -c 1 -u anna >/dev/null
sh "$TMP/job"
sh "$TMP/job"
echo "handed over: $(doveadm mailbox status -u c1u2 messages Handover/c1u3/INBOX)"
echo "the box: $(ls -d /var/vmail/1/3 /var/vmail/1/3.done 2>/dev/null)"
postfix stop >/dev/null 2>&1
doveadm stop
prov provdb stop
END
cat "$TMP/after.sh" >>"$TMP/inside.sh"
status=0
unshare --mount --net --pid --fork --kill-child sh "$TMP/inside.sh" >"$TMP/out" 2>"$TMP/err" || status=$?
while IFS= read -r line; do
	has "$TMP/out" "ok $line" "$line"
done <"$TMP/commands"
is "$(grep -v '^ok ' "$TMP/out")" "imap anna@acme: OK 0
imap anna@acme.example: OK 0
imaps: OK 0
pop3: OK 0
sieve: OK \"Logged in.\"
sending: OK
sending as admin: 553 5.7.1
it arrives
from outside: OK
it arrives, too
handed over: Handover/c1u3/INBOX messages=2
the box: /var/vmail/1/3.done" 'and anna has her mail, which the admin has when anna is gone'
is "$status" 0 'all of it ends well'
show_file 'standard error' "$TMP/err"
done_testing
