#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ucr: every row of tests/data/ucr/*.txt. The directives of those files, one a line; TEXT goes
# through printf %b, so \n, \t, \\ and \0NNN (octal) are escapes:
#
# BL5, BL10 and most of BL12 are cases there.
#
#   case NAME            begins a case: an empty ROOT/etc/univention
#   file NAME TEXT       writes ROOT/etc/univention/NAME (folders are made)
#   zero NAME            sets the file's time stamp to 1970-01-01 00:00:00 UTC
#   mode MODE NAME       chmod; NAME is below ROOT/etc/univention
#   folder NAME          makes a folder there
#   remove               removes ROOT/etc/univention
#   env NAME=VALUE       for the command
#   user                 runs the command without root's rights (skipped where that is impossible)
#   run WORDS            the command line; shell quoting; `ucr --root ROOT` stands in front
#   bare WORDS           the same without --root
#   status N  out TEXT  err TEXT   what has to come (default 0 and nothing)
#   errline TEXT         only the first line of standard error
#   end                  runs the case
#
# @ROOT@ in env, run, bare, out, err and errline is ROOT.

. "$TESTLIB/testlib.sh"
unset UNIVENTION_BASECONF
ucr=$B/bin/ucr

new_case() {
	name=$1 env='' as='' args='' want=0 out='' err='' errline='' with_root=1
	rm -rf "$TMP/root"
	root=$TMP/root
	folder=$root/etc/univention
	mkdir -p "$folder"
}

write_file() {
	mkdir -p "$(dirname "$folder/$1")"
	printf '%b' "$2" >"$folder/$1"
}

with_root() {
	printf '%s' "$1" | sed "s|@ROOT@|$root|g"
}

# Exact bytes: command substitution would eat line feeds.
same() {
	printf '%b' "$(with_root "$1")" | cmp -s - "$2"
}

become='setpriv --reuid=65534 --regid=65534 --clear-groups'

end_case() {
	wrapper=
	if [ -n "$as" ] && [ "$(id -u)" = 0 ]; then
		if ! $become "$ucr" --version >"$TMP/out" 2>&1; then
			pass "$name # SKIP cannot become another user"
			return
		fi
		wrapper=$become
	fi
	[ "$with_root" = 1 ] && args="--root $root $args"
	run eval "env $env $wrapper $ucr $args"
	good=1
	[ "$status" = "$want" ] || good=0
	same "$out" "$TMP/out" || good=0
	if [ -n "$errline" ]; then
		head -n 1 "$TMP/err" >"$TMP/first"
		same "$errline\\n" "$TMP/first" || good=0
	else
		same "$err" "$TMP/err" || good=0
	fi
	if [ $good = 1 ]; then
		pass "$name"
	else
		flunk "$name" "$command_line" "exit status $status, expected $want"
		show_output
	fi
	chmod -R u+rwX "$TMP/root"
}

directive() {
	case $1 in
	case) new_case "$2" ;;
	file) write_file "${2%% *}" "${2#* }" ;;
	zero) touch -d @0 "$folder/$2" ;;
	mode) chmod "${2%% *}" "$folder/${2#* }" ;;
	folder) mkdir -p "$folder/$2" ;;
	remove) rm -rf "$folder" ;;
	env) env="$env $(with_root "$2")" ;;
	user) as=user ;;
	run) args=$(with_root "$2") ;;
	bare) args=$(with_root "$2") with_root=0 ;;
	status) want=$2 ;;
	out) out=$2 ;;
	err) err=$2 ;;
	errline) errline=$2 ;;
	end) end_case ;;
	'' | '#'*) ;;
	*) bail "$file: unknown directive $1" ;;
	esac
}

printf '# c\nldap/base: dc=long,dc=test\n' >"$TMP/long.conf"
for file in "$DATA"/ucr/*.txt; do
	while IFS= read -r line; do
		word=${line%% *}
		rest=${line#"$word"}
		directive "$word" "${rest# }"
	done <"$file"
done

new_case ''
write_file base.conf '# c\nk: v\n'
full_disk() {
	"$ucr" --root "$root" get k >/dev/full
}
fails 1 'a full disk is an error' full_disk
is "$(ls "$folder")" base.conf 'nothing was written beside the files'

mkdir -p "$folder/registry.info/variables"
mkfifo "$folder/registry.info/variables/pipe"
prints 'k: v' 'BL3: nobody waits for a pipe among the descriptions' \
	timeout 300 "$ucr" --root "$root" search --brief k
mv "$folder/registry.info/variables/pipe" "$folder/registry.info/variables/pipe.cfg"
fails 1 'BL13: one with the name of a description is an error at once' \
	timeout 300 "$ucr" --root "$root" search --brief k
stderr_has "pipe.cfg\" is a pipe, not a file"
rm -r "$folder/registry.info"
mkfifo "$TMP/custom.pipe"
fails 1 'BL13: so is a pipe as custom file' env UNIVENTION_BASECONF="$TMP/custom.pipe" timeout 300 "$ucr" get k
stderr_has "custom.pipe' is a pipe, not a file"
mv "$TMP/custom.pipe" "$folder/base-ldap.conf"
for action in 'get k' dump search; do
	# shellcheck disable=SC2086 # words
	fails 1 "BL13: and as a layer: $action" timeout 300 "$ucr" --root "$root" $action
	stderr_has "base-ldap.conf' is a pipe, not a file"
done
rm "$folder/base-ldap.conf"
prints v 'BL13: one that the shell hands over is read' \
	bash -c 'UNIVENTION_BASECONF=<(printf "# c\nk: v\n") ucr get k'

# BL12: 1500 variables that each refer twice to the one before, and to each other across
perl -e 'print "# c\n\nd0: 0123456789\n";
	printf "d%d: \@%%\@d%d\@%%\@\@%%\@d%d\@%%\@x\n", $_, $_ - 1, $_ > 1 ? $_ - 2 : 0 for 1 .. 1500;
	print "short: \@%\@d0\@%\@!\nzz: \@%\@short\@%\@?\n"' >"$folder/base-defaults.conf"
crossing() {
	timeout 300 "$ucr" --root "$root" dump >"$TMP/dump"
}
ok 'BL12: references that cross each other' crossing
is "$(($(wc -c <"$TMP/dump") < 32 << 20))" 1 'BL12: do not fill a disk'
has "$TMP/dump" 'd5: 0123456789' 'BL12: those that are short are expanded'
has "$TMP/dump" 'zz: 0123456789!?' 'BL12: in the end, too'
rm "$folder/base-defaults.conf"

# --- by its long name, and in the place of the original ---
prints 'dc=long,dc=test' 'BL15: univention-config-registry get ldap/base' \
	env UNIVENTION_BASECONF="$TMP/long.conf" univention-config-registry get ldap/base
prints v 'BL15: with our own option' univention-config-registry --root "$root" get k
prints v 'BL15: and by way of prov' prov univention-config-registry --root "$root" get k
mkdir "$TMP/original"
cat >"$TMP/original/univention-config-registry" <<'END'
#!/bin/sh
[ "$1" != outer ] || exec sh -c 'ucr inner; exit $?'
echo "original: $*"
exit 3
END
chmod 755 "$TMP/original/univention-config-registry"
beside() {	# CMD...: our folder is the first in PATH, that of the original comes later
	PATH="$B/bin:$TMP/original:$PATH" "$@"
}
for name in ucr univention-config-registry 'prov ucr'; do
	# shellcheck disable=SC2086 # words
	status_is 3 "BL11: $name: the original runs where there is one" beside $name set a=b
	is "$(cat "$TMP/out")" 'original: set a=b' "BL11: $name: with all its words"
done
status_is 3 'BL11: for reading, too' beside ucr get k
is "$(cat "$TMP/out")" 'original: get k' 'BL11: what it says is what there is'
prints v 'BL11: but it does not know --root' beside ucr --root "$root" get k
status_is 3 'BL11: the original may call ucr' beside ucr outer
is "$(cat "$TMP/out")" 'original: inner' 'BL11: and gets itself'
mkdir -p "$TMP/second/bin"
cp "$B/bin/ucr" "$TMP/second/bin/"
ln -s ucr "$TMP/second/bin/univention-config-registry"
cp -P "$B"/libprov.so* "$TMP/second/"
prints 'dc=long,dc=test' 'BL11: two of ours do not call each other for ever' timeout 300 \
	env PATH="$B/bin:$TMP/second/bin:$PATH" UNIVENTION_BASECONF="$TMP/long.conf" ucr get ldap/base
# What an administrator writes who finds only the short name.
mkdir "$TMP/script"
cat >"$TMP/script/univention-config-registry" <<-'END'
	#!/bin/sh
	echo x >>"$ROUNDS"
	[ "$(grep -c x "$ROUNDS")" -lt 50 ] || exit 99
	ucr "$@"
END
chmod 755 "$TMP/script/univention-config-registry"
prints 'dc=long,dc=test' 'BL11: a script of the long name that calls the short one ends as well' \
	env ROUNDS="$TMP/rounds" PATH="$B/bin:$TMP/script:$PATH" UNIVENTION_BASECONF="$TMP/long.conf" ucr get ldap/base
fails 1 'BL11: without an original it is said that we only read' ucr set a=b
stderr_has 'this program only reads'

ok '--help' ucr --help
is "$(ucr)" "$(ucr --help)" 'no words at all: the same'
help_options ucr >"$TMP/help.options"
man_options "$(man_page ucr)" >"$TMP/man.options"
ok '--help and manual page name the same options' cmp "$TMP/help.options" "$TMP/man.options"

done_testing
