#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# layers.sh - a folder includes itself and lower layers, never a neighbour; a library has one home
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
find libprov sql ldap bin -name '*.[ch]' | sort >"$TMP/files"

# shellcheck disable=SC2046
awk '
BEGIN {
	layer["libprov/prov"] = 0; layer["libprov/base"] = 10
	layer["libprov/config"] = layer["libprov/out"] = layer["libprov/ucr"] = 20
	layer["libprov/sync"] = layer["sql"] = layer["ldap"] = 20
	layer["ldap/client"] = layer["ldap/map"] = 21; layer["ldap/base"] = 22
	layer["ldap/source"] = 23
	layer["libprov/licence"] = 30; layer["libprov/model"] = 40; layer["libprov/sink"] = layer["libprov/import"] = layer["libprov/notify"] = 50
	layer["libprov/web"] = 30; layer["bin"] = layer["bin/web"] = layer["bin/deliver"] = 60
	layer["bin/deliver/lib"] = 59
	home["prov/out.h"] = "bin"	# lists give their rows to a function: only programs print
	home["libpq-fe.h"] = "sql"; home["popt.h"] = "bin"; home["libconfig.h"] = "libprov/config"
	home["microhttpd.h"] = home["systemd/sd-daemon.h"] = "bin/web"
	home["ldap.h"] = home["lber.h"] = home["ldap_schema.h"] = home["ldif.h"] = "ldap"
}
function complain(text) {
	printf "%s:%d: %s\n", FILENAME, FNR, text
}
/^#[ \t]*include[ \t]*["<]/ {
	folder = FILENAME; sub(/\/[^\/]*$/, "", folder)
	quoted = $0 ~ /include[ \t]*"/
	name = $0; sub(/^[^"<]*["<]/, "", name); sub(/[">].*/, "", name)
	if (!quoted && name in home && folder != "libprov/out" && index(folder "/", home[name] "/") != 1)
		complain("only " home[name] " may include <" name ">")
	if (!quoted && name !~ /^prov\//)
		next
	target = quoted ? name : "libprov/" name
	if (target !~ /\//) {
		complain("write the include from the top: \"" name "\"")
		next
	}
	sub(/\/[^\/]*$/, "", target)
	if (!(target in layer) || !(folder in layer))
		complain("no such layer: " target " in " folder)
	else if (target != folder && layer[target] >= layer[folder])
		complain("layer " folder " may not include " name)
}' $(cat "$TMP/files") >"$TMP/found"

is "$(cat "$TMP/found")" '' 'includes go down the layers'
is "$(test -s "$TMP/files" && echo yes)" yes 'there was something to look at'
done_testing
