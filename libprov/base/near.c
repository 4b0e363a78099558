/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near.c - which of the known words may have been meant by one that is not known
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/base/base.h"

#define FAR 4		/* as many slips, or more, and it is another word */
#define LONGEST 100	/* letters: longer ones are no slip of the pen */

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t prov_near_slips(const char *a, const char *b, size_t b_len)
{
	size_t width = b_len + 1, height = strlen(a) + 1;
	PROV_CLEANUP(prov_freep) size_t *d = NULL;

	if (height > LONGEST)
		return FAR;
	d = prov_alloc(width * height * sizeof(*d));
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

size_t prov_near_limit(const char *word)
{
	return min(FAR, 1 + strlen(word) / 3);
}
