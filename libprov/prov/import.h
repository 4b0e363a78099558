/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/import.h - creating many at once, from a CSV file (docs/import.md)
 *
 * Every line of the file is one object, with the rules and the errors of the function that creates a single
 * one. Users go to the database in batches: a batch is one transaction, its results are told when it is
 * committed, and lines that are rejected do not take the others back. What was told is there; of the batch
 * that was at work when the process died, everything or nothing is. Of other kinds each line is a
 * transaction.
 */
#ifndef PROV_IMPORT_H
#define PROV_IMPORT_H

#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

enum prov_import_kind {
	PROV_IMPORT_USERS, PROV_IMPORT_CONTEXTS, PROV_IMPORT_GROUPS, PROV_IMPORT_RESOURCES,
	PROV_IMPORT_KIND_COUNT
};

/* What became of a line. All of it is borrowed. */
struct prov_import_result {
	long long line;			/* where it begins in the file, in which the heading is line 1 */
	int column;			/* the one that err is about, from 1 on; 0: the line as a whole */
	const char *field;		/* its heading; NULL: none */
	long long context, id;		/* 0: not known */
	const char *name;		/* NULL: not known; any characters */
	const struct prov_err *err;	/* why it is rejected; NULL: created */
};

struct prov_import_counts {
	long long lines, created, rejected;	/* of a dry run created would be */
};

struct prov_import_options {
	enum prov_import_kind kind;
	const char *file;		/* "-": standard input */
	bool atomic;			/* all lines or none, in one transaction */
	bool dry_run;			/* the same, and then none */
	/* Hears what became of each line, in their order, but for atomic ones: there what is rejected comes
	 * at once, what was created after the commit. Not those that a dry run would create. -1: err is
	 * filled, and nothing more is imported. */
	int (*result)(void *data, const struct prov_import_result *result, struct prov_err *err);
	/* Now and then. NULL: nobody hears it. */
	void (*progress)(void *data, const struct prov_import_counts *counts);
	void *data;
};

/* counts: of what was told. 0, too, if lines were rejected. INVALID: a heading that cannot be used, before
 * anything was written, or with `atomic` a line that was rejected; IO: the file cannot be read; all that the
 * database may say. What was told before stays. */
PROV_API PROV_MUST_CHECK int prov_import(struct prov_call *call, const struct prov_import_options *options,
	struct prov_import_counts *counts, struct prov_err *err);

/* How a heading of an import file is read: the names of all columns of a kind, from 0 on; NULL: no more.
 * *required: the file must have it. */
PROV_API const char *prov_import_column(enum prov_import_kind kind, size_t i, bool *required);

#ifdef __cplusplus
}
#endif

#endif
