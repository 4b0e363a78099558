/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_known.c - the users of a source that are stored as the directory shows them
 *
 * Most servers show their entries in the same order every time. So the stored users are read in the
 * order of their last run, a few pages at a time, and each entry is looked for in the pages at hand:
 * found with the same hash, it needs no more work. An entry that is not found there is staged; a
 * stored user whose page is given up without having been seen is noted. The plan compares these two
 * sets with all that is stored, so the order decides how much work a run is, never what it does.
 */
#include "libprov/sink/sink_reading.h"

#define PAGES 4
#define ROWS 2048		/* users on a page */
#define SLOTS (2 * ROWS)

enum { KEY, CID, UID, NTH, HASH, MISSING };	/* columns of known_page.sql */

struct page {
	struct prov_sql_result *rows;
	uint16_t slot[SLOTS];	/* row + 1, by key; 0: free */
	bool seen[ROWS];
};

struct sink_known {
	struct page pages[PAGES];
	size_t newest;
	char nth[24], cid[24], uid[24];	/* of the last user on the newest page */
	int misses;		/* entries not found, since the last one that was */
	bool asked;		/* for the next page, which is on its way */
	bool at_end;
};

static uint64_t hash_of(const char *key, int cid)
{
	return prov_hash((uint64_t)cid, key, strlen(key));
}

static void index_page(struct sink *sink, struct page *page)
{
	int count = prov_sql_rows(page->rows);

	memset(page->slot, 0, sizeof(page->slot));
	memset(page->seen, 0, sizeof(page->seen));
	for (int i = 0; i < count; i++) {
		size_t at = hash_of(prov_sql_text(page->rows, i, KEY),
				    (int)prov_sql_number(page->rows, i, CID)) % SLOTS;

		while (page->slot[at])
			at = (at + 1) % SLOTS;
		page->slot[at] = (uint16_t)(i + 1);
		sink->owned_users += !prov_sql_true(page->rows, i, MISSING);
	}
}

static int find_row(const struct page *page, const char *key, int cid, uint64_t key_hash)
{
	for (size_t at = key_hash % SLOTS; page->rows && page->slot[at]; at = (at + 1) % SLOTS) {
		int row = page->slot[at] - 1;

		if (strcmp(prov_sql_text(page->rows, row, KEY), key) == 0 &&
		    prov_sql_number(page->rows, row, CID) == cid)
			return row;
	}
	return -1;
}

/* A user who was not seen so far is changed, missing, or comes later than expected. */
static void give_up(struct sink *sink, struct page *page)
{
	for (int i = 0; page->rows && i < prov_sql_rows(page->rows); i++) {
		if (page->seen[i])
			continue;
		prov_sql_rows_int(&sink->unseen, prov_sql_number(page->rows, i, CID));
		prov_sql_rows_text(&sink->unseen, sink->run, 36);
		prov_sql_rows_int(&sink->unseen, prov_sql_number(page->rows, i, UID));
		prov_sql_rows_end(&sink->unseen);
		prov_sink_context_note(sink, (int)prov_sql_number(page->rows, i, CID));
		sink->unseen_count++;
	}
	prov_sql_result_free(page->rows);
	page->rows = NULL;
}

static void note_last(struct sink_known *known, const struct prov_sql_result *rows, int last)
{
	prov_sql_int(known->nth, prov_sql_number(rows, last, NTH));
	prov_sql_int(known->cid, prov_sql_number(rows, last, CID));
	prov_sql_int(known->uid, prov_sql_number(rows, last, UID));
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

/* The next page takes the place of the oldest one. */
static int turn_page(struct sink *sink, struct prov_err *err)
{
	struct sink_known *known = sink->known;
	struct page *page = &known->pages[(known->newest + 1) % PAGES];
	const struct prov_sql_step steps[] = PAGE_STEPS(sink, &page->rows);
	int count;

	give_up(sink, page);
	if (ask(sink, err) < 0)
		return -1;
	known->asked = false;
	if (prov_sql_batch_receive(sink->db, steps, COUNT(steps), err) < 0)
		return -1;
	count = prov_sql_rows(page->rows);
	known->at_end = count < ROWS;
	known->newest = (known->newest + 1) % PAGES;
	index_page(sink, page);
	if (count)
		note_last(known, page->rows, count - 1);
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
	return turn_page(sink, err) < 0 ? -1 : ask(sink, err);
}

/* One page is always read ahead of the one that is in use; when nothing has been found for as long as
 * a page, the directory is further on than we are. */
static int keep_step(struct sink *sink, bool found, size_t back, struct prov_err *err)
{
	struct sink_known *known = sink->known;
	bool behind;

	known->misses = found ? 0 : known->misses + 1;
	behind = found ? back == 0 : known->misses >= ROWS;
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
	const char *stored = NULL;
	struct page *page = NULL;
	bool same = false;
	size_t back = 0;
	int row = -1;

	for (; key && row < 0 && back < PAGES; back++) {
		page = &known->pages[(known->newest + PAGES - back) % PAGES];
		row = find_row(page, key, cid, key_hash);
	}
	if (row >= 0) {
		stored = prov_sql_text(page->rows, row, HASH);
		same = stored && (uint64_t)prov_sql_number(page->rows, row, HASH) == hash &&
			!prov_sql_true(page->rows, row, MISSING);
		page->seen[row] |= same;
	}
	if (same) {
		*uid = (int)prov_sql_number(page->rows, row, UID);
		if (prov_sink_seen_add(sink, key_hash, cid, *uid, err) < 0)
			return -1;
	}
	if (!same && key)
		prov_sink_seen_want(sink, key_hash);
	return keep_step(sink, row >= 0, back - 1, err) < 0 ? -1 : same;
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
	for (size_t i = 0; known && i < PAGES; i++)
		prov_sql_result_free(known->pages[i].rows);
	free(known);
}
