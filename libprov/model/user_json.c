/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_json.c - attributes that have no column of their own live in one JSON object per user
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

/* Words of truth become true or false, numbers lose their zeros. */
static const char *canonical(const struct prov_attr *attr, const char *value, char *buf)
{
	int truth = attr->type == PROV_ATTR_BOOL ? prov_bool_parse(value) : -1;
	long long n;

	if (truth >= 0)
		return truth ? "true" : "false";
	if (attr->type == PROV_ATTR_INT && prov_int_parse(value, INT64_MIN, INT64_MAX, &n))
		return prov_sql_int(buf, n);
	return value;
}

static void apply(json_t *object, const struct prov_user_set *set)
{
	char buf[24];

	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if (prov_attrs[i].store == PROV_STORE_JSON && set->attr[i])
			set_member(object, prov_attrs[i].name,
				   canonical(&prov_attrs[i], set->attr[i], buf));
	for (const struct prov_extra *e = set->extra; e && e->name; e++)
		set_member(object, e->name, e->value);
}

json_t *prov_user_attrs_merge(const char *old, const struct prov_user_set *set)
{
	json_t *object = old ? json_loads(old, 0, NULL) : NULL;

	if (!object)
		object = json_object();
	apply(object, set);
	return object;
}

json_t *prov_user_attrs_json(const struct prov_user_set *set)
{
	return prov_user_attrs_merge(NULL, set);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of object's members with a slash in them, in the order of their bytes, ending with NULL;
 * they live as long as object. Caller frees the list. */
static const char **sorted_names(json_t *object)
{
	const char **names = prov_alloc((json_object_size(object) + 1) * sizeof(*names)), *name;
	size_t count = 0;
	json_t *value;

	json_object_foreach(object, name, value)
		if (strchr(name, '/'))
			names[count++] = name;
	qsort(names, count, sizeof(*names), by_bytes);
	return names;
}

char *prov_json_extra(json_t *object)
{
	PROV_CLEANUP(prov_freep) const char **names = sorted_names(object);
	struct prov_str s = PROV_STR_INIT;

	for (const char **name = names; *name; name++) {
		const char *value = json_string_value(json_object_get(object, *name));

		prov_str_add(&s, s.len ? ", " : "{");
		prov_str_add_json(&s, *name, strlen(*name));
		prov_str_add(&s, ": ");
		prov_str_add_json(&s, value ? value : "", value ? strlen(value) : 0);
	}
	if (!s.len)
		return NULL;
	prov_str_add_char(&s, '}');
	return prov_str_take(&s);
}

char *prov_json_text(json_t *object)
{
	return json_object_size(object) ? json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
}
