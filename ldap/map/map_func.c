/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_func.c - what an expression does with values: ${attr|lower|replace(a,b)}
 *
 * Each function takes the values that there are and leaves others in their place. It cannot fail: a value
 * that it can do nothing with is a flaw, which the mapping reports as it does one of a wrong type.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicase.h>
#include <uninorm.h>

#include "ldap/map/map_int.h"

#define MIB (1024LL * 1024)
#define DAY 86400
#define SHIFT_DAYS 36525	/* a hundred years */

static struct prov_text keep(struct prov_map_input *in, const char *p, size_t len)
{
	return (struct prov_text){ prov_pool_strndup(in->pool, p, len), len };
}

/* ---- letters ---- */

static const char *is_text(const struct prov_text *t)
{
	return prov_utf8_is_valid(t->p, t->len) ? NULL : "is not valid UTF-8";
}

static const char *lower(const struct map_func *f, struct prov_map_input *in, struct prov_text *t)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	const char *why = is_text(t);

	(void)f;
	if (why)
		return why;
	prov_utf8_lower(&s, t->p, t->len);
	*t = keep(in, s.p, s.len);
	return NULL;
}

static const char *upper(const struct map_func *f, struct prov_map_input *in, struct prov_text *t)
{
	const char *why = is_text(t);
	uint8_t *s;
	size_t n = 0;

	(void)f;
	if (why || t->len == 0)
		return why;
	s = u8_toupper((const uint8_t *)t->p, t->len, NULL, UNINORM_NFC, NULL, &n);
	if (s)
		*t = keep(in, (const char *)s, n);
	free(s);
	return NULL;
}

/* Letters that are no others with a mark, and umlauts, as German writes them in ASCII. */
static const char *ascii_of(uint32_t cp)
{
	static const struct { uint32_t cp; const char *text; } letters[] = {
		{ 0xC4, "Ae" }, { 0xC6, "Ae" }, { 0xD0, "D" }, { 0xD6, "Oe" }, { 0xD8, "Oe" },
		{ 0xDC, "Ue" }, { 0xDE, "Th" }, { 0xDF, "ss" }, { 0xE4, "ae" }, { 0xE6, "ae" },
		{ 0xF0, "d" }, { 0xF6, "oe" }, { 0xF8, "oe" }, { 0xFC, "ue" }, { 0xFE, "th" },
		{ 0x110, "D" }, { 0x111, "d" }, { 0x126, "H" }, { 0x127, "h" }, { 0x131, "i" },
		{ 0x138, "k" }, { 0x141, "L" }, { 0x142, "l" }, { 0x14A, "Ng" }, { 0x14B, "ng" },
		{ 0x152, "Oe" }, { 0x153, "oe" }, { 0x166, "T" }, { 0x167, "t" }, { 0x18F, "E" },
		{ 0x259, "e" }, { 0x1E9E, "Ss" }, { 0x2010, "-" }, { 0x2011, "-" }, { 0x2013, "-" },
		{ 0x2014, "-" }, { 0x2018, "'" }, { 0x2019, "'" }, { 0x201C, "\"" }, { 0x201D, "\"" },
	};

	for (size_t i = 0; i < COUNT(letters); i++)
		if (letters[i].cp == cp)
			return letters[i].text;
	return NULL;
}

/* A letter with marks, without them; false: what is left is no ASCII. */
static bool add_base(struct prov_str *out, const char *p, size_t len)
{
	size_t n = 0;
	uint8_t *parts = u8_normalize(UNINORM_NFKD, (const uint8_t *)p, len, NULL, &n);
	bool ok = parts != NULL;
	uint32_t cp;

	for (size_t at = 0, step; ok && at < n; at += step) {
		step = prov_utf8_decode((const char *)parts + at, n - at, &cp);
		ok = step > 0 && (cp < 0x80 || (cp >= 0x300 && cp <= 0x36F));
		if (ok && cp < 0x80)
			prov_str_add_char(out, (char)cp);
		step += step == 0;
	}
	free(parts);
	return ok;
}

static const char *ascii(const struct map_func *f, struct prov_map_input *in, struct prov_text *t)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str nfc = PROV_STR_INIT, s = PROV_STR_INIT;
	const char *why = is_text(t), *letter;
	uint32_t cp;

	(void)f;
	if (why)
		return why;
	prov_utf8_nfc(&nfc, t->p, t->len);
	for (size_t at = 0, n; at < nfc.len; at += n) {
		n = prov_utf8_decode(nfc.p + at, nfc.len - at, &cp);
		letter = ascii_of(cp);
		if (cp < 0x80)
			prov_str_add_char(&s, (char)cp);
		else if (letter)
			prov_str_add(&s, letter);
		else if (!add_base(&s, nfc.p + at, n))
			return prov_pool_printf(in->pool, "has no form in ASCII (U+%04X)", (unsigned)cp);
	}
	*t = keep(in, s.p ? s.p : "", s.len);
	return NULL;
}

static const char *replace(const struct map_func *f, struct prov_map_input *in, struct prov_text *t)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	const struct prov_text *from = &f->args[0], *to = &f->args[1];
	size_t at = 0;

	while (at < t->len) {
		if (t->len - at >= from->len && memcmp(t->p + at, from->p, from->len) == 0) {
			prov_str_add_len(&s, to->p, to->len);
			at += from->len;
		} else {
			prov_str_add_char(&s, t->p[at++]);
		}
	}
	*t = keep(in, s.p ? s.p : "", s.len);
	return NULL;
}

/* ---- sizes ---- */

/* Of "K", "kb", "KiB", ...: all of them are powers of 1024, as quotas of mail are. 0: no unit. */
static long long unit_of(const char *p, size_t len)
{
	static const char letters[] = "BKMGT";
	const char *letter = len ? strchr(letters, toupper((unsigned char)*p)) : NULL;
	long long unit = 1;

	if (!letter || !*letter)
		return 0;
	for (const char *l = letters; l < letter; l++)
		unit *= 1024;
	if (len == 1 || (letter != letters && ((len == 2 && strncasecmp(p + 1, "b", 1) == 0) ||
					       (len == 3 && strncasecmp(p + 1, "ib", 2) == 0))))
		return unit;
	return 0;
}

/* "1.5": thousandths. */
static bool size_number(struct prov_text *t, long long *n)
{
	size_t decimals = 0;
	bool any = false, point = false;

	for (*n = 0; t->len && (isdigit((unsigned char)*t->p) || (!point && any && *t->p == '.'));
	     t->p++, t->len--) {
		if (*t->p == '.') {
			point = true;
		} else if (!point || decimals < 3) {
			if (__builtin_mul_overflow(*n, 10, n) ||
			    __builtin_add_overflow(*n, *t->p - '0', n))
				return false;
			decimals += point;
		}
		any = any || !point;
	}
	for (; decimals < 3; decimals++)
		if (__builtin_mul_overflow(*n, 10, n))
			return false;
	return any;
}

static const char *mib(const struct map_func *f, struct prov_map_input *in, struct prov_text *t)
{
	static const char why[] = "is not a size such as 5 GB";
	struct prov_text rest = *t;
	long long n, unit = f->arg_count ? unit_of(f->args[0].p, f->args[0].len) : 1;

	if (t->len == 2 && memcmp(t->p, "-1", 2) == 0)	/* no limit */
		return NULL;
	if (!size_number(&rest, &n))
		return why;
	while (rest.len && *rest.p == ' ') {
		rest.p++;
		rest.len--;
	}
	if (rest.len)
		unit = unit_of(rest.p, rest.len);
	if (unit == 0)
		return why;
	/* up, so that what is little does not become none; of much what is beyond a thousandth is cut */
	if (unit >= MIB ? __builtin_mul_overflow(n, unit / MIB, &n) : __builtin_mul_overflow(n, unit, &n))
		return "is too large";
	n = unit >= MIB ? n / 1000 + (n % 1000 > 0) : n / (1000 * MIB) + (n % (1000 * MIB) > 0);
	t->p = prov_pool_printf(in->pool, "%lld", n);
	t->len = strlen(t->p);
	return NULL;
}

/* ---- times ---- */

/* Stays if it is over. One that comes never, or later, is no mark of anything, and falls away. */
static const char *past(const struct map_func *f, struct prov_map_input *in, struct prov_text *t)
{
	long long at;
	const char *why = prov_map_time_parse(f->form, *t, &at);
	const bool comes = !why && at != PROV_MAP_NEVER && !__builtin_add_overflow(at, f->shift, &at);

	if (comes && at > in->now && (!in->due || at < in->due))
		in->due = at;
	if (!why && (!comes || at > in->now))
		t->len = 0;
	return why;
}

/* ---- several values ---- */

static void first(const struct map_func *f, struct prov_map_input *in, struct prov_map_out *out, size_t start)
{
	(void)f;
	(void)in;
	if (out->n > start + 1)
		out->n = start + 1;
}

static void join(const struct map_func *f, struct prov_map_input *in, struct prov_map_out *out, size_t start)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	if (out->n < start + 2)
		return;
	for (size_t i = start; i < out->n; i++) {
		if (i > start)
			prov_str_add_len(&s, f->args[0].p, f->args[0].len);
		prov_str_add_len(&s, out->v[i].p, out->v[i].len);
	}
	out->n = start + 1;
	out->v[start] = keep(in, s.p, s.len);
}

static struct prov_text trim(struct prov_text t)
{
	for (; t.len && *t.p == ' '; t.p++)
		t.len--;
	while (t.len && t.p[t.len - 1] == ' ')
		t.len--;
	return t;
}

/* The parts go behind the values, and then to their place. */
static void split(const struct map_func *f, struct prov_map_input *in, struct prov_map_out *out, size_t start)
{
	const struct prov_text *sep = &f->args[0];
	const size_t end = out->n;

	(void)in;
	for (size_t i = start; i < end; i++) {
		struct prov_text rest = out->v[i], part;

		for (bool last = false; !last;) {
			const char *at = memmem(rest.p, rest.len, sep->p, sep->len);

			last = !at;
			part = trim((struct prov_text){ rest.p, at ? (size_t)(at - rest.p) : rest.len });
			if (part.len)
				prov_map_out_push(out, part);
			rest.len -= last ? rest.len : (size_t)(at - rest.p) + sep->len;
			rest.p = last ? rest.p : at + sep->len;
		}
	}
	memmove(out->v + start, out->v + end, (out->n - end) * sizeof(*out->v));
	out->n -= end - start;
}

/* ---- the table ---- */

/* ---- arguments ---- */

static const char *check_search(struct map_func *f)
{
	return f->args[0].len ? NULL : "what to look for is empty";
}

static const char *check_unit(struct map_func *f)
{
	if (f->arg_count && !unit_of(f->args[0].p, f->args[0].len))
		return "\"mib\" wants a unit such as kB";
	return NULL;
}

static bool find_form(struct map_func *f)
{
	const char *name;

	for (f->form = 0; (name = prov_map_time_form(f->form)); f->form++)
		if (strlen(name) == f->args[0].len && memcmp(name, f->args[0].p, f->args[0].len) == 0)
			return true;
	return false;
}

static const char *check_past(struct map_func *f)
{
	if (!find_form(f))
		return "\"past\" wants days, seconds, milliseconds, filetime, time or date";
	if (f->arg_count == 1)
		return NULL;
	if (!prov_map_number(f->args[1], &f->shift) || f->shift < -SHIFT_DAYS || f->shift > SHIFT_DAYS)
		return "after the form comes a number of days";
	f->shift *= DAY;
	return NULL;
}

/* ---- all of them ---- */

static const struct map_func_kind kinds[] = {
	{ .name = "lower", .value = lower }, { .name = "upper", .value = upper },
	{ .name = "ascii", .value = ascii },
	{ .name = "replace", .min_args = 2, .max_args = 2, .check = check_search, .value = replace },
	{ .name = "mib", .max_args = 1, .check = check_unit, .value = mib },
	{ .name = "past", .min_args = 1, .max_args = 2, .is_question = true, .is_timed = true,
	  .check = check_past, .value = past },
	{ .name = "first", .list = first },
	{ .name = "join", .min_args = 1, .max_args = 1, .list = join },
	{ .name = "split", .min_args = 1, .max_args = 1, .check = check_search, .list = split },
};

const struct map_func_kind *prov_map_func_at(size_t i)
{
	return i < COUNT(kinds) ? &kinds[i] : NULL;
}

const struct map_func_kind *prov_map_func_find(const char *name, size_t len)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strncmp(kinds[i].name, name, len) == 0 && !kinds[i].name[len])
			return &kinds[i];
	return NULL;
}

/* Of each value what the function makes of it, and of those that it can do nothing with the first flaw. */
static void apply_each(const struct map_func *f, struct prov_map_input *in, struct prov_map_out *out,
		       size_t start)
{
	size_t kept = start;

	for (size_t i = start; i < out->n; i++) {
		struct prov_text t = out->v[i];
		const char *why = f->kind->value(f, in, &t);

		if (why && !in->flaw) {
			in->flaw = why;
			in->flawed = out->v[i];
		}
		if (!why && t.len)
			out->v[kept++] = t;
	}
	out->n = kept;
}

void prov_map_func_apply(const struct map_func *f, struct prov_map_input *in, struct prov_map_out *out,
			 size_t start)
{
	for (; f; f = f->next) {
		if (f->kind->value)
			apply_each(f, in, out, start);
		else
			f->kind->list(f, in, out, start);
	}
}
