/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/object.h - the writer of single objects: what one command creates, changes or deletes
 *
 * prov_object_run() is one transaction: lock, read, build, compare, write, log, token. What a noun does
 * in its own way is in its struct prov_object_kind. The order of calls is admit, find, build, write; any of
 * them may run again when the transaction is repeated. A context is an object in itself: its id is that of
 * the context.
 */
#ifndef PROV_OBJECT_H
#define PROV_OBJECT_H

#include <jansson.h>

#include "libprov/model/model.h"

enum prov_action { PROV_CREATE, PROV_CHANGE, PROV_DELETE };

struct prov_object {
	const struct prov_object_kind *kind;
	enum prov_action action;
	struct prov_call *call;
	void *data;			/* of the kind */
	long long context, id;
	struct prov_sql_result *old;	/* what find has read */
	/* The whole object, for the log: build makes what there is of them. Of a change the writer leaves
	 * what differs, and if nothing does, nothing is written, unless `touched`. */
	json_t *before, *after;
	bool touched;			/* what is derived and in no log differs */
	struct prov_sql_result *numbers;
	long long seq;
	bool differs;			/* there is something to write */
	bool tried;			/* by a call that is a dry run */
	char cid[24], uid[24], token[37];
};

struct prov_object_kind {
	const char *name;		/* "user", in the log */
	bool has_id;			/* also a new one: the caller has set it */
	/* First thing in the transaction, before the context's lock; may find out which context it is. NULL:
	 * nothing to do. */
	int (*admit)(struct prov_sql *db, struct prov_object *o, struct prov_err *err);
	/* Fills old and id, or fails. Not for a new one. */
	int (*find)(struct prov_sql *db, struct prov_object *o, struct prov_err *err);
	int (*build)(struct prov_sql *db, struct prov_object *o, struct prov_err *err);
	/* Calls prov_object_write(), and looks what came of it: is a name or an address taken? */
	int (*write)(struct prov_sql *db, struct prov_object *o, struct prov_err *err);
	int (*no_id)(long long context, struct prov_err *err);	/* fails: none is left */
	/* The context is not there: fails. NULL: as a context admin's tool has it, DENIED. */
	int (*no_context)(long long context, struct prov_err *err);
	/* The first step of write found nothing to count: fails, or 0 if an attempt before has done it all.
	 * NULL: there is no such context, or no id left in it. */
	int (*no_number)(struct prov_sql *db, struct prov_object *o, struct prov_err *err);
};

#define PROV_OBJECT_STEPS 8

/* Runs steps in one batch, and behind them the line of the log. The first one counts, with o->numbers for
 * its result: the number of the context's next change, of a new one its id before that, which is the
 * context's lock. Both are in o then. */
int prov_object_write(struct prov_sql *db, struct prov_object *o, const struct prov_sql_step *steps,
	size_t count, struct prov_err *err);
/* One transaction, which is taken back at its end if the call is a dry run. kind, action, call, data and
 * context are set. */
int prov_object_run(struct prov_object *o, struct prov_err *err);

/* object_log.c: leaves in both what differs; false: nothing does. */
bool prov_object_log_diff(json_t *before, json_t *after);
/* As text for the log, NULL for NULL; caller frees. Values of attributes that are secret by their name,
 * such as config/x.password, are not in it (E2). */
char *prov_object_log_text(const json_t *object);

#endif
