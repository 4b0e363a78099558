/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_hash.c - is an entry as it was when its values were mapped?
 *
 * Most entries are, and then nobody needs their values: to tell it takes what the server sent, of the
 * attributes that the rules are about. What a rule makes of that may change with the time, so the values of
 * such a rule belong to it.
 */
#include "ldap/map/map_int.h"

static bool are_timed(const struct map_term *terms)
{
	for (const struct map_term *t = terms; t; t = t->next)
		for (const struct map_part *p = t->parts; p; p = p->next) {
			for (const struct map_func *f = p->funcs; f; f = f->next)
				if (f->kind->is_timed)
					return true;
			if (are_timed(p->word))
				return true;
		}
	return false;
}

bool prov_map_hash_is_timed(const struct prov_map_expr *expr)
{
	return are_timed(expr->terms);
}

static uint64_t add_values(uint64_t h, const struct prov_text *v, size_t n)
{
	h = prov_hash(h, &n, sizeof(n));
	for (size_t i = 0; i < n; i++)
		h = prov_hash(h, v[i].p, v[i].len);
	return h;
}

static uint64_t add_timed(struct prov_map *m, uint64_t h)
{
	for (size_t i = 0; i < m->count; i++) {
		if (!prov_map_hash_is_timed(m->exprs[i]))
			continue;
		prov_map_expr_eval(m->exprs[i], &m->in, &m->out);
		h = add_values(h, m->out.v, m->out.n);
		m->out.n = 0;
	}
	return h;
}

uint64_t prov_map_hash(struct prov_map *m)
{
	uint64_t h = PROV_HASH_INIT;

	for (size_t i = 0; i < m->attrs.n; i++)
		if ((int)i != m->key)
			h = add_values(h, m->slots[i].values.v, m->slots[i].values.n);
	return m->is_timed ? add_timed(m, h) : h;
}
