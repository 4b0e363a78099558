/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_order.c - the contexts of an import that is one transaction are locked before its first line,
 * in the order that all keep to
 *
 * Its batches would lock them as the file has them, and two such imports would wait for each other in a
 * circle. So the file is read for its contexts first. Not what can be read only once (a pipe), nor with a
 * licence that limits users, whose lock comes before those of contexts, and which lock that is turns out
 * with the lines: these lock as they go on.
 */
#include <sys/stat.h>

#include "libprov/import/import.h"

struct contexts {
	long long *id;
	size_t count, room;
};

static int by_number(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

/* Each once. */
static void reduce(struct contexts *c)
{
	size_t kept = 0;

	if (c->count)
		qsort(c->id, c->count, sizeof(*c->id), by_number);
	for (size_t i = 0; i < c->count; i++)
		if (kept == 0 || c->id[kept - 1] != c->id[i])
			c->id[kept++] = c->id[i];
	c->count = kept;
}

static void add(struct contexts *c, long long id)
{
	if (c->count && c->id[c->count - 1] == id)
		return;
	if (c->count == c->room)
		reduce(c);
	if (2 * c->count >= c->room) {
		c->room = c->room ? 2 * c->room : 64;
		c->id = prov_realloc(c->id, c->room * sizeof(*c->id));
	}
	c->id[c->count++] = id;
}

/* What is wrong with a line is told when it is its turn. */
static int read_contexts(struct import *im, struct import_csv *csv, struct contexts *c, struct prov_err *err)
{
	int column = prov_import_head_find(&im->head, "contextid"), rc;
	struct import_record r;
	long long id;

	rc = prov_import_csv_next(csv, &r, err);	/* the heading */
	while (rc > 0 && (rc = prov_import_csv_next(csv, &r, err)) > 0)
		if (!r.bad && column >= 0 && (size_t)column < r.count &&
		    prov_int_parse(r.cells[column], 1, PROV_CONTEXT_MAX, &id))
			add(c, id);
	return rc;
}

static bool is_file(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

int prov_import_order_lock(struct import *im, struct prov_err *err)
{
	struct contexts c = { NULL, 0, 0 };
	struct import_csv *csv = NULL;
	int rc;

	if (im->kind->makes_contexts || im->limited || !is_file(im->options->file))
		return 0;
	rc = prov_import_csv_open(im->options->file, &csv, err);
	if (rc == 0)
		rc = read_contexts(im, csv, &c, err);
	prov_import_csv_close(csv);
	reduce(&c);
	if (rc == 0 && c.count)
		rc = prov_session_lock(im->call, c.id, c.count, err);
	free(c.id);
	return rc;
}
