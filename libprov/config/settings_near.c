/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings_near.c - what somebody may have meant who typed a key that does not exist
 *
 * Two slips are recognised: a few wrong, missing or swapped letters, and the right word in the
 * wrong section.
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/base/base.h"
#include "libprov/config/settings.h"

#define FAR 4		/* as many slips, or more, and it is another word */
#define LONGEST 100	/* letters: longer ones are no slip of the pen */

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters to change, add, drop or swap with their neighbour (optimal string alignment). */
static size_t distance(const char *a, const char *b, size_t b_len)
{
	size_t width = b_len + 1, height = strlen(a) + 1;
	PROV_CLEANUP(prov_freep) size_t *d = prov_alloc(width * height * sizeof(*d));

	for (size_t j = 0; j < width; j++)
		d[j] = j;
	for (size_t i = 1; i < height; i++) {
		size_t *row = d + i * width, *above = row - width;

		row[0] = i;
		for (size_t j = 1; j < width; j++) {
			row[j] = min(min(above[j], row[j - 1]) + 1,
				     above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = min(row[j], d[(i - 2) * width + j - 2] + 1);
		}
	}
	return d[width * height - 1];
}

static const char *last_word(const char *key)
{
	const char *dot = strrchr(key, '.');

	return dot ? dot + 1 : key;
}

/* A word of three letters is not "near" to every other one. */
static size_t limit(const char *word)
{
	return min(FAR, 1 + strlen(word) / 3);
}

const char *prov_settings_near_key(const char *key)
{
	const struct prov_setting *row;
	const char *best = NULL;
	size_t best_slips = limit(last_word(key));

	if (strlen(key) > LONGEST)
		return NULL;
	for (size_t i = 0; (row = prov_settings_at(i)); i++) {
		size_t slips = distance(key, row->key, strlen(row->key));

		if (strcmp(last_word(key), last_word(row->key)) == 0)
			slips = min(slips, 1);
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
	size_t best_slips = limit(name), best_len = 0;

	if (strlen(name) > LONGEST)
		return 0;
	for (size_t i = 0; (row = prov_settings_at(i)); i++) {
		size_t len = strcspn(row->key, ".");
		size_t slips = distance(name, row->key, len);

		if (slips < best_slips) {
			*section = row->key;
			best_len = len;
			best_slips = slips;
		}
	}
	return best_len;
}
