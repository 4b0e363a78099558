/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_support_ask.c - what a ticket says: given, known, or asked for on the terminal; and is it what a
 * ticket needs?
 */
#include <sys/utsname.h>
#include <unistd.h>

#include <prov/keys.h>

#include "bin/cli_support.h"

#define MAX_TEXT 65536
#define LONGEST_LINE 200

static const struct {
	const char *option, *question;	/* question NULL: never asked for */
	bool needed, lines;
} fields[CLI_SUPPORT_FIELDS] = {
	[CLI_SUPPORT_KEY] = { "support-key", NULL, true, false },
	[CLI_SUPPORT_SERVER] = { "server", NULL, true, false },
	[CLI_SUPPORT_SERVER_VERSION] = { "server-version", NULL, true, false },
	[CLI_SUPPORT_PLATFORM] = { "platform", NULL, true, false },
	[CLI_SUPPORT_GUI_VERSION] = { "gui-version",
		CLI_WORD("Version of the groupware that people see (may be empty)"), false, false },
	[CLI_SUPPORT_CATEGORY] = { "category",
		CLI_WORD("Category: installation, update, configuration, provisioning, synchronisation, "
			 "performance or other"), true, false },
	[CLI_SUPPORT_SEVERITY] = { "severity",
		CLI_WORD("Severity: 1 nobody can work, 2 no way around it, 3 a way around it, 4 a question"),
		true, false },
	[CLI_SUPPORT_TRACK_ID] = { "track-id",
		CLI_WORD("Id of a ticket that there is already (may be empty)"), false, false },
	[CLI_SUPPORT_PRODUCT] = { "product", CLI_WORD("Product"), true, false },
	[CLI_SUPPORT_STEPS] = { "steps",
		CLI_WORD("Steps to reproduce, in English; an empty line ends them"), true, true },
	[CLI_SUPPORT_CURRENT] = { "current",
		CLI_WORD("What happens, in English; an empty line ends it"), true, true },
	[CLI_SUPPORT_EXPECTED] = { "expected",
		CLI_WORD("What should happen, in English; an empty line ends it"), true, true },
};

/* ---- the terminal ---- */

static const char *ask(struct cli_call *cli, const struct cli_words *words, FILE *terminal,
		       const char *question, bool lines)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str answer = PROV_STR_INIT;
	char line[1024];

	fputs(cli_words(words, question), terminal);
	fputs(lines ? ":\n" : ": ", terminal);
	fflush(terminal);
	while (fgets(line, sizeof(line), terminal) && answer.len < MAX_TEXT) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!lines || !line[0]) {
			prov_str_add(&answer, line);
			break;
		}
		prov_str_addf(&answer, "%s\n", line);
	}
	return answer.len ? prov_pool_strdup(cli->pool, answer.p) : NULL;
}

static void ask_all(struct cli_call *cli, struct cli_support_request *r)
{
	FILE *terminal = isatty(STDIN_FILENO) ? fopen("/dev/tty", "r+e") : NULL;
	struct cli_words words;

	if (!terminal)
		return;
	cli_words_open(&words);
	if (!r->subject)
		r->subject = ask(cli, &words, terminal, CLI_WORD("The problem in a line, in English"),
				 false);
	for (size_t i = 0; i < CLI_SUPPORT_FIELDS; i++)
		if (!r->fields[i] && fields[i].question)
			r->fields[i] = ask(cli, &words, terminal, fields[i].question, fields[i].lines);
	cli_words_close(&words);
	fclose(terminal);
}

/* ---- what is known ---- */

/* PRETTY_NAME of os-release(5), and the architecture. */
static const char *platform(struct cli_call *cli)
{
	static const char name[] = "PRETTY_NAME=";
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_err ignored = PROV_ERR_INIT;
	struct utsname uts;
	const char *found = "Linux";
	size_t len = strlen(found);

	if (prov_file_read("/etc/os-release", MAX_TEXT, &text, &ignored) == 0 && strstr(text.p, name)) {
		found = strstr(text.p, name) + strlen(name);
		found += *found == '"';
		len = strcspn(found, "\"\n");
	}
	return uname(&uts) < 0 ? prov_pool_strndup(cli->pool, found, len) :
		prov_pool_printf(cli->pool, "%.*s, %s, kernel %s", (int)len, found, uts.machine, uts.release);
}

static int fill_key(struct cli_call *cli, struct cli_support_request *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_keys_freep) struct prov_keys *keys = NULL;
	const struct prov_key *key;

	if (r->fields[CLI_SUPPORT_KEY])
		return 0;
	if (prov_keys_read(prov_session_config(cli->call.session), &keys, err) < 0)
		return -1;
	key = prov_keys_find(keys, "support");
	if (!key) {
		prov_fail(err, PROV_E_MISSING, "there is no support key");
		return prov_err_hint(err, "licence keys add support KEY keeps it, --support-key "
				     "says it once");
	}
	if (key->ends && key->days_left < 0)
		cli_note("supportrequest: warning: the support key ended on %s", key->end_date);
	r->fields[CLI_SUPPORT_KEY] = prov_pool_strdup(cli->pool, key->key);
	return 0;
}

/* "@FILE" is what stands in it. */
static int fill_given(struct cli_call *cli, const char *given, const char **text, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str read = PROV_STR_INIT;

	*text = given;
	if (!given || given[0] != '@')
		return 0;
	if (prov_file_read(given + 1, MAX_TEXT, &read, err) < 0)
		return -1;
	*text = prov_pool_strdup(cli->pool, read.p);
	return 0;
}

static int fill(struct cli_call *cli, const struct cli_support *opt, struct cli_support_request *r,
		struct prov_err *err)
{
	const struct prov_config *config = prov_session_config(cli->call.session);

	for (size_t i = 0; i < CLI_SUPPORT_FIELDS; i++)
		if (fill_given(cli, opt->fields[i], &r->fields[i], err) < 0)
			return -1;
	if (!r->fields[CLI_SUPPORT_SERVER])
		r->fields[CLI_SUPPORT_SERVER] = "prov";
	if (!r->fields[CLI_SUPPORT_SERVER_VERSION])
		r->fields[CLI_SUPPORT_SERVER_VERSION] = PROV_VERSION;
	if (!r->fields[CLI_SUPPORT_PLATFORM])
		r->fields[CLI_SUPPORT_PLATFORM] = platform(cli);
	if (!r->fields[CLI_SUPPORT_PRODUCT] && config->licence_product[0])
		r->fields[CLI_SUPPORT_PRODUCT] = config->licence_product;
	return fill_key(cli, r, err);
}

/* ---- checks ---- */

static bool is_there(const char *text)
{
	return text && text[strspn(text, " \t\r\n")];
}

/* All that is missing at once: at three in the morning nobody wants to try again five times. */
static int check_needed(const struct cli_support_request *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str missing = PROV_STR_INIT;

	if (!is_there(r->subject))
		prov_str_add(&missing, " --subject");
	for (size_t i = 0; i < CLI_SUPPORT_FIELDS; i++)
		if (fields[i].needed && !is_there(r->fields[i]))
			prov_str_addf(&missing, " --%s", fields[i].option);
	if (!missing.len)
		return 0;
	return prov_fail(err, PROV_E_MISSING, "a ticket needs%s", missing.p);
}

static int check_line(const char *option, const char *text, struct prov_err *err)
{
	if (!text || (strlen(text) <= LONGEST_LINE && !prov_utf8_has_control(text, strlen(text))))
		return 0;
	return prov_fail(err, PROV_E_VALUE, "--%s is one line of at most %d bytes", option, LONGEST_LINE);
}

static int check_words(const struct cli_support_request *r, struct prov_err *err)
{
	static const char *const categories[] = { "installation", "update", "configuration", "provisioning",
						  "synchronisation", "performance", "other" };
	const char *severity = r->fields[CLI_SUPPORT_SEVERITY], *category = r->fields[CLI_SUPPORT_CATEGORY];
	size_t i = 0;

	if (strlen(severity) != 1 || !strchr("1234", severity[0]))
		return prov_fail(err, PROV_E_VALUE, "severity \"%s\": it is 1, 2, 3 or 4", severity);
	while (i < COUNT(categories) && strcmp(categories[i], category) != 0)
		i++;
	if (i < COUNT(categories))
		return 0;
	prov_fail(err, PROV_E_VALUE, "there is no category \"%s\"", category);
	return prov_err_hint(err, "installation, update, configuration, provisioning, synchronisation, "
			     "performance, other");
}

int cli_support_ask(struct cli_call *cli, const struct cli_support *opt, struct cli_support_request *r,
		    struct prov_err *err)
{
	if (fill(cli, opt, r, err) < 0)
		return -1;
	ask_all(cli, r);
	if (check_needed(r, err) < 0 || check_line("subject", r->subject, err) < 0)
		return -1;
	for (size_t i = 0; i < CLI_SUPPORT_FIELDS; i++)
		if (!fields[i].lines && check_line(fields[i].option, r->fields[i], err) < 0)
			return -1;
	return check_words(r, err);
}
