/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_licence_keys.c - licence keys: the keys of contracts are listed, added and removed
 */
#include <prov/keys.h>

#include "bin/cli_licence.h"
#include "bin/cli_list.h"

static int list(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list out;

	if (cli_list_begin(cli, &out, columns, prov_keys_columns(columns), err) < 0)
		return -1;
	return cli_list_end(&out, prov_keys_list(config, &out.rows, err), err);
}

/* The key itself, or of "-" the first line of standard input. */
static int read_key(struct cli_call *cli, const char *word, const char **key, struct prov_err *err)
{
	char *line;

	*key = word;
	if (strcmp(word, "-") != 0)
		return 0;
	if (cli_secret_file(cli, "-", &line, err) < 0)
		return -1;
	*key = line;
	return 0;
}

static int done(struct cli_call *cli, const struct prov_key *key, const char *what, struct prov_err *err)
{
	cli->done = true;
	if (cli->opt.json)
		return cli_print_object(cli, err, "kind", key->kind, "key", key->key, NULL);
	return cli_print(err, "%s key %s %s", key->kind, key->key, what);
}

int cli_licence_keys(struct cli_call *cli, const struct cli_licence *opt, struct prov_err *err)
{
	struct prov_call *call = cli_session(cli, err);
	const struct prov_config *config = call ? cli_config(cli, err) : NULL;
	const char *verb = opt->words[0] ? opt->words[0] : "list";
	const bool adds = strcmp(verb, "add") == 0, removes = strcmp(verb, "remove") == 0;
	struct prov_key key = { .users = opt->terms[CLI_LICENCE_USERS],
				.end_date = opt->terms[CLI_LICENCE_END_DATE] };

	if (!config || prov_auth_given(call, err) < 0)
		return -1;
	if (strcmp(verb, "list") == 0 && (!opt->words[0] || !opt->words[1]))
		return list(cli, config, err);
	if ((!adds && !removes) || !opt->words[1] || !opt->words[2] || opt->words[3]) {
		prov_fail(err, PROV_E_MISSING, "keys needs nothing, list, add KIND KEY or remove KIND KEY");
		return prov_err_hint(err, "the kinds are licence, maintenance and support");
	}
	key.kind = opt->words[1];
	if (read_key(cli, opt->words[2], &key.key, err) < 0)
		return -1;
	if (adds)
		return prov_keys_add(config, &key, err) < 0 ? -1 : done(cli, &key, "added", err);
	return prov_keys_remove(config, key.kind, key.key, err) < 0 ? -1 : done(cli, &key, "removed", err);
}
