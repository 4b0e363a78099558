/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serverconf_text.c - templates of servers' configuration, and the values that are put into them
 */
#include <stdlib.h>

#include "libprov/model/model.h"
#include "libprov/model/serverconf.h"

struct prov_serverconf_value *prov_serverconf_text_find(struct prov_serverconf_values *v, const char *name,
							size_t len)
{
	for (size_t i = 0; i < v->count; i++)
		if (strlen(v->list[i].name) == len && memcmp(v->list[i].name, name, len) == 0)
			return &v->list[i];
	return NULL;
}

void prov_serverconf_text_add(struct prov_serverconf_values *v, const char *name, const char *value)
{
	struct prov_serverconf_value *list = prov_pool_alloc(v->pool, (v->count + 1) * sizeof(*list));

	for (size_t i = 0; i < v->count; i++)
		list[i] = v->list[i];
	list[v->count++] = (struct prov_serverconf_value){ name, value };
	v->list = list;
}

const char *prov_serverconf_text_get(struct prov_serverconf_values *v, const char *name)
{
	const struct prov_serverconf_value *found = prov_serverconf_text_find(v, name, strlen(name));

	return found ? found->value : "";
}

int prov_serverconf_text_check(const char *name, const char *value, const char *also, struct prov_err *err)
{
	static const char allowed[] = PROV_SERVERCONF_LETTERS "_-.:/+*[]";

	for (const char *p = value; *p; p++)
		if (!strchr(allowed, *p) && !strchr(also, *p))
			return prov_fail(err, PROV_E_INVALID, "%s has a character that is none of letters, "
					 "digits and _-.:/+*[]%s: \"%s\"", name, also, value);
	return 0;
}

/* ---- the templates ---- */

static void expand(struct prov_serverconf_values *v, const char *line, size_t len, struct prov_str *out,
		   bool *secret)
{
	for (size_t i = 0; i < len; i++) {
		size_t n = line[i] == '@' ? strcspn(line + i + 1, "@ \n") : 0;
		const struct prov_serverconf_value *value = NULL;

		if (n && line[i + 1 + n] == '@')
			value = prov_serverconf_text_find(v, line + i + 1, n);
		if (!value) {
			prov_str_add_char(out, line[i]);
			continue;
		}
		*secret |= strstr(value->name, "password") != NULL && value->value[0];
		prov_str_add(out, value->value);
		i += n + 1;
	}
	prov_str_add_char(out, '\n');
}

/* Without its condition, or NULL: it is not met. */
static const char *wanted(struct prov_serverconf_values *v, const char *line)
{
	size_t n = line[0] == '@' ? strcspn(line + 1, "?@ \n") : 0;
	const struct prov_serverconf_value *value = NULL;

	if (n && line[1 + n] == '?')
		value = prov_serverconf_text_find(v, line + 1, n);
	return !value ? line : value->value[0] ? line + n + 2 : NULL;
}

void prov_serverconf_text_expand(struct prov_serverconf_values *v, const char *text, struct prov_str *out,
				 bool *secret)
{
	while (*text) {
		const char *line = wanted(v, text), *end = strchr(text, '\n');

		if (line)
			expand(v, line, (size_t)(end - line), out, secret);
		text = end + 1;
	}
}

void prov_serverconf_text_file(struct prov_serverconf *conf, const char *name, struct prov_str *text,
			       bool secret)
{
	conf->files = prov_realloc(conf->files, (conf->count + 1) * sizeof(*conf->files));
	conf->files[conf->count++] = (struct prov_serverconf_file){ prov_strdup(name), prov_str_take(text),
								    secret };
}
