/* SPDX-License-Identifier: Apache-2.0 */
/*
 * events.c - what deliverers of prov notify have in common
 */
#include "bin/deliver/lib/events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

void events_meant_init(struct meant *m)
{
	*m = (struct meant){ json_object(), json_object(), json_object() };
}

void events_meant_fini(struct meant *m)
{
	json_decref(m->names);
	json_decref(m->domains);
	json_decref(m->contexts);
}

void events_meant_add(json_t *set, const char *name)
{
	if (name)
		json_object_set_new(set, name, json_null());
}

void events_meant_add_all(json_t *set, const json_t *event)
{
	const json_t *name;
	size_t i;

	json_array_foreach(json_object_get(event, "names"), i, name)
		events_meant_add(set, json_string_value(name));
	events_meant_add(set, json_string_value(json_object_get(event, "key")));
}

void events_meant_add_context(struct meant *m, const json_t *event)
{
	const json_t *name;
	size_t i;

	json_array_foreach(json_object_get(event, "names"), i, name)
		events_meant_add(m->domains, json_string_value(name));
	events_meant_add(m->contexts, json_string_value(json_object_get(event, "key")));
}

/* c3u5, or a resource, c3r1, is in the context c3. */
static bool is_in_context(const struct meant *m, const char *name)
{
	char key[32];
	size_t len = name[0] == 'c' ? 1 + strspn(name + 1, "0123456789") : 0;

	if (len < 2 || len >= sizeof(key) || !name[len] || !strchr("ugr", name[len]))
		return false;
	memcpy(key, name, len);
	key[len] = '\0';
	return json_object_get(m->contexts, key);
}

bool events_meant_is(const struct meant *m, const char *name)
{
	const char *at = strrchr(name, '@');

	return json_object_get(m->names, name) || (at && json_object_get(m->domains, at + 1)) ||
		is_in_context(m, name);
}

bool events_meant_is_empty(const struct meant *m)
{
	return !json_object_size(m->names) && !json_object_size(m->domains) && !json_object_size(m->contexts);
}

bool events_is_about(const json_t *event, const char *object)
{
	const char *about = json_string_value(json_object_get(event, "object"));

	return about && strcmp(about, object) == 0;
}

bool events_is_one_of(const json_t *event, const char *const *words)
{
	const json_t *word;
	size_t i;

	json_array_foreach(json_object_get(event, "events"), i, word)
		for (const char *const *w = words; *w && json_string_value(word); w++)
			if (strcmp(json_string_value(word), *w) == 0)
				return true;
	return false;
}

void events_lower(char *name)
{
	for (char *p = name; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 'a' - 'A');
}

int events_read(const char *program, void (*take)(void *data, const json_t *event), void *data)
{
	char *line = NULL;
	size_t size = 0;
	bool good = true;

	while (good && getline(&line, &size, stdin) > 0) {
		json_error_t error;
		json_t *event = json_loads(line, 0, &error);

		good = event != NULL;
		if (event)
			take(data, event);
		json_decref(event);
	}
	good = good && !ferror(stdin);
	if (!good)
		fprintf(stderr, "%s: what was read is no event\n", program);
	free(line);
	return good ? 0 : EX_DATAERR;
}
