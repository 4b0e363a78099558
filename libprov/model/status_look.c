/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_look.c - how an installation is: its parts one after the other, within a time
 *
 * Nothing that is asked grows with the users: totals come from the counters that contexts keep, and who is
 * disabled, missing, rejected or pending from indexes and tables that have only those.
 */
#include "libprov/model/status.h"

#define ONE(name, facts, count) { name, name, false, facts, count, NULL, 0 }
#define SEVERAL(title, facts, count) { title "s", title, true, facts, count, NULL, 0 }

static void look(struct prov_status_job *job)
{
	static const struct {
		const char *about;
		int (*part)(struct prov_status_job *job, struct prov_err *err);
	} parts[] = {
		{ "database", prov_status_database }, { "users", prov_status_users },
		{ "sources", prov_status_source }, { "roles", prov_status_role },
		{ "report", prov_status_report },
	};
	struct prov_err err = PROV_ERR_INIT;

	for (size_t i = 0; i < COUNT(parts); i++) {
		if (prov_status_next(job, &err) == 0 && parts[i].part(job, &err) == 0)
			continue;
		if (err.code != PROV_OK)
			prov_status_failed(job, parts[i].about, &err);
		break;
	}
	prov_err_clear(&err);
	if (prov_status_licence(job, &err) < 0)
		prov_status_failed(job, "licence", &err);
}

struct prov_status *prov_status_look(struct prov_call *call)
{
	static const struct prov_status_section sections[PROV_STATUS_SECTIONS] = {
		[PROV_STATUS_DATABASE] = ONE("database", prov_status_database_facts, PROV_SD_COUNT),
		[PROV_STATUS_USERS] = ONE("users", prov_status_users_facts, PROV_SU_COUNT),
		[PROV_STATUS_SOURCES] = SEVERAL("source", prov_sync_status_facts, PROV_SS_COUNT),
		[PROV_STATUS_LICENCE] = ONE("licence", prov_status_licence_facts, PROV_SL_COUNT),
		[PROV_STATUS_ROLES] = SEVERAL("role", prov_status_role_facts, PROV_SR_COUNT),
	};
	struct prov_status *status = prov_alloc(sizeof(*status));
	const int seconds = call->timeout > 0 ? call->timeout : call->session->config->status_timeout;
	struct prov_status_job job = { .call = call, .status = status, .enabled = -1,
				       .deadline = prov_clock_ms() + seconds * 1000LL };

	status->pool = prov_pool_new();
	memcpy(status->sections, sections, sizeof(sections));
	look(&job);
	prov_sql_close(job.db);
	return status;
}
