# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# keys.sh - lost rights, and a directory that was loaded anew, where a test can bring that about

use_database
kind_start
new_context 1 acme
everybody='anna ben cora dora emil frida gerd hans ines jan'
# shellcheck disable=SC2046,SC2086 # several names, several DNs
{
	users $everybody
	group staff $(for name in $everybody; do user_dn "$name"; echo; done)
} | as_admin
smallest
ok 'the first run' ldapsync
silent 'the second run'
save_tables

# --- rights that are gone ---
kind_hide mail
status_is 120 'the reader may not see addresses any more' ldapsync
same_tables 'nobody loses one' '\(source_state\|sync_[a-z]*\)'
kind_hide member
status_is 120 'the reader may not see members any more' ldapsync
same_tables 'no membership is lost' '\(source_state\|sync_[a-z]*\)'
kind_hide "$KEY"
run ldapsync
is "$([ "$status" -eq 0 ] && echo 0)" '' 'the reader may not see keys any more: the run does not end well'
same_tables 'nobody is missing' '\(source_state\|sync_[a-z]*\)'
kind_hide ''
silent 'and back'

# --- loaded anew, with other keys ---
save_tables
kind_reload
status_is 120 'a directory with the same people and other keys' ldapsync
same_tables 'nobody goes, and nobody comes' '\(source_state\|sync_[a-z]*\)'
