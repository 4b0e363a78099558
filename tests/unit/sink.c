/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/sink.c - a run of the sink is read, planned and written: a call at another time is refused, before
 * the database hears of it (there is none here)
 */
#include "libprov/sink/sink.h"
#include "tests/lib/tap.h"

static struct prov_sync_options options;
static struct prov_sync_counts counts;

static int no_change(void *data, const struct prov_sync_change *change, struct prov_err *err)
{
	(void)data;
	(void)change;
	return prov_fail(err, PROV_E_INTERNAL, "there is no plan");
}

/* The calls by their first letters. */
static int call(struct prov_sink *s, char which, struct prov_err *err)
{
	const struct prov_source source = { .next = NULL };
	const struct prov_record record = { .kind = PROV_ENTRY_USER };
	const char *const *keys;
	size_t count;
	long long total;

	switch (which) {
	case 'b': return s->begin(s, &source, &options, err);
	case 'p': return s->put(s, &record, err);
	case 's': return s->suspects(s, PROV_ENTRY_USER, &keys, &count, &total, err);
	case 'v': return s->prove(s, PROV_ENTRY_USER, NULL, 0, err);
	case 'l': return s->plan(s, &options, &counts, err);
	case 'c': return s->changes(s, false, no_change, NULL, err);
	default: return s->merge(s, &counts, err);
	}
}

/* All calls of the list are refused in this state, and leave it as it is. */
static void refuses(enum sink_state state, const char *name, const char *calls)
{
	struct prov_source_config config = { .name = "none" };
	struct prov_call nobody = { .session = NULL };
	struct prov_sink *s = prov_sink_sql_open(&nobody, &config);
	struct sink *sink = (struct sink *)s;

	sink->state = state;
	for (const char *c = calls; *c; c++) {
		struct prov_err err = PROV_ERR_INIT;

		ok(call(s, *c, &err) < 0 && err.code == PROV_E_INTERNAL && strstr(err.msg, name),
		   "%s: no %c: %s", name, *c, err.msg);
		ok(sink->state == state, "%s: nothing has changed by that", name);
	}
	s->close(s);
}

int main(void)
{
	refuses(SINK_NEW, "new", "psvlcm");
	refuses(SINK_READING, "reading", "bcm");
	refuses(SINK_PLANNED, "planned", "bpsvl");
	refuses(SINK_WRITTEN, "written", "bpsvlcm");
	refuses(SINK_FAILED, "failed", "bpsvlcm");
	return done();
}
