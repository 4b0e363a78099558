/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_set.c - from what a command says about a user to a row
 *
 * The order of the checks is that of the Open-Xchange tools (docs/open-xchange.md), so that a command
 * with several mistakes names the same one.
 */
#include "libprov/model/object.h"

static const char *given(const struct prov_user_set *set, enum prov_attr_id id)
{
	return set->attr[id] && set->attr[id][0] ? set->attr[id] : NULL;
}

static struct prov_text text_of(const char *s)
{
	return (struct prov_text){ s, s ? strlen(s) : 0 };
}

static int about(struct prov_err *err, enum prov_attr_id id)
{
	return prov_err_field(err, prov_attrs[id].option);
}

/* ---- checks ---- */

/* What looks like a capability and would be none. */
static int check_namespace(const char *name, struct prov_err *err)
{
	if (strncmp(name, "capability/", strlen("capability/")) != 0)
		return 0;
	prov_fail(err, PROV_E_INVALID, "a capability is not set as a property");
	return prov_err_hint(err, "there are --capabilities-to-add, -remove and -drop");
}

int prov_user_set_check_extra(const struct prov_extra *extra, struct prov_err *err)
{
	for (const struct prov_extra *e = extra; e && e->name; e++)
		if (check_namespace(e->name, err) < 0 ||
		    prov_check_text("the name of an attribute", e->name, 1000, false, err) < 0 ||
		    (e->value && prov_check_text(e->name, e->value, PROV_TEXT_BYTES, true, err) < 0))
			return -1;
	return 0;
}

static int check_all(const struct prov_user_set *set, struct prov_err *err)
{
	for (int i = 0; i < PROV_ATTR_COUNT; i++) {
		if (!set->attr[i] || i == PROV_A_PASSWORD || i == PROV_A_PASSWORD_MECH ||
		    prov_check_attr(&prov_attrs[i], set->attr[i], err) == 0)
			continue;
		if (err->code == PROV_E_VALUE)	/* as of options that are read in bin */
			prov_err_context(err, "Illegal option value ");
		return about(err, (enum prov_attr_id)i);
	}
	return prov_user_set_check_extra(set->extra, err);
}

static int check_mandatory(const struct prov_user_set *set, bool is_admin, struct prov_err *err)
{
	struct prov_str missing = PROV_STR_INIT;
	int rc = 0;

	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if ((prov_attrs[i].flags & PROV_ATTR_MANDATORY) && !given(set, (enum prov_attr_id)i))
			prov_str_addf(&missing, "%s%s", missing.len ? "," : "", prov_attrs[i].name);
	if (missing.len)
		rc = prov_fail(err, PROV_E_INVALID, "Mandatory fields %snot set: %s",
			       is_admin ? "in admin user " : "", missing.p);
	prov_str_fini(&missing);
	return rc;
}

static int check_first(const struct prov_user_set *set, bool is_admin, struct prov_err *err)
{
	if (given(set, PROV_A_LANGUAGE) &&
	    prov_check_attr(&prov_attrs[PROV_A_LANGUAGE], set->attr[PROV_A_LANGUAGE], err) < 0)
		return about(err, PROV_A_LANGUAGE);
	if (prov_password_check(given(set, PROV_A_PASSWORD_MECH), set->attr[PROV_A_PASSWORD], err) < 0 ||
	    (is_admin && prov_password_check_admin(given(set, PROV_A_PASSWORD_MECH),
						   set->attr[PROV_A_PASSWORD], err) < 0))
		return err->field ? -1 : about(err, PROV_A_PASSWORD);
	return check_mandatory(set, is_admin, err);
}

/* ---- values ---- */

/* The elements of "a, b", and one more. */
static void split(struct prov_user_row *row, const char *list, const char *more, struct prov_pool *pool)
{
	const char *mail;
	size_t len, n = 2;

	for (const char *p = list ? list : ""; *p; p++)
		n += *p == ',';
	row->aliases = prov_pool_alloc(pool, n * sizeof(*row->aliases));
	while (list && prov_addresses_next(&list, &mail, &len))
		row->aliases[row->alias_count++] = (struct prov_text){ mail, len };
	if (more)
		row->aliases[row->alias_count++] = text_of(more);
}

static void add_attrs(struct prov_user_row *row, json_t *attrs)
{
	const char *name;
	json_t *value;

	json_object_foreach(attrs, name, value)
		prov_user_build_attr(row, prov_noun_find_user(name), name, text_of(json_string_value(value)));
}

/* ---- a new user ---- */

static int check_new(const struct prov_config *c, const struct prov_user_set *set, bool is_admin,
		     struct prov_err *err)
{
	const char *email1 = given(set, PROV_A_EMAIL1);

	if (check_first(set, is_admin, err) < 0 || check_all(set, err) < 0)
		return -1;
	if (email1 && strcmp(email1, set->attr[PROV_A_MAIL]) != 0) {
		prov_fail(err, PROV_E_INVALID, "primarymail must have the same value as email1");
		return about(err, PROV_A_EMAIL1);
	}
	return prov_check_primary(c, set->attr[PROV_A_MAIL], err) < 0 ? about(err, PROV_A_MAIL) : 0;
}

int prov_user_set_new(struct prov_call *call, const struct prov_user_set *set, bool is_admin,
		      prov_modules_t modules, struct prov_user_row *row, struct prov_pool *pool,
		      struct prov_err *err)
{
	const struct prov_config *c = call->session->config;
	struct prov_alphabet alphabet;
	json_t *attrs;
	int rc;

	prov_err_clear(err);
	if (check_new(c, set, is_admin, err) < 0 ||
	    prov_check_alphabet(c, PROV_NAME_USER, &alphabet, err) < 0)
		return -1;
	prov_user_build_begin(row);
	row->alphabet = &alphabet;
	row->modules = modules;
	row->enabled = !given(set, PROV_A_ENABLED) || prov_bool_parse(set->attr[PROV_A_ENABLED]) > 0;
	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		prov_user_build_value(row, (enum prov_user_column)i,
				      text_of(given(set, prov_user_attr_of[i])));
	split(row, given(set, PROV_A_ALIASES), given(set, PROV_A_DEFAULT_SENDER), pool);
	attrs = prov_user_json_new(set);
	add_attrs(row, attrs);
	rc = prov_user_build(row, err);
	json_decref(attrs);
	row->alphabet = NULL;
	if (rc < 0 || prov_capability_set_apply(&set->capabilities, NULL, &row->capabilities, err) < 0)
		return -1;
	if (prov_check_attr(&prov_attrs[PROV_A_DISPLAY_NAME], row->column[PROV_UC_DISPLAY_NAME].p, err) < 0)
		return about(err, PROV_A_DISPLAY_NAME);
	return prov_password_hash(c, given(set, PROV_A_PASSWORD_MECH), set->attr[PROV_A_PASSWORD],
				  &row->password, err);
}

/* ---- a change ---- */

struct change {
	struct prov_object *o;
	const struct prov_user_set *set;
	struct prov_user_row *row;
	bool is_admin;
};

static const char *old_text(const struct change *c, enum prov_user_column column)
{
	return prov_sql_text(c->o->old, 0, column);
}

/* What will be stored: the mentioned value (empty: NULL), else the old one. */
static const char *choose(const struct change *c, enum prov_attr_id id, enum prov_user_column column)
{
	const char *value = c->set->attr[id];

	if (!value)
		return old_text(c, column);
	return value[0] ? value : NULL;
}

/* A name that stays is not looked at: what may be a name can have changed since. */
static int check_name(struct change *c, struct prov_alphabet *alphabet, struct prov_err *err)
{
	const struct prov_config *config = c->o->call->session->config;
	const char *old = old_text(c, PROV_UC_NAME), *name = choose(c, PROV_A_NAME, PROV_UC_NAME);

	if (!name || strcmp(name, old) == 0)
		return 0;
	if (!config->names_user_changeable)
		return prov_fail(err, PROV_E_INVALID, "Changing username is disabled!");
	c->row->alphabet = alphabet;
	return prov_check_alphabet(config, PROV_NAME_USER, alphabet, err);
}

static int outside(struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "primaryMail, Email1 and defaultSenderAddress must be "
			 "present in set of aliases.");
}

/* docs/open-xchange.md: the aliases given replace the set; the primary address must be among
 * them and is not added by itself, except for the admin. */
static int choose_addresses(struct prov_sql *db, struct change *c, struct prov_pool *pool,
			    struct prov_err *err)
{
	const char *mail = choose(c, PROV_A_MAIL, PROV_UC_MAIL);
	PROV_CLEANUP(prov_addresses_fini) struct prov_addresses all = PROV_ADDRESSES_INIT;
	struct prov_user_row *row = c->row;

	if (!c->set->attr[PROV_A_MAIL] && !c->set->attr[PROV_A_ALIASES]) {
		row->holds_addresses = true;
		return prov_addresses_held(db, c->o->context, c->o->id, old_text(c, PROV_UC_ALIASES),
					   &row->addresses, err);
	}
	if (!mail && c->set->attr[PROV_A_MAIL])
		return prov_fail(err, PROV_E_INVALID, "the primary mail address cannot be empty");
	if (c->set->attr[PROV_A_MAIL] &&
	    prov_check_primary(c->o->call->session->config, mail, err) < 0)
		return -1;
	split(row, choose(c, PROV_A_ALIASES, PROV_UC_ALIASES), NULL, pool);
	for (size_t i = 0; i < row->alias_count; i++)
		if (prov_addresses_add(&all, row->aliases[i].p, row->aliases[i].len, err) < 0)
			return -1;
	return mail && !c->is_admin && !prov_addresses_has(&all, mail, strlen(mail)) ? outside(err) : 0;
}

/* Only where the command is about addresses: what a directory brought does not stop everything else (DR1). */
static int check_sender(const struct change *c, json_t *attrs, struct prov_err *err)
{
	const char *sender = json_string_value(json_object_get(attrs, "default_sender_address"));
	const struct prov_user_set *set = c->set;

	if (!set->attr[PROV_A_MAIL] && !set->attr[PROV_A_ALIASES] && !set->attr[PROV_A_DEFAULT_SENDER])
		return 0;
	if (!sender || c->is_admin || c->row->addresses.count == 0 ||
	    prov_addresses_has(&c->row->addresses, sender, strlen(sender)))
		return 0;
	return outside(err);
}

static int check_change(struct change *c, struct prov_err *err)
{
	const char *email1 = given(c->set, PROV_A_EMAIL1), *mail = choose(c, PROV_A_MAIL, PROV_UC_MAIL);

	if (c->set->attr[PROV_A_PASSWORD_MECH] && !c->set->attr[PROV_A_PASSWORD])
		return prov_fail(err, PROV_E_INVALID, "When changing password mechanism, the password "
				 "string must also be supplied");
	if (email1 && strcmp(email1, mail ? mail : "") != 0)
		return prov_fail(err, PROV_E_INVALID, "email1 not equal with primarymail!");
	return 0;
}

/* A sender that was the primary address follows it; older versions stored it. */
static json_t *merge_attrs(const struct change *c)
{
	json_t *attrs = prov_user_json_merge(old_text(c, PROV_UC_ATTRS), c->set);
	const char *mail = old_text(c, PROV_UC_MAIL);

	for (int i = 0; i < PROV_ATTR_COUNT; i++) {
		const char *value = json_string_value(json_object_get(attrs, prov_attrs[i].name));

		if ((prov_attrs[i].flags & PROV_ATTR_AS_MAIL) && !c->set->attr[i] && value && mail &&
		    strcmp(value, mail) == 0)
			json_object_del(attrs, prov_attrs[i].name);
	}
	return attrs;
}

static int change_password(const struct change *c, struct prov_err *err)
{
	const char *password = c->set->attr[PROV_A_PASSWORD], *mech = c->set->attr[PROV_A_PASSWORD_MECH];

	prov_secret_fini(&c->row->password);
	if (!password)
		return 0;
	if (c->is_admin && prov_password_check_admin(mech, password, err) < 0)
		return -1;
	return prov_password_hash(c->o->call->session->config, mech, password, &c->row->password, err);
}

int prov_user_set_change(struct prov_sql *db, struct prov_object *o, const struct prov_user_set *set,
			 struct prov_user_row *row, struct prov_pool *pool, struct prov_err *err)
{
	struct change c = { o, set, row, o->id == PROV_ADMIN_ID };
	const char *enabled = given(set, PROV_A_ENABLED);
	struct prov_alphabet alphabet;
	json_t *attrs;
	int rc;

	prov_err_clear(err);
	prov_user_build_begin(row);
	row->enabled = enabled ? prov_bool_parse(enabled) > 0 : prov_sql_true(o->old, 0, PROV_UC_ENABLED);
	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		prov_user_build_value(row, (enum prov_user_column)i,
				      text_of(choose(&c, prov_user_attr_of[i], (enum prov_user_column)i)));
	if (check_all(set, err) < 0 || check_name(&c, &alphabet, err) < 0 ||
	    choose_addresses(db, &c, pool, err) < 0 || check_change(&c, err) < 0)
		return -1;
	attrs = merge_attrs(&c);
	add_attrs(row, attrs);
	rc = prov_user_build(row, err);
	row->alphabet = NULL;
	if (rc == 0)
		rc = check_sender(&c, attrs, err);
	json_decref(attrs);
	if (rc < 0 || prov_capability_set_apply(&set->capabilities, old_text(&c, PROV_UC_CAPABILITIES),
						&row->capabilities, err) < 0 || change_password(&c, err) < 0)
		return -1;
	return prov_access_apply(o->call, &set->access,
				 (prov_modules_t)prov_sql_number(o->old, 0, PROV_UC_MODULES),
				 &row->modules, err);
}
