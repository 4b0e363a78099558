/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/map/map.h - from an entry of the directory to a record of ours; private to this layer
 *
 *	profile (map_rules.c) + overrides of prov.conf --prov_map_new--> struct prov_map
 *	entry --prov_map_entry--> record
 *
 * Expressions are compiled once. A record points into the entry wherever it can, so it dies with
 * the entry or at the next call of prov_map_entry(). docs/mapping.md is the manual.
 */
#ifndef PROV_MAP_H
#define PROV_MAP_H

#include "ldap/prov_ldap.h"

/* The attributes that some expressions need, each once; names ends in NULL. */
struct prov_map_attrs {
	char **names;
	size_t n, cap;
};

/* The values of one of those attributes in the present entry. */
struct prov_map_slot {
	struct prov_values values;
	size_t pick;			/* the one that stands for all where only one is wanted */
	bool plain;			/* not from a variant with options (;lang-de) */
	const struct prov_text *keys;	/* as in struct prov_ldap_attr */
	size_t next;			/* the value whose key is asked for next */
};

/* Values that were computed; grows, moves. */
struct prov_map_out {
	struct prov_text *v;
	size_t n, cap;
};

/* What an expression is evaluated over; lead and lead_text are map_expr.c's own. */
struct prov_map_input {
	const struct prov_map_slot *slots;
	struct prov_pool *pool;		/* new text */
	struct prov_str tmp;
	const void *lead;
	struct prov_text lead_text;
	struct prov_map_out work;	/* values on their way through functions */
	long long now;			/* seconds since 1970, the same for all entries */
	long long due;			/* the first time after it that an entry has named; 0: none */
	const char *flaw;		/* the first value that a function could do nothing with, and why */
	struct prov_text flawed;
};

struct prov_map_expr;

/* map_expr.c. list: several expressions, separated by blanks, all values of each. CONFIG: the
 * message says what is wrong and at which column. Adds to attrs what has to be read. */
struct prov_map_expr *prov_map_parse(const char *text, bool list,
	struct prov_map_attrs *attrs, struct prov_err *err);
void prov_map_expr_free(struct prov_map_expr *expr);		/* NULL is fine */
/* Adds the values (at most one, unless compiled as a list) to out. */
void prov_map_expr_eval(const struct prov_map_expr *expr, struct prov_map_input *in,
	struct prov_map_out *out);
/* All of them, also if it was compiled for one. */
void prov_map_expr_eval_all(const struct prov_map_expr *expr, struct prov_map_input *in,
	struct prov_map_out *out);
/* The index of an attribute, added if it is new. */
int prov_map_attrs_add(struct prov_map_attrs *attrs, const char *name, size_t len);
void prov_map_attrs_fini(struct prov_map_attrs *attrs);

/* map_check.c: is *value (which may be replaced by its clean form, in pool) of this type? NULL: it
 * is, else why not ("is not a mail address: it has no @"). */
const char *prov_map_check(enum prov_value_type type, struct prov_text *value,
	struct prov_pool *pool);
/* The same for a key, whose characters are the server's business. */
const char *prov_map_check_key(struct prov_text *value);
/* Members: normalised into pool, after their key if they have one; an empty one comes out empty. */
const char *prov_map_check_dn(struct prov_text *value, struct prov_text key, struct prov_dn_near *near,
	struct prov_str *tmp, struct prov_pool *pool);
/* Drops duplicates, in place; without_case for addresses. Returns how many are left. */
size_t prov_map_check_unique(struct prov_text *v, size_t n, bool without_case);
/* Foreign text for a message: bad bytes and controls replaced, at most 60 characters. */
char *prov_map_check_quote(struct prov_pool *pool, const char *text, size_t len);

/* map_field.c: the fields that a mapping may fill, with their types. */
bool prov_map_field_find(enum prov_entry_kind kind, const char *name,
	enum prov_value_type *type);
const char *prov_map_field_nearest(enum prov_entry_kind kind, const char *name);

#define PROV_MAP_STATES 2

/* map_rules.c: what is known of a kind of directory. */
struct prov_map_profile {
	const char *name;
	const char *key;		/* attribute with the immutable id */
	bool key_is_guid;		/* 16 bytes as Active Directory stores them */
	bool active_directory;		/* ranges of values, references to other partitions */
	int page_size;			/* entries in a page; 0: it is read without pages */
	/* Each group that is the primary group of users has a number, and they have it: who is in it is
	 * not said anywhere else. NULL: there are none. */
	const char *group_number, *user_number;
	/* Attributes that every user has and that say who is disabled: without one of them that is not
	 * known. NULL: there is none, its absence means enabled. */
	const char *user_states[PROV_MAP_STATES];
	const char *key_cure;		/* how entries without a key get one */
	/* Of two entries in conflict one has one of these in the first part of its DN, as servers write it.
	 * If such entries are shown only when they are asked for: how. What to do about them. NULL: there
	 * are none. */
	const char *conflict_marks[2], *conflict_filter, *conflict_cure;
	const char *member;		/* attribute with the members of a group by DN */
	/* Entries that are named sets of rights: attributes with this prefix are TRUE. NULL: there are
	 * none. */
	const char *access_filter, *access_prefix;
	const char *server;		/* the kind of server it is for, as ldap_server.c calls it */
	const char *user_filter, *group_filter;
	const struct prov_map_rule *user, *group;	/* end with field NULL */
};
/* NULL and CONFIG (which lists the known ones) if there is none with this name. */
const struct prov_map_profile *prov_map_rules_profile(const char *name, struct prov_err *err);
const char *prov_map_rules_for(const char *server);	/* the name of the first one, or NULL */
bool prov_map_rules_is_auto(const char *name);		/* none is chosen: the directory says which */

struct prov_map;

/* map.c: the rules of a profile with overrides: an expression replaces the profile's, an empty one
 * takes the field out. now: what is past is before it, in seconds since 1970. CONFIG names the line and the
 * field. */
struct prov_map *prov_map_new(enum prov_entry_kind kind, const struct prov_map_profile *profile,
	const struct prov_map_override *overrides, size_t count, long long now, struct prov_err *err);
void prov_map_free(struct prov_map *map);		/* NULL is fine */
void prov_map_freep(struct prov_map **map);
const struct prov_map_rule *prov_map_rules(const struct prov_map *map, size_t *count);
/* Of each rule, and of the rule for the context, the words that it may give whatever the entry says. */
const struct prov_values *prov_map_literals(const struct prov_map *map);
struct prov_values prov_map_context_literals(const struct prov_map *map);
bool prov_map_has_context(const struct prov_map *map);	/* is there a rule for the context? */
const char *prov_map_context_rule(const struct prov_map *map);	/* its expression, or NULL */
char **prov_map_attrs(const struct prov_map *map);	/* to ask the server for */
char **prov_map_member_attrs(const struct prov_map *map);	/* of these, those that name members */
/* How the server compares names, which else is how servers do for which the profile is. Before the first
 * entry. */
void prov_map_set_dn_rule(struct prov_map *map, enum prov_dn_rule rule);
/* context may be NULL: by the mapping's rule. Never fails: what cannot be mapped is a record with
 * a reason (reject). The record is filled. */
const struct prov_record *prov_map_entry(struct prov_map *map,
	const struct prov_ldap_entry *entry, const char *context);
/* The same without values: key, DN and why there is none; of an entry that shows only its key. */
const struct prov_record *prov_map_entry_id(struct prov_map *map,
	const struct prov_ldap_entry *entry);
/* Adds context and hash to that record, for who looks at the DN before the context is known. The values come
 * when they are asked for: prov_record_fill(). */
const struct prov_record *prov_map_entry_go_on(struct prov_map *map, const char *context);

/* A list of very many members comes in parts (struct prov_record). Before the first entry. */
void prov_map_set_parts(struct prov_map *map);
/* The record is not needed any more: gives its memory back. */
void prov_map_entry_release(struct prov_map *map);

/* When values of an entry that was mapped become others by the time alone, the first ones; 0: never. */
long long prov_map_due(const struct prov_map *map);

/* map_explain.c: tells what each rule makes of an entry, then the record. */
int prov_map_explain(struct prov_map *map, const struct prov_ldap_entry *entry, const char *context,
	const struct prov_explain *to, struct prov_err *err);

/* map_key.c: the key of an entry as text. GUIDs of Active Directory are 16 bytes. */
const char *prov_map_key_guid(struct prov_pool *pool, const unsigned char *bytes);
/* The same of one that the server has written as text, or as these bytes in hexadecimal; empty: it is
 * none. */
struct prov_text prov_map_key_guid_text(struct prov_pool *pool, struct prov_text text);
/* Adds "(attribute=key)" to a filter; false: this text is no key of such entries. */
bool prov_map_key_filter(const struct prov_map *map, const char *key, struct prov_str *filter);

/* map_time.c: the names of the forms; NULL: there are no more. */
const char *prov_map_time_form(size_t i);
/* NULL, or why this is no time in that form. PROV_MAP_NEVER: it never comes. */
#define PROV_MAP_NEVER INT64_MAX
const char *prov_map_time_parse(size_t form, struct prov_text value, long long *at);

#endif
