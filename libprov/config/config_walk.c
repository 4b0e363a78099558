/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config_walk.c - through the sections and sources of a file; what nobody claims is an error
 */
#include <string.h>

#include "libprov/config/config_int.h"

/* A key that looks as if a password had been written into the file. */
static bool is_secret(const char *key)
{
	static const char *const words[] = {
		"password", "passwd", "bind_password", "bindpw", "bind_pw", "secret", "adminpass"
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(key, words[i]) == 0)
			return true;
	return false;
}

/* "source.*.uri" as the one who wrote the source would write it */
static char *spell(struct prov_pool *pool, const char *key, const char *source)
{
	size_t prefix = strlen(PROV_SOURCE_PREFIX);

	if (strncmp(key, PROV_SOURCE_PREFIX, prefix) != 0)
		return prov_pool_strdup(pool, key);
	return prov_pool_printf(pool, "source.%s.%s", source ? source : "NAME", key + prefix);
}

/* key is the name in the table ("source.*.x"), name the one to show ("source.main.x"). */
static void unknown_key(struct prov_config_loader *loader, const config_setting_t *setting,
			const char *key, const char *name, const char *source)
{
	const char *near = prov_settings_near_key(key);
	const char *hint = NULL;

	if (is_secret(config_setting_name(setting)))
		hint = "Passwords do not belong into this file: write it into a file of its own "
			"(mode 0600) and name that with password_file.";
	else if (near)
		hint = prov_pool_printf(loader->pool, "Did you mean \"%s\"?",
					spell(loader->pool, near, source));
	prov_config_problem(loader, setting, hint, "unknown setting \"%s\"", name);
}

/* Keys of a source, or of a group in it, whose name (with its dot) is the prefix of theirs. */
static void walk_keys(struct prov_config_loader *loader, const config_setting_t *setting,
		      const char *prefix, struct prov_source_config *source)
{
	for (int i = 0; i < config_setting_length(setting); i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		const char *word = config_setting_name(member);
		const char *key = prov_pool_printf(loader->pool, PROV_SOURCE_PREFIX "%s%s", prefix, word);
		const char *name = spell(loader->pool, key, source->name);
		const struct prov_setting *row = prov_settings_get(key);

		if (row)
			prov_config_value(loader, member, row, name, source);
		else if (!prefix[0] && strcmp(word, "limits") == 0 && config_setting_is_group(member))
			walk_keys(loader, member, "limits.", source);
		else
			unknown_key(loader, member, key, name, source->name);
	}
}

static void walk_source(struct prov_config_loader *loader, const config_setting_t *setting,
			struct prov_source_config *source)
{
	walk_keys(loader, setting, "", source);
	if (source->context && source->context_count)
		prov_config_problem(loader, setting, NULL, "source \"%s\" has both context and "
				    "contexts", source->name);
}

static void walk_sources(struct prov_config_loader *loader, const config_setting_t *setting)
{
	struct prov_config *config = loader->config;
	size_t n = (size_t)config_setting_length(setting);

	config->sources = prov_pool_alloc(loader->pool, n * sizeof(*config->sources));
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		struct prov_source_config *source;

		if (!config_setting_is_group(member)) {
			prov_config_problem(loader, member, "source: { NAME: { profile = ...; }; };",
					    "\"source.%s\" must be a group { ... }",
					    config_setting_name(member));
			continue;
		}
		if (strchr(config_setting_name(member), '*'))
			prov_config_problem(loader, member, NULL, "the name of a source has "
					    "letters, digits, - and _, not \"%s\"",
					    config_setting_name(member));
		source = &config->sources[config->source_count++];
		prov_settings_defaults(source, true);
		source->name = config_setting_name(member);
		walk_source(loader, member, source);
	}
}

static void walk_section(struct prov_config_loader *loader, const config_setting_t *setting)
{
	const char *section = config_setting_name(setting);

	for (int i = 0; i < config_setting_length(setting); i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		const char *key = prov_pool_printf(loader->pool, "%s.%s", section,
						   config_setting_name(member));
		const struct prov_setting *row = prov_settings_get(key);

		if (row)
			prov_config_value(loader, member, row, key, loader->config);
		else
			unknown_key(loader, member, key, key, NULL);
	}
}

static void unknown_section(struct prov_config_loader *loader, const config_setting_t *setting)
{
	const char *name = config_setting_name(setting), *near;
	size_t len = prov_settings_near_section(name, &near);
	const char *hint = NULL;

	if (!config_setting_is_group(setting)) {
		unknown_key(loader, setting, name, name, NULL);
		return;
	}
	if (len)
		hint = prov_pool_printf(loader->pool, "Did you mean \"%.*s\"?", (int)len, near);
	prov_config_problem(loader, setting, hint, "unknown section \"%s\"", name);
}

void prov_config_walk(struct prov_config_loader *loader, const config_setting_t *root)
{
	for (int i = 0; i < config_setting_length(root); i++) {
		const config_setting_t *setting = config_setting_get_elem(root, (unsigned)i);
		const char *name = config_setting_name(setting);

		if (!prov_settings_is_section(name))
			unknown_section(loader, setting);
		else if (!config_setting_is_group(setting))
			prov_config_problem(loader, setting, NULL, "\"%s\" must be a group { ... }",
					    name);
		else if (strcmp(name, "source") == 0)
			walk_sources(loader, setting);
		else
			walk_section(loader, setting);
	}
}
