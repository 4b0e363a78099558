/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_report_status.c - how old the last report is, for people and for monitoring
 */
#include "bin/cli_report.h"

#define OVERDUE 2		/* the exit status, that of a plugin of Nagios */

/* Adds one sentence, which ends a line. */
static void add_age(struct prov_str *s, const struct cli_words *words, const struct prov_report_state *state)
{
	const long long left = PROV_REPORT_DAYS - state->days;

	if (!state->sent) {
		prov_str_add(s, cli_words(words, "no report has been sent yet"));
		return;
	}
	prov_str_addf(s, cli_words_count(words, "the last report was sent %lld day ago (%s)",
					 "the last report was sent %lld days ago (%s)", state->days),
		      state->days, state->at);
	if (left < 0)
		prov_str_addf(s, cli_words_count(words, "; it is overdue by %lld day",
						 "; it is overdue by %lld days", -left), -left);
	else
		prov_str_addf(s, cli_words_count(words, "; the next one is due in %lld day",
						 "; the next one is due in %lld days", left), left);
}

static int print_json(const struct prov_report_state *state, const char *word, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	prov_str_addf(&s, "{\"state\": \"%s\"", word);
	if (state->sent)
		prov_str_addf(&s, ", \"sent\": \"%s\", \"days\": %lld, \"days_left\": %lld", state->at,
			      state->days, PROV_REPORT_DAYS - state->days);
	if (state->error) {
		prov_str_addf(&s, ", \"tried\": \"%s\", \"error\": ", state->tried);
		prov_str_add_json(&s, state->error, strlen(state->error));
	}
	return cli_print(err, "%s}", s.p);
}

static int print_text(const struct cli_words *words, const struct prov_report_state *state, bool warns,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	add_age(&s, words, state);
	if (state->error)
		prov_str_addf(&s, cli_words(words, "\nthe one of %s did not arrive: %s"), state->tried,
			      state->error);
	if (warns)
		cli_note("report: warning: %s", cli_words(words, "send the next report soon"));
	return cli_print(err, "%s", s.p);
}

int cli_report_status(struct cli_call *cli, struct prov_err *err)
{
	PROV_CLEANUP(prov_report_state_fini) struct prov_report_state state = { 0 };
	struct cli_words words;
	bool overdue, warns;
	int rc;

	if (prov_report_state(&cli->call, &state, err) < 0)
		return -1;
	overdue = !state.sent || state.days > PROV_REPORT_DAYS;
	warns = !overdue && state.days >= PROV_REPORT_WARNING_DAYS;
	cli->status = overdue ? OVERDUE : 0;
	if (cli->opt.json)
		return print_json(&state, overdue ? "overdue" : warns ? "due" : "ok", err);
	cli_words_open(&words);
	rc = print_text(&words, &state, warns, err);
	cli_words_close(&words);
	return rc;
}
