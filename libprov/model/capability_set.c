/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capability_set.c - what a user or a context says about capabilities, changed by a command (M5)
 *
 * It is stored as an array: "drive" is granted, "-chat" denied, what is not there is for the context or the
 * installation to say. Each name is there once, in the order of its bytes.
 */
#include "libprov/model/model.h"

enum verdict { GRANTED, DENIED, DROPPED };

struct entry {
	const char *name;
	enum verdict verdict;
	bool removed;			/* by the command */
};

struct entries {
	struct prov_pool *pool;
	struct entry *list;
	size_t count;
};

const char *prov_capability_set_name(const struct prov_capability *c, struct prov_pool *pool)
{
	char *name = prov_pool_strndup(pool, c->name, c->len);

	for (char *p = name; *p; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
	return name;
}

/* The entry with this name, which may be a new one. */
static struct entry *entry_of(struct entries *all, const struct prov_capability *c)
{
	const char *name = prov_capability_set_name(c, all->pool);

	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->list[i].name, name) == 0)
			return &all->list[i];
	all->list = prov_realloc(all->list, (all->count + 1) * sizeof(*all->list));
	all->list[all->count] = (struct entry){ name, DROPPED, false };
	return &all->list[all->count++];
}

static int fail_name(const char *option, const struct prov_capability *c, struct prov_err *err)
{
	prov_fail(err, PROV_E_INVALID, "capabilities-to-%s: \"%s%.*s\" is no name of a capability", option,
		  c->denied ? "-" : "", (int)(c->len < 100 ? c->len : 100), c->name);
	return prov_err_hint(err, "a name is up to %d letters, digits and _.:+/@-", PROV_CAPABILITY_BYTES);
}

/* In what is added -NAME is denied; in what is dropped it is NAME, as a list shows it. */
static int put_list(struct entries *all, const char *option, const char *list, enum verdict verdict,
		    struct prov_err *err)
{
	struct prov_capability c;

	while (list && prov_capability_next(&list, &c)) {
		struct entry *e;

		if (!prov_capability_is_name(c.name, c.len) || (c.denied && verdict == DENIED))
			return fail_name(option, &c, err);
		e = entry_of(all, &c);
		e->verdict = c.denied && verdict == GRANTED ? DENIED : verdict;
		if (e->removed && e->verdict == GRANTED)
			return prov_fail(err, PROV_E_INVALID, "capability %s is both added and removed",
					 e->name);
		e->removed = verdict == DENIED;
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static void add_array(struct prov_str *out, struct entries *all)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str word = PROV_STR_INIT;
	size_t begin = out->len;

	if (all->count)
		qsort(all->list, all->count, sizeof(*all->list), by_name);
	for (size_t i = 0; i < all->count; i++) {
		const struct entry *e = &all->list[i];

		if (e->verdict == DROPPED)
			continue;
		prov_str_clear(&word);
		prov_str_addf(&word, "%s%s", e->verdict == DENIED ? "-" : "", e->name);
		prov_str_add_char(out, out->len > begin ? ',' : '{');
		prov_str_add_array_elem(out, word.p, word.len);
	}
	if (out->len > begin)
		prov_str_add_char(out, '}');
}

/* What was stored is taken as it is. */
static void put_stored(struct entries *all, const char *stored)
{
	PROV_CLEANUP(prov_freep) char *list = prov_capability_set_list(stored);
	const char *rest = list;
	struct prov_capability c;

	while (rest && prov_capability_next(&rest, &c))
		entry_of(all, &c)->verdict = c.denied ? DENIED : GRANTED;
}

static int change_all(struct entries *all, const struct prov_capability_change *change, struct prov_err *err)
{
	if (put_list(all, "drop", change->drop, DROPPED, err) < 0 ||
	    put_list(all, "remove", change->remove, DENIED, err) < 0)
		return -1;
	return put_list(all, "add", change->add, GRANTED, err);
}

int prov_capability_set_apply(const struct prov_capability_change *change, const char *stored,
			      struct prov_str *out, struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct entries all = { .pool = pool };
	int rc;

	if (!change->add && !change->remove && !change->drop) {
		prov_str_add(out, stored ? stored : "");
		return 0;
	}
	put_stored(&all, stored);
	rc = change_all(&all, change, err);
	if (rc == 0)
		add_array(out, &all);
	free(all.list);
	return rc;
}

char *prov_capability_set_list(const char *stored)
{
	size_t len = stored ? strlen(stored) : 0;

	return len > 2 ? prov_strndup(stored + 1, len - 2) : NULL;
}

int prov_capability_set_installation(struct prov_sql *db, const struct prov_config *config, bool add,
				     struct prov_err *err)
{
	const struct prov_capability_change all = { .add = config->access_capabilities };
	PROV_CLEANUP(prov_str_fini) struct prov_str list = PROV_STR_INIT;

	if (prov_capability_set_apply(&all, NULL, &list, err) < 0)
		return -1;
	return prov_sql_exec(db, add ? PROV_Q_SCHEMA_ADD_INSTALLATION : PROV_Q_SCHEMA_UPDATE_INSTALLATION,
			     PROV_ARGS(list.len ? list.p : "{}"), NULL, err);
}
