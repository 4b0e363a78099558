/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_catchall.c - who gets what is sent to an address of a domain that nobody has (C6)
 */
#include "libprov/model/context_int.h"

/* "DOMAIN=USER": *domain in the form of mappings, *user borrowed from word. */
static int split(const char *word, struct prov_str *domain, const char **user, struct prov_err *err)
{
	const char *equals = strchr(word, '=');

	if (!equals || equals == word) {
		prov_fail(err, PROV_E_INVALID, "catchall: \"%s\" is not DOMAIN=USER", word);
		return prov_err_hint(err, "DOMAIN= without a user takes the catch-all away");
	}
	if (prov_check_text("catchall", word, PROV_TEXT_BYTES, false, err) < 0)
		return -1;
	prov_str_clear(domain);
	prov_domain_login_name(domain, word, (size_t)(equals - word));
	*user = equals + 1;
	return 0;
}

/* Mail is for domains: a name without a dot is none. */
static int check_domain(const char *domain, const json_t *names, struct prov_err *err)
{
	if (strchr(domain, '.') && prov_context_names_has(names, domain))
		return 0;
	return prov_fail(err, PROV_E_INVALID, "catchall: %s is no mail domain among the login "
			 "mappings of the context", domain);
}

int prov_context_catchall_apply(json_t *all, const char *list, const json_t *names,
				const struct prov_context_people *people, struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	PROV_CLEANUP(prov_str_fini) struct prov_str domain = PROV_STR_INIT;
	char *rest = prov_pool_strdup(pool, list), *word;

	while ((word = strsep(&rest, ","))) {
		const char *user = NULL;
		long long id = 0;

		word += strspn(word, " ");
		if (!word[0])
			continue;
		if (split(word, &domain, &user, err) < 0)
			return -1;
		if (!user[0]) {
			json_object_del(all, domain.p);
			continue;
		}
		if (check_domain(domain.p, names, err) < 0 || people->find(people->data, user, &id, err) < 0)
			return -1;
		json_object_set_new(all, domain.p, json_integer(id));
	}
	return 0;
}

void prov_context_catchall_keep(json_t *all, const json_t *names)
{
	const char *domain;
	json_t *value;
	void *next;

	json_object_foreach_safe(all, next, domain, value)
		if (!prov_context_names_has(names, domain))
			json_object_del(all, domain);
}

void prov_context_catchall_log(json_t *object, json_t *all)
{
	if (json_object_size(all))
		json_object_set(object, prov_noun_context.attrs[PROV_CA_CATCHALL].name, all);
}

static int write(struct prov_sql *db, const char *cid, const json_t *all, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str domains = PROV_STR_INIT, ids = PROV_STR_INIT;
	const char *domain;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)all, domain, value) {
		prov_str_array_add_text(&domains, domain);
		prov_str_addf(&ids, "%s%lld", ids.len ? "," : "{", (long long)json_integer_value(value));
	}
	if (!domains.len)
		return 0;
	prov_str_add_char(&domains, '}');
	prov_str_add_char(&ids, '}');
	return prov_sql_exec(db, PROV_Q_CONTEXT_ADD_CATCHALLS, PROV_ARGS(cid, domains.p, ids.p), NULL, err);
}

int prov_context_catchall_write(struct prov_sql *db, const char *cid, const json_t *before,
				const json_t *after, struct prov_err *err)
{
	if (json_equal(before, after))
		return 0;
	if (json_object_size(before) &&
	    prov_sql_exec(db, PROV_Q_CONTEXT_DROP_CATCHALLS, PROV_ARGS(cid), NULL, err) < 0)
		return -1;
	return write(db, cid, after, err);
}
