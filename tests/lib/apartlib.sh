# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# apartlib.sh - Debian packages that exclude those that are installed, for one test alone; on top of testlib.sh
#
#	apart courier courier-imap maildrop	first line of a test: the rest of it runs where these are installed
#
# Nothing is installed on the machine: the files of the packages lie over /usr, /etc, /run and parts of /var, in a mount
# namespace of the test, in memory, and what is written there is gone with it. Scripts of packages are not run. The
# packages are kept in $B/apart-cache, so that only the first run needs the network.

apart() {
	apart_name=$1
	shift
	[ "${APART-}" != "$apart_name" ] || return 0
	[ "$(id -u)" -eq 0 ] || skip_all 'root is needed, for namespaces'
	unshare --mount true 2>/dev/null || skip_all 'there are no namespaces here'
	command -v apt-get >/dev/null || skip_all 'this is no Debian'
	mkdir -p "$B/apart-cache" "$TMP/layer"
	# shellcheck disable=SC2016 # a script
	flock "$B/apart-cache/$apart_name.lock" sh -eu -c '. "$TESTLIB/apartlib.sh" && apart_fetch "$@"' sh "$apart_name" "$@" \
		>"$TMP/fetch" 2>&1 || { show_file 'apt-get said' "$TMP/fetch"; skip_all "PACKAGES CANNOT BE FETCHED: $*"; }
	case $0 in
	/*) test=$0 ;;
	*) test=$ROOT/$0 ;;	# testlib.sh is in another folder by now
	esac
	# shellcheck disable=SC2016
	APART=$apart_name exec unshare --mount sh -eu -c '. "$TESTLIB/apartlib.sh" && apart_enter "$@"' sh "$B/apart-cache/$apart_name" "$test"
}

# apart_fetch NAME PACKAGE...: with all that they need and that is not installed.
apart_fetch() {
	packages=$B/apart-cache/$1
	shift
	[ "$(cat "$packages/wanted" 2>/dev/null)" != "$*" ] || return 0
	rm -rf "$packages"
	mkdir -p "$packages"
	cd "$packages" || return
	# Old package lists name files that the mirror no longer has: once more with new ones.
	apart_download "$@" || { apt-get -q update && apart_download "$@"; }
	echo "$*" >wanted
}

apart_download() {
	apt-get -s --no-install-recommends install "$@" >needs && awk '$1 == "Inst" { print $2 }' needs | xargs apt-get -q download
}

# apart_enter PACKAGES TEST: in a mount namespace of its own.
apart_enter() {
	mount -t tmpfs tmpfs "$TMP/layer"
	for package in "$1"/*.deb; do
		dpkg-deb -x "$package" "$TMP/layer/files"
	done
	for place in bin sbin lib; do	# which are links to those of /usr
		[ ! -d "$TMP/layer/files/$place" ] || cp -a "$TMP/layer/files/$place" "$TMP/layer/files/usr/"
	done
	for place in etc usr run var/lib var/mail var/spool; do
		mkdir -p "$TMP/layer/files/$place" "$TMP/layer/new/$place" "$TMP/layer/work/$place"
		mount -t overlay overlay -o "lowerdir=$TMP/layer/files/$place:/$place,upperdir=$TMP/layer/new/$place,workdir=$TMP/layer/work/$place" "/$place"
	done
	exec sh "$2"
}
