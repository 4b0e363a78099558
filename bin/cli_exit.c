/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_exit.c - THE table of exit statuses, and how a failure is printed
 *
 * 0, 1 and 101 to 115 are those of the Open-Xchange tools; 120 to 123 are the sync's.
 * docs/exit-status.md lists them and is compared with this table by a test.
 */
#include <errno.h>

#include "bin/cli.h"

static const int statuses[PROV__CODE_COUNT] = {
	[PROV_OK] = 0,
	[PROV_E_INTERNAL] = 1,
	[PROV_E_DENIED] = 101,
	[PROV_E_NO_CONTEXT] = 102,
	[PROV_E_INVALID] = 103,
	[PROV_E_EXISTS] = 103,
	[PROV_E_MISSING] = 104,
	[PROV_E_UNAVAILABLE] = 105,
	[PROV_E_STORAGE] = 106,
	[PROV_E_CONFLICT] = 106,
	[PROV_E_TIMEOUT] = 107,
	[PROV_E_NO_USER] = 108,
	[PROV_E_VALUE] = 109,
	[PROV_E_CONTEXT_EXISTS] = 110,
	[PROV_E_UNKNOWN_OPTION] = 111,
	[PROV_E_NO_GROUP] = 112,
	[PROV_E_NO_RESOURCE] = 113,
	[PROV_E_CONFIG] = 1,
	[PROV_E_IO] = 1,
	[PROV_E_NOT_NUMBER] = 1,
	[PROV_E_GUARD] = 120,
	[PROV_E_INCOMPLETE] = 121,
	[PROV_E_BUSY] = 122,
	[PROV_E_PARTIAL] = 123,
};

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

/* Foreign text must not move the cursor or ring the bell: C0 but line ends, DEL, C1. */
static void add_clean(struct prov_str *s, const char *text)
{
	for (const char *p = text; *p; p++) {
		bool c1 = (unsigned char)*p == 0xC2 && p[1];

		if (*p == '\n' || !prov_utf8_has_control(p, c1 ? 2 : 1)) {
			prov_str_add_char(s, *p);
			continue;
		}
		prov_str_add_char(s, '?');
		p += c1;
	}
}

static void add_id(struct prov_str *s, const char *id)
{
	size_t before;

	prov_str_add_char(s, ' ');
	before = s->len;
	add_clean(s, id);
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
	add_clean(s, err->msg);
	if (err->detail[0])
		add_clean(s, "\ndetail: "), add_clean(s, err->detail);
	if (err->hint[0])
		add_clean(s, "\nhint: "), add_clean(s, err->hint);
}

static void add_plain(struct prov_str *s, const struct cli_call *cli, const struct prov_err *err)
{
	const char *name = cli->command->name;

	prov_str_addf(s, "%s: error: ", name);
	add_clean(s, err->msg);
	if (err->detail[0])
		prov_str_addf(s, "\n%s: detail: ", name), add_clean(s, err->detail);
	if (err->hint[0])
		prov_str_addf(s, "\n%s: hint: ", name), add_clean(s, err->hint);
}

void cli_warn(void *data, const char *text)
{
	const struct cli_call *cli = data;
	struct prov_str s = PROV_STR_INIT;

	prov_str_addf(&s, "%s: warning: ", cli->command->name);
	add_clean(&s, text);
	fprintf(stderr, "%s\n", s.p);
	prov_str_fini(&s);
}

/* --nonl: one line for log collectors. */
static void flatten(struct prov_str *s)
{
	for (size_t i = 0; i < s->len; i++)
		if (s->p[i] == '\n')
			s->p[i] = ' ';
}

int cli_report(const struct cli_call *cli, const struct prov_err *err)
{
	struct prov_str s = PROV_STR_INIT;

	fflush(stdout);
	if (cli->command->form == CLI_OX)
		add_ox(&s, cli, err);
	else
		add_plain(&s, cli, err);
	if (cli->opt.nonl)
		flatten(&s);
	fprintf(stderr, "%s\n", s.p);
	prov_str_fini(&s);
	return statuses[err->code];
}
