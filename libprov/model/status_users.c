/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_users.c - how many contexts and users there are, and who cannot log in
 */
#include "libprov/model/status.h"

const struct prov_status_fact prov_status_users_facts[PROV_SU_COUNT] = {
	[PROV_SU_CONTEXTS] = { "contexts", "contexts", PROV_CELL_INT, NULL, "contexts", "Contexts." },
	[PROV_SU_CONTEXTS_OFF] = { "disabled_contexts", "disabled contexts", PROV_CELL_INT, NULL,
		"disabled_contexts", "Contexts that are disabled." },
	[PROV_SU_USERS] = { "users", "users", PROV_CELL_INT, NULL, "users",
		"Users, with the admins of contexts." },
	[PROV_SU_OFF] = { "disabled_users", "disabled users", PROV_CELL_INT, NULL, "disabled_users",
		"Users who cannot log in, whatever the reason." },
	[PROV_SU_OFF_OPERATOR] = { "disabled_by_operator", "by an operator", PROV_CELL_INT, NULL,
		"disabled_by_operator", "Users whom an operator has disabled." },
	[PROV_SU_OFF_DIRECTORY] = { "disabled_by_directory", "by a directory", PROV_CELL_INT, NULL,
		"disabled_by_directory", "Users whose entry says that they are disabled." },
	[PROV_SU_MISSING] = { "missing_users", "missing", PROV_CELL_INT, NULL, "missing_users",
		"Users who are missing in their directory, and are disabled." },
};

int prov_status_users(struct prov_status_job *job, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *contexts = NULL, *off = NULL;
	const char **cells = prov_status_row(job, PROV_STATUS_USERS);

	if (prov_sql_batch(job->db, (const struct prov_sql_step[]){
			{ PROV_Q_STATUS_CONTEXTS, PROV_NO_ARGS, &contexts },
			{ PROV_Q_STATUS_DISABLED, PROV_NO_ARGS, &off } }, 2, err) < 0)
		return -1;
	job->enabled = prov_sql_number(contexts, 0, 2);
	cells[PROV_SU_CONTEXTS] = prov_status_text(job, contexts, 0, 0);
	cells[PROV_SU_CONTEXTS_OFF] = prov_status_text(job, contexts, 0, 1);
	/* Each context has one admin, who is in neither of the others. */
	cells[PROV_SU_USERS] = prov_status_number(job, job->enabled + prov_sql_number(off, 0, 1) +
						  prov_sql_number(contexts, 0, 0));
	cells[PROV_SU_OFF] = prov_status_text(job, off, 0, 0);
	cells[PROV_SU_OFF_OPERATOR] = prov_status_text(job, off, 0, 2);
	cells[PROV_SU_OFF_DIRECTORY] = prov_status_text(job, off, 0, 3);
	cells[PROV_SU_MISSING] = prov_status_text(job, off, 0, 4);
	return 0;
}
