/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/sync_confirm.c - who was not seen is looked for again: by key, or, if they are many, by reading
 * everything once more
 */
#include "libprov/base/base.h"
#include "tests/lib/tap.h"

#include <prov/sync.h>

#define BATCH 100

static struct {
	int suspects;			/* users u1, u2, ... */
	int shown;			/* so many of them are shown by a second reading, */
	int outside;			/* and so many more are out of the source */
	bool is_shouting;		/* the second reading shows keys in capital letters */
	enum prov_code find_fails, again_fails, prove_fails, put_fails;
	int at;				/* the batch */
	int looked, put, proven, out, again, proofs;
	bool cannot_read_again;
} fake;

static struct prov_record record;

static enum prov_next source_next(struct prov_source *source, const struct prov_record **out,
				  struct prov_err *err)
{
	(void)source;
	(void)out;
	(void)err;
	return PROV_NEXT_END;
}

static int number_of(const char *key)
{
	return (int)strtol(key + 1, NULL, 10);
}

static int source_find(struct prov_source *source, enum prov_entry_kind kind, const char *const *keys,
		       size_t count, const struct prov_finder *finder, struct prov_err *err)
{
	(void)source;
	for (size_t i = 0; i < count; i++) {
		int n = number_of(keys[i]);

		fake.looked++;
		record = (struct prov_record){ .kind = kind, .key = keys[i] };
		if (n <= fake.shown && finder->found(finder->data, &record, err) < 0)
			return -1;
		if (n > fake.shown && n <= fake.shown + fake.outside &&
		    finder->outside(finder->data, keys[i], "uid=x,ou=elsewhere", err) < 0)
			return -1;
	}
	return fake.find_fails ? prov_fail(err, fake.find_fails, "as told") : 0;
}

static int source_again(struct prov_source *source, enum prov_entry_kind kind,
			int (*fn)(void *data, const char *key, struct prov_err *err), void *data,
			struct prov_err *err)
{
	(void)source;
	(void)kind;
	fake.again++;
	for (int i = 1; i <= fake.shown; i++) {
		PROV_CLEANUP(prov_freep) char *key = prov_asprintf(fake.is_shouting ? "U%d" : "u%d", i);

		/* some servers show an entry twice, and others than suspects are there as well */
		if (fn(data, key, err) < 0 || fn(data, key, err) < 0 || fn(data, "somebody", err) < 0)
			return -1;
	}
	return fake.again_fails ? prov_fail(err, fake.again_fails, "as told") : 0;
}

static int sink_begin(struct prov_sink *sink, const struct prov_source *source,
		      const struct prov_sync_options *options, struct prov_err *err)
{
	(void)sink;
	(void)source;
	(void)options;
	(void)err;
	return 0;
}

static int sink_put(struct prov_sink *sink, const struct prov_record *r, struct prov_err *err)
{
	(void)sink;
	(void)r;
	fake.put++;
	return fake.put_fails ? prov_fail(err, fake.put_fails, "as told") : 0;
}

static int sink_suspects(struct prov_sink *sink, enum prov_entry_kind kind, const char *const **keys,
			 size_t *count, long long *total, struct prov_err *err)
{
	static char text[BATCH][16];
	static const char *batch[BATCH];
	int first = fake.at * BATCH;

	(void)sink;
	(void)err;
	*total = kind == PROV_ENTRY_USER ? fake.suspects : 0;
	for (*count = 0; *count < BATCH && first + (int)*count < *total; (*count)++) {
		snprintf(text[*count], sizeof(text[0]), "u%d", first + (int)*count + 1);
		batch[*count] = text[*count];
	}
	*keys = batch;
	fake.at = *count ? fake.at + 1 : 0;
	return *count > 0;
}

static int sink_prove(struct prov_sink *sink, enum prov_entry_kind kind, const struct prov_outside *outside,
		      size_t count, struct prov_err *err)
{
	int left = fake.suspects - (fake.at - 1) * BATCH;

	(void)sink;
	(void)kind;
	for (size_t i = 0; i < count; i++)
		fake.out += strcmp(outside[i].why, "uid=x,ou=elsewhere") == 0 &&
			number_of(outside[i].key) > fake.shown;
	fake.proofs++;
	fake.proven += left < BATCH ? left : BATCH;
	return fake.prove_fails ? prov_fail(err, fake.prove_fails, "as told") : 0;
}

static int sink_plan(struct prov_sink *sink, const struct prov_sync_options *options,
		     struct prov_sync_counts *counts, struct prov_err *err)
{
	(void)sink;
	(void)options;
	(void)counts;
	(void)err;
	return 0;
}

static int sink_merge(struct prov_sink *sink, struct prov_sync_counts *counts, struct prov_err *err)
{
	(void)sink;
	(void)counts;
	(void)err;
	return 0;
}

static struct prov_err err;

static int run(void)
{
	const struct prov_sync_options options = { .dry_run = false };
	struct prov_source source = { .next = source_next, .find = source_find,
				      .again = fake.cannot_read_again ? NULL : source_again };
	struct prov_sink sink = { .begin = sink_begin, .put = sink_put, .suspects = sink_suspects,
				  .prove = sink_prove, .plan = sink_plan, .lock = sink_plan,
				  .merge = sink_merge };
	struct prov_sync_counts counts;

	prov_err_clear(&err);
	return prov_sync(&source, &sink, &options, &counts, &err);
}

static void reset(int suspects, int shown)
{
	memset(&fake, 0, sizeof(fake));
	fake.suspects = suspects;
	fake.shown = shown;
}

static void few(void)
{
	reset(1000, 3);
	fake.outside = 4;
	is_int(run(), 0, "SR29: a thousand suspects");
	is_int(fake.again, 0, "SR29: are not read again");
	is_int(fake.looked, 1000, "SR29: but looked up by key, each once");
	is_int(fake.put, 3, "SR29: who is found is staged");
	is_int(fake.out, 4, "SR29: who is out of the source is told, with the place");
	is_int(fake.proven, 1000, "SR29: all of them are settled");
	is_int(fake.proofs, 10, "SR29: batch by batch");

	reset(5000, 3);
	fake.cannot_read_again = true;
	is_int(run(), 0, "SR29: a source that cannot be read again");
	is_int(fake.looked, 5000, "SR29: looks all of them up");
}

static void many(void)
{
	reset(1001, 0);
	is_int(run(), 0, "SR29: a thousand and one");
	is_int(fake.again, 1, "SR29: are read again");
	is_int(fake.looked, 0, "SR29: who is in neither answer needs no other look");
	is_int(fake.proven, 1001, "SR29: all of them are settled");

	reset(2500, 2000);
	is_int(run(), 0, "SR29: most of them show up when they are read again");
	is_int(fake.looked, 2500, "SR29: they are looked up, and so are the few who are left");
	is_int(fake.put, 2000, "SR29: and staged as they are");

	reset(2500, 20);
	fake.is_shouting = true;
	is_int(run(), 0, "SR29: twenty of them show up, in another case");
	is_int(fake.looked, 20, "SR29: they are looked up");
	is_int(fake.put, 20, "SR29: and staged as they are");
	is_int(fake.proven, 2500, "SR29: the others are settled by two complete answers");
}

/* Whatever is wrong with the second reading, or with a look, nobody is proved to be gone. */
static void broken(void)
{
	reset(1001, 20);
	fake.again_fails = PROV_E_TIMEOUT;
	is_int(run(), -1, "SR29: a second reading that fails");
	is_err(&err, PROV_E_INCOMPLETE, "SR29: is an incomplete answer");
	is_int(fake.proofs, 0, "SR29: and proves nothing");
	ok(strstr(err.msg, "it is not clear who is missing, and nothing was changed") != NULL,
	   "SR29: that is said: %s", err.msg);

	reset(1001, 20);
	fake.find_fails = PROV_E_UNAVAILABLE;
	is_int(run(), -1, "SR29: a look after it that fails");
	is_err(&err, PROV_E_INCOMPLETE, "SR29: is an incomplete answer");
	is_int(fake.proofs, 0, "SR29: and proves nothing");

	reset(1001, 20);
	fake.put_fails = PROV_E_STORAGE;
	is_int(run(), -1, "SR29: what was found cannot be staged");
	is_err(&err, PROV_E_STORAGE, "SR29: that is the reason");

	reset(10, 2);
	fake.prove_fails = PROV_E_STORAGE;
	is_int(run(), -1, "SR29: the proof cannot be noted");
	is_err(&err, PROV_E_STORAGE, "SR29: that is the reason");
}

int main(void)
{
	few();
	many();
	broken();
	return done();
}
