# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# homelib.sh - what the tests of the data folder share, on top of testlib.sh
#
#	sees PATH...; ...; same 'NAME'		nothing about these and what is below them has changed

# All that can change about files and folders, but when they were read.
look_at() {
	for path; do
		find "$path" -printf '%p %y %U:%G %m %s %T@ %C@ %l\n' 2>&1 | sort
		find "$path" -type f -exec cksum {} + 2>&1 | sort
	done
}

sees() {
	: >"$TMP/victims"
	for path; do printf '%s\n' "$path" >>"$TMP/victims"; done
	look_at "$@" >"$TMP/seen"
}

same() {
	while read -r path; do look_at "$path"; done <"$TMP/victims" >"$TMP/seen.now"
	if cmp -s "$TMP/seen" "$TMP/seen.now"; then
		pass "$1"
	else
		flunk "$1"
		diff "$TMP/seen" "$TMP/seen.now" | head -n 20 | sed 's/^/#   /'
	fi
}

# new_context ID: a command that may make a database.
context_options='-q 1 -u a -d b -g c -s d -p e -e f@g'
new_context() {
	# shellcheck disable=SC2086 # options
	createcontext -c "$1" $context_options
}

# as USER CMD...: with that user's rights only.
as() {
	as_user=$1
	shift
	setpriv --reuid="$as_user" --regid="$(id -g "$as_user")" --clear-groups -- "$@"
}

# wrong STATUS TEXT NAME HOME [VICTIM...]: every command refuses it, with one clear line, and touches
# neither it nor the victims.
wrong() {
	want=$1 text=$2 test_name=$3 folder=$4
	shift 4
	sees "$@"
	for command in 'provdb stop' 'provdb status' listcontext "createcontext -c 1 $context_options"; do
		# shellcheck disable=SC2086 # a command with its options
		PROV_HOME=$folder timeout 20 $command >"$TMP/other" 2>&1
	done
	run env PROV_HOME="$folder" timeout 20 provdb init
	check_status "$want" "$test_name" || return 0
	has "$TMP/err" "$text" "$test_name: $text"
	is "$(grep -vc -e '^provdb: detail: ' -e '^provdb: hint: ' "$TMP/err")" 1 "$test_name: in one line"
	same "$test_name: nothing is touched"
}
