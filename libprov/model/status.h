/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/status.h - what the parts of prov status share; private
 *
 * Each part asks for its facts and adds the problems it finds. A part that fails is a problem itself, and
 * those behind it, which ask the same database, are not asked.
 */
#ifndef PROV_MODEL_STATUS_H
#define PROV_MODEL_STATUS_H

#include <prov/status.h>

#include "libprov/model/model.h"

struct prov_status_job {
	struct prov_call *call;
	struct prov_status *status;
	struct prov_sql *db;		/* NULL: it cannot be asked */
	long long deadline;		/* prov_clock_ms() */
	long long now;			/* by the clock of the database */
	long long enabled;		/* users whom a licence counts */
};

/* status.c */
/* Seconds that are left, at least one, for the next thing that is asked. TIMEOUT: none are. */
int prov_status_left(const struct prov_status_job *job, struct prov_err *err);
/* Before the next thing is asked of the database: it has so long. */
int prov_status_next(const struct prov_status_job *job, struct prov_err *err);
/* err has kept a part from its facts. */
void prov_status_failed(struct prov_status_job *job, const char *about, const struct prov_err *err);
/* A new row of a section, whose cells are not known yet. */
const char **prov_status_row(struct prov_status_job *job, int section);
const char *prov_status_number(struct prov_status_job *job, long long n);
/* Text of a result, kept. */
const char *prov_status_text(struct prov_status_job *job, const struct prov_sql_result *res, int row,
	int column);

/* The parts. -1: err says why nothing more can be asked. */
enum { PROV_SD_KIND, PROV_SD_PLACE, PROV_SD_STATE, PROV_SD_SERVER, PROV_SD_ENCODING, PROV_SD_STANDBY,
       PROV_SD_SIZE, PROV_SD_SCHEMA, PROV_SD_LATEST, PROV_SD_CONNECTIONS, PROV_SD_CONNECTIONS_MAX,
       PROV_SD_CLOCK, PROV_SD_COUNT };
extern const struct prov_status_fact prov_status_database_facts[PROV_SD_COUNT];
int prov_status_database(struct prov_status_job *job, struct prov_err *err);
enum { PROV_SU_CONTEXTS, PROV_SU_CONTEXTS_OFF, PROV_SU_USERS, PROV_SU_OFF, PROV_SU_OFF_OPERATOR,
       PROV_SU_OFF_DIRECTORY, PROV_SU_MISSING, PROV_SU_COUNT };
extern const struct prov_status_fact prov_status_users_facts[PROV_SU_COUNT];
int prov_status_users(struct prov_status_job *job, struct prov_err *err);
int prov_status_source(struct prov_status_job *job, struct prov_err *err);
enum { PROV_SL_FILE, PROV_SL_RESULT, PROV_SL_USERS, PROV_SL_ALLOWED, PROV_SL_END, PROV_SL_DAYS,
       PROV_SL_COUNT };
extern const struct prov_status_fact prov_status_licence_facts[PROV_SL_COUNT];
int prov_status_licence(struct prov_status_job *job, struct prov_err *err);
enum { PROV_SR_ROLE, PROV_SR_CONNECTIONS, PROV_SR_LIMIT, PROV_SR_EXPIRED, PROV_SR_COUNT };
extern const struct prov_status_fact prov_status_role_facts[PROV_SR_COUNT];
int prov_status_role(struct prov_status_job *job, struct prov_err *err);
int prov_status_report(struct prov_status_job *job, struct prov_err *err);

/* sync_status.c: the columns of what is known of a source */
enum prov_sync_status_column {
	PROV_SS_SOURCE, PROV_SS_STATE, PROV_SS_STATUS, PROV_SS_LAST_RUN, PROV_SS_RUN_AGE,
	PROV_SS_LAST_SUCCESS, PROV_SS_SUCCESS_AGE, PROV_SS_SINCE, PROV_SS_RUNS, PROV_SS_MISSING_USERS,
	PROV_SS_MISSING_GROUPS, PROV_SS_DISABLED, PROV_SS_REJECTED, PROV_SS_PENDING, PROV_SS_DRIFT,
	PROV_SS_HELD_USERS, PROV_SS_HELD_GROUPS, PROV_SS_LIMIT, PROV_SS_LIMIT_USED, PROV_SS_LIMITS,
	PROV_SS_PLAN,
	PROV_SS_PLAN_AT, PROV_SS_PLAN_REMOVALS, PROV_SS_LEASE, PROV_SS_MESSAGE, PROV_SS_DETAIL,
	PROV_SS_NEXT, PROV_SS_COUNT
};
extern const struct prov_status_fact prov_sync_status_facts[PROV_SS_COUNT];
/* One row. *how: as its last run ended, or TIMEOUT: it should have run. */
int prov_sync_status_row(struct prov_sql *db, const struct prov_config *config, const char *source,
	const struct prov_rows *rows, enum prov_code *how, struct prov_err *err);

#endif
