/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_exit.c - how a failure is printed
 */
#include <errno.h>

#include "bin/cli.h"

/* Found before anything was asked of the database. */
static bool is_local(const struct prov_err *err)
{
	switch (err->code) {
	case PROV_E_MISSING: case PROV_E_VALUE: case PROV_E_UNKNOWN_OPTION: case PROV_E_CONFIG:
	case PROV_E_IO: case PROV_E_NOT_NUMBER:
		return true;
	default:
		return false;
	}
}

/* Does a command stand here? As a word, so that licence.file is none. */
static bool is_command(const struct cli_process *process, const char *at)
{
	char name[64];
	size_t len = strcspn(at, " \"");
	const struct cli_command *command;

	if (len == 0 || len >= sizeof(name))
		return false;
	memcpy(name, at, len);
	name[len] = '\0';
	command = process->find(name);
	return command && !command->title;	/* a title has prov in front */
}

char *cli_exit_commands(const struct cli_process *process, const char *text)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	if (!text)
		return NULL;
	for (const char *p = text; *p; p++) {
		bool may_be = process->by_prov && process->find && (p == text || p[-1] == '"');

		if (may_be && is_command(process, p))
			prov_str_add(&s, "prov ");
		prov_str_add_char(&s, *p);
	}
	return prov_strdup(s.p ? s.p : "");
}

#define LONGEST_ID 100		/* bytes of a name that are shown in front of an error */

/* A detail may have several lines; none of them looks like a line of ours. */
static void add_lines(struct prov_str *s, const char *text)
{
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		prov_str_add_len(s, text, len);
		if (text[len])
			prov_str_add(s, "\n  ");
	}
}

static void add_id(struct prov_str *s, const char *id)
{
	size_t before;

	prov_str_add_char(s, ' ');
	before = s->len;
	prov_plain_add(s, id);
	if (s->len - before <= LONGEST_ID)
		return;
	for (before += LONGEST_ID; ((unsigned char)s->p[before] & 0xC0) == 0x80; before--)
		continue;	/* not in the middle of a character */
	prov_str_truncate(s, before);
	prov_str_add(s, "...");
}

/* "created" -> "user 3 could not be created: " */
static void add_ox(struct prov_str *s, const struct cli_call *cli, const struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *hint = cli_exit_commands(cli->process, err->hint);

	prov_str_add(s, cli->command->object);
	if (cli->id)
		add_id(s, cli->id);
	if (cli->context && strcmp(cli->command->object, "context") != 0)
		prov_str_addf(s, " in context %s", cli->context);
	prov_str_addf(s, cli->done ? " %s, but: \n" : " could not be %s: \n", cli->command->verb);
	if (err->code == PROV_E_NOT_NUMBER)
		prov_str_add(s, "Invalid input detected: ");
	else
		prov_str_add(s, is_local(err) ? "Error: " : "Server response:\n ");
	prov_str_add(s, err->msg);
	if (err->detail[0])
		prov_str_add(s, "\ndetail: "), add_lines(s, err->detail);
	if (hint[0])
		prov_str_addf(s, "\nhint: %s", hint);
}

static void add_plain(struct prov_str *s, const struct cli_call *cli, const struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *hint = cli_exit_commands(cli->process, err->hint);
	const char *name = cli_command_title(cli->command);

	prov_str_addf(s, "%s: error: %s", name, err->msg);
	if (err->detail[0])
		prov_str_addf(s, "\n%s: detail: ", name), add_lines(s, err->detail);
	if (hint[0])
		prov_str_addf(s, "\n%s: hint: %s", name, hint);
}

/* --nonl: one line for log collectors; a line end and the blanks around it are one blank. */
static void flatten(struct prov_str *s)
{
	size_t to = 0;

	for (size_t i = 0; i < s->len; i++) {
		if (s->p[i] != '\n') {
			s->p[to++] = s->p[i];
			continue;
		}
		while (to && s->p[to - 1] == ' ')
			to--;
		s->p[to++] = ' ';
		while (s->p[i + 1] == ' ')
			i++;
	}
	prov_str_truncate(s, to);
}

static void add_member(struct prov_str *s, const char *name, const char *text)
{
	if (!text[0])
		return;
	prov_str_addf(s, ", \"%s\": ", name);
	prov_str_add_json(s, text, strlen(text));
}

static int exit_status(const struct cli_call *cli, const struct prov_err *err)
{
	return cli->command->failed ? cli->command->failed : prov_err_status(err->code);
}

void cli_exit_json(struct prov_str *s, const struct cli_call *cli, const struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *hint = cli_exit_commands(cli->process, err->hint);

	prov_str_addf(s, "{\"code\": %d, \"name\": \"%s\"", exit_status(cli, err),
		      prov_err_name(err->code));
	add_member(s, "message", err->msg);
	add_member(s, "detail", err->detail);
	add_member(s, "hint", hint);
	prov_str_addf(s, ", \"retry\": %s%s}", err->retry && !cli->done ? "true" : "false",
		      cli->done ? ", \"changed\": true" : "");
}

int cli_exit_report(const struct cli_call *cli, const struct prov_err *err)
{
	struct prov_str s = PROV_STR_INIT;

	fflush(stdout);
	if (cli->opt.json)
		cli_exit_json(&s, cli, err);
	else if (cli->command->form == CLI_OX)
		add_ox(&s, cli, err);
	else
		add_plain(&s, cli, err);
	if (cli->opt.nonl)
		flatten(&s);
	fprintf(stderr, "%s\n", s.p);
	prov_str_fini(&s);
	return exit_status(cli, err);
}
