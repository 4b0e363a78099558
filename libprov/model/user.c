/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user.c - creating a user: one transaction, one round trip and its COMMIT
 */
#include "libprov/licence/licence_int.h"
#include "libprov/model/model.h"

struct creation {
	struct prov_call *call;
	long long context, id, seq;
	struct prov_user_values values;
	char token[37];
};

int prov_user_fail_ids(long long context, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "context %lld has no user ids left: 2147483647 were "
			 "given out, and ids are never used twice", context);
}

static int no_counter(struct prov_sql *db, const struct creation *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_CONTEXT_EXISTS, PROV_ARGS(PROV_INT(c->context)), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return prov_auth_no_context(err, c->context);
	return prov_user_fail_ids(c->context, err);
}

static char *log_after(const struct prov_user_values *v)
{
	json_t *after = json_object();
	char *text;

	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		json_object_set_new(after, prov_attrs[prov_user_attr_of[i]].name,
				    v->column[i] ? json_string(v->column[i]) : json_null());
	json_object_set_new(after, "aliases", json_string(v->addresses.typed.p));
	json_object_set_new(after, "modules", json_integer((json_int_t)v->modules));
	text = json_dumps(after, JSON_COMPACT);
	json_decref(after);
	return text;
}

static int create(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct creation *c = data;
	const struct prov_user_values *v = &c->values;
	const char *cid = PROV_INT(c->context);
	const char *unique = c->call->session->config->names_unique_display_name ?
		v->column[PROV_UC_DISPLAY_NAME] : NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *counter = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *user = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *addresses = NULL;
	PROV_CLEANUP(prov_freep) char *after = log_after(v);
	PROV_USER_ARGS(insert, v, cid, NULL, unique, v->login.p, v->addresses.typed.p, v->enabled,
		       PROV_INT((long long)v->modules), v->password.p, v->attrs);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_CONTEXT_NEXT_USER, PROV_ARGS(cid, v->enabled), &counter },
		{ PROV_Q_USER_INSERT, insert, &user },
		{ PROV_Q_USER_INSERT_ADDRESSES, PROV_ARGS(cid, NULL, v->addresses.searched.p),
		  &addresses },
		{ PROV_Q_LOG_ADD, PROV_ARGS(cid, c->token, prov_session_who(c->call), c->call->program,
					    "create", "user", NULL, NULL, after), NULL },
	};

	if ((v->enabled[0] == 't' && prov_licence_limit_admit(c->call, db, err) < 0) ||
	    prov_sql_batch(db, steps, COUNT(steps), err) < 0)
		return -1;
	if (prov_sql_rows(counter) == 0)
		return no_counter(db, c, err);
	c->id = prov_sql_number(counter, 0, 0);
	c->seq = prov_sql_number(counter, 0, 1);
	if (prov_sql_rows(user) == 0 ||
	    (size_t)prov_sql_rows(addresses) < v->addresses.count)
		return prov_user_fail_taken(db, c->context, c->id, v, err);
	return 0;
}

static int created(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct creation *c = data;

	return prov_doubt_happened(db, c->context, c->seq, c->token, err);
}

/* Rule M2: webmail, or what the context admin has without what belongs to admins. */
static int base_modules(struct prov_call *call, struct prov_sql *db, long long context,
			prov_modules_t *base, struct prov_err *err)
{
	const char *name = call->session->config->access_default;
	int found;

	if (strcmp(name, "context-admin") != 0)
		return prov_access_combination(call, name, base, err);
	found = prov_access_admin(db, context, base, err);
	if (found <= 0)
		return found < 0 ? -1 : prov_auth_no_context(err, context);
	*base &= ~PROV_MODULE_BIT(PROV_M_PUBLIC_EDITABLE);
	return 0;
}

int prov_user_create(struct prov_call *call, long long context, const struct prov_user_set *set,
		     long long *id, struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	const struct prov_user_set stored = prov_check_stored(set, pool);
	struct creation c = { .call = call, .context = context };
	struct prov_sql_work work = { create, created, &c };
	prov_modules_t modules = 0;
	struct prov_sql *db;
	int rc;

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	if (!db || (!set->access.combination && base_modules(call, db, context, &modules, err) < 0) ||
	    prov_access_apply(call, &set->access, modules, &modules, err) < 0)
		return -1;
	prov_uuid(c.token);
	rc = prov_user_values_new(call, &stored, false, modules, &c.values, err);
	if (rc == 0)
		rc = prov_sql_tx(db, &work, err);
	if (rc == 0)
		*id = c.id;
	prov_user_values_fini(&c.values);
	return rc;
}
