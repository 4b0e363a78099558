/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_notify.c - what the service manager is told of a run: it has begun, how far it is, how it ended
 *
 * READY=1 is for units of Type=notify; systemctl status shows STATUS for all of them. Nothing else of the run
 * depends on it.
 */
#include <prov/directory.h>

#include "bin/cli_sync.h"

static void say(const struct cli_sync *sync, const char *before, const struct prov_str *what)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	prov_str_addf(&s, "%sSTATUS=%s:", before, sync->source);
	prov_plain_add(&s, what->p);	/* a line end would begin another variable */
	cli_manager_tell(s.p, s.len);
}

void cli_sync_notify_begin(const struct cli_sync *sync)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str what = PROV_STR_INIT;

	if (!cli_manager_listens())
		return;
	prov_str_add(&what, " begins");
	say(sync, "READY=1\n", &what);
}

void cli_sync_notify_progress(const struct cli_sync *sync, const struct prov_sync_counts *c)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str what = PROV_STR_INIT;

	if (!cli_manager_listens())
		return;
	prov_str_addf(&what, " %lld users and %lld groups read", c->read_users, c->read_groups);
	say(sync, "", &what);
}

void cli_sync_notify_end(const struct cli_sync *sync, const struct prov_sync_counts *c, int rc,
			 const struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str what = PROV_STR_INIT;

	if (!sync->source || !cli_manager_listens())
		return;
	if (rc < 0)
		prov_str_addf(&what, " %s", err->msg);
	else
		prov_sync_number_add_summary(&what, c);
	say(sync, "", &what);
}
