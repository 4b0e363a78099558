/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_plain.c - PF12: text of others in a line of ours: shown, never obeyed
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

static const struct {
	const char *text, *plain, *json, *name;
} cases[] = {
	{ "", "", "", "nothing" },
	{ "anna", "anna", "anna", "ASCII" },
	{ "\xc3\xa4\xe6\xb8\x8b\xf0\x9f\x98\x80", "\xc3\xa4\xe6\xb8\x8b\xf0\x9f\x98\x80",
	  "\xc3\xa4\xe6\xb8\x8b\xf0\x9f\x98\x80", "two, three and four bytes" },
	{ "a\nb\tc\x1b[2J\x7f", "a?b?c?[2J?", "a\\u000ab\\u0009c\\u001b[2J\\u007f", "C0 and DEL" },
	{ "\xc2\x85\xc2\x9b" "2J\xc2\xa0", "??2J\xc2\xa0", "\\u0085\\u009b2J\xc2\xa0", "C1" },
	{ "a\xe2\x80\xa8" "b\xe2\x80\xa9", "a?b?", "a\\u2028b\\u2029", "separators of lines" },
	{ "\xe2\x80\xae" "gpj\xe2\x81\xa6x\xe2\x80\x8f\xd8\x9c", "?gpj?x??",
	  "\\u202egpj\\u2066x\\u200f\\u061c", "marks of direction" },
	{ "\xe2\x80\x93\xe2\x80\x9c\xe2\x82\xac\xd8\xa7", "\xe2\x80\x93\xe2\x80\x9c\xe2\x82\xac\xd8\xa7",
	  "\xe2\x80\x93\xe2\x80\x9c\xe2\x82\xac\xd8\xa7", "their neighbours: dash, quote, euro, alef" },
	{ "\x9b" "2J\xff\xc3", "?2J??", NULL, "bytes that are not UTF-8: C1 of a terminal that is not, too" },
	{ "\xe2\x80", "??", NULL, "the beginning of a character" },
};

static void test_err(void)
{
	struct prov_err err = PROV_ERR_INIT;

	prov_fail(&err, PROV_E_INVALID, "user %s", "x\nuser 3 in context 1 deleted");
	is_str(err.msg, "user x?user 3 in context 1 deleted", "PF12: a message is one line");
	prov_err_context(&err, "%s", "\x1b[2J");
	is_str(err.msg, "?[2J: user x?user 3 in context 1 deleted", "with what stands in front");
	prov_err_detail_line(&err, "%s: %d", "a\nb", 1);
	prov_err_detail_line(&err, "%s", "c");
	is_str(err.detail, "a?b: 1\nc", "a detail has the lines that were added");
	prov_err_hint(&err, "%s", "\xe2\x80\xa8");
	is_str(err.hint, "?", "a hint is one line");
	for (int i = 0; i < 200; i++)
		prov_err_detail_line(&err, "line %d", i);
	ok(strlen(err.detail) < sizeof(err.detail), "lines that do not fit are cut");
}

int main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
		PROV_CLEANUP(prov_freep) char *copy = prov_strdup(cases[i].text);

		prov_plain_clean(copy, '?');
		is_str(copy, cases[i].plain, "PF12: %s", cases[i].name);
		prov_str_add(&s, "\n");
		prov_plain_add(&s, cases[i].text);
		is_str(s.p + 1, cases[i].plain, "%s: added", cases[i].name);
		is_int((long long)s.len, (long long)strlen(s.p), "%s: length", cases[i].name);
		if (!cases[i].json)
			continue;
		prov_str_clear(&s);
		prov_str_add(&s, "\n");
		prov_str_add(&s, cases[i].text);
		prov_plain_escape(&s, 1);
		is_str(s.p + 1, cases[i].json, "%s: in JSON", cases[i].name);
		is_int(s.p[0], '\n', "%s: only from there on", cases[i].name);
	}
	test_err();
	return done();
}
