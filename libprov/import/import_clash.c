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
	const char **displays, **logins;	/* of a place; sorted when somebody has to look */
	size_t count;
	bool sorted;
	const char **mappings;			/* at which somebody has an address; the last is NULL */
	/* array literals of what others may not have */
	struct prov_str display, login, address, mapping;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Two lines want the same display name. */
static bool has_twins(struct lists *l)
{
	qsort(l->displays, l->count, sizeof(*l->displays), by_text);
	for (size_t i = 1; i < l->count; i++)
		if (strcmp(l->displays[i], l->displays[i - 1]) == 0)
			return true;
	return false;
}

static bool has_login(struct lists *l, const char *login)
{
	if (!l->sorted)
		qsort(l->logins, l->count, sizeof(*l->logins), by_text);
	l->sorted = true;
	return bsearch(&login, l->logins, l->count, sizeof(*l->logins), by_text) != NULL;
}

/* Addresses at a mapping that are not the user's own name. True: another line has that name. */
static bool add_strange(struct lists *l, const struct import_place *place, const struct import_line *line,
			struct prov_str *tmp)
{
	bool found = false;

	for (const char *a = line->addresses; a < line->addresses + line->addresses_len; a += strlen(a) + 1) {
		const char *at = strchr(a, '@');

		if (!prov_import_copy_is_mapping(place, at + 1))
			continue;
		prov_str_clear(tmp);
		prov_str_add_len(tmp, a, (size_t)(at - a));
		if (strcmp(tmp->p, line->login) == 0)
			continue;
		prov_str_array_add(&l->login, tmp->p, tmp->len);
		found |= has_login(l, tmp->p);
	}
	return found;
}

/* Names that nobody has, as far as is known here, are not looked for. */
static void add_display(struct lists *l, const struct import *im, const struct import_place *place,
			const char *display)
{
	size_t len = strlen(display);

	if (prov_import_seen_has(im, place, display, len))
		prov_str_array_add(&l->display, display, len);
}

/* An address of a line's own would do as well: who has it is another one. */
static void add_login(struct lists *l, const struct import *im, const struct import_place *place,
		      const char *login, struct prov_str *tmp)
{
	bool seen = false;

	for (const char *const *m = l->mappings; !seen && *m; m++) {
		prov_str_clear(tmp);
		prov_str_add(tmp, login);
		prov_str_add_char(tmp, '@');
		prov_str_add(tmp, *m);
		seen = prov_import_seen_has(im, place, tmp->p, tmp->len);
	}
	if (seen)
		prov_str_array_add(&l->address, login, strlen(login));
}

static void find_mappings(struct lists *l, const struct import *im, const struct import_place *place,
			  struct prov_pool *pool, struct prov_str *tmp)
{
	size_t n = 0;

	for (const char *const *m = place->mappings; *m; m++)
		n++;
	l->mappings = prov_pool_alloc(pool, (n + 1) * sizeof(*l->mappings));
	n = 0;
	for (const char *const *m = place->mappings; *m; m++) {
		prov_str_clear(tmp);
		prov_str_add_char(tmp, '@');
		prov_str_add(tmp, *m);
		if (!prov_import_seen_has(im, place, tmp->p, tmp->len))
			continue;
		l->mappings[n++] = *m;
		prov_str_array_add(&l->mapping, *m, strlen(*m));
	}
}

static bool fill(struct lists *l, const struct import *im, const struct import_place *place, bool unique,
		 struct prov_pool *pool)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str tmp = PROV_STR_INIT;
	bool clash;

	l->count = place->count;
	l->sorted = false;
	find_mappings(l, im, place, pool, &tmp);
	for (size_t i = 0; i < place->count; i++) {
		const struct import_line *line = place->lines[i];

		l->displays[i] = line->display;
		l->logins[i] = line->login;
		if (unique)
			add_display(l, im, place, line->display);
		add_login(l, im, place, line->login, &tmp);
		prov_import_seen_add(im, place, line);
	}
	clash = l->display.len && has_twins(l);
	for (size_t i = 0; i < place->count; i++)
		clash |= add_strange(l, place, place->lines[i], &tmp);
	return clash;
}

static int look(struct import *im, const struct import_place *place, struct lists *l, struct prov_pool *pool,
		bool *clash, struct prov_err *err)
{
	bool unique = im->call->session->config->names_unique_display_name;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	prov_str_clear(&l->display);
	prov_str_clear(&l->login);
	prov_str_clear(&l->address);
	prov_str_clear(&l->mapping);
	*clash = fill(l, im, place, unique, pool);
	if (*clash || l->display.len + l->login.len + l->address.len == 0)
		return 0;
	if (prov_sql_exec(im->db, PROV_Q_IMPORT_CLASHES,
			  PROV_ARGS(PROV_INT(place->cid), prov_str_array_end(&l->display),
				    prov_str_array_end(&l->login), prov_str_array_end(&l->address),
				    prov_str_array_end(&l->mapping)),
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
		rc = look(im, &p->place[i], &l, b->pool, clash, err);
	prov_str_fini(&l.display);
	prov_str_fini(&l.login);
	prov_str_fini(&l.address);
	prov_str_fini(&l.mapping);
	return rc;
}
