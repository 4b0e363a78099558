/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_open.c - from common options to a session, to output, to numbers
 */
#include "bin/cli.h"

int cli_number(const char *text, const char *option, long long lo, long long hi, long long *n,
	       struct prov_err *err)
{
	if (!text || prov_int_parse(text, lo, hi, n))
		return 0;
	return prov_fail(err, PROV_E_VALUE, "Illegal option value : Illegal value '%s' for option %s "
			 "(a number from %lld to %lld)", text, option, lo, hi);
}

const char *const *cli_split(struct cli_call *cli, const char *list)
{
	const char **words;
	size_t count = 0;

	if (!list)
		return NULL;
	words = prov_pool_alloc(cli->pool, sizeof(*words) * (strlen(list) + 2));
	while (*list) {
		size_t len;

		list += strspn(list, ", ");
		len = strcspn(list, ",");
		while (len && list[len - 1] == ' ')
			len--;
		if (len)
			words[count++] = prov_pool_strndup(cli->pool, list, len);
		list += strcspn(list, ",");
	}
	return words;
}

int cli_secret_file(struct cli_call *cli, const char *file, char **secret, struct prov_err *err)
{
	struct prov_str s = PROV_STR_INIT;
	int rc = prov_file_read_password(file, true, &s, err);

	if (rc == 0)
		*secret = prov_pool_secret(cli->pool, s.p);
	prov_secret_fini(&s);
	return rc;
}

/* -P, --adminpass-file, ADMIN_PASSWORD: the option wins. */
static int admin_password(struct cli_call *cli, struct prov_err *err)
{
	const char *env = getenv("ADMIN_PASSWORD");
	char *password = NULL;

	if (cli->opt.adminpass)
		return 0;
	if (cli->opt.adminpass_file) {
		if (cli_secret_file(cli, cli->opt.adminpass_file, &password, err) < 0)
			return -1;
		cli->opt.adminpass = password;
	} else if (cli->opt.adminuser && env && env[0]) {
		cli->opt.adminpass = prov_pool_secret(cli->pool, env);
	}
	return 0;
}

void cli_made(const char *program, const char *folder)
{
	cli_note("%s: made a private database in \"%s\"", program, folder);
}

/* Takes away what libpq would read from the environment for the private database, and a conninfo cannot
 * overrule. */
static void private_environment(const struct prov_config *config)
{
	static const char *const names[] = { "PGSERVICE", "PGTZ", "PGDATESTYLE", "PGGEQO" };

	if (config->database_conninfo && config->database_conninfo[0])
		return;
	for (size_t i = 0; i < COUNT(names); i++)
		unsetenv(names[i]);
}

const struct prov_config *cli_config(struct cli_call *cli, struct prov_err *err)
{
	struct cli_process *process = cli->process;

	if (!process->session) {
		const struct prov_session_params params = { .program = process->program,
							    .cancel = cli_signal_watch() };

		if (prov_session_open(&params, &process->session, err) < 0)
			return NULL;
		private_environment(prov_session_config(process->session));
	}
	return prov_session_config(process->session);
}

static struct prov_call *new_call(struct cli_call *cli, bool bulk, struct prov_err *err)
{
	const char *given = cli->opt.timeout ? cli->opt.timeout : cli->process->timeout;
	long long timeout = 0;

	if (cli_number(given, "--responsetimeout", 0, 86400, &timeout, err) < 0 ||
	    admin_password(cli, err) < 0 || !cli_config(cli, err))
		return NULL;
	cli->call = (struct prov_call){ .session = cli->process->session,
		.program = cli->command->name, .adminuser = cli->opt.adminuser,
		.adminpass = cli->opt.adminpass, .bulk = bulk,
		.warn = cli_warn, .warn_data = cli,
		.timeout = given ? (timeout ? (int)timeout : -1) : 0,
		.made = cli->command->makes_database ? cli_made : NULL };
	return &cli->call;
}

struct prov_call *cli_session(struct cli_call *cli, struct prov_err *err)
{
	return new_call(cli, false, err);
}

struct prov_call *cli_bulk_session(struct cli_call *cli, struct prov_err *err)
{
	return new_call(cli, true, err);
}

enum prov_out_format cli_format(const struct cli_call *cli)
{
	if (cli->opt.json)
		return PROV_OUT_JSON;
	if (cli->opt.csv)
		return PROV_OUT_CSV;
	cli_locale();		/* once, not for every name of the table */
	return PROV_OUT_TABLE;
}
