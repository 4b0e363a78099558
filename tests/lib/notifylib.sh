# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# notifylib.sh - deliverers of events, for tests of prov notify, on top of testlib.sh
#
# Their commands run as nobody where the test is run by root: they read and write in $HERE, which is $1 to them.

HERE=$TMP/here
mkdir "$HERE" && : >"$HERE/told" && chmod 777 "$HERE" "$HERE/told"
more_settings=

# deliverers NAME SCRIPT SETTINGS ...: these and no others
deliverers() {
	all='notify: {'
	while [ $# -gt 0 ]; do
		deliverer "$1" "$2"
		all="$all $1: { command = ( \"$HERE/$1.sh\", \"$HERE\" );"
		[ "$(id -u)" != 0 ] || all="$all user = \"nobody\";"
		all="$all $3 };"
		shift 3
	done
	set_config "$more_settings $all };"
}

# deliverer NAME SCRIPT: does something else from now on. Another one takes the place of a file that is being run.
deliverer() {
	printf '#!/bin/sh\n%s\n' "$2" >"$HERE/$1.new"
	chmod 755 "$HERE/$1.new"
	mv "$HERE/$1.new" "$HERE/$1.sh"
}

# What is in $HERE/told: object, id, events, a line each.
summary() {
	perl -MJSON::PP -ne '$e = decode_json($_); printf "%s %s %s\n", $e->{object}, $e->{id} // "-",
		join ",", @{$e->{events}}' "$HERE/told"
}
