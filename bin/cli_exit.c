/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_exit.c - THE table of exit statuses, and how a failure is printed
 *
 * 0, 1 and 101 to 115 are those of the Open-Xchange tools; 120 to 123 are the sync's.
 * docs/exit-status.md lists them and is compared with this table by a test.
 */
#include <errno.h>

#include "bin/cli.h"

static const struct {
	int status;
	const char *name;
} statuses[PROV__CODE_COUNT] = {
	[PROV_OK] = { 0, "OK" },
	[PROV_E_INTERNAL] = { 1, "INTERNAL" },
	[PROV_E_DENIED] = { 101, "DENIED" },
	[PROV_E_NO_CONTEXT] = { 102, "NO_CONTEXT" },
	[PROV_E_INVALID] = { 103, "INVALID" },
	[PROV_E_EXISTS] = { 103, "EXISTS" },
	[PROV_E_MISSING] = { 104, "MISSING" },
	[PROV_E_UNAVAILABLE] = { 105, "UNAVAILABLE" },
	[PROV_E_STORAGE] = { 106, "STORAGE" },
	[PROV_E_CONFLICT] = { 106, "CONFLICT" },
	[PROV_E_TIMEOUT] = { 107, "TIMEOUT" },
	[PROV_E_NO_USER] = { 108, "NO_USER" },
	[PROV_E_VALUE] = { 109, "VALUE" },
	[PROV_E_CONTEXT_EXISTS] = { 110, "CONTEXT_EXISTS" },
	[PROV_E_UNKNOWN_OPTION] = { 111, "UNKNOWN_OPTION" },
	[PROV_E_NO_GROUP] = { 112, "NO_GROUP" },
	[PROV_E_NO_RESOURCE] = { 113, "NO_RESOURCE" },
	[PROV_E_NO_RECORD] = { 103, "NO_RECORD" },
	[PROV_E_CONFIG] = { 1, "CONFIG" },
	[PROV_E_IO] = { 1, "IO" },
	[PROV_E_NOT_NUMBER] = { 1, "NOT_NUMBER" },
	[PROV_E_GUARD] = { 120, "GUARD" },
	[PROV_E_INCOMPLETE] = { 121, "INCOMPLETE" },
	[PROV_E_BUSY] = { 122, "BUSY" },
	[PROV_E_PARTIAL] = { 123, "PARTIAL" },
};

int cli_exit_status(const struct prov_err *err)
{
	return statuses[err->code].status;
}

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
	if (err->hint[0])
		prov_str_addf(s, "\nhint: %s", err->hint);
}

static void add_plain(struct prov_str *s, const struct cli_call *cli, const struct prov_err *err)
{
	const char *name = cli_command_title(cli->command);

	prov_str_addf(s, "%s: error: %s", name, err->msg);
	if (err->detail[0])
		prov_str_addf(s, "\n%s: detail: ", name), add_lines(s, err->detail);
	if (err->hint[0])
		prov_str_addf(s, "\n%s: hint: %s", name, err->hint);
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

void cli_exit_json(struct prov_str *s, const struct cli_call *cli, const struct prov_err *err)
{
	prov_str_addf(s, "{\"code\": %d, \"name\": \"%s\"", cli_exit_status(err), statuses[err->code].name);
	add_member(s, "message", err->msg);
	add_member(s, "detail", err->detail);
	add_member(s, "hint", err->hint);
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
	return cli_exit_status(err);
}
