/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_names.h - which user a member of a group is: by key, DN and login name, from what was read in
 * this run
 */
#ifndef PROV_SINK_NAMES_H
#define PROV_SINK_NAMES_H

#include <prov/sync.h>

#include "libprov/base/base.h"

struct sink_names;

struct sink_hash {
	uint64_t a, b;
};

/* A user who has the value that is looked for; next: another one, in another context (UINT32_MAX: none). */
struct sink_hit {
	int cid, uid;
	uint32_t next;
};

/* A member of a group as it stands there. */
struct sink_value {
	struct sink_hash hash;
	uint32_t same : 31;	/* the first value with this hash, which has the rest: */
	bool staged : 1;	/* an entry that is staged has it */
	uint32_t first;		/* hit, or UINT32_MAX */
};

/* Values that are looked for in one pass; all zero is none. */
struct sink_wanted {
	struct sink_value *values;
	struct sink_hit *hits;
	uint32_t *slots;
	size_t count, room, hit_count, hit_room, slot_count;
	uint64_t *maybe;	/* 8 * slot_count bits: most who are not wanted have none */
	bool by_dn, by_name;	/* there are such values */
};

struct sink_names *prov_sink_names_new(void);
void prov_sink_names_free(struct sink_names *names);		/* NULL is fine */
/* Members may be there by key: all who are added come with one. Before the first one. */
void prov_sink_names_by_key(struct sink_names *names);
/* dn, key, name: NULL if there is none. uid 0: the entry is staged. */
int prov_sink_names_add(struct sink_names *names, const char *dn, const char *key,
	const struct prov_text *name, int cid, int uid, struct prov_err *err);
size_t prov_sink_names_count(const struct sink_names *names);
/* Those who were added from this one on are staged after all. */
void prov_sink_names_doubt(struct sink_names *names, size_t from);
/* It is not certain any more who is who: all is left to the database. */
void prov_sink_names_off(struct sink_names *names);
bool prov_sink_names_are_off(const struct sink_names *names);

/* value: a login name, or as in a list of members (PROV_V_DN_LIST). */
void prov_sink_names_want(struct sink_wanted *wanted, const struct sink_names *names, const char *value,
	size_t len, bool by_name);
/* So much of a value of such a list is what it is found by: "<KEY>", or all of it. */
size_t prov_sink_names_head(const char *value, size_t len);
int prov_sink_names_find(struct sink_wanted *wanted, struct sink_names *names, struct prov_err *err);
/* What was found of value i. */
const struct sink_value *prov_sink_names_value(const struct sink_wanted *wanted, size_t i);
void prov_sink_names_forget(struct sink_wanted *wanted);		/* keeps the memory */
void prov_sink_names_done(struct sink_wanted *wanted);

struct sink_hash prov_sink_names_siphash(const uint64_t key[2], const char *p, size_t len);

#endif
