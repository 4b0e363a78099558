#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# home_work.t - data folders that work: strange names, links, other owners, other file systems; what is
# said when the server does not start
# long: servers start and stop in many folders
# shellcheck disable=SC2086,SC2089,SC2090 # $context_options are words; quotes in PROV_HOME are meant as such
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/homelib.sh"

root=
[ "$(id -u)" -ne 0 ] || root=yes

# A name that a shell, a configuration file or a connection string would read as something else.
export PROV_HOME="$TMP/it's \$(id) \`id\` \"q\" \\ %s=#é;&"
prints 'context 1 created' 'PF5: a name with quotes, dollars, backticks and backslashes' new_context 1
is "$(cat "$TMP/err")" "createcontext: made a private database in \"$PROV_HOME\"" 'PF4: making is said'
silent 'PF5: it is stopped' provdb stop
ok 'PF5: and started' listcontext --csv
output_has '"1"'
silent 'PF5: and checked' provdb check
for setting in PGSERVICE=nosuch PGHOSTADDR=127.0.0.1 PGREQUIREPEER=nobody PGTARGETSESSIONATTRS=standby \
	PGCHANNELBINDING=require PGTZ=Foo PGDATESTYLE=Foo PGGEQO=Foo \
	'PGOPTIONS=-c default_transaction_read_only=on'; do
	ok "PF5: $setting is not for the private database" env "$setting" createcontext -c 99 -N env -q 1 \
		-u a -d b -g c -s d -p secret -e f@env.example
	silent "PF5: nor for provdb ($setting)" env "$setting" provdb check
	ok 'and it is gone again' deletecontext -c 99
done
frozen=$(head -n 1 "$PROV_HOME/data/postmaster.pid")
kill -STOP "$frozen" || bail 'the server is gone'
status_is 107 'PF19: a server of ours that is frozen is given up in time' \
	timeout 300 listcontext --responsetimeout 1
stderr_has 'did not answer in 1 seconds'
kill -CONT "$frozen"
ok 'PF19: and nothing was done to it' listcontext
is "$(find "$TMP" -maxdepth 1 -name 'it*' | grep -c .)" 1 'PF5: one folder of that name'
silent 'and stopped' provdb stop

# The server does not start: its own words are shown.
owner=$(stat -c %U "$PROV_HOME/data")
cp "$PROV_HOME/data/PG_VERSION" "$TMP/version"
echo 14 >"$PROV_HOME/data/PG_VERSION"
fails 105 'PF6: a database of another version' listcontext
stderr_has 'the private database does not start'
stderr_has 'initialized by PostgreSQL version 14' 'PF6: with the reason'
stderr_has "hint: see $PROV_HOME/log/postgresql.log"
cat "$TMP/version" >"$PROV_HOME/data/PG_VERSION"
echo 'no_such_setting = 1' >>"$PROV_HOME/data/postgresql.conf"
fails 105 'PF6: a wrong setting' listcontext
stderr_has 'unrecognized configuration parameter "no_such_setting"' 'PF6: with its name'
sed -i '/no_such_setting/d' "$PROV_HOME/data/postgresql.conf"
[ -z "$root" ] || chown "$owner" "$PROV_HOME/data/postgresql.conf"
rm "$PROV_HOME/lock"
ok 'PF1: who has removed the lock still has the database' listcontext --csv
output_has '"1"'
provdb stop
echo precious >"$PROV_HOME/notes"
ok 'other files beside a complete database are no matter' listcontext

# What a command starts holds nothing of the command's caller.
provdb stop
: >"$TMP/held"
(
	exec 9>"$TMP/held"
	flock 9
	provdb start
)
ok 'the server does not hold what its caller had open' flock -n "$TMP/held" true
provdb stop

# Links to the folder.
mkdir "$TMP/disk"
ln -s "$TMP/disk" "$TMP/link"
export PROV_HOME="$TMP/link"
prints 'context 1 created' 'a link to an empty folder' new_context 1
is "$(find "$TMP/disk" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | xargs)" 'data lock log ready run' 'what it leads to is the data folder'
ok 'a link to a data folder' listcontext
silent 'the same without' env PROV_HOME="$TMP/disk" provdb check
silent 'it stops' provdb stop

# New folders are entered whatever the umask is.
export PROV_HOME="$TMP/new/and/deep"
new_with_umask() {
	(umask 077 && new_context 1)
}
prints 'context 1 created' 'PF7: new folders with umask 077' new_with_umask
is "$(stat -c %a "$TMP/new" "$TMP/new/and" "$PROV_HOME" | xargs)" '755 755 755' 'PF7: their modes'
provdb stop

if [ -z "$root" ]; then
	pass 'the rest # SKIP not root'
	done_testing
	exit
fi

# A folder that only root may enter, as mktemp -d makes it.
PROV_HOME=$(mktemp -d "$TMP/mktemp.XXXXXX")
chgrp adm "$PROV_HOME"
chmod 2770 "$PROV_HOME"
prints 'context 1 created' "root's own empty folder" new_context 1
is "$(stat -c '%U %G %a' "$PROV_HOME")" 'postgres adm 2770' 'PF1: group and mode stay'

# Whoever runs the database makes links of root's files: they are not followed.
provdb stop
victim=$TMP/victim
echo precious >"$victim"
mkdir "$TMP/folder"
sees "$victim" "$TMP/folder"
rm "$PROV_HOME/log/postgresql.log"
as postgres ln -s "$victim" "$PROV_HOME/log/postgresql.log"
status_is 1 'PF26: the log is a link' provdb start
stderr_has 'postgresql.log'
rm "$PROV_HOME/log/postgresql.log"
for name in lock ready; do
	as postgres mv "$PROV_HOME/$name" "$PROV_HOME/was"
	as postgres ln -s "$victim" "$PROV_HOME/$name"
	status_is 1 "PF26: $name is a link" provdb start
	stderr_has "$name\" is not a plain file"
	as postgres mv "$PROV_HOME/was" "$PROV_HOME/$name"
done
for name in run log data; do
	as postgres mv "$PROV_HOME/$name" "$PROV_HOME/was"
	as postgres ln -s "$TMP/folder" "$PROV_HOME/$name"
	status_is 1 "PF26: $name is a link" provdb start
	as postgres rm "$PROV_HOME/$name"
	as postgres mv "$PROV_HOME/was" "$PROV_HOME/$name"
done
same 'PF26: what they lead to is as it was'
ok 'and the database as well' listcontext
provdb stop

# The first programs left the folder and the lock to root, and the rest to the one who runs the database.
of_root() {
	chown root "$PROV_HOME" "$PROV_HOME/lock"
	chmod 2750 "$PROV_HOME"
}
chgrp postgres "$PROV_HOME"
of_root
prints "$(printf 'database,place,state\n"private","%s","stopped"' "$PROV_HOME")" 'PF2: what the first programs made' \
	sh -c 'provdb status --csv | cut -d , -f 1-3'
is "$(stat -c %U "$PROV_HOME")" root 'PF2: looking at it changes nothing'
ok 'PF2: a database of the first programs works' listcontext --csv
output_has '"1"'
is "$(find "$PROV_HOME" -printf '%U\n' | sort -u)" "$(id -u postgres)" 'PF2: and is given to the one who runs it'
is "$(stat -c '%G %a' "$PROV_HOME")" 'postgres 2750' 'PF2: with its group and mode'
provdb stop
of_root
silent 'PF2: stopping is no matter' provdb stop
of_root
rm "$PROV_HOME/lock"
ok 'PF2: without its lock, too' listcontext
provdb stop
of_root
refused() {	# NAME TEXT
	sees "$PROV_HOME"
	status_is 1 "PF2: $1" provdb start
	stderr_has "$2"
	same "PF2: $1: nothing is touched"
}
chmod g+w "$PROV_HOME"
refused 'others may write in it' 'belongs to postgres, the data folder to root'
of_root
ln "$PROV_HOME/lock" "$TMP/second"
refused 'a lock with two names' 'lock" belongs to root, the data folder to root'
rm "$TMP/second"
chown www-data "$PROV_HOME/run"
refused 'something of a third one' 'run" belongs to www-data, the data folder to root'
chown postgres "$PROV_HOME/run"
mkdir "$TMP/www-way"
mv "$PROV_HOME" "$TMP/www-way/home"
chown www-data "$TMP/www-way"
was=$PROV_HOME
PROV_HOME=$TMP/www-way/home
refused 'below a folder of somebody else' 'belongs to www-data, who could change'
mv "$PROV_HOME" "$was"
PROV_HOME=$was
echo precious >"$PROV_HOME/notes"
refused 'something else beside it' 'belongs to postgres, the data folder to root'
sed -n 's/.*if it is yours: //p' "$TMP/err" >"$TMP/hint"
ok 'PF2: the hint is a command' sh "$TMP/hint"
ok 'PF2: after which it works' listcontext
provdb stop

# A database of another user: root works as that user.
PROV_HOME=$TMP/www/prov
mkdir "$TMP/www"
chown www-data "$TMP/www"
as_www() {
	as www-data "$@"
}
prints 'context 1 created' 'www-data makes one' as_www createcontext -c 1 $context_options
owners() {
	find "$PROV_HOME" -printf '%U\n' | sort -u
}
is "$(owners)" "$(id -u www-data)" 'all of it is of www-data'
silent 'stopped by www-data' as_www provdb stop
ok 'PF2: root starts it' listcontext --csv
output_has '"1"'
is "$(owners)" "$(id -u www-data)" 'PF2: all of it is still of www-data'
is "$(ps -o user= -p "$(head -n 1 "$PROV_HOME/data/postmaster.pid")")" www-data 'PF2: who runs it'
prints 'context 2 created' 'PF2: root writes' new_context 2
silent 'PF2: root stops it' provdb stop
ok 'PF2: and www-data starts it again' as_www listcontext
silent 'and stops it' as_www provdb stop
chmod 700 "$TMP/www"
chown root "$TMP/www"
status_is 1 'a way that has become closed' provdb start
stderr_has "www-data, who runs the private database, cannot enter \"$PROV_HOME\""
chmod 755 "$TMP/www"
is "$(owners)" "$(id -u www-data)" 'PF2: as it was'

# Another file system.
if ! unshare -m true 2>"$TMP/unshare"; then
	pass 'file systems # SKIP cannot mount any'
	done_testing
	exit
fi
export PROV_HOME="$TMP/mount"
mkdir "$PROV_HOME"
on_tmpfs() {
	# shellcheck disable=SC2016
	unshare -m sh -c 'mount -t tmpfs -o size=200m,mode=755 tmpfs "$PROV_HOME" && "$@" && provdb stop' sh "$@"
}
prints 'context 1 created' 'another file system' on_tmpfs createcontext -c 1 $context_options
is "$(ls -A "$PROV_HOME")" '' 'and what is below is as it was'
done_testing
