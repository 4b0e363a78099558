/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_licence.c - the actions of the program licence
 */
#include <prov/base_dn.h>
#include <prov/licence.h>

#include "bin/cli_licence.h"

int cli_licence_request(struct prov_session *s, const struct cli_licence *opt,
			struct prov_err *err)
{
	enum prov_licence_format format = opt->ldif ? PROV_LICENCE_LDIF :
		cli_opt.json ? PROV_LICENCE_JSON : PROV_LICENCE_TEXT;
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn base = { 0 };
	PROV_CLEANUP(prov_freep) char *text = NULL;

	if (prov_base_dn_find(prov_session_config(s), opt->base, &base, err) < 0 ||
	    prov_licence_request(s, base.dn, format, &text, err) < 0)
		return -1;
	return cli_print(err, "%s", text);
}

int cli_licence_show(struct prov_session *s, struct cli_licence *opt, struct prov_err *err)
{
	const struct prov_config *config = prov_session_config(s);
	const char *key[] = { opt->key };
	struct prov_licence_check check = {
		.keys = opt->key ? key : config->licence_keys, .users = opt->no_users ? -2 : -1,
		.key_count = opt->key ? 1 : config->licence_key_count,
	};
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn base = { 0 };
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;
	PROV_CLEANUP(prov_freep) char *text = NULL, *complaint = NULL;
	struct prov_licence_result result = { 0 };

	if ((opt->verify || !opt->file) && prov_base_dn_find(config, opt->base, &base, err) < 0)
		return -1;
	check.base = base.dn;
	if ((opt->file ? prov_licence_read(opt->file, &licence, err) :
	     prov_licence_find(config, base.dn, check.keys, check.key_count, &licence, err)) < 0 ||
	    (opt->verify && prov_licence_verify(s, licence, &check, &result, err) < 0))
		return -1;
	text = prov_licence_text(licence, opt->verify ? &result : NULL, cli_opt.json);
	complaint = opt->verify ? prov_licence_complaint(licence, &result, base.dn) : NULL;
	if (complaint)
		fprintf(stderr, "licence: not valid: %s\n", complaint);
	opt->status = result.bits ? 64 + result.bits : 0;
	return cli_print(err, "%s", text);
}

int cli_licence_sign(const struct cli_licence *opt, struct prov_err *err)
{
	const struct prov_licence_terms terms = { .end_date = opt->end_date, .users = opt->users };
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;
	PROV_CLEANUP(prov_freep) char *ldif = NULL;

	if (!opt->key)
		return prov_fail(err, PROV_E_MISSING, "sign needs --key, the private key");
	if (prov_licence_read(opt->file ? opt->file : "-", &licence, err) < 0 ||
	    prov_licence_sign(licence, &terms, opt->key, &ldif, err) < 0)
		return -1;
	return cli_print(err, "%s", ldif);
}
