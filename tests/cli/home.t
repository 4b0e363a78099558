#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# home.t - a data folder that is none costs nothing: refused before anything is touched
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/homelib.sh"

root=
[ "$(id -u)" -ne 0 ] || root=yes
none='there is no private database in'

# PF4: a command that only reads makes no database.
sees "$TMP/home"
while read -r command; do
	# shellcheck disable=SC2086 # a line is a command
	fails 105 "PF4: $command" $command
	stderr_has "$none \"$PROV_HOME\""
done <<-'END'
	listcontext
	listuser -c 1
	listgroup -c 1
	creategroup -c 1 -n a -d b
	changegroup -c 1 -i 1 -d b
	deletegroup -c 1 -i 2 --if-exists
	listresource -c 1
	createresource -c 1 -n a -d b -e e@f
	changeresource -c 1 -i 1 -d b
	deleteresource -c 1 -i 1 --if-exists
	getmoduleaccessforcontext -c 1
	getaccesscombinationnameforcontext -c 1
	existscontext -c 1
	getadminid -c 1
	getcontextcapabilities -c 1
	getusercapabilities -c 1 -i 2
	listquota -c 1
	changecontext -c 1 -q 5
	enablecontext -c 1
	disablecontext -c 1
	enableallcontexts
	disableallcontexts
	deletecontext -c 1 --dry-run
	getaccesscombinationnameforuser -c 1 -i 2
	changeaccessglobal --access-tasks on
	usercopy -c 1 -d 2 -u anna
	listusersbyaliasdomain -c 1 -d c1.example
	createuser -c 1 -u a -g b -s c -p d -e e@f
	changeuser -c 1 -i 2 -d x
	deleteuser -c 1 -i 3 --if-exists
	onetimelogin -c 1 -i 2
	deletecontext -c 1 --if-exists
	provdb start
	licence request --base dc=example,dc=com
	report -d
	report -f
	report -e
	report -g
	provdb check
	provdb migrate
END
stderr_has 'hint: createcontext or "provdb init" makes one; PROV_HOME names another folder' 'with a hint'
is "$(provdb status --csv | tail -n 1 | cut -d , -f 1-3)" "\"private\",\"$PROV_HOME\",\"not made yet\"" \
	'provdb status says that there is none'
NEW_USER_PASSWORD=x fails 105 'PF4: provdb master' provdb master
printf 'dn: dc=example,dc=com\nobjectClass: domain\ndc: example\n' >"$TMP/base.ldif"
start_slapd -l "$TMP/base.ldif"
printf 'secret\n' >"$TMP/ldap.secret"
chmod 600 "$TMP/ldap.secret"
printf 'ldap: { uri = "%s"; bind_dn = "%s"; password_file = "%s"; };
	source: { one: { base = "dc=example,dc=com"; context = "acme"; }; };\n' \
	"$LDAP_URI" "$LDAP_ADMIN" "$TMP/ldap.secret" >"$TMP/sync.conf"
for option in '' --dry-run; do
	# shellcheck disable=SC2086 # none is none
	PROV_CONFIG=$TMP/sync.conf fails 105 "PF4: ldapsync $option" ldapsync $option
	stderr_has "$none \"$PROV_HOME\""
done
[ ! -e "$PROV_HOME" ]
is $? 0 'PF4: not even the folder is made'
mkdir "$PROV_HOME"
fails 105 'PF4: an empty folder stays empty' listcontext
is "$(ls -A "$PROV_HOME")" '' 'nothing is in it'

# What is no folder.
file=$TMP/file
printf 'precious\n' >"$file"
chmod 640 "$file"
: >"$TMP/empty"
mkfifo "$TMP/fifo"
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die' "$TMP/socket" ||
	bail 'no socket'
mkdir "$TMP/full"
printf 'precious\n' >"$TMP/full/file"
chmod 2770 "$TMP/full"
[ -z "$root" ] || chgrp adm "$TMP/full"
chmod 2770 "$TMP/full"
ln -s "$file" "$TMP/to_file"
ln -s "$TMP/nowhere" "$TMP/dangling"
ln -s "$TMP/full" "$TMP/to_full"
ln -s "$TMP/loop2" "$TMP/loop1"
ln -s "$TMP/loop1" "$TMP/loop2"

wrong 1 'is not a folder' 'PF1: a file' "$file" "$file"
wrong 1 'is not a folder' 'PF1: an empty file' "$TMP/empty" "$TMP/empty"
wrong 1 'is not a folder' 'PF1: a fifo' "$TMP/fifo" "$TMP/fifo"
wrong 1 'is not a folder' 'PF1: a socket' "$TMP/socket" "$TMP/socket"
wrong 1 'Not a directory' 'PF1: below a file' "$file/prov" "$file"
wrong 1 'is not a folder' 'PF1: a link to a file' "$TMP/to_file" "$TMP/to_file" "$file"
wrong 1 'leads nowhere' 'PF1: a link that leads nowhere' "$TMP/dangling" "$TMP/dangling"
wrong 1 'leads nowhere' 'PF1: a loop of links' "$TMP/loop1" "$TMP/loop1" "$TMP/loop2"
if [ -n "$root" ] && mknod "$TMP/null" c 1 3 2>"$TMP/mknod"; then
	chmod 666 "$TMP/null"
	wrong 1 'is not a folder' 'PF1: a device' "$TMP/null" "$TMP/null"
else
	pass 'PF1: a device # SKIP cannot make one'
fi
if [ -n "$root" ] && mknod "$TMP/disk" b 7 250 2>"$TMP/mknod"; then
	wrong 1 'is not a folder' 'PF1: a disk' "$TMP/disk" "$TMP/disk"
else
	pass 'PF1: a disk # SKIP cannot make one'
fi

# Folders that are not ours.
wrong 1 'is neither empty nor a data folder of prov' 'PF1: a folder with contents' "$TMP/full" "$TMP/full"
stderr_has 'detail: it has "file"'
wrong 1 'is neither empty nor a data folder of prov' 'PF1: a link to one' "$TMP/to_full" "$TMP/full"
wrong 1 'is neither empty nor a data folder of prov' 'PF1: a slash behind a link' "$TMP/to_full/" "$TMP/full"
mkdir -p "$TMP/app/data" "$TMP/app/run" "$TMP/app/log"
echo precious >"$TMP/app/data/file"
wrong 1 'is neither empty nor a data folder of prov' 'PF1: folders of the same names' "$TMP/app" "$TMP/app"
: >"$TMP/app/lock"
wrong 1 'data" is not a PostgreSQL cluster' 'PF1: and a lock' "$TMP/app" "$TMP/app"
rm -r "$TMP/app/data"
echo precious >"$TMP/app/data"
wrong 1 'data" is not a folder' 'PF1: data is a file' "$TMP/app" "$TMP/app"
rm "$TMP/app/data" "$TMP/app/lock"
ln -s "$file" "$TMP/app/lock"
wrong 1 'lock" is not a plain file' 'PF26: lock is a link to a file' "$TMP/app" "$TMP/app" "$file"
rm -r "$TMP/app/lock" "$TMP/app/log"
: >"$TMP/app/lock"
ln -s "$TMP/full" "$TMP/app/log"
wrong 1 'log" is not a folder' 'PF26: log is a link to a folder' "$TMP/app" "$TMP/app" "$TMP/full"
rm -r "$TMP/app/log" "$TMP/app/run"
ln -s "$TMP/full" "$TMP/app/run"
wrong 1 'run" is not a folder' 'PF26: run is a link to a folder' "$TMP/app" "$TMP/app" "$TMP/full"

# Names.
wrong 1 'must be a full path' 'PF5: a path that is not full' prov "$TMP/home"
wrong 1 'too long for a socket' 'PF5: a path that is too long' "$TMP/$(printf '%0100d' 0)" "$TMP/home"
wrong 1 'has a control character' 'PF5: a line end' "$TMP/a
b" "$TMP/home"
wrong 1 'has a control character' 'PF5: a tab' "$TMP/a	b" "$TMP/home"
wrong 1 'has a comma' 'PF5: a comma' "$TMP/a,$TMP/b" "$TMP/home"
is "$(find "$TMP" -maxdepth 1 -name 'a*' ! -name app)" '' 'no such folder is made'
case $root in
yes) default=/var/lib/prov ;;
*) default=$XDG_DATA_HOME/prov ;;
esac
is "$(PROV_HOME='' provdb status --csv | tail -n 1 | cut -d , -f 2)" "\"$default\"" \
	'an empty one is the default'

# Places where no folder can be made, or where others could put another one in its place.
wrong 1 'cannot make folder' 'PF1: a place where none can be made' /proc/prov/x "$TMP/home"
mkdir "$TMP/open" "$TMP/sticky"
chmod 777 "$TMP/open"
chmod 1777 "$TMP/sticky"
wrong 1 'everybody may change' 'PF1: below a folder of everybody' "$TMP/open/prov" "$TMP/open"
stderr_has "hint: chmod o-w \"$TMP/open\", or set PROV_HOME"
wrong 1 'everybody may change' 'PF1: an empty folder of everybody' "$TMP/open" "$TMP/open"
wrong 1 'everybody may write in the data folder' 'PF1: one with the sticky bit' "$TMP/sticky" "$TMP/sticky"

if [ -z "$root" ]; then
	pass 'the rest # SKIP not root'
	done_testing
	exit
fi

# Other users, as root.
mkdir "$TMP/nobodys" "$TMP/nobodys/empty" "$TMP/secret"
chown -R nobody "$TMP/nobodys"
chmod 700 "$TMP/secret"
wrong 1 'belongs to nobody' 'PF1: an empty folder of somebody else' "$TMP/nobodys/empty" "$TMP/nobodys"
wrong 1 'belongs to nobody, who could change' 'PF1: below a folder of somebody else' "$TMP/nobodys/new" "$TMP/nobodys"
wrong 1 'cannot enter' 'PF1: a way that its user cannot go' "$TMP/secret/new" "$TMP/secret"
stderr_has 'hint: chmod o+x every folder on the way to it, or set PROV_HOME'
as nobody ln -s "$TMP/secret" "$TMP/nobodys/link"
wrong 1 'belongs to nobody, who could change' "PF1: below somebody else's link" "$TMP/nobodys/link/new" \
	"$TMP/nobodys" "$TMP/secret"
rm "$TMP/app/run"
mkdir "$TMP/app/data"
echo 15 >"$TMP/app/data/PG_VERSION"
chown -R postgres "$TMP/app"
chown -R nobody "$TMP/app/data"
wrong 1 'data" belongs to nobody, the data folder to postgres' 'PF2: data of another user' "$TMP/app" "$TMP/app"
chown -R root "$TMP/app"
wrong 1 'belongs to root' 'PF2: a database of root' "$TMP/app" "$TMP/app"
stderr_has 'hint: PostgreSQL refuses to run as root'

# And as somebody who is not root.
chmod 755 "$TMP"
mkdir "$TMP/others"
as_nobody() {
	as nobody env PROV_HOME="$1" provdb init
}
sees "$TMP/others" "$TMP/full" "$file"
status_is 1 "PF1: root's empty folder" as_nobody "$TMP/others"
stderr_has 'belongs to root'
status_is 1 "PF1: root's file" as_nobody "$file"
stderr_has 'is not a folder'
status_is 1 'PF1: a folder that he may not see' as_nobody "$TMP/full"
stderr_has 'hint: run as the owner of the data folder, or set PROV_HOME'
status_is 1 'PF1: nobody makes one there' as_nobody "$TMP/others/new"
stderr_has 'cannot make folder'
same 'nothing is touched'
mkdir "$TMP/nobodys/closed"
chown nobody "$TMP/nobodys/closed"
chmod 500 "$TMP/nobodys/closed"
sees "$TMP/nobodys"
status_is 1 'PF1: his own folder, which he may not write' as_nobody "$TMP/nobodys/closed"
stderr_has 'cannot write in'
same 'and that is not touched'

# File systems, in a name space of their own.
if ! unshare -m true 2>"$TMP/unshare"; then
	pass 'file systems # SKIP cannot mount any'
	done_testing
	exit
fi
mkdir "$TMP/mount"
mounted() {	# OPTIONS CMD...: with a file system at $TMP/mount
	mount_options=$1
	shift
	# shellcheck disable=SC2016
	PROV_HOME=$TMP/mount unshare -m sh -c 'mount -t tmpfs -o "$1" tmpfs "$PROV_HOME" && shift && "$@"' sh \
		"$mount_options" "$@"
}
status_is 1 'PF1: a read-only file system' mounted ro,mode=755 provdb init
stderr_has 'Read-only file system'
status_is 105 'PF6: a full file system' mounted size=1m,mode=755 provdb init
stderr_has 'initdb failed'
stderr_has 'No space left on device' 'PF6: initdb says why'
is "$(ls -A "$TMP/mount")" '' 'the folder below is as it was'
done_testing
