/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context.c - creating and deleting contexts, each in one transaction (C2, C5)
 */
#include "libprov/model/object.h"

const unsigned char prov_context_column_of[PROV_CA_COUNT] = {
#define PLACE(ID, name, option, letter, csv, type, store, ...) PLACE_##store(ID)
#define PLACE_COLUMN(ID) [PROV_CA_##ID] = PROV_CC_##ID,
#define PLACE_JSON(ID)
#define PLACE_OTHER(ID)
#define PLACE_NONE(ID)
	PROV_CONTEXT_LIST(PLACE, PLACE)
};

struct creation {
	struct prov_call *call;
	const struct prov_context_new *context;
	struct prov_user_row admin;
	struct prov_pool *pool;
	const char *attr[PROV_CA_COUNT];	/* columns */
	char *attrs;			/* JSON, or NULL: none */
	struct prov_str names;		/* array literal of all login names, lower case */
	int name_count;
	char id[24], token[37];
};

/* ---- names ---- */

static bool has_name(const struct prov_str *names, const char *lower)
{
	struct prov_str quoted = PROV_STR_INIT;
	bool found;

	prov_str_add_array_elem(&quoted, lower, strlen(lower));
	found = strstr(names->p, quoted.p) != NULL;
	prov_str_fini(&quoted);
	return found;
}

/* Another context's id is its login name: who took it first would be in the way for good (DR8). */
static int check_number(const struct creation *c, const char *name, struct prov_err *err)
{
	if (name[strspn(name, "0123456789")] || strcmp(name, c->id) == 0)
		return 0;
	return prov_fail(err, PROV_E_INVALID, "\"%s\" is a number: of those only the context's own id, %s, "
			 "can be its name or login mapping", name, c->id);
}

static int add_name(struct creation *c, const struct prov_alphabet *alphabet, const char *name,
		    struct prov_err *err)
{
	struct prov_str lower = PROV_STR_INIT;

	if (prov_check_mapping(alphabet, name, &lower, err) < 0 || check_number(c, lower.p, err) < 0) {
		prov_str_fini(&lower);
		return -1;
	}
	if (!has_name(&c->names, lower.p)) {
		prov_str_add_char(&c->names, c->names.len ? ',' : '{');
		prov_str_add_array_elem(&c->names, lower.p, lower.len);
		c->name_count++;
	}
	prov_str_fini(&lower);
	return 0;
}

/* The id and the name are always mappings (C1). */
static int add_names(struct creation *c, struct prov_err *err)
{
	struct prov_alphabet alphabet;

	if (prov_check_alphabet(c->call->session->config, PROV_NAME_MAPPING, &alphabet, err) < 0 ||
	    add_name(c, &alphabet, c->id, err) < 0 || add_name(c, &alphabet, c->attr[PROV_CA_NAME], err) < 0)
		return -1;
	for (const char *const *m = c->context->mappings; m && *m; m++)
		if (add_name(c, &alphabet, *m, err) < 0)
			return -1;
	prov_str_add_char(&c->names, '}');
	return 0;
}

/* Has the transaction with this token written to the context's log? The writer of single objects asks after
 * it has the context's lock; here the context may not be there yet, or no more. */
static int has_line(struct prov_sql *db, const char *cid, const char *token, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_LOG_ANY_TX, PROV_ARGS(cid, token), &res, err) < 0)
		return -1;
	return prov_sql_true(res, 0, 0);
}

/* ---- create ---- */

static int fail_taken(struct prov_sql *db, const struct creation *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *taken, *name = c->context->attr[PROV_CA_NAME];

	if (prov_sql_exec(db, PROV_Q_CONTEXT_TAKEN_NAMES, PROV_ARGS(c->id, c->names.p), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return prov_fail(err, PROV_E_CONFLICT, "a login name was taken and free again");
	taken = prov_sql_text(res, 0, 0);
	if (name && strcasecmp(taken, name) == 0)
		return prov_fail(err, PROV_E_EXISTS, "Context %s already exists!", name);
	return prov_fail(err, PROV_E_STORAGE, "A mapping with login info \"%s\" already exists in the "
			 "system!", taken);
}

/* The whole context for the log; its admin is in it. */
static char *log_after(const struct creation *c)
{
	json_t *after = prov_user_json_context(c->attr, c->names.p, c->attrs);
	char *text;

	json_object_set_new(after, "admin", prov_user_json_row(&c->admin));
	text = prov_object_log_text(after);
	json_decref(after);
	return text;
}

static int created(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct creation *c = data;

	return has_line(db, c->id, c->token, err);
}

/* Unless it was our own attempt, whose COMMIT went through while the connection broke. */
static int fail_exists(struct prov_sql *db, struct creation *c, struct prov_err *err)
{
	int own = created(db, c, err);

	if (own != 0)
		return own < 0 ? -1 : 0;
	return prov_fail(err, PROV_E_CONTEXT_EXISTS, "Context already exists!");
}

static struct prov_sql_args insert_args(const struct creation *c, const char **args)
{
	int n = 0;

	args[n++] = c->id;
	args[n++] = c->attrs;
	for (int i = 0; i < PROV_CA_COUNT; i++)
		if (prov_context_column_of[i])
			args[n++] = c->attr[i];
	return (struct prov_sql_args){ args, n };
}

static int create(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct creation *c = data;
	const struct prov_user_row *v = &c->admin;
	const char *admin = PROV_INT(PROV_ADMIN_ID), *args[2 + PROV_CA_COUNT];
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *context = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *names = NULL;
	PROV_CLEANUP(prov_freep) char *after = log_after(c);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_CONTEXT_INSERT, insert_args(c, args), &context },
		{ PROV_Q_CONTEXT_CLAIM_NAMES, PROV_ARGS(c->id, c->names.p), &names },
	};
	PROV_USER_ARGS(insert, v, c->id, admin, NULL, PROV_USER_OTHERS(v), v->password.p);
	const struct prov_sql_step rest[] = {
		{ PROV_Q_CONTEXT_INSERT_EVERYBODY, PROV_ARGS(c->id), NULL },
		{ PROV_Q_USER_INSERT, insert, NULL },
		{ PROV_Q_USER_INSERT_ADDRESSES, PROV_ARGS(c->id, admin, v->addresses.normalized.p), NULL },
		{ PROV_Q_LOG_ADD, PROV_ARGS(c->id, c->token, prov_session_who(c->call),
			c->call->program, "create", "context", c->id, NULL, after), NULL },
	};

	if (prov_sql_batch(db, steps, COUNT(steps), err) < 0)
		return -1;
	if (prov_sql_rows(context) == 0)
		return fail_exists(db, c, err);
	if (prov_sql_rows(names) < c->name_count)
		return fail_taken(db, c, err);
	return prov_sql_batch(db, rest, COUNT(rest), err);
}

/* A combination; exactly the single flags that are on; else the configured set, else webmail and
 * contacts. Both at once is an error (docs/open-xchange.md, Module access). */
static int admin_modules(struct prov_call *call, const struct prov_access_change *a,
			 prov_modules_t *modules, struct prov_err *err)
{
	if (a->combination && (a->on || a->off))
		return prov_fail(err, PROV_E_INVALID, "You must not specify access combination name "
				 "AND single access attributes on the commandline!");
	if (prov_access_is_given(a))
		return prov_access_apply(call, a, 0, modules, err);
	if (call->session->config->access_new_context[0])
		return prov_access_combination(call, call->session->config->access_new_context, modules, err);
	*modules = PROV_MODULE_BIT(PROV_M_WEBMAIL) | PROV_MODULE_BIT(PROV_M_CONTACTS);
	return 0;
}

/* Names have rules of their own (add_names). */
static int check_attrs(const struct prov_context_new *n, struct prov_err *err)
{
	const struct prov_attr *all = prov_noun_context.attrs;

	for (int i = 0; i < PROV_CA_COUNT; i++)
		if (n->attr[i] && all[i].store != PROV_STORE_OTHER && i != PROV_CA_NAME &&
		    prov_check_attr(&all[i], n->attr[i], err) < 0)
			return -1;
	return 0;
}

static int check_words(const struct prov_context_new *n, struct prov_err *err)
{
	static const char *const modes[] = { "global", "individual", NULL };
	static const char *const strategies[] = { "automatic", "in-memory", NULL };

	if (n->gab_mode && prov_check_word("gabMode", n->gab_mode, modes, err) < 0)
		return -1;
	return n->schema_strategy ?
		prov_check_word("schema-strategy", n->schema_strategy, strategies, err) : 0;
}

static int check(struct creation *c, struct prov_err *err)
{
	const struct prov_context_new *n = c->context;
	prov_modules_t modules = 0;
	json_t *attrs;

	if (prov_check_id(n->id, "contextid", err) < 0)
		return -1;
	if (check_attrs(n, err) < 0 || check_words(n, err) < 0 ||
	    prov_user_set_check_extra(n->extra, err) < 0)
		return -1;
	attrs = prov_user_json_new(&(struct prov_user_set){ .extra = n->extra });
	c->attrs = prov_user_json_text(attrs);
	json_decref(attrs);
	if (add_names(c, err) < 0 || admin_modules(c->call, &n->admin.access, &modules, err) < 0)
		return -1;
	return prov_user_set_new(c->call, &n->admin, true, modules, &c->admin, c->pool, err);
}

/* A domain beyond ASCII is stored as what it is compared by, like a mapping; all else in NFC. */
static const char *stored_name(const char *name, struct prov_pool *pool)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str login = PROV_STR_INIT, lower = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str nfc = PROV_STR_INIT;

	if (!name || !prov_utf8_is_valid(name, strlen(name)))
		return name;
	prov_domain_login_name(&login, name, strlen(name));
	prov_utf8_lower(&lower, name, strlen(name));
	prov_utf8_nfc(&nfc, name, strlen(name));
	return prov_pool_strdup(pool, strcmp(login.p, lower.p) != 0 ? login.p : nfc.p);
}

/* What is stored in attrs: members of the table, and what operators made up. */
static const struct prov_extra *members(const struct prov_context_new *given, struct prov_pool *pool)
{
	const struct prov_attr *all = prov_noun_context.attrs;
	struct prov_extra *list;
	size_t n = 0;

	while (given->extra && given->extra[n].name)
		n++;
	list = prov_pool_alloc(pool, (n + PROV_CA_COUNT + 1) * sizeof(*list));
	for (size_t i = 0; i < n; i++)
		list[i] = given->extra[i];
	for (int i = 0; i < PROV_CA_COUNT; i++)
		if (all[i].store == PROV_STORE_JSON && given->attr[i])
			list[n++] = (struct prov_extra){ all[i].name, given->attr[i] };
	list[n] = (struct prov_extra){ NULL, NULL };
	return list;
}

static struct prov_context_new stored_form(const struct prov_context_new *given, struct prov_pool *pool)
{
	struct prov_context_new n = *given;

	n.attr[PROV_CA_NAME] = stored_name(n.attr[PROV_CA_NAME], pool);
	n.admin = prov_check_stored(&given->admin, pool);
	n.extra = prov_check_stored(&(struct prov_user_set){ .extra = members(given, pool) }, pool).extra;
	return n;
}

int prov_context_create(struct prov_call *call, const struct prov_context_new *context,
			struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	const struct prov_context_new stored = stored_form(context, pool);
	struct creation c = { .call = call, .context = &stored, .names = PROV_STR_INIT, .pool = pool };
	struct prov_sql_work work = { create, created, &c };
	struct prov_sql *db;
	int rc;

	prov_user_build_init(&c.admin, call->session->config);
	prov_sql_int(c.id, context->id);
	memcpy(c.attr, stored.attr, sizeof(c.attr));
	c.attr[PROV_CA_ENABLED] = "true";
	if (!c.attr[PROV_CA_NAME])
		c.attr[PROV_CA_NAME] = c.id;
	if (!c.attr[PROV_CA_QUOTA] || !c.attr[PROV_CA_QUOTA][0])
		c.attr[PROV_CA_QUOTA] = "-1";
	prov_uuid(c.token);
	rc = prov_auth_master(call, err);
	if (rc == 0)
		rc = check(&c, err);
	db = rc == 0 ? prov_session_db(call, err) : NULL;
	rc = db ? prov_sql_tx(db, &work, err) : -1;
	prov_user_build_fini(&c.admin);
	prov_str_fini(&c.names);
	free(c.attrs);
	return rc;
}

/* ---- find and delete ---- */

/* The id of the context with that login name; 0: there is none. */
static int find_named(struct prov_sql *db, const char *name, long long *id, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str lower = PROV_STR_INIT;

	if (prov_check_text("contextname", name, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	prov_domain_login_name(&lower, name, strlen(name));
	if (prov_sql_exec(db, PROV_Q_CONTEXT_FIND_NAME, PROV_ARGS(lower.p), &res, err) < 0)
		return -1;
	*id = prov_sql_rows(res) ? prov_sql_number(res, 0, 0) : 0;
	return 0;
}

/* An id and a name that do not mean the same context are a mistake: nobody knows which one is right. */
static int find(struct prov_sql *db, const struct prov_context_ref *ref, long long *id,
		struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	long long named = 0, known;

	if ((ref->name && find_named(db, ref->name, &named, err) < 0) ||
	    prov_sql_exec(db, PROV_Q_CONTEXT_FIND, PROV_ARGS(PROV_INT(ref->id ? ref->id : named)), &res,
			  err) < 0)
		return -1;
	known = prov_sql_rows(res) ? prov_sql_number(res, 0, 0) : 0;
	if (ref->id && ref->name && known != named)
		return prov_fail(err, PROV_E_INVALID, "contextid %lld and contextname %s do not mean the "
				 "same context", ref->id, ref->name);
	if (known == 0 && ref->id)
		return prov_fail(err, PROV_E_NO_CONTEXT, "Context %lld does not exist", ref->id);
	if (known == 0)
		return prov_fail(err, PROV_E_NO_CONTEXT, "Context %s does not exist", ref->name);
	*id = known;
	return 0;
}

struct deletion {
	struct prov_call *call;
	const struct prov_context_ref *ref;
	long long id;
	char token[37];
};

static int deleted(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct deletion *d = data;

	return has_line(db, PROV_INT(d->id), d->token, err);
}

/* Unless it was our own attempt, whose COMMIT went through while the connection broke. */
static int fail_gone(struct prov_sql *db, struct deletion *d, struct prov_err *err)
{
	struct prov_err why = *err;
	int own = d->id ? deleted(db, d, err) : 0;

	if (own != 0)
		return own < 0 ? -1 : 0;
	*err = why;
	return -1;
}

static char *log_before(struct prov_sql *db, const char *cid, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *context = NULL, *names = NULL;
	const char *attr[PROV_CA_COUNT] = { NULL };
	json_t *before;
	char *text;

	if (prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_CONTEXT_GET, PROV_ARGS(cid), &context },
		{ PROV_Q_CONTEXT_NAMES, PROV_ARGS(cid), &names } }, 2, err) < 0)
		return NULL;
	for (int i = 0; i < PROV_CA_COUNT; i++)
		if (prov_context_column_of[i])
			attr[i] = prov_sql_text(context, 0, prov_context_column_of[i]);
	before = prov_user_json_context(attr, prov_sql_text(names, 0, 0),
				   prov_sql_text(context, 0, PROV_CC_ATTRS));
	text = prov_object_log_text(before);
	json_decref(before);
	return text;
}

static int delete(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct deletion *d = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *lock = NULL;
	PROV_CLEANUP(prov_freep) char *before = NULL;
	char cid[24];

	if (find(db, d->ref, &d->id, err) < 0)
		return err->code == PROV_E_NO_CONTEXT ? fail_gone(db, d, err) : -1;
	prov_sql_int(cid, d->id);
	if (prov_sql_exec(db, PROV_Q_CONTEXT_LOCK, PROV_ARGS(cid), &lock, err) < 0)
		return -1;
	/* Not after the DELETE: that takes the line away which says that it was us. */
	if (prov_sql_rows(lock) == 0) {
		prov_fail(err, PROV_E_NO_CONTEXT, "Context %lld does not exist", d->id);
		return fail_gone(db, d, err);
	}
	before = log_before(db, cid, err);
	if (!before || prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_CONTEXT_DROP_NAMES, PROV_ARGS(cid), NULL },
		{ PROV_Q_CONTEXT_DELETE, PROV_ARGS(cid), &res } }, 2, err) < 0)
		return -1;
	return prov_sql_exec(db, PROV_Q_CONTEXT_DELETE_LOG,
			     PROV_ARGS(cid, prov_sql_text(res, 0, 0), d->token, prov_session_who(d->call),
				       d->call->program, before), NULL, err);
}

int prov_context_delete(struct prov_call *call, const struct prov_context_ref *ref, long long *id,
			struct prov_err *err)
{
	struct deletion d = { .call = call, .ref = ref };
	struct prov_sql_work work = { delete, deleted, &d };
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	if (!db)
		return -1;
	prov_uuid(d.token);
	if (prov_sql_tx(db, &work, err) < 0)
		return -1;
	*id = d.id;
	return 0;
}

int prov_context_resolve(struct prov_call *call, const struct prov_context_ref *ref, long long *id,
			 struct prov_err *err)
{
	struct prov_sql *db = prov_session_db(call, err);

	return db ? find(db, ref, id, err) : -1;
}
