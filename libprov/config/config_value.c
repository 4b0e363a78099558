/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config_value.c - one value of the file into its field, after a look at its type and range
 *
 * libconfig's own config_lookup_int() and friends leave the default in place, without a word, when
 * the type is another one; here that is an error that names the expected type.
 */
#include <string.h>

#include "libprov/config/config_int.h"
#include "libprov/config/settings_rule.h"

static const char *type_of(const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return "an integer";
	case CONFIG_TYPE_FLOAT:
		return "a number with a fraction";
	case CONFIG_TYPE_STRING:
		return "a string";
	case CONFIG_TYPE_BOOL:
		return "true or false";
	case CONFIG_TYPE_GROUP:
		return "a group { ... }";
	default:
		return "a list";
	}
}

static void wrong_type(struct prov_config_loader *loader, const config_setting_t *setting,
		       const char *name, const char *want)
{
	prov_config_problem(loader, setting, NULL, "\"%s\" must be %s, not %s", name, want,
			    type_of(setting));
}

/* The text of a string setting that is fit for use, or NULL after a problem was noted. */
static const char *text_of(struct prov_config_loader *loader, const config_setting_t *setting,
			   const char *name)
{
	const char *text = config_setting_get_string(setting);

	if (config_setting_type(setting) != CONFIG_TYPE_STRING)
		wrong_type(loader, setting, name, "a string");
	else if (!prov_utf8_is_valid(text, strlen(text)))
		prov_config_problem(loader, setting, NULL, "\"%s\" is not valid UTF-8", name);
	else if (prov_utf8_has_control(text, strlen(text)))
		prov_config_problem(loader, setting, NULL, "\"%s\" has a control character", name);
	else
		return text;
	return NULL;
}

/* The same for a string that a row has a rule for. */
static const char *allowed_text(struct prov_config_loader *loader,
				const config_setting_t *setting, const struct prov_setting *row,
				const char *name)
{
	const char *text = text_of(loader, setting, name);

	if (!text || !row->allows || row->allows(row, text))
		return text;
	if (row->allows == prov_settings_rule_word)
		prov_config_problem(loader, setting, row->advice, "\"%s\" must be one of %s, not "
				    "\"%s\"", name, row->range, text);
	else
		prov_config_problem(loader, setting, row->advice, "\"%s\" must be: %s", name,
				    row->range);
	return NULL;
}

static void set_integer(struct prov_config_loader *loader, const config_setting_t *setting,
			const struct prov_setting *row, const char *name, int *field)
{
	int type = config_setting_type(setting);
	long long n;

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) {
		wrong_type(loader, setting, name, "an integer");
		return;
	}
	n = config_setting_get_int64(setting);
	if (n < row->lo || n > row->hi)
		prov_config_problem(loader, setting, NULL, "\"%s\" is %lld, but must be %s", name,
				    n, row->range);
	else
		*field = (int)n;
}

static void set_boolean(struct prov_config_loader *loader, const config_setting_t *setting,
			const char *name, bool *field)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
		wrong_type(loader, setting, name, "true or false");
	else
		*field = config_setting_get_bool(setting);
}

static void set_strings(struct prov_config_loader *loader, const config_setting_t *setting,
			const struct prov_setting *row, const char *name, const char ***field,
			size_t *count)
{
	int n = config_setting_length(setting);

	if (!config_setting_is_list(setting) && !config_setting_is_array(setting)) {
		wrong_type(loader, setting, name, "a list of strings");
		return;
	}
	*field = prov_pool_alloc(loader->pool, (size_t)n * sizeof(**field));
	for (int i = 0; i < n; i++) {
		const config_setting_t *elem = config_setting_get_elem(setting, (unsigned)i);
		const char *text = allowed_text(loader, elem, row, name);

		if (text)
			(*field)[(*count)++] = text;
	}
}

/* { base = "..."; context = "..."; } */
static void set_context(struct prov_config_loader *loader, const config_setting_t *setting,
			const char *name, struct prov_source_context *context)
{
	for (int i = 0; i < config_setting_length(setting); i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		const char *key = config_setting_name(member);

		if (strcmp(key, "base") == 0)
			context->base = text_of(loader, member, key);
		else if (strcmp(key, "context") == 0)
			context->context = text_of(loader, member, key);
		else
			prov_config_problem(loader, member, "It may have base and context.",
					    "unknown setting \"%s\" in \"%s\"", key, name);
	}
	if (!context->base || !context->context || !*context->context)
		prov_config_problem(loader, setting, NULL, "every element of \"%s\" needs base and "
				    "context", name);
}

static void set_contexts(struct prov_config_loader *loader, const config_setting_t *setting,
			 const char *name, struct prov_source_context **field, size_t *count)
{
	int n = config_setting_length(setting);

	if (!config_setting_is_list(setting)) {
		wrong_type(loader, setting, name, "a list of groups ( { ... }, { ... } )");
		return;
	}
	*field = prov_pool_alloc(loader->pool, (size_t)n * sizeof(**field));
	for (int i = 0; i < n; i++) {
		const config_setting_t *elem = config_setting_get_elem(setting, (unsigned)i);

		if (config_setting_is_group(elem))
			set_context(loader, elem, name, &(*field)[(*count)++]);
		else
			wrong_type(loader, elem, name, "a list of groups ( { ... }, { ... } )");
	}
}

/* Field names and expressions are judged by the mapping layer, which needs the lines for that. */
static void set_mapping(struct prov_config_loader *loader, const config_setting_t *setting,
			const char *name, struct prov_map_override **field, size_t *count)
{
	int n = config_setting_length(setting);

	if (!config_setting_is_group(setting)) {
		wrong_type(loader, setting, name, "a group { field = \"expression\"; ... }");
		return;
	}
	*field = prov_pool_alloc(loader->pool, (size_t)n * sizeof(**field));
	for (int i = 0; i < n; i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		struct prov_map_override *map = &(*field)[(*count)++];

		map->field = config_setting_name(member);
		map->line = (int)config_setting_source_line(member);
		map->expr = config_setting_get_string(member);
		if (config_setting_type(member) != CONFIG_TYPE_STRING)
			wrong_type(loader, member, map->field, "a string");
		else if (!prov_utf8_is_valid(map->expr, strlen(map->expr)))
			prov_config_problem(loader, member, NULL, "\"%s\" is not valid UTF-8",
					    map->field);
	}
}

void prov_config_value(struct prov_config_loader *loader, const config_setting_t *setting,
		       const struct prov_setting *row, const char *name, void *base)
{
	void *field = (char *)base + row->offset;
	size_t *count = (size_t *)(void *)((char *)base + row->count_offset);
	const char *text;

	switch (row->type) {
	case PROV_T_STRING:
		text = allowed_text(loader, setting, row, name);
		if (text)
			*(const char **)field = text;
		break;
	case PROV_T_INTEGER:
		set_integer(loader, setting, row, name, field);
		break;
	case PROV_T_BOOLEAN:
		set_boolean(loader, setting, name, field);
		break;
	case PROV_T_STRINGS:
		set_strings(loader, setting, row, name, field, count);
		break;
	case PROV_T_CONTEXTS:
		set_contexts(loader, setting, name, field, count);
		break;
	case PROV_T_MAPPING:
		set_mapping(loader, setting, name, field, count);
		break;
	}
}
