/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.c - finds prov.conf, has it parsed, and hands out the result
 *
 * Decides where the file is looked for and how problems become one error. What may stand in it is
 * in settings.c, how values are read in config_walk.c and config_value.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libprov/config/config_int.h"

#define MAX_FILE ((size_t)1024 * 1024)

static int parse(config_t *file, const char *path, const struct prov_str *text,
		 struct prov_err *err)
{
	if (prov_config_scan(path, text, err) < 0)
		return -1;
	if (config_read_string(file, text->p))
		return 0;
	return prov_fail(err, PROV_E_CONFIG, "%s:%d: %s", path, config_error_line(file),
			 config_error_text(file));
}

/* 1: the file is loaded, 0: there is none, -1: it is wrong. */
static int load_file(struct prov_config *config, const char *path, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_config_priv *priv = config->priv;
	struct prov_config_loader loader = { config, priv->pool, err, 0 };

	if (prov_file_read(path, MAX_FILE, &text, err) < 0)
		return err->native == ENOENT || err->native == ENOTDIR ? 0 : -1;
	config->path = prov_pool_strdup(priv->pool, path);
	if (parse(&priv->file, path, &text, err) < 0)
		return -1;
	prov_config_walk(&loader, config_root_setting(&priv->file));
	return loader.problems ? -1 : 1;
}

/* $XDG_CONFIG_HOME/prov/prov.conf or ~/.config/prov/prov.conf; NULL: there is no such place. */
static char *personal_path(void)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (xdg && *xdg == '/')
		return prov_asprintf("%s/prov/prov.conf", xdg);
	return home && *home == '/' ? prov_asprintf("%s/.config/prov/prov.conf", home) : NULL;
}

/* A file that was named has to be there. */
static int load_named(struct prov_config *config, const char *path, struct prov_err *err)
{
	return load_file(config, path, err) > 0 ? 0 : -1;
}

static int load_default(struct prov_config *config, struct prov_err *err)
{
	const char *named = getenv("PROV_CONFIG");
	PROV_CLEANUP(prov_freep) char *personal = NULL;
	int rc;

	if (named && *named) {
		if (load_named(config, named, err) == 0)
			return 0;
		return err->native ? prov_err_hint(err, "The variable PROV_CONFIG names it.") : -1;
	}
	rc = load_file(config, PROV_SYSCONFDIR "/prov/prov.conf", err);
	if (rc == 0) {
		personal = personal_path();
		/* A home that cannot be looked into is another user's, as after su: it has no file for us. */
		rc = personal && prov_file_look(personal) > 0 ? load_file(config, personal, err) : 0;
	}
	if (rc == 0)
		prov_err_clear(err);
	else if (rc < 0 && !personal && err->native == EACCES)
		prov_err_hint(err, "who is in the group of \"" PROV_SYSCONFDIR "/prov\" may read it; "
			      "the variable PROV_CONFIG names another file");
	return rc < 0 ? -1 : 0;
}

int prov_config_load(const char *file, struct prov_config **config, struct prov_err *err)
{
	PROV_CLEANUP(prov_config_freep) struct prov_config *c = prov_alloc(sizeof(*c));
	struct prov_config_priv *priv = c->priv = prov_alloc(sizeof(*priv));

	config_init(&priv->file);
	priv->pool = prov_pool_new();
	prov_settings_defaults(c, NULL);
	if ((file ? load_named(c, file, err) : load_default(c, err)) < 0)
		return -1;
	*config = c;
	c = NULL;
	return 0;
}

void prov_config_free(struct prov_config *config)
{
	struct prov_config_priv *priv;

	if (!config)
		return;
	priv = config->priv;
	config_destroy(&priv->file);
	prov_pool_free(priv->pool);
	free(priv);
	free(config);
}

void prov_config_freep(struct prov_config **config)
{
	prov_config_free(*config);
	*config = NULL;
}

static int fail_sources(const struct prov_config *config, const char *name, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str names = PROV_STR_INIT;

	for (size_t i = 0; i < config->source_count; i++)
		prov_str_addf(&names, "%s%s", i ? ", " : "", config->sources[i].name);
	if (!config->source_count) {
		prov_fail(err, PROV_E_CONFIG, "no directory is configured as source of users");
		return prov_err_hint(err, "Add source: { NAME: { ... }; }; to %s, see prov.conf(5).",
				     config->path ? config->path : "prov.conf");
	}
	if (name)
		return prov_fail(err, PROV_E_CONFIG, "there is no source \"%s\", only: %s", name,
				 names.p);
	return prov_fail(err, PROV_E_CONFIG, "there are several sources, name one of: %s", names.p);
}

const struct prov_source_config *prov_config_source(const struct prov_config *config,
						    const char *name, struct prov_err *err)
{
	if (!name && config->source_count == 1)
		return config->sources;
	for (size_t i = 0; name && i < config->source_count; i++)
		if (strcmp(config->sources[i].name, name) == 0)
			return &config->sources[i];
	fail_sources(config, name, err);
	return NULL;
}

bool prov_config_setting(size_t index, struct prov_setting_info *info)
{
	static const char *const types[] = {
		[PROV_T_STRING] = "string", [PROV_T_INTEGER] = "integer",
		[PROV_T_BOOLEAN] = "boolean", [PROV_T_STRINGS] = "list",
		[PROV_T_CONTEXTS] = "list", [PROV_T_MAPPING] = "list"
	};
	const struct prov_setting *row = prov_settings_at(index);

	if (!row)
		return false;
	info->key = row->key;
	info->type = types[row->type];
	info->def = row->def ? row->def : "";
	info->range = row->range;
	info->doc = row->doc;
	return true;
}
