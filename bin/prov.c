/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov - the one binary: runs the command whose name it has, or which its first word names
 *
 * The names of the commands are links to it in a folder of their own, libexec/prov, because PostgreSQL
 * owns /usr/bin/createuser; prov createuser ... is the same. prov help lists them by kind.
 */
#include "bin/cli.h"

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

/* help PROGRAM, help KIND, or help about words */
static int help(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_command *command = cli->argc == 3 ? cli_command_find(cli->argv[2]) : NULL;
	const char *kind = cli->argc == 3 ? cli_overview_kind(cli->argv[2]) : NULL;
	char option[] = "--help";
	bool found;

	if (cli->argc < 3 || kind)
		return cli_overview_list(kind, err);
	if (command) {
		cli->status = cli_run(cli->process, command, 2, (char *[]){ cli->argv[2], option, NULL });
		return 0;
	}
	if (cli_overview_about((const char *const *)cli->argv + 2, &found, err) < 0)
		return -1;
	return found ? 0 : unknown(cli->argv[2], err);
}

/* Its own words; those of a command are run by main. */
static int run(struct cli_call *cli, struct prov_err *err)
{
	const char *word = cli->argc > 1 ? cli->argv[1] : "help";

	if (strcmp(word, "--version") == 0)
		return cli_print(err, "prov %s", PROV_VERSION);
	if (strcmp(word, "complete") == 0 && cli->argc > 2)
		return complete(cli, cli->argv[2], err);
	if (strcmp(word, "help") == 0)
		return help(cli, err);
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return cli_overview_list(NULL, err);
	return unknown(word, err);
}

static const struct cli_command prov = { .name = "prov", .form = CLI_PLAIN, .raw = true, .run = run };

int main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const struct cli_command *command = argc > 0 ? cli_command_find(slash ? slash + 1 : argv[0]) : NULL;
	struct cli_process process;
	bool by_name = command && !command->title && !slash;
	int status;

	if ((!command || command->title) && argc > 1) {	/* a title is that of a word of prov */
		command = cli_command_find(argv[1]);
		argc -= command ? 1 : 0;
		argv += command ? 1 : 0;
	}
	command = command ? command : &prov;
	cli_process_open(&process, command->title ? prov.name : command->name);
	process.by_prov = !by_name;
	process.find = cli_command_find;
	process.near = cli_command_near;
	status = cli_run(&process, command, argc, argv);
	cli_process_close(&process);
	return status;
}
