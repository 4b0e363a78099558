/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_line.c - a record as a line of the import, and its cells as what a command says
 *
 * An empty cell says nothing. What a value may be is asked where all values are checked (model/check.c).
 */
#include "libprov/import/import.h"

void prov_import_line_reject(struct import_line *line, const struct import_head *head, struct prov_pool *pool,
			     const struct prov_err *err)
{
	int column = prov_import_head_find(head, err->field);

	line->err = prov_pool_alloc(pool, sizeof(*err));
	*line->err = *err;
	if (column >= 0)
		line->column = column + 1;
}

static void reject_record(struct import_line *line, const struct import_record *r, size_t cell,
			  const struct import_head *head, struct prov_pool *pool, const char *why)
{
	struct prov_err err = PROV_ERR_INIT;

	prov_fail(&err, PROV_E_INVALID, "%s", why);
	prov_import_line_reject(line, head, pool, &err);
	line->column = (int)(r->bad ? r->bad_cell : cell) + 1;
}

static const char *cell_of(const struct import_line *line, const struct import_head *head,
			   enum import_what what)
{
	for (size_t i = 0; i < head->count; i++)
		if (head->columns[i].what == what)
			return line->cells[i];
	return NULL;
}

void prov_import_line_take(struct import_line *line, const struct import_record *r,
			   const struct import_head *head, int name, struct prov_pool *pool)
{
	const char **cells = prov_pool_alloc(pool, head->count * sizeof(*cells));

	*line = (struct import_line){ .line = r->line, .cells = cells };
	for (size_t i = 0; i < head->count && i < r->count; i++)
		if (r->cells[i][0])
			cells[i] = prov_pool_strdup(pool, r->cells[i]);
	line->name = name < 0 ? NULL : cells[name];
	line->adminuser = cell_of(line, head, IMPORT_ADMIN_USER);
	line->adminpass = cell_of(line, head, IMPORT_ADMIN_PASS);
	if (r->bad)
		reject_record(line, r, 0, head, pool, r->bad);
	for (size_t i = head->count; i < r->count && !line->err; i++)
		if (r->cells[i][0])
			reject_record(line, r, i, head, pool, "the heading has no such column");
}

/* ---- values ---- */

static int check_context(struct import_line *line, const char *text, struct prov_err *err)
{
	if (prov_int_parse(text, 1, PROV_CONTEXT_MAX, &line->context))
		return 0;
	return prov_fail(err, PROV_E_INVALID, "contextid must be from 1 to %d", PROV_CONTEXT_MAX);
}

static int check_integer(const struct import_column *c, const char *text, struct prov_err *err)
{
	long long ignored;

	if (!c->integer || prov_int_parse(text, INT64_MIN, INT64_MAX, &ignored))
		return 0;
	return prov_fail(err, PROV_E_INVALID, "Value in field %s is no integer", c->name);
}

static int add_preference(struct import_values *v, const char *pair, struct prov_pool *pool,
			  size_t *count, struct prov_err *err)
{
	const char *eq = strchr(pair, '=');

	if (!eq || eq == pair || !eq[1])
		return prov_fail(err, PROV_E_INVALID, "addguipreferences wants KEY=VALUE");
	v->extra[(*count)++] = (struct prov_extra){
		prov_pool_printf(pool, PROV_GUI_PREFIX "%.*s", (int)(eq - pair), pair), eq + 1
	};
	return 0;
}

static int add_module(struct import_values *v, int module, const char *word, struct prov_err *err)
{
	int truth = prov_bool_parse(word);

	if (truth < 0)
		return prov_fail(err, PROV_E_INVALID, "Illegal value '%s' (on or off)", word);
	if (truth)
		v->user.access.on |= PROV_MODULE_BIT(module);
	else
		v->user.access.off |= PROV_MODULE_BIT(module);
	return 0;
}

static int add_value(struct import_line *line, const struct import_column *c, const char *cell,
		     struct prov_pool *pool, struct import_values *v, size_t *extras, struct prov_err *err)
{
	if (check_integer(c, cell, err) < 0)
		return -1;
	switch (c->what) {
	case IMPORT_CONTEXT:
		return check_context(line, cell, err);
	case IMPORT_OWN:
		v->own[c->which] = cell;
		return 0;
	case IMPORT_STRATEGY:
		v->strategy = cell;
		return 0;
	case IMPORT_USER:
		v->user.attr[c->which] = c->which == PROV_A_BIRTHDAY && strcmp(cell, "null") == 0 ? "" : cell;
		return 0;
	case IMPORT_PREFERENCE:
		return add_preference(v, cell, pool, extras, err);
	case IMPORT_GRANT:
		v->user.capabilities.add = cell;
		return 0;
	case IMPORT_DENY:
		v->user.capabilities.remove = cell;
		return 0;
	case IMPORT_COMBINATION:
		v->user.access.combination = cell;
		return 0;
	case IMPORT_MODULE:
		return add_module(v, c->which, cell, err);
	case IMPORT_EXTRA:
		v->extra[(*extras)++] = (struct prov_extra){ c->name, cell };
		return 0;
	default:
		return 0;
	}
}

int prov_import_line_values(struct import_line *line, const struct import_head *head, struct prov_pool *pool,
			    struct import_values *v, struct prov_err *err)
{
	size_t extras = 0;

	*v = (struct import_values){ .extra = NULL };
	v->extra = prov_pool_alloc(pool, (head->count + 1) * sizeof(*v->extra));
	for (size_t i = 0; i < head->count; i++) {
		const struct import_column *c = &head->columns[i];

		if (!line->cells[i] && c->required)
			prov_fail(err, PROV_E_INVALID, "Field %s required but not set.", c->name);
		else if (!line->cells[i] || add_value(line, c, line->cells[i], pool, v, &extras, err) == 0)
			continue;
		return prov_err_field(err, c->name);
	}
	if (extras)
		v->user.extra = v->extra;
	return 0;
}
