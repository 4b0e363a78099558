/* SPDX-License-Identifier: Apache-2.0 */
/*
 * directory_source.c - the directory of a source, with the profile that the source began with
 */
#include <string.h>

#include "ldap/prov_ldap.h"
#include "libprov/sink/directory_source.h"

int prov_directory_source_known(struct prov_call *call, const struct prov_source_config *config,
				char **profile, long long *now, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *was = NULL, *clock = NULL;
	struct prov_sql *db = prov_session_db(call, err);

	if (!db || prov_sql_batch(db, (const struct prov_sql_step[]){
			{ PROV_Q_SYNC_CLOCK, PROV_NO_ARGS, &clock },
			{ PROV_Q_SYNC_IDENTITY, PROV_ARGS(config->name), &was } }, 2, err) < 0)
		return -1;
	*now = prov_sql_number(clock, 0, 0);
	if (config->profile && strcmp(config->profile, "auto") != 0)
		return 0;
	if (prov_sql_rows(was) && prov_sql_text(was, 0, 0))
		*profile = prov_strdup(prov_sql_text(was, 0, 0));
	return 0;
}

struct past {
	struct prov_call *call;
	const char *source;
};

static int had_base(void *data, const char *base, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *was = NULL;
	const struct past *p = data;
	struct prov_sql *db = prov_session_db(p->call, err);

	if (!db || prov_sql_exec(db, PROV_Q_SYNC_HAD_BASE, PROV_ARGS(p->source, base), &was, err) < 0)
		return -1;
	return prov_sql_true(was, 0, 0);
}

static struct prov_source *open_it(struct prov_call *call, const struct prov_source_config *config,
				   bool *kept, struct prov_ldap **left, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *profile = NULL;
	struct prov_source_config own = *config;
	struct past data = { call, config->name };
	const struct prov_source_past past = { had_base, &data, left };
	long long now;

	if (prov_directory_source_known(call, config, &profile, &now, err) < 0)
		return NULL;
	if (profile)
		own.profile = profile;
	if (kept)
		*kept = profile != NULL;
	return prov_source_ldap_open(call->session->config, &own, now, &past, err);
}

struct prov_source *prov_directory_source(struct prov_call *call, const struct prov_source_config *config,
					  bool *kept, struct prov_err *err)
{
	return open_it(call, config, kept, NULL, err);
}

struct prov_source *prov_directory_source_again(struct prov_call *call,
						const struct prov_source_config *config,
						struct prov_ldap **left, struct prov_err *err)
{
	return open_it(call, config, NULL, left, err);
}
