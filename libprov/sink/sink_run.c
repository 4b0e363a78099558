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

/* {"missing": {"n": 3, "of": 100, "used": 60}}: how near to its limit each kind came. */
static void add_limits(struct prov_str *s, const struct sink_run *r)
{
	prov_str_add_char(s, '{');
	for (int i = 0; i < PROV_LIMITS; i++) {
		const struct prov_limit_count *c = &r->counts->limits[i];

		if (c->n == 0)
			continue;
		prov_str_addf(s, "%s\"%s\": {\"n\": %lld, \"of\": %lld, \"used\": %lld}",
			      s->len > 1 ? ", " : "", prov_limit_kind((enum prov_limit)i)->name, c->n,
			      prov_limit_base(c, false), prov_limit_used(r->limits, c));
	}
	prov_str_add_char(s, '}');
}

static int write(struct prov_sql *db, const struct sink_run *r, const struct prov_sql_step *before,
		 const char *counts, const char *proof, const char *limits, struct prov_sql_result **said,
		 struct prov_err *err)
{
	const bool silent = !r->applied || prov_sync_changes(r->counts) == 0;
	const struct prov_sql_step steps[] = {
		before ? *before : (struct prov_sql_step){ PROV_Q_SYNC_RUN_PRUNE, PROV_NO_ARGS, NULL },
		{ PROV_Q_SYNC_RUN_ADD,
		  PROV_ARGS(r->source, r->id, PROV_INT(r->before), PROV_INT(r->since),
			    prov_err_name(r->how->code), PROV_BOOL(r->applied), PROV_BOOL(silent), r->server,
			    counts, proof, limits, text_or_null(r->how->msg), text_or_null(r->how->detail),
			    text_or_null(r->how->hint), PROV_BOOL(r->watched), PROV_INT(r->remind)), said },
		{ PROV_Q_SYNC_RUN_PRUNE, PROV_ARGS(r->source, PROV_INT(r->keep)), NULL },
	};
	const size_t left_out = before ? 0 : 1;

	return prov_sql_batch(db, steps + left_out, COUNT(steps) - left_out, err);
}

int prov_sink_run_write(struct prov_sql *db, const struct sink_run *r, const struct prov_sql_step *before,
			bool *repeated, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *said = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str counts = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str limits = PROV_STR_INIT, proof = PROV_STR_INIT;

	prov_str_add_char(&counts, '{');
	prov_sync_number_add_json(&counts, r->counts, r->applied);
	prov_str_add_char(&counts, '}');
	add_limits(&limits, r);
	prov_str_add_char(&proof, '{');
	prov_sync_proof_add_json(&proof, &r->counts->proof);
	prov_str_add_char(&proof, '}');
	if (write(db, r, before, counts.p, proof.p, limits.p, &said, err) < 0)
		return -1;
	*repeated = prov_sql_rows(said) > 0 && prov_sql_true(said, 0, 0);
	return 0;
}
