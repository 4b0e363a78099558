/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_all.c - ldapsync --all: a run of each source, one after the other
 *
 * Each is a run of its own, with its own lock and record: one that fails does not keep the others from
 * theirs. What they say comes together, as one mail; the exit status is that of the worst.
 */
#include "bin/cli_sync.h"

/* Reported here, so that the next one may begin. */
static enum prov_code run_one(struct cli_sync *state)
{
	struct prov_err err = PROV_ERR_INIT;

	if (cli_sync_run_one(state, &err) == 0)
		return state->code;
	cli_exit_report(state->cli, &err);
	return err.code;
}

int cli_sync_all(struct cli_call *cli, struct prov_err *err)
{
	const struct prov_config *config = cli_config(cli, err);
	enum prov_code worst = PROV_OK;

	if (!config || (!config->source_count && !prov_config_source(config, NULL, err)))
		return -1;
	for (size_t i = 0; i < config->source_count; i++) {
		struct cli_sync state = { .cli = cli, .source = config->sources[i].name,
					  .before = i ? "" : "[",
					  .after = i + 1 < config->source_count ? "," : "]" };
		const enum prov_code code = run_one(&state);

		if (prov_err_is_worse(code, worst))
			worst = code;
	}
	cli->status = prov_err_status(worst);
	return 0;
}
