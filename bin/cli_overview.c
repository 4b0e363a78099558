/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_overview.c - prov help: all programs, those of a kind, or what there is about a word
 */
#include <strings.h>

#include "bin/cli.h"

#define LINE "  %-36s%s\n"

static bool has(const char *text, const char *word)
{
	return text && strcasestr(text, word) != NULL;
}

static int end(struct prov_err *err)
{
	return fflush(stdout) == EOF ? prov_fail_errno(err, PROV_E_IO, "cannot write") : 0;
}

static void list_program(const struct cli_command *c)
{
	printf(LINE, cli_command_title(c), c->summary);
	if (c->other_name)
		printf(LINE, c->other_name, "the same by another name");
}

int cli_overview_list(const char *only, struct prov_err *err)
{
	const char *kind = "";

	if (!only)
		printf("Usage: prov PROGRAM [OPTION...]\n"
		       "       prov help [PROGRAM | KIND | WORD...]\n\n"
		       "  -h, --help                          this list\n"
		       "      --version                       show the version\n");
	for (const struct cli_command *const *c = cli_commands; *c; c++) {
		if (only && strcasecmp(only, (*c)->kind) != 0)
			continue;
		if (strcmp(kind, (*c)->kind) != 0)
			printf("%s%s\n", only ? "" : "\n", (*c)->kind);
		kind = (*c)->kind;
		list_program(*c);
	}
	return end(err);
}

const char *cli_overview_kind(const char *word)
{
	for (const struct cli_command *const *c = cli_commands; *c; c++)
		if (strcasecmp((*c)->kind, word) == 0)
			return (*c)->kind;
	return NULL;
}

/* ---- about words ---- */

/* All words are in one of the texts. */
static bool is_about(const char *const *words, const char *name, const char *text)
{
	for (; *words; words++)
		if (!has(name, *words) && !has(text, *words))
			return false;
	return true;
}

static void add_option(struct prov_str *s, const struct cli_option *o)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str name = PROV_STR_INIT;

	if (o->letter)
		prov_str_addf(&name, "-%c, ", o->letter);
	prov_str_addf(&name, "--%s%s%s", o->name, o->argument ? "=" : "", o->argument ? o->argument : "");
	prov_str_addf(s, "    %-34s%s%s\n", name.p, name.len < 34 ? "" : " ", o->help ? o->help : "");
}

/* Adds the options of a group that are about the words, once each. */
static void add_options(struct prov_str *s, const struct cli_command *command, const struct cli_group *group,
			const char *const *words)
{
	for (const struct cli_option *o = group->options; o->name; o++)
		if (!(o->marks & CLI_HIDDEN) && is_about(words, o->name, o->help) &&
		    cli_option_find(command, o->name, strlen(o->name), '\0') == o)
			add_option(s, o);
}

/* The last group is that of all programs, and most ask who the admin is: they are told once, in the end. */
static bool is_common(const struct cli_command *command, const struct cli_group *group)
{
	return group->options == cli_auth || !cli_option_group(command, group);
}

static void add_program(struct prov_str *s, const struct cli_command *command, const char *const *words)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str options = PROV_STR_INIT;

	for (const struct cli_group *g = NULL; (g = cli_option_group(command, g));)
		if (!is_common(command, g))
			add_options(&options, command, g, words);
	if (options.len || is_about(words, command->name, command->summary))
		prov_str_addf(s, LINE "%s", cli_command_title(command), command->summary,
			      options.len ? options.p : "");
}

/* Options of the groups that is_common() leaves out; the first program has them all. */
static void add_common(struct prov_str *s, bool auth, const char *const *words)
{
	const struct cli_command *any = cli_commands[0];
	size_t before = s->len, begin;

	prov_str_addf(s, "  %s\n", auth ? "programs that may ask for an admin" : "all programs");
	begin = s->len;
	for (const struct cli_group *g = NULL; (g = cli_option_group(any, g));)
		if (is_common(any, g) && (g->options == cli_auth) == auth)
			add_options(s, any, g, words);
	if (s->len == begin)
		prov_str_truncate(s, before);
}

int cli_overview_about(const char *const *words, bool *found, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	for (const struct cli_command *const *c = cli_commands; *c; c++)
		if (!(*c)->raw)
			add_program(&s, *c, words);
	add_common(&s, true, words);
	add_common(&s, false, words);
	*found = s.len > 0;
	fwrite(s.p, 1, s.len, stdout);
	return end(err);
}
