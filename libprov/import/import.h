/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import/import.h - from a CSV file to rows; calls go down this list, never back
 *
 *	import.c	the run: reads a batch of lines while the one before is written
 *	import_batch.c	reads and builds the lines of a batch, hashing passwords on all cores
 *	import_together.c what is written line by line, some lines in one transaction
 *	import_context.c contexts
 *	import_named.c	groups and resources
 *	import_order.c	the locks of contexts, when all lines are one transaction
 *	import_user.c	users: builds a line, and writes a batch of them
 *	import_warn.c	addresses that get no mail
 *	import_seen.c	what contexts have, of which the database need not be asked
 *	import_clash.c	is there anything to be judged?
 *	import_judge.c	who of a batch of users cannot be taken, and why, in the order of the file
 *	import_copy.c	a batch of users as rows for COPY
 *	import_auth.c	the credentials of a line, verified once
 *	import_line.c	cells into values
 *	import_head.c	what the columns are
 *	import_csv.c	bytes into cells
 */
#ifndef PROV_IMPORT_INT_H
#define PROV_IMPORT_INT_H

#include <prov/import.h>

#include "libprov/model/model.h"

/* ---- import_csv.c ---- */

struct import_csv;

struct import_record {
	long long line;			/* where it begins, from 1 on */
	const char *const *cells;	/* each ends with NUL; until the next one is read */
	size_t count;
	const char *bad;		/* why it cannot be read; NULL: it can */
	size_t bad_cell;		/* from 0 on */
};

/* path "-": standard input. IO, INVALID: not UTF-8. */
int prov_import_csv_open(const char *path, struct import_csv **csv, struct prov_err *err);
void prov_import_csv_close(struct import_csv *csv);	/* NULL is fine */
/* 1: the next record that is not empty, 0: there are no more, -1: IO. */
int prov_import_csv_next(struct import_csv *csv, struct import_record *record, struct prov_err *err);

/* ---- import_head.c ---- */

enum import_what {
	IMPORT_NOTHING,			/* a column that is not looked at */
	IMPORT_CONTEXT, IMPORT_ADMIN_USER, IMPORT_ADMIN_PASS,
	IMPORT_OWN,			/* which: an attribute of what is not a user */
	IMPORT_USER,			/* which: enum prov_attr_id */
	IMPORT_WITHOUT,			/* accepted, without effect */
	IMPORT_STRATEGY,
	IMPORT_PREFERENCE,		/* addguipreferences */
	IMPORT_GRANT, IMPORT_DENY,	/* capabilities-to-add, -remove */
	IMPORT_COMBINATION,
	IMPORT_MODULE,			/* which: enum prov_module_id */
	IMPORT_EXTRA			/* NAMESPACE/NAME */
};

struct import_column {
	const char *name;
	enum import_what what;
	int which;
	bool required, integer;
};

struct import_head {
	struct import_column *columns;	/* in the pool */
	size_t count;
};

/* INVALID: a column is missing, or there twice. Warns of columns that are not looked at. */
int prov_import_head_read(struct prov_call *call, enum prov_import_kind kind, struct import_csv *csv,
	struct prov_pool *pool, struct import_head *head, struct prov_err *err);
/* The column with the name of an object; NULL: it has none. */
const char *prov_import_head_name(enum prov_import_kind kind);
/* The place of a column, or -1. */
int prov_import_head_find(const struct import_head *head, const char *name);

/* ---- import_line.c ---- */

struct import_line {
	long long line;
	const char *const *cells;	/* as many as there are columns, NULL: empty */
	const char *name, *adminuser, *adminpass;
	long long context, id;
	struct prov_err *err;		/* in the pool of the batch; NULL: good so far */
	int column;
	bool judged;			/* err is what others have already */
	/* a user */
	const char *login, *display, *log;
	const char *addresses;		/* as servers search for them, each with its NUL */
	size_t addresses_len, address_count;
	struct prov_text fields, capabilities;	/* of COPY */
	bool has_mail, enabled;
	void *data;			/* of another kind */
};

enum { IMPORT_OWN_COUNT = PROV_CA_COUNT };
_Static_assert((int)IMPORT_OWN_COUNT >= (int)PROV_GA_COUNT && (int)IMPORT_OWN_COUNT >= (int)PROV_RA_COUNT,
	       "contexts have the most attributes");

struct import_values {
	struct prov_user_set user;
	struct prov_extra *extra;
	const char *own[IMPORT_OWN_COUNT];	/* by attribute of a context, group or resource */
	const char *strategy;
};

/* A copy of what is wrong with a line, and the column that it is about. */
void prov_import_line_reject(struct import_line *line, const struct import_head *head, struct prov_pool *pool,
	const struct prov_err *err);
/* A record as a line, all of it in the pool. */
void prov_import_line_take(struct import_line *line, const struct import_record *record,
	const struct import_head *head, int name, struct prov_pool *pool);
/* Its cells by their meaning. INVALID. */
int prov_import_line_values(struct import_line *line, const struct import_head *head, struct prov_pool *pool,
	struct import_values *values, struct prov_err *err);

/* ---- import_auth.c ---- */

struct import_auth;
struct import_auth *prov_import_auth_new(struct prov_call *call);
void prov_import_auth_free(struct import_auth *auth);		/* NULL is fine */
/* Rejects the line (DENIED, MISSING) if its credentials are wrong. -1: the database fails. */
struct import;
int prov_import_auth_line(struct import_auth *auth, struct import *im, struct import_line *line,
	struct prov_pool *pool, struct prov_err *err);

/* ---- a run ---- */

struct import_batch {
	struct prov_pool *pool;		/* of its lines; wiped, for there are passwords in it */
	struct prov_pool **pools;	/* of the threads that build them, im->threads */
	struct import_line *lines;
	size_t count, passwords;	/* lines; those that have to be hashed */
	bool end;			/* there are no lines behind it */
	int rc;				/* -1: err is why the file cannot be read on */
	struct prov_err err;
};

/* What kinds do in their own way. */
struct import_worker;
struct import_kind {
	void (*build)(struct import_worker *w, struct import_line *line);	/* by any thread */
	/* Writes all good lines of a batch, and rejects those that cannot be taken. */
	int (*write)(struct import *im, struct import_batch *b, struct prov_err *err);
	/* Or one of them: 1: err says why it is rejected. */
	int (*write_line)(struct import *im, struct import_line *line, struct prov_err *err);
	void (*clear)(struct import_line *line);	/* what it holds beside the pool; may be NULL */
	int (*check_caller)(struct prov_call *call, struct prov_err *err);	/* NULL: lines have that */
	bool makes_contexts;
};

struct import {
	const struct import_kind *kind;
	struct prov_call *call;
	const struct prov_import_options *options;
	struct prov_pool *pool;
	struct import_csv *csv;
	struct import_head head;
	struct import_auth *auth;
	struct prov_sql *db;
	prov_modules_t base;		/* of users of whom the file says nothing */
	bool base_by_context;		/* it is what the context's admin has */
	bool limited;			/* by a licence */
	bool judge_first;		/* the last batch had lines that others stood in the way of */
	struct prov_err *no_users;	/* the licence allows none, for this reason; or NULL */
	int threads;
	struct prov_import_counts counts;
	struct import_seen *seen;	/* NULL: not begun */
	void *domains;			/* import_warn.c */
	size_t domain_count;
	FILE *spool;			/* what an atomic import has created */
};

/* ---- import_order.c ---- */

/* In the transaction of all lines, before the first one. */
int prov_import_order_lock(struct import *im, struct prov_err *err);

/* ---- import_user.c ---- */

/* A worker has what building needs, so that several can build at once. */
struct import_worker {
	struct import *im;
	struct prov_pool *pool;
	struct prov_user_row row;
	struct prov_sql_rows fields;
	struct prov_str json;
	struct import_values values;
};
void prov_import_user_build(struct import_worker *w, struct import_line *line);
int prov_import_user_write(struct import *im, struct import_batch *b, struct prov_err *err);

/* ---- import_context.c ---- */

void prov_import_context_build(struct import_worker *w, struct import_line *line);
int prov_import_context_write(struct import *im, struct import_line *line, struct prov_err *err);
void prov_import_context_clear(struct import_line *line);

/* ---- import_named.c ---- */

void prov_import_named_build_group(struct import_worker *w, struct import_line *line);
void prov_import_named_build_resource(struct import_worker *w, struct import_line *line);
int prov_import_named_write_group(struct import *im, struct import_line *line, struct prov_err *err);
int prov_import_named_write_resource(struct import *im, struct import_line *line, struct prov_err *err);

/* ---- import_together.c ---- */

/* Writes lines from this one on, and rejects those that cannot be taken; how many are done, at least one. */
int prov_import_together_write(struct import *im, struct import_batch *b, size_t from, size_t *done,
	struct prov_err *err);

/* ---- import_warn.c ---- */

int prov_import_warn_of_domains(struct import *im, const struct import_batch *b, struct prov_err *err);
void prov_import_warn_forget(struct import *im);

/* ---- import_copy.c ---- */

/* The good lines of a batch in one context. */
struct import_place {
	long long cid, enabled;
	struct import_line **lines;	/* in the order of the file */
	size_t count;
	long long uid, seq;		/* the first id, and the number of the log before the first */
	const char *created;		/* the context */
	bool known;			/* there is such a context, and it has as many ids */
	bool seen;			/* all that it has is in im->seen */
	const char *const *mappings;	/* its login names, the last is NULL */
};
struct import_places {
	struct import_place *place;	/* sorted by id */
	struct import_line **lines;
	size_t count;
	char token[37];
};
void prov_import_copy_places(struct import_places *p, struct import_batch *b);
struct import_place *prov_import_copy_place(const struct import_places *p, long long cid);
/* The login names of its context, from mappings.sql; is this one of them? */
void prov_import_copy_mappings(struct import_place *place, const struct prov_sql_result *res,
	struct prov_pool *pool);
bool prov_import_copy_is_mapping(const struct import_place *place, const char *name);
/* Takes ids and numbers of the log, which is the lock, and looks up the mappings. */
int prov_import_copy_take(struct import *im, struct import_places *p, struct prov_pool *pool,
	struct prov_err *err);
/* Writes all good lines. EXISTS: somebody has a name or an address already. */
int prov_import_copy_write(struct import *im, const struct import_places *p, struct prov_err *err);

/* ---- import_seen.c ---- */

/* After the numbers of the places have been taken: sets place->seen. */
int prov_import_seen_load(struct import *im, struct import_places *p, struct prov_err *err);
/* false: nobody in that context has this display name, address at one of its mappings, or one that ends like
 * this, from the @ on. */
bool prov_import_seen_has(const struct import *im, const struct import_place *p, const char *text,
	size_t len);
/* The names of a line of it. */
void prov_import_seen_add(const struct import *im, const struct import_place *p,
	const struct import_line *line);
/* All lines were added, and they are written. */
void prov_import_seen_note(struct import *im, const struct import_places *p);

/* ---- import_clash.c ---- */

/* Before they are written: do others have what one of the lines wants, and no index would say so? */
int prov_import_clash_find(struct import *im, const struct import_places *p, struct import_batch *b,
	bool *clash, struct prov_err *err);

/* ---- import_judge.c ---- */

/* Rejects what cannot be taken, as if the lines came one by one. The contexts are locked. */
int prov_import_judge(struct import *im, struct import_places *p, struct import_batch *b,
	struct prov_err *err);

/* ---- import_batch.c ---- */

void prov_import_batch_init(struct import *im, struct import_batch *b);
void prov_import_batch_fini(struct import *im, struct import_batch *b);
void prov_import_batch_read(struct import *im, struct import_batch *b);	/* sets b->rc */
void prov_import_batch_build(struct import *im, struct import_batch *b);

#endif
