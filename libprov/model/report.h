/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/report.h - what the files of the report share; private
 */
#ifndef PROV_MODEL_REPORT_H
#define PROV_MODEL_REPORT_H

#include <prov/keys.h>
#include <prov/report.h>

#include "libprov/model/model.h"

/* A report that is being made. */
struct prov_report_job {
	struct prov_call *call;
	struct prov_report *report;
	bool per_context;
	long long contexts, contexts_disabled, users, admins, disabled;
	const char *server;		/* version of PostgreSQL */
	struct prov_keys *keys;
};

/* report_json.c: fills json and stored of the report from its blocks. */
int prov_report_json(struct prov_report_job *job, struct prov_err *err);
/* report_store.c: how it stands, for callers that are verified. */
int prov_report_store_state(struct prov_sql *db, struct prov_report_state *state, struct prov_err *err);

#endif
