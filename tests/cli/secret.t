#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# secret.t - files with passwords: which are taken, what of them is the password, and what is left of it
# shellcheck disable=SC2046,SC2059 # options of plain_user are words; bytes are written as a format of printf
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1
cd "$TMP" || exit 1

# --- PF9: where it comes from ---

login() {	# WORDS...: the admin's password is secret
	listuser -c 1 -A admin "$@"
}

# As Kubernetes mounts a secret: each file is a link into a folder that is a link to the folder of a version.
mkdir -p 'mount/..2024_01'
printf secret >'mount/..2024_01/pass'
chmod 400 'mount/..2024_01/pass'
ln -s ..2024_01 'mount/..data'
ln -s ..data/pass mount/pass
ok 'PF9: a link to a link is followed' login --adminpass-file "$TMP/mount/pass"
for mode in 440 404 420; do
	chmod $mode 'mount/..2024_01/pass'
	fails 1 "PF9: what it leads to has mode $mode" login --adminpass-file "$TMP/mount/pass"
	stderr_has "mount/pass\" holds a secret, but others may read it (mode 0$mode)"
done
chmod 400 'mount/..2024_01/pass'
ln -sf nowhere mount/pass
fails 1 'PF9: a link to nothing' login --adminpass-file "$TMP/mount/pass"
ln -sf pass mount/pass
fails 1 'PF9: a link to itself' login --adminpass-file "$TMP/mount/pass"

# shellcheck disable=SC2016 # bash has to see it
run bash -c 'listuser -c 1 -A admin --adminpass-file <(echo secret)'
check_status 0 'PF9: <(command) of bash'
run bash -c 'changeuser -c 1 -i 2 --password-file <(echo second) -A admin --adminpass-file <(printf "secret\r\n")'
check_status 0 'PF9: two of them'
ok 'which was the new password' login -P second
run sh -c 'echo second | listuser -c 1 -A admin --adminpass-file /dev/stdin'
check_status 0 'PF9: /dev/stdin is a pipe'
run sh -c 'echo second | listuser -c 1 -A admin --adminpass-file /proc/self/fd/0'
check_status 0 'PF9: under another name'
printf 'second\n' >file
run login --adminpass-file /dev/stdin <file
check_status 1 'PF9: /dev/stdin is a file: its mode counts'
chmod 600 file
run login --adminpass-file /dev/stdin <file
check_status 0 'PF9: and may do'
printf 'first\nsecond\n' >lines
run sh -c 'read -r first; listuser -c 1 -A admin --adminpass-file -' <lines
check_status 0 'PF9: - goes on where standard input is'
run perl -MSocket -e 'socketpair(my $a, my $b, AF_UNIX, SOCK_STREAM, 0) or die;
	syswrite($b, "second\n"); close $b; open STDIN, "<&", $a or die; exec @ARGV' \
	listuser -c 1 -A admin --adminpass-file /dev/stdin
check_status 0 'PF9: /dev/stdin is a socket'
fails 1 'PF9: what is not open' login --adminpass-file /dev/fd/77
stderr_has 'cannot open "/dev/fd/77": Bad file descriptor'

mkfifo -m 600 pipe
login --adminpass-file pipe >piped 2>&1 &
pid=$!
echo second >pipe
ended 'PF9: a named pipe is waited for' 0 "$pid" piped
chmod 644 pipe
fails 1 'PF9: unless others may read it, too' login --adminpass-file pipe
chmod 600 pipe
chmod 600 lines

# What a file names is looked for in the background, where nobody would write into a pipe.
printf 'dn: dc=example,dc=com\nobjectClass: organization\nobjectClass: dcObject\no: x\ndc: example\n' >base.ldif
start_slapd -l base.ldif
ldap_login() {	# FILE
	set_config "ldap: { uri = \"$LDAP_URI\"; base = \"$LDAP_BASE\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$1\"; };"
	"$B/tests/tool/ldapread" check "$LDAP_BASE"
}
ln -sf ..data/pass mount/pass
ok 'PF9: ldap.password_file is a link' ldap_login "$TMP/mount/pass"
fails 1 'PF9: ldap.password_file is a pipe' ldap_login "$TMP/pipe"
stderr_has 'is a pipe, not a file'
fails 1 'PF10: ldap.password_file has two lines' ldap_login "$TMP/lines"
stderr_has 'has more than one line'
set_config

# --- PF10: one line ---

content() {	# STATUS MESSAGE NAME BYTES: a new user's password
	printf "$4" >file
	refused "$1" "$2" "PF10: $3" createuser $(plain_user 1 x | sed 's/ -p [^ ]*//; s/--passwordmech HASH//') --password-file "$TMP/file"
}
content 1 'has more than one line' 'two lines' 'one\ntwo\n'
content 1 'has more than one line' 'an empty line after it' 'one\n\n'
content 1 'has more than one line' 'an empty line before it' '\none\n'
content 1 'has more than one line' 'a carriage return in it' 'one\rtwo\n'
stderr_has 'hint: a file with a password has it in one line'
stderr_lacks two 'the message does not show it'
content 1 'holds a NUL byte' 'a NUL byte' 'one\000\n'
content 1 'is UTF-16' 'UTF-16' '\377\376o\000n\000e\000'
content 103 'Empty password' 'nothing' ''
content 103 'Empty password' 'an empty line' '\r\n'
content 103 'up to 512 bytes' 'a long line' "$(perl -e 'print "x" x 513')"
content 1 'is larger than 16384 bytes' 'too much' "$(perl -e 'print "x" x 16385')"
for bytes in 'secret' 'secret\n' 'secret\r\n' '\357\273\277secret\n'; do
	printf "$bytes" >file
	ok "PF10: $bytes" changeuser -c 1 -i 2 --password-file file
	ok 'is the password secret' login -P secret
done

# --- PF27: no core ---

cores() {
	find "$TMP" -name 'core*' -newer file | wc -l
}
hold 'UPDATE prov.context SET quota = 7 WHERE cid = 1'
prlimit --core=unlimited --pid $$ 2>prlimit.log || diag "$(cat prlimit.log)"
changeuser -c 1 -i 2 -d Other --password-file file >changed 2>&1 &
pid=$!
must_see 'changeuser waits for the context' waits_for_lock 1 changeuser
is "$(awk '/^Max core file size/ { print $5 }' "/proc/$pid/limits")" 0 'PF27: the limit of its core is 0'
# Nor does it help to take the limit away.
prlimit --core=unlimited --pid "$pid" 2>prlimit.log || diag "$(cat prlimit.log)"
kill -SEGV "$pid"
wait "$pid" 2>/dev/null
is "$(cores)" 0 'PF27: killed, it leaves none'
sh -c 'kill -SEGV $$' 2>/dev/null
[ "$(cores)" -gt 0 ] || diag 'cores of this system go elsewhere: that was no proof'
release
check_clean
done_testing
