/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config_get.c - settings as text: the table for listings, and the loaded value of a key
 */
#include <string.h>

#include "libprov/config/config_int.h"

static void add_contexts(struct prov_str *out, const struct prov_source_context *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		prov_str_addf(out, "%s%s -> %s", i ? "\n" : "", list[i].base, list[i].context);
}

static void add_mapping(struct prov_str *out, const struct prov_map_override *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		prov_str_addf(out, "%s%s = %s", i ? "\n" : "", list[i].field, list[i].expr);
}

static void add_strings(struct prov_str *out, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		prov_str_addf(out, "%s%s", i ? "," : "", list[i]);
}

static size_t count_of(const void *base, const struct prov_setting *row)
{
	return *(const size_t *)(const void *)((const char *)base + row->count_offset);
}

static char *value_of(const void *base, const struct prov_setting *row)
{
	const void *field = (const char *)base + row->offset;
	struct prov_str out = PROV_STR_INIT;
	const char *text;

	switch (row->type) {
	case PROV_T_STRING:
		text = *(const char *const *)field;
		prov_str_add(&out, text ? text : "");
		break;
	case PROV_T_INTEGER:
		prov_str_addf(&out, "%d", *(const int *)field);
		break;
	case PROV_T_BOOLEAN:
		prov_str_add(&out, *(const bool *)field ? "true" : "false");
		break;
	case PROV_T_STRINGS:
		add_strings(&out, *(const char *const *const *)field,
			    count_of(base, row));
		break;
	case PROV_T_CONTEXTS:
		add_contexts(&out, *(struct prov_source_context *const *)field,
			    count_of(base, row));
		break;
	case PROV_T_MAPPING:
		add_mapping(&out, *(struct prov_map_override *const *)field,
			    count_of(base, row));
		break;
	}
	return prov_str_take(&out);
}

/* Sections whose members have a name of their own: "source.NAME.KEY". */
static const struct {
	const char *section, *prefix;
	size_t size;
} named[] = {
	{ "source.", PROV_SOURCE_PREFIX, sizeof(struct prov_source_config) },
	{ "notify.", PROV_NOTIFY_PREFIX, sizeof(struct prov_deliverer_config) },
};

/* Looks the member up and turns the key into the one of the table. */
static char *get_of(size_t kind, const void *members, size_t count, const char *key)
{
	const char *name = key + strlen(named[kind].section), *dot = strchr(name, '.');
	PROV_CLEANUP(prov_freep) char *general = NULL;
	const struct prov_setting *row;

	if (!dot)
		return NULL;
	general = prov_asprintf("%s%s", named[kind].prefix, dot + 1);
	row = prov_settings_get(general);
	for (size_t i = 0; row && i < count; i++) {
		const void *member = (const char *)members + i * named[kind].size;
		const char *its = *(const char *const *)member;		/* the name comes first */

		if (strlen(its) == (size_t)(dot - name) && !strncmp(its, name, strlen(its)))
			return value_of(member, row);
	}
	return NULL;
}

char *prov_config_get(const struct prov_config *config, const char *key)
{
	const struct prov_setting *row;

	if (strncmp(key, named[0].section, strlen(named[0].section)) == 0)
		return get_of(0, config->sources, config->source_count, key);
	if (strncmp(key, named[1].section, strlen(named[1].section)) == 0)
		return get_of(1, config->deliverers, config->deliverer_count, key);
	row = prov_settings_get(key);
	return row ? value_of(config, row) : NULL;
}
