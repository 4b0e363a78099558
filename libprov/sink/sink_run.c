/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_run.c - writes the record of a run
 */
#include "libprov/sink/sink_run.h"

#include "libprov/base/base.h"

static const char *text_or_null(const char *text)
{
	return text[0] ? text : NULL;
}

/* What a run writes of itself, as text. */
struct texts {
	struct prov_str counts, proof, limits, sums;
};

/* What failed before a run that has come to its end is asked for in the same round trip. */
static int write(struct prov_sql *db, const struct sink_run *r, const struct prov_sql_step *before,
		 const struct texts *t, struct prov_sql_result **said, struct prov_sql_result **failed,
		 struct prov_err *err)
{
	const bool silent = !r->applied || prov_sync_number_changes(r->counts) == 0;
	const struct prov_sql_step steps[] = {
		before ? *before : (struct prov_sql_step){ PROV_Q_SYNC_RUN_PRUNE, PROV_NO_ARGS, NULL },
		{ PROV_Q_SYNC_RUN_FAILED, PROV_ARGS(r->source), failed },
		{ PROV_Q_SYNC_RUN_ADD,
		  PROV_ARGS(r->source, r->id, PROV_INT(r->before), PROV_INT(r->since),
			    prov_err_name(r->how->code), PROV_BOOL(r->applied), PROV_BOOL(silent), r->server,
			    t->counts.p, t->proof.p, t->limits.p, text_or_null(r->how->msg),
			    text_or_null(r->how->detail), text_or_null(r->how->hint),
			    PROV_BOOL(r->watched), PROV_INT(r->remind), t->sums.p), said },
		{ PROV_Q_SYNC_RUN_PRUNE, PROV_ARGS(r->source, PROV_INT(r->keep)), NULL },
	};
	const size_t left_out = before ? 0 : 2;

	return prov_sql_batch(db, steps + left_out, COUNT(steps) - left_out, err);
}

static void add_counts(struct prov_str *s, const struct sink_run *r)
{
	prov_str_add_char(s, '{');
	prov_sync_number_add_json(s, r->counts, r->applied);
	prov_str_addf(s, ", \"mode\": \"%s\"", r->counts->since ? "incremental" : "full");
	if (r->batch)
		prov_str_add(s, ", \"watch\": true");
	prov_str_add_char(s, '}');
}

/* Which numbers of several runs are added up: not those that say how it is after them. */
static void add_sums(struct prov_str *s)
{
	const struct prov_sync_number *n;

	for (size_t i = 0; (n = prov_sync_number_at(i)); i++)
		if (n->adds || n->read)
			prov_str_addf(s, "%c%s", s->len ? ',' : '{', n->name);
	prov_str_add_char(s, '}');
}

static void note_failed(struct prov_sync_counts *c, const struct prov_sql_result *failed)
{
	if (prov_sql_rows(failed) == 0)
		return;
	c->failed_runs = prov_sql_number(failed, 0, 0);
	snprintf(c->failed_since, sizeof(c->failed_since), "%s", prov_sql_text(failed, 0, 1));
	snprintf(c->failed_why, sizeof(c->failed_why), "%s",
		 prov_sql_text(failed, 0, 2) ? prov_sql_text(failed, 0, 2) : "");
}

int prov_sink_run_write(struct prov_sql *db, const struct sink_run *r, const struct prov_sql_step *before,
			struct prov_sync_counts *counts, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *said = NULL, *failed = NULL;
	struct texts t = { PROV_STR_INIT, PROV_STR_INIT, PROV_STR_INIT, PROV_STR_INIT };
	int rc;

	add_counts(&t.counts, r);
	add_sums(&t.sums);
	prov_limit_add_json(&t.limits, r->limits, r->counts->limits);
	prov_str_add_char(&t.proof, '{');
	prov_sync_proof_add_json(&t.proof, &r->counts->proof);
	prov_str_add_char(&t.proof, '}');
	rc = write(db, r, before, &t, &said, &failed, err);
	prov_str_fini(&t.counts);
	prov_str_fini(&t.proof);
	prov_str_fini(&t.limits);
	prov_str_fini(&t.sums);
	if (rc < 0)
		return -1;
	counts->repeated = prov_sql_rows(said) > 0 && prov_sql_true(said, 0, 0);
	if (failed && (r->how->code == PROV_OK || r->how->code == PROV_E_PARTIAL))
		note_failed(counts, failed);
	return 0;
}
