/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_since.c - READ of an incremental run: only what became of the entries since the last one
 *
 * What the source says goes to staging: entries as in a full run, and keys of entries that are there or gone.
 * Then some entries are looked up by key of which nothing was said: those that could not be taken before,
 * those whose users were changed here or held back, and those of which nobody knows. Who is said to be gone
 * is a suspect like one that a full run does not show, and confirmed by key; what cannot be told from that is
 * read in full (groups). Any doubt is INCOMPLETE, and the run begins anew, with all groups or as a full one.
 */
#include "libprov/base/base.h"
#include "libprov/sync/sync_run.h"

static int on_record(void *data, const struct prov_record *record, struct prov_err *err)
{
	return prov_sync_stage(data, record, err);
}

static int on_key(void *data, enum prov_entry_kind kind, const char *key, bool gone, struct prov_err *err)
{
	struct prov_sync_run *r = data;

	return r->sink->key(r->sink, kind, key, gone, err);
}

static int on_group(void *data, const char *key, struct prov_err *err)
{
	struct prov_sync_run *r = data;

	return r->sink->key_group(r->sink, key, err);
}

static int on_end(void *data, enum prov_entry_kind kind, bool rest_is_gone, long long entries,
		  struct prov_err *err)
{
	struct prov_sync_run *r = data;

	return r->sink->key_end(r->sink, kind, rest_is_gone, entries, err);
}

/* Entries that are looked up, and how many of them are there. */
struct look {
	struct prov_sync_run *run;
	size_t found;
};

static int on_found(void *data, const struct prov_record *record, struct prov_err *err)
{
	struct look *look = data;

	look->found++;
	return prov_sync_stage(look->run, record, err);
}

/* Where it is does not matter: it is no part of the source. */
static int on_outside(void *data, const char *key, const char *why, struct prov_err *err)
{
	((struct look *)data)->found++;
	(void)key;
	(void)why;
	(void)err;
	return 0;
}

static int find(struct look *look, const char *const *keys, size_t count, struct prov_err *err)
{
	const struct prov_finder finder = { on_found, on_outside, look };
	struct prov_source *source = look->run->source;

	return count ? source->find(source, PROV_ENTRY_USER, keys, count, &finder, err) : 0;
}

/* Of those who should be there the server did not say that one is gone: one that is not there hides its key,
 * or just went. Who was held back may have gone long ago. */
static int look_up(struct prov_sync_run *r, struct prov_err *err)
{
	struct look look = { r, 0 };
	const char *const *keys;
	size_t count, there;

	if (r->sink->wanted(r->sink, &keys, &count, &there, err) < 0 || find(&look, keys, there, err) < 0)
		return -1;
	if (look.found < there)
		return prov_fail(err, PROV_E_INCOMPLETE, "%zu of %zu entries that were looked up are not "
				 "found, and the server did not say that they are gone", there - look.found,
				 there);
	return find(&look, keys + there, count - there, err);
}

/* The server said that they are there. */
static int find_groups(struct prov_sync_run *r, const char *const *keys, size_t count, struct prov_err *err)
{
	struct look look = { r, 0 };
	const struct prov_finder finder = { on_found, NULL, &look };

	r->counts->some_groups = true;
	if (r->source->find(r->source, PROV_ENTRY_GROUP, keys, count, &finder, err) < 0)
		return -1;
	if (look.found == count)
		return 0;
	return prov_fail(err, PROV_E_INCOMPLETE, "%zu of %zu groups that changed are not found",
			 count - look.found, count);
}

static int read_groups(struct prov_sync_run *r, struct prov_err *err)
{
	const char *const *keys;
	size_t count;
	int rc = r->sink->wants_groups(r->sink, &keys, &count, err);

	if (rc <= 0)
		return rc;
	if (count)
		return find_groups(r, keys, count, err);
	r->source->since_groups(r->source);
	return prov_sync_stage_all(r, err);
}

int prov_sync_since(struct prov_sync_run *r, struct prov_err *err)
{
	const struct prov_news news = { on_record, on_key, on_group, on_end, r };
	const char *const *keys = r->sink->known_keys;

	r->source->trust(r->source, PROV_ENTRY_USER, keys[0], keys[1]);
	if (r->source->since(r->source, r->sink->cookies, &news, err) < 0 || look_up(r, err) < 0 ||
	    read_groups(r, err) < 0)
		return -1;
	r->counts->proof = r->source->proof;
	return 0;
}
