#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# words.sh - every word for people that bin/ asks gettext for is in each catalogue of bin/po, and no other
. "$TESTLIB/testlib.sh"

cd "$ROOT" || exit 1
xgettext -k -kcli_words:2 -kcli_words_count:2,3 -kword:2 -kCLI_WORD --from-code=UTF-8 --omit-header -o "$TMP/words.po" bin/*.c || bail 'no words'
is "$(($(grep -c '^msgid' "$TMP/words.po") > 10))" 1 'there are words'
words=$(($(grep -c '^msgid "' "$TMP/words.po") + 1))
for po in bin/po/*.po; do
	run msgcmp --use-untranslated "$po" "$TMP/words.po"
	check_status 0 "$po has all of them" || :
	msgattrib --untranslated --no-obsolete "$po" | sed -n '/^msgid/,$p' >"$TMP/untranslated"
	is "$(grep -c '^msgid "."' "$TMP/untranslated")/$(grep -c '^#, .*fuzzy' "$po")" 0/0 "$po translates all of them"
	# and the header, which says how the letters of the others are to be read
	is "$(msgcomm --more-than=1 "$po" "$TMP/words.po" 2>&1 | grep -c -e '^msgid "' -e multibyte)" "$words" "$po: the same words"
	is "$(msgattrib --no-obsolete "$po" | grep -c '^msgid "')" "$words" "$po has no others"
	ok "$po is a catalogue" msgfmt -c -o "$TMP/words.mo" "$po"
done
done_testing
