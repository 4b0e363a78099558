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
		return 0;
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
	source = prov_config_source(prov_session_config(call->session), state->source, err);
	if (!source)
		return -1;
	state->source = source->name;
	state->limits = &source->limits;
	cli_sync_notify_begin(state);
	state->watched |= prov_session_config(call->session)->sync_remind == 0;
	sync->watched = state->watched;
	return prov_directory_sync(call, source, sync, counts, err);
}

/* What opened everything is gone, not just unknown: scripts that use it have to be told what is now. */
static int check_gone(const struct cli_sync_opt *opt, struct prov_err *err)
{
	if (!opt->force && !opt->max_delete)
		return 0;
	prov_fail(err, PROV_E_CONFIG, "--%s is gone: nothing opens all limits any more",
		  opt->force ? "force" : "max-delete");
	return prov_err_hint(err, "look at \"ldapsync --dry-run\": it prints the command that accepts "
			     "exactly what it lists (--accept sha256:...); limits are set in prov.conf");
}

#define LEAST_DIGITS 12

/* NULL: VALUE. */
static const char *check_digest(const char *text, struct prov_err *err)
{
	const size_t len = strlen(PROV_SYNC_DIGEST);
	const char *hex = strncmp(text, PROV_SYNC_DIGEST, len) == 0 ? text + len : text;
	const size_t digits = strspn(hex, "0123456789abcdef");

	if (!hex[digits] && digits >= LEAST_DIGITS && digits <= 64)
		return text;
	prov_fail(err, PROV_E_VALUE, "\"%s\" is no digest of a plan: " PROV_SYNC_DIGEST " and %d to 64 of "
		  "the digits 0-9a-f", text, LEAST_DIGITS);
	return NULL;
}

int cli_sync_run_one(struct cli_sync *state, struct prov_err *err)
{
	const struct cli_sync_opt *opt = state->cli->own;
	struct prov_sync_options sync = { .dry_run = opt->dry_run, .full = opt->full, .rekey = opt->rekey,
					  .digest = opt->rekey ? opt->accept : NULL,
					  .watch = state->watch };
	struct prov_sync_counts counts = { 0 };
	int rc;

	if (cli_sync_begin(state, &sync, err) < 0)
		return -1;
	rc = check_gone(opt, err);
	if (rc == 0 && opt->accept && !opt->rekey)
		rc = (sync.accept = check_digest(opt->accept, err)) ? 0 : -1;
	if (rc == 0)
		rc = synchronize(state, &sync, &counts, err);
	state->code = rc < 0 ? err->code : PROV_OK;
	state->applied = counts.applied;
	state->read_all = !counts.since && counts.proof.results == PROV_PROOF_HOLDS;
	return cli_sync_end(state, &sync, &counts, rc, err);
}

int cli_sync_run(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_sync_opt *opt = cli->own;
	struct cli_sync state = { .cli = cli, .source = opt->source };

	return cli_sync_run_one(&state, err);
}
