/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/directory.h - one run of a configured directory into the database
 *
 * prov_directory_sync() opens the source ("source.NAME" in prov.conf) and the sink, runs the
 * engine of prov/sync.h, and writes the metrics file if one is configured. Changes are told when all
 * of that is over: the function that is told may take as long as it likes.
 */
#ifndef PROV_DIRECTORY_H
#define PROV_DIRECTORY_H

#include <prov/rows.h>
#include <prov/session.h>
#include <prov/sync.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A sink over the session's database for one source; close it with its own function. */
PROV_API struct prov_sink *prov_sink_sql_open(struct prov_call *call,
	const struct prov_source_config *source);

/* Runs one source. options' limits of -1 are those of the configuration. Errors as prov_sync(). */
PROV_API PROV_MUST_CHECK int prov_directory_sync(struct prov_call *call,
	const struct prov_source_config *source, const struct prov_sync_options *options,
	struct prov_sync_counts *counts, struct prov_err *err);

/* For runs of a source that follow each other in one process: it has the directory tell what changes, and
 * options->watch of a run takes that, for what is then a run like any other. */
struct prov_directory_watch;
PROV_API struct prov_directory_watch *prov_directory_watch_new(void);
PROV_API void prov_directory_watch_free(struct prov_directory_watch *watch);	/* NULL is fine */
/* From now on the directory tells; a run has to follow. 1; 0: servers of this kind do not; -1. Begins anew if
 * it was told already. */
PROV_API PROV_MUST_CHECK int prov_directory_watch_begin(struct prov_directory_watch *watch,
	struct prov_call *call, const struct prov_source_config *source, struct prov_err *err);
PROV_API bool prov_directory_watch_is_told(const struct prov_directory_watch *watch);
/* Can be read: there may be something; -1: nobody tells, or there is enough for a run. */
PROV_API int prov_directory_watch_fd(const struct prov_directory_watch *watch);
/* So many changes wait; *enough: no more go into one run. -1: nobody tells any more. */
PROV_API PROV_MUST_CHECK int prov_directory_watch_look(struct prov_directory_watch *watch, size_t *waiting,
	bool *enough, struct prov_err *err);

/* Who is "missing", "rejected", "disabled" or "pending", of one source or (NULL) of all: since when,
 * why, and what happens when. Only the database is read; a run may be active. */
PROV_API size_t prov_directory_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_directory_list(struct prov_call *call, const char *what,
	const char *source, const struct prov_rows *rows, struct prov_err *err);

/* What a source is, what it would read, and how each of that is known; then a dry run of it, whose error it
 * ends with: then the next run would fail. */
PROV_API size_t prov_directory_check_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_directory_check(struct prov_call *call,
	const struct prov_source_config *source, const struct prov_rows *rows, struct prov_err *err);

/* What a run would make of one entry (by its DN, or all of a file whose name ends in ".ldif"; "-" is
 * standard input), and why; then how it compares with what is stored. NO_USER: there is no such entry;
 * PARTIAL: a run could not take it. */
PROV_API size_t prov_directory_explain_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_directory_explain(struct prov_call *call,
	const struct prov_source_config *source, const char *what, const struct prov_rows *rows,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
