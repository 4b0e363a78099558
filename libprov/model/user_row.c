/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_row.c - finding one user, by id or by name; by both, if they mean the same one
 */
#include "libprov/model/object.h"

const unsigned char prov_user_column_of[PROV_ATTR_COUNT] = {
#define PLACE(ID, name, option, letter, csv, type, store, ...) PLACE_##store(ID)
#define PLACE_COLUMN(ID) [PROV_A_##ID] = PROV_UC_##ID,
#define PLACE_JSON(ID)
#define PLACE_OTHER(ID)
	PROV_ATTR_LIST(PLACE)
};

const unsigned char prov_user_attr_of[PROV_USER_COLUMNS + 1] = {
#define ATTR(ID, name, option, letter, csv, type, store, ...) ATTR_##store(ID)
#define ATTR_COLUMN(ID) [PROV_UC_##ID] = PROV_A_##ID,
#define ATTR_JSON(ID)
#define ATTR_OTHER(ID)
	PROV_ATTR_LIST(ATTR)
};

static const char *other(const struct prov_sql_result *row, enum prov_attr_id attr)
{
	switch (attr) {
	case PROV_A_ALIASES: return prov_sql_text(row, 0, PROV_UC_ALIASES);
	case PROV_A_ENABLED: return PROV_BOOL(prov_sql_true(row, 0, PROV_UC_ENABLED));
	case PROV_A_CAPABILITIES: return prov_sql_text(row, 0, PROV_UC_CAPABILITIES);
	case PROV_A_PASSWORD_MECH: return prov_sql_text(row, 0, PROV_UC_PASSWORD);
	default: return NULL;
	}
}

const char *prov_user_row_value(const struct prov_sql_result *row, const json_t *attrs,
				enum prov_attr_id attr)
{
	const char *value;

	switch (prov_attrs[attr].store) {
	case PROV_STORE_COLUMN:
		return prov_sql_text(row, 0, prov_user_column_of[attr]);
	case PROV_STORE_JSON:
		value = json_string_value(json_object_get(attrs, prov_attrs[attr].name));
		return value || !(prov_attrs[attr].flags & PROV_ATTR_AS_MAIL) ? value :
			prov_sql_text(row, 0, PROV_UC_MAIL);
	default:
		return other(row, attr);
	}
}

static const char *uid_of(const struct prov_sql_result *row)
{
	return prov_sql_rows(row) ? prov_sql_text(row, 0, PROV_UC_UID) : "";
}

static int look_up(struct prov_sql *db, long long context, const struct prov_user_ref *ref,
		   struct prov_sql_result **row, struct prov_sql_result **named, struct prov_err *err)
{
	const char *cid = PROV_INT(context);
	struct prov_str login = PROV_STR_INIT;
	int rc;

	if (ref->name && prov_check_text("username", ref->name, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	if (ref->name)
		prov_utf8_lower(&login, ref->name, strlen(ref->name));
	rc = prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_USER_GET, PROV_ARGS(cid, ref->id ? PROV_INT(ref->id) : NULL, login.p), row },
		{ PROV_Q_USER_GET, PROV_ARGS(cid, NULL, login.p), named } },
		ref->id && ref->name ? 2 : 1, err);
	prov_str_fini(&login);
	return rc;
}

int prov_user_row_find(struct prov_sql *db, long long context, const struct prov_user_ref *ref,
		   struct prov_sql_result **row, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *named = NULL;

	if (look_up(db, context, ref, row, &named, err) < 0)
		return -1;
	if (named && strcmp(uid_of(*row), uid_of(named)) != 0)
		return prov_fail(err, PROV_E_INVALID, "userid %lld and username %s do not mean the same "
				 "user in context %lld", ref->id, ref->name, context);
	return prov_sql_rows(*row) ? 1 : 0;
}

int prov_user_row_unknown(struct prov_err *err, long long context,
			   const struct prov_user_ref *ref)
{
	if (ref->id)
		return prov_fail(err, PROV_E_NO_USER, "No such user %lld in context %lld", ref->id,
				 context);
	return prov_fail(err, PROV_E_NO_USER, "No such user %s in context %lld", ref->name, context);
}

int prov_user_row_find_object(struct prov_sql *db, struct prov_object *o, const struct prov_user_ref *ref,
			  struct prov_err *err)
{
	int found = prov_user_row_find(db, o->context, ref, &o->old, err);

	if (found <= 0)
		return found < 0 ? -1 : prov_user_row_unknown(err, o->context, ref);
	o->id = prov_sql_number(o->old, 0, PROV_UC_UID);
	return 0;
}
