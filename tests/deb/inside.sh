#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# inside.sh - an administrator in a bare Debian, with the packages of a version before and of this one
#
# No systemd runs here. A systemctl of the test writes down what the maintainer scripts ask it for, and commands of
# the units are run as these would run them: their user, what they may write, their credentials.
. "$TESTLIB/testlib.sh"

asked=$TMP/systemctl.log
apt() {
	apt-get -q -y -o APT::Sandbox::User=root -o DPkg::Use-Pty=0 \
		-o DPkg::Path=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" </dev/null
}
# Lists of packages may be older than the mirror.
fetch() {
	apt install "$@" >"$TMP/apt.log" 2>&1 || { apt update && apt install "$@"; } >"$TMP/apt.log" 2>&1
}
# What both streams said, and nothing in it is an error.
purge() {
	# shellcheck disable=SC2046 # a list of words
	ok "$1" apt purge $(dpkg-query -W -f '${Package} ' prov 'libprov*' 2>/dev/null)
	cat "$TMP/out" "$TMP/err" >"$TMP/said"
}
# What apt would install along with these, but they themselves.
needed_by() {
	apt install -s --no-install-recommends "$@" | sed -n 's/^Inst \([^ ]*\) .*/\1/p' | grep -vx -e prov -e libprov0 -e libprov-dev
}
packages() {	# FOLDER
	find "$1" -name '*.deb' ! -name '*-dbgsym*'
}
# All there is but what packages of Debian keep about themselves, and the texts of its settings.
folders='/proc /sys /dev /run /tmp /packages /before /tree /var/cache /var/lib/apt /var/lib/dpkg /var/log /root'
snapshot() {
	for folder in $folders; do
		printf -- '-path %s -prune -o ' "$folder"
	done >"$TMP/prune"
	# shellcheck disable=SC2046 # options
	find / $(cat "$TMP/prune") -printf '%p %M %u %g\n' | grep -vE '^/(etc/(passwd|group|shadow|gshadow)-|etc/ld.so.cache|etc/\.pwd\.lock)' |
		sort
	find /etc -type f ! -name '*-' ! -name ld.so.cache ! -name .pwd.lock -exec sha256sum {} + | sort -k 2
}
paths() {
	sed -n 's|^\(/[^ ]*\) .*|\1|p' "$1" | sort
}
postmaster() {
	head -n 1 /var/lib/prov/data/postmaster.pid 2>/dev/null
}
servers() {	# PIDs of servers of PostgreSQL
	for exe in /proc/[0-9]*/exe; do
		case $(readlink "$exe") in
		*/bin/postgres) echo "$exe" ;;
		esac
	done
}

# --- a bare system ---
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
printf '#!/bin/sh\necho "$*" >>%s\n' "$asked" >/usr/local/bin/systemctl
chmod 755 /usr/local/bin/systemctl
: >"$asked"
# shellcheck disable=SC2046 # lists of words
ok 'all that the packages need is in Debian' fetch --no-install-recommends $(needed_by $(packages /before))
command -v postgres initdb >/dev/null || [ -d /usr/lib/postgresql ]
is "$?" 1 'PostgreSQL is not needed to install'
rm /usr/sbin/policy-rc.d
mkdir -p /run/systemd/system
useradd -m anna
useradd -m bert
mkdir -p /etc/systemd/system/timers.target.wants /var/lib/systemd/timers
snapshot >"$TMP/bare"

# --- the version before ---
: >"$asked"
# shellcheck disable=SC2046
ok 'the version before is installed' apt install --no-install-recommends $(packages /before)
is "$(grep -E 'start|enable|preset' "$asked")" '' 'nothing is started or enabled'
is "$(servers)" '' 'no server runs'
has "$asked" daemon-reload 'systemd is told of the units'
prints 'prov 0.0.9' 'it runs' prov --version
is "$(stat -c '%A %U %G' /etc/prov /var/lib/prov | paste -sd '|')" 'drwxr-x--- root prov|drwxr-xr-x prov prov' 'folders'
is "$(find /etc/prov /var/lib/prov -mindepth 1)" '' 'which are empty'
is "$(getent passwd prov | cut -d : -f 6-)" '/var/lib/prov:/usr/sbin/nologin' 'a user'
is "$(find /usr/bin /usr/sbin /bin /sbin -name 'createuser*' -o -name 'ucr*')" '' 'commands hide no others'
is "$(LC_ALL=C systemd-analyze verify --man=no /lib/systemd/system/prov-database.service /lib/systemd/system/ldapsync* 2>&1)" '' \
	'systemd-analyze verify has nothing to say'
for file in /usr/share/man/man8/createuser.8.gz /usr/share/man/man5/prov.conf.5.gz /usr/share/bash-completion/completions/createcontext \
	/usr/share/doc/prov/examples/prov.conf /usr/share/doc/prov/examples/prov.cron; do
	ok "$file" test -s "$file"
done
has /lib/systemd/system/prov-database.service 'User=prov' 'the units run as this user'
zcat /usr/share/man/man5/prov.conf.5.gz >"$TMP/page"
has "$TMP/page" 'default "prov"' 'which the manual page has as the default'

context='-q 100 -u admin -d Admin -g Ada -s Min -p secret'
# shellcheck disable=SC2086 # options
new_context() {		# ID NAME
	prov createcontext -c "$1" -N "$2" $context -e "admin@$2.example"
}
fails 105 'without PostgreSQL there is no private database' new_context 1 acme
stderr_has 'hint: install PostgreSQL 15 or newer (Debian: postgresql-15)'
is "$(find /var/lib/prov -mindepth 1 ! -name lock ! -name new)" '' 'and nothing but the lock is left behind'

purge 'purged'
snapshot >"$TMP/now"
is "$(diff "$TMP/bare" "$TMP/now")" '' 'nothing is left of it'

# --- the main job, as root ---
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d	# for the servers of others
chmod 755 /usr/sbin/policy-rc.d
ok 'PostgreSQL and a directory, of Debian' fetch --no-install-recommends postgresql-15 slapd ldap-utils bash-completion
rm /usr/sbin/policy-rc.d
snapshot >"$TMP/system"
# shellcheck disable=SC2046
ok 'the version before once more, beside them' apt install --no-install-recommends $(packages /before)
ok 'a context' new_context 1 acme
stderr_has 'made a private database in "/var/lib/prov"'
ok 'a user' prov createuser -c 1 -u zoe -d Zoe -g Zo -s E -p secret -e zoe@acme.example
prov listuser -c 1 --csv >"$TMP/listed"
has "$TMP/listed" zoe 'is listed'
is "$(stat -c %U "/proc/$(postmaster)")" prov 'the database runs as prov'

# --- as a user ---
as() {	# USER CMD...
	as_user=$1
	shift
	(cd / && exec setpriv --reuid="$as_user" --regid="$(id -g "$as_user")" --init-groups -- \
		env -u PROV_HOME HOME="$(getent passwd "$as_user" | cut -d : -f 6)" "$@")
}
fails 1 'whoever may not look into /etc/prov is told so' as anna prov listcontext
stderr_has 'hint: who is in the group of "/etc/prov" may read it'
gpasswd -a anna prov >/dev/null
fails 105 'a member of the group has no database yet' as anna prov listcontext
own_work() {	# USER [VAR=VALUE]
	# shellcheck disable=SC2086 # options
	as "$@" prov createcontext -c 7 -N own $context -e admin@own.example &&
		as "$@" prov createuser -c 7 -u kim -d Kim -g Ki -s M -p secret -e kim@own.example &&
		as "$@" prov listuser -c 7 --csv
}
ok 'and makes one of their own' own_work anna
output_has kim 'with a user in it'
ok 'as does somebody with a file of their own' own_work bert PROV_CONFIG=/dev/null
fails 1 'nobody else gets into that of the system' as anna PROV_HOME=/var/lib/prov prov listcontext
for user in anna bert; do
	ok "$user stops it" as "$user" PROV_CONFIG=/dev/null prov provdb stop
done

# --- the upgrade ---
ln -s /lib/systemd/system/ldapsync@.timer /etc/systemd/system/timers.target.wants/ldapsync@company.timer
touch /var/lib/systemd/timers/stamp-ldapsync@company.timer
printf 'log: { keep = 400; };\n' >/etc/prov/prov.conf
chmod 700 /etc/prov
before=$(postmaster)
: >"$asked"
# shellcheck disable=SC2046
ok 'the upgrade' apt install --no-install-recommends $(packages /packages)
version=$(sed -n 's/^VERSION *= *//p' /tree/config.mk)
prints "prov $version" 'the new version runs' prov --version
is "$(grep -E 'start|stop|enable' "$asked")" 'try-restart ldapsync-watch.service prov-notify.service prov-web.service' 'nothing was started or stopped, but what stays and runs'
is "$(postmaster)" "$before" 'the database goes on'
is "$(prov provdb config --get log.keep) $(stat -c %a /etc/prov)" '400 700' 'configuration and modes of the administrator stay'
ok 'a timer that was enabled stays so' test -L /etc/systemd/system/timers.target.wants/ldapsync@company.timer
ok 'tables are brought up' prov provdb migrate
prov listuser -c 1 --csv >"$TMP/now"
is "$(cat "$TMP/now")" "$(cat "$TMP/listed")" 'and nobody is lost'
chmod 750 /etc/prov
snapshot >"$TMP/installed"
for call in 'configure' 'configure 0.0.9' "configure $version" 'abort-upgrade 0.0.9' 'abort-remove'; do
	# shellcheck disable=SC2086 # words
	ok "postinst $call, once more" /var/lib/dpkg/info/prov.postinst $call
done
ok 'the same while the configuration is broken' sh -c 'echo "log: {" >/etc/prov/prov.conf; /var/lib/dpkg/info/prov.postinst configure 0.0.9'
printf 'log: { keep = 400; };\n' >/etc/prov/prov.conf
snapshot | grep -v ' /tmp' >"$TMP/again"
is "$(diff "$TMP/installed" "$TMP/again" | grep '^[<>]' | grep -v -e /var/lib/prov/data -e /var/lib/prov/log)" '' 'changes nothing'

# --- BL11: a host of UCS ---
printf '#!/bin/sh\necho "the original: $*"\n' >/usr/sbin/univention-config-registry
chmod 755 /usr/sbin/univention-config-registry
ln -s univention-config-registry /usr/sbin/ucr
prints 'the original: set a=b' 'BL11: the registry of the host is not hidden' env PATH="/usr/libexec/prov:$PATH" ucr set a=b
prints 'the original: get ldap/base' 'BL15: nor its long name' \
	env PATH="/usr/libexec/prov:$PATH" univention-config-registry get ldap/base
rm /usr/sbin/ucr /usr/sbin/univention-config-registry

# --- a directory, as the units do it ---
mkdir -p "$TMP/slapd"
base=dc=example,dc=com
slapd_conf "$TMP/slapd" "$base" >"$TMP/slapd/slapd.conf"
{
	printf 'dn: %s\nobjectClass: domain\ndc: example\n\n' "$base"
	for name in ada bea cleo; do
		printf 'dn: uid=%s,%s\nobjectClass: inetOrgPerson\nuid: %s\ncn: %s\nsn: %s\nmail: %s@acme.example\n\n' \
			"$name" "$base" "$name" "$name" "$name" "$name"
	done
} >"$TMP/tree.ldif"
slapd_load "$TMP/slapd" "$TMP/tree.ldif" || bail 'no directory'
slapd_start "$TMP/slapd" tcp || bail 'no slapd'
sed "s|uri = .*|uri = \"$(slapd_uri "$TMP/slapd")\";|; s|cn=prov,ou=services|cn=admin|; s|\"company\"|\"acme\"|; /password_file/d" \
	/usr/share/doc/prov/examples/prov.conf >/etc/prov/prov.conf
mkdir -p /etc/credstore
(umask 077 && echo secret >/etc/credstore/ldapsync.company.password)

# as_unit UNIT WRITABLE...: runs its ExecStart, with nothing else writable, as ProtectSystem=strict has it.
as_unit() {
	unit=/lib/systemd/system/$1
	shift
	user=$(sed -n 's/^User=//p' "$unit")
	rm -rf "$TMP/credentials"
	mkdir -m 500 "$TMP/credentials"
	sed -n 's/^LoadCredential=//p' "$unit" | sed 's/%i/company/' | while read -r name; do
		[ ! -e "/etc/credstore/$name" ] || install -m 400 "/etc/credstore/$name" "$TMP/credentials/$name"
	done
	chown -R "$user" "$TMP/credentials"
	# shellcheck disable=SC2016,SC2046 # for the shell inside; words of the units
	unshare --mount sh -c 'mount --bind / / && for place; do mount --bind "$place" "$place"; done &&
		mount -o remount,bind,ro / && exec setpriv --reuid='"$user"' --regid='"$user"' --init-groups --bounding-set=-all \
		--no-new-privs env -i PATH="$PATH" LC_ALL=C.UTF-8 CREDENTIALS_DIRECTORY='"$TMP"'/credentials $command' sh "$@"
}
unit_runs() {	# UNIT WRITABLE...
	command=$(sed -n 's/^Environment=//p' "/lib/systemd/system/$1")
	command="$command $(sed -n 's/^ExecStart=//p' "/lib/systemd/system/$1" | sed 's/%i/company/')"
	export command
	as_unit "$@"
}
# Not below /, whose other mounts stay as they are.
ok 'a run of the unit' unit_runs ldapsync@.service
output_has '3 created'
silent 'and another one' unit_runs ldapsync@.service
chmod 600 /etc/credstore/ldapsync.company.password
mv /etc/credstore/ldapsync.company.password "$TMP/kept"
fails 1 'without the credential there is no password' unit_runs ldapsync@.service
stderr_has 'but no password_file'
mv "$TMP/kept" /etc/credstore/ldapsync.company.password
before=$(postmaster)
unit_runs prov-database.service /var/lib/prov >"$TMP/database.log" 2>&1 &
another() {
	now=$(postmaster) && [ -n "$now" ] && [ "$now" != "$before" ] && prov listcontext >/dev/null
}
wait_for 60 another
is "$?" 0 'the unit of the database takes over what a command had started'
is "$(stat -c %U "/proc/$(postmaster)")" prov 'as its user'
show_file 'it said' "$TMP/database.log"
ok 'a run with it' unit_runs ldapsync@.service
output_has 'works again after 1 failed run'
silent 'and the next one' unit_runs ldapsync@.service
ok 'all is well' prov ldapsync --status
cp /etc/credstore/ldapsync.company.password /etc/prov/company.password
chown root:prov /etc/prov/company.password
chmod 640 /etc/prov/company.password
sed -i 's|bind_dn|password_file = "/etc/prov/company.password"; bind_dn|' /etc/prov/prov.conf
grep '^\*/5' /usr/share/doc/prov/examples/prov.cron | cut -f 3- >"$TMP/job"
silent 'the line for cron' as prov sh "$TMP/job"
slapd_stop "$TMP/slapd"

# --- removed ---
dpkg -L prov libprov0 libprov-dev | while read -r file; do
	[ -d "$file" ] || echo "$file"
done >"$TMP/files"
: >"$asked"
ok 'removed' apt remove prov libprov0 libprov-dev
has "$asked" 'stop ldapsync@*.timer ldapsync@*.service ldapsync-watch.service prov-web.socket prov-web.service prov-notify.service prov-database.service' 'what runs is stopped'
is "$(servers)" '' 'the private database as well'
is "$(while read -r file; do [ ! -e "$file" ] && [ ! -L "$file" ] || echo "$file"; done <"$TMP/files")" '' 'no file of theirs is left'
ok 'the data is' test -e /var/lib/prov/data/PG_VERSION
ok 'configuration, too' test -s /etc/prov/prov.conf

# --- purged ---
left_by() {	# SNAPSHOT: paths that were not there then, and those that are gone
	snapshot >"$TMP/now"
	paths "$TMP/now" >"$TMP/now.paths"
	paths "$1" | comm -3 - "$TMP/now.paths" | tr -d '\t'
}
purge 'purged'
for text in '/var/lib/prov is not empty and was kept' '/etc/prov is not empty and was kept' \
	'/etc/credstore/ldapsync.company.password was kept' 'the user and the group prov'; do
	has "$TMP/said" "$text" "it says: $text"
done
ok 'the database is not touched' test -e /var/lib/prov/data/PG_VERSION
is "$(left_by "$TMP/system" | grep -vE '^(/etc/prov|/var/lib/prov|/etc/credstore|/home/(anna|bert))(/|$)')" '' 'nothing else is left'

# --- installed again, over what was kept; then all of it is given up ---
# shellcheck disable=SC2046
ok 'installed again' apt install --no-install-recommends $(packages /packages)
prov listuser -c 1 --csv >"$TMP/now"
is "$(grep -c zoe "$TMP/now")" 1 'what was kept is there'
echo 'log: {' >/etc/prov/prov.conf
ok 'removed while the database runs and the configuration is broken' apt remove prov
is "$(servers)" '' 'it is stopped'
rm -r /etc/prov /var/lib/prov /etc/credstore
purge 'purged, after what was kept is gone'
has "$TMP/said" 'group prov has members' 'the group of a user stays'
gpasswd -d anna prov >/dev/null
groupdel prov
rm -r /home/anna/.local /home/bert/.local
snapshot >"$TMP/now"
is "$(diff "$TMP/system" "$TMP/now")" '' 'all is as it was'
done_testing
