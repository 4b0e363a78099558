/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_lines.c - a plan, line by line, to who asked for the run
 */
#include <string.h>

#include "libprov/base/base.h"
#include "libprov/sync/sync_run.h"

int prov_sync_lines(struct prov_sync_run *r, bool only_rejects, struct prov_err *err)
{
	if (!r->options->change)
		return 0;
	return r->sink->changes(r->sink, only_rejects, r->options->change, r->options->data, err);
}

/* The lines that a limit is about, beside those that are always told; NULL: there are none. */
static const char *action_of(enum prov_limit kind)
{
	switch (kind) {
	case PROV_LIMIT_BLANKED: case PROV_LIMIT_CHANGED: case PROV_LIMIT_ENABLED: case PROV_LIMIT_DISABLED:
	case PROV_LIMIT_MEMBERS: case PROV_LIMIT_GROUP_MEMBERS:
		return "change";
	case PROV_LIMIT_RENAMED:
		return "rename";
	case PROV_LIMIT_CREATED:
		return "create";
	default:
		return NULL;
	}
}

/* Is this what a limit of the source is passed by? */
static bool is_too_much(const struct prov_sync_run *r, const char *action)
{
	for (int kind = 0; kind < PROV_LIMITS; kind++) {
		const char *of = action_of((enum prov_limit)kind);

		if (of && strcmp(of, action) == 0 &&
		    prov_limit_judge(&r->options->limits, &r->counts->limits[kind]) != PROV_LIMIT_PASS)
			return true;
	}
	return false;
}

/* Passes on what takes users or groups away, or takes local users over, what else is too much, and the
 * rejects: those without a key may be the missing. */
static int only_removals(void *data, const struct prov_sync_change *change, struct prov_err *err)
{
	static const char *const actions[] = { "disable", "delete", "missing", "hold", "adopt", "reject",
					       "left" };
	const struct prov_sync_run *r = data;

	for (size_t i = 0; i < COUNT(actions); i++)
		if (strcmp(change->action, actions[i]) == 0)
			return r->options->change(r->options->data, change, err);
	return is_too_much(r, change->action) ? r->options->change(r->options->data, change, err) : 0;
}

/* To decide about a run that is stopped one has to see who would go, and all of the plan if that was asked
 * for. */
int prov_sync_lines_stopped(struct prov_sync_run *r, struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;
	int rc = 0;

	if (r->options->dry_run)
		rc = prov_sync_lines(r, false, &other);
	else if (r->options->change)
		rc = r->sink->changes(r->sink, false, only_removals, r, &other);
	if (rc == 0)
		return -1;
	return prov_err_detail(err, "The list of them cannot be shown: %s", other.msg);
}
