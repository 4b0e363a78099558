/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov - the one binary: runs the command whose name it has, or which its first word names
 *
 * The names of the commands are links to it in a folder of their own, libexec/prov, because PostgreSQL
 * owns /usr/bin/createuser; prov createuser ... is the same. prov help lists them by kind.
 */
#include "bin/cli.h"

static int list(struct prov_err *err)
{
	const char *kind = "";

	printf("Usage: prov PROGRAM [OPTION...]\n       prov help [PROGRAM]\n\n"
	       "  -h, --help                          this list\n"
	       "      --version                       show the version\n");
	for (const struct cli_command *const *c = cli_commands; *c; c++) {
		if (strcmp(kind, (*c)->kind) != 0)
			printf("\n%s\n", (*c)->kind);
		kind = (*c)->kind;
		printf("  %-36s%s\n", cli_command_title(*c), (*c)->summary);
		if ((*c)->other_name)
			printf("  %-36sthe same by another name\n", (*c)->other_name);
	}
	return fflush(stdout) == EOF ? prov_fail_errno(err, PROV_E_IO, "cannot write") : 0;
}

/* For completion: what an option may be followed by here. */
static int complete(struct cli_call *cli, const char *what, struct prov_err *err)
{
	struct prov_call *call = cli_session(cli, err);
	const char *name = NULL;

	if (strcmp(what, "combinations") != 0)
		return prov_fail(err, PROV_E_UNKNOWN_OPTION, "nothing completes \"%s\"", what);
	for (size_t i = 0; call && prov_access_name_at(call, i, &name, err) == 0; i++)
		if (!name)
			return 0;
		else if (cli_print(err, "%s", name) < 0)
			return -1;
	return -1;
}

static int unknown(const char *name, struct prov_err *err)
{
	const struct cli_command *near = cli_command_near(name);

	prov_fail(err, PROV_E_UNKNOWN_OPTION, "there is no program \"%s\"", name);
	return near ? prov_err_hint(err, "did you mean %s? prov help lists all", near->name) :
		prov_err_hint(err, "prov help lists them");
}

/* Its own words; those of a command are run by main. */
static int run(struct cli_call *cli, struct prov_err *err)
{
	const char *word = cli->argc > 1 ? cli->argv[1] : "help";
	bool help = strcmp(word, "help") == 0;
	const struct cli_command *command = help && cli->argc > 2 ? cli_command_find(cli->argv[2]) : NULL;

	if (strcmp(word, "--version") == 0)
		return cli_print(err, "prov %s", PROV_VERSION);
	if (command) {
		char option[] = "--help";

		cli->status = cli_run(cli->process, command, 2, (char *[]){ cli->argv[2], option, NULL });
		return 0;
	}
	if (strcmp(word, "complete") == 0 && cli->argc > 2)
		return complete(cli, cli->argv[2], err);
	if (help && cli->argc > 2)
		return unknown(cli->argv[2], err);
	help |= strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
	return help ? list(err) : unknown(word, err);
}

static const struct cli_command prov = { .name = "prov", .form = CLI_PLAIN, .raw = true, .run = run };

int main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const struct cli_command *command = argc > 0 ? cli_command_find(slash ? slash + 1 : argv[0]) : NULL;
	struct cli_process process;
	int status;

	if ((!command || command->title) && argc > 1) {	/* a title is that of a word of prov */
		command = cli_command_find(argv[1]);
		argc -= command ? 1 : 0;
		argv += command ? 1 : 0;
	}
	command = command ? command : &prov;
	cli_process_open(&process, command->title ? prov.name : command->name);
	process.find = cli_command_find;
	process.near = cli_command_near;
	status = cli_run(&process, command, argc, argv);
	cli_process_close(&process);
	return status;
}
