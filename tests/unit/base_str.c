/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_str.c - growable text, its two ways of quoting, and memory that is never NULL
 */
#include <stdlib.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

static void test_grow(void)
{
	struct prov_str s = PROV_STR_INIT;
	char *taken;

	is_str(s.p, "", "new text is empty, not NULL");
	prov_str_add(&s, "ab");
	prov_str_add_char(&s, 'c');
	prov_str_addf(&s, "-%d-%s", 7, "x");
	is_str(s.p, "abc-7-x", "text, a character, a format");
	is_int((long long)s.len, 7, "its length");
	prov_str_truncate(&s, 100);
	is_int((long long)s.len, 7, "cutting behind the end does nothing");
	prov_str_truncate(&s, 3);
	is_str(s.p, "abc", "cut");
	prov_str_add_len(&s, "\0z", 2);
	is_int((long long)s.len, 5, "a NUL byte is text like any other");
	prov_str_clear(&s);
	is_str(s.p, "", "emptied");
	for (int i = 0; i < 100000; i++)
		prov_str_add(&s, "0123456789");
	is_int((long long)s.len, 1000000, "a million bytes");
	ok(s.cap > s.len && s.p[s.len] == '\0' && s.p[999999] == '9', "and the NUL behind them");
	taken = prov_str_take(&s);
	is_int((long long)strlen(taken), 1000000, "taken over");
	ok(s.len == 0 && s.cap == 0 && *s.p == '\0', "and empty afterwards");
	free(taken);
	taken = prov_str_take(&s);
	is_str(taken, "", "empty text can be taken, too");
	free(taken);
	prov_str_fini(&s);
	prov_str_add(&s, "again");
	is_str(s.p, "again", "text can be used again after its end");
	prov_str_fini(&s);
	is_str(prov_str_empty, "", "the shared empty text is still empty");
}

static void test_long_format(void)
{
	struct prov_str s = PROV_STR_INIT;
	char *wide = prov_asprintf("%5000d", 1);

	prov_str_addf(&s, "<%s>", wide);
	is_int((long long)s.len, 5002, "a long format is not cut");
	ok(s.p[5000] == '1' && s.p[5001] == '>', "up to its end");
	prov_str_fini(&s);
	free(wide);
}

static void json(const char *text, size_t len, const char *want)
{
	struct prov_str s = PROV_STR_INIT;

	prov_str_add_json(&s, text, len);
	is_str(s.p, want, "JSON %s", want);
	prov_str_fini(&s);
}

static void elem(const char *text, const char *want)
{
	struct prov_str s = PROV_STR_INIT;

	prov_str_add_array_elem(&s, text, strlen(text));
	is_str(s.p, want, "array element %s", want);
	prov_str_fini(&s);
}

static void test_quotes(void)
{
	json("", 0, "\"\"");
	json("a\"b\\c", 5, "\"a\\\"b\\\\c\"");
	json("\n\t\x01", 3, "\"\\u000a\\u0009\\u0001\"");
	json("a\0b", 3, "\"a\\u0000b\"");
	json("\xc3\xa4/", 3, "\"\xc3\xa4/\"");
	elem("", "\"\"");
	elem("NULL", "\"NULL\"");
	elem("a,{b}\"\\ ", "\"a,{b}\\\"\\\\ \"");
}

static void test_memory(void)
{
	unsigned char *p = prov_alloc(1000);
	char *copy = prov_strndup("abcdef", 3), *dup = prov_strdup("");
	size_t nonzero = 0;

	for (size_t i = 0; i < 1000; i++)
		nonzero += p[i] != 0;
	is_int((long long)nonzero, 0, "memory is zeroed");
	is_str(copy, "abc", "a part of a text");
	is_str(dup, "", "a copy of no text");
	p = prov_realloc(p, 0);
	ok(p != NULL, "nothing is something");
	free(p);
	free(copy);
	free(dup);
	p = prov_alloc(0);
	ok(p != NULL, "no bytes are still memory");
	free(p);
}

/* Each byte at each place, between bytes that a carry would reach. */
static void test_span(void)
{
	static const unsigned char around[] = { 'x', ' ', 0x7f, 0x80, 0xff };
	int bad = 0;

	for (size_t at = 0; at < 20; at++)
		for (int c = 0; c < 256; c++) {
			char text[20];
			bool ends = c < 0x20 || c == '"' || c == '\\';

			memset(text, around[(at + (size_t)c) % sizeof(around)], sizeof(text));
			text[at] = (char)c;
			bad += prov_str_span(text, sizeof(text), '"', '\\') != (ends ? at : sizeof(text));
		}
	is_int(bad, 0, "what needs an escape is found at every place");
}

static void test_plain(void)
{
	static const unsigned char around[] = { 'x', ' ', '~', 0x7f, 0x80, 0xff, 0x1f };
	int bad = 0;

	for (size_t len = 1; len < 20; len++)
		for (size_t at = 0; at < len; at++)
			for (int c = 0; c < 256; c++) {
				char text[20];

				memset(text, 'x', sizeof(text));
				text[at] = (char)c;
				for (size_t i = at + 1; i < len; i++)
					text[i] = (char)around[(i + (size_t)c) % 3];
				bad += prov_str_plain(text, len) != (c < 0x20 || c > 0x7e ? at : len);
				memset(text + at + 1, around[(at + (size_t)c) % sizeof(around)],
				       len - at - 1);
				bad += (c < 0x20 || c > 0x7e) && prov_str_plain(text, len) != at;
			}
	is_int(bad, 0, "what is no printable ASCII is found at every place, of every length");
}

/* Across the places where the text has to grow. */
static void test_format(void)
{
	int bad = 0;

	for (int before = 0; before < 70; before++)
		for (int more = 0; more < 70; more++) {
			struct prov_str s = PROV_STR_INIT;

			prov_str_addf(&s, "%*s", before, "");
			prov_str_addf(&s, "%0*d", more, 7);
			bad += s.len != strlen(s.p) || s.len != (size_t)(before + (more ? more : 1)) ||
				s.p[s.len - 1] != '7' || s.len >= s.cap;
			prov_str_fini(&s);
		}
	is_int(bad, 0, "formatted text has its length");
}

int main(void)
{
	test_grow();
	test_long_format();
	test_format();
	test_span();
	test_plain();
	test_quotes();
	test_memory();
	return done();
}
