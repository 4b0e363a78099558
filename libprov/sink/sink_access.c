/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_access.c - the modules that a name of a directory stands for
 *
 * UCS has access profiles of its own, which are not the combinations of the same names: seven come with its
 * connector. A file of definitions of the site goes before them.
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

static bool find_profile(const char *name, prov_modules_t *modules)
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

	if (prov_access_name_at(sink->call, i, name, err) < 0)
		return -1;
	if (!*name && is_ucs(sink) && i - combinations < COUNT(profiles))
		*name = profiles[i - combinations].name;
	return 0;
}

int prov_sink_access(struct sink *sink, const char *name, prov_modules_t *modules, struct prov_err *err)
{
	const char *own = sink->call->session->config->access_definitions;
	const bool has_profiles = is_ucs(sink);
	struct prov_err why = PROV_ERR_INIT;

	if (has_profiles && (!own || !*own) && find_profile(name, modules))
		return 0;
	if (prov_access_combination(sink->call, name, modules, &why) == 0)
		return 0;
	if (has_profiles && why.code == PROV_E_INVALID && find_profile(name, modules))
		return 0;
	*err = why;
	return -1;
}
