/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_run.c - a run of one source
 */
#include <prov/directory.h>

#include "bin/cli_sync.h"

static int check_rekey(const struct cli_sync_opt *opt, struct prov_err *err)
{
	static const char *const words[] = { "name", "mail", "dn" };

	if (!opt->rekey)
		return !opt->accept ? 0 :
			prov_fail(err, PROV_E_INVALID, "--accept is for the plan of --rekey");
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(opt->rekey, words[i]) == 0)
			return 0;
	prov_fail(err, PROV_E_INVALID, "--rekey: \"%s\" is none of name, mail and dn", opt->rekey);
	return prov_err_hint(err, "it says what a user and the new entry have in common");
}

static int synchronize(struct cli_sync *state, struct prov_sync_options *sync,
		       struct prov_sync_counts *counts, struct prov_err *err)
{
	struct cli_call *cli = state->cli;
	const struct cli_sync_opt *opt = cli->own;
	struct prov_call *call = cli_bulk_session(cli, err);
	const struct prov_source_config *source;

	if (check_rekey(opt, err) < 0 || !call)
		return -1;
	source = prov_config_source(prov_session_config(call->session), opt->source, err);
	if (!source)
		return -1;
	state->source = source->name;
	state->watched |= prov_session_config(call->session)->sync_remind == 0;
	sync->watched = state->watched;
	return prov_directory_sync(call, source, sync, counts, err);
}

int cli_sync_run(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_sync_opt *opt = cli->own;
	struct prov_sync_options sync = { .dry_run = opt->dry_run, .force = opt->force,
					  .rekey = opt->rekey, .digest = opt->accept };
	struct cli_sync state = { .cli = cli, .source = opt->source };
	struct prov_sync_counts counts = { 0 };
	int rc;

	if (cli_sync_begin(&state, &sync, err) < 0)
		return -1;
	rc = synchronize(&state, &sync, &counts, err);
	return cli_sync_end(&state, &sync, &counts, rc, err);
}
