/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_context.c - the contexts there are, and those that the run touches
 */
#include "libprov/sink/sink.h"

int prov_sink_context_load(struct sink *k, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(k->db, PROV_Q_SYNC_CONTEXTS, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	k->context_count = (size_t)prov_sql_rows(res);
	k->contexts = prov_alloc(sizeof(*k->contexts) * (k->context_count + 1));
	for (size_t i = 0; i < k->context_count; i++) {
		k->contexts[i].name = prov_pool_strdup(k->pool, prov_sql_text(res, (int)i, 0));
		k->contexts[i].cid = (int)prov_sql_number(res, (int)i, 1);
	}
	return 0;
}

static int compare_context(const void *name, const void *context)
{
	return strcmp(name, ((const struct sink_context *)context)->name);
}

int prov_sink_context_named(const struct sink *k, const char *login_name)
{
	const struct sink_context *c = bsearch(login_name, k->contexts, k->context_count, sizeof(*c),
					       compare_context);

	return c ? c->cid : 0;
}

/* 0: there is no such context. */
static int find_context(struct sink *k, const char *name)
{
	prov_str_clear(&k->names);
	prov_domain_login_name(&k->names, name, strlen(name));
	return prov_sink_context_named(k, k->names.p);
}

/* Ids go up to 2^31 - 1, but those that are used lie close together. */
#define SEEN_PAGE 4096
#define SEEN_PAGES (INT32_MAX / (SEEN_PAGE * 8) + 1)

void prov_sink_context_note(struct sink *k, int cid)
{
	size_t byte = (size_t)cid / 8;
	unsigned char **page;

	if (!k->seen)
		k->seen = prov_pool_alloc(k->pool, SEEN_PAGES * sizeof(*k->seen));
	page = &k->seen[byte / SEEN_PAGE];
	if (!*page)
		*page = prov_pool_alloc(k->pool, SEEN_PAGE);
	(*page)[byte % SEEN_PAGE] |= (unsigned char)(1u << (cid % 8));
}

static void list_page(struct sink *k, const unsigned char *page, size_t first)
{
	for (size_t i = 0; page && i < SEEN_PAGE * 8; i++)
		if (page[i / 8] & (1u << (i % 8)))
			prov_str_addf(&k->cids, "%s%zu", k->cids.len ? "," : "{", first + i);
}

void prov_sink_context_list(struct sink *k)
{
	prov_str_clear(&k->cids);
	for (size_t i = 0; k->seen && i < SEEN_PAGES; i++)
		list_page(k, k->seen[i], i * SEEN_PAGE * 8);
	prov_str_add(&k->cids, k->cids.len ? "}" : "{}");
}

const char *prov_sink_context_place(struct sink *k, const struct prov_record *rec, int *cid)
{
	if (!rec->context)
		return "the entry belongs to no context";
	*cid = find_context(k, rec->context);
	if (*cid)
		return NULL;
	prov_str_clear(&k->reject);
	prov_str_addf(&k->reject, "there is no context \"%s\"", rec->context);
	return k->reject.p;
}
