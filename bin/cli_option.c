/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_option.c - the options that every command has, and how an option of a command is o and set
 */
#include "bin/cli.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_call, opt.member, __VA_ARGS__)

static const struct cli_option common[] = {
	OPTION(help, "help", 'h', NULL, "show this help"),
	OPTION(extended, "extendedoptions", 0, NULL,
	       "show all options, those for rarely used attributes, too"),
	OPTION(environment, "environment", 0, NULL, "show the environment variables that are looked at"),
	OPTION(version, "version", 0, NULL, "show the version"),
	OPTION(json, "json", 0, NULL, "print JSON, of errors, too"),
	OPTION(nonl, "nonl", 0, NULL, "print messages on one line"),
	OPTION(timeout, "responsetimeout", 0, "SECONDS",
	       "give up when an answer takes longer; 0 waits for ever"),
	CLI_OPTION_END
};

const struct cli_option cli_auth[] = {
	OPTION(adminuser, "adminuser", 'A', "NAME", "name of the admin"),
	OPTION(adminpass, "adminpass", 'P', "PASSWORD",
	       "password of the admin; better: --adminpass-file or ADMIN_PASSWORD", CLI_SECRET),
	OPTION(adminpass_file, "adminpass-file", 0, "FILE",
	       "read the admin's password from FILE (- is standard input)"),
	CLI_OPTION_END
};

const struct cli_option cli_output[] = {
	OPTION(csv, "csv", 0, NULL, "print CSV"),
	OPTION(fields, "fields", 0, "A,B,...", "only these columns, in this order; names of JSON or CSV"),
	CLI_OPTION_END
};

const struct cli_option cli_page[] = {
	OPTION(limit, "limit", 0, "N", "no more than N"),
	OPTION(after, "after", 0, "ID", "only those with a greater id: the last one of the page before"),
	CLI_OPTION_END
};

static const struct cli_group common_group = CLI_GROUP("Common options:", common);

const struct cli_group *cli_option_group(const struct cli_command *command, const struct cli_group *last)
{
	const struct cli_group *next = last ? last + 1 : command->groups;

	if (last == &common_group)
		return NULL;
	return next->options ? next : &common_group;
}

bool cli_option_is_common(const struct cli_option *o)
{
	return o >= common && o < common + COUNT(common);
}

const struct cli_option *cli_option_find(const struct cli_command *command, const char *name, size_t len,
					 char letter)
{
	for (const struct cli_group *g = NULL; (g = cli_option_group(command, g));)
		for (const struct cli_option *o = g->options; o->name; o++)
			if (letter ? o->letter == letter :
			    strncmp(o->name, name, len) == 0 && !o->name[len])
				return o;
	return NULL;
}

const struct cli_option *cli_option_near(const struct cli_command *command, const char *name)
{
	const struct cli_option *best = NULL;
	size_t best_slips = prov_near_limit(name);

	for (const struct cli_group *g = NULL; (g = cli_option_group(command, g));)
		for (const struct cli_option *o = g->options; o->name; o++) {
			size_t slips = prov_near_slips(name, o->name, strlen(o->name));

			if (slips < best_slips && !(o->marks & CLI_HIDDEN)) {
				best = o;
				best_slips = slips;
			}
		}
	return best;
}

/* The member that takes the value. */
static void *slot(const struct cli_call *cli, const struct cli_option *o)
{
	return (char *)(o->own ? cli->own : (void *)cli) + o->slot;
}

const char *cli_option_value(const struct cli_call *cli, const struct cli_option *o)
{
	return *(const char **)slot(cli, o);
}

bool cli_option_is_given(const struct cli_call *cli, const struct cli_option *o)
{
	return o->kind == CLI_VALUE ? cli_option_value(cli, o) != NULL : *(bool *)slot(cli, o);
}

void cli_option_set(struct cli_call *cli, const struct cli_option *o, const char *value)
{
	if (o->kind == CLI_VALUE)
		*(const char **)slot(cli, o) = value;
	else
		*(bool *)slot(cli, o) = true;
}

void cli_option_warn_ignored(struct cli_call *cli, const struct cli_option *options)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str names = PROV_STR_INIT;

	for (const struct cli_option *o = options; o->name; o++)
		if (cli_option_is_given(cli, o))
			prov_str_addf(&names, "%s--%s", names.len ? ", " : "", o->name);
	if (names.len)
		cli_note("%s: warning: without effect here: %s", cli->command->name, names.p);
}
