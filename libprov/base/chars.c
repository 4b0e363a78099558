/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chars.c - which characters may be part of a name, an address, a line (docs/rules.md E4)
 *
 * The one place that says what cannot be seen. Two names that look alike are one name to people,
 * so what leaves no trace on the screen is no part of any: blanks beyond U+0020, joiners, marks of
 * direction, fillers, and whatever Unicode has not given out. Names of people are written in
 * scripts that need some of it (Persian: U+200C, Japanese: variation selectors): there it may stand.
 *
 * What a character is says libunistring, which is in every process that knows IDN.
 */
#include <unictype.h>

#include "libprov/base/base.h"

enum kind { SEEN, MARK, BLANK, LINE_END, CONTROL, INVISIBLE, PRIVATE, UNASSIGNED };

static const char *const has[] = {
	[MARK] = "begins with a combining character", [BLANK] = "has a blank",
	[LINE_END] = "has a line end", [CONTROL] = "has a control character",
	[INVISIBLE] = "has an invisible character", [PRIVATE] = "has a private character",
	[UNASSIGNED] = "has an unassigned character",
};

struct range {
	uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t n, uint32_t cp)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return true;
	return false;
}

#define IS_IN(ranges, cp) is_in(ranges, COUNT(ranges), cp)

/* Symbols to Unicode, and empty space to the eye: BRAILLE PATTERN BLANK, OBJECT REPLACEMENT,
 * MUSICAL SYMBOL NULL NOTEHEAD, KHITAN SMALL SCRIPT FILLER. */
static const struct range empty[] = {
	{ 0x2800, 0x2800 }, { 0xFFFC, 0xFFFC }, { 0x1D159, 0x1D159 }, { 0x16FE4, 0x16FE4 },
};

/* Format characters that are drawn: signs above Arabic, Syriac and Kaithi numbers. */
static const struct range drawn[] = {
	{ 0x600, 0x605 }, { 0x6DD, 0x6DD }, { 0x70F, 0x70F }, { 0x890, 0x891 }, { 0x8E2, 0x8E2 },
	{ 0x110BD, 0x110BD }, { 0x110CD, 0x110CD },
};

static bool is_category(uint32_t cp, uint32_t mask)
{
	return uc_is_general_category_withtable(cp, mask);
}

static enum kind kind_of(uint32_t cp)
{
	if (cp < 0x7F)
		return cp > 0x20 ? SEEN : cp == 0x20 ? BLANK : CONTROL;
	if (is_category(cp, UC_CATEGORY_MASK_Cc))
		return CONTROL;
	if (uc_is_property_default_ignorable_code_point(cp) || IS_IN(empty, cp))
		return INVISIBLE;
	if (is_category(cp, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_P |
			UC_CATEGORY_MASK_S) || IS_IN(drawn, cp))
		return SEEN;
	if (is_category(cp, UC_CATEGORY_MASK_M))
		return MARK;
	if (is_category(cp, UC_CATEGORY_MASK_Zs))
		return BLANK;
	if (is_category(cp, UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp))
		return LINE_END;
	if (is_category(cp, UC_CATEGORY_MASK_Co))
		return PRIVATE;
	return is_category(cp, UC_CATEGORY_MASK_Cf) ? INVISIBLE : UNASSIGNED;
}

/* Letters of the scripts from Arabic to Mongolian and of India's: those that joiners are for. */
static bool is_joined(uint32_t cp)
{
	static const struct range scripts[] = {
		{ 0x600, 0x1CFF }, { 0xA800, 0xABFF }, { 0x11000, 0x11FFF },
	};

	return IS_IN(scripts, cp) && is_category(cp, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M);
}

/* May this one, which cannot be seen, stand here in the name of a person? */
static bool is_needed(uint32_t cp, uint32_t before, uint32_t after)
{
	static const struct range mongolian[] = { { 0x1820, 0x18AA } };
	static const struct range joiners[] = { { 0x200C, 0x200D } };
	static const struct range of_mongolian[] = { { 0x180B, 0x180F } };
	static const struct range selectors[] = { { 0xFE00, 0xFE0F }, { 0xE0100, 0xE01EF } };

	if (IS_IN(joiners, cp))
		return is_joined(before) && is_joined(after);
	if (IS_IN(of_mongolian, cp))
		return IS_IN(mongolian, before);
	return IS_IN(selectors, cp) &&
		(uc_is_property_ideographic(before) || is_category(before, UC_CATEGORY_MASK_So));
}

/* ---- walking ---- */

struct walk {
	const char *s;
	size_t len, at;
	uint32_t before, cp, after;	/* 0: none */
};

static uint32_t peek(const struct walk *w, size_t *bytes)
{
	uint32_t cp = 0;

	*bytes = w->at < w->len ? prov_utf8_decode(w->s + w->at, w->len - w->at, &cp) : 0;
	return *bytes ? cp : 0;
}

/* The next character with its neighbours; false at the end. */
static bool step(struct walk *w)
{
	size_t bytes;

	w->before = w->cp;
	w->cp = peek(w, &bytes);
	if (!bytes)
		return false;
	w->at += bytes;
	w->after = peek(w, &bytes);
	return true;
}

static bool is_line_end(uint32_t cp)
{
	return cp == '\n' || cp == '\r' || cp == '\t';
}

static bool may_stand(const struct walk *w, enum kind kind, enum prov_use use)
{
	if (use == PROV_USE_TEXT)
		return kind != CONTROL || is_line_end(w->cp);
	if (kind == SEEN || (kind == MARK && w->before))
		return true;
	if (use == PROV_USE_NAME)
		return w->cp == ' ';
	return kind == BLANK || kind == MARK || (kind == INVISIBLE && is_needed(w->cp, w->before, w->after));
}

/* ---- questions ---- */

bool prov_chars_check(const char *s, size_t len, enum prov_use use, struct prov_flaw *flaw)
{
	struct walk w = { .s = s, .len = len };

	if (prov_str_plain(s, len) == len)	/* it may stand anywhere, and nearly always is all */
		return true;
	while (step(&w)) {
		enum kind kind = kind_of(w.cp);

		if (may_stand(&w, kind, use))
			continue;
		*flaw = (struct prov_flaw){ .why = has[kind], .cp = w.cp };
		return false;
	}
	if (w.at == len)
		return true;
	*flaw = (struct prov_flaw){ .why = "is not valid UTF-8" };
	return false;
}

bool prov_chars_is_seen(const char *s, size_t len)
{
	struct walk w = { .s = s, .len = len };

	while (step(&w))
		if (kind_of(w.cp) == SEEN)
			return true;
	return false;
}

void prov_chars_add_flaw(const struct prov_flaw *flaw, struct prov_str *out)
{
	prov_str_add(out, flaw->why);
	if (flaw->cp)
		prov_str_addf(out, " U+%04X", (unsigned)flaw->cp);
}

void prov_chars_show(struct prov_str *out, const char *s, size_t len)
{
	struct walk w = { .s = s, .len = len };

	for (size_t from = 0; step(&w); from = w.at) {
		enum kind kind = kind_of(w.cp);

		if (kind == SEEN || (kind == MARK && w.before) || w.cp == ' ')
			prov_str_add_len(out, s + from, w.at - from);
		else
			prov_str_addf(out, "<U+%04X>", (unsigned)w.cp);
	}
}

/* ---- lines ---- */

/* The bytes of characters of which no more has to be known: ASCII that is printed, or a letter. 0: another
 * one. */
static size_t plain_at(const char *s, size_t len)
{
	size_t n = prov_str_plain(s, len);
	uint32_t cp;

	if (n || (signed char)s[0] >= 0)
		return n;
	n = prov_utf8_decode(s, len, &cp);
	return n && prov_utf8_nfc_is_letter(cp) ? n : 0;
}

static bool has_two_blanks(const char *s, size_t len)
{
	const char *end = s + len;

	while ((s = memchr(s, ' ', (size_t)(end - s))) && ++s < end)
		if (*s == ' ')
			return true;
	return false;
}

/* With single blanks, none at the ends: nearly all there is. */
static bool is_tidy(const char *s, size_t len)
{
	if (len && (s[0] == ' ' || s[len - 1] == ' ' || has_two_blanks(s, len)))
		return false;
	for (size_t i = 0, n; i < len; i += n) {
		n = plain_at(s + i, len - i);
		if (!n)
			return false;
	}
	return true;
}

/* As RFC 8266 has it for nicknames, but NFC: a line end is a blank as well. */
static void tidy(struct prov_str *out, const char *s, size_t len)
{
	struct walk w = { .s = s, .len = len };
	size_t start = out->len;

	for (size_t from = 0; step(&w); from = w.at) {
		enum kind kind = kind_of(w.cp);
		bool blank = kind == BLANK || kind == LINE_END || is_line_end(w.cp);

		if (blank && out->len > start && out->p[out->len - 1] != ' ')
			prov_str_add_char(out, ' ');
		else if (!blank && may_stand(&w, kind, PROV_USE_LINE))
			prov_str_add_len(out, s + from, w.at - from);
	}
	if (out->len > start && out->p[out->len - 1] == ' ')
		prov_str_truncate(out, out->len - 1);
}

bool prov_chars_is_line(const char *s, size_t len)
{
	return is_tidy(s, len);
}

void prov_chars_add_line(struct prov_str *out, const char *s, size_t len)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str line = PROV_STR_INIT;

	if (is_tidy(s, len)) {
		prov_str_add_len(out, s, len);
		return;
	}
	tidy(&line, s, len);
	prov_utf8_nfc(out, line.p, line.len);
}
