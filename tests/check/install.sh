#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# install.sh - what `make install` puts into an empty DESTDIR works there, without the source tree
. "$TESTLIB/testlib.sh"

# Everything is built; the flags of that build are kept, or all would be built again.
in_tree() {
	make -C "$ROOT" --no-print-directory "$1" B="$B" FLAGS_TEXT="$(cat "$B/flags")" \
		DESTDIR="$TMP/dest" PREFIX=/usr/local
}

ok 'make install' in_tree install
usr=$TMP/dest/usr/local

# Only what is meant to be there, and nothing that PostgreSQL's programs would be shadowed by.
is "$(cd "$usr/bin" && echo *)" prov 'bin has prov and nothing else'
for source in "$ROOT"/bin/*.c; do
	name=$(basename "$source" .c)
	case $name in
	cli*) continue ;;
	prov) program=$usr/bin/prov ;;
	*) program=$usr/libexec/prov/$name ;;
	esac
	ok "$name runs from there" \
		env -i PATH=/usr/bin:/bin "$program" --version
	[ "$name" = prov ] || is "$(readlink -f "$program")" "$usr/bin/prov" "$name is a name of prov"
done
is "$(readelf -d "$usr/bin/prov" | grep -E 'R(UN)?PATH')" '' 'prov looks for libraries where the system has them'
is "$(readelf -d "$usr/bin/prov" | grep -F libprov)" '' 'and needs none of ours'
is "$(readelf -h "$usr/bin/prov" | sed -n 's/^ *Type: *\([A-Z]*\).*/\1/p')" DYN 'it can be loaded anywhere (PIE)'
is "$(readelf -d "$usr/bin/prov" | grep -cE 'NEEDED.*(libpq|libldap|libcrypto|libcrypt|libpopt|libconfig|libjansson)')" 7 \
	'what is not ours is shared, for the sake of its security updates'

ok 'BL15: the long name of ucr runs from there' \
	env -i PATH=/usr/bin:/bin "$usr/libexec/prov/univention-config-registry" --version
is "$(readlink -f "$usr/libexec/prov/univention-config-registry")" "$usr/bin/prov" 'BL15: it is a link'
ok 'BL15: and has a page' test -s "$usr/share/man/man8/univention-config-registry.8"

cat >"$TMP/user.c" <<'END'
#include <prov/err.h>
#include <stdio.h>
int main(void)
{
	struct prov_err err = PROV_ERR_INIT;

	return prov_fail(&err, PROV_E_INVALID, "as it should") == -1 && puts(err.msg) >= 0 ? 0 : 1;
}
END
export PKG_CONFIG_PATH="$usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$TMP/dest"
# shellcheck disable=SC2046
ok 'a program is built with the help of pkg-config' "${CC:-cc}" "$TMP/user.c" -o "$TMP/user" \
	$(grep -o -e '-fsanitize=[a-z,]*' "$B/flags") \
	$(pkg-config --cflags --libs libprov)
prints 'as it should' 'and finds the library by its soname' \
	env LD_LIBRARY_PATH="$usr/lib" "$TMP/user"
is "$(readlink "$usr/lib/libprov.so")" "$(basename "$(find "$usr/lib" -name 'libprov.so.*')")" \
	'libprov.so points to the versioned library'
is "$(pkg-config --modversion libprov)" "$(sed -n 's/^VERSION *= *//p' "$ROOT/config.mk")" \
	'pkg-config knows the version'

prints "$("$B/bin/createuser" --version)" 'prov finds its programs' "$usr/bin/prov" createuser --version
for page in "$MAN"/*.[1-8]; do
	ok "$(basename "$page") is installed" test -s "$usr/share/man/man${page##*.}/$(basename "$page")"
done
ok 'the completion is shell' bash -n "$usr/share/bash-completion/completions/prov"

ok 'make uninstall' in_tree uninstall
is "$(find "$TMP/dest" ! -type d)" '' 'leaves no file'
done_testing
