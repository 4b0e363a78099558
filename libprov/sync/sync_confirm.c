/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_confirm.c - one look is not enough: who was not seen is looked for again
 *
 * Up to a thousand suspects of a kind are looked up by key. With more of them everything is read once
 * more, keys only: who shows up then is looked up, and so are the others if few are left; else two
 * complete answers without them are the proof. Of the suspects' keys only a number each is kept meanwhile.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "libprov/base/base.h"
#include "libprov/sync/sync_run.h"
#include "libprov/sync/sync_server.h"

#define MANY 1000

/* The suspects of a kind in a second reading. Two keys with one number are looked up both: no harm. */
struct twice {
	uint64_t *numbers;	/* sorted */
	bool *seen;
	size_t count, cap, left;	/* left: not seen */
};

/* One batch that is looked up. */
struct batch {
	struct prov_sync_run *run;
	struct prov_pool *pool;
	struct prov_outside *outside;
	size_t count, cap;
	bool sink_failed;
};

/* ---- looked up by key ---- */

static int found(void *data, const struct prov_record *record, struct prov_err *err)
{
	struct batch *b = data;

	prov_sync_run_count(b->run, record);
	if (b->run->sink->put(b->run->sink, record, err) == 0)
		return 0;
	b->sink_failed = true;
	return -1;
}

static int outside(void *data, const char *key, const char *why, struct prov_err *err)
{
	struct batch *b = data;

	(void)err;
	if (b->count == b->cap) {
		b->cap = b->cap * 2 + 16;
		b->outside = prov_realloc(b->outside, b->cap * sizeof(*b->outside));
	}
	b->outside[b->count++] = (struct prov_outside){ prov_pool_strdup(b->pool, key),
							prov_pool_strdup(b->pool, why) };
	return 0;
}

static void batch_fini(struct batch *b)
{
	prov_pool_free(b->pool);
	free(b->outside);
}

/* Whatever keeps the source from an answer, nobody is proved to be gone. */
static int unclear(struct prov_err *err)
{
	err->code = PROV_E_INCOMPLETE;
	return prov_err_context(err, "it is not clear who is missing, and nothing was changed");
}

/* Looks the keys up, and has the sink note what became of all of the last batch. */
static int look(struct prov_sync_run *r, enum prov_entry_kind kind, const char *const *keys, size_t count,
		struct prov_err *err)
{
	PROV_CLEANUP(batch_fini) struct batch b = { .run = r, .pool = prov_pool_new() };
	const struct prov_finder finder = { found, outside, &b };

	if (count && r->source->find(r->source, kind, keys, count, &finder, err) < 0)
		return b.sink_failed ? -1 : unclear(err);
	return r->sink->prove(r->sink, kind, b.outside, b.count, err);
}

/* ---- read twice ---- */

static uint64_t number_of(const char *key)
{
	uint64_t h = PROV_HASH_INIT;

	/* servers may show a key in another case than before */
	for (; *key; key++) {
		char c = (char)tolower((unsigned char)*key);

		h = prov_hash(h, &c, 1);
	}
	return h;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static bool *seen_at(const struct twice *t, const char *key)
{
	uint64_t number = number_of(key);
	const uint64_t *at = bsearch(&number, t->numbers, t->count, sizeof(number), compare);

	return at ? &t->seen[at - t->numbers] : NULL;
}

static void twice_add(struct twice *t, const char *const *keys, size_t count)
{
	if (t->count + count > t->cap) {
		t->cap = (t->count + count) * 2;
		t->numbers = prov_realloc(t->numbers, t->cap * sizeof(*t->numbers));
	}
	for (size_t i = 0; i < count; i++)
		t->numbers[t->count++] = number_of(keys[i]);
}

static void twice_sort(struct twice *t)
{
	size_t n = 0;

	if (t->count)
		qsort(t->numbers, t->count, sizeof(*t->numbers), compare);
	for (size_t i = 0; i < t->count; i++)
		if (n == 0 || t->numbers[n - 1] != t->numbers[i])
			t->numbers[n++] = t->numbers[i];
	t->count = t->left = n;
	t->seen = prov_alloc(n * sizeof(*t->seen) + 1);
}

static void twice_fini(struct twice *t)
{
	free(t->numbers);
	free(t->seen);
}

static int on_key(void *data, const char *key, struct prov_err *err)
{
	struct twice *t = data;
	bool *seen = seen_at(t, key);

	(void)err;
	if (seen && !*seen) {
		*seen = true;
		t->left--;
	}
	return 0;
}

/* All batches from the first one, which is there, to the last. */
static int collect(struct prov_sync_run *r, enum prov_entry_kind kind, const char *const *keys,
		   size_t count, struct twice *t, struct prov_err *err)
{
	long long total;
	int rc;

	do {
		twice_add(t, keys, count);
		rc = r->sink->suspects(r->sink, kind, &keys, &count, &total, err);
	} while (rc > 0);
	twice_sort(t);
	return rc;
}

/* Of this batch, who showed up; or all, if few are left. */
static int look_twice(struct prov_sync_run *r, enum prov_entry_kind kind, const struct twice *t,
		      const char *const *keys, size_t count, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *text = prov_alloc(count * sizeof(*keys) + 1);
	const char **some = (const char **)(void *)text;
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (t->left <= MANY || *seen_at(t, keys[i]))
			some[n++] = keys[i];
	return look(r, kind, some, n, err);
}

static int read_twice(struct prov_sync_run *r, enum prov_entry_kind kind, const char *const *keys,
		      size_t count, struct prov_err *err)
{
	PROV_CLEANUP(twice_fini) struct twice t = { 0 };
	long long total;
	int rc;

	if (collect(r, kind, keys, count, &t, err) < 0)
		return -1;
	if (r->source->again(r->source, kind, on_key, &t, err) < 0)
		return unclear(err);
	while ((rc = r->sink->suspects(r->sink, kind, &keys, &count, &total, err)) > 0)
		if (look_twice(r, kind, &t, keys, count, err) < 0)
			return -1;
	return rc;
}

static int confirm(struct prov_sync_run *r, enum prov_entry_kind kind, struct prov_err *err)
{
	const char *const *keys;
	size_t count;
	long long total;
	int rc = r->sink->suspects(r->sink, kind, &keys, &count, &total, err);

	r->any_suspects |= rc > 0;
	if (rc > 0 && !r->source->find)
		return prov_fail(err, PROV_E_INCOMPLETE, "entries are missing, and this source cannot look "
				 "them up; nothing was changed");
	if (rc > 0 && total > MANY && r->source->again)
		return read_twice(r, kind, keys, count, err);
	for (; rc > 0; rc = r->sink->suspects(r->sink, kind, &keys, &count, &total, err))
		if (look(r, kind, keys, count, err) < 0)
			return -1;
	return rc;
}

static int confirm_all(struct prov_sync_run *r, struct prov_err *err)
{
	enum prov_proof *proof = &r->counts->proof.suspects;

	*proof = PROV_PROOF_FAILS;
	if (confirm(r, PROV_ENTRY_USER, err) < 0 || confirm(r, PROV_ENTRY_GROUP, err) < 0)
		return -1;
	*proof = r->any_suspects ? PROV_PROOF_HOLDS : PROV_PROOF_UNASKED;
	return 0;
}

int prov_sync_confirm(struct prov_sync_run *r, struct prov_err *err)
{
	return confirm_all(r, err) < 0 ? -1 : prov_sync_server_settle(r, err);
}
