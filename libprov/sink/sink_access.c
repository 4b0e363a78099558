/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_access.c - the modules that a name of a directory stands for
 *
 * UCS has access profiles of its own, which are not the combinations of the same names: those that are in
 * the directory, and the seven that come with its connector, should they not be there. A file of definitions
 * of the site goes before them.
 */
#include <strings.h>

#include "libprov/sink/sink_reading.h"

enum part { WEBMAIL = 1, PIM = 2, DRIVE = 4, GROUPWARE = 8, PREMIUM = 16 };

static const struct {
	enum part part;
	enum prov_module_id module;
} parts[] = {
	{ WEBMAIL, PROV_M_CONTACTS }, { WEBMAIL, PROV_M_WEBMAIL }, { WEBMAIL, PROV_M_COLLECT },
	{ WEBMAIL, PROV_M_MULTIPLE }, { WEBMAIL, PROV_M_SUBSCRIPTION },
	{ PIM, PROV_M_CALENDAR }, { PIM, PROV_M_DELEGATE_TASKS }, { PIM, PROV_M_TASKS },
	{ DRIVE, PROV_M_INFOSTORE },
	{ GROUPWARE, PROV_M_EDIT_PUBLIC }, { GROUPWARE, PROV_M_SHARED },
	{ PREMIUM, PROV_M_ICAL }, { PREMIUM, PROV_M_VCARD }, { PREMIUM, PROV_M_WEBDAV },
	{ PREMIUM, PROV_M_WEBDAV_XML }, { PREMIUM, PROV_M_USM },
};

static const struct {
	const char *name;
	unsigned parts;
} profiles[] = {
	{ "none", 0 },
	{ "webmail", WEBMAIL },
	{ "webmail_drive", WEBMAIL | DRIVE },
	{ "pim", WEBMAIL | PIM },
	{ "pim_drive", WEBMAIL | PIM | DRIVE },
	{ "groupware", WEBMAIL | PIM | DRIVE | GROUPWARE },
	{ "premium", WEBMAIL | PIM | DRIVE | GROUPWARE | PREMIUM },
};

static prov_modules_t module_of(const char *right)
{
	for (size_t i = 0; i < PROV_MODULE_COUNT; i++)
		if (strcasecmp(prov_modules[i].token, right) == 0)
			return PROV_MODULE_BIT(i);
	return 0;
}

static bool find_in_directory(const struct prov_source *source, const char *name, prov_modules_t *modules)
{
	for (size_t i = 0; i < source->access_count; i++) {
		const struct prov_source_access *a = &source->access[i];

		if (strcasecmp(a->name, name) != 0)
			continue;
		*modules = 0;
		for (size_t k = 0; k < a->right_count; k++)
			*modules |= module_of(a->rights[k]);
		return true;
	}
	return false;
}

static bool find_shipped(const char *name, prov_modules_t *modules)
{
	for (size_t i = 0; i < COUNT(profiles); i++) {
		if (strcasecmp(profiles[i].name, name) != 0)
			continue;
		*modules = 0;
		for (size_t k = 0; k < COUNT(parts); k++)
			if (profiles[i].parts & parts[k].part)
				*modules |= PROV_MODULE_BIT(parts[k].module);
		return true;
	}
	return false;
}

static bool is_ucs(const struct sink *sink)
{
	const char *profile = sink->source->profile;

	return profile && strcmp(profile, "ucs") == 0;
}

int prov_sink_access_at(const struct sink *sink, size_t i, const char **name, struct prov_err *err)
{
	const size_t combinations = sink->call->session->combination_count;
	const size_t entries = sink->source->access_count;

	if (prov_access_name_at(sink->call, i, name, err) < 0)
		return -1;
	if (*name)
		return 0;
	i -= combinations;
	if (i < entries)
		*name = sink->source->access[i].name;
	else if (is_ucs(sink) && i - entries < COUNT(profiles))
		*name = profiles[i - entries].name;
	return 0;
}

static bool find_profile(const struct sink *sink, const char *name, prov_modules_t *modules)
{
	return find_in_directory(sink->source, name, modules) ||
	       (is_ucs(sink) && find_shipped(name, modules));
}

int prov_sink_access(struct sink *sink, const char *name, prov_modules_t *modules, struct prov_err *err)
{
	const char *own = sink->call->session->config->access_definitions;
	const bool has_own = own && *own;
	struct prov_err why = PROV_ERR_INIT;

	if (!has_own && find_profile(sink, name, modules))
		return 0;
	if (prov_access_combination(sink->call, name, modules, &why) == 0)
		return 0;
	if (has_own && why.code == PROV_E_INVALID && find_profile(sink, name, modules))
		return 0;
	*err = why;
	return -1;
}

/* In any order. */
uint64_t prov_sink_access_hash(const struct prov_source *source)
{
	uint64_t sum = source->access_count;

	for (size_t i = 0; i < source->access_count; i++) {
		const struct prov_source_access *a = &source->access[i];
		uint64_t h = prov_hash_text(PROV_HASH_INIT, a->name);

		for (size_t k = 0; k < a->right_count; k++)
			h = prov_hash_text(h, a->rights[k]);
		sum += h;
	}
	return sum;
}
