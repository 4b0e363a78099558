/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config/settings.h - one row for every key that prov.conf may have; private to this folder
 *
 * The rows are the only list: loading, range checks, unknown keys with their nearest neighbour,
 * `provdb config --list` and the test of prov.conf(5) all read them. A row of a source is written
 * "source.*.KEY" and lands in struct prov_source_config, one of a deliverer "notify.*.KEY" in struct
 * prov_deliverer_config, every other row in struct prov_config.
 */
#ifndef PROV_SETTINGS_H
#define PROV_SETTINGS_H

#include <prov/config.h>

enum prov_setting_type {
	PROV_T_STRING,		/* const char *; libconfig owns the text */
	PROV_T_INTEGER,		/* int */
	PROV_T_BOOLEAN,		/* bool */
	PROV_T_STRINGS,		/* const char **, and its count */
	PROV_T_CONTEXTS,	/* struct prov_source_context *, and its count */
	PROV_T_MAPPING		/* struct prov_map_override *, and its count */
};

struct prov_setting {
	const char *key;
	enum prov_setting_type type;
	size_t offset;			/* of the field in its struct */
	size_t count_offset;		/* of the field with the number of elements */
	const char *def;		/* default as text; NULL: a string that was not given */
	long long number;		/* the same for integers and booleans */
	long long lo, hi;		/* of an integer */
	const char *range;		/* for people */
	/* May this string have that value? NULL: it may have any. Lists: each of their strings. */
	bool (*allows)(const struct prov_setting *row, const char *value);
	const char *advice;		/* hint when allows() says no; may be NULL */
	const char *doc;
};

#define PROV_SOURCE_PREFIX "source.*."
#define PROV_NOTIFY_PREFIX "notify.*."

/* Rows in the order of the table; NULL after the last one. Those of sources and deliverers come last. */
const struct prov_setting *prov_settings_at(size_t index);
/* The row of a key ("ldap.uri", "source.*.uri"), or NULL. */
const struct prov_setting *prov_settings_get(const char *key);
/* True for the part before the last dot of any key: "ldap". */
bool prov_settings_is_section(const char *name);
/* Fills a struct prov_config (prefix NULL), prov_source_config or prov_deliverer_config with the defaults of
 * its rows. */
void prov_settings_defaults(void *base, const char *prefix);

/* The known key that may have been meant by key; NULL if none is near. */
const char *prov_settings_near_key(const char *key);
/* The same for a section: its length in *section, or 0. */
size_t prov_settings_near_section(const char *name, const char **section);

#endif
