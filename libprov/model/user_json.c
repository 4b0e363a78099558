/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_json.c - attributes that have no column of their own, one JSON object per user; and whole objects
 *
 * Members are the names of the attribute table, and "NAMESPACE/NAME" for what operators add.
 */
#include "libprov/model/model.h"

static void set_member(json_t *object, const char *name, const char *value)
{
	if (value && value[0])
		json_object_set_new(object, name, json_string(value));
	else
		json_object_del(object, name);
}

static void apply(json_t *object, const struct prov_user_set *set)
{
	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if (prov_attrs[i].store == PROV_STORE_JSON && set->attr[i])
			set_member(object, prov_attrs[i].name, set->attr[i]);
	for (const struct prov_extra *e = set->extra; e && e->name; e++)
		set_member(object, e->name, e->value);
}

json_t *prov_user_json_merge(const char *old, const struct prov_user_set *set)
{
	json_t *object = old ? json_loads(old, 0, NULL) : NULL;

	if (!object)
		object = json_object();
	apply(object, set);
	return object;
}

json_t *prov_user_json_new(const struct prov_user_set *set)
{
	return prov_user_json_merge(NULL, set);
}

/* ---- a whole user ---- */

/* An array of the words of text that characters of around separate: {"a","b"} or a,b; for words that need
 * no escape, which addresses and names are. */
static json_t *array_of(const char *p, const char *around)
{
	json_t *array = json_array();

	while (p && p[strspn(p, around)]) {
		size_t len;

		p += strspn(p, around);
		len = strcspn(p, around);
		json_array_append_new(array, json_stringn(p, len));
		p += len;
	}
	return array;
}

static json_t *value_of(enum prov_attr_type type, const char *value)
{
	if (!value)
		return json_null();
	if (type == PROV_ATTR_BOOL)
		return json_boolean(value[0] == 't');
	if (type == PROV_ATTR_NAMES)
		return array_of(value, "{\",}");
	return type == PROV_ATTR_INT ? json_integer(strtoll(value, NULL, 10)) : json_string(value);
}

static json_t *object_of(const char *json)
{
	json_t *object = json && json[0] ? json_loads(json, 0, NULL) : NULL;

	return object ? object : json_null();
}

static json_t *whole(json_t *aliases, bool enabled, long long modules, const char *attrs,
		     const char *capabilities)
{
	json_t *user = json_object();

	json_object_set_new(user, "aliases", aliases);
	json_object_set_new(user, "enabled", json_boolean(enabled));
	json_object_set_new(user, "modules", json_integer(modules));
	json_object_set_new(user, "attrs", object_of(attrs));
	if (capabilities && capabilities[0])
		json_object_set_new(user, "capabilities", array_of(capabilities, "{\",}"));
	return user;
}

static void add_column(json_t *user, int column, const char *value)
{
	const struct prov_attr *attr = &prov_attrs[prov_user_attr_of[column]];

	json_object_set_new(user, attr->name, value_of(attr->type, value));
}

json_t *prov_user_json_old(const struct prov_sql_result *old)
{
	json_t *user = whole(array_of(prov_sql_text(old, 0, PROV_UC_ALIASES), ","),
			     prov_sql_true(old, 0, PROV_UC_ENABLED), prov_sql_number(old, 0, PROV_UC_MODULES),
			     prov_sql_text(old, 0, PROV_UC_ATTRS),
			     prov_sql_text(old, 0, PROV_UC_CAPABILITIES));

	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		add_column(user, i, prov_sql_text(old, 0, i));
	return user;
}

static void write_value(struct prov_str *out, enum prov_attr_type type, const struct prov_text *t)
{
	if (!t->p)
		prov_str_add_len(out, "null", 4);
	else if (type == PROV_ATTR_BOOL || type == PROV_ATTR_INT)
		prov_str_add_len(out, t->p, t->len);	/* words and numbers as the builder has made them */
	else
		prov_str_add_json(out, t->p, t->len);
}

/* From an array literal, as array_of(). */
static void write_array(struct prov_str *out, const char *p)
{
	char before = '[';

	while (p && p[strspn(p, "{\",}")]) {
		p += strspn(p, "{\",}");
		prov_str_add_char(out, before);
		prov_str_add_json(out, p, strcspn(p, "{\",}"));
		p += strcspn(p, "{\",}");
		before = ',';
	}
	prov_str_add(out, before == '[' ? "[]" : "]");
}

void prov_user_json_write(struct prov_str *out, const struct prov_user_row *row, const char *dn)
{
	char before = '{';

	for (int i = 1; i <= PROV_USER_COLUMNS; i++) {
		const struct prov_attr *attr = &prov_attrs[prov_user_attr_of[i]];

		prov_str_add_char(out, before);
		prov_str_add_json(out, attr->name, strlen(attr->name));
		prov_str_add_char(out, ':');
		write_value(out, attr->type, &row->column[i]);
		before = ',';
	}
	prov_str_add(out, ",\"aliases\":");
	write_array(out, row->addresses.entered.p);
	prov_str_addf(out, ",\"enabled\":%s,\"modules\":%lld,\"attrs\":", row->enabled ? "true" : "false",
		      (long long)row->modules);
	prov_str_add(out, row->attrs.len ? row->attrs.p : "null");
	if (row->capabilities.len) {
		prov_str_add(out, ",\"capabilities\":");
		write_array(out, row->capabilities.p);
	}
	if (dn) {
		prov_str_add(out, ",\"dn\":");
		prov_str_add_json(out, dn, strlen(dn));
	}
	prov_str_add_char(out, '}');
}

json_t *prov_user_json_row(const struct prov_user_row *row)
{
	struct prov_str text = PROV_STR_INIT;
	json_t *user;

	prov_user_json_write(&text, row, NULL);
	user = json_loadb(text.p, text.len, 0, NULL);
	prov_str_fini(&text);
	return user ? user : json_object();
}

json_t *prov_user_json_columns(const struct prov_noun *noun, const char *const *attr)
{
	json_t *object = json_object();

	for (int i = 0; i < noun->count; i++)
		if (noun->attrs[i].store == PROV_STORE_COLUMN)
			json_object_set_new(object, noun->attrs[i].name,
					    value_of(noun->attrs[i].type, attr[i]));
	return object;
}

json_t *prov_user_json_context(const char *const *attr, json_t *names, const char *attrs)
{
	const struct prov_attr *all = prov_noun_context.attrs;
	json_t *context = json_object();

	for (int i = 0; i < PROV_CA_COUNT; i++)
		if (all[i].store == PROV_STORE_COLUMN && attr[i])
			json_object_set_new(context, all[i].name, value_of(all[i].type, attr[i]));
	json_object_set_new(context, all[PROV_CA_MAPPINGS].name, json_deep_copy(names));
	json_object_set_new(context, all[PROV_CA_ATTRS].name, object_of(attrs));
	return context;
}

/* ---- members ---- */

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_gui(const char *name)
{
	return strncmp(name, PROV_GUI_PREFIX, strlen(PROV_GUI_PREFIX)) == 0;
}

/* The names of object's members that operators made up, preferences of the GUI or the others, in the order of
 * their bytes, ending with NULL; they live as long as object. Caller frees the list. */
static const char **sorted_names(json_t *object, bool gui)
{
	const char **names = prov_alloc((json_object_size(object) + 1) * sizeof(*names)), *name;
	size_t count = 0;
	json_t *value;

	json_object_foreach(object, name, value)
		if (strchr(name, '/') && is_gui(name) == gui)
			names[count++] = name;
	qsort(names, count, sizeof(*names), by_bytes);
	return names;
}

/* Without the first skip bytes of the names. */
static char *object_text(json_t *object, const char **names, size_t skip, bool secrets)
{
	struct prov_str s = PROV_STR_INIT;

	for (const char **name = names; *name; name++) {
		const char *value = !secrets && prov_object_log_is_secret(*name) ? PROV_SECRET_SHOWN :
			json_string_value(json_object_get(object, *name));

		prov_str_add(&s, s.len ? ", " : "{");
		prov_str_add_json(&s, *name + skip, strlen(*name + skip));
		prov_str_add(&s, ": ");
		prov_str_add_json(&s, value ? value : "", value ? strlen(value) : 0);
	}
	if (!s.len)
		return NULL;
	prov_str_add_char(&s, '}');
	return prov_str_take(&s);
}

char *prov_user_json_extra(json_t *object, bool secrets)
{
	PROV_CLEANUP(prov_freep) const char **names = sorted_names(object, false);

	return object_text(object, names, 0, secrets);
}

char *prov_user_json_gui(json_t *object)
{
	PROV_CLEANUP(prov_freep) const char **names = sorted_names(object, true);

	return object_text(object, names, strlen(PROV_GUI_PREFIX), true);
}

char *prov_user_json_text(json_t *object)
{
	return json_object_size(object) ? json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
}
