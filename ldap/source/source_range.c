/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_range.c - Active Directory gives long attributes in pieces (member;range=0-1499)
 *
 * An attribute of which only a piece came is read again from its start, piece by piece up to the
 * one that says "*", over a second connection, since the first is busy with the search. When the
 * entry changes in between, pieces do not fit together: it is read anew, three times at most.
 */
#include <ldap.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/source/source_int.h"

#define ATTEMPTS 3
#define RANGE ";range="

struct piece {
	size_t name_len;		/* of the attribute without the range */
	long long first, last;		/* last -1: "*", the end */
};

/* Numbers of digits only; false if there is something else. */
static bool digits(const char *p, const char *end, long long *n)
{
	char buf[20];
	size_t len = (size_t)(end - p);

	if (len == 0 || len >= sizeof(buf))
		return false;
	memcpy(buf, p, len);
	buf[len] = '\0';
	return prov_int_parse(buf, 0, INT32_MAX, n);
}

/* Takes "member;range=0-1499" apart. */
static bool parse(const struct prov_text *name, struct piece *piece)
{
	const size_t len = strlen(RANGE);
	const char *end = name->p + name->len;

	for (const char *p = name->p; (size_t)(end - p) > len; p++) {
		const char *low = p + len, *dash;

		if (strncasecmp(p, RANGE, len) != 0)
			continue;
		dash = memchr(low, '-', (size_t)(end - low));
		if (!dash || !digits(low, dash, &piece->first))
			return false;
		piece->name_len = (size_t)(p - name->p);
		piece->last = -1;
		return (end - dash == 2 && dash[1] == '*') || digits(dash + 1, end, &piece->last);
	}
	return false;
}

struct reading {
	const char *dn, *name;
	struct prov_text *v, *keys;
	size_t n, cap;
	char *usn;			/* uSNChanged with the first piece */
};

static struct prov_text copy(struct prov_source_range *r, const struct prov_text *t)
{
	return (struct prov_text){ prov_pool_strndup(r->pool, t->p, t->len), t->len };
}

static void add_values(struct prov_source_range *r, struct reading *to, const struct prov_ldap_attr *a)
{
	if (to->n + a->values.n > to->cap) {
		to->cap = (to->n + a->values.n) * 2;
		to->v = prov_realloc(to->v, to->cap * sizeof(*to->v));
		to->keys = prov_realloc(to->keys, to->cap * sizeof(*to->keys));
	}
	for (size_t i = 0; i < a->values.n; i++, to->n++) {
		to->v[to->n] = copy(r, &a->values.v[i]);
		to->keys[to->n] = a->keys && a->keys[i].len ? copy(r, &a->keys[i]) :
			(struct prov_text){ NULL, 0 };
	}
}

/* The piece that starts at *first: 1 if more follow (*first moves), 0 at the end, -1. 2: the entry
 * has changed since the first piece. */
static int take_piece(struct prov_source_range *r, struct reading *to, long long *first,
		      const struct prov_ldap_entry *entry, struct prov_err *err)
{
	struct prov_values usn = prov_ldap_entry_get(entry, "uSNChanged");
	PROV_CLEANUP(prov_freep) char *now = usn.n ? prov_strndup(usn.v[0].p, usn.v[0].len) :
		prov_strdup("");
	struct piece p;

	if (!to->usn)
		to->usn = prov_pool_strdup(r->pool, now);
	if (strcmp(to->usn, now) != 0)
		return 2;
	for (size_t i = 0; i < entry->attr_count; i++) {
		const struct prov_ldap_attr *a = &entry->attrs[i];

		if (!parse(&a->name, &p) || p.name_len != strlen(to->name) ||
		    strncasecmp(a->name.p, to->name, p.name_len) != 0)
			continue;
		if (p.first != *first || (p.last >= 0 && p.last < p.first) || !a->values.n)
			break;
		add_values(r, to, a);
		*first = p.last + 1;
		return p.last < 0 ? 0 : 1;
	}
	return prov_fail(err, PROV_E_INCOMPLETE, "cannot read all of %s of \"%s\": the server did not "
			 "give the values from number %lld on", to->name, to->dn, *first);
}

static int read_piece(struct prov_source_range *r, struct reading *to, long long *first,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *wanted = prov_asprintf("%s" RANGE "%lld-*", to->name, *first);
	char usn[] = "uSNChanged";
	char *attrs[] = { wanted, usn, NULL };
	struct prov_ldap_query query = { .base = to->dn, .scope = LDAP_SCOPE_BASE, .attrs = attrs,
					 .members = r->members };
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_ldap_search_open(r->ldap, &query, err);
	const struct prov_ldap_entry *entry, *none;
	int rc, end;

	if (!search)
		return -1;
	rc = prov_ldap_search_next(search, &entry, err);
	if (rc == 0)
		prov_fail(err, PROV_E_INCOMPLETE, "cannot read all of %s of \"%s\": it has vanished",
			  to->name, to->dn);
	if (rc <= 0)
		return -1;
	rc = take_piece(r, to, first, entry, err);
	end = rc < 0 ? -1 : prov_ldap_search_next(search, &none, err);
	return end < 0 ? -1 : rc;
}

static int read_all(struct prov_source_range *r, struct reading *to, struct prov_err *err)
{
	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		long long first = 0;
		int rc;

		to->n = 0;
		to->usn = NULL;
		do {
			rc = read_piece(r, to, &first, err);
		} while (rc == 1);
		if (rc <= 0)
			return rc;
	}
	return prov_fail(err, PROV_E_INCOMPLETE, "cannot read all of %s of \"%s\": it changes while it "
			 "is read", to->name, to->dn);
}

static int fill_attr(struct prov_source_range *r, const struct prov_text *dn,
		     const struct piece *piece, struct prov_ldap_attr *attr, struct prov_err *err)
{
	struct reading to = {
		.dn = prov_pool_strndup(r->pool, dn->p, dn->len),
		.name = prov_pool_strndup(r->pool, attr->name.p, piece->name_len),
	};
	int rc;

	if (!r->ldap)
		r->ldap = prov_ldap_open(&r->params, err);
	if (!r->ldap)
		return -1;
	rc = read_all(r, &to, err);
	if (rc == 0) {
		struct prov_text *keys = prov_pool_alloc(r->pool, to.n * sizeof(*to.keys));

		attr->values.v = prov_pool_alloc(r->pool, to.n * sizeof(*to.v));
		attr->values.n = to.n;
		memcpy(attr->values.v, to.v, to.n * sizeof(*to.v));
		memcpy(keys, to.keys, to.n * sizeof(*to.keys));
		attr->keys = keys;
	}
	free(to.v);
	free(to.keys);
	return rc;
}

int prov_source_range_fill(struct prov_source_range *r, struct prov_ldap_entry *entry,
			   struct prov_err *err)
{
	bool found = false;

	if (!r->pool)
		r->pool = prov_pool_new();
	prov_pool_reset(r->pool);
	if (r->cap < entry->attr_count) {
		r->cap = entry->attr_count;
		r->attrs = prov_realloc(r->attrs, r->cap * sizeof(*r->attrs));
	}
	for (size_t i = 0; i < entry->attr_count; i++) {
		struct prov_ldap_attr *a = &r->attrs[i];
		struct piece piece;

		*a = entry->attrs[i];
		if (!parse(&a->name, &piece))
			continue;
		found = true;
		/* a single piece may hold all */
		if (!(piece.first == 0 && piece.last < 0) &&
		    fill_attr(r, &entry->dn, &piece, a, err) < 0)
			return -1;
		a->name.len = piece.name_len;
	}
	if (found)
		entry->attrs = r->attrs;
	return 0;
}

void prov_source_range_fini(struct prov_source_range *r)
{
	prov_ldap_close(r->ldap);
	prov_pool_free(r->pool);
	free(r->attrs);
}
