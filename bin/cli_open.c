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

const char *const *cli_split(struct cli *cli, const char *list)
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

int cli_secret_file(struct cli *cli, const char *file, char **secret, struct prov_err *err)
{
	struct prov_str s = PROV_STR_INIT;
	int rc = prov_file_read_secret(file, &s, err);

	if (rc == 0)
		*secret = prov_pool_strdup(cli->pool, s.p);
	prov_secret_fini(&s);
	return rc;
}

/* -P, --adminpass-file, ADMIN_PASSWORD: the option wins. */
static int admin_password(struct cli *cli, struct prov_err *err)
{
	char *env = getenv("ADMIN_PASSWORD");

	if (cli_opt.adminpass)
		return 0;
	if (cli_opt.adminpass_file)
		return cli_secret_file(cli, cli_opt.adminpass_file, &cli_opt.adminpass, err);
	if (cli_opt.adminuser && env && env[0])
		cli_opt.adminpass = prov_pool_strdup(cli->pool, env);
	return 0;
}

void cli_made(const char *program, const char *folder)
{
	fprintf(stderr, "%s: made a private database in \"%s\"\n", program, folder);
}

void cli_private_environment(const struct prov_config *config)
{
	static const char *const names[] = { "PGSERVICE", "PGTZ", "PGDATESTYLE", "PGGEQO" };

	if (config->database_conninfo && config->database_conninfo[0])
		return;
	for (size_t i = 0; i < COUNT(names); i++)
		unsetenv(names[i]);
}

static struct prov_call *open_session(struct cli *cli, bool bulk, struct prov_err *err)
{
	struct prov_session_params params = { .program = cli->spec->name, .cancel = cli_signal_watch() };
	long long timeout = 0;

	if (cli_number(cli_opt.timeout, "--responsetimeout", 0, 86400, &timeout, err) < 0 ||
	    admin_password(cli, err) < 0)
		return NULL;
	params.made = cli->spec->makes_database ? cli_made : NULL;
	if (prov_session_open(&params, &cli->session, err) < 0)
		return NULL;
	cli_private_environment(prov_session_config(cli->session));
	cli->call = (struct prov_call){ .session = cli->session, .program = cli->spec->name,
		.adminuser = cli_opt.adminuser, .adminpass = cli_opt.adminpass, .bulk = bulk,
		.warn = cli_warn, .warn_data = cli,
		.timeout = cli_opt.timeout ? (timeout ? (int)timeout : -1) : 0 };
	return &cli->call;
}

struct prov_call *cli_session(struct cli *cli, struct prov_err *err)
{
	return open_session(cli, false, err);
}

struct prov_call *cli_bulk_session(struct cli *cli, struct prov_err *err)
{
	return open_session(cli, true, err);
}

enum prov_out_format cli_format(void)
{
	return cli_opt.json ? PROV_OUT_JSON : cli_opt.csv ? PROV_OUT_CSV : PROV_OUT_TABLE;
}

int cli_print(struct prov_err *err, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = vprintf(fmt, ap);
	va_end(ap);
	if (rc < 0 || putchar('\n') == EOF || fflush(stdout) == EOF)
		return prov_fail_errno(err, PROV_E_IO, "cannot write to standard output");
	return 0;
}

int cli_success(struct cli *cli, struct prov_err *err)
{
	const struct cli_spec *spec = cli->spec;

	cli->done = true;
	if (cli->context && strcmp(spec->object, "context") != 0)
		return cli_print(err, "%s %s in context %s %s", spec->object, cli->id, cli->context,
				 spec->verb);
	return cli_print(err, "%s %s %s", spec->object, cli->id, spec->verb);
}
