/* SPDX-License-Identifier: Apache-2.0 */
/*
 * directory_profile.c - the profile of a source that sets none
 */
#include <string.h>

#include "libprov/sink/directory_profile.h"

int prov_directory_profile(struct prov_call *call, struct prov_source_config *config, char **profile,
			   struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *was = NULL;
	struct prov_sql *db;

	if (config->profile && strcmp(config->profile, "auto") != 0)
		return 0;
	db = prov_session_db(call, err);
	if (!db || prov_sql_exec(db, PROV_Q_SYNC_IDENTITY, PROV_ARGS(config->name), &was, err) < 0)
		return -1;
	if (prov_sql_rows(was) && prov_sql_text(was, 0, 0))
		config->profile = *profile = prov_strdup(prov_sql_text(was, 0, 0));
	return 0;
}
