/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/sync_history.h - how the runs of directories ended, and how their sources are
 */
#ifndef PROV_SYNC_HISTORY_H
#define PROV_SYNC_HISTORY_H

#include <prov/rows.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

struct prov_source_config;

/* Records of runs of source (NULL: of all), latest first; of rows, limit counts. Runs that changed nothing
 * and ended alike are one record. */
PROV_API size_t prov_sync_history_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_sync_history_list(struct prov_call *call, const char *source,
	const struct prov_rows *rows, struct prov_err *err);

/* A row for source (NULL: for each one that is configured): its last run and last success, what waits, and
 * what is to be done. *worst: how the worst of them is, OK if all are well. */
PROV_API size_t prov_sync_status_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_sync_status_list(struct prov_call *call,
	const struct prov_source_config *source, const struct prov_rows *rows, enum prov_code *worst,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
