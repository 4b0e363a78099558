/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_print.c - lines on standard output and standard error, and what a command has done
 *
 * Names, paths and values of others are in most of them. What a terminal or a log would obey is not passed
 * on: of a note nothing but its own line end, of text only the ends of lines, and only on a terminal, since
 * scripts read values as they are.
 */
#include <unistd.h>

#include "bin/cli.h"

/* Adds text with its line ends. */
static void add_lines(struct prov_str *s, const char *text)
{
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		PROV_CLEANUP(prov_freep) char *line = NULL;

		len = strcspn(text, "\n");
		line = prov_strndup(text, len);
		prov_plain_add(s, line);
		if (text[len])
			prov_str_add_char(s, '\n');
	}
}

int cli_print(struct prov_err *err, const char *fmt, ...)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str shown = PROV_STR_INIT;
	const char *p;
	va_list ap;

	va_start(ap, fmt);
	prov_str_vaddf(&text, fmt, ap);
	va_end(ap);
	if (isatty(STDOUT_FILENO))
		add_lines(&shown, text.p);
	p = isatty(STDOUT_FILENO) ? shown.p : text.p;
	if (fputs(p, stdout) == EOF || putchar('\n') == EOF || fflush(stdout) == EOF)
		return prov_fail_errno(err, PROV_E_IO, "cannot write to standard output");
	return 0;
}

void cli_note(const char *fmt, ...)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str shown = PROV_STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	prov_str_vaddf(&text, fmt, ap);
	va_end(ap);
	prov_plain_add(&shown, text.p);
	prov_str_add_char(&shown, '\n');
	fputs(shown.p, stderr);
}

void cli_note_lines(const char *text)
{
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		cli_note("%.*s", (int)len, text);
	}
}

void cli_warn(void *data, const char *text)
{
	const struct cli_call *cli = data;

	cli_note("%s: warning: %s", cli_command_title(cli->command), text);
}

static void add_ids(struct prov_str *s, const struct cli_call *cli)
{
	if (cli->user_id)
		prov_str_addf(s, ", \"user\": %lld", cli->user_id);
	if (cli->object_id)
		prov_str_addf(s, ", \"%s\": %lld", cli->command->object, cli->object_id);
	if (cli->context_id)
		prov_str_addf(s, ", \"context\": %lld", cli->context_id);
}

static int print_object(const struct prov_str *members, struct prov_err *err)
{
	return cli_print(err, "{%s}", members->len ? members->p + strlen(", ") : "");
}

int cli_print_object(const struct cli_call *cli, struct prov_err *err, ...)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	va_list ap;

	add_ids(&s, cli);
	va_start(ap, err);
	for (const char *name; (name = va_arg(ap, const char *));) {
		const char *value = va_arg(ap, const char *);
		size_t begin = s.len;

		if (!value)
			continue;
		if (!prov_utf8_is_valid(value, strlen(value))) {
			va_end(ap);
			return prov_fail(err, PROV_E_INVALID, "\"%s\" is not valid UTF-8", name);
		}
		prov_str_addf(&s, ", \"%s\": ", name);
		prov_str_add_json(&s, value, strlen(value));
		prov_plain_escape(&s, begin);
	}
	va_end(ap);
	return print_object(&s, err);
}

int cli_print_numbers(const struct cli_call *cli, struct prov_err *err, ...)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	va_list ap;

	add_ids(&s, cli);
	if (cli->call.dry_run)
		prov_str_add(&s, ", \"dry_run\": true");
	va_start(ap, err);
	for (const char *name; (name = va_arg(ap, const char *));)
		prov_str_addf(&s, ", \"%s\": %lld", name, va_arg(ap, long long));
	va_end(ap);
	return print_object(&s, err);
}

int cli_success(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_command *command = cli->command;

	cli->done = true;
	if (cli->opt.json)
		return cli_print_object(cli, err, NULL);
	if (cli->context && strcmp(command->object, "context") != 0)
		return cli_print(err, "%s %s in context %s %s", command->object, cli->id, cli->context,
				 command->verb);
	return cli_print(err, "%s %s %s", command->object, cli->id, command->verb);
}

/* A JSON object: the ids that the call is about, and one member that is true or false. */
static int print_flag(const struct cli_call *cli, const char *name, bool value, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	add_ids(&s, cli);
	prov_str_addf(&s, ", \"%s\": %s", name, value ? "true" : "false");
	return print_object(&s, err);
}

int cli_print_exists(struct cli_call *cli, const char *object, bool exists, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str id = PROV_STR_INIT;

	cli->status = exists ? 0 : 1;
	if (cli->opt.json)
		return print_flag(cli, "exists", exists, err);
	prov_plain_add(&id, cli->id);	/* a name that none has may be anything */
	return cli_print(err, "%s %s %s", object, id.p, exists ? "exists" : "does not exist");
}

int cli_print_done(struct cli_call *cli, struct prov_err *err)
{
	cli->id = prov_pool_printf(cli->pool, "%lld", cli->object_id);
	return cli_success(cli, err);
}

int cli_unchanged(struct cli_call *cli, struct prov_err *err)
{
	prov_err_clear(err);
	return cli->opt.json ? print_flag(cli, "changed", false, err) : 0;
}
