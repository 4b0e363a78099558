# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# batchlib.sh - lines for prov batch, on top of clilib.sh

create() {	# CONTEXT NAME [OPTION]...
	printf 'createuser -c %s -u %s' "$1" "$2"
	context_id=$1 name=$2
	shift 2
	[ $# -eq 0 ] || printf ' %s' "$@"
	printf " -d %s -g Given -s Sur -e %s@c%s.example -p '%s' --passwordmech HASH\n" \
		"$name" "$name" "$context_id" "$HASH"
}
