#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# packages.t - the packages as files: lintian, the same bytes each time, a program that is built with them
. "$TESTLIB/testlib.sh"

packages() {
	(cd "$1" && find . -maxdepth 1 -name '*.deb' | sort | while read -r file; do sha256sum "$file"; done)
}
is "$(find "$BUILT/packages" -name '*.deb' -printf '%f\n' | grep -v dbgsym | sed 's/_.*//' | sort | paste -sd ' ')" \
	'libprov-dev libprov0 prov' 'three packages'
is "$(packages "$BUILT/a/longer/path")" "$(packages "$BUILT/packages")" \
	'built again elsewhere, with another umask, every byte is the same'

# Overrides, if there are some, say why.
lintian --no-cfg --allow-root --fail-on none --tag-display-limit 0 "$BUILT"/packages/*.changes >"$TMP/lintian" 2>&1
is "$(grep -E '^[EW]:' "$TMP/lintian")" '' 'lintian has neither errors nor warnings'
lintian --version >"$TMP/out" && has "$TMP/out" Lintian 'and was there'
find "$ROOT/debian" -name '*lintian-overrides' | while read -r file; do
	grep -B 1 -v '^#' "$file" | head -n 1 | grep -q '^#' || echo "$file"
done >"$TMP/bare"
is "$(cat "$TMP/bare")" '' 'what is overridden has a reason'

# A program of somebody else.
for package in libprov0 libprov-dev; do
	dpkg-deb -x "$BUILT/packages/$package"_[0-9]*.deb "$TMP/dev" || bail "no $package"
done
cat >"$TMP/user.c" <<'END'
#include <prov/err.h>
#include <stdio.h>
int main(void)
{
	struct prov_err err = PROV_ERR_INIT;

	return prov_fail(&err, PROV_E_INVALID, "as it should") == -1 && puts(err.msg) >= 0 ? 0 : 1;
}
END
folder=$(dirname "$(find "$TMP/dev/usr/lib" -name libprov.so)")
export PKG_CONFIG_PATH="$folder/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$TMP/dev"
# shellcheck disable=SC2046 # options
ok 'a program is built with libprov-dev' cc "$TMP/user.c" -o "$TMP/user" $(pkg-config --cflags --libs libprov)
prints 'as it should' 'and runs with libprov0' env LD_LIBRARY_PATH="$folder" "$TMP/user"
done_testing
