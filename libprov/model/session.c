/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.c - configuration at once, database at the first use
 */
#include <pwd.h>
#include <unistd.h>

#include "libprov/model/user_many.h"

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
static char *os_user(void)
{
	uid_t uid = geteuid();
	struct passwd *pw;

	if (uid == 0)
		return prov_strdup("root");
	pw = getpwuid(uid);
	return pw ? prov_strdup(pw->pw_name) : prov_asprintf("uid %u", (unsigned)uid);
}

const char *prov_session_who(struct prov_call *call)
{
	struct prov_session *s = call->session;

	if (call->adminuser && call->adminuser[0])
		return call->adminuser;
	if (!s->os_user)
		s->os_user = os_user();
	return s->os_user;
}

void prov_session_warn(struct prov_call *call, const char *fmt, ...)
{
	struct prov_str text = PROV_STR_INIT;
	va_list ap;

	if (!call->warn)
		return;
	va_start(ap, fmt);
	prov_str_vaddf(&text, fmt, ap);
	va_end(ap);
	call->warn(call->warn_data, text.p);
	prov_str_fini(&text);
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
	prov_user_many_close(s);
	for (size_t i = 0; i < COUNT(s->verified); i++) {
		free(s->verified[i].hash);
		prov_secret_freep(&s->verified[i].password);
	}
	prov_sql_close(s->db);
	prov_config_free(s->config);
	prov_pool_free(s->pool);
	free(s->os_user);
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

/* Seconds. */
static int timeout_of(const struct prov_call *call)
{
	const struct prov_config *c = call->session->config;

	if (call->timeout)
		return call->timeout > 0 ? call->timeout : 86400;
	return call->bulk ? c->database_bulk_timeout : c->database_timeout;
}

static struct prov_sql *open_as(struct prov_call *call, enum prov_sql_role role, struct prov_err *err)
{
	struct prov_session *s = call->session;
	struct prov_sql_params params = prov_session_sql_params(s->config, s->params.program, false);

	params.role = role;
	params.made = call->made;
	params.timeout = timeout_of(call);
	if (s->params.cancel)
		params.cancel = &s->params.cancel->handle;
	return prov_sql_open(&params, err);
}

struct prov_sql *prov_session_look(struct prov_call *call, int seconds, struct prov_err *err)
{
	struct prov_session *s = call->session;
	struct prov_sql_params params = prov_session_sql_params(s->config, s->params.program, false);

	params.any_version = params.starts_nothing = true;
	params.patience = 0;
	params.timeout = seconds;
	if (s->params.cancel)
		params.cancel = &s->params.cancel->handle;
	return prov_sql_open(&params, err);
}

struct prov_sql *prov_session_ahead(struct prov_call *call, struct prov_err *err)
{
	struct prov_session *s = call->session;

	if (!s->db)
		s->db = open_as(call, PROV_SQL_COMMANDS, err);
	else if (prov_sql_call(s->db, timeout_of(call), err) < 0)
		return NULL;
	return s->db;
}

struct prov_sql *prov_session_db(struct prov_call *call, struct prov_err *err)
{
	struct prov_sql *db = prov_session_ahead(call, err);

	return db && prov_user_many_write(call->session, err) == 0 ? db : NULL;
}

int prov_session_begin(struct prov_call *call, struct prov_err *err)
{
	struct prov_sql *db = prov_session_db(call, err);

	if (!db)
		return -1;
	if (prov_sql_in_tx(db))
		return prov_fail(err, PROV_E_INTERNAL, "a transaction is open already");
	call->session->failed = false;
	call->session->mark = (struct prov_session_mark){ .seq = 0 };
	prov_sql_tx_begin(db);
	return 0;
}

int prov_session_begin_many(struct prov_call *call, struct prov_err *err)
{
	if (prov_session_begin(call, err) < 0)
		return -1;
	prov_user_many_open(call->session);
	return 0;
}

static int happened(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct prov_session_mark *mark = data;

	return prov_doubt_happened(db, mark->context, mark->seq, mark->token, err);
}

int prov_session_happened(struct prov_call *call, const struct prov_session_mark *mark, struct prov_err *err)
{
	struct prov_sql *db = prov_session_db(call, err);

	return db ? prov_doubt_happened(db, mark->context, mark->seq, mark->token, err) : -1;
}

int prov_session_prepare(struct prov_call *call, struct prov_session_mark *mark, struct prov_err *err)
{
	if (prov_user_many_write(call->session, err) < 0)
		return -1;
	*mark = call->session->mark;
	return 0;
}

int prov_session_commit(struct prov_call *call, struct prov_err *err)
{
	struct prov_session *s = call->session;
	struct prov_sql_work doubt = { NULL, NULL, &s->mark };

	if (!s->db || !prov_sql_in_tx(s->db))
		return prov_fail(err, PROV_E_INTERNAL, "no transaction is open");
	if (s->failed)
		prov_fail(err, PROV_E_CONFLICT, "some of what is to be created together cannot be created");
	if (s->failed || prov_user_many_write(s, err) < 0) {
		prov_session_rollback(call);
		return -1;
	}
	prov_user_many_close(s);
	if (s->mark.seq)
		doubt.committed = happened;
	return prov_sql_tx_end(s->db, &doubt, err);
}

void prov_session_rollback(struct prov_call *call)
{
	struct prov_session *s = call->session;

	prov_user_many_close(s);
	if (s->db && prov_sql_in_tx(s->db))
		prov_sql_tx_rollback(s->db);
}

void prov_cancel(struct prov_cancel *cancel)
{
	prov_sql_cancel_now(cancel->handle);
}

struct prov_sql *prov_session_owner(struct prov_call *call, struct prov_err *err)
{
	struct prov_sql *db = call->session->db;

	if (db && prov_sql_in_tx(db)) {
		prov_fail(err, PROV_E_INTERNAL, "what the owner of the database does is a transaction of its "
			  "own, and there is one already");
		return NULL;
	}
	return open_as(call, PROV_SQL_OWNER, err);
}
