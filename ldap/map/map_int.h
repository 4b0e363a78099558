/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/map/map_int.h - a compiled expression (made by map_parse.c, run by map_expr.c) and a compiled
 * mapping (made by map.c, run by map_entry.c)
 */
#ifndef PROV_MAP_INT_H
#define PROV_MAP_INT_H

#include "ldap/map/map.h"

struct map_term;
struct map_func;

struct map_func_kind {
	const char *name;
	size_t min_args, max_args;
	bool is_question;		/* what it leaves is a mark, and no value of a field */
	bool is_timed;			/* what it leaves is something else at another time */
	const char *(*check)(struct map_func *f);	/* NULL, or what is wrong with the arguments */
	/* One of them: of one value, NULL or why it can do nothing with it; or of all from start on. */
	const char *(*value)(const struct map_func *f, struct prov_map_input *in, struct prov_text *t);
	void (*list)(const struct map_func *f, struct prov_map_input *in, struct prov_map_out *out,
		size_t start);
};

struct map_func {
	struct map_func *next;
	const struct map_func_kind *kind;
	struct prov_text args[2];
	size_t arg_count;
	/* past: how the time is written, and seconds to add to it. */
	size_t form;
	long long shift;
};

struct map_part {
	struct map_part *next;
	bool is_ref;
	struct prov_text text;		/* literal */
	int slot;			/* reference: which attribute */
	struct map_func *funcs;
	char select;			/* '#', '=', '*', '&', or 0: any value that is not empty */
	const char *sel;		/* what to compare with */
	size_t sel_len;
	long long bits;
	char op;			/* '-', '+' or 0 */
	struct map_term *word;
};

struct map_term {
	struct map_term *next;
	struct map_part *parts;
	struct prov_text source;	/* as it stands in the rule */
	bool has_ref;
};

struct prov_map_expr {
	struct prov_pool *pool;		/* owns all of it */
	bool list;
	struct map_term *terms;
};

struct prov_map {
	enum prov_entry_kind kind;
	struct prov_pool *own;			/* text of the rules */
	struct prov_map_rule *rules;
	struct prov_map_expr **exprs;
	struct prov_values *literals;	/* of each rule: what it gives whatever the entry says */
	size_t count;
	bool is_timed;				/* one of them is */
	struct prov_map_rule context_rule;	/* field NULL: none */
	struct prov_map_expr *context;
	struct prov_map_attrs attrs, member_attrs;
	int key;				/* its place in attrs */
	bool key_is_guid;
	bool explains;			/* what is rejected is told in all its parts */
	int states[PROV_MAP_STATES];	/* places of what every user has; -1: none, or not used */

	/* of the present entry */
	struct prov_map_slot *slots;
	int *guess;				/* place in the entry -> slot, from the entry before */
	size_t guess_cap;
	struct prov_map_input in;
	struct prov_map_out out;
	struct prov_values *values;
	struct prov_dn_near near;		/* entries, or members, of one place come together */
	struct prov_left_out *left_out;
	size_t left_out_cap;
	struct prov_str dn_norm;
	struct prov_record record;

	/* Of a list with very many values: what it comes from is in out, a part of it in these. */
	bool has_parts;
	size_t long_from, long_n;	/* where in out; 0: there is no such list */
	struct prov_map_out part;
	struct prov_pool *part_pool;
	size_t part_nth, parts_shown;
	bool is_quiet;			/* what is left out of this part is known */
};

/* map_literal.c: CONFIG: a word of the rule is no value of its field, or nothing makes it one. */
int prov_map_literal_check(const struct prov_map_expr *expr, const struct prov_map_rule *rule,
	struct prov_pool *pool, struct prov_err *err);
/* Each value that the rule may give whatever the entry says; expr NULL: none. */
struct prov_values prov_map_literal_values(const struct prov_map_expr *expr, struct prov_pool *pool);
/* map_number.c: a whole number in decimal; false if it is none. */
bool prov_map_number(struct prov_text t, long long *n);
/* map_func.c: NULL: there is none of this name. */
const struct map_func_kind *prov_map_func_find(const char *name, size_t len);
const struct map_func_kind *prov_map_func_at(size_t i);	/* NULL: there are no more */
/* All functions from f on, over the values from start on. What cannot be used is in->flaw. */
void prov_map_func_apply(const struct map_func *f, struct prov_map_input *in, struct prov_map_out *out,
	size_t start);
/* map_hash.c: over the values of the present entry that the rules are about, but for the key. */
uint64_t prov_map_hash(struct prov_map *m);
bool prov_map_hash_is_timed(const struct prov_map_expr *expr);
/* map_out.c: adds one value. */
void prov_map_out_push(struct prov_map_out *out, struct prov_text text);
void prov_map_out_fini(struct prov_map_out *out);
/* "user" or "group", for messages. */
const char *prov_map_kind_name(const struct prov_map *m);
bool prov_map_is_list(enum prov_value_type type);	/* several values; else at most one */

#endif
