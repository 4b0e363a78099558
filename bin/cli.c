/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli.c - one call of a command: options, help, run, report
 */
#include <fcntl.h>
#include <prov/notify.h>
#include <unistd.h>

#include "bin/cli.h"

static void print_environment(void)
{
	static const struct { const char *name; bool secret; } vars[] = {
		{ "PROV_CONFIG", false }, { "PROV_HOME", false }, { "ADMIN_PASSWORD", true },
		{ "NEW_USER_PASSWORD", true },
	};

	for (size_t i = 0; i < COUNT(vars); i++) {
		const char *value = getenv(vars[i].name);

		PROV_CLEANUP(prov_str_fini) struct prov_str shown = PROV_STR_INIT;

		prov_plain_add(&shown, !value ? "<NOT SET>" : vars[i].secret ? "<SET>" : value);
		printf("%s=%s\n", vars[i].name, shown.p);
	}
}

/* 1: everything is said and done. */
static int answer_at_once(const struct cli_call *cli, struct prov_err *err)
{
	if (cli->opt.help || cli->opt.extended)
		cli_help(cli, cli->opt.extended);
	else if (cli->opt.version)
		printf("%s (prov) %s\n", cli_command_title(cli->command), PROV_VERSION);
	else if (cli->opt.environment)
		print_environment();
	else
		return 0;
	return fflush(stdout) < 0 ? prov_fail_errno(err, PROV_E_IO, "cannot write") : 1;
}

/* Of a line that could not be read to its end: standard output is for JSON then, not for the help. */
static bool has_json(const struct cli_call *cli)
{
	for (int i = 1; i < cli->argc && strcmp(cli->argv[i], "--") != 0; i++)
		if (strcmp(cli->argv[i], "--json") == 0)
			return true;
	return false;
}

/* The command line is wrong: how to call the command is said on standard output, as the Open-Xchange
 * tools do, before the reason. Not where a program reads JSON there. */
static void explain(const struct cli_call *cli, struct prov_err *err)
{
	if (err->code != PROV_E_MISSING && err->code != PROV_E_VALUE && err->code != PROV_E_UNKNOWN_OPTION)
		return;
	if (cli->command->form == CLI_PLAIN && !err->hint[0])
		prov_err_hint(err, "%s --help lists the options", cli_command_title(cli->command));
	else if (cli->command->form == CLI_OX && !cli->opt.json)
		cli_help_usage(cli);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	int rc;

	if (cli->command->raw)
		return cli->process->only_check ? 0 : cli->command->run(cli, err);
	rc = cli_parse(cli, err);
	if (rc < 0)
		cli->opt.json |= has_json(cli);
	if (rc == 0)
		rc = answer_at_once(cli, err);
	if (rc == 0 && !cli->process->only_check)
		rc = cli->command->run(cli, err);
	if (rc < 0)
		explain(cli, err);
	return rc;
}

static struct cli_call *new_call(struct cli_process *process, const struct cli_command *command, int argc,
				 char **argv, struct prov_pool *pool)
{
	struct cli_call *cli = prov_pool_alloc(pool, sizeof(*cli));

	*cli = (struct cli_call){ .command = command, .process = process, .pool = pool,
				  .argc = argc, .argv = argv, .opt = { .json = process->json },
				  .own = prov_pool_alloc(pool, command->own_size) };
	return cli;
}

const char *cli_peek(struct cli_process *process, const struct cli_command *command, int argc, char **argv,
		     const char *option, struct prov_pool *pool, enum cli_in_batch *place)
{
	const struct cli_option *o = cli_option_find(command, option, strlen(option), '\0');
	struct cli_call *cli = new_call(process, command, argc, argv, pool);
	struct prov_err ignored = PROV_ERR_INIT;

	*place = command->in_batch;
	if (command->raw || !o || o->kind != CLI_VALUE || cli_parse(cli, &ignored) < 0)
		return NULL;
	if (cli->import.file)
		*place = CLI_ALONE;
	return cli_option_value(cli, o);
}

/* What changed something wakes who tells servers of it; of many calls who commits does. */
static void wake(const struct cli_process *process, const struct cli_command *command)
{
	if (command->in_batch != CLI_READS && process->session && !process->many)
		prov_notify_wake(prov_session_config(process->session));
}

int cli_run(struct cli_process *process, const struct cli_command *command, int argc, char **argv)
{
	struct prov_err err = PROV_ERR_INIT;
	struct prov_pool *pool = prov_pool_new();
	struct cli_call *cli = new_call(process, command, argc, argv, pool);
	int status;

	status = run(cli, &err) < 0 ? cli_exit_report(cli, &err) : cli->status;
	wake(process, command);
	prov_pool_free(pool);
	return status;
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

void cli_process_open(struct cli_process *process, const char *program)
{
	fill_standard_streams();
	cli_secure();
	*process = (struct cli_process){ .program = program };
}

void cli_process_close(struct cli_process *process)
{
	prov_session_close(process->session);
	process->session = NULL;
}
