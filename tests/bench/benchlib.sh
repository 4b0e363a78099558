# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# benchlib.sh - a folder for the servers of a benchmark, which stop at its end
#
#	cd "$(dirname "$0")/../.."; . tests/bench/benchlib.sh
#
# Fills ROOT, B (the build), T (the folder, below TMPDIR); the database is to be in T/pg.
ROOT=$(pwd)
B=${B:-build}
case $B in
/*) ;;
*) B=$ROOT/$B ;;
esac
export ROOT B
. tests/lib/servers.sh

clean_up() {
	trap '' INT TERM HUP PIPE
	stop_all "$T"
	cd /
	rm -rf "$T"
}

T=$(mktemp -d "${TMPDIR:-/tmp}/prov-bench.XXXXXX")
chmod 755 "$T"
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP PIPE
unset LDAPCONF LDAPBASE LDAPURI LDAPNOINIT ADMIN_PASSWORD NEW_USER_PASSWORD PROV_HOME || :
export T PG_BINDIR LC_ALL=C.UTF-8 PGHOST="$T/pg" PGUSER=postgres PROV_CONFIG="$T/prov.conf"
export PATH="$B/bin:$B/tests/bench:$PATH"
# shellcheck disable=SC2034 # for those who source this
hash='{CRYPT}$6$rounds=50000$saltsaltsalt$vzCDNyvtFcNzkdUv1TqTlVwzOmT/X8exz1MPRMVzdIEy1RW/8iv0rsfUQP5Zrfs1oYbHSEcQDMGJPVOcvbB7H1'

# The median of numbers on standard input, one a line.
median_of() {
	sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
