/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_count.c - how many users there are, and what a vendor needs to know of them
 *
 * Counted are enabled users without the admins of contexts (system accounts are free in UCS, too);
 * users of a disabled context count, or the limit could be got around by enabling it later.
 */
#include <string.h>

#include "ldap/prov_ldap.h"
#include "libprov/licence/licence_int.h"
#include "libprov/model/model.h"

struct counts {
	long long contexts, enabled_contexts, users;
	struct prov_sql_result *sets;	/* modules, users */
};

int prov_licence_count_users(struct prov_call *call, long long *users, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	if (!db || prov_sql_exec(db, PROV_Q_LICENCE_USERS, PROV_ARGS(NULL), &res, err) < 0)
		return -1;
	*users = prov_sql_number(res, 0, 0);
	return 0;
}

static int count(struct prov_call *call, struct counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *contexts = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_LICENCE_CONTEXTS, PROV_NO_ARGS, &contexts },
		{ PROV_Q_LICENCE_COMBINATIONS, PROV_NO_ARGS, &c->sets },
	};
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	if (!db || prov_sql_batch(db, steps, COUNT(steps), err) < 0)
		return -1;
	c->contexts = prov_sql_number(contexts, 0, 0);
	c->enabled_contexts = prov_sql_number(contexts, 0, 1);
	for (int i = 0; i < prov_sql_rows(c->sets); i++)
		c->users += prov_sql_number(c->sets, i, 1);
	return 0;
}

struct request {
	struct prov_call *call;
	const char *base, *product;
	struct counts counts;
	struct prov_str out;
};

static void request_fini(struct request *r)
{
	prov_sql_result_free(r->counts.sets);
	prov_str_fini(&r->out);
}

/* Name of a set of modules, or NULL if it has none. */
static int set_name(struct request *r, int row, const char **name, struct prov_err *err)
{
	prov_modules_t modules = (prov_modules_t)prov_sql_number(r->counts.sets, row, 0);

	return prov_access_name(r->call, modules, name, err);
}

static int add_text(struct request *r, const char *prefix, struct prov_err *err)
{
	prov_str_addf(&r->out, "%sBase DN:   %s\n", prefix, r->base);
	prov_str_addf(&r->out, "%sProduct:   %s\n", prefix, r->product);
	prov_str_addf(&r->out, "%sVersion:   %s\n", prefix, PROV_VERSION);
	prov_str_addf(&r->out, "%sContexts:  %lld (%lld enabled)\n", prefix, r->counts.contexts,
		      r->counts.enabled_contexts);
	prov_str_addf(&r->out, "%sUsers:     %lld\n", prefix, r->counts.users);
	for (int i = 0; i < prov_sql_rows(r->counts.sets); i++) {
		const char *name = NULL;

		if (set_name(r, i, &name, err) < 0)
			return -1;
		prov_str_addf(&r->out, "%s  %-20s %lld\n", prefix, name ? name : "(no name)",
			      prov_sql_number(r->counts.sets, i, 1));
	}
	return 0;
}

static void add_json_text(struct prov_str *out, const char *text)
{
	prov_str_add_json(out, text, strlen(text));
}

static int add_json(struct request *r, struct prov_err *err)
{
	prov_str_add(&r->out, "{\"base_dn\": ");
	add_json_text(&r->out, r->base);
	prov_str_add(&r->out, ", \"product\": ");
	add_json_text(&r->out, r->product);
	prov_str_addf(&r->out, ", \"version\": \"%s\", \"contexts\": %lld, "
		      "\"enabled_contexts\": %lld, \"users\": %lld, \"combinations\": [",
		      PROV_VERSION, r->counts.contexts, r->counts.enabled_contexts,
		      r->counts.users);
	for (int i = 0; i < prov_sql_rows(r->counts.sets); i++) {
		const char *name = NULL;

		if (set_name(r, i, &name, err) < 0)
			return -1;
		prov_str_addf(&r->out, "%s{\"name\": ", i ? ", " : "");
		if (name)
			add_json_text(&r->out, name);
		else
			prov_str_add(&r->out, "null");
		prov_str_addf(&r->out, ", \"modules\": %lld, \"users\": %lld}",
			      prov_sql_number(r->counts.sets, i, 0),
			      prov_sql_number(r->counts.sets, i, 1));
	}
	prov_str_add(&r->out, "]}\n");
	return 0;
}

/* The licence without signature: what the vendor's generator makes, with the present numbers. */
static int add_ldif(struct request *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *dn =
		prov_asprintf("cn=admin,cn=license,cn=univention,%s", r->base);
	const char *const rows[][2] = {
		{ "dn", dn },
		{ "objectClass", "top" },
		{ "objectClass", "univentionLicense" },
		{ "objectClass", "univentionObject" },
		{ "univentionObjectType", "settings/license" },
		{ "cn", "admin" },
		{ "univentionLicenseVersion", "2" },
		{ "univentionLicenseModule", "admin" },
		{ "univentionLicenseBaseDN", r->base },
		{ "univentionLicenseEndDate", "unlimited" },
		{ "univentionLicenseProduct", r->product },
		{ "univentionLicenseType", r->product },
		{ "univentionLicenseUsers", PROV_INT(r->counts.users) },
		{ "univentionLicenseServers", "unlimited" },
		{ "univentionLicenseManagedClients", "unlimited" },
		{ "univentionLicenseCorporateClients", "unlimited" },
		{ "univentionLicenseVirtualDesktopUsers", "unlimited" },
		{ "univentionLicenseVirtualDesktopClients", "unlimited" },
		{ "univentionLicenseSupport", "0" },
		{ "univentionLicensePremiumSupport", "0" },
	};

	prov_ldif_comment(&r->out, "Request for a licence: not signed yet");
	if (add_text(r, "# ", err) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(rows); i++)
		prov_ldif_put(&r->out, rows[i][0], rows[i][1]);
	return 0;
}

static int check_base(const char *base, struct prov_err *err)
{
	struct prov_str ignored = PROV_STR_INIT;
	int result = *base ? prov_dn_normalize(base, strlen(base), &ignored) : -1;

	prov_str_fini(&ignored);
	if (result < 0)
		return prov_fail(err, PROV_E_INVALID, "a licence cannot be requested for the base DN "
				 "\"%s\"", base);
	return 0;
}

/* What could not be signed is no request: the product may have a name that no licence can have. */
static int check_ldif(const struct request *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;

	if (prov_licence_parse(r->out.p, r->out.len, &licence, err) < 0)
		return prov_err_hint(err, "see licence.product in prov.conf(5)");
	return 0;
}

int prov_licence_request(struct prov_call *call, const char *base, enum prov_licence_format format,
			 char **text, struct prov_err *err)
{
	PROV_CLEANUP(request_fini) struct request r = { .call = call, .base = base,
							.out = PROV_STR_INIT };
	int result;

	r.product = call->session->config->licence_product;
	if (!r.product[0])
		r.product = "prov";
	if (check_base(base, err) < 0 || count(call, &r.counts, err) < 0)
		return -1;
	if (format == PROV_LICENCE_JSON)
		result = add_json(&r, err);
	else if (format == PROV_LICENCE_LDIF)
		result = add_ldif(&r, err) < 0 ? -1 : check_ldif(&r, err);
	else
		result = add_text(&r, "", err);
	if (result == 0) {
		prov_str_truncate(&r.out, r.out.len - 1);
		*text = prov_str_take(&r.out);
	}
	return result;
}
