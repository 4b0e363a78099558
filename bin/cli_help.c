/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_help.c - what a command says about itself; popt lays the list of options out
 */
#include <popt.h>

#include "bin/cli.h"

/* Another option of the same name stands in front: --quota of createcontext. */
static bool is_shadowed(const struct cli_command *command, const struct cli_option *o)
{
	return cli_option_find(command, o->name, strlen(o->name), '\0') != o;
}

/* popt's table of one group; of a rare one only a title is left in the short help. */
static struct poptOption *group_table(const struct cli_call *cli, const struct cli_group *group,
				      bool extended)
{
	size_t count = 0, n = 0;
	struct poptOption *table;

	for (const struct cli_option *o = group->options; o->name; o++)
		count++;
	table = prov_pool_alloc(cli->pool, (count + 1) * sizeof(*table));
	for (const struct cli_option *o = group->options; o->name; o++) {
		bool shown = (extended || !group->rare) && !(o->marks & CLI_HIDDEN) &&
			!is_shadowed(cli->command, o);

		/* popt makes its columns as wide as the hidden ones, too. */
		if (shown || group->rare)
			table[n++] = (struct poptOption){
				.longName = o->name, .shortName = o->letter, .descrip = o->help,
				.argDescrip = o->argument,
				.argInfo = (o->kind == CLI_VALUE ? POPT_ARG_STRING : POPT_ARG_NONE) |
					(shown ? 0 : POPT_ARGFLAG_DOC_HIDDEN),
			};
	}
	return table;
}

static struct poptOption *table_of(const struct cli_call *cli, bool extended)
{
	struct poptOption *table = prov_pool_alloc(cli->pool,
		(COUNT(cli->command->groups) + 2) * sizeof(*table)), *next = table;

	for (const struct cli_group *g = NULL; (g = cli_option_group(cli->command, g));)
		*next++ = (struct poptOption){
			.argInfo = POPT_ARG_INCLUDE_TABLE, .arg = group_table(cli, g, extended),
			.descrip = g->rare && !extended ? "More attributes: --extendedoptions shows them" :
				g->title,
		};
	return table;
}

void cli_help(const struct cli_call *cli, bool extended)
{
	const struct cli_command *command = cli->command;
	const char *name = cli_command_title(command), *argv[] = { name, NULL };
	poptContext context = poptGetContext(name, 1, argv, table_of(cli, extended), 0);

	cli_locale();
	if (command->words)
		poptSetOtherOptionHelp(context, command->words);
	poptPrintHelp(context, stdout, 0);
	poptFreeContext(context);
	printf("\n%s: %s\n", name, command->summary);
	if (command->actions)
		printf("Actions:\n");
	for (const struct cli_action *a = command->actions; a && a->name; a++)
		printf("  %-14s%s\n", a->name, a->summary);
	if (command->actions && command->note)
		printf("\n");
	if (command->mandatory[0]) {
		printf("Mandatory:");
		for (const char *const *m = command->mandatory; *m; m++)
			printf(" --%s", *m);
		printf("\n");
	}
	if (command->note)
		printf("%s\n", command->note);
}

void cli_help_usage(const struct cli_call *cli)
{
	const struct cli_command *command = cli->command;

	printf("Usage: %s", cli_command_title(command));
	for (const char *const *m = command->mandatory; *m; m++) {
		const struct cli_option *o = cli_option_find(command, *m, strlen(*m), '\0');

		if (o->letter)
			printf(" -%c %s", o->letter, o->argument);
		else
			printf(" --%s %s", o->name, o->argument);
	}
	printf("%s%s [OPTION...]\n%s --help lists the options\n", command->words ? " " : "",
	       command->words ? command->words : "", cli_command_title(command));
}
