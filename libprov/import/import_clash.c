/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_clash.c - is there anything to be judged in a batch that no unique index would refuse?
 *
 * Display names, and what people log in with (U7): an address that another user logs in with, and a name
 * that is the address of another user at a mapping of the context. It is asked before the lines are written,
 * so that what is looked for is not there, which costs least. Among the lines themselves sorted lists
 * find it.
 */
#include "libprov/import/import.h"

struct lists {
	const char **displays, **logins;	/* of a place, sorted */
	size_t count;
	/* array literals of what others may not have */
	struct prov_str display, login, address, mapping;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add(struct prov_str *literal, const char *text, size_t len)
{
	prov_str_add_char(literal, literal->len ? ',' : '{');
	prov_str_add_array_elem(literal, text, len);
}

static const char *literal(struct prov_str *s)
{
	prov_str_add(s, s->len ? "}" : "{}");
	return s->p;
}

/* True: two lines want the same display name. */
static bool add_displays(struct lists *l)
{
	bool twice = false;

	qsort(l->displays, l->count, sizeof(*l->displays), by_text);
	for (size_t i = 0; i < l->count; i++) {
		twice |= i && strcmp(l->displays[i], l->displays[i - 1]) == 0;
		add(&l->display, l->displays[i], strlen(l->displays[i]));
	}
	return twice;
}

/* Addresses at a mapping that are not the user's own name. True: another line has that name. */
static bool add_strange(struct lists *l, const struct import_place *place, const struct import_line *line,
			struct prov_str *tmp)
{
	const char *key;
	bool found = false;

	for (const char *a = line->addresses; a < line->addresses + line->addresses_len; a += strlen(a) + 1) {
		const char *at = strchr(a, '@');

		if (!prov_import_copy_is_mapping(place, at + 1))
			continue;
		prov_str_clear(tmp);
		prov_str_add_len(tmp, a, (size_t)(at - a));
		key = tmp->p;
		if (strcmp(key, line->login) == 0)
			continue;
		add(&l->login, tmp->p, tmp->len);
		found |= bsearch(&key, l->logins, l->count, sizeof(*l->logins), by_text) != NULL;
	}
	return found;
}

/* An address of a line's own would do as well: who has it is another one. */
static void add_logins(struct lists *l, const struct import_place *place)
{
	qsort(l->logins, l->count, sizeof(*l->logins), by_text);
	for (size_t i = 0; i < l->count; i++)
		add(&l->address, l->logins[i], strlen(l->logins[i]));
	for (const char *const *m = place->mappings; *m; m++)
		add(&l->mapping, *m, strlen(*m));
}

static bool fill(struct lists *l, const struct import_place *place, bool unique)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str tmp = PROV_STR_INIT;
	bool clash;

	for (size_t i = 0; i < place->count; i++) {
		l->displays[i] = place->lines[i]->display;
		l->logins[i] = place->lines[i]->login;
	}
	l->count = place->count;
	clash = unique && add_displays(l);
	add_logins(l, place);
	for (size_t i = 0; i < place->count; i++)
		clash |= add_strange(l, place, place->lines[i], &tmp);
	return clash;
}

static int look(struct import *im, const struct import_place *place, struct lists *l, bool *clash,
		struct prov_err *err)
{
	bool unique = im->call->session->config->names_unique_display_name;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	prov_str_clear(&l->display);
	prov_str_clear(&l->login);
	prov_str_clear(&l->address);
	prov_str_clear(&l->mapping);
	*clash = fill(l, place, unique);
	if (*clash)
		return 0;
	if (prov_sql_exec(im->db, PROV_Q_IMPORT_CLASHES,
			  PROV_ARGS(PROV_INT(place->cid), literal(&l->display),
				    literal(&l->login), literal(&l->address), literal(&l->mapping)),
			  &res, err) < 0)
		return -1;
	*clash = prov_sql_true(res, 0, 0);
	return 0;
}

int prov_import_clash_find(struct import *im, const struct import_places *p, struct import_batch *b,
			   bool *clash, struct prov_err *err)
{
	struct lists l = { .display = PROV_STR_INIT, .login = PROV_STR_INIT, .address = PROV_STR_INIT,
			   .mapping = PROV_STR_INIT };
	int rc = 0;

	l.displays = prov_pool_alloc(b->pool, (b->count + 1) * sizeof(*l.displays));
	l.logins = prov_pool_alloc(b->pool, (b->count + 1) * sizeof(*l.logins));
	for (size_t i = 0; rc == 0 && !*clash && i < p->count; i++)
		rc = look(im, &p->place[i], &l, clash, err);
	prov_str_fini(&l.display);
	prov_str_fini(&l.login);
	prov_str_fini(&l.address);
	prov_str_fini(&l.mapping);
	return rc;
}
