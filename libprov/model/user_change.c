/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_change.c - changing a user: what is mentioned, and nothing when nothing differs
 *
 * The context's lock is taken first, so that the user that is read is the user that is written.
 */
#include "libprov/licence/licence_int.h"
#include "libprov/model/model.h"

struct change {
	struct prov_call *call;
	long long context;
	const struct prov_user_ref *ref;
	const struct prov_user_set *set;
	struct prov_sql_result *old;
	struct prov_user_values v;
	struct prov_str old_addresses;	/* searched form, array literal */
	json_t *before, *after;		/* only what differs */
	long long seq;
	bool place;			/* for one more enabled user, by the licence */
	char uid[24], token[37];
};

static const char *old_text(const struct change *c, enum prov_user_column column)
{
	return prov_sql_text(c->old, 0, column);
}

/* What will be stored: the mentioned value (empty: NULL), else the old one. */
static const char *choose(const struct change *c, enum prov_attr_id id,
			  enum prov_user_column column)
{
	const char *value = prov_user_plain(id, c->set->attr[id]);

	if (!value)
		return old_text(c, column);
	return value[0] ? value : NULL;
}

static void note(struct change *c, const char *name, const char *old, const char *fresh)
{
	if (old == fresh || (old && fresh && strcmp(old, fresh) == 0))
		return;
	json_object_set_new(c->before, name, old ? json_string(old) : json_null());
	json_object_set_new(c->after, name, fresh ? json_string(fresh) : json_null());
}

static bool is_admin(const struct change *c)
{
	return prov_sql_number(c->old, 0, PROV_UC_UID) == PROV_ADMIN_ID;
}

/* ---- the new values ---- */

static int new_name(struct change *c, struct prov_err *err)
{
	const struct prov_config *config = c->call->session->config;
	const char *old = old_text(c, PROV_UC_NAME), *name = choose(c, PROV_A_NAME, PROV_UC_NAME);
	struct prov_alphabet alphabet;

	if (!name)
		return prov_fail(err, PROV_E_INVALID, "the user name cannot be empty");
	if (strcmp(name, old) != 0 && !config->names_user_changeable)
		return prov_fail(err, PROV_E_INVALID, "Changing username is disabled!");
	if (strcmp(name, old) != 0 &&
	    (prov_check_alphabet(config, PROV_NAME_USER, &alphabet, err) < 0 ||
	     prov_check_name(&alphabet, PROV_NAME_USER, name, err) < 0))
		return -1;
	prov_utf8_lower(&c->v.login, name, strlen(name));
	c->v.column[PROV_UC_NAME] = config->names_user_lower ? c->v.login.p : name;
	return 0;
}

static void new_names(struct change *c)
{
	const char **column = c->v.column;
	const char *given = column[PROV_UC_GIVEN_NAME], *sur = column[PROV_UC_SUR_NAME];

	if (column[PROV_UC_DISPLAY_NAME])
		return;
	c->v.display_made = prov_asprintf("%s%s%s", given ? given : "", given && sur ? " " : "",
					  sur ? sur : "");
	column[PROV_UC_DISPLAY_NAME] = c->v.display_made[0] ? c->v.display_made : column[PROV_UC_NAME];
}

static int held_addresses(const struct change *c, struct prov_addresses *held, struct prov_err *err)
{
	struct prov_sql *db = prov_session_db(c->call, err);

	if (!db)
		return -1;
	return prov_addresses_held(db, c->context, prov_sql_number(c->old, 0, PROV_UC_UID),
				   old_text(c, PROV_UC_ALIASES), held, err);
}

static int outside(struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "primaryMail, Email1 and defaultSenderAddress must be "
			 "present in set of aliases.");
}

/* Reference section 4.3: the aliases given replace the set; the primary address must be among
 * them and is not added by itself, except for the admin. */
static int new_addresses(struct change *c, struct prov_err *err)
{
	const char *mail = choose(c, PROV_A_MAIL, PROV_UC_MAIL);
	const char *aliases = choose(c, PROV_A_ALIASES, PROV_UC_ALIASES);
	struct prov_addresses given = PROV_ADDRESSES_INIT;
	int rc = 0;

	if (!c->set->attr[PROV_A_MAIL] && !c->set->attr[PROV_A_ALIASES])
		return held_addresses(c, &c->v.addresses, err);
	if (!mail && c->set->attr[PROV_A_MAIL])
		return prov_fail(err, PROV_E_INVALID, "the primary mail address cannot be empty");
	if (c->set->attr[PROV_A_MAIL] &&
	    prov_check_primary(c->call->session->config, mail, err) < 0)
		return -1;
	if (aliases && prov_addresses_add_list(&given, aliases, err) < 0)
		rc = -1;
	if (rc == 0 && mail && !is_admin(c) && !prov_addresses_has(&given, mail))
		rc = outside(err);
	if (rc == 0 && mail)	/* the primary one first */
		rc = prov_addresses_add(&c->v.addresses, mail, strlen(mail), err);
	prov_addresses_fini(&given);
	if (rc == 0 && aliases)
		rc = prov_addresses_add_list(&c->v.addresses, aliases, err);
	prov_addresses_end(&c->v.addresses);
	return rc;
}

/* The sender address follows the primary one, unless it was set to another. */
static int new_attrs(struct change *c, struct prov_err *err)
{
	struct prov_user_set set = *c->set;
	const char *email1 = set.attr[PROV_A_EMAIL1], *mail = c->v.column[PROV_UC_MAIL], *sender;
	json_t *attrs, *old;

	if (email1 && email1[0] && strcmp(email1, mail ? mail : "") != 0)
		return prov_fail(err, PROV_E_INVALID, "email1 not equal with primarymail!");
	if (set.attr[PROV_A_MAIL])
		set.attr[PROV_A_EMAIL1] = mail;
	old = prov_user_attrs_merge(old_text(c, PROV_UC_ATTRS), &(struct prov_user_set){ .extra = NULL });
	sender = json_string_value(json_object_get(old, "default_sender_address"));
	if (!set.attr[PROV_A_DEFAULT_SENDER] && set.attr[PROV_A_MAIL] && sender &&
	    old_text(c, PROV_UC_MAIL) && strcmp(sender, old_text(c, PROV_UC_MAIL)) == 0)
		set.attr[PROV_A_DEFAULT_SENDER] = mail;
	json_decref(old);
	attrs = prov_user_attrs_merge(old_text(c, PROV_UC_ATTRS), &set);
	sender = json_string_value(json_object_get(attrs, "default_sender_address"));
	c->v.attrs = prov_json_text(attrs);
	if (sender && !is_admin(c) && c->v.addresses.count && !prov_addresses_has(&c->v.addresses, sender))
		outside(err);
	json_decref(attrs);
	return err->code == PROV_OK ? 0 : -1;
}

static int new_password(struct change *c, struct prov_err *err)
{
	const char *password = c->set->attr[PROV_A_PASSWORD];
	const char *mech = c->set->attr[PROV_A_PASSWORD_MECH];

	if (mech && !password)
		return prov_fail(err, PROV_E_INVALID, "When changing password mechanism, the password "
				 "string must also be supplied");
	if (!password)
		return 0;
	if (is_admin(c) && prov_password_check_admin(mech, password, err) < 0)
		return -1;
	return prov_password_hash(c->call->session->config, mech, password, &c->v.password, err);
}

static int new_values(struct change *c, struct prov_err *err)
{
	const char *enabled = c->set->attr[PROV_A_ENABLED];
	bool was = prov_sql_true(c->old, 0, PROV_UC_ENABLED);

	prov_err_clear(err);
	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if (c->set->attr[i] && i != PROV_A_PASSWORD && i != PROV_A_PASSWORD_MECH &&
		    prov_check_attr((enum prov_attr_id)i, c->set->attr[i], err) < 0)
			return -1;
	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		c->v.column[i] = choose(c, prov_user_attr_of[i], (enum prov_user_column)i);
	if (prov_user_check_extra(c->set->extra, err) < 0 || new_name(c, err) < 0)
		return -1;
	new_names(c);
	c->v.enabled = PROV_BOOL(enabled && enabled[0] ? prov_bool_parse(enabled) > 0 : was);
	if (new_addresses(c, err) < 0 || new_attrs(c, err) < 0 || new_password(c, err) < 0)
		return -1;
	return prov_access_apply(c->call, &c->set->access,
				 (prov_modules_t)prov_sql_number(c->old, 0, PROV_UC_MODULES),
				 &c->v.modules, err);
}

/* The licence's lock comes before the context's, as in all that adds users. */
static int look_at_licence(struct prov_sql *db, struct change *c, struct prov_err *err)
{
	const char *enabled = c->set->attr[PROV_A_ENABLED];

	c->place = true;
	if (!enabled || prov_bool_parse(enabled) <= 0)
		return 0;
	return prov_licence_limit_place(c->call, db, &c->place, err);
}

static int check_licence(const struct change *c, struct prov_err *err)
{
	if (c->v.enabled[0] != 't' || prov_sql_true(c->old, 0, PROV_UC_ENABLED) || is_admin(c) ||
	    c->place)
		return 0;
	return prov_licence_limit_fail(c->call, err);
}

/* ---- what differs ---- */

static char *canonical(const char *json)
{
	json_t *object = json ? json_loads(json, 0, NULL) : NULL;
	char *text = object ? prov_json_text(object) : NULL;

	json_decref(object);
	return text;
}

static int compare(struct change *c, struct prov_err *err)
{
	struct prov_addresses old = PROV_ADDRESSES_INIT;
	PROV_CLEANUP(prov_freep) char *old_attrs = canonical(old_text(c, PROV_UC_ATTRS));
	char modules[24];

	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		note(c, prov_attrs[prov_user_attr_of[i]].name, old_text(c, (enum prov_user_column)i),
		     c->v.column[i]);
	note(c, "enabled", old_text(c, PROV_UC_ENABLED), c->v.enabled);
	note(c, "modules", old_text(c, PROV_UC_MODULES),
	     prov_sql_int(modules, (long long)c->v.modules));
	note(c, "attrs", old_attrs, c->v.attrs);
	if (c->v.password.len)
		note(c, "password", "(old)", "(new)");
	if (held_addresses(c, &old, err) < 0) {
		prov_addresses_fini(&old);
		return -1;
	}
	note(c, "aliases", old.typed.p, c->v.addresses.typed.p);
	prov_str_add(&c->old_addresses, old.searched.p);
	prov_addresses_fini(&old);
	return 0;
}

/* ---- writing ---- */

static int write_user(struct prov_sql *db, struct change *c, struct prov_err *err)
{
	const struct prov_user_values *v = &c->v;
	const char *cid = PROV_INT(c->context);
	PROV_CLEANUP(prov_freep) char *before = json_dumps(c->before, JSON_COMPACT);
	PROV_CLEANUP(prov_freep) char *after = json_dumps(c->after, JSON_COMPACT);
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *user = NULL, *held = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *seq = NULL;
	PROV_USER_ARGS(update, v, cid, c->uid, v->login.p, v->addresses.typed.p, v->enabled,
		       PROV_INT((long long)v->modules), v->password.len ? v->password.p : NULL, v->attrs);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_USER_BUMP, PROV_ARGS(cid, c->uid, v->enabled), &seq },
		{ PROV_Q_USER_UPDATE, update, &user },
		{ PROV_Q_USER_DROP_ADDRESSES, PROV_ARGS(cid, c->uid, v->addresses.searched.p,
			c->old_addresses.p), NULL },
		{ PROV_Q_USER_INSERT_ADDRESSES, PROV_ARGS(cid, c->uid, v->addresses.searched.p), NULL },
		{ PROV_Q_USER_ADDRESSES, PROV_ARGS(cid, c->uid, v->addresses.searched.p), &held },
		{ PROV_Q_LOG_ADD, PROV_ARGS(cid, c->token, prov_session_who(c->call), c->call->program,
			"change", "user", c->uid, before, after), NULL },
	};

	if (prov_sql_batch(db, steps, COUNT(steps), err) < 0)
		return -1;
	c->seq = prov_sql_number(seq, 0, 0);
	if (prov_sql_affected(user) == 0 ||
	    (size_t)prov_sql_number(held, 0, 0) < v->addresses.count)
		return prov_user_fail_taken(db, c->context, prov_sql_number(c->old, 0, PROV_UC_UID), v,
					    err);
	return 0;
}

static void change_reset(struct change *c)
{
	prov_user_values_fini(&c->v);
	c->v = (struct prov_user_values){ .login = PROV_STR_INIT, .password = PROV_STR_INIT,
					  .addresses = PROV_ADDRESSES_INIT };
	prov_str_fini(&c->old_addresses);
	prov_sql_result_freep(&c->old);
	json_decref(c->before);
	json_decref(c->after);
	c->before = c->after = NULL;
}

static int change(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct change *c = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *lock = NULL;
	int found;

	change_reset(c);
	c->before = json_object();
	c->after = json_object();
	if (look_at_licence(db, c, err) < 0 ||
	    prov_sql_exec(db, PROV_Q_CONTEXT_LOCK, PROV_ARGS(PROV_INT(c->context)), &lock, err) < 0)
		return -1;
	if (prov_sql_rows(lock) == 0)
		return prov_auth_no_context(err, c->context);
	found = prov_user_find(db, c->context, c->ref, &c->old, err);
	if (found <= 0)
		return found < 0 ? -1 : prov_user_fail_unknown(err, c->context, c->ref);
	prov_sql_int(c->uid, prov_sql_number(c->old, 0, PROV_UC_UID));
	if (new_values(c, err) < 0 || check_licence(c, err) < 0 || compare(c, err) < 0)
		return -1;
	return json_object_size(c->after) ? write_user(db, c, err) : 0;
}

static int changed(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct change *c = data;

	return prov_doubt_happened(db, c->context, c->seq, c->token, err);
}

int prov_user_change(struct prov_call *call, long long context, const struct prov_user_ref *ref,
		     const struct prov_user_set *set, long long *id, struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	const struct prov_user_set stored = prov_check_stored(set, pool);
	struct change c = { .call = call, .context = context, .ref = ref, .set = &stored,
			    .old_addresses = PROV_STR_INIT,
			    .v = { .login = PROV_STR_INIT, .password = PROV_STR_INIT,
				   .addresses = PROV_ADDRESSES_INIT } };
	struct prov_sql_work work = { change, changed, &c };
	struct prov_sql *db;
	int rc;

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	prov_uuid(c.token);
	rc = db ? prov_sql_tx(db, &work, err) : -1;
	if (rc == 0)
		prov_int_parse(c.uid, 1, PROV_CONTEXT_MAX, id);
	change_reset(&c);
	return rc;
}
