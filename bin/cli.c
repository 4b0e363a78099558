/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli.c - the main of every program: options, help, run, report
 */
#include <fcntl.h>
#include <locale.h>
#include <unistd.h>

#include "bin/cli.h"

struct cli_options cli_opt;

struct poptOption cli_common[] = {
	{ "help", 'h', POPT_ARG_NONE, &cli_opt.help, 0, "show this help", NULL },
	{ "extendedoptions", '\0', POPT_ARG_NONE, &cli_opt.extended, 0,
	  "show all options, those for rarely used attributes, too", NULL },
	{ "environment", '\0', POPT_ARG_NONE, &cli_opt.environment, 0,
	  "show the environment variables that are looked at", NULL },
	{ "version", '\0', POPT_ARG_NONE, &cli_opt.version, 0, "show the version", NULL },
	{ "nonl", '\0', POPT_ARG_NONE, &cli_opt.nonl, 0, "print messages on one line", NULL },
	{ "responsetimeout", '\0', POPT_ARG_STRING, &cli_opt.timeout, 0,
	  "give up when an answer takes longer; 0 waits for ever", "SECONDS" },
	POPT_TABLEEND
};

struct poptOption cli_auth[] = {
	{ "adminuser", 'A', POPT_ARG_STRING, &cli_opt.adminuser, 0, "name of the admin", "NAME" },
	{ "adminpass", 'P', POPT_ARG_STRING, &cli_opt.adminpass, 0,
	  "password of the admin; better: --adminpass-file or ADMIN_PASSWORD", "PASSWORD" },
	{ "adminpass-file", '\0', POPT_ARG_STRING, &cli_opt.adminpass_file, 0,
	  "read the admin's password from FILE (- is standard input)", "FILE" },
	POPT_TABLEEND
};

struct poptOption cli_json[] = {
	{ "json", '\0', POPT_ARG_NONE, &cli_opt.json, 0, "print JSON", NULL },
	POPT_TABLEEND
};

struct poptOption cli_output[] = {
	{ "csv", '\0', POPT_ARG_NONE, &cli_opt.csv, 0, "print CSV", NULL },
	{ "json", '\0', POPT_ARG_NONE, &cli_opt.json, 0, "print JSON", NULL },
	POPT_TABLEEND
};

static bool is_end(const struct poptOption *o)
{
	return !o->longName && !o->shortName && !o->arg;
}

/* A program's own option of the same name stands in front: --quota of createcontext. */
static void hide_shadowed(struct poptOption *options)
{
	for (struct poptOption *o = cli_user_extended; !is_end(o); o++)
		if (cli_parse_find(options, o->longName, strlen(o->longName), '\0') != o)
			o->argInfo |= POPT_ARGFLAG_DOC_HIDDEN;
}

/* Leaves only a title of the group of rarely used attributes. */
static void hide_extended(struct poptOption *options)
{
	for (struct poptOption *o = cli_user_extended; !is_end(o); o++)
		o->argInfo |= POPT_ARGFLAG_DOC_HIDDEN;
	for (struct poptOption *o = options; !is_end(o); o++)
		if (o->arg == cli_user_extended)
			o->descrip = "More attributes: --extendedoptions shows them";
}

void cli_print_help(const struct cli *cli, bool extended)
{
	const char *argv[] = { cli->spec->name, NULL };
	poptContext context;

	hide_shadowed(cli->spec->options);
	if (!extended)
		hide_extended(cli->spec->options);
	context = poptGetContext(cli->spec->name, 1, argv, cli->spec->options, 0);
	if (cli->spec->words)
		poptSetOtherOptionHelp(context, cli->spec->words);
	poptPrintHelp(context, stdout, 0);
	poptFreeContext(context);
	printf("\n%s: %s\n", cli->spec->name, cli->spec->summary);
	if (cli->spec->mandatory) {
		printf("Mandatory:");
		for (const char *const *m = cli->spec->mandatory; *m; m++)
			printf(" --%s", *m);
		printf("\n");
	}
}

static void print_environment(void)
{
	static const struct { const char *name; bool secret; } vars[] = {
		{ "PROV_CONFIG", false }, { "PROV_HOME", false }, { "ADMIN_PASSWORD", true },
		{ "NEW_USER_PASSWORD", true },
	};

	for (size_t i = 0; i < COUNT(vars); i++) {
		const char *value = getenv(vars[i].name);

		printf("%s=%s\n", vars[i].name,
		       !value ? "<NOT SET>" : vars[i].secret ? "<SET>" : value);
	}
}

/* 1: everything is said and done. */
static int answer_at_once(const struct cli *cli, struct prov_err *err)
{
	if (cli_opt.help || cli_opt.extended)
		cli_print_help(cli, cli_opt.extended);
	else if (cli_opt.version)
		printf("%s (prov) %s\n", cli->spec->name, PROV_VERSION);
	else if (cli_opt.environment)
		print_environment();
	else
		return 0;
	return fflush(stdout) < 0 ? prov_fail_errno(err, PROV_E_IO, "cannot write") : 1;
}

static int run(struct cli *cli, int argc, char **argv, struct prov_err *err)
{
	int rc = cli_parse(cli, argc, argv, err);

	if (rc < 0 && cli->spec->kind == CLI_OX)
		cli_print_help(cli, false);
	else if (rc < 0)
		prov_err_hint(err, "%s --help lists the options", cli->spec->name);
	if (rc == 0)
		rc = answer_at_once(cli, err);
	if (rc == 0)
		rc = cli->spec->run(cli, err);
	return rc;
}

/* A standard stream that the caller has closed must not become the number of the database's
 * connection: what is printed would go there. Opened the wrong way round, its use fails. */
static void fill_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			abort();
}

int cli_main(const struct cli_spec *spec, int argc, char **argv)
{
	struct prov_err err = PROV_ERR_INIT;
	struct cli cli = { .spec = spec, .pool = prov_pool_new() };
	int status;

	/* Whatever the caller's locale is: names are UTF-8. Loaded once, not for every name. */
	setlocale(LC_CTYPE, "C.UTF-8");
	fill_standard_streams();
	status = run(&cli, argc, argv, &err) < 0 ? cli_report(&cli, &err) : 0;
	prov_session_close(cli.session);
	prov_secret_wipe(cli_opt.adminpass);
	prov_pool_free(cli.pool);
	return status;
}
