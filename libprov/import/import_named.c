/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_named.c - groups and resources, each in a transaction of its own
 *
 * The functions that create a single one check all values, so that there is little to build here.
 */
#include <prov/group.h>
#include <prov/resource.h>

#include "libprov/import/import.h"

/* "a, b" -> { "a", "b", NULL } */
static const char *const *split(const char *list, struct prov_pool *pool)
{
	const char **words = prov_pool_alloc(pool, (strlen(list) + 2) * sizeof(*words)), *word;
	size_t count = 0, len;

	while (prov_addresses_next(&list, &word, &len))
		words[count++] = prov_pool_strndup(pool, word, len);
	return words;
}

static int values(struct import_worker *w, struct import_line *line)
{
	struct prov_err err = PROV_ERR_INIT;

	if (prov_import_line_values(line, &w->im->head, w->pool, &w->values, &err) == 0)
		return 0;
	prov_import_line_reject(line, &w->im->head, w->pool, &err);
	return -1;
}

void prov_import_named_build_group(struct import_worker *w, struct import_line *line)
{
	struct prov_group_set *set = prov_pool_alloc(w->pool, sizeof(*set));

	line->data = set;
	if (values(w, line) < 0)
		return;
	memcpy(set->attr, w->values.own, sizeof(set->attr));
	if (set->attr[PROV_GA_MEMBERS])
		set->add = split(set->attr[PROV_GA_MEMBERS], w->pool);
	set->attr[PROV_GA_MEMBERS] = NULL;
}

void prov_import_named_build_resource(struct import_worker *w, struct import_line *line)
{
	struct prov_resource_set *set = prov_pool_alloc(w->pool, sizeof(*set));

	line->data = set;
	if (values(w, line) == 0)
		memcpy(set->attr, w->values.own, sizeof(set->attr));
}

/* The call with the credentials of the line. */
static struct prov_call call_of(const struct import *im, const struct import_line *line)
{
	struct prov_call call = *im->call;

	if (line->adminuser || line->adminpass) {
		call.adminuser = line->adminuser;
		call.adminpass = line->adminpass;
	}
	return call;
}

/* What the line is to blame for; else the database fails. Its credentials have been looked at: what is
 * denied now is a context that does not exist. */
static int verdict(int rc, struct prov_err *err)
{
	switch (rc < 0 ? err->code : PROV_OK) {
	case PROV_OK:
		return 0;
	case PROV_E_DENIED:
		prov_err_field(err, "contextid");
		return 1;
	case PROV_E_INVALID:
	case PROV_E_EXISTS:
	case PROV_E_NO_USER:
	case PROV_E_VALUE:
		return 1;
	default:
		return -1;
	}
}

int prov_import_named_write_group(struct import *im, struct import_line *line, struct prov_err *err)
{
	struct prov_call call = call_of(im, line);

	return verdict(prov_group_create(&call, line->context, line->data, &line->id, err), err);
}

int prov_import_named_write_resource(struct import *im, struct import_line *line, struct prov_err *err)
{
	struct prov_call call = call_of(im, line);

	return verdict(prov_resource_create(&call, line->context, line->data, &line->id, err), err);
}
