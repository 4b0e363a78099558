/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_request.c - what a vendor needs to know to make a licence
 *
 * What is there (contexts and users, also by what they may use), what is wanted, and who asks when. As LDIF
 * it is the licence without a signature; what is no attribute of a licence is in its comments.
 */
#include <string.h>
#include <time.h>

#include "ldap/prov_ldap.h"
#include "libprov/licence/licence_int.h"
#include "libprov/model/model.h"

struct counts {
	bool known;
	long long contexts, enabled_contexts, users;
	struct prov_sql_result *sets;	/* modules, users */
};

struct request {
	struct prov_call *call;
	const char *base, *product;
	const struct prov_licence_wish *wish;
	char *key_id;
	char day[PROV_LICENCE_CLOCK_DAY];
	struct counts counts;
	struct prov_keys *keys;
	struct prov_str out;
};

static void request_fini(struct request *r)
{
	prov_sql_result_free(r->counts.sets);
	prov_freep(&r->key_id);
	prov_keys_free(r->keys);
	prov_str_fini(&r->out);
}

/* What is wanted of univentionLicenseNAME, or def. */
static const char *wanted(const struct request *r, const char *name, const char *def)
{
	for (size_t i = 0; i < r->wish->term_count; i++)
		if (strcmp(r->wish->terms[i].name, name) == 0)
			return r->wish->terms[i].value;
	return def;
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
	c->known = true;
	return 0;
}

/* Counts, unless it was said how many users are wanted. A licence for nobody is wanted by nobody. */
static int count_or_wish(struct request *r, struct prov_err *err)
{
	static const char hint[] = "say with --users how many are wanted: no database is needed then";

	if (wanted(r, "Users", NULL))
		return 0;
	if (count(r->call, &r->counts, err) < 0)
		return err->code == PROV_E_UNAVAILABLE ? prov_err_hint(err, hint) : -1;
	if (r->counts.users)
		return 0;
	prov_fail(err, PROV_E_MISSING, "there are no users yet");
	return prov_err_hint(err, hint);
}

/* Of the present licence, so that the vendor knows whose it is; a new one has none yet. */
static int find_key_id(struct request *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;
	const char *file = r->call->session->config->licence_file;
	const char *given = r->wish->key_id;
	char random[37];

	if (!given && *file && prov_file_look(file) != 0) {
		if (prov_licence_read(file, &licence, err) < 0)
			return prov_err_hint(err, "its key id belongs into the request: say it with "
					     "--key-id");
		given = prov_licence_get(licence, "KeyID");
	}
	r->key_id = prov_strdup(given ? given : prov_uuid(random));
	return 0;
}

static void add_line(struct request *r, const char *prefix, const char *title, const char *value)
{
	prov_str_addf(&r->out, "%s%-10s ", prefix, title);
	prov_plain_add(&r->out, value);
	prov_str_add_char(&r->out, '\n');
}

/* Name of a set of modules, or NULL if it has none. */
static int set_name(struct request *r, int row, const char **name, struct prov_err *err)
{
	prov_modules_t modules = (prov_modules_t)prov_sql_number(r->counts.sets, row, 0);

	return prov_access_name(r->call, modules, name, err);
}

static int add_counts(struct request *r, const char *prefix, struct prov_err *err)
{
	if (!r->counts.known)
		return 0;
	prov_str_addf(&r->out, "%sContexts:  %lld (%lld enabled)\n", prefix, r->counts.contexts,
		      r->counts.enabled_contexts);
	prov_str_addf(&r->out, "%sUsers:     %lld\n", prefix, r->counts.users);
	for (int i = 0; i < prov_sql_rows(r->counts.sets); i++) {
		PROV_CLEANUP(prov_freep) char *text = NULL;
		const char *name = NULL;

		if (set_name(r, i, &name, err) < 0)
			return -1;
		text = prov_asprintf("%-20s %lld", name ? name : "(no name)",
				     prov_sql_number(r->counts.sets, i, 1));
		prov_str_addf(&r->out, "%s  ", prefix);
		prov_plain_add(&r->out, text);
		prov_str_add_char(&r->out, '\n');
	}
	return 0;
}

static int add_text(struct request *r, const char *prefix, struct prov_err *err)
{
	add_line(r, prefix, "Date:", r->day);
	add_line(r, prefix, "Base DN:", r->base);
	add_line(r, prefix, "Product:", r->product);
	add_line(r, prefix, "Version:", PROV_VERSION);
	add_line(r, prefix, "Key id:", r->key_id);
	if (r->wish->contact)
		add_line(r, prefix, "Contact:", r->wish->contact);
	for (size_t i = 0; i < r->keys->count; i++) {
		const struct prov_key *key = &r->keys->list[i];
		PROV_CLEANUP(prov_freep) char *text = prov_asprintf("%s (%s)", key->key, key->kind);

		add_line(r, prefix, "Key:", text);
	}
	for (size_t i = 0; i < r->wish->term_count; i++) {
		const struct prov_licence_term *term = &r->wish->terms[i];
		PROV_CLEANUP(prov_freep) char *text =
			prov_asprintf("%s %s", prov_licence_text_title(term->name),
				      *term->value ? term->value : "(none)");

		add_line(r, prefix, "Wanted:", text);
	}
	return add_counts(r, prefix, err);
}

static json_t *json_sets(struct request *r, struct prov_err *err)
{
	json_t *list = json_array();

	for (int i = 0; i < prov_sql_rows(r->counts.sets); i++) {
		const char *name = NULL;

		if (set_name(r, i, &name, err) < 0) {
			json_decref(list);
			return NULL;
		}
		json_array_append_new(list, json_pack("{ss* sI sI}", "name", name, "modules",
			(json_int_t)prov_sql_number(r->counts.sets, i, 0), "users",
			(json_int_t)prov_sql_number(r->counts.sets, i, 1)));
	}
	return list;
}

/* As licence show has them: numbers or "unlimited", lists. */
static json_t *json_terms(const struct request *r)
{
	json_t *terms = json_object();

	for (size_t i = 0; i < r->wish->term_count; i++) {
		const struct prov_licence_term *term = &r->wish->terms[i];
		const char *key = prov_licence_text_key(term->name);
		json_t *list = json_object_get(terms, key);
		long long number = PROV_LICENCE_UNLIMITED;

		if (prov_licence_text_is_list(term->name) && !list)
			json_object_set_new(terms, key, list = json_array());
		if (list && *term->value)
			json_array_append_new(list, json_string(term->value));
		else if (!prov_licence_text_is_number(term->name) && !list)
			json_object_set_new(terms, key, json_string(term->value));
		else if (!list && prov_licence_number_parse(term->value, &number))
			json_object_set_new(terms, key, number == PROV_LICENCE_UNLIMITED ?
					    json_string("unlimited") :
					    json_integer((json_int_t)number));
	}
	return terms;
}

static int add_json(struct request *r, struct prov_err *err)
{
	json_t *sets = r->counts.known ? json_sets(r, err) : NULL;
	PROV_CLEANUP(prov_freep) char *text = NULL;
	json_t *object;

	if (r->counts.known && !sets)
		return -1;
	object = json_pack("{ss ss ss ss ss* ss* so so* so*}", "date", r->day, "base_dn", r->base, "product",
			   r->product, "version", PROV_VERSION, "key_id", r->key_id, "contact",
			   r->wish->contact, "wanted", json_terms(r), "combinations", sets, "keys",
			   r->keys->count ? prov_keys_json(r->keys) : NULL);
	if (r->counts.known) {
		json_object_set_new(object, "contexts", json_integer(r->counts.contexts));
		json_object_set_new(object, "enabled_contexts",
				    json_integer(r->counts.enabled_contexts));
		json_object_set_new(object, "users", json_integer(r->counts.users));
	}
	text = json_dumps(object, JSON_ENSURE_ASCII);
	json_decref(object);
	if (!text)
		return prov_fail(err, PROV_E_INVALID, "the request is not UTF-8");
	prov_str_addf(&r->out, "%s\n", text);
	return 0;
}

static void put_attr(struct request *r, const char *name, const char *value)
{
	PROV_CLEANUP(prov_freep) char *full = prov_asprintf(PROV_LICENCE_PREFIX "%s", name);

	prov_ldif_put(&r->out, full, value);
}

/* All values that are wanted of one name, or its default. */
static void put_term(struct request *r, const char *name, const char *def)
{
	if (!wanted(r, name, NULL))
		put_attr(r, name, def);
	for (size_t i = 0; i < r->wish->term_count; i++)
		if (strcmp(r->wish->terms[i].name, name) == 0 && *r->wish->terms[i].value)
			put_attr(r, name, r->wish->terms[i].value);
}

/* The licence without signature: what the vendor's generator makes. */
static int add_ldif(struct request *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *dn =
		prov_asprintf("cn=admin,cn=license,cn=univention,%s", r->base);
	const char *const head[][2] = {
		{ "dn", dn }, { "objectClass", "top" }, { "objectClass", "univentionLicense" },
		{ "objectClass", "univentionObject" },
		{ "univentionObjectType", "settings/license" }, { "cn", "admin" },
	};
	const char *const terms[][2] = {
		{ "EndDate", "unlimited" }, { "Product", r->product }, { "Type", r->product },
		{ "Users", PROV_INT(r->counts.users) }, { "Servers", "unlimited" },
		{ "ManagedClients", "unlimited" }, { "CorporateClients", "unlimited" },
		{ "VirtualDesktopUsers", "unlimited" }, { "VirtualDesktopClients", "unlimited" },
		{ "Support", "0" }, { "PremiumSupport", "0" },
	};

	prov_ldif_comment(&r->out, "Request for a licence: not signed yet");
	if (add_text(r, "# ", err) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(head); i++)
		prov_ldif_put(&r->out, head[i][0], head[i][1]);
	put_attr(r, "Version", "2");
	put_attr(r, "Module", "admin");
	put_attr(r, "BaseDN", r->base);
	put_attr(r, "KeyID", r->key_id);
	for (size_t i = 0; i < COUNT(terms); i++)
		put_term(r, terms[i][0], terms[i][1]);
	if (wanted(r, "OEMProduct", NULL))
		put_term(r, "OEMProduct", "");
	return 0;
}

static int check_base(const char *base, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str ignored = PROV_STR_INIT;

	if (*base && !prov_utf8_has_control(base, strlen(base)) &&
	    prov_dn_normalize(base, strlen(base), &ignored) == 0)
		return 0;
	return prov_fail(err, PROV_E_INVALID, "a licence cannot be requested for the base DN \"%s\"", base);
}

/* What could not be signed is no request in any format: a product may have a name that no licence can
 * have, and a number may be none. */
static int check_terms(struct request *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;
	int rc = add_ldif(r, err);

	if (rc == 0)
		rc = prov_licence_parse(r->out.p, r->out.len, &licence, err);
	if (rc < 0 && !wanted(r, "Product", NULL) && strstr(err->msg, PROV_LICENCE_PREFIX "Product"))
		rc = prov_err_hint(err, "see licence.product in prov.conf(5), or use --product");
	prov_str_clear(&r->out);
	return rc;
}

static int add(struct request *r, enum prov_licence_format format, struct prov_err *err)
{
	switch (format) {
	case PROV_LICENCE_JSON:
		return add_json(r, err);
	case PROV_LICENCE_LDIF:
		return add_ldif(r, err);
	default:
		return add_text(r, "", err);
	}
}

int prov_licence_request(struct prov_call *call, const char *base,
			 const struct prov_licence_wish *wish, enum prov_licence_format format,
			 char **text, struct prov_err *err)
{
	PROV_CLEANUP(request_fini) struct request r = { .call = call, .base = base, .wish = wish,
							.out = PROV_STR_INIT };

	prov_licence_clock_today(r.day);
	r.product = wanted(&r, "Product", call->session->config->licence_product);
	if (!r.product[0])
		r.product = "prov";
	if (prov_keys_read(call->session->config, &r.keys, err) < 0)
		return -1;
	if (check_base(base, err) < 0 || find_key_id(&r, err) < 0 || count_or_wish(&r, err) < 0 ||
	    check_terms(&r, err) < 0 || add(&r, format, err) < 0)
		return -1;
	prov_str_truncate(&r.out, r.out.len - 1);
	*text = prov_str_take(&r.out);
	return 0;
}
