/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_check.c - is what a rule gave of the type that its field wants?
 *
 * Directories hold octets: values that are not UTF-8, have NUL or control characters, or are no
 * address where one is wanted, end here with a reason. What goes on is in NFC; which characters may
 * stand where is said by libprov/base/chars.c. Rules of names and lengths are the model's.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/map/map.h"

#define QUOTE_MAX 60

/* Printable ASCII, which nearly all values are. */
static bool is_plain(const char *p, size_t len)
{
	return prov_str_plain(p, len) == len;
}

static bool only_line_ends(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)p[i];

		if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
			return false;
		if (c == 0xC2 && i + 1 < len && (unsigned char)p[i + 1] < 0xA0)
			return false;
	}
	return true;
}

static const char *check_text(const struct prov_text *t, bool line_ends)
{
	if (is_plain(t->p, t->len))
		return NULL;
	if (memchr(t->p, '\0', t->len))
		return "has a NUL byte";
	if (!prov_utf8_is_valid(t->p, t->len))
		return "is not valid UTF-8";
	if (line_ends ? !only_line_ends(t->p, t->len) : prov_utf8_has_control(t->p, t->len))
		return "has a control character";
	return NULL;
}

/* The bytes of a blank at one end; those beyond ASCII come from copying out of web pages. */
static size_t blank_at(const char *p, size_t len, bool end)
{
	static const char *const blanks[] = { " ", "\t", "\xC2\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF" };
	signed char c = (signed char)(end ? p[len - 1] : p[0]);

	if (c > ' ')			/* as nearly all values begin and end */
		return 0;
	for (size_t i = 0; i < COUNT(blanks); i++) {
		size_t n = strlen(blanks[i]);

		if (n <= len && memcmp(end ? p + len - n : p, blanks[i], n) == 0)
			return n;
	}
	return 0;
}

static void trim(struct prov_text *t)
{
	size_t n;

	while (t->len && (n = blank_at(t->p, t->len, false))) {
		t->p += n;
		t->len -= n;
	}
	while (t->len && (n = blank_at(t->p, t->len, true)))
		t->len -= n;
}

static void set_nfc(struct prov_text *t, struct prov_pool *pool)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str nfc = PROV_STR_INIT;

	if (prov_utf8_nfc_is_simple(t->p, t->len))
		return;
	prov_utf8_nfc(&nfc, t->p, t->len);
	*t = (struct prov_text){ prov_pool_strndup(pool, nfc.p, nfc.len), nfc.len };
}

static const char *tell(const char *before, const struct prov_flaw *flaw, struct prov_pool *pool)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;

	prov_str_add(&text, before);
	prov_chars_add_flaw(flaw, &text);
	return prov_pool_strdup(pool, text.p);
}

static const char *check_mail(struct prov_text *t, struct prov_pool *pool)
{
	struct prov_flaw flaw;

	if (!is_plain(t->p, t->len) && prov_utf8_is_valid(t->p, t->len))
		set_nfc(t, pool);
	if (prov_mail_check(t->p, t->len, &flaw))
		return NULL;
	return tell("is not a mail address: it ", &flaw, pool);
}

static const char *check_name(struct prov_text *t, struct prov_pool *pool)
{
	struct prov_flaw flaw;

	if (is_plain(t->p, t->len))
		return NULL;
	if (prov_utf8_is_valid(t->p, t->len))
		set_nfc(t, pool);
	return prov_chars_check(t->p, t->len, PROV_USE_NAME, &flaw) ? NULL : tell("", &flaw, pool);
}

static const char *check_lines(struct prov_text *t, bool line_ends, struct prov_pool *pool)
{
	const char *why = check_text(t, line_ends);

	if (!why)
		set_nfc(t, pool);
	return why;
}

/* What cannot be seen in the name of a person is left out: it is no reason to do without the name. */
static const char *check_line(struct prov_text *t, struct prov_pool *pool)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str line = PROV_STR_INIT;
	const char *why;

	if (prov_chars_is_line(t->p, t->len))
		return NULL;
	why = check_text(t, true);
	if (why)
		return why;
	prov_chars_add_line(&line, t->p, t->len);
	*t = (struct prov_text){ prov_pool_strndup(pool, line.p, line.len), line.len };
	return NULL;
}

/* The text with a NUL at the end, for the parsers of base; false if it is too long for them. */
static bool short_text(const struct prov_text *t, char *buf, size_t size)
{
	if (t->len >= size || memchr(t->p, '\0', t->len))
		return false;
	memcpy(buf, t->p, t->len);
	buf[t->len] = '\0';
	return true;
}

static const char *check_bool(struct prov_text *t)
{
	static const struct prov_text words[] = { { "false", 5 }, { "true", 4 } };
	int truth = t->len < 16 ? prov_bool_parse_len(t->p, t->len) : -1;

	if (truth < 0)
		return "is neither true nor false";
	*t = words[truth];
	return NULL;
}

static const char *check_int(const struct prov_text *t)
{
	char buf[24];
	long long n;

	if (!short_text(t, buf, sizeof(buf)) || !prov_int_parse(buf, INT64_MIN, INT64_MAX, &n))
		return "is not a whole number";
	return NULL;
}

const char *prov_map_check(enum prov_value_type type, struct prov_text *value,
			   struct prov_pool *pool)
{
	trim(value);
	switch (type) {
	case PROV_V_MAIL:
	case PROV_V_MAIL_LIST:
		return check_mail(value, pool);
	case PROV_V_BOOL:
		return check_bool(value);
	case PROV_V_INT:
		return check_int(value);
	case PROV_V_NAME:
		return check_name(value, pool);
	case PROV_V_LINE:
		return check_line(value, pool);
	case PROV_V_LIST:
		return check_lines(value, false, pool);
	case PROV_V_TEXT:
	case PROV_V_DN_LIST:
		break;
	}
	return check_lines(value, true, pool);
}

const char *prov_map_check_key(struct prov_text *value)
{
	trim(value);
	return check_text(value, false);
}

/* uniqueMember is "Name and Optional UID": a bit string may follow the DN (cn=a#'0101'B). */
static void cut_uid(struct prov_text *t)
{
	size_t i = t->len;

	if (i < 4 || t->p[i - 1] != 'B' || t->p[i - 2] != '\'')
		return;
	for (i -= 2; i > 0 && (t->p[i - 1] == '0' || t->p[i - 1] == '1'); i--)
		;
	if (i >= 2 && t->p[i - 1] == '\'' && t->p[i - 2] == '#')
		t->len = i - 2;
}

const char *prov_map_check_dn(struct prov_text *value, struct prov_text key, struct prov_dn_near *near,
			      struct prov_str *tmp, struct prov_pool *pool)
{
	cut_uid(value);
	prov_str_clear(tmp);
	if (key.len) {
		prov_str_add_char(tmp, '<');
		prov_str_add_len(tmp, key.p, key.len);
		prov_str_add(tmp, ">;");
	}
	if (prov_dn_normalize_near(near, value->p, value->len, tmp) < 0)
		return "is not a DN";
	*value = (struct prov_text){ prov_pool_strndup(pool, tmp->p, tmp->len), tmp->len };
	return NULL;
}

static bool same(const struct prov_text *a, const struct prov_text *b, bool without_case)
{
	return a->len == b->len && (without_case ? strncasecmp(a->p, b->p, a->len) == 0 :
				    memcmp(a->p, b->p, a->len) == 0);
}

static uint64_t hash(const struct prov_text *t, bool without_case)
{
	uint64_t h = PROV_HASH_INIT;

	if (!without_case)
		return prov_hash(h, t->p, t->len);
	for (size_t i = 0; i < t->len; i++)
		h = (h ^ (unsigned char)(t->p[i] | 0x20)) * 1099511628211ULL;
	return prov_hash(h, "", 0);
}

/* A few are compared with each other. */
static size_t unique_few(struct prov_text *v, size_t n, bool without_case)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		size_t j = 0;

		while (j < kept && !same(&v[i], &v[j], without_case))
			j++;
		if (j == kept)
			v[kept++] = v[i];
	}
	return kept;
}

size_t prov_map_check_unique(struct prov_text *v, size_t n, bool without_case)
{
	size_t size = 64, kept = 0;
	uint32_t *table;

	if (n <= 16)
		return unique_few(v, n, without_case);
	while (size < n * 2)
		size *= 2;
	table = prov_alloc(size * sizeof(*table));
	for (size_t i = 0; i < n; i++) {
		size_t at = hash(&v[i], without_case) & (size - 1);

		while (table[at] && !same(&v[i], &v[table[at] - 1], without_case))
			at = (at + 1) & (size - 1);
		if (table[at])
			continue;
		v[kept++] = v[i];
		table[at] = (uint32_t)kept;
	}
	free(table);
	return kept;
}

static char *show(struct prov_pool *pool, const char *text)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str shown = PROV_STR_INIT;

	prov_chars_show(&shown, text, strlen(text));
	return prov_pool_strdup(pool, shown.p);
}

char *prov_map_check_quote(struct prov_pool *pool, const char *text, size_t len)
{
	size_t n = len > QUOTE_MAX ? QUOTE_MAX : len;
	bool utf8;
	char *copy;

	/* not in the middle of a character */
	while (n < len && n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
		n--;
	utf8 = prov_utf8_is_valid(text, n);
	copy = prov_pool_alloc(pool, n + 4);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		bool bad = c < 0x20 || c == 0x7f || (!utf8 && c > 0x7f);

		copy[i] = (char)(bad ? '?' : c);
	}
	if (n < len)
		memcpy(copy + n, "...", 4);
	return utf8 && !is_plain(copy, strlen(copy)) ? show(pool, copy) : copy;
}
