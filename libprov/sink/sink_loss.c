/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_loss.c - what those who stay would lose: values, memberships, locks
 *
 * A login that lost the right to read an attribute is shown entries without it, and that looks like a
 * change of everybody. The first loss that is too much is noted; the engine stops the run.
 */
#include "libprov/sync/sync_plan.h"
#include "libprov/sink/sink_plan.h"

/* So few are never counted. */
static const char *least(const struct prov_sync_options *o, char *buf, size_t size)
{
	long long floor = o->max_delete_floor < 10 ? o->max_delete_floor : 10;

	snprintf(buf, size, "%lld", floor / 2);
	return buf;
}

static void note(struct sink *sink, struct prov_sync_counts *c, const char *what, const char *cid,
		 long long n, long long of)
{
	if (c->lost_what[0])
		return;
	snprintf(c->lost_what, sizeof(c->lost_what), "%.80s%s%s", what, cid ? " in context " : "",
		 cid ? cid : "");
	c->lost = n;
	c->lost_of = of;
	c->rules_changed = sink->rules_changed;
}

/* Where all who are disabled in the directory would be enabled at once, it shows no lock any more. */
static bool no_lock_left(const char *cid, const char *field, long long n, long long of,
			 const struct prov_sync_options *o)
{
	return !cid && o->max_delete < 100 && strcmp(field, "lock") == 0 && n > 2 && n >= of;
}

static int look_at_values(struct sink *sink, const struct prov_sync_options *o,
			  struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	char few[24];

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_BLANKED,
			  PROV_ARGS(sink->run, sink->config->name, least(o, few, sizeof(few)),
				    PROV_INT((long long)sink->default_modules)), &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++) {
		const char *cid = prov_sql_text(res, i, 0), *field = prov_sql_text(res, i, 1);
		long long n = prov_sql_number(res, i, 2), of = prov_sql_number(res, i, 3);

		if (no_lock_left(cid, field, n, of, o) || prov_sync_plan_loses(n, of, o))
			note(sink, c, field, cid, n, of);
	}
	return 0;
}

static int look_at_members(struct sink *sink, const struct prov_sync_options *o,
			   struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	char few[24];

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_LOST_MEMBERS,
			  PROV_ARGS(sink->run, sink->config->name, least(o, few, sizeof(few))),
			  &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++) {
		const char *cid = prov_sql_text(res, i, 0), *emptied = prov_sql_text(res, i, 3);
		long long n = prov_sql_number(res, i, 1), of = prov_sql_number(res, i, 2);
		PROV_CLEANUP(prov_freep) char *what =
			emptied ? prov_asprintf("all members of group \"%s\"", emptied) :
			prov_strdup("memberships");

		if (emptied || prov_sync_plan_loses(n, of, o))
			note(sink, c, what, cid, n, of);
	}
	return 0;
}

int prov_sink_loss(struct sink *sink, const struct prov_sync_options *o, struct prov_sync_counts *c,
		   struct prov_err *err)
{
	if (c->changed && look_at_values(sink, o, c, err) < 0)
		return -1;
	return c->members_removed ? look_at_members(sink, o, c, err) : 0;
}
