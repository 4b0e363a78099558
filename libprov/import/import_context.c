/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_context.c - contexts: a line is checked by the threads, its admin's password hashed among it, and
 * written in a transaction of its own
 */
#include "libprov/import/import.h"
#include "libprov/model/context_int.h"

struct context {
	struct prov_context_row row;
	struct prov_context_new given;
	const char *mapping[2];
};

static const char *own(const struct import_worker *w, enum prov_context_attr_id id)
{
	return w->values.own[id];
}

/* Of the columns of a user those of the GUI are the admin's, others the context's, as of createcontext. */
static void split_extra(struct import_worker *w, struct prov_context_new *n)
{
	size_t count = 0, shared = 0, admin = 0;
	struct prov_extra *list;

	for (const struct prov_extra *e = n->admin.extra; e && e->name; e++)
		count++;
	list = prov_pool_alloc(w->pool, 2 * (count + 1) * sizeof(*list));
	for (size_t i = 0; i < count; i++)
		if (strncmp(n->admin.extra[i].name, PROV_GUI_PREFIX, strlen(PROV_GUI_PREFIX)) == 0)
			list[count + 1 + admin++] = n->admin.extra[i];
		else
			list[shared++] = n->admin.extra[i];
	n->extra = list;
	n->admin.extra = list + count + 1;
}

/* addmapping is one mapping here, and not split at commas. */
static void fill(struct import_worker *w, struct import_line *line, struct context *c)
{
	struct prov_context_new *n = &c->given;

	n->id = line->context;
	memcpy(n->attr, w->values.own, sizeof(n->attr));
	n->attr[PROV_CA_MAPPINGS] = NULL;
	c->mapping[0] = own(w, PROV_CA_MAPPINGS);
	n->mappings = c->mapping;
	n->schema_strategy = w->values.strategy;
	n->admin = w->values.user;
	n->capabilities = n->admin.capabilities;
	n->admin.capabilities = (struct prov_capability_change){ NULL, NULL, NULL };
	split_extra(w, n);
}

void prov_import_context_build(struct import_worker *w, struct import_line *line)
{
	struct context *c = prov_pool_alloc(w->pool, sizeof(*c));
	struct prov_err err = PROV_ERR_INIT;
	int rc = prov_import_line_values(line, &w->im->head, w->pool, &w->values, &err);

	if (rc == 0) {
		fill(w, line, c);
		line->data = c;
		prov_context_set_init(&c->row, prov_session_config(w->im->call->session));
		rc = prov_context_set_new(w->im->call, &c->given,
					  prov_pool_printf(w->pool, "%lld", line->context), &c->row,
					  w->pool, &err);
	}
	if (rc < 0)
		prov_import_line_reject(line, &w->im->head, w->pool, &err);
	line->id = line->context;
}

void prov_import_context_clear(struct import_line *line)
{
	struct context *c = line->data;

	if (c)
		prov_context_set_fini(&c->row);
}

/* What the line is to blame for. */
static bool is_verdict(struct prov_err *err)
{
	switch (err->code) {
	case PROV_E_CONTEXT_EXISTS:
		prov_err_field(err, "contextid");
		return true;
	case PROV_E_EXISTS:
		prov_err_field(err, "contextname");
		return true;
	case PROV_E_STORAGE:		/* a mapping of another context, too; then there is no SQLSTATE */
		prov_err_field(err, "addmapping");
		return !err->sqlstate[0] && !err->retry;
	default:
		return err->code == PROV_E_INVALID;
	}
}

int prov_import_context_write(struct import *im, struct import_line *line, struct prov_err *err)
{
	const struct context *c = line->data;

	if (prov_context_create_row(im->call, line->context, &c->row, err) == 0)
		return 0;
	return is_verdict(err) ? 1 : -1;
}
