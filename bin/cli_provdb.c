/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_provdb.c - the actions of provdb, each a call into the library and what it prints
 */
#include <prov/database.h>

#include "bin/cli.h"

int cli_provdb_init(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	(void)cli;
	return prov_database_init(config, cli_made, err);
}

int cli_provdb_start(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	(void)cli;
	return prov_database_start(config, err);
}

int cli_provdb_stop(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	(void)cli;
	return prov_database_stop(config, err);
}

int cli_provdb_status(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	static const char *const states[] = { "not made yet", "stopped", "running" };
	static const struct prov_column columns[] = {
		{ "database", NULL, "database", PROV_OUT_TEXT },
		{ "place", NULL, "place", PROV_OUT_TEXT },
		{ "state", NULL, "state", PROV_OUT_TEXT },
		{ "schema_version", NULL, "schema", PROV_OUT_INT },
		{ "latest_version", NULL, "latest", PROV_OUT_INT },
	};
	struct prov_database_status s;
	struct prov_out *out;
	char version[24] = "", latest[24];

	if (prov_database_status(config, &s, err) < 0)
		return -1;
	snprintf(version, sizeof(version), "%d", s.version);
	snprintf(latest, sizeof(latest), "%d", s.latest);
	out = prov_out_open(cli_format(cli), columns, COUNT(columns));
	prov_out_row(out, (const char *const[]){ s.is_private ? "private" : "configured", s.place,
						 states[s.state], s.version < 0 ? NULL : version, latest });
	return prov_out_close(out, err);
}

static void report_migration(void *data, const char *name)
{
	(void)data;
	printf("applying %s\n", name);
	fflush(stdout);
}

int cli_provdb_migrate(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	(void)cli;
	return prov_database_migrate(config, report_migration, NULL, err);
}

static void report_broken(void *data, const struct prov_finding *f)
{
	prov_out_row(data, (const char *const[]){ f->rule, f->row, f->problem, f->mend });
}

int cli_provdb_check(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	static const struct prov_column columns[] = {
		{ "rule", NULL, "rule", PROV_OUT_TEXT }, { "row", NULL, "row", PROV_OUT_TEXT },
		{ "problem", NULL, "problem", PROV_OUT_TEXT }, { "mend", NULL, "mend", PROV_OUT_TEXT },
	};
	struct prov_out *out = prov_out_open(cli_format(cli), columns, COUNT(columns));
	long long broken = 0;

	if (prov_database_check(config, report_broken, out, &broken, err) < 0) {
		prov_out_abort(out);
		return -1;
	}
	if (broken == 0 && cli_format(cli) == PROV_OUT_TABLE) {
		prov_out_abort(out);
		return 0;
	}
	if (prov_out_close(out, err) < 0)
		return -1;
	return broken ? prov_fail(err, PROV_E_STORAGE, "%lld rows break a rule", broken) : 0;
}

int cli_provdb_master(struct cli_call *cli, const char *name, struct prov_err *err)
{
	struct prov_call *call;
	const char *env = getenv("NEW_USER_PASSWORD");
	char *password = NULL;

	if (!cli->user.password_file && !(env && env[0])) {
		prov_fail(err, PROV_E_MISSING, "the password is missing");
		return prov_err_hint(err, "--password-file FILE, or - for standard input");
	}
	if (cli->user.password_file) {
		if (cli_secret_file(cli, cli->user.password_file, &password, err) < 0)
			return -1;
	} else {
		password = prov_pool_secret(cli->pool, env);
	}
	call = cli_session(cli, err);
	return call ? prov_master_set(call, name, password, err) : -1;
}

int cli_config_list(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	static const struct prov_column columns[] = {
		{ "key", NULL, "key", PROV_OUT_TEXT }, { "type", NULL, "type", PROV_OUT_TEXT },
		{ "default", NULL, "default", PROV_OUT_TEXT }, { "range", NULL, "range", PROV_OUT_TEXT },
		{ "meaning", NULL, "meaning", PROV_OUT_TEXT },
	};
	struct prov_out *out = prov_out_open(cli_format(cli), columns, COUNT(columns));
	struct prov_setting_info info;

	(void)config;
	for (size_t i = 0; prov_config_setting(i, &info); i++)
		prov_out_row(out, (const char *const[]){ info.key, info.type, info.def, info.range,
							 info.doc });
	return prov_out_close(out, err);
}

int cli_config_get(const struct prov_config *config, const char *key, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *value = prov_config_get(config, key);

	if (!value)
		return prov_fail(err, PROV_E_INVALID, "there is no setting \"%s\"", key);
	return cli_print(err, "%s", value);
}
