/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/installation.h - changes that belong to no context
 */
#ifndef PROV_MODEL_INSTALLATION_H
#define PROV_MODEL_INSTALLATION_H

#include "libprov/model/model.h"

struct prov_installation {
	struct prov_call *call;
	const char *kind;		/* "master", for the log */
	/* Does it, and fills the rest; may run again. */
	int (*work)(struct prov_sql *db, struct prov_installation *i, struct prov_err *err);
	void *data;			/* for work */
	/* filled by work */
	const char *action;		/* "create"; NULL: nothing was to be done */
	long long id;			/* 0: none */
	json_t *before, *after;		/* for the log; owned here */
	char token[37];
};

/* One at a time: a transaction with the lock, the work and its line in the change log (E2). */
int prov_installation_run(struct prov_sql *db, struct prov_installation *i, struct prov_err *err);

#endif
