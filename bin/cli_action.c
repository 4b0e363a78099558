/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_action.c - commands whose first word says what to do: which there are, which was meant
 */
#include "bin/cli.h"

static const char *near(const struct cli_action *actions, const char *word)
{
	size_t best_slips = prov_near_limit(word);
	const char *best = NULL;

	for (; actions->name; actions++) {
		size_t slips = prov_near_slips(word, actions->name, strlen(actions->name));

		if (slips < best_slips) {
			best = actions->name;
			best_slips = slips;
		}
	}
	return best;
}

/* Of a word that is none, the nearest; else all of them. */
static void advise(const struct cli_action *actions, const char *word, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str list = PROV_STR_INIT;
	const char *meant = word ? near(actions, word) : NULL;

	if (meant) {
		prov_err_hint(err, "did you mean %s?", meant);
		return;
	}
	for (const struct cli_action *a = actions; a->name; a++)
		prov_str_addf(&list, "%s%s", list.len ? ", " : "", a->name);
	prov_err_hint(err, "the actions are %s", list.p);
}

const char *cli_action_find(const struct cli_call *cli, struct prov_err *err)
{
	const struct cli_action *actions = cli->command->actions;
	const char *word = cli->word_count ? cli->words[0] : NULL;

	for (const struct cli_action *a = actions; word && a->name; a++)
		if (strcmp(a->name, word) == 0)
			return a->name;
	if (word)
		prov_fail(err, PROV_E_UNKNOWN_OPTION, "unknown action \"%s\"", word);
	else
		prov_fail(err, PROV_E_MISSING, "one action is needed");
	advise(actions, word, err);
	return NULL;
}
