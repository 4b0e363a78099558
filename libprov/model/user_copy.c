/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_copy.c - a user of one context once more in another one
 *
 * One transaction, in which both contexts are locked in the order of their ids. The copy is a local user of
 * its own: it gets the next id there, what was said about the person, the password's hash and the modules,
 * but nothing that means something in the other context only. Addresses go along as far as they can mean the
 * copy: not those that are taken there, and none whose domain is a login mapping of another context, since
 * neither mail nor login would reach it (U3, U7). Whom the directory or an operator has disabled is disabled
 * in the copy.
 */
#include "libprov/model/context_int.h"

struct copy {
	const struct prov_user_copy *what;
	bool place;				/* for one more enabled user, by the licence */
	struct prov_sql_result *from;		/* the user that is copied, */
	struct prov_sql_result *rest;		/* and what user/get_rest.sql knows of it */
	struct prov_addresses kept;
	json_t *attrs;
	struct prov_user_row row;
	struct prov_pool *pool;
	long long existing;			/* the user of that name, if there is one */
};

static struct prov_text text_of(const char *s)
{
	return (struct prov_text){ s, s ? strlen(s) : 0 };
}

/* ---- locks, and the user ---- */

static int lock(struct prov_sql *db, const struct copy *c, struct prov_err *err)
{
	const char *from = PROV_INT(c->what->from), *to = PROV_INT(c->what->to);
	bool ascends = c->what->from < c->what->to;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *source = NULL, *target = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_CONTEXT_FIND, PROV_ARGS(from), &source },
		{ PROV_Q_CONTEXT_FIND, PROV_ARGS(to), &target },
	};

	if (prov_context_lock(db, (const char *const[]){ ascends ? from : to, ascends ? to : from }, 2,
			      err) < 0 || prov_sql_batch(db, steps, COUNT(steps), err) < 0)
		return -1;
	if (prov_sql_rows(source) && prov_sql_rows(target))
		return 0;
	return prov_context_find_none(prov_sql_rows(source) ? c->what->to : c->what->from, err);
}

static int find_source(struct prov_sql *db, struct copy *c, struct prov_err *err)
{
	const struct prov_user_copy *what = c->what;
	int found;

	prov_sql_result_freep(&c->from);
	prov_sql_result_freep(&c->rest);
	found = prov_user_row_find(db, what->from, &what->user, &c->from, err);
	if (found <= 0)
		return found < 0 ? -1 : prov_user_row_unknown(err, what->from, &what->user);
	if (prov_sql_number(c->from, 0, PROV_UC_UID) == PROV_ADMIN_ID)
		return prov_fail(err, PROV_E_INVALID, "the admin of a context cannot be copied");
	return prov_sql_exec(db, PROV_Q_USER_GET_REST,
			     PROV_ARGS(PROV_INT(what->from), prov_sql_text(c->from, 0, PROV_UC_UID)),
			     &c->rest, err);
}

static int check_name(struct prov_sql *db, struct copy *c, struct prov_err *err)
{
	const struct prov_user_ref same = { 0, prov_sql_text(c->from, 0, PROV_UC_NAME) };
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *row = NULL;
	int found = prov_user_row_find(db, c->what->to, &same, &row, err);

	if (found <= 0)
		return found;
	c->existing = prov_sql_number(row, 0, PROV_UC_UID);
	return prov_fail(err, PROV_E_EXISTS, "User %s already exists in context %lld", same.name,
			 c->what->to);
}

/* The licence's lock comes before those of contexts, as in all that adds users. */
static int admit(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	struct copy *c = o->data;

	c->existing = 0;
	if (prov_licence_limit_place(o->call, db, &c->place, err) < 0 || lock(db, c, err) < 0 ||
	    find_source(db, c, err) < 0)
		return -1;
	return check_name(db, c, err);
}

/* ---- addresses ---- */

static const char *primary(const struct copy *c)
{
	return c->what->mail ? c->what->mail : prov_sql_text(c->from, 0, PROV_UC_MAIL);
}

/* The primary one first, then all others that are addresses today. */
static int collect(const struct prov_object *o, const struct copy *c, struct prov_addresses *all,
		   struct prov_err *err)
{
	const char *list = prov_sql_text(c->from, 0, PROV_UC_ALIASES), *mail = primary(c);
	struct prov_err ignored = PROV_ERR_INIT;
	size_t len;

	if (mail && prov_addresses_add(all, mail, strlen(mail), err) < 0)
		return -1;
	while (list && prov_addresses_next(&list, &mail, &len))
		if (prov_addresses_add(all, mail, len, &ignored) < 0)
			prov_session_warn(o->call, "the copy does not have \"%.*s\", which is no address",
					  (int)len, mail);
	prov_addresses_end(all);
	return 0;
}

/* Why the copy cannot have the address of a row of user/copyable.sql; NULL: it can. */
static const char *why_not(const struct copy *c, const struct prov_sql_result *res, int row)
{
	if (prov_sql_text(res, row, 2))
		return prov_pool_printf(c->pool, "mail for its domain goes to context %s, of which that is a "
					"login mapping", prov_sql_text(res, row, 2));
	return prov_sql_true(res, row, 1) ?
		prov_pool_printf(c->pool, "it is taken in context %lld", c->what->to) : NULL;
}

static int judge(const struct prov_object *o, struct copy *c, const struct prov_sql_result *res,
		 struct prov_err *err)
{
	for (int i = 0; i < prov_sql_rows(res); i++) {
		const char *address = prov_sql_text(res, i, 0), *why = why_not(c, res, i);

		if (!why) {
			if (prov_addresses_add(&c->kept, address, strlen(address), err) < 0)
				return -1;
		} else if (i == 0 && primary(c)) {
			prov_fail(err, PROV_E_EXISTS, "the copy cannot have the primary mail address %s: %s",
				  address, why);
			return prov_err_hint(err, "--email gives the copy another one");
		} else {
			prov_session_warn(o->call, "the copy does not have the address %s: %s", address, why);
		}
	}
	return 0;
}

/* As they were entered, those that are kept. */
static void add_aliases(struct copy *c)
{
	const char *list = prov_sql_text(c->from, 0, PROV_UC_ALIASES), *mail;
	struct prov_user_row *row = &c->row;
	size_t len;

	row->aliases = prov_pool_alloc(c->pool, (c->kept.count + 1) * sizeof(*row->aliases));
	while (list && row->alias_count < c->kept.count && prov_addresses_next(&list, &mail, &len))
		if (prov_addresses_has(&c->kept, mail, len))
			row->aliases[row->alias_count++] = (struct prov_text){ mail, len };
}

static int choose_addresses(struct prov_sql *db, const struct prov_object *o, struct copy *c,
			    struct prov_err *err)
{
	PROV_CLEANUP(prov_addresses_fini) struct prov_addresses all = PROV_ADDRESSES_INIT;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	prov_addresses_clear(&c->kept);
	if (collect(o, c, &all, err) < 0 ||
	    prov_sql_exec(db, PROV_Q_USER_COPYABLE, PROV_ARGS(o->cid, all.normalized.p), &res, err) < 0 ||
	    judge(o, c, res, err) < 0)
		return -1;
	add_aliases(c);
	return 0;
}

/* ---- the row ---- */

/* The owner of a file store is an id of the other context; a sender that is none of the copy's addresses is
 * its primary one again. */
static bool goes_along(const struct copy *c, int attr, const char *value)
{
	if (attr < 0 || !(prov_attrs[attr].flags & PROV_ATTR_AS_MAIL))
		return attr != PROV_A_OWNER;
	return prov_addresses_has(&c->kept, value, strlen(value));
}

static void add_attrs(struct copy *c)
{
	const char *name, *json = prov_sql_text(c->from, 0, PROV_UC_ATTRS);
	json_t *value;

	json_decref(c->attrs);
	c->attrs = json ? json_loads(json, 0, NULL) : NULL;
	json_object_foreach(c->attrs, name, value) {
		int attr = prov_noun_find_user(name);
		const char *text = json_string_value(value);

		if (text && goes_along(c, attr, text))
			prov_user_build_attr(&c->row, attr, name, text_of(text));
	}
}

static void add_columns(struct copy *c)
{
	const char *capabilities = prov_sql_text(c->from, 0, PROV_UC_CAPABILITIES);
	struct prov_user_row *row = &c->row;

	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		prov_user_build_value(row, (enum prov_user_column)i, text_of(prov_sql_text(c->from, 0, i)));
	prov_user_build_value(row, PROV_UC_MAIL, text_of(primary(c)));
	prov_str_add(&row->capabilities, capabilities ? capabilities : "");
	row->modules = (prov_modules_t)prov_sql_number(c->from, 0, PROV_UC_MODULES);
	row->enabled = prov_sql_true(c->from, 0, PROV_UC_ENABLED) && prov_sql_true(c->rest, 0, 1);
}

static void add_password(const struct prov_object *o, struct copy *c)
{
	const char *hash = prov_sql_text(c->rest, 0, 0);

	prov_secret_fini(&c->row.password);
	if (hash)
		prov_str_add(&c->row.password, hash);
	else
		prov_session_warn(o->call, "the copy has no password and cannot log in: that of user %s is "
				  "in a directory", prov_sql_text(c->from, 0, PROV_UC_NAME));
}

static int build(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	struct copy *c = o->data;

	prov_user_build_begin(&c->row);
	if (choose_addresses(db, o, c, err) < 0)
		return -1;
	add_columns(c);
	add_attrs(c);
	if (c->row.enabled && !c->place)
		return prov_licence_limit_fail(o->call, err);
	if (prov_user_build(&c->row, err) < 0)
		return -1;
	add_password(o, c);
	o->after = prov_user_json_row(&c->row);
	json_object_set_new(o->after, "copy_of",
			    json_pack("{sI sI}", "context", (json_int_t)c->what->from, "user",
				      (json_int_t)prov_sql_number(c->from, 0, PROV_UC_UID)));
	return 0;
}

static int write(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	return prov_user_insert(db, o, &((const struct copy *)o->data)->row, err);
}

/* ---- the call ---- */

static int check(struct prov_call *call, const struct prov_user_copy *what, struct prov_err *err)
{
	if (prov_check_id(what->from, "srccontextid", err) < 0 ||
	    prov_check_id(what->to, "destcontextid", err) < 0 || prov_auth_master(call, err) < 0)
		return -1;
	if (what->from == what->to)
		return prov_fail(err, PROV_E_INVALID, "a user cannot be copied into its own context");
	if (!what->mail)
		return 0;
	if (prov_check_mail(what->mail, strlen(what->mail), err) < 0)
		return -1;
	return prov_check_primary(call->session->config, what->mail, err);
}

static int run(struct prov_call *call, struct copy *c, long long *id, bool *created, struct prov_err *err)
{
	static const struct prov_object_kind kind = {
		.name = "user", .admit = admit, .build = build, .write = write, .no_id = prov_user_fail_ids,
		.no_context = prov_context_find_none,
	};
	struct prov_object o = { .kind = &kind, .action = PROV_CREATE, .call = call, .data = c,
				 .context = c->what->to };

	*created = prov_object_run(&o, err) == 0;
	if (*created)
		*id = o.id;
	else if (c->existing && c->what->if_not_exists)
		*id = c->existing;
	return *created || (c->existing && c->what->if_not_exists) ? 0 : -1;
}

int prov_user_copy(struct prov_call *call, const struct prov_user_copy *what, long long *id, bool *created,
		   struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct copy c = { .what = what, .pool = pool, .kept = PROV_ADDRESSES_INIT };
	int rc;

	if (check(call, what, err) < 0)
		return -1;
	prov_user_build_init(&c.row, call->session->config);
	rc = run(call, &c, id, created, err);
	prov_user_build_fini(&c.row);
	prov_addresses_fini(&c.kept);
	prov_sql_result_freep(&c.from);
	prov_sql_result_freep(&c.rest);
	json_decref(c.attrs);
	return rc;
}
