/* SPDX-License-Identifier: Apache-2.0 */
/*
 * object_log.c - what the change log says of an object: whole, or what differs, and no secrets (E2)
 */
#include <strings.h>

#include "libprov/model/object.h"

bool prov_object_log_diff(json_t *before, json_t *after)
{
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach(before, name, value)
		if (!json_object_get(after, name))
			json_object_set_new(after, name, json_null());
	json_object_foreach_safe(after, next, name, value) {
		json_t *old = json_object_get(before, name);

		if (!json_equal(old, value))
			continue;
		json_object_del(before, name);
		json_object_del(after, name);
	}
	return json_object_size(after) > 0;
}

/* Names that operators make up; those of the table of attributes have no slash. */
bool prov_object_log_is_secret(const char *name)
{
	static const char *const words[] = { PROV_SECRET_WORDS };

	for (size_t i = 0; strchr(name, '/') && i < COUNT(words); i++)
		if (strcasestr(name, words[i]))
			return true;
	return false;
}

static json_t *without_secrets(const json_t *attrs)
{
	json_t *copy = json_copy((json_t *)attrs), *value;
	const char *name;

	json_object_foreach(copy, name, value)
		if (prov_object_log_is_secret(name))
			json_object_set_new(copy, name, json_string(PROV_SECRET_SHOWN));
	return copy;
}

char *prov_object_log_text(const json_t *object)
{
	json_t *copy = object ? json_copy((json_t *)object) : NULL;
	json_t *attrs = json_object_get(copy, "attrs");
	char *text;

	if (!object)
		return NULL;
	if (json_is_object(attrs))
		json_object_set_new(copy, "attrs", without_secrets(attrs));
	text = json_dumps(copy, JSON_COMPACT);
	json_decref(copy);
	return text;
}
