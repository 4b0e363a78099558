/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_position.c - how new a server is, as text that compares with that of other servers
 *
 * A position is a list of "PLACE=STAMP": the newest change of each place where the directory is written that
 * this server has seen. Stamps of a place compare as text. OpenLDAP has them at the top of the tree
 * (contextCSN, one a server id), Active Directory too (replUpToDateVector, one a copy of the database),
 * but there a server's own changes are in its rootDSE.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/source/source_int.h"

#define GUID_LEN 16
#define STAMP_DIGITS 20
#define HEAD_LEN 16			/* of replUpToDateVector: version, reserved, count, reserved */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "20260131120000.000000Z#000000#001#000000": time and number are the stamp, between them is the place. */
static const char *stamp_of_csn(struct prov_pool *pool, const struct prov_text *csn)
{
	const char *end = csn->p + csn->len, *first = memchr(csn->p, '#', csn->len), *second, *third;

	second = first ? memchr(first + 1, '#', (size_t)(end - first - 1)) : NULL;
	third = second ? memchr(second + 1, '#', (size_t)(end - second - 1)) : NULL;
	if (!third)
		return NULL;
	return prov_pool_printf(pool, "%.*s=%.*s", (int)(third - second - 1), second + 1,
				(int)(second - csn->p), csn->p);
}

static const char *join(struct prov_pool *pool, const char **stamps, size_t n)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str list = PROV_STR_INIT;

	qsort(stamps, n, sizeof(*stamps), by_text);
	for (size_t i = 0; i < n; i++)
		prov_str_addf(&list, "%s%s", i ? " " : "", stamps[i]);
	return n ? prov_pool_strdup(pool, list.p) : NULL;
}

const char *prov_source_position_csn(struct prov_pool *pool, struct prov_values csns)
{
	const char **stamps = prov_pool_alloc(pool, (csns.n + 1) * sizeof(*stamps));
	size_t n = 0;

	for (size_t i = 0; i < csns.n; i++) {
		stamps[n] = stamp_of_csn(pool, &csns.v[i]);
		if (!stamps[n++])
			return NULL;
	}
	return join(pool, stamps, n);
}

/* The server id of a CSN. Of two with the same one the later one is the greater text. */
static const char *server_of(const char *csn)
{
	const char *p = strchr(csn, '#');

	p = p ? strchr(p + 1, '#') : NULL;
	return p ? p + 1 : "";
}

/* slapd wants them in the order of server ids. */
static int by_server(const void *a, const void *b)
{
	const struct prov_text *x = a, *y = b;

	return strncmp(server_of(x->p), server_of(y->p), 3);
}

const char *prov_source_position_cookie(struct prov_pool *pool, struct prov_values csns)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str cookie = PROV_STR_INIT;
	struct prov_text *sorted = prov_pool_alloc(pool, (csns.n + 1) * sizeof(*sorted));

	if (csns.n == 0 || !prov_source_position_csn(pool, csns))
		return NULL;
	for (size_t i = 0; i < csns.n; i++)
		sorted[i] = (struct prov_text){ prov_pool_strndup(pool, csns.v[i].p, csns.v[i].len),
						csns.v[i].len };
	qsort(sorted, csns.n, sizeof(*sorted), by_server);
	for (size_t i = 0; i < csns.n; i++)
		prov_str_addf(&cookie, "%s%s", i ? ";" : "rid=000,csn=", sorted[i].p);
	return prov_pool_strdup(pool, cookie.p);
}

static uint64_t little_endian(const char *p, size_t len)
{
	uint64_t n = 0;

	while (len-- > 0)
		n = n << 8 | (unsigned char)p[len];
	return n;
}

const char *prov_source_position_vector(struct prov_pool *pool, struct prov_values blob)
{
	const struct prov_text *b = blob.v;
	const char **stamps;
	uint64_t version, count;
	size_t each;

	if (blob.n != 1 || b->len < HEAD_LEN)
		return NULL;
	version = little_endian(b->p, 4);
	count = little_endian(b->p + 8, 4);
	each = GUID_LEN + 8 + (version == 2 ? 8 : 0);	/* the second version has a time, too */
	if ((version != 1 && version != 2) || count > (b->len - HEAD_LEN) / each)
		return NULL;
	stamps = prov_pool_alloc(pool, (count + 1) * sizeof(*stamps));
	for (size_t i = 0; i < count; i++) {
		const char *p = b->p + HEAD_LEN + i * each;

		stamps[i] = prov_pool_printf(pool, "%s=%0*llu",
					     prov_map_key_guid(pool, (const unsigned char *)p), STAMP_DIGITS,
					     (unsigned long long)little_endian(p + GUID_LEN, 8));
	}
	return join(pool, stamps, count);
}

const char *prov_source_position_number(struct prov_pool *pool, struct prov_values number)
{
	size_t len = number.n == 1 ? number.v[0].len : 0, zeros;

	if (len == 0 || len > STAMP_DIGITS)
		return NULL;
	for (size_t i = 0; i < len; i++)
		if (!isdigit((unsigned char)number.v[0].p[i]))
			return NULL;
	zeros = STAMP_DIGITS - len;
	return prov_pool_printf(pool, "%.*s%.*s", (int)zeros, "00000000000000000000", (int)len,
				number.v[0].p);
}

const char *prov_source_position_add(struct prov_pool *pool, const char *position, const char *place,
				     const char *stamp)
{
	PROV_CLEANUP(prov_freep) char *copy = prov_strdup(position ? position : "");
	const char **stamps = prov_pool_alloc(pool, (strlen(copy) / 2 + 2) * sizeof(*stamps));
	size_t n = 0, len = strlen(place);
	char *save = NULL;

	for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
		if (strncmp(word, place, len) != 0 || word[len] != '=')
			stamps[n++] = word;
	stamps[n++] = prov_pool_printf(pool, "%s=%s", place, stamp);
	return join(pool, stamps, n);
}

/* ---- cookies of content synchronisation: "rid=000,csn=CSN;CSN" ---- */

static const char *csns_of(const char *cookie)
{
	const char *p = strstr(cookie, "csn=");

	/* "delcsn=" comes with cookies that do not count */
	return p && (p == cookie || p[-1] == ',') ? p + strlen("csn=") : NULL;
}

static const char *next_csn(const char **p, size_t *len)
{
	const char *csn = *p;

	*len = strcspn(csn, ";,");
	*p = csn + *len + (csn[*len] == ';');
	return *len ? csn : NULL;
}

static bool has_later(const char *csns, const char *old, size_t old_len)
{
	const char *csn;
	size_t len;

	while ((csn = next_csn(&csns, &len)))
		if (strncmp(server_of(csn), server_of(old), 3) == 0)
			return len == old_len && strncmp(csn, old, len) >= 0;
	return false;
}

static bool is_plain(const char *cookie)
{
	return !cookie[strspn(cookie, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "=,;.#-+:")];
}

bool prov_source_position_goes_on(const char *before, const char *now)
{
	const char *old = csns_of(before), *new = csns_of(now), *csn;
	size_t len;

	if (!old || !new || !is_plain(now))
		return false;
	while ((csn = next_csn(&old, &len)))
		if (!has_later(new, csn, len))
			return false;
	return true;
}

/* Adds one, or puts it in the place of an older one of the same server. They stay sorted. */
static bool add_csn(struct prov_text *csns, size_t *n, const char *csn, size_t len)
{
	size_t i = 0;
	int order = 1;

	while (i < *n && (order = strncmp(server_of(csns[i].p), server_of(csn), 3)) < 0)
		i++;
	if (i < *n && order == 0) {
		if (csns[i].len != len)
			return false;
		if (strncmp(csns[i].p, csn, len) < 0)
			csns[i].p = csn;
		return true;
	}
	memmove(csns + i + 1, csns + i, (*n - i) * sizeof(*csns));
	csns[i] = (struct prov_text){ csn, len };
	(*n)++;
	return true;
}

static bool add_csns(struct prov_text *csns, size_t *n, const char *cookie)
{
	const char *p = csns_of(cookie), *csn;
	size_t len;

	if (!p || !is_plain(cookie))
		return false;
	while ((csn = next_csn(&p, &len)))
		if (!add_csn(csns, n, csn, len))
			return false;
	return true;
}

/* What a server says of itself in a cookie is left out. */
int prov_source_position_merge(struct prov_str *cookie, const struct prov_text *other)
{
	PROV_CLEANUP(prov_freep) char *new = prov_strndup(other->p, other->len);
	PROV_CLEANUP(prov_freep) char *old = prov_strdup(cookie->len ? cookie->p : "");
	struct prov_text *csns = prov_alloc((strlen(old) + other->len + 1) * sizeof(*csns));
	size_t n = 0;
	bool good = (!old[0] || add_csns(csns, &n, old)) && add_csns(csns, &n, new) && n;

	if (good)
		prov_str_clear(cookie);
	for (size_t i = 0; good && i < n; i++)
		prov_str_addf(cookie, "%s%.*s", i ? ";" : "rid=000,csn=", (int)csns[i].len, csns[i].p);
	free(csns);
	return good ? 0 : -1;
}

/* Puts each CSN that is older in its place. All have the same servers, or it is false. */
static bool take_older(struct prov_text *csns, size_t n, const char *cookie)
{
	const char *p = csns_of(cookie), *csn;
	size_t len, seen = 0;

	while (p && seen < n && (csn = next_csn(&p, &len))) {
		if (csns[seen].len != len || strncmp(server_of(csns[seen].p), server_of(csn), 3) != 0)
			return false;
		if (strncmp(csn, csns[seen].p, len) < 0)
			csns[seen].p = csn;
		seen++;
	}
	return p && seen == n && !next_csn(&p, &len);
}

const char *prov_source_position_oldest(struct prov_pool *pool, const char *const *cookies, size_t count)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str oldest = PROV_STR_INIT;
	struct prov_text *csns = prov_pool_alloc(pool, (strlen(cookies[0]) + 1) * sizeof(*csns));
	size_t n = 0;

	if (!add_csns(csns, &n, cookies[0]))
		return NULL;
	for (size_t i = 1; i < count; i++)
		if (!is_plain(cookies[i]) || !take_older(csns, n, cookies[i]))
			return NULL;
	for (size_t i = 0; i < n; i++)
		prov_str_addf(&oldest, "%s%.*s", i ? ";" : "rid=000,csn=", (int)csns[i].len, csns[i].p);
	return n ? prov_pool_strdup(pool, oldest.p) : NULL;
}
