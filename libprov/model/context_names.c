/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_names.c - the login names of a context: its id, its name, its mappings (C1, U7)
 */
#include "libprov/model/context_int.h"

int prov_context_names_init(struct prov_context_names *names, const struct prov_config *config,
			    const char *cid, struct prov_err *err)
{
	names->cid = cid;
	names->list = json_array();
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

void prov_context_names_literal(const json_t *list, struct prov_str *out)
{
	json_t *value;
	size_t i;

	prov_str_add_char(out, '{');
	json_array_foreach(list, i, value) {
		if (i)
			prov_str_add_char(out, ',');
		prov_str_add_array_elem(out, json_string_value(value), json_string_length(value));
	}
	prov_str_add_char(out, '}');
}
