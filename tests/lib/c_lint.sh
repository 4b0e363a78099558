#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# c_lint.sh - clang-tidy and cppcheck over all sources, as many at a time as there are cores
#
#	c_lint.sh FOLDER FLAG...	FOLDER for what cppcheck remembers, FLAGs of the compiler
set -u
cd "$(dirname "$0")/../.." || exit 1
folder=$1
shift
cores=$(getconf _NPROCESSORS_ONLN)
failed=0
mkdir -p "$folder" || exit 1

# "N warnings generated" counts those of system headers.
find libprov sql ldap bin docs/man -name '*.c' | sort |
	xargs -P "$cores" -I '{}' clang-tidy --quiet '{}' -- "$@" 2>"$folder/tidy" || {
	grep -v 'warnings\{0,1\} generated' "$folder/tidy" >&2
	failed=1
}

for flag; do
	shift
	case $flag in -[DI]*) set -- "$@" "$flag" ;; esac
done
cppcheck --quiet --std=c11 -j "$cores" --cppcheck-build-dir="$folder" --max-configs=1 \
	--enable=warning,performance,portability --inline-suppr --suppress=missingIncludeSystem \
	--suppress=preprocessorErrorDirective --error-exitcode=1 \
	"$@" '-Djson_object_foreach(o,k,v)=for (;;)' libprov sql ldap bin docs/man || failed=1
exit "$failed"
