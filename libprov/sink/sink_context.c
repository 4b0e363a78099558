/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_context.c - the contexts there are, and those that the run touches
 *
 * Where the configuration says the context of every entry, only the names in it are asked for: an
 * installation may have very many.
 */
#include "libprov/sink/sink.h"

static bool has(const char *s)
{
	return s && *s;
}

static bool is_configured(const struct prov_source_config *c, const char *context)
{
	for (size_t i = 0; i < c->context_count; i++)
		if (has(c->contexts[i].context) && strcmp(c->contexts[i].context, context) == 0)
			return true;
	return has(c->context) && strcmp(c->context, context) == 0;
}

/* Does the configuration say the context of all entries? A search says the context, or the rule for it. */
static bool are_fixed(const struct sink *sink)
{
	for (size_t i = 0; i < sink->source->search_count; i++) {
		const char *context = sink->source->searches[i].context;

		if (context && !is_configured(sink->config, context))
			return false;
	}
	return true;
}

static void add_name(struct prov_str *array, const char *name, size_t len)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str login = PROV_STR_INIT;

	if (!name || !len)
		return;
	prov_domain_login_name(&login, name, len);
	prov_str_add(array, array->len > 1 ? "," : "");
	prov_str_add_array_elem(array, login.p, login.len);
}

static void add_names(struct prov_str *array, const struct prov_source_config *c)
{
	prov_str_add_char(array, '{');
	for (size_t i = 0; i < c->context_count; i++)
		add_name(array, c->contexts[i].context,
			 c->contexts[i].context ? strlen(c->contexts[i].context) : 0);
	add_name(array, c->context, c->context ? strlen(c->context) : 0);
	for (size_t i = 0; i < c->protected_count; i++) {
		const char *slash = strchr(c->protected_users[i], '/');

		add_name(array, c->protected_users[i], slash ? (size_t)(slash - c->protected_users[i]) : 0);
	}
	prov_str_add_char(array, '}');
}

/* names: an array literal; NULL: all. */
static int load(struct sink *sink, const char *names, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_CONTEXTS, PROV_ARGS(names), &res, err) < 0)
		return -1;
	free(sink->contexts);
	sink->all_contexts = !names;
	sink->context_count = (size_t)prov_sql_rows(res);
	sink->contexts = prov_alloc(sizeof(*sink->contexts) * (sink->context_count + 1));
	for (size_t i = 0; i < sink->context_count; i++) {
		sink->contexts[i].name =
			prov_pool_strdup(sink->pool, prov_sql_text(res, (int)i, 0));
		sink->contexts[i].cid = (int)prov_sql_number(res, (int)i, 1);
	}
	return 0;
}

int prov_sink_context_load(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str names = PROV_STR_INIT;

	if (!are_fixed(sink))
		return load(sink, NULL, err);
	add_names(&names, sink->config);
	return load(sink, names.p, err);
}

int prov_sink_context_load_all(struct sink *sink, struct prov_err *err)
{
	return sink->all_contexts ? 0 : load(sink, NULL, err);
}

static int compare_context(const void *name, const void *context)
{
	return strcmp(name, ((const struct sink_context *)context)->name);
}

int prov_sink_context_named(const struct sink *sink, const char *login_name)
{
	const struct sink_context *c = bsearch(login_name, sink->contexts, sink->context_count, sizeof(*c),
					       compare_context);

	return c ? c->cid : 0;
}

/* 0: there is no such context. */
static int find_context(struct sink *sink, const char *name)
{
	prov_str_clear(&sink->names);
	prov_domain_login_name(&sink->names, name, strlen(name));
	return prov_sink_context_named(sink, sink->names.p);
}

/* A wrong word in prov.conf is one error, and not a reject for each entry. */
static int check_named(struct sink *sink, const char *name, const char *setting, struct prov_err *err)
{
	size_t best_slips = name ? prov_near_limit(name) : 0;
	const char *best = NULL;

	if (!has(name) || find_context(sink, name))
		return 0;
	if (prov_sink_context_load_all(sink, err) < 0)
		return -1;
	for (size_t i = 0; i < sink->context_count; i++) {
		const char *known = sink->contexts[i].name;
		size_t slips = prov_near_slips(name, known, strlen(known));

		if (slips < best_slips) {
			best = known;
			best_slips = slips;
		}
	}
	prov_fail(err, PROV_E_CONFIG, "source.%s.%s: there is no context \"%s\"", sink->config->name, setting,
		  name);
	if (best)
		return prov_err_hint(err, "did you mean \"%s\"?", best);
	return prov_err_hint(err, "listcontext shows those that there are, \"createcontext\" creates one");
}

static int check_literals(struct sink *sink, const struct prov_values *names, const char *setting,
			  struct prov_err *err)
{
	for (size_t i = 0; i < names->n; i++) {
		PROV_CLEANUP(prov_freep) char *name = prov_strndup(names->v[i].p, names->v[i].len);

		if (check_named(sink, name, setting, err) < 0)
			return -1;
	}
	return 0;
}

int prov_sink_context_check(struct sink *sink, struct prov_err *err)
{
	const struct prov_source_config *c = sink->config;

	if (check_literals(sink, &sink->source->user_contexts, "user.context", err) < 0 ||
	    check_literals(sink, &sink->source->group_contexts, "group.context", err) < 0)
		return -1;

	for (size_t i = 0; i < c->context_count; i++)
		if (check_named(sink, c->contexts[i].context, "contexts", err) < 0)
			return -1;
	return check_named(sink, c->context, "context", err);
}

/* Ids go up to 2^31 - 1, but those that are used lie close together. Bytes: with fewer, to look through the
 * pages that are not there would take longer. */
#define SEEN_PAGE 32768
#define SEEN_PAGES (INT32_MAX / (SEEN_PAGE * 8) + 1)

void prov_sink_context_note(struct sink *sink, int cid)
{
	size_t byte = (size_t)cid / 8;
	unsigned char **page;

	if (!sink->seen)
		sink->seen = prov_pool_alloc(sink->pool, SEEN_PAGES * sizeof(*sink->seen));
	page = &sink->seen[byte / SEEN_PAGE];
	if (!*page)
		*page = prov_pool_alloc(sink->pool, SEEN_PAGE);
	sink->seen_count += !((*page)[byte % SEEN_PAGE] & 1u << (cid % 8));
	(*page)[byte % SEEN_PAGE] |= (unsigned char)(1u << (cid % 8));
}

static void list_page(struct sink *sink, const unsigned char *page, size_t first)
{
	for (size_t i = 0; page && i < SEEN_PAGE * 8; i++)
		if (!page[i / 8])
			i |= 7;
		else if (page[i / 8] & (1u << (i % 8)))
			prov_str_addf(&sink->cids, "%s%zu", sink->cids.len ? "," : "{", first + i);
}

void prov_sink_context_list(struct sink *sink)
{
	prov_str_clear(&sink->cids);
	for (size_t i = 0; sink->seen && i < SEEN_PAGES; i++)
		list_page(sink, sink->seen[i], i * SEEN_PAGE * 8);
	prov_str_add(&sink->cids, sink->cids.len ? "}" : "{}");
}

int prov_sink_context_lock(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str ids = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) const char **cids = prov_alloc((sink->cids.len / 2) * sizeof(*cids));
	size_t count = 0;

	prov_str_add(&ids, sink->cids.p);
	for (char *p = ids.p + 1; *p && *p != '}'; p++) {
		cids[count++] = p;
		p += strcspn(p, ",}");
		*p = '\0';
	}
	return prov_context_lock(sink->db, cids, count, err);
}

/* Where nobody works yet. */
static int lock_empty(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str ids = PROV_STR_INIT;

	prov_str_add(&ids, sink->cids.p);
	for (char *p = ids.p + 1, *cid; *p && *p != '}'; ) {
		cid = p;
		p += strcspn(p, ",}");
		*p++ = '\0';
		if (prov_sql_exec(sink->db, PROV_Q_SYNC_LOCK_EMPTY, PROV_ARGS(cid), NULL, err) < 0)
			return -1;
	}
	return 0;
}

int prov_sink_context_lock_fixed(struct sink *sink, struct prov_err *err)
{
	const struct prov_source_config *c = sink->config;

	if (!are_fixed(sink))
		return 0;
	for (size_t i = 0; i < c->context_count; i++)
		if (has(c->contexts[i].context))
			prov_sink_context_note(sink, find_context(sink, c->contexts[i].context));
	if (has(c->context))
		prov_sink_context_note(sink, find_context(sink, c->context));
	prov_sink_context_list(sink);
	return lock_empty(sink, err);
}

const char *prov_sink_context_place(struct sink *sink, const struct prov_record *rec, int *cid)
{
	if (!rec->context)
		return "the entry belongs to no context";
	*cid = find_context(sink, rec->context);
	if (*cid)
		return NULL;
	prov_str_clear(&sink->reject);
	prov_str_addf(&sink->reject, "there is no context \"%s\"", rec->context);
	return sink->reject.p;
}
