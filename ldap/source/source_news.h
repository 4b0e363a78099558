/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/source/source_news.h - what the two ways to ask Active Directory for changes share
 */
#ifndef PROV_SOURCE_NEWS_H
#define PROV_SOURCE_NEWS_H

#include "ldap/source/source_int.h"

#define PROV_SOURCE_MANY_UNITS 50	/* so many that differ are read by themselves */
#define PROV_SOURCE_UNITS "(|(objectClass=organizationalUnit)(objectClass=container))"

struct prov_source_news {
	struct prov_source_ldap *s;
	const struct prov_source_step *step;
	enum prov_entry_kind kind;
	const struct prov_news *to;
	struct prov_pool *pool;
	long long entries;		/* of the step, that differ, or may */
	struct prov_source_unit {
		const char *dn, *norm;
	} units[PROV_SOURCE_MANY_UNITS];	/* that have, or may have, another name */
	size_t unit_count;
};
typedef int prov_source_news_fn(struct prov_source_news *news, const struct prov_ldap_entry *entry,
	struct prov_err *err);

/* From now on it is about this one. */
void prov_source_news_step(struct prov_source_news *news, const struct prov_source_step *step);
/* A search for the step; attrs NULL: for what its mapping wants. */
int prov_source_news_search(struct prov_source_news *news, const char *base, const char *filter, char **attrs,
	prov_source_news_fn *fn, struct prov_err *err);
/* Entries of the step below base for which this holds, too ("": all). */
int prov_source_news_entries(struct prov_source_news *news, const char *base, const char *condition,
	struct prov_err *err);
/* All keys of the step. */
int prov_source_news_keys(struct prov_source_news *news, struct prov_err *err);
/* An entry in conflict is told as one: 1; 0: it is none. */
int prov_source_news_conflict(struct prov_source_news *news, const struct prov_ldap_entry *entry,
	struct prov_err *err);
/* Such a unit. INCOMPLETE: these are too many. */
int prov_source_news_unit(struct prov_source_news *news, const struct prov_text *dn, struct prov_err *err);
/* Entries of the step below them. */
int prov_source_news_below_units(struct prov_source_news *news, struct prov_err *err);

/* source_usn.c: a cookie is "WAY EPOCH NUMBER REST". INCOMPLETE: it is not of this copy of the database, or
 * the server went back. */
struct prov_source_usn_mark {
	long long number;		/* of the last change that is known */
	bool is_same;			/* there is no newer one */
	const char *rest;		/* or "" */
};
int prov_source_usn_read(const struct prov_source_ldap *source, const char *cookie,
	struct prov_source_usn_mark *mark, struct prov_err *err);
/* The beginning of a cookie of now. */
const char *prov_source_usn_now(const struct prov_source_ldap *source);

#endif
