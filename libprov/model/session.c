/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.c - configuration at once, database at the first use
 */
#include <pwd.h>
#include <unistd.h>

#include "libprov/model/model.h"

struct prov_sql_params prov_session_sql_params(const struct prov_config *config,
					       const char *program, bool bulk)
{
	return (struct prov_sql_params){
		.conninfo = config->database_conninfo,
		.os_user = config->database_os_user,
		.program = program,
		.role = PROV_SQL_COMMANDS,
		.timeout = bulk ? config->database_bulk_timeout : config->database_timeout,
		.patience = config->database_patience,
	};
}

/* root needs no look-up; that of others may ask a directory. */
static char *caller_name(const char *adminuser)
{
	uid_t uid = geteuid();
	struct passwd *pw;

	if (adminuser && adminuser[0])
		return prov_strdup(adminuser);
	if (uid == 0)
		return prov_strdup("root");
	pw = getpwuid(uid);
	return pw ? prov_strdup(pw->pw_name) : prov_asprintf("uid %u", (unsigned)uid);
}

int prov_session_open(const struct prov_session_params *params, struct prov_session **session,
		      struct prov_err *err)
{
	struct prov_session *s;
	struct prov_config *config = NULL;

	if (prov_config_load(params->config_file, &config, err) < 0)
		return -1;
	s = prov_alloc(sizeof(*s));
	s->params = *params;
	s->config = config;
	s->pool = prov_pool_new();
	*session = s;
	return 0;
}

void prov_session_close(struct prov_session *s)
{
	if (!s)
		return;
	prov_sql_close(s->db);
	prov_config_free(s->config);
	prov_pool_free(s->pool);
	free(s->who);
	free(s->combinations);
	free(s);
}

void prov_session_closep(struct prov_session **session)
{
	prov_session_close(*session);
	*session = NULL;
}

const struct prov_config *prov_session_config(const struct prov_session *session)
{
	return session->config;
}

static struct prov_sql *open_as(struct prov_session *s, enum prov_sql_role role, struct prov_err *err)
{
	struct prov_sql_params params = prov_session_sql_params(s->config, s->params.program,
								 s->params.bulk);

	params.role = role;
	params.made = s->params.made;
	if (s->params.timeout > 0)
		params.timeout = s->params.timeout;
	if (s->params.timeout < 0)
		params.timeout = 86400;
	if (s->params.cancel)
		params.cancel = &s->params.cancel->handle;
	if (!s->who)
		s->who = caller_name(s->params.adminuser);
	return prov_sql_open(&params, err);
}

struct prov_sql *prov_session_db(struct prov_session *s, struct prov_err *err)
{
	if (!s->db)
		s->db = open_as(s, PROV_SQL_COMMANDS, err);
	return s->db;
}

void prov_cancel(struct prov_cancel *cancel)
{
	prov_sql_cancel_now(cancel->handle);
}

struct prov_sql *prov_session_owner(struct prov_session *s, struct prov_err *err)
{
	return open_as(s, PROV_SQL_OWNER, err);
}
