/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_licence.c - the actions of the program licence
 */
#include <prov/base_dn.h>
#include <prov/licence.h>

#include "bin/cli_licence.h"

static const struct {
	const char *name;
	bool list;
} terms[CLI_LICENCE_TERM_COUNT] = {
	[CLI_LICENCE_USERS] = { "Users", false },
	[CLI_LICENCE_END_DATE] = { "EndDate", false },
	[CLI_LICENCE_SERVERS] = { "Servers", false },
	[CLI_LICENCE_MANAGED_CLIENTS] = { "ManagedClients", false },
	[CLI_LICENCE_CORPORATE_CLIENTS] = { "CorporateClients", false },
	[CLI_LICENCE_VIRTUAL_USERS] = { "VirtualDesktopUsers", false },
	[CLI_LICENCE_VIRTUAL_CLIENTS] = { "VirtualDesktopClients", false },
	[CLI_LICENCE_SUPPORT] = { "Support", false },
	[CLI_LICENCE_PREMIUM_SUPPORT] = { "PremiumSupport", false },
	[CLI_LICENCE_PRODUCT] = { "Product", false },
	[CLI_LICENCE_TYPE] = { "Type", true },
	[CLI_LICENCE_OEM_PRODUCT] = { "OEMProduct", true },
};

/* Adds a term, or one for each word of a list; an empty list is one that is empty. */
static size_t add_term(struct cli_call *cli, size_t i, const char *value, struct prov_licence_term *said)
{
	const char *const *words = terms[i].list ? cli_split(cli, value) : NULL;
	size_t n = 0;

	for (; words && words[n]; n++)
		said[n] = (struct prov_licence_term){ terms[i].name, words[n] };
	if (n == 0)
		said[n++] = (struct prov_licence_term){ terms[i].name, terms[i].list ? "" : value };
	return n;
}

/* What was said of the terms. */
static const struct prov_licence_term *said_terms(struct cli_call *cli, const struct cli_licence *opt,
						   const char *base, size_t *count)
{
	size_t room = COUNT(terms) + 1;
	struct prov_licence_term *said;

	for (size_t i = 0; i < COUNT(terms); i++)
		room += opt->terms[i] ? strlen(opt->terms[i]) : 0;
	said = prov_pool_alloc(cli->pool, room * sizeof(*said));
	*count = 0;
	if (base)
		said[(*count)++] = (struct prov_licence_term){ "BaseDN", base };
	for (size_t i = 0; i < COUNT(terms); i++)
		if (opt->terms[i])
			*count += add_term(cli, i, opt->terms[i], said + *count);
	return said;
}

int cli_licence_request(struct cli_call *cli, const struct cli_licence *opt, struct prov_err *err)
{
	struct prov_call *call = &cli->call;
	enum prov_licence_format format = opt->ldif ? PROV_LICENCE_LDIF :
		cli->opt.json ? PROV_LICENCE_JSON : PROV_LICENCE_TEXT;
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn base = { 0 };
	struct prov_licence_wish wish = { .key_id = opt->key_id, .contact = opt->contact };
	PROV_CLEANUP(prov_freep) char *text = NULL;

	wish.terms = said_terms(cli, opt, NULL, &wish.term_count);
	if (prov_base_dn_find(prov_session_config(call->session), opt->base, &base, err) < 0 ||
	    prov_licence_request(call, base.dn, &wish, format, &text, err) < 0)
		return -1;
	if (opt->ldif && cli->opt.json)
		return cli_print_object(cli, err, "ldif", text, NULL);
	return cli_print(err, "%s", text);
}

/* All that verify looks at; counts and remembers the day unless that is not wanted. */
static int verify(struct cli_call *cli, const struct cli_licence *opt, const char *file,
		  const struct prov_licence *licence, struct prov_licence_check *check,
		  struct prov_licence_result *result, struct prov_err *err)
{
	struct prov_call *call = opt->no_users ? NULL : &cli->call;

	if ((call && prov_licence_count_users(call, &check->users, err) < 0) ||
	    prov_licence_clock_seen(call, file, check, err) < 0)
		return -1;
	return prov_licence_verify(licence, check, result, err);
}

/* On standard error, a line each. */
static void report(const char *what, char *lines)
{
	char *save = NULL;

	for (char *line = lines ? strtok_r(lines, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		cli_note("licence: %s: %s", what, line);
}

int cli_licence_show(struct cli_call *cli, const struct cli_licence *opt, struct prov_err *err)
{
	const struct prov_config *config = prov_session_config(cli->call.session);
	const char *key[] = { opt->key };
	const char *file = opt->file ? opt->file : *config->licence_file ? config->licence_file : NULL;
	struct prov_licence_check check = {
		.keys = opt->key ? key : config->licence_keys, .users = -1,
		.key_count = opt->key ? 1 : config->licence_key_count,
	};
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn base = { 0 };
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;
	PROV_CLEANUP(prov_freep) char *text = NULL, *complaint = NULL, *warning = NULL;
	struct prov_licence_result result = { 0 };

	if ((opt->verify || !file) && prov_base_dn_find(config, opt->base, &base, err) < 0)
		return -1;
	check.base = base.dn;
	if ((file ? prov_licence_read(file, &licence, err) :
	     prov_licence_find(config, base.dn, check.keys, check.key_count, &licence, err)) < 0 ||
	    (opt->verify && verify(cli, opt, file, licence, &check, &result, err) < 0))
		return -1;
	text = prov_licence_text(licence, opt->verify ? &result : NULL, cli->opt.json);
	complaint = opt->verify ? prov_licence_complaint(licence, &result, base.dn) : NULL;
	warning = opt->verify ? prov_licence_warning(licence, &result) : NULL;
	report("not valid", complaint);
	report("warning", warning);
	cli->status = result.bits ? 64 + result.bits : 0;
	return cli_print(err, "%s", text);
}

/* Shows all terms on the terminal, whatever standard output and error are, and asks. */
static int ask(const struct prov_licence *offer, const char *unsaid, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *text = prov_licence_text(offer, NULL, false);
	FILE *terminal = fopen("/dev/tty", "r+e");
	char answer[16] = "";

	if (!terminal) {
		prov_fail(err, PROV_E_MISSING, "there is no terminal to show the terms on");
		return prov_err_hint(err, "say every term with an option, and --yes");
	}
	fprintf(terminal, "%s\n", text);
	if (*unsaid)
		fprintf(terminal, "As the request has it: %s\n", unsaid);
	fprintf(terminal, "Sign this licence? [y/N] ");
	fflush(terminal);
	if (!fgets(answer, sizeof(answer), terminal))
		answer[0] = '\0';
	fclose(terminal);
	answer[strcspn(answer, "\r\n")] = '\0';
	return prov_bool_parse(answer) == 1 ? 0 :
		prov_fail(err, PROV_E_INVALID, "not signed: the terms were not agreed to");
}

static int agree(const struct cli_licence *opt, const struct prov_licence *offer, const char *unsaid,
		 struct prov_err *err)
{
	if (!opt->yes)
		return ask(offer, unsaid, err);
	if (!*unsaid)
		return 0;
	prov_fail(err, PROV_E_INVALID, "only the request says: %s", unsaid);
	return prov_err_hint(err, "with --yes the seller says every term: there is an option for each");
}

int cli_licence_sign(struct cli_call *cli, const struct cli_licence *opt, struct prov_err *err)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *request = NULL;
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *offer = NULL;
	PROV_CLEANUP(prov_freep) char *unsaid = NULL;
	PROV_CLEANUP(prov_freep) char *ldif = NULL;
	size_t count;
	const struct prov_licence_term *said = said_terms(cli, opt, opt->base, &count);

	if (!opt->key || !opt->terms[CLI_LICENCE_USERS] || !opt->terms[CLI_LICENCE_END_DATE])
		return prov_fail(err, PROV_E_MISSING, "sign needs --key, the private key, --users and "
				 "--end-date");
	if (prov_licence_read(opt->file ? opt->file : "-", &request, err) < 0 ||
	    prov_licence_offer(request, said, count, &offer, &unsaid, err) < 0 ||
	    agree(opt, offer, unsaid, err) < 0 ||
	    prov_licence_sign(offer, opt->key, &ldif, err) < 0)
		return -1;
	if (cli->opt.json)
		return cli_print_object(cli, err, "ldif", ldif, NULL);
	return cli_print(err, "%s", ldif);
}

int cli_licence_reset_clock(struct cli_call *cli, struct prov_err *err)
{
	if (prov_licence_clock_reset(&cli->call, err) < 0)
		return -1;
	return !cli->opt.json ? 0 : cli_print_object(cli, err, "action", "reset-clock", NULL);
}
