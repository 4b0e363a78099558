/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_object.c - a run of ldapsync as one object of JSON, however it ended
 *
 * Of a dry run its plan is the first member, a list, which is written as it comes: --fields holds for it.
 */
#include <prov/directory.h>

#include "bin/cli_sync.h"

static void add_failed(struct prov_str *s, const struct prov_sync_counts *c)
{
	prov_str_addf(s, ", \"recovered\": {\"runs\": %lld, \"since\": \"%s\", \"message\": ", c->failed_runs,
		      c->failed_since);
	prov_str_add_json(s, c->failed_why, strlen(c->failed_why));
	prov_str_add_char(s, '}');
}

/* What was planned and not done is no number of a run; of a dry run it is what would be done. */
static void add_members(struct prov_str *s, const struct cli_sync *sync, bool done, bool planned,
			const struct prov_sync_counts *c, const struct prov_err *how)
{
	if (sync->source) {
		prov_str_add(s, "\"source\": ");
		prov_str_add_json(s, sync->source, strlen(sync->source));
		prov_str_add(s, ", ");
	}
	prov_sync_number_add_json(s, c, done || planned);
	prov_str_addf(s, ", \"applied\": %s, \"status\": %d", done ? "true" : "false",
		      prov_err_status(how->code));
	prov_str_addf(s, ", \"mode\": \"%s\"", c->since ? "incremental" : "full");
	if (c->why_full[0]) {
		prov_str_add(s, ", \"full_because\": ");
		prov_str_add_json(s, c->why_full, strlen(c->why_full));
	}
	if (c->phase)
		prov_str_addf(s, ", \"phase\": \"%s\"", c->phase);
	if (sync->limits) {
		prov_str_add(s, ", \"limits\": ");
		prov_limit_add_json(s, sync->limits, c->limits);
	}
	if (c->failed_runs)
		add_failed(s, c);
	if (how->code != PROV_OK) {
		prov_str_add(s, ", \"error\": ");
		cli_exit_json(s, sync->cli, how);
	}
}

int cli_sync_object_begin(const struct cli_sync *sync, struct prov_err *err)
{
	return cli_print(err, "%s{\"changes\":", sync->before ? sync->before : "");
}

int cli_sync_object_end(const struct cli_sync *sync, bool planned, const struct prov_sync_counts *c,
			const struct prov_err *how, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	add_members(&s, sync, false, planned, c, how);
	return cli_print(err, ", %s}%s", s.p, sync->after ? sync->after : "");
}

int cli_sync_object_print(const struct cli_sync *sync, bool done, const struct prov_sync_counts *c,
			  const struct prov_err *how, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	add_members(&s, sync, done, false, c, how);
	return cli_print(err, "%s{%s}%s", sync->before ? sync->before : "", s.p,
			 sync->after ? sync->after : "");
}
