/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_provdb.c - the actions of provdb, each a call into the library and what it prints
 */
#include <prov/database.h>
#include <prov/log.h>

#include "bin/cli_list.h"

/* What has nothing to say says so in JSON. */
static int done(const struct cli_call *cli, const char *action, struct prov_err *err)
{
	return cli->opt.json ? cli_print_object(cli, err, "action", action, NULL) : 0;
}

int cli_provdb_init(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	return prov_database_init(config, cli_made, err) < 0 ? -1 : done(cli, "init", err);
}

int cli_provdb_start(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	return prov_database_start(config, err) < 0 ? -1 : done(cli, "start", err);
}

int cli_provdb_stop(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	return prov_database_stop(config, err) < 0 ? -1 : done(cli, "stop", err);
}

/* Returns if it does not begin. */
int cli_provdb_run(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	(void)cli;
	return prov_database_run(config, err);
}

int cli_provdb_status(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	static const char *const states[] = { "not made yet", "stopped", "running" };
	static const struct prov_column columns[] = {
		{ "database", NULL, "database", PROV_CELL_TEXT },
		{ "place", NULL, "place", PROV_CELL_TEXT },
		{ "state", NULL, "state", PROV_CELL_TEXT },
		{ "schema_version", NULL, "schema", PROV_CELL_INT },
		{ "latest_version", NULL, "latest", PROV_CELL_INT },
		{ "engine", NULL, "engine", PROV_CELL_TEXT },
	};
	struct prov_database_status s;
	struct cli_list list;
	char version[24] = "", latest[24];

	if (prov_database_status(config, &s, err) < 0 ||
	    cli_list_begin_one(cli, &list, columns, COUNT(columns), err) < 0)
		return -1;
	snprintf(version, sizeof(version), "%d", s.version);
	snprintf(latest, sizeof(latest), "%d", s.latest);
	cli_list_row(&list, (const char *const[]){ s.is_private ? "private" : "configured", s.place,
		     states[s.state], s.version < 0 ? NULL : version, latest,
		     s.engine[0] ? s.engine : NULL });
	return cli_list_end(&list, 0, err);
}

void cli_provdb_report(void *data, const char *name)
{
	struct prov_str *json = data;

	if (json) {
		prov_str_add(json, json->len ? ", " : "");
		prov_str_add_json(json, name, strlen(name));
		return;
	}
	printf("applying %s\n", name);
	fflush(stdout);
}

int cli_provdb_migrate(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str json = PROV_STR_INIT;

	if (prov_database_migrate(config, cli_provdb_report, cli->opt.json ? &json : NULL, err) < 0)
		return -1;
	return !cli->opt.json ? 0 :
		cli_print(err, "{\"action\": \"migrate\", \"applied\": [%s]}", json.p);
}

int cli_provdb_distribute(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	return prov_database_distribute(config, err) < 0 ? -1 : done(cli, "distribute", err);
}

struct report {
	const struct cli_process *process;
	struct cli_list list;
	long long count;
};

static void report_finding(void *data, const struct prov_finding *f)
{
	struct report *r = data;
	PROV_CLEANUP(prov_freep) char *mend = cli_exit_commands(r->process, f->mend);

	r->count++;
	cli_list_row(&r->list, (const char *const[]){ f->rule, f->row, f->problem, mend,
		     f->notice ? "notice" : "error" });
}

int cli_provdb_check(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	static const struct prov_column columns[] = {
		{ "rule", NULL, "rule", PROV_CELL_TEXT }, { "row", NULL, "row", PROV_CELL_TEXT },
		{ "problem", NULL, "problem", PROV_CELL_TEXT }, { "mend", NULL, "mend", PROV_CELL_TEXT },
		{ "level", NULL, "level", PROV_CELL_TEXT },
	};
	struct report report = { .process = cli->process };
	long long broken = 0;
	int rc;

	if (cli_list_begin(cli, &report.list, columns, COUNT(columns), err) < 0)
		return -1;
	rc = prov_database_check(config, report_finding, &report, &broken, err);
	if (rc == 0 && report.count == 0 && cli_format(cli) == PROV_OUT_TABLE) {
		prov_out_abort(report.list.out);
		return 0;
	}
	if (cli_list_end(&report.list, rc, err) < 0)
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
	if (!call || prov_master_set(call, name, password, err) < 0)
		return -1;
	return !cli->opt.json ? 0 : cli_print_object(cli, err, "action", "master", "user", name, NULL);
}

int cli_provdb_prune_log(struct cli_call *cli, const struct prov_config *config, const char *keep,
			 bool dry_run, struct prov_err *err)
{
	long long days = config->log_keep, lines = 0;
	struct prov_call *call;

	if (cli_number(keep, "--keep", 1, 36500, &days, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call || (days && prov_log_prune(call, (int)days, dry_run, &lines, err) < 0))
		return -1;
	if (cli->opt.json)
		return cli_print(err, "{\"action\": \"prune-log\", \"lines\": %lld}", lines);
	return lines == 0 ? 0 : cli_print(err, "%lld lines older than %lld days %s", lines, days,
					  dry_run ? "would be removed" : "removed");
}

static int list_settings(struct cli_call *cli, struct prov_err *err)
{
	static const struct prov_column columns[] = {
		{ "key", NULL, "key", PROV_CELL_TEXT }, { "type", NULL, "type", PROV_CELL_TEXT },
		{ "default", NULL, "default", PROV_CELL_TEXT }, { "range", NULL, "range", PROV_CELL_TEXT },
		{ "meaning", NULL, "meaning", PROV_CELL_TEXT },
	};
	struct prov_setting_info info;
	struct cli_list list;

	if (cli_list_begin(cli, &list, columns, COUNT(columns), err) < 0)
		return -1;
	for (size_t i = 0; prov_config_setting(i, &info); i++)
		cli_list_row(&list, (const char *const[]){ info.key, info.type, info.def, info.range,
			     info.doc });
	return cli_list_end(&list, 0, err);
}

static int get(const struct cli_call *cli, const struct prov_config *config, const char *key,
	       struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *value = prov_config_get(config, key);

	if (!value)
		return prov_fail(err, PROV_E_INVALID, "there is no setting \"%s\"", key);
	if (cli->opt.json)
		return cli_print_object(cli, err, "key", key, "value", value, NULL);
	return cli_print(err, "%s", value);
}

int cli_provdb_config(struct cli_call *cli, const struct prov_config *config, const struct cli_provdb *opt,
		      struct prov_err *err)
{
	if (opt->get)
		return get(cli, config, opt->get, err);
	if (opt->list)
		return list_settings(cli, err);
	if (opt->check)
		return done(cli, "config", err);
	prov_fail(err, PROV_E_MISSING, "config does nothing by itself");
	return prov_err_hint(err, "--list, --get KEY or --check");
}
