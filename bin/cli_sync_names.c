/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_names.c - who is named in the summary of a run
 *
 * "2 created, 30 disabled; created: anna, bert; disabled: carl, dora, ...": who reads the mail of a job knows
 * at once whom it is about. A few of each number; the change log has all of them.
 */
#include <prov/directory.h>

#include "bin/cli_sync.h"

struct named {
	const char *number, *context, *name;
	struct named *next;
};

struct cli_sync_names {
	struct named *first, **end;
	const char *context;
	bool many_contexts;
};

static bool is_number(const char *word)
{
	const struct prov_sync_number *n;

	for (size_t i = 0; (n = prov_sync_number_at(i)); i++)
		if (strcmp(n->name, word) == 0)
			return true;
	return false;
}

bool cli_sync_names_add(struct cli_sync *sync, const struct prov_sync_change *c)
{
	struct prov_pool *pool = sync->cli->pool;
	struct cli_sync_names *names = sync->names;
	struct named *one;

	if (!is_number(c->action))
		return false;
	if (!names) {
		names = sync->names = prov_pool_alloc(pool, sizeof(*names));
		names->end = &names->first;
		names->context = prov_pool_strdup(pool, c->context);
	}
	one = prov_pool_alloc(pool, sizeof(*one));
	*one = (struct named){ prov_pool_strdup(pool, c->action), prov_pool_strdup(pool, c->context),
			       prov_pool_strdup(pool, c->name), NULL };
	names->many_contexts |= strcmp(names->context, c->context) != 0;
	*names->end = one;
	names->end = &one->next;
	return true;
}

/* True: there are more of them. */
static bool add_of(const struct cli_sync_names *names, const struct prov_sync_number *number, long long of,
		   struct prov_str *s)
{
	long long count = 0;

	for (const struct named *n = names->first; n; n = n->next) {
		if (strcmp(n->number, number->name) != 0 || count == PROV_SYNC_NAMED)
			continue;
		if (count == 0) {
			prov_str_add(s, "; ");
			prov_sync_number_add_words(s, number);
		}
		prov_str_add(s, count++ ? ", " : ": ");
		prov_plain_add(s, n->name);
		if (names->many_contexts)
			prov_str_addf(s, " in %s", n->context);
	}
	if (count && of > count)
		prov_str_add(s, ", ...");
	return count && of > count;
}

void cli_sync_names_print(const struct cli_sync *sync, const struct prov_sync_counts *counts,
			  struct prov_str *s)
{
	const struct prov_sync_number *n;
	bool more = false;

	for (size_t i = 0; sync->names && (n = prov_sync_number_at(i)); i++)
		more |= add_of(sync->names, n, prov_sync_number_get(n, counts, true), s);
	if (more)
		prov_str_add(s, "; prov log -p ldapsync has all");
}
