/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_known.c - the users of a source that are stored as the directory shows them
 *
 * Most servers show their entries in the same order every time. So the stored users are read in the
 * order of their last run, a few pages at a time, and the hash of each entry, which covers its key, is looked
 * for in the pages at hand: found, it needs no more work. An entry that is not found there is staged; a
 * stored user whose page is given up without having been seen is noted. The plan compares these two
 * sets with all that is stored, so the order decides how much work a run is, never what it does.
 */
#include <endian.h>
#include <string.h>

#include "libprov/sink/sink_reading.h"

#define PAGES 4
#define ROWS 4096		/* users on a page */
#define SLOTS (2 * ROWS)
#define DIGITS 16		/* of an int8 in hexadecimal */

enum { COUNT_ALL, COUNT_HERE, NTH, IDS, HASHES };	/* columns of known_page.sql */

struct stored {
	uint64_t hash;		/* 0: none */
	uint32_t cid, uid;
};

struct page {
	struct stored users[ROWS];
	int count;
	uint16_t slot[SLOTS];	/* user + 1, by hash; 0: free */
	bool seen[ROWS];
};

struct sink_known {
	struct page pages[PAGES];
	size_t newest;
	char nth[24], cid[24], uid[24];	/* of the last user on the newest page */
	int misses;		/* entries not found, since the last one that was */
	bool asked;		/* for the next page, which is on its way */
	bool began;		/* the first one is there, or there is none */
	bool at_end;
};

static uint64_t hash_of(const char *key, int cid)
{
	return prov_hash((uint64_t)cid, key, strlen(key));
}

/* Eight hexadecimal digits at once: each byte becomes its value, then neighbours become one. */
static uint64_t eight(const char *text)
{
	const uint64_t low = 0x0F0F0F0F0F0F0F0FULL, letter = 0x0101010101010101ULL;
	uint64_t n;

	memcpy(&n, text, sizeof(n));
	n = be64toh(n);
	n = (n & low) + 9 * (n >> 6 & letter);
	n = (n | n >> 4) & 0x00FF00FF00FF00FFULL;
	n = (n | n >> 8) & 0x0000FFFF0000FFFFULL;
	return (n | n >> 16) & 0xFFFFFFFFULL;
}

static uint64_t digits(const char *text)
{
	return eight(text) << 32 | eight(text + DIGITS / 2);
}

static int read_page(struct page *page, const struct prov_sql_result *res, struct prov_err *err)
{
	const char *ids = prov_sql_text(res, 0, IDS), *hashes = prov_sql_text(res, 0, HASHES);
	const size_t count = (size_t)prov_sql_number(res, 0, COUNT_ALL), len = count * DIGITS;

	page->count = 0;
	if (count == 0)
		return 0;
	if (count > ROWS || !ids || !hashes || strlen(ids) != len || strlen(hashes) != len)
		return prov_fail(err, PROV_E_STORAGE, "a page of users from the database is cut off");
	for (size_t i = 0; i < count; i++) {
		const uint64_t id = digits(ids + i * DIGITS);

		page->users[i] = (struct stored){ digits(hashes + i * DIGITS), (uint32_t)(id >> 32),
						  (uint32_t)id };
	}
	page->count = (int)count;
	return 0;
}

static void index_page(struct page *page)
{
	memset(page->slot, 0, sizeof(page->slot));
	memset(page->seen, 0, sizeof(page->seen));
	for (int i = 0; i < page->count; i++) {
		size_t at = page->users[i].hash % SLOTS;

		if (!page->users[i].hash)
			continue;
		while (page->slot[at])
			at = (at + 1) % SLOTS;
		page->slot[at] = (uint16_t)(i + 1);
	}
}

static int find_user(const struct page *page, uint64_t hash, int cid)
{
	for (size_t at = hash % SLOTS; page->slot[at]; at = (at + 1) % SLOTS) {
		const struct stored *u = &page->users[page->slot[at] - 1];

		if (u->hash == hash && u->cid == (uint32_t)cid)
			return page->slot[at] - 1;
	}
	return -1;
}

/* A user who was not seen so far is changed, missing, or comes later than expected. */
static void give_up(struct sink *sink, struct page *page)
{
	for (int i = 0; i < page->count; i++) {
		if (page->seen[i])
			continue;
		prov_sql_rows_int(&sink->unseen, page->users[i].cid);
		prov_sql_rows_text(&sink->unseen, sink->run, 36);
		prov_sql_rows_int(&sink->unseen, page->users[i].uid);
		prov_sql_rows_end(&sink->unseen);
		prov_sink_context_note(sink, (int)page->users[i].cid);
		sink->unseen_count++;
	}
	page->count = 0;
	memset(page->slot, 0, sizeof(page->slot));
}

/* The statements of a page, to be sent or (page) to be received. */
#define PAGE_STEPS(sink, page) \
	{ \
		{ PROV_Q_TX_BEGIN, PROV_NO_ARGS, NULL }, \
			{ PROV_Q_SYNC_KNOWN_ORDER, PROV_NO_ARGS, NULL }, \
			{ PROV_Q_SYNC_KNOWN_PAGE, \
			  PROV_ARGS((sink)->config->name, (sink)->known->nth, (sink)->known->cid, \
				    (sink)->known->uid, PROV_INT(ROWS)), \
			  page }, \
			{ PROV_Q_TX_COMMIT, PROV_NO_ARGS, NULL }, \
	}

static int ask(struct sink *sink, struct prov_err *err)
{
	const struct prov_sql_step steps[] = PAGE_STEPS(sink, NULL);

	if (sink->known->asked || sink->known->at_end)
		return 0;
	sink->known->asked = true;
	return prov_sql_batch_send(sink->db, steps, COUNT(steps), err);
}

static void note_last(struct sink_known *known, const struct prov_sql_result *res, const struct page *page)
{
	const struct stored *last = &page->users[page->count - 1];

	prov_sql_int(known->nth, prov_sql_number(res, 0, NTH));
	prov_sql_int(known->cid, last->cid);
	prov_sql_int(known->uid, last->uid);
}

static int receive(struct sink *sink, struct page *page, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const struct prov_sql_step steps[] = PAGE_STEPS(sink, &res);

	sink->known->asked = false;
	if (prov_sql_batch_receive(sink->db, steps, COUNT(steps), err) < 0 ||
	    read_page(page, res, err) < 0)
		return -1;
	sink->owned_users += prov_sql_number(res, 0, COUNT_HERE);
	if (page->count)
		note_last(sink->known, res, page);
	return 0;
}

/* The next page takes the place of the oldest one. */
static int turn_page(struct sink *sink, struct prov_err *err)
{
	struct sink_known *known = sink->known;
	struct page *page = &known->pages[(known->newest + 1) % PAGES];

	give_up(sink, page);
	if (ask(sink, err) < 0 || receive(sink, page, err) < 0)
		return -1;
	known->at_end = page->count < ROWS;
	known->newest = (known->newest + 1) % PAGES;
	known->began = true;
	index_page(page);
	return 0;
}

int prov_sink_known_pause(struct sink *sink, struct prov_err *err)
{
	return sink->known && sink->known->asked ? turn_page(sink, err) : 0;
}

void prov_sink_known_stop(struct sink *sink)
{
	struct prov_err ignored = PROV_ERR_INIT;

	prov_sink_known_pause(sink, &ignored);
}

int prov_sink_known_begin(struct sink *sink, struct prov_err *err)
{
	sink->known = prov_alloc(sizeof(*sink->known));
	prov_sql_int(sink->known->nth, INT64_MIN);
	prov_sql_int(sink->known->cid, 0);
	prov_sql_int(sink->known->uid, 0);
	return ask(sink, err);		/* the directory begins to look for entries meanwhile */
}

void prov_sink_known_begin_none(struct sink *sink)
{
	sink->known = prov_alloc(sizeof(*sink->known));
	sink->known->began = sink->known->at_end = true;
}

static int read_first(struct sink *sink, struct prov_err *err)
{
	return sink->known->began ? 0 : turn_page(sink, err) < 0 ? -1 : ask(sink, err);
}

/* Half a page at least is there ahead of the user who was found. The one behind it was asked for half a page
 * ago, so it is not waited for. When nothing has been found for as long as a page, the directory is further
 * on than we are. */
static int keep_step(struct sink *sink, bool found, bool is_far, struct prov_err *err)
{
	struct sink_known *known = sink->known;
	bool behind;

	known->misses = found ? 0 : known->misses + 1;
	behind = found ? is_far : known->misses >= ROWS;
	if (!behind || known->at_end)
		return 0;
	known->misses = 0;
	return turn_page(sink, err) < 0 ? -1 : ask(sink, err);
}

int prov_sink_known_match(struct sink *sink, const char *key, int cid, uint64_t hash, int *uid,
			  struct prov_err *err)
{
	struct sink_known *known = sink->known;
	const uint64_t key_hash = key ? hash_of(key, cid) : 0;
	struct page *page = NULL;
	size_t back = 0;
	bool is_far;
	int at = -1;

	if (read_first(sink, err) < 0)
		return -1;
	for (; key && at < 0 && back < PAGES; back++) {
		page = &known->pages[(known->newest + PAGES - back) % PAGES];
		at = find_user(page, hash, cid);
	}
	is_far = at >= ROWS / 2 && back == 1;
	if (at >= 0) {
		page->seen[at] = true;
		*uid = (int)page->users[at].uid;
		if (prov_sink_seen_add(sink, key_hash, cid, *uid, err) < 0)
			return -1;
	} else if (key) {
		prov_sink_seen_want(sink, key_hash);
	}
	return keep_step(sink, at >= 0, is_far, err) < 0 ? -1 : at >= 0;
}

int prov_sink_known_next(struct sink *sink, struct prov_err *err)
{
	if (!sink->known->at_end)
		return turn_page(sink, err) < 0 ? -1 : 1;
	for (size_t i = 0; i < PAGES; i++)
		give_up(sink, &sink->known->pages[i]);
	return prov_sink_seen_end(sink, err);
}

void prov_sink_known_free(struct sink_known *known)
{
	free(known);
}
