/* SPDX-License-Identifier: Apache-2.0 */
/*
 * named.c - groups and resources: what has a name and at most one mail address
 *
 * Statements take the columns of the noun last and in its order, and query/NOUN/get.sql yields them behind
 * the id; so an attribute with a column needs no line here.
 */
#include "libprov/model/named.h"

static const struct prov_attr *attr_of(const struct prov_named *n, int attr)
{
	return &n->kind->noun->attrs[attr];
}

/* The place of an attribute in a row of get.sql; behind the last one is the address. */
static int place_of(const struct prov_named *n, int attr)
{
	int place = 1;

	for (int i = 0; i < attr; i++)
		place += attr_of(n, i)->store == PROV_STORE_COLUMN;
	return place;
}

static const char *old_text(const struct prov_object *o, const struct prov_named *n, int attr)
{
	return o->old ? prov_sql_text(o->old, 0, place_of(n, attr)) : NULL;
}

const char *prov_named_extra(const struct prov_object *o, const struct prov_named *n, int nth)
{
	return prov_sql_text(o->old, 0, place_of(n, n->kind->noun->count) + 1 + nth);
}

void prov_named_init(struct prov_named *n, const struct prov_named_kind *kind, struct prov_pool *pool,
		     const char *const *attr)
{
	*n = (struct prov_named){ .kind = kind, .pool = pool };
	for (int i = 0; attr && i < kind->noun->count; i++)
		n->given[i] = attr[i] ? prov_check_form(attr_of(n, i), attr[i], pool) : NULL;
}

/* ---- find ---- */

static int look_up(struct prov_sql *db, long long context, const struct prov_named *n,
		   struct prov_sql_result **row, struct prov_sql_result **named, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str login = PROV_STR_INIT;
	const char *cid = PROV_INT(context);

	if (n->name && prov_check_text("name", n->name, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	if (n->name)
		prov_utf8_lower(&login, n->name, strlen(n->name));
	return prov_sql_batch(db, (const struct prov_sql_step[]){
		{ n->kind->get, PROV_ARGS(cid, n->id ? PROV_INT(n->id) : NULL, login.p), row },
		{ n->kind->get, PROV_ARGS(cid, NULL, login.p), named } }, n->id && n->name ? 2 : 1, err);
}

/* An id and a name that do not mean the same one are a mistake: nobody knows which one is right. */
static int find(struct prov_sql *db, long long context, const struct prov_named *n,
		struct prov_sql_result **row, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *named = NULL;
	const char *noun = n->kind->noun->name;

	if (look_up(db, context, n, row, &named, err) < 0)
		return -1;
	if (named && (prov_sql_rows(*row) != prov_sql_rows(named) || (prov_sql_rows(named) &&
	    prov_sql_number(*row, 0, 0) != prov_sql_number(named, 0, 0))))
		return prov_fail(err, PROV_E_INVALID, "%sid %lld and name %s do not mean the same %s in "
				 "context %lld", noun, n->id, n->name, noun, context);
	if (prov_sql_rows(*row))
		return 1;
	if (n->id)
		prov_fail(err, n->kind->unknown, "No such %s %lld in context %lld", noun, n->id, context);
	else
		prov_fail(err, n->kind->unknown, "No such %s %s in context %lld", noun, n->name, context);
	return 0;
}

int prov_named_find(struct prov_sql *db, struct prov_object *o, const struct prov_named *n,
		    struct prov_err *err)
{
	if (find(db, o->context, n, &o->old, err) <= 0)
		return -1;
	o->id = prov_sql_number(o->old, 0, 0);
	return 0;
}

int prov_named_look(struct prov_sql *db, long long context, const struct prov_named *n, long long *id,
		    struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *row = NULL;
	int found = find(db, context, n, &row, err);

	if (found > 0)
		*id = prov_sql_number(row, 0, 0);
	return found;
}

/* ---- build ---- */

static int check_mandatory(const struct prov_named *n, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str missing = PROV_STR_INIT;

	for (int i = 0; i < n->kind->noun->count; i++) {
		const struct prov_attr *a = attr_of(n, i);

		if ((a->flags & PROV_ATTR_MANDATORY) && a->type != PROV_ATTR_NAME &&
		    (!n->given[i] || !n->given[i][0]))
			prov_str_addf(&missing, "%s%s", missing.len ? "," : "", a->csv);
	}
	return missing.len ? prov_fail(err, PROV_E_INVALID, "Mandatory fields not set: %s", missing.p) : 0;
}

bool prov_named_differs(const struct prov_object *o, const struct prov_named *n, int attr)
{
	const char *old = old_text(o, n, attr), *value = n->value[attr];

	if (attr_of(n, attr)->type == PROV_ATTR_BOOL && old && value)
		return prov_bool_parse(value) != (old[0] == 't');
	return strcmp(value ? value : "", old ? old : "") != 0;
}

static const char *lower_of(const struct prov_named *n, const char *name)
{
	struct prov_str lower = PROV_STR_INIT;
	char *copy;

	prov_utf8_lower(&lower, name, strlen(name));
	copy = prov_pool_strdup(n->pool, lower.p);
	prov_str_fini(&lower);
	return copy;
}

/* A name that stays is not looked at: what may be a name can have changed since. */
static int build_name(const struct prov_object *o, struct prov_named *n, int attr, struct prov_err *err)
{
	const struct prov_config *config = o->call->session->config;
	const char *given = n->given[attr] ? n->given[attr] : old_text(o, n, attr);
	struct prov_alphabet alphabet;

	if (!given)
		given = "";
	n->login = lower_of(n, given);
	n->value[attr] = n->kind->is_lower(config) && n->given[attr] ? n->login : given;
	if (!prov_named_differs(o, n, attr) && o->old)
		return 0;
	if (prov_check_alphabet(config, n->kind->name, &alphabet, err) < 0)
		return -1;
	return prov_check_name(&alphabet, n->kind->name, given, err);
}

/* As servers search for it. One that stays is not looked at either. */
static int build_address(const struct prov_object *o, struct prov_named *n, int attr, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str normalized = PROV_STR_INIT;
	const char *mail = n->value[attr];

	n->old_address = o->old ? prov_sql_text(o->old, 0, place_of(n, n->kind->noun->count)) : NULL;
	n->address = n->old_address;
	if (o->old && !prov_named_differs(o, n, attr))
		return 0;
	n->address = NULL;
	if (!mail)
		return 0;
	if (prov_check_primary(o->call->session->config, mail, err) < 0)
		return -1;
	if (!prov_mail_normalize(&normalized, mail, strlen(mail)))
		return prov_check_mail(mail, strlen(mail), err);
	n->address = prov_pool_strdup(n->pool, normalized.p);
	return 0;
}

/* What is never empty: a display name is the name then, and a switch is on; others are the noun's to say. */
static const char *filled(const struct prov_named *n, int attr)
{
	const struct prov_attr *a = attr_of(n, attr);
	const char *own = n->kind->fill ? n->kind->fill(attr) : NULL;

	if (own || !(a->flags & PROV_ATTR_FILLED))
		return own;
	return a->type == PROV_ATTR_BOOL ? "true" : n->value[prov_noun_find(n->kind->noun, "name")];
}

static int build_value(const struct prov_object *o, struct prov_named *n, int attr, struct prov_err *err)
{
	const struct prov_attr *a = attr_of(n, attr);
	const char *given = n->given[attr], *value = given ? given : old_text(o, n, attr);

	if (a->type == PROV_ATTR_NAME)
		return build_name(o, n, attr, err);
	if (given && prov_check_attr(a, given, err) < 0) {
		if (err->code == PROV_E_VALUE)
			prov_err_context(err, "Illegal option value ");
		return -1;
	}
	if (!value || !value[0])
		value = filled(n, attr);
	else if (a->type == PROV_ATTR_BOOL)
		value = (given ? prov_bool_parse(given) > 0 : value[0] == 't') ? "true" : "false";
	n->value[attr] = value;
	return a->type == PROV_ATTR_MAIL ? build_address(o, n, attr, err) : 0;
}

void prov_named_before(struct prov_object *o, struct prov_named *n)
{
	const char *old[PROV_NAMED_ATTRS] = { NULL };

	for (int i = 0; i < n->kind->noun->count; i++)
		if (attr_of(n, i)->store == PROV_STORE_COLUMN)
			old[i] = old_text(o, n, i);
	n->old_address = prov_sql_text(o->old, 0, place_of(n, n->kind->noun->count));
	o->before = prov_user_json_columns(n->kind->noun, old);
}

int prov_named_build(struct prov_object *o, struct prov_named *n, struct prov_err *err)
{
	if (!o->old && check_mandatory(n, err) < 0)
		return -1;
	for (int i = 0; i < n->kind->noun->count; i++)
		if (attr_of(n, i)->store == PROV_STORE_COLUMN && build_value(o, n, i, err) < 0)
			return prov_err_field(err, attr_of(n, i)->option);
	if (o->old)
		prov_named_before(o, n);
	o->after = prov_user_json_columns(n->kind->noun, n->value);
	return 0;
}

/* ---- write ---- */

static const char *array_of(const struct prov_named *n, const char *address)
{
	struct prov_str array = PROV_STR_INIT;
	char *copy;

	if (address)
		prov_str_array_add_text(&array, address);
	copy = prov_pool_strdup(n->pool, prov_str_array_end(&array));
	prov_str_fini(&array);
	return copy;
}

/* Which attribute an error is about. */
static int about(const struct prov_named *n, enum prov_attr_type type, int rc, struct prov_err *err)
{
	for (int i = 0; i < n->kind->noun->count; i++)
		if (attr_of(n, i)->type == type)
			prov_err_field(err, attr_of(n, i)->option);
	return rc;
}

static int fail_name(const struct prov_object *o, const struct prov_named *n, struct prov_err *err)
{
	const char *name = n->value[prov_noun_find(n->kind->noun, "name")];
	const char *text = n->kind->taken[o->action == PROV_CHANGE], *at = strstr(text, "%s");

	if (!at)
		return prov_fail(err, PROV_E_EXISTS, "%s", text);
	return prov_fail(err, PROV_E_EXISTS, "%.*s%s%s", (int)(at - text), text, name, at + 2);
}

static const char *holder_kind(const char *letter)
{
	return letter[0] == 'u' ? "user" : letter[0] == 'g' ? "group" : "resource";
}

static int fail_address(struct prov_sql *db, const struct prov_object *o, const struct prov_named *n,
			struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *kind;

	if (prov_sql_exec(db, PROV_Q_ADDRESS_HOLDER, PROV_ARGS(o->cid, n->address), &res, err) < 0)
		return -1;
	kind = prov_sql_text(res, 0, 0);
	if (!kind && prov_sql_text(res, 0, 2))
		return prov_fail(err, PROV_E_EXISTS, "Mail address %s is what user %s of this context logs "
				 "in with", n->address, prov_sql_text(res, 0, 2));
	if (!kind)
		return prov_fail(err, PROV_E_CONFLICT, "a mail address was taken and free again");
	if (kind[0] == 'r' && n->kind->address[0] == 'r')
		prov_fail(err, PROV_E_EXISTS, "Resource with this email address already exists");
	else
		prov_fail(err, PROV_E_EXISTS, "Mail address %s already exists in this context", n->address);
	return prov_err_detail(err, "it is that of %s %s", holder_kind(kind), prov_sql_text(res, 0, 1));
}

/* Those that the statement takes first, then the columns. */
static struct prov_sql_args args_of(const struct prov_named *n, const char **args, int count)
{
	for (int i = 0; i < n->kind->noun->count; i++)
		if (attr_of(n, i)->store == PROV_STORE_COLUMN)
			args[count++] = n->value[i];
	return (struct prov_sql_args){ args, count };
}

static int write_new(struct prov_sql *db, struct prov_object *o, const struct prov_named *n,
		     const struct prov_sql_step *more, size_t count, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *row = NULL, *claimed = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *elsewhere = NULL;
	const char *args[3 + PROV_NAMED_ATTRS] = { o->cid, n->login, n->address };
	const char *address = array_of(n, n->address);
	struct prov_sql_step steps[PROV_OBJECT_STEPS] = {
		{ n->kind->next_id, PROV_ARGS(o->cid), &o->numbers },
		{ n->kind->insert, args_of(n, args, 3), &row },
		{ PROV_Q_ADDRESS_CLAIM, PROV_ARGS(o->cid, NULL, address, n->kind->address), &claimed },
		{ PROV_Q_USER_MAIL_ELSEWHERE, PROV_ARGS(o->cid, address), &elsewhere },
	};

	for (size_t i = 0; i < count; i++)
		steps[4 + i] = more[i];
	if (prov_object_write(db, o, steps, 4 + count, err) < 0)
		return -1;
	if (prov_sql_rows(row) == 0)
		return about(n, PROV_ATTR_NAME, fail_name(o, n, err), err);
	if (n->address && prov_sql_rows(claimed) == 0)
		return about(n, PROV_ATTR_MAIL, fail_address(db, o, n, err), err);
	prov_addresses_warn(o->call, o->cid, claimed, elsewhere);
	return 0;
}

static int write_change(struct prov_sql *db, struct prov_object *o, const struct prov_named *n,
			const struct prov_sql_step *more, size_t count, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *row = NULL, *claimed = NULL, *held = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *elsewhere = NULL;
	const char *args[4 + PROV_NAMED_ATTRS] = { o->cid, o->uid, n->login, n->address };
	const char *address = array_of(n, n->address), *kind = n->kind->address;
	struct prov_sql_step steps[PROV_OBJECT_STEPS] = {
		{ PROV_Q_CONTEXT_BUMP, PROV_ARGS(o->cid), &o->numbers },
		{ n->kind->update, args_of(n, args, 4), &row },
		{ PROV_Q_ADDRESS_DROP, PROV_ARGS(o->cid, o->uid, address, array_of(n, n->old_address), kind),
		  NULL },
		{ PROV_Q_ADDRESS_CLAIM, PROV_ARGS(o->cid, o->uid, address, kind), &claimed },
		{ PROV_Q_ADDRESS_COUNT, PROV_ARGS(o->cid, o->uid, address, kind), &held },
		{ PROV_Q_USER_MAIL_ELSEWHERE, PROV_ARGS(o->cid, address), &elsewhere },
	};

	for (size_t i = 0; i < count; i++)
		steps[6 + i] = more[i];
	if (prov_object_write(db, o, steps, 6 + count, err) < 0)
		return -1;
	if (prov_sql_affected(row) == 0)
		return about(n, PROV_ATTR_NAME, fail_name(o, n, err), err);
	if (n->address && prov_sql_number(held, 0, 0) == 0)
		return about(n, PROV_ATTR_MAIL, fail_address(db, o, n, err), err);
	prov_addresses_warn(o->call, o->cid, claimed, elsewhere);
	return 0;
}

int prov_named_write(struct prov_sql *db, struct prov_object *o, const struct prov_named *n,
		     const struct prov_sql_step *more, size_t count, struct prov_err *err)
{
	if (o->action == PROV_CREATE)
		return write_new(db, o, n, more, count, err);
	if (o->action == PROV_CHANGE)
		return write_change(db, o, n, more, count, err);
	return prov_object_write(db, o, (const struct prov_sql_step[]){
		{ PROV_Q_CONTEXT_BUMP, PROV_ARGS(o->cid), &o->numbers },
		{ n->kind->delete, PROV_ARGS(o->cid, o->uid, n->old_address), NULL } }, 2, err);
}

/* ---- list ---- */

int prov_named_list(struct prov_call *call, long long context, enum prov_query query, const char *pattern,
		    int (*row)(void *data, const struct prov_sql_result *res, struct prov_err *err),
		    const struct prov_rows *rows, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *like = prov_like_pattern(pattern ? pattern : "*");
	PROV_CLEANUP(prov_str_fini) struct prov_str lower = PROV_STR_INIT;
	struct prov_rows copy = *rows;
	struct prov_sql *db;

	if (prov_check_text("searchpattern", like, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	db = prov_auth_db(call, context, err);
	if (!db)
		return -1;
	prov_utf8_lower(&lower, like, strlen(like));
	return prov_sql_each(db, query, PROV_ARGS(PROV_INT(context), lower.p, PROV_PAGE(rows)), row, &copy,
			     err);
}
