/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placement.c - registering servers, file stores and databases
 *
 * What a record has is in the tables of prov/placement.h; all three kinds are written by the same functions.
 */
#include "libprov/model/installation.h"
#include "libprov/model/placement.h"

/* What a new record has unless it is said, as the Open-Xchange tools have it. */
static const struct {
	enum prov_placement_kind kind;
	int attr;
	const char *value;
} defaults[] = {
	{ PROV_FILESTORE, PROV_FA_SIZE, "1000" },
	{ PROV_FILESTORE, PROV_FA_MAX_CONTEXTS, "5000" },
	{ PROV_DATABASE, PROV_DA_MAX_CONTEXTS, "1000" },
	{ PROV_DATABASE, PROV_DA_POOL_HARD_LIMIT, "true" },
	{ PROV_DATABASE, PROV_DA_POOL_MAX, "100" },
	{ PROV_DATABASE, PROV_DA_POOL_INITIAL, "0" },
	{ PROV_DATABASE, PROV_DA_LOGIN, "openexchange" },
	{ PROV_DATABASE, PROV_DA_DRIVER, "com.mysql.jdbc.Driver" },
};

struct placing {
	enum prov_placement_kind kind;
	const struct prov_noun *noun;
	const struct prov_placement_ref *ref;	/* of one that is there */
	const struct prov_placement_set *set;
	struct prov_sql_result *old;
	json_t *record;				/* all values, as text, by name */
};

static const char *word(const struct placing *p)
{
	return prov_placement_row_words[p->kind];
}

/* ---- values ---- */

/* file://user:password@host: it would stand in lists and in the log. */
static bool has_password(const char *uri)
{
	const char *authority = strstr(uri, "://"), *at;
	size_t len;

	if (!authority)
		return false;
	authority += strlen("://");
	len = strcspn(authority, "/?#");
	at = memchr(authority, '@', len);
	return at && memchr(authority, ':', (size_t)(at - authority));
}

static int check(const struct prov_noun *noun, const struct prov_placement_set *set, struct prov_err *err)
{
	const char *name = set->attr[PROV_PLACEMENT_NAME];

	if (name && has_password(name))
		return prov_fail(err, PROV_E_INVALID, "a password may not stand in --%s: it would be seen",
				 noun->attrs[PROV_PLACEMENT_NAME].option);
	for (int a = PROV_PLACEMENT_NAME; a < noun->count; a++) {
		const char *value = set->attr[a];

		if (value && prov_check_attr(&noun->attrs[a], value, err) < 0)
			return -1;
		if (value && !value[0] && (noun->attrs[a].flags & PROV_ATTR_FILLED))
			return prov_fail(err, PROV_E_INVALID, "--%s is empty", noun->attrs[a].option);
	}
	return 0;
}

/* In the one form in which it is stored, or NULL for nothing. */
static json_t *stored(const struct prov_attr *attr, const char *value)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str nfc = PROV_STR_INIT;
	long long n;

	if (attr->type == PROV_ATTR_BOOL)
		return json_string(prov_bool_parse(value) == 1 ? "true" : "false");
	if (attr->type == PROV_ATTR_INT && prov_int_parse(value, INT64_MIN, INT64_MAX, &n))
		return json_string(PROV_INT(n));
	prov_utf8_nfc(&nfc, value, strlen(value));
	return json_string(nfc.p);
}

static void put(json_t *record, const struct prov_attr *attr, const char *value)
{
	if (attr->store == PROV_STORE_NONE || attr->store == PROV_STORE_OTHER || !value)
		return;
	if (value[0])
		json_object_set_new(record, attr->name, stored(attr, value));
	else
		json_object_del(record, attr->name);
}

static json_t *new_record(const struct placing *p)
{
	json_t *record = json_object();

	for (size_t i = 0; i < COUNT(defaults); i++)
		if (defaults[i].kind == p->kind)
			put(record, &p->noun->attrs[defaults[i].attr], defaults[i].value);
	for (int a = 0; a < p->noun->count; a++)
		put(record, &p->noun->attrs[a], p->set->attr[a]);
	return record;
}

static json_t *old_record(const struct placing *p)
{
	const char *json = prov_sql_text(p->old, 0, PROV_PC_ATTRS);
	json_t *attrs = json ? json_loads(json, 0, NULL) : NULL, *record = json_object();

	for (int a = 0; a < p->noun->count; a++)
		put(record, &p->noun->attrs[a], prov_placement_row_value(p->noun, p->old, 0, attrs, a));
	json_decref(attrs);
	return record;
}

/* ---- statements ---- */

/* The parameters of insert and update: what has a column, and the rest as JSON. */
struct parameters {
	const char *name, *max;
	char *attrs;
};

static struct parameters parameters(const struct placing *p)
{
	const struct prov_attr *attr = p->noun->attrs;
	struct parameters out = { NULL, NULL, NULL };
	json_t *rest = json_copy(p->record);

	for (int a = 0; a < p->noun->count; a++) {
		const char *value = json_string_value(json_object_get(p->record, attr[a].name));

		if (attr[a].store != PROV_STORE_COLUMN)
			continue;
		*(a == PROV_PLACEMENT_NAME ? &out.name : &out.max) = value;
		json_object_del(rest, attr[a].name);
	}
	out.attrs = json_object_size(rest) ? json_dumps(rest, JSON_COMPACT) : NULL;
	json_decref(rest);
	return out;
}

/* Of an id and a name both have to be those of one record. */
static int find(struct prov_sql *db, struct placing *p, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str nfc = PROV_STR_INIT;
	const char *id = p->ref->id ? PROV_INT(p->ref->id) : NULL, *name = NULL;

	if (p->ref->name) {
		if (prov_check_text("name", p->ref->name, PROV_NAME_BYTES, false, err) < 0)
			return -1;
		prov_utf8_nfc(&nfc, p->ref->name, strlen(p->ref->name));
		name = nfc.p;
	}
	prov_sql_result_freep(&p->old);
	if (prov_sql_exec(db, PROV_Q_PLACEMENT_FIND, PROV_ARGS(p->noun->name, id, name), &p->old, err) < 0)
		return -1;
	if (prov_sql_rows(p->old) == 0 || (id && name && prov_sql_rows(p->old) > 1))
		return prov_fail(err, PROV_E_NO_RECORD, "No such %s %s", word(p), id ? id : name);
	if ((id && prov_sql_number(p->old, 0, PROV_PC_ID) != p->ref->id) ||
	    (name && strcmp(prov_sql_text(p->old, 0, PROV_PC_NAME), name) != 0))
		return prov_fail(err, PROV_E_INVALID, "The %s %s is not \"%s\"", word(p), id, name);
	return 0;
}

/* Who else has the name is in *id then. */
static int name_is_free(struct prov_sql *db, const struct placing *p, const char *name, long long *id,
			struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_PLACEMENT_FIND, PROV_ARGS(p->noun->name, NULL, name), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0 || prov_sql_number(res, 0, PROV_PC_ID) == *id)
		return 0;
	*id = prov_sql_number(res, 0, PROV_PC_ID);
	return prov_fail(err, PROV_E_EXISTS, "A %s \"%s\" is registered already", word(p), name);
}

/* The master of the database in a row; 0: it is one itself. */
static long long master_of(const struct placing *p, const struct prov_sql_result *res, int row)
{
	const char *json = prov_sql_text(res, row, PROV_PC_ATTRS);
	json_t *attrs = json ? json_loads(json, 0, NULL) : NULL;
	const char *master = prov_placement_row_value(p->noun, res, row, attrs, PROV_DA_MASTER);
	const char *id = prov_placement_row_value(p->noun, res, row, attrs, PROV_DA_MASTERID);
	long long n = 0;

	if (id && (!master || strcmp(master, "true") != 0))
		prov_int_parse(id, 1, INT64_MAX, &n);
	json_decref(attrs);
	return n;
}

/* A database of which others are copies stays: they would be copies of none. */
static int check_copies(struct prov_sql *db, const struct placing *p, long long id, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (p->kind != PROV_DATABASE)
		return 0;
	if (prov_sql_exec(db, PROV_Q_PLACEMENT_LIST, PROV_ARGS(p->noun->name, "%"), &res, err) < 0)
		return -1;
	for (int row = 0; row < prov_sql_rows(res); row++) {
		long long copy = prov_sql_number(res, row, PROV_PC_ID);

		if (copy != id && master_of(p, res, row) == id)
			return prov_fail(err, PROV_E_INVALID, "The %s %lld is the master of %s %lld",
					 word(p), id, word(p), copy);
	}
	return 0;
}

/* One that is written to is no copy, and a copy is one of a master that is there: not of itself (own),
 * nor of a copy, nor has it copies. */
static int check_master(struct prov_sql *db, const struct placing *p, long long own, struct prov_err *err)
{
	const char *master, *id;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (p->kind != PROV_DATABASE)
		return 0;
	master = json_string_value(json_object_get(p->record, p->noun->attrs[PROV_DA_MASTER].name));
	id = json_string_value(json_object_get(p->record, p->noun->attrs[PROV_DA_MASTERID].name));
	if (master && strcmp(master, "true") == 0)
		return 0;
	if (!id)
		return prov_fail(err, PROV_E_INVALID, "A database that is no master needs --masterid");
	if (prov_sql_exec(db, PROV_Q_PLACEMENT_FIND, PROV_ARGS(p->noun->name, id, NULL), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return prov_fail(err, PROV_E_INVALID, "No such database %s", id);
	if (master_of(p, res, 0) || prov_sql_number(res, 0, PROV_PC_ID) == own)
		return prov_fail(err, PROV_E_INVALID, "The database %s is no master", id);
	return own ? check_copies(db, p, own, err) : 0;
}

static int insert(struct prov_sql *db, struct prov_installation *i, struct prov_err *err)
{
	struct placing *p = i->data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *next = NULL;
	struct parameters of = parameters(p);
	PROV_CLEANUP(prov_freep) char *attrs = of.attrs;

	i->id = 0;
	if (check_master(db, p, 0, err) < 0 || name_is_free(db, p, of.name, &i->id, err) < 0 ||
	    prov_sql_exec(db, PROV_Q_PLACEMENT_NEXT, PROV_ARGS(p->noun->name), &next, err) < 0)
		return -1;
	if (prov_sql_rows(next) == 0)
		return prov_fail(err, PROV_E_STORAGE, "no id is left for a %s", word(p));
	i->id = prov_sql_number(next, 0, 0);
	i->action = "create";
	i->after = json_incref(p->record);
	return prov_sql_exec(db, PROV_Q_PLACEMENT_INSERT,
			     PROV_ARGS(p->noun->name, PROV_INT(i->id), of.name, of.max, attrs), NULL, err);
}

static int update(struct prov_sql *db, struct prov_installation *i, struct prov_err *err)
{
	struct placing *p = i->data;
	struct parameters of;
	int rc;

	if (find(db, p, err) < 0)
		return -1;
	i->id = prov_sql_number(p->old, 0, PROV_PC_ID);
	i->before = old_record(p);
	json_decref(p->record);
	p->record = json_copy(i->before);
	for (int a = 0; a < p->noun->count; a++)
		put(p->record, &p->noun->attrs[a], p->set->attr[a]);
	if (json_equal(i->before, p->record))
		return 0;
	of = parameters(p);
	rc = check_master(db, p, i->id, err) < 0 || name_is_free(db, p, of.name, &i->id, err) < 0 ||
		prov_sql_exec(db, PROV_Q_PLACEMENT_UPDATE,
			      PROV_ARGS(p->noun->name, PROV_INT(i->id), of.name, of.max, of.attrs), NULL,
			      err) < 0 ? -1 : 0;
	free(of.attrs);
	i->action = "change";
	i->after = json_copy(p->record);
	prov_object_log_diff(i->before, i->after);
	return rc;
}

static int delete(struct prov_sql *db, struct prov_installation *i, struct prov_err *err)
{
	struct placing *p = i->data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (find(db, p, err) < 0)
		return -1;
	i->id = prov_sql_number(p->old, 0, PROV_PC_ID);
	i->before = old_record(p);
	i->action = "delete";
	if (check_copies(db, p, i->id, err) < 0)
		return -1;
	if (prov_sql_exec(db, PROV_Q_PLACEMENT_DELETE, PROV_ARGS(p->noun->name, PROV_INT(i->id)), &res,
			  err) < 0)
		return -1;
	return prov_sql_rows(res) ? 0 :
		prov_fail(err, PROV_E_INVALID, "The %s %lld is in use by %s contexts", word(p), i->id,
			  prov_sql_text(p->old, 0, PROV_PC_CONTEXTS));
}

/* ---- the calls ---- */

static int run(struct prov_call *call, struct placing *p,
	       int (*work)(struct prov_sql *, struct prov_installation *, struct prov_err *),
	       long long *id, struct prov_err *err)
{
	struct prov_installation i = { .call = call, .kind = p->noun->name, .work = work, .data = p };
	struct prov_sql *db = prov_auth_master(call, err) < 0 ? NULL : prov_session_db(call, err);
	int rc = db ? prov_installation_run(db, &i, err) : -1;

	*id = i.id;
	prov_sql_result_freep(&p->old);
	json_decref(p->record);
	return rc;
}

int prov_placement_register(struct prov_call *call, enum prov_placement_kind kind,
			    const struct prov_placement_set *set, long long *id, struct prov_err *err)
{
	struct placing p = { .kind = kind, .noun = &prov_placement_nouns[kind], .set = set };

	if (check(p.noun, set, err) < 0)
		return -1;
	p.record = new_record(&p);
	return run(call, &p, insert, id, err);
}

int prov_placement_change(struct prov_call *call, enum prov_placement_kind kind,
			  const struct prov_placement_ref *ref, const struct prov_placement_set *set,
			  long long *id, struct prov_err *err)
{
	struct placing p = { .kind = kind, .noun = &prov_placement_nouns[kind], .ref = ref, .set = set };

	return check(p.noun, set, err) < 0 ? -1 : run(call, &p, update, id, err);
}

int prov_placement_unregister(struct prov_call *call, enum prov_placement_kind kind,
			      const struct prov_placement_ref *ref, long long *id, struct prov_err *err)
{
	struct placing p = { .kind = kind, .noun = &prov_placement_nouns[kind], .ref = ref };

	return run(call, &p, delete, id, err);
}
