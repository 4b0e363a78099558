/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_repeat.c - a server that goes round in circles is noticed, in little memory
 *
 * An answer is looked at in windows: the pages, or so many entries. The entries of one window are
 * remembered, and each later one must have an entry that is not among them. What is remembered is
 * replaced at the windows 1, 2, 4, 8, ... so a circle of any length is noticed before it has been gone
 * round four times (Brent). The cookie of a page says nothing: some servers give the same with each.
 *
 * Entries without end that are all new are not noticed here; the deadline of the run ends them.
 */
#include <stdlib.h>

#include "ldap/client/ldap_int.h"

#define WINDOW 4096			/* entries at most */
#define EMPTY_PAGES 1000		/* in a row; servers send some while they look */

static void add(struct prov_ldap_hashes *to, uint64_t hash)
{
	if (to->n == to->cap) {
		to->cap = to->cap ? to->cap * 2 : 16;
		to->v = prov_realloc(to->v, to->cap * sizeof(*to->v));
	}
	to->v[to->n++] = hash;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool is_new(const struct prov_ldap_repeat *r, uint64_t hash)
{
	return !r->known.n ||
		!bsearch(&hash, r->known.v, r->known.n, sizeof(hash), compare);
}

bool prov_ldap_repeat_entry(struct prov_ldap_repeat *r, const struct prov_text *dn)
{
	bool remembered = (r->windows & (r->windows + 1)) == 0;	/* this is number 1, 2, 4, 8, ... */

	r->entries++;
	if (remembered || !r->has_new) {
		uint64_t hash = prov_hash(PROV_HASH_INIT, dn->p, dn->len);

		r->has_new |= is_new(r, hash);
		if (remembered)
			add(&r->fresh, hash);
	}
	return r->entries >= WINDOW;
}

bool prov_ldap_repeat_window(struct prov_ldap_repeat *r)
{
	struct prov_ldap_hashes known = r->known;
	bool empty = r->entries == 0, has_new = r->has_new;

	r->empty = empty ? r->empty + 1 : 0;
	r->entries = 0;
	r->has_new = false;
	if (empty)
		return r->empty < EMPTY_PAGES;
	r->windows++;
	if (r->fresh.n) {
		r->known = r->fresh;
		qsort(r->known.v, r->known.n, sizeof(*r->known.v), compare);
		r->fresh = known;
		r->fresh.n = 0;
	}
	return has_new;
}

void prov_ldap_repeat_fini(struct prov_ldap_repeat *r)
{
	free(r->known.v);
	free(r->fresh.v);
}
