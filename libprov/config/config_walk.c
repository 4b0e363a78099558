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

/* "source.*.uri" as the one who wrote the source would write it; a deliverer likewise */
static char *spell(struct prov_pool *pool, const char *key, const char *source)
{
	const char *star = strchr(key, '*');

	if (!star)
		return prov_pool_strdup(pool, key);
	return prov_pool_printf(pool, "%.*s%s%s", (int)(star - key), key, source ? source : "NAME", star + 1);
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

/* A member of a section whose members have names: true if it is a group, which it has to be. */
static bool is_named_group(struct prov_config_loader *loader, const config_setting_t *member,
			   const char *section, const char *what, const char *example)
{
	const char *name = config_setting_name(member);

	if (!config_setting_is_group(member)) {
		prov_config_problem(loader, member, example, "\"%s.%s\" must be a group { ... }", section,
				    name);
		return false;
	}
	if (strchr(name, '*'))
		prov_config_problem(loader, member, NULL, "the name of a %s has letters, digits, - and _, "
				    "not \"%s\"", what, name);
	return true;
}

static void walk_sources(struct prov_config_loader *loader, const config_setting_t *setting)
{
	struct prov_config *config = loader->config;
	size_t n = (size_t)config_setting_length(setting);

	config->sources = prov_pool_alloc(loader->pool, n * sizeof(*config->sources));
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		struct prov_source_config *source;

		if (!is_named_group(loader, member, "source", "source",
				    "source: { NAME: { profile = ...; }; };"))
			continue;
		source = &config->sources[config->source_count++];
		prov_settings_defaults(source, PROV_SOURCE_PREFIX);
		source->name = config_setting_name(member);
		walk_source(loader, member, source);
	}
}

static void walk_deliverer(struct prov_config_loader *loader, const config_setting_t *setting,
			   struct prov_deliverer_config *deliverer)
{
	for (int i = 0; i < config_setting_length(setting); i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		const char *key = prov_pool_printf(loader->pool, PROV_NOTIFY_PREFIX "%s",
						   config_setting_name(member));
		const char *name = spell(loader->pool, key, deliverer->name);
		const struct prov_setting *row = prov_settings_get(key);

		if (row)
			prov_config_value(loader, member, row, name, deliverer);
		else
			unknown_key(loader, member, key, name, deliverer->name);
	}
	if (!deliverer->command_count || deliverer->command[0][0] != '/')
		prov_config_problem(loader, setting, "command = ( \"/usr/lib/prov/notify-dovecot\" );",
				    "\"notify.%s\" needs a command that begins with an absolute path",
				    deliverer->name);
}

static void walk_deliverers(struct prov_config_loader *loader, const config_setting_t *setting)
{
	struct prov_config *config = loader->config;
	size_t n = (size_t)config_setting_length(setting);

	config->deliverers = prov_pool_alloc(loader->pool, n * sizeof(*config->deliverers));
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		struct prov_deliverer_config *deliverer;

		if (!is_named_group(loader, member, "notify", "deliverer",
				    "notify: { NAME: { command = ( ... ); }; };"))
			continue;
		deliverer = &config->deliverers[config->deliverer_count++];
		prov_settings_defaults(deliverer, PROV_NOTIFY_PREFIX);
		deliverer->name = config_setting_name(member);
		walk_deliverer(loader, member, deliverer);
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
		else if (strcmp(name, "notify") == 0)
			walk_deliverers(loader, setting);
		else
			walk_section(loader, setting);
	}
}
