/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_write.c - from what a command says to checked values that a statement takes
 *
 * The order of the checks is that of the reference (section 4.2), so that a command with several
 * mistakes names the same one.
 */
#include "libprov/model/model.h"

void prov_user_values_fini(struct prov_user_values *v)
{
	prov_str_fini(&v->login);
	prov_secret_fini(&v->password);
	prov_addresses_fini(&v->addresses);
	free(v->display_made);
	free(v->attrs);
}

struct prov_sql_args prov_user_args(const char **all, const char *const *first, size_t count,
				    const struct prov_user_values *v)
{
	memcpy(all, first, count * sizeof(*all));
	memcpy(all + count, v->column + 1, PROV_USER_COLUMNS * sizeof(*all));
	return (struct prov_sql_args){ all, (int)count + PROV_USER_COLUMNS };
}

static const char *given(const struct prov_user_set *set, enum prov_attr_id id)
{
	return set->attr[id] && set->attr[id][0] ? set->attr[id] : NULL;
}

int prov_user_check_extra(const struct prov_extra *extra, struct prov_err *err)
{
	for (const struct prov_extra *e = extra; e && e->name; e++)
		if (prov_check_text("the name of an attribute", e->name, 1000, false, err) < 0 ||
		    (e->value && prov_check_text(e->name, e->value, PROV_TEXT_BYTES, true, err) < 0))
			return -1;
	return 0;
}

static int check_all(const struct prov_user_set *set, struct prov_err *err)
{
	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if (set->attr[i] && i != PROV_A_PASSWORD && i != PROV_A_PASSWORD_MECH &&
		    prov_check_attr((enum prov_attr_id)i, set->attr[i], err) < 0)
			return -1;
	return prov_user_check_extra(set->extra, err);
}

static int check_mandatory(const struct prov_user_set *set, bool is_admin, struct prov_err *err)
{
	struct prov_str missing = PROV_STR_INIT;

	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if ((prov_attrs[i].flags & PROV_ATTR_MANDATORY) && !given(set, (enum prov_attr_id)i))
			prov_str_addf(&missing, "%s%s", missing.len ? "," : "", prov_attrs[i].name);
	if (missing.len)
		prov_fail(err, PROV_E_INVALID, "Mandatory fields %snot set: %s",
			  is_admin ? "in admin user " : "", missing.p);
	prov_str_fini(&missing);
	return err->code == PROV_OK ? 0 : -1;
}

const char *prov_user_plain(enum prov_attr_id attr, const char *value)
{
	if (!value || prov_attrs[attr].type != PROV_ATTR_INT)
		return value;
	if (value[0] == '-')
		return strtoll(value, NULL, 10) ? "-1" : "0";	/* less is refused */
	while (value[0] == '0' && value[1])
		value++;
	return value;
}

static int make_name(const struct prov_config *c, const struct prov_user_set *set,
		     struct prov_user_values *v, struct prov_err *err)
{
	struct prov_alphabet alphabet;
	const char *name = set->attr[PROV_A_NAME];

	if (prov_check_alphabet(c, PROV_NAME_USER, &alphabet, err) < 0 ||
	    prov_check_name(&alphabet, PROV_NAME_USER, name, err) < 0)
		return -1;
	prov_utf8_lower(&v->login, name, strlen(name));
	v->column[PROV_UC_NAME] = c->names_user_lower ? v->login.p : name;
	return 0;
}

/* Rule U2: filled from given name and surname. */
static void make_display_name(const struct prov_user_set *set, struct prov_user_values *v)
{
	if (v->column[PROV_UC_DISPLAY_NAME])
		return;
	v->display_made = prov_asprintf("%s %s", set->attr[PROV_A_GIVEN_NAME],
					set->attr[PROV_A_SUR_NAME]);
	v->column[PROV_UC_DISPLAY_NAME] = v->display_made;
}

static int make_addresses(const struct prov_config *c, const struct prov_user_set *set,
			  struct prov_user_values *v, struct prov_err *err)
{
	const char *email1 = given(set, PROV_A_EMAIL1), *sender = given(set, PROV_A_DEFAULT_SENDER);
	const char *mail = v->column[PROV_UC_MAIL];

	if (email1 && strcmp(email1, mail) != 0)
		return prov_fail(err, PROV_E_INVALID,
				 "primarymail must have the same value as email1");
	if (prov_addresses_add(&v->addresses, mail, strlen(mail), err) < 0 ||
	    prov_check_primary(c, mail, err) < 0)
		return -1;
	if (given(set, PROV_A_ALIASES) &&
	    prov_addresses_add_list(&v->addresses, set->attr[PROV_A_ALIASES], err) < 0)
		return -1;
	if (sender && prov_addresses_add(&v->addresses, sender, strlen(sender), err) < 0)
		return -1;
	prov_addresses_end(&v->addresses);
	return 0;
}

static void make_attrs(const struct prov_user_set *set, struct prov_user_values *v)
{
	struct prov_user_set all = *set;
	json_t *attrs;

	all.attr[PROV_A_EMAIL1] = v->column[PROV_UC_MAIL];
	if (!given(set, PROV_A_DEFAULT_SENDER))
		all.attr[PROV_A_DEFAULT_SENDER] = v->column[PROV_UC_MAIL];
	attrs = prov_user_attrs_json(&all);
	v->attrs = prov_json_text(attrs);
	json_decref(attrs);
}

/* What was given, and the defaults. */
static void make_columns(const struct prov_config *c, const struct prov_user_set *set,
			 struct prov_user_values *v)
{
	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		v->column[i] = prov_user_plain(prov_user_attr_of[i], given(set, prov_user_attr_of[i]));
	if (!v->column[PROV_UC_LANGUAGE])
		v->column[PROV_UC_LANGUAGE] = c->user_language;
	if (!v->column[PROV_UC_TIMEZONE])
		v->column[PROV_UC_TIMEZONE] = c->user_timezone;
}

static int check_first(const struct prov_user_set *set, bool is_admin, struct prov_err *err)
{
	if (given(set, PROV_A_LANGUAGE) &&
	    prov_check_attr(PROV_A_LANGUAGE, set->attr[PROV_A_LANGUAGE], err) < 0)
		return -1;
	if (prov_password_check(given(set, PROV_A_PASSWORD_MECH), set->attr[PROV_A_PASSWORD], err) < 0 ||
	    (is_admin && prov_password_check_admin(given(set, PROV_A_PASSWORD_MECH),
						   set->attr[PROV_A_PASSWORD], err) < 0))
		return -1;
	return check_mandatory(set, is_admin, err);
}

int prov_user_values_new(struct prov_call *call, const struct prov_user_set *set,
			 bool is_admin, prov_modules_t modules, struct prov_user_values *v,
			 struct prov_err *err)
{
	const struct prov_config *c = call->session->config;
	int enabled = given(set, PROV_A_ENABLED) ? prov_bool_parse(set->attr[PROV_A_ENABLED]) : 1;

	prov_err_clear(err);
	*v = (struct prov_user_values){ .login = PROV_STR_INIT, .password = PROV_STR_INIT,
					.addresses = PROV_ADDRESSES_INIT, .modules = modules };
	if (check_first(set, is_admin, err) < 0 || check_all(set, err) < 0)
		return -1;
	make_columns(c, set, v);
	if (make_name(c, set, v, err) < 0 || make_addresses(c, set, v, err) < 0)
		return -1;
	if (prov_password_hash(c, given(set, PROV_A_PASSWORD_MECH), set->attr[PROV_A_PASSWORD],
			       &v->password, err) < 0)
		return -1;
	make_display_name(set, v);
	if (prov_check_attr(PROV_A_DISPLAY_NAME, v->column[PROV_UC_DISPLAY_NAME], err) < 0)
		return -1;
	v->enabled = PROV_BOOL(enabled);
	make_attrs(set, v);
	return 0;
}

int prov_user_fail_taken(struct prov_sql *db, long long context, long long uid,
			 const struct prov_user_values *v, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_USER_DIAGNOSE,
			  PROV_ARGS(PROV_INT(context), PROV_INT(uid), v->login.p,
				    v->column[PROV_UC_DISPLAY_NAME], v->addresses.searched.p), &res, err) < 0)
		return -1;
	if (prov_sql_true(res, 0, 0))
		return prov_fail(err, PROV_E_EXISTS, "User %s already exists in this context",
				 v->column[PROV_UC_NAME]);
	if (v->column[PROV_UC_MAIL] && prov_sql_number(res, 0, 3) == 1)
		return prov_fail(err, PROV_E_EXISTS,
				 "Primary mail address already exists in this context");
	if (prov_sql_text(res, 0, 2))
		return prov_fail(err, PROV_E_EXISTS, "Mail address %s already exists in this context",
				 prov_sql_text(res, 0, 2));
	return prov_fail(err, PROV_E_EXISTS, "The displayname is already used");
}
