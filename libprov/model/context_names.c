/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_names.c - the login names of a context: its id, its name, its mappings (C1, U7)
 */
#include "libprov/model/context_int.h"

int prov_context_names_init(struct prov_context_names *names, const struct prov_config *config,
			    const char *cid, const json_t *list, struct prov_err *err)
{
	prov_context_names_fini(names);
	names->cid = cid;
	names->list = list ? json_deep_copy(list) : json_array();
	return prov_check_alphabet(config, PROV_NAME_MAPPING, &names->alphabet, err);
}

void prov_context_names_fini(struct prov_context_names *names)
{
	json_decref(names->list);
	names->list = NULL;
}

static bool has(const json_t *list, const char *name)
{
	json_t *value;
	size_t i;

	json_array_foreach(list, i, value)
		if (strcmp(json_string_value(value), name) == 0)
			return true;
	return false;
}

/* Another context's id is its login name: who took it first would be in the way for good (DR8). */
static int check_number(const char *cid, const char *name, struct prov_err *err)
{
	if (name[strspn(name, "0123456789")] || strcmp(name, cid) == 0)
		return 0;
	return prov_fail(err, PROV_E_INVALID, "\"%s\" is a number: of those only the context's own id, %s, "
			 "can be its name or login mapping", name, cid);
}

int prov_context_names_add(struct prov_context_names *names, const char *name, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str lower = PROV_STR_INIT;

	if (prov_check_mapping(&names->alphabet, name, &lower, err) < 0 ||
	    check_number(names->cid, lower.p, err) < 0)
		return -1;
	if (!has(names->list, lower.p))
		json_array_append_new(names->list, json_string(lower.p));
	return 0;
}

bool prov_context_names_has(const json_t *list, const char *name)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str lower = PROV_STR_INIT;

	prov_domain_login_name(&lower, name, strlen(name));
	return has(list, lower.p);
}

bool prov_context_names_drop(struct prov_context_names *names, const char *name)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str lower = PROV_STR_INIT;
	json_t *value;
	size_t i;

	prov_domain_login_name(&lower, name, strlen(name));
	json_array_foreach(names->list, i, value)
		if (strcmp(json_string_value(value), lower.p) == 0)
			return json_array_remove(names->list, i) == 0;
	return false;
}

bool prov_context_names_same(const char *a, const char *b)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str la = PROV_STR_INIT, lb = PROV_STR_INIT;

	prov_domain_login_name(&la, a, strlen(a));
	prov_domain_login_name(&lb, b, strlen(b));
	return strcmp(la.p, lb.p) == 0;
}

size_t prov_context_names_literal(const json_t *list, const json_t *without, struct prov_str *out)
{
	size_t i, count = 0;
	json_t *value;

	prov_str_clear(out);
	prov_str_add_char(out, '{');
	json_array_foreach(list, i, value) {
		if (has(without, json_string_value(value)))
			continue;
		if (count++)
			prov_str_add_char(out, ',');
		prov_str_add_array_elem(out, json_string_value(value), json_string_length(value));
	}
	prov_str_add_char(out, '}');
	return count;
}

/* ---- what comes of it ---- */

int prov_context_names_warn(struct prov_sql *db, const struct prov_object *o, const char *names,
			    struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_CONTEXT_LOST_ADDRESSES, PROV_ARGS(o->cid, names), &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++)
		prov_session_warn(o->call, "%s is no login mapping of context %s any more, and %s mail "
				  "addresses are in it: they get no mail, and nobody can log in with them",
				  prov_sql_text(res, i, 0), o->cid, prov_sql_text(res, i, 1));
	return 0;
}

/* ---- what stands in the way ---- */

int prov_context_names_check_logins(struct prov_sql *db, const char *cid, const char *names,
				    struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *address;

	if (prov_sql_exec(db, PROV_Q_CONTEXT_LOGIN_ADDRESS, PROV_ARGS(cid, names), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return 0;
	address = prov_sql_text(res, 0, 0);
	prov_fail(err, PROV_E_INVALID, "With the login mapping %s user %s would log in with %s, which is a "
		  "mail address of %s in this context", strchr(address, '@') + 1,
		  prov_sql_text(res, 0, 1), address, prov_sql_text(res, 0, 2));
	return prov_err_hint(err, "give one of them another name or address before");
}

int prov_context_names_fail(struct prov_sql *db, const char *cid, const char *names, const char *name,
			    struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *taken;

	if (prov_sql_exec(db, PROV_Q_CONTEXT_TAKEN_NAMES, PROV_ARGS(cid, names), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return prov_fail(err, PROV_E_CONFLICT, "a login name was taken and free again");
	taken = prov_sql_text(res, 0, 0);
	if (name && strcmp(name, cid) != 0 && prov_context_names_same(taken, name))
		return prov_fail(err, PROV_E_EXISTS, "Context %s already exists!", name);
	return prov_fail(err, PROV_E_STORAGE, "A mapping with login info \"%s\" already exists in the "
			 "system!", taken);
}
