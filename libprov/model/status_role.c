/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_role.c - the roles of prov status: those that servers log in with, to read
 */
#include "libprov/model/status.h"

const struct prov_status_fact prov_status_role_facts[PROV_SR_COUNT] = {
	[PROV_SR_ROLE] = { "role", NULL, PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SR_CONNECTIONS] = { "connections", "connections", PROV_CELL_INT, NULL, "role_connections",
		"Connections of a role that servers read with." },
	[PROV_SR_LIMIT] = { "limit", "of", PROV_CELL_INT, NULL, "role_connections_limit",
		"Connections that this role may have." },
	[PROV_SR_EXPIRED] = { "expired", NULL, PROV_CELL_BOOL, NULL, NULL, NULL },
};

/* The columns of query/status/roles.sql */
enum { ROLE, CONNECTIONS, LIMIT, EXPIRED };

static void add(struct prov_status_job *job, const struct prov_sql_result *res, int i)
{
	const long long limit = prov_sql_number(res, i, LIMIT), used = prov_sql_number(res, i, CONNECTIONS);
	PROV_CLEANUP(prov_freep) char *about = prov_asprintf("role %s", prov_sql_text(res, i, ROLE));
	const char **cells = prov_status_row(job, PROV_STATUS_ROLES);

	cells[PROV_SR_ROLE] = prov_status_text(job, res, i, ROLE);
	cells[PROV_SR_CONNECTIONS] = prov_status_text(job, res, i, CONNECTIONS);
	cells[PROV_SR_LIMIT] = limit < 0 ? NULL : prov_status_text(job, res, i, LIMIT);
	cells[PROV_SR_EXPIRED] = prov_status_text(job, res, i, EXPIRED);
	if (limit >= 0 && used * 100 >= limit * job->call->session->config->status_connections)
		prov_status_problem_add(job->status, PROV_STATUS_WARNING, about,
			"raise it with ALTER ROLE ... CONNECTION LIMIT",
			"%lld of %lld connections are used", used, limit);
	if (prov_sql_true(res, i, EXPIRED))
		prov_status_problem_add(job->status, PROV_STATUS_WARNING, about,
			"move it with ALTER ROLE ... VALID UNTIL", "its password has expired");
}

int prov_status_role(struct prov_status_job *job, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(job->db, PROV_Q_STATUS_ROLES, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++)
		add(job, res, i);
	return 0;
}
