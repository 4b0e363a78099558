/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_utf8.c - what is UTF-8 and what is not, control characters, lower case, width
 */
#include <locale.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

static const char *const valid[] = {
	"", "plain", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
	"\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
	"M\xc3\xbcller \xe7\x94\xb0 \xf0\x9f\x98\x80"
};

static const char *const invalid[] = {
	"\x80", "\xbf", "\xc3", "a\xc3", "\xc3(", "\xc0\x80", "\xc1\xbf",	/* alone, short, overlong */
	"\xe0\x80\x80", "\xe0\x9f\xbf", "\xe2\x82", "\xe2(\xa1", "\xe2\x82(",
	"\xed\xa0\x80", "\xed\xbf\xbf",						/* surrogates */
	"\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98", "\xf0\x9f(\x80",
	"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff"
};

static void test_valid(void)
{
	for (size_t i = 0; i < COUNT(valid); i++)
		ok(prov_utf8_is_valid(valid[i], strlen(valid[i])), "valid text %zu", i);
	for (size_t i = 0; i < COUNT(invalid); i++)
		ok(!prov_utf8_is_valid(invalid[i], strlen(invalid[i])), "invalid text %zu", i);
	ok(prov_utf8_is_valid("a\0b", 3), "a NUL byte is a character");
	ok(!prov_utf8_is_valid("\xc3\xa4", 1), "the length counts, not the NUL");
}

static bool has_control(const char *s)
{
	return prov_utf8_has_control(s, strlen(s));
}

static void test_control(void)
{
	ok(has_control("a\nb"), "a line feed");
	ok(has_control("\x1f"), "the last of C0");
	ok(has_control("\x7f"), "DEL");
	ok(has_control("x\xc2\x80"), "the first of C1");
	ok(has_control("\xc2\x9fx"), "the last of C1");
	ok(prov_utf8_has_control("a\0", 2), "a NUL byte");
	ok(!has_control("a b~\xc2\xa0\xc3\x9f\xe2\x80\x8f"), "nothing of the kind");
	ok(!has_control(""), "no text");
}

static void lower(const char *text, const char *want)
{
	struct prov_str out = PROV_STR_INIT;

	prov_str_add(&out, "<");
	prov_utf8_lower(&out, text, strlen(text));
	is_str(out.p + 1, want, "lower case of %s", text);
	ok(out.p[0] == '<', "added behind what was there");
	prov_str_fini(&out);
}

static void test_lower(void)
{
	lower("", "");
	lower("ABC xyz 09 @[`{", "abc xyz 09 @[`{");
	lower("M\xc3\x9cLLER", "m\xc3\xbcller");
	lower("\xc5\xb8", "\xc3\xbf");					/* two bytes stay two */
	lower("\xce\xa3\xce\x91", "\xcf\x83\xce\xb1");			/* Greek */
	lower("\xd0\x9f\xd0\xb0", "\xd0\xbf\xd0\xb0");			/* Cyrillic */
	lower("\xe1\xba\x9e", "\xc3\x9f");				/* capital sharp s: shorter */
	lower("\xf0\x90\x90\x80", "\xf0\x90\x90\xa8");			/* Deseret: four bytes */
	lower("\xe7\x94\xb0\xd9\x85", "\xe7\x94\xb0\xd9\x85");		/* no case at all */
	lower("Stra\xc3\x9f" "E", "stra\xc3\x9f" "e");
}

static void test_width(const char *when)
{
	is_int(prov_utf8_width(""), 0, "%s: no text", when);
	is_int(prov_utf8_width("plain"), 5, "%s: ASCII", when);
	is_int(prov_utf8_width("M\xc3\xbcller"), 6, "%s: an umlaut", when);
	is_int(prov_utf8_width("e\xcc\x81"), 1, "%s: a combining accent", when);
	is_int(prov_utf8_width("\xe7\x94\xb0\xe4\xb8\xad"), 4, "%s: two wide characters", when);
	is_int(prov_utf8_width("\xd9\x85\xd8\xad"), 2, "%s: Arabic", when);
	is_int(prov_utf8_width("\xf0\x9f\x98\x80"), 2, "%s: an emoji", when);
	is_int(prov_utf8_width("a\xff" "b"), 3, "%s: a stray byte is one column", when);
	is_int(prov_utf8_width("\xe7\x94"), 2, "%s: half a character, a column for each byte", when);
}

int main(void)
{
	test_valid();
	test_control();
	test_lower();
	test_width("in the locale C");
	setlocale(LC_ALL, "C.UTF-8");
	test_width("in the locale C.UTF-8");
	return done();
}
