/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_check.c - is what a rule gave of the type that its field wants?
 *
 * Directories hold octets: values that are not UTF-8, have NUL or control characters, or are no
 * address where one is wanted, end here with a reason. Rules of names and lengths are the model's.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/map/map.h"

#define QUOTE_MAX 60

/* Eight bytes at a time while all are printable ASCII, which nearly all values are. */
static bool is_plain(const char *p, size_t len)
{
	const uint64_t ones = 0x0101010101010101ULL, high = 0x8080808080808080ULL;

	for (; len >= 8; p += 8, len -= 8) {
		uint64_t w;

		memcpy(&w, p, 8);
		/* high bit set, below 0x20, or 0x7f (the only one that 1 carries to 0x80) */
		if ((w | (w - ones * 0x20) | (w + ones)) & high)
			return false;
	}
	for (; len; p++, len--)
		if (*p < 0x20 || *p == 0x7f)
			return false;
	return true;
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

static void trim(struct prov_text *t)
{
	while (t->len && (*t->p == ' ' || *t->p == '\t')) {
		t->p++;
		t->len--;
	}
	while (t->len && (t->p[t->len - 1] == ' ' || t->p[t->len - 1] == '\t'))
		t->len--;
}

static const char *check_mail(struct prov_text *t)
{
	const char *why;

	trim(t);
	if (prov_mail_is_valid(t->p, t->len))
		return NULL;
	why = check_text(t, false);
	return why ? why : "is not a mail address";
}

/* The text with a NUL at the end, for the parsers of base; false if it is too long for them. */
static bool short_text(struct prov_text *t, char *buf, size_t size)
{
	trim(t);
	if (t->len >= size || memchr(t->p, '\0', t->len))
		return false;
	memcpy(buf, t->p, t->len);
	buf[t->len] = '\0';
	return true;
}

static const char *check_bool(struct prov_text *t)
{
	static const struct prov_text words[] = { { "false", 5 }, { "true", 4 } };
	char buf[16];
	int truth = short_text(t, buf, sizeof(buf)) ? prov_bool_parse(buf) : -1;

	if (truth < 0)
		return "is neither true nor false";
	*t = words[truth];
	return NULL;
}

static const char *check_int(struct prov_text *t)
{
	char buf[24];
	long long n;

	if (!short_text(t, buf, sizeof(buf)) || !prov_int_parse(buf, INT64_MIN, INT64_MAX, &n))
		return "is not a whole number";
	return NULL;
}

const char *prov_map_check(enum prov_value_type type, struct prov_text *value)
{
	switch (type) {
	case PROV_V_MAIL:
	case PROV_V_MAIL_LIST:
		return check_mail(value);
	case PROV_V_BOOL:
		return check_bool(value);
	case PROV_V_INT:
		return check_int(value);
	case PROV_V_NAME:
	case PROV_V_LIST:
		trim(value);
		return check_text(value, false);
	case PROV_V_TEXT:
	case PROV_V_LINE:
	case PROV_V_DN_LIST:
		break;
	}
	trim(value);
	return check_text(value, true);
}

const char *prov_map_check_line(struct prov_text *value, struct prov_pool *pool)
{
	const char *why = prov_map_check(PROV_V_LINE, value);
	char *line, *to;

	if (why || is_plain(value->p, value->len))
		return why;
	line = to = prov_pool_strndup(pool, value->p, value->len);
	for (size_t i = 0; i < value->len; i++) {
		bool blank = (unsigned char)value->p[i] < 0x20;

		/* CR and LF are one line end */
		if (!blank || i == 0 || (unsigned char)value->p[i - 1] >= 0x20)
			*to++ = blank ? ' ' : value->p[i];
	}
	*value = (struct prov_text){ line, (size_t)(to - line) };
	trim(value);
	return NULL;
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

const char *prov_map_check_dn(struct prov_text *value, struct prov_str *tmp,
			      struct prov_pool *pool)
{
	cut_uid(value);
	prov_str_clear(tmp);
	if (prov_dn_normalize(value->p, value->len, tmp) < 0)
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
	return copy;
}
