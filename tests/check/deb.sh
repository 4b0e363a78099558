#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deb.sh - what debian/ says agrees with what the tree has; make check-deb builds and tries the packages
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
config() {	# NAME: its value in config.mk
	sed -n "s/^$1 *= *//p" config.mk
}
version=$(config VERSION)
is "$(sed -n '1s/^prov (\(.*\)) .*/\1/p' debian/changelog)" "$version" 'debian/changelog begins with the version of config.mk'
is "$(sed -n 's/^## \([0-9.]*\).*/\1/p' CHANGES.md | head -n 1)" "$version" 'and so does CHANGES.md'
is "$(sed -n 's/^prov (\(.*\)) .*/\1/p' debian/changelog | paste -sd ' ')" \
	"$(sed -n 's/^## \([0-9.]*\).*/\1/p' CHANGES.md | paste -sd ' ')" 'both have the same versions'
is "$(sed -n '1s/.*) \([A-Z]*\);.*/\1/p' debian/changelog)" \
	"$(sed -n 's/^## [0-9.]* (not released)/UNRELEASED/p' CHANGES.md | head -n 1)" 'and agree on whether it is released'
soversion=$(config SOVERSION)
is "$(sed -n 's/^Package: //p' debian/control | paste -sd ' ')" "prov libprov$soversion libprov-dev" 'three packages, one of this soname'
is "$(sed -n 's/^Recommends: //p' debian/control)" "$(config PG_BINDIR | sed 's|.*/postgresql/\([0-9]*\)/bin|postgresql-\1,|')" \
	'the PostgreSQL that the programs run is recommended'

# What is needed to build: every library of config.mk, and nothing that make deps does not install.
sed -n '/^Build-Depends:/,/^[^ ]/s/^.* \([a-z0-9-]*\),$/\1/p' debian/control | grep -v '^debhelper' | sort >"$TMP/needed"
sed -n "/^packages='/,/'$/p" tests/lib/packages.sh | tr -d "'" | sed 's/^packages=//' | xargs -n 1 | sort >"$TMP/installed"
is "$(comm -23 "$TMP/needed" "$TMP/installed")" '' 'make deps installs all that the packages are built with'
is "$(grep -e '-dev$' "$TMP/installed" | grep -v '^libc6-dev$' | comm -13 "$TMP/needed" -)" '' 'which are all libraries that it installs'

# Variables that the rules set.
grep -oE '\b[A-Z_]+=' debian/rules | tr -d = | sort -u | while read -r name; do
	[ "$name" = DESTDIR ] || [ "$name" = V ] || [ "$name" = LDFLAGS ] || [ "$name" = CPPFLAGS ] || [ -n "$(config "$name")" ] || echo "$name"
done >"$TMP/unknown"
is "$(cat "$TMP/unknown")" '' 'config.mk has the variables that debian/rules sets'

# What make install installs goes into one package, each pattern is for something.
set -- PREFIX=/usr LIBDIR=/usr/lib/any UNITDIR=/lib/systemd/system DB_USER=prov
run make --no-print-directory install B="$B" FLAGS_TEXT="$(cat "$B/flags")" DESTDIR="$TMP/dest" "$@"
check_status 0 'make install as debian/rules calls it' || bail 'nothing to look at'
(cd "$TMP/dest" && find . ! -type d | sed 's|^\./||') >"$TMP/files"
for list in debian/*.install; do
	while read -r pattern; do
		found=0
		while read -r file; do
			# shellcheck disable=SC2254 # it is a pattern
			case $file in
			$pattern | $pattern/*) found=1 && echo "$file" ;;
			esac
		done <"$TMP/files" >>"$TMP/taken"
		[ "$found" = 1 ] || echo "$list: $pattern" >>"$TMP/idle"
	done <"$list"
done
is "$(cat "$TMP/idle" 2>/dev/null)" '' 'each pattern of debian/*.install is for something'
is "$(sort "$TMP/taken" | uniq -d)" '' 'no file is in two packages'
is "$(sort "$TMP/files" | comm -23 - "$(sort -o "$TMP/taken" "$TMP/taken" && echo "$TMP/taken")")" '' 'none is in no package'
is "$(sed -n 's|^\(etc/.*\)|\1|p' "$TMP/files")" '' 'nothing is installed in /etc: there is nothing to be asked about in an upgrade'

# Maintainer scripts: each has its case of debhelper, and stops at errors.
for script in debian/prov.post* debian/prov.pre*; do
	is "$(grep -cx -e '#DEBHELPER#' -e 'set -e' "$script")" 2 "$script has what debhelper makes, and stops at errors"
done

command -v dpkg-parsechangelog >/dev/null || {
	diag 'no dpkg-dev: the syntax of debian/changelog is not looked at'
	done_testing
	exit
}
prints "$version" 'dpkg-parsechangelog reads debian/changelog' dpkg-parsechangelog -S Version
is "$(cat "$TMP/err")" '' 'without a warning'
done_testing
