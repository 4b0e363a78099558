/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_support_mask.c - a ticket without names and addresses, and its attachment, unless they are wanted there
 */
#include <prov/mask.h>

#include "bin/cli_support.h"

/* No database is a reason for a ticket, not against one: it has what names nobody then. */
static int without_names(struct cli_call *cli, const struct cli_support *opt, struct cli_support_request *r,
			 struct prov_mask **names, struct prov_err *err)
{
	if (err->code != PROV_E_UNAVAILABLE && err->code != PROV_E_STORAGE && err->code != PROV_E_TIMEOUT)
		return -1;
	cli_note("supportrequest: warning: %s", err->msg);
	cli_note("supportrequest: warning: so names cannot be told from other words: "
		 "look at the ticket yourself; logs and runs are not in the attachment");
	prov_err_clear(err);
	if (r->attachment && !opt->personal) {
		prov_freep(&r->attachment);
		r->attachment = cli_support_attach(cli, opt, true);
	}
	return prov_mask_make(NULL, "", names, err);
}

/* Nothing personal in what is written, unless it is wanted, and never in the ticket itself. */
int cli_support_mask(struct cli_call *cli, const struct cli_support *opt, struct cli_support_request *r,
		     struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *all = prov_asprintf("%s\n%s", r->body,
							   r->attachment ? r->attachment : "");
	PROV_CLEANUP(prov_mask_freep) struct prov_mask *names = NULL;
	PROV_CLEANUP(prov_freep) char *subject = NULL;
	char *body, *attachment;

	if (prov_mask_make(&cli->call, all, &names, err) < 0 &&
	    without_names(cli, opt, r, &names, err) < 0)
		return -1;
	body = prov_mask_text(names, r->body);
	if (strcmp(body, r->body) != 0)
		cli_note("supportrequest: warning: names or addresses in the ticket were replaced");
	prov_freep(&r->body);
	r->body = body;
	subject = prov_mask_text(names, r->subject);
	r->subject = prov_pool_strdup(cli->pool, subject);
	if (!r->attachment || opt->personal)
		return 0;
	attachment = prov_mask_text(names, r->attachment);
	prov_freep(&r->attachment);
	r->attachment = attachment;
	return 0;
}
