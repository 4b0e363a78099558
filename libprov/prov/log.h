/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/log.h - the change log: what was changed, when, by whom, by which program (rule E2)
 */
#ifndef PROV_LOG_H
#define PROV_LOG_H

#include <prov/rows.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which lines; NULL and 0 do not count. */
struct prov_log_filter {
	long long context;
	bool earlier;			/* also of contexts that were deleted and had its id */
	bool newest;			/* first */
	/* A day (2026-11-28), a day with a time (2026-11-28 13:30, seconds may follow), both UTC, or an age
	 * (90m, 12h, 7d). until is not included. */
	const char *since, *until;
	const char *who, *program;
	const char *action;		/* create, change or delete */
	const char *kind;		/* user, context, group, ... */
	long long id;			/* of the object */
};

/* Lines, oldest first unless newest; of rows, after is the number of a line in the log of the context.
 * Master's. DENIED; VALUE: a time that cannot be read. */
PROV_API size_t prov_log_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_log_list(struct prov_call *call, const struct prov_log_filter *filter,
	const struct prov_rows *rows, struct prov_err *err);

/* Removes the lines that are older than this many days; *lines is how many they are, or, of a dry run, would
 * be. Ids and counters do not depend on them. For the owner of the schema. INVALID: less than a day. */
PROV_API PROV_MUST_CHECK int prov_log_prune(struct prov_call *call, int days, bool dry_run, long long *lines,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
