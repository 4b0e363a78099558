/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings_near.c - what may have been meant by a key that does not exist
 *
 * Two slips are recognised: a few wrong, missing or swapped letters, and the right word in the
 * wrong section.
 */
#include "libprov/base/base.h"
#include "libprov/config/settings.h"

static const char *last_word(const char *key)
{
	const char *dot = strrchr(key, '.');

	return dot ? dot + 1 : key;
}

const char *prov_settings_near_key(const char *key)
{
	const struct prov_setting *row;
	const char *best = NULL;
	size_t best_slips = prov_near_limit(last_word(key));

	for (size_t i = 0; (row = prov_settings_at(i)); i++) {
		size_t slips = prov_near_slips(key, row->key, strlen(row->key));

		if (strcmp(last_word(key), last_word(row->key)) == 0)
			slips = slips < 1 ? slips : 1;
		if (slips < best_slips) {
			best = row->key;
			best_slips = slips;
		}
	}
	return best;
}

size_t prov_settings_near_section(const char *name, const char **section)
{
	const struct prov_setting *row;
	size_t best_slips = prov_near_limit(name), best_len = 0;

	for (size_t i = 0; (row = prov_settings_at(i)); i++) {
		size_t len = strcspn(row->key, ".");
		size_t slips = prov_near_slips(name, row->key, len);

		if (slips < best_slips) {
			*section = row->key;
			best_len = len;
			best_slips = slips;
		}
	}
	return best_len;
}
