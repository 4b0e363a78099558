/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_set.c - from what a command says about a context to a checked row
 */
#include "libprov/model/context_int.h"

const unsigned char prov_context_column_of[PROV_CA_COUNT] = {
#define PLACE(ID, name, option, letter, csv, type, store, ...) PLACE_##store(ID)
#define PLACE_COLUMN(ID) [PROV_CA_##ID] = PROV_CC_##ID,
#define PLACE_JSON(ID)
#define PLACE_OTHER(ID)
#define PLACE_NONE(ID)
	PROV_CONTEXT_LIST(PLACE, PLACE, PLACE)
};

void prov_context_set_init(struct prov_context_row *row, const struct prov_config *config)
{
	*row = (struct prov_context_row){ .capabilities = PROV_STR_INIT };
	prov_user_build_init(&row->admin, config);
}

void prov_context_set_fini(struct prov_context_row *row)
{
	prov_user_build_fini(&row->admin);
	prov_context_names_fini(&row->names);
	json_decref(row->catchall);
	free(row->attrs);
	prov_str_fini(&row->capabilities);
}

struct prov_sql_args prov_context_set_args(const struct prov_context_row *row, const char *cid,
					   const char **args)
{
	int n = 0;

	args[n++] = cid;
	args[n++] = row->attrs;
	for (int i = 0; i < PROV_CA_COUNT; i++)
		if (prov_context_column_of[i])
			args[n++] = row->attr[i];
	return (struct prov_sql_args){ args, n };
}

/* ---- checks ---- */

#define GAB_MODE_DEFAULT "individual"

static int check_gab_mode(const char *mode, struct prov_err *err)
{
	static const char *const modes[] = { "global", GAB_MODE_DEFAULT, NULL };

	return mode && mode[0] ? prov_check_word("gabMode", mode, modes, err) : 0;
}

/* Names have rules of their own (context_names.c). */
static int check_attrs(const char *const *attr, struct prov_err *err)
{
	const struct prov_attr *all = prov_noun_context.attrs;

	if (check_gab_mode(attr[PROV_CA_GAB_MODE], err) < 0)
		return prov_err_field(err, all[PROV_CA_GAB_MODE].option);
	for (int i = 0; i < PROV_CA_COUNT; i++)
		if (attr[i] && all[i].store != PROV_STORE_OTHER && i != PROV_CA_NAME &&
		    prov_check_attr(&all[i], attr[i], err) < 0)
			return prov_err_field(err, all[i].option);
	return 0;
}

static int check_extra(const struct prov_extra *extra, struct prov_err *err)
{
	for (const struct prov_extra *e = extra; e->name; e++)
		if (strncmp(e->name, PROV_GUI_PREFIX, strlen(PROV_GUI_PREFIX)) == 0)
			return prov_fail(err, PROV_E_INVALID, "preferences of the GUI are those of a "
					 "user, not of a context");
	return prov_user_set_check_extra(extra, err);
}

static int check_strategy(const struct prov_context_new *n, struct prov_err *err)
{
	static const char *const strategies[] = { "automatic", "in-memory", NULL };

	return n->schema_strategy ?
		prov_check_word("schema-strategy", n->schema_strategy, strategies, err) : 0;
}

/* Both at once is an error (docs/open-xchange.md, Module access). */
int prov_context_set_check_access(const struct prov_access_change *a, struct prov_err *err)
{
	if (!a->combination || !(a->on || a->off))
		return 0;
	return prov_fail(err, PROV_E_INVALID, "You must not specify access combination name AND single "
			 "access attributes on the commandline!");
}

/* A combination; exactly the single flags that are on; else the configured set, else webmail and contacts. */
static int admin_modules(struct prov_call *call, const struct prov_access_change *a,
			 prov_modules_t *modules, struct prov_err *err)
{
	if (prov_context_set_check_access(a, err) < 0)
		return -1;
	if (prov_access_is_given(a) && prov_access_apply(call, a, 0, modules, err) < 0)
		return prov_err_field(err, "access-combination-name");
	if (prov_access_is_given(a))
		return 0;
	if (call->session->config->access_new_context[0])
		return prov_access_combination(call, call->session->config->access_new_context, modules, err);
	*modules = PROV_MODULE_BIT(PROV_M_WEBMAIL) | PROV_MODULE_BIT(PROV_M_CONTACTS);
	return 0;
}

/* ---- the form that is stored ---- */

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
static const struct prov_extra *members(const char *const *attr, const struct prov_extra *extra,
					struct prov_pool *pool)
{
	const struct prov_attr *all = prov_noun_context.attrs;
	struct prov_extra *list;
	size_t n = 0;

	while (extra && extra[n].name)
		n++;
	list = prov_pool_alloc(pool, (n + PROV_CA_COUNT + 1) * sizeof(*list));
	for (size_t i = 0; i < n; i++)
		list[i] = extra[i];
	for (int i = 0; i < PROV_CA_COUNT; i++)
		if (all[i].store == PROV_STORE_JSON && attr[i])
			list[n++] = (struct prov_extra){ all[i].name, attr[i] };
	list[n] = (struct prov_extra){ NULL, NULL };
	return prov_check_stored(&(struct prov_user_set){ .extra = list }, pool).extra;
}

static char *attrs_text(const char *old, const struct prov_extra *extra)
{
	json_t *attrs = prov_user_json_merge(old, &(struct prov_user_set){ .extra = extra });
	char *text = prov_user_json_text(attrs);

	json_decref(attrs);
	return text;
}

/* ---- a new one ---- */

/* Nothing, where that may be. */
static const char *or_nothing(int attr, const char *value)
{
	if (attr == PROV_CA_GAB_MODE && (!value || !value[0]))
		return GAB_MODE_DEFAULT;
	return value && !value[0] && !(prov_noun_context.attrs[attr].flags & PROV_ATTR_FILLED) ? NULL : value;
}

static void fill_columns(struct prov_context_row *row, const char *const *attr, const char *cid,
			 struct prov_pool *pool)
{
	const char *quota = attr[PROV_CA_QUOTA];

	for (int i = 0; i < PROV_CA_COUNT; i++)
		row->attr[i] = or_nothing(i, attr[i]);
	row->attr[PROV_CA_ENABLED] = "true";
	row->attr[PROV_CA_NAME] = attr[PROV_CA_NAME] ? stored_name(attr[PROV_CA_NAME], pool) : cid;
	row->attr[PROV_CA_QUOTA] = quota && quota[0] ? quota : "-1";
}

static int fill_capabilities(struct prov_context_row *row, const struct prov_capability_change *change,
			     const char *stored, struct prov_err *err)
{
	prov_str_clear(&row->capabilities);
	if (prov_capability_set_apply(change, stored, &row->capabilities, err) < 0)
		return -1;
	row->attr[PROV_CA_CAPABILITIES] = row->capabilities.len ? row->capabilities.p : NULL;
	return 0;
}

/* The id and the name are always mappings (C1). */
static int fill_names(struct prov_context_row *row, const struct prov_config *config,
		      const char *const *mappings, const char *cid, struct prov_err *err)
{
	struct prov_context_names *names = &row->names;

	if (prov_context_names_init(names, config, cid, NULL, err) < 0 ||
	    prov_context_names_add(names, cid, err) < 0)
		return -1;
	if (prov_context_names_add(names, row->attr[PROV_CA_NAME], err) < 0)
		return prov_err_field(err, prov_noun_context.attrs[PROV_CA_NAME].option);
	for (; mappings && *mappings; mappings++)
		if (prov_context_names_add(names, *mappings, err) < 0)
			return prov_err_field(err, prov_noun_context.attrs[PROV_CA_MAPPINGS].option);
	return 0;
}

/* The only user of a new context. */
static int find_admin(void *data, const char *word, long long *id, struct prov_err *err)
{
	const struct prov_context_row *row = data;
	PROV_CLEANUP(prov_str_fini) struct prov_str login = PROV_STR_INIT;

	prov_utf8_lower(&login, word, strlen(word));
	*id = PROV_ADMIN_ID;
	if (strcmp(word, PROV_INT(PROV_ADMIN_ID)) == 0 || strcmp(login.p, row->admin.login.p) == 0)
		return 0;
	return prov_fail(err, PROV_E_INVALID, "catchall: %s is no user of the new context, which "
			 "has only its admin", word);
}

static int fill_catchall(struct prov_context_row *row, const char *list, struct prov_err *err)
{
	const struct prov_context_people people = { find_admin, row };

	if (!list)
		return 0;
	row->catchall = json_object();
	return prov_context_catchall_apply(row->catchall, list, row->names.list, &people, err) < 0 ?
		prov_err_field(err, prov_noun_context.attrs[PROV_CA_CATCHALL].option) : 0;
}

int prov_context_set_new(struct prov_call *call, const struct prov_context_new *given, const char *cid,
			 struct prov_context_row *row, struct prov_pool *pool, struct prov_err *err)
{
	const struct prov_user_set admin = prov_check_stored(&given->admin, pool);
	const struct prov_extra *extra = members(given->attr, given->extra, pool);
	prov_modules_t modules = 0;

	fill_columns(row, given->attr, cid, pool);
	if (prov_check_id(given->id, "contextid", err) < 0 || check_attrs(given->attr, err) < 0 ||
	    check_strategy(given, err) < 0 || check_extra(extra, err) < 0)
		return -1;
	row->attrs = attrs_text(NULL, extra);
	if (fill_capabilities(row, &given->capabilities, NULL, err) < 0)
		return -1;
	if (fill_names(row, call->session->config, given->mappings, cid, err) < 0 ||
	    admin_modules(call, &given->admin.access, &modules, err) < 0)
		return -1;
	if (prov_user_set_new(call, &admin, true, modules, &row->admin, pool, err) < 0)
		return -1;
	return fill_catchall(row, given->attr[PROV_CA_CATCHALL], err);
}

/* ---- a change ---- */

static int refuse_removal(const char *name, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "\"%s\" cannot be removed: the id and the name of a context "
			 "are always login mappings", name);
}

static bool is_among(const char *name, const char *const *list)
{
	for (; list && *list; list++)
		if (prov_context_names_same(name, *list))
			return true;
	return false;
}

static int remove_name(struct prov_object *o, const struct prov_context_set *set,
		       struct prov_context_row *row, const char *name, struct prov_err *err)
{
	const struct prov_context_held *held = o->data;

	if (prov_check_text("removemapping", name, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	if (prov_context_names_same(name, o->cid) ||
	    prov_context_names_same(name, row->attr[PROV_CA_NAME]))
		return refuse_removal(name, err);
	if (is_among(name, set->add))
		return prov_fail(err, PROV_E_INVALID, "\"%s\" cannot be added and removed", name);
	if (!prov_context_names_drop(&row->names, name) && !prov_context_names_has(held->names, name))
		prov_session_warn(o->call, "%s is no login mapping of context %s", name, o->cid);
	return 0;
}

/* The old name was a mapping because it was the name. */
static int rename_to(struct prov_context_row *row, const char *old, struct prov_err *err)
{
	const char *name = row->attr[PROV_CA_NAME];

	if (!prov_context_names_same(old, name) && !prov_context_names_same(old, row->names.cid))
		prov_context_names_drop(&row->names, old);
	return prov_context_names_add(&row->names, name, err);
}

static int change_names(struct prov_object *o, const struct prov_context_set *set,
			struct prov_context_row *row, struct prov_err *err)
{
	const struct prov_context_held *held = o->data;
	const char *old = prov_sql_text(o->old, 0, prov_context_column_of[PROV_CA_NAME]);

	if (prov_context_names_init(&row->names, o->call->session->config, o->cid, held->names, err) < 0 ||
	    (set->attr[PROV_CA_NAME] && rename_to(row, old, err) < 0))
		return -1;
	for (const char *const *name = set->add; name && *name; name++)
		if (prov_context_names_add(&row->names, *name, err) < 0)
			return -1;
	for (const char *const *name = set->remove; name && *name; name++)
		if (remove_name(o, set, row, *name, err) < 0)
			return -1;
	return 0;
}

static void change_columns(const struct prov_object *o, const struct prov_context_set *set,
			   struct prov_context_row *row, struct prov_pool *pool)
{
	for (int i = 0; i < PROV_CA_COUNT; i++)
		if (prov_context_column_of[i])
			row->attr[i] = set->attr[i] ? or_nothing(i, set->attr[i]) :
				prov_sql_text(o->old, 0, prov_context_column_of[i]);
	if (set->attr[PROV_CA_NAME])
		row->attr[PROV_CA_NAME] = stored_name(set->attr[PROV_CA_NAME], pool);
}

int prov_context_set_change(struct prov_object *o, const struct prov_context_set *set,
			    struct prov_context_row *row, struct prov_pool *pool, struct prov_err *err)
{
	const struct prov_extra *extra = members(set->attr, set->extra, pool);

	change_columns(o, set, row, pool);
	if (check_attrs(set->attr, err) < 0 || check_extra(extra, err) < 0 ||
	    fill_capabilities(row, &set->capabilities,
			      prov_sql_text(o->old, 0, PROV_CC_CAPABILITIES), err) < 0)
		return -1;
	free(row->attrs);
	row->attrs = attrs_text(prov_sql_text(o->old, 0, PROV_CC_ATTRS), extra);
	return change_names(o, set, row, err);
}
