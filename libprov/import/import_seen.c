/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_seen.c - display names that contexts have, and addresses at their mappings: what is not
 * here, nobody has
 *
 * A file that fills contexts asks the database of each line whether others have its names: a seventh of
 * the server's work, for nothing. All that such a context had and got is noted in a Bloom filter, which
 * says "nobody has it" or "perhaps", and then the database is asked. It holds as long as nobody else
 * writes to the context: whatever does takes a number of its log, so the numbers are where the import
 * left them. The memory is the same for all files; the fuller it is, the more often it says "perhaps".
 */
#include "libprov/import/import.h"

#define WORDS (128 * 1024)	/* 1 MiB: 8 bits for each of a million users */
#define CONTEXTS 256		/* that are known at once, by the end of their ids */
#define MANY 100		/* lines of a batch in one context: for fewer it is not begun */
#define YOUNG 1000		/* ids that a context has given by then: of more it is not read */

struct seen_context {
	long long cid, uid, seq;	/* the numbers after the last batch; cid 0: none */
	uint64_t mappings;		/* of which the addresses are noted */
	char created[40];
};

struct import_seen {
	struct seen_context context[CONTEXTS];
	uint64_t word[WORDS];
};

static struct seen_context *entry(struct import_seen *seen, long long cid)
{
	return &seen->context[cid % CONTEXTS];
}

/* In any order. */
static uint64_t sum_of_mappings(const struct import_place *p)
{
	uint64_t sum = 0;

	for (const char *const *m = p->mappings; *m; m++)
		sum += prov_hash_text(PROV_HASH_INIT, *m);
	return sum;
}

static bool is_known(struct import_seen *seen, const struct import_place *p)
{
	const struct seen_context *c = entry(seen, p->cid);

	return c->cid == p->cid && c->uid == p->uid && c->seq == p->seq &&
		c->mappings == sum_of_mappings(p) && strcmp(c->created, p->created) == 0;
}

/* Four bits of one word. */
static uint64_t *find(struct import_seen *seen, const struct import_place *p, const char *text, size_t len,
		      uint64_t *bits)
{
	uint64_t h = prov_hash(prov_hash(PROV_HASH_INIT, &p->cid, sizeof(p->cid)), text, len);

	*bits = 1ULL << (h & 63) | 1ULL << (h >> 6 & 63) | 1ULL << (h >> 12 & 63) | 1ULL << (h >> 18 & 63);
	return &seen->word[(h >> 32) % WORDS];
}

bool prov_import_seen_has(const struct import *im, const struct import_place *p, const char *text,
			  size_t len)
{
	uint64_t bits;

	return !p->seen || (*find(im->seen, p, text, len, &bits) & bits) == bits;
}

static void add(struct import_seen *seen, const struct import_place *p, const char *text, size_t len)
{
	uint64_t bits, *word = find(seen, p, text, len, &bits);

	*word |= bits;
}

/* With its end, from the @ on. */
static void add_address(struct import_seen *seen, const struct import_place *p, const char *address)
{
	const char *at = strchr(address, '@');

	if (!at || !prov_import_copy_is_mapping(p, at + 1))
		return;
	add(seen, p, address, strlen(address));
	add(seen, p, at, strlen(at));
}

void prov_import_seen_add(const struct import *im, const struct import_place *p,
			  const struct import_line *line)
{
	if (!p->seen)
		return;
	add(im->seen, p, line->display, strlen(line->display));
	for (const char *a = line->addresses; a < line->addresses + line->addresses_len; a += strlen(a) + 1)
		add_address(im->seen, p, a);
}

static int load(struct import *im, struct import_place *p, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(im->db, PROV_Q_IMPORT_SEEN, PROV_ARGS(PROV_INT(p->cid)), &res, err) < 0)
		return -1;
	p->seen = true;
	for (int i = 0; i < prov_sql_rows(res); i++) {
		const char *text = prov_sql_text(res, i, 0);

		add(im->seen, p, text, strlen(text));
		add_address(im->seen, p, text);
	}
	return 0;
}

int prov_import_seen_load(struct import *im, struct import_places *places, struct prov_err *err)
{
	for (size_t i = 0; i < places->count; i++) {
		struct import_place *p = &places->place[i];

		if (!p->known || p->count < MANY)
			continue;
		if (!im->seen)
			im->seen = prov_alloc(sizeof(*im->seen));
		p->seen = is_known(im->seen, p);
		if (!p->seen && p->uid <= YOUNG && load(im, p, err) < 0)
			return -1;
	}
	return 0;
}

void prov_import_seen_note(struct import *im, const struct import_places *places)
{
	for (size_t i = 0; i < places->count; i++) {
		const struct import_place *p = &places->place[i];
		struct seen_context *c;

		if (!p->seen)
			continue;
		c = entry(im->seen, p->cid);
		*c = (struct seen_context){ .cid = p->cid, .uid = p->uid + (long long)p->count,
					    .seq = p->seq + (long long)p->count,
					    .mappings = sum_of_mappings(p) };
		snprintf(c->created, sizeof(c->created), "%s", p->created);
	}
}
