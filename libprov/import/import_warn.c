/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_warn.c - addresses that get no mail: their domain is a login mapping of another context (U3, U7)
 *
 * Of a single user that is a warning for each address. Here it is one for each domain and context; what a
 * domain is, is asked once.
 */
#include <search.h>

#include "libprov/import/import.h"

#define MOST 10000		/* domains that are known: of others nothing is said */

struct domain {
	const char *name;
	const char *context;		/* of which it is a mapping; NULL: of none */
	long long warned;		/* the context for which it was last said */
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct domain *)a)->name, ((const struct domain *)b)->name);
}

static struct domain *find(const struct import *im, const char *name)
{
	const struct domain key = { .name = name };
	void *found = tfind(&key, &im->domains, by_name);

	return found ? *(struct domain **)found : NULL;
}

static void add(struct import *im, const char *name, struct prov_str *asked)
{
	struct domain *d;

	if (im->domain_count >= MOST || find(im, name))
		return;
	d = prov_pool_alloc(im->pool, sizeof(*d));
	d->name = prov_pool_strdup(im->pool, name);
	tsearch(d, &im->domains, by_name);
	im->domain_count++;
	prov_str_array_add_text(asked, name);
}

static int ask(struct import *im, struct prov_str *asked, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (asked->len == 0)
		return 0;
	prov_str_add_char(asked, '}');
	if (prov_sql_exec(im->db, PROV_Q_IMPORT_DOMAINS, PROV_ARGS(asked->p), &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++)
		find(im, prov_sql_text(res, i, 0))->context =
			prov_pool_strdup(im->pool, prov_sql_text(res, i, 1));
	return 0;
}

static void warn(struct import *im, const struct import_line *line, struct domain *d)
{
	if (!d || !d->context || strtoll(d->context, NULL, 10) == line->context || d->warned == line->context)
		return;
	d->warned = line->context;
	prov_session_warn(im->call, "mail for addresses of %s goes to context %s, of which it is a login "
			  "mapping, and nobody can log in with them in context %lld (line %lld and others)",
			  d->name, d->context, line->context, line->line);
}

/* The domains of a line's addresses, to fn. */
#define EACH_DOMAIN(line, a) \
	for (const char *a = (line)->addresses; a < (line)->addresses + (line)->addresses_len; \
	     a += strlen(a) + 1)

int prov_import_warn_of_domains(struct import *im, const struct import_batch *b, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str asked = PROV_STR_INIT;

	for (size_t i = 0; i < b->count; i++)
		if (!b->lines[i].err)
			EACH_DOMAIN(&b->lines[i], a)
				add(im, strchr(a, '@') + 1, &asked);
	if (ask(im, &asked, err) < 0)
		return -1;
	for (size_t i = 0; i < b->count; i++)
		if (!b->lines[i].err)
			EACH_DOMAIN(&b->lines[i], a)
				warn(im, &b->lines[i], find(im, strchr(a, '@') + 1));
	return 0;
}

void prov_import_warn_forget(struct import *im)
{
	while (im->domains)
		tdelete(*(struct domain **)im->domains, &im->domains, by_name);
}
