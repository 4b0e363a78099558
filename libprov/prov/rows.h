/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/rows.h - how the library hands over lists: row by row, to a function of the caller
 *
 * Nothing is printed here. A list has columns that are known before it is read
 * (prov_user_columns() and its like) and yields rows of text cells, one for each column. NULL is
 * "no value"; of a LIST or an OBJECT it is the empty one.
 *
 *	struct prov_column columns[PROV_COLUMNS_MAX];
 *	struct prov_rows rows = { .row = print_row, .data = &printer };
 *	size_t count = prov_group_columns(columns);
 *	if (prov_group_list(call, 1, NULL, &rows, &err) < 0) ...
 */
#ifndef PROV_ROWS_H
#define PROV_ROWS_H

#include <prov/err.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum prov_cell_type {
	PROV_CELL_TEXT,
	PROV_CELL_INT,		/* decimal digits */
	PROV_CELL_BOOL,		/* true or false; t or f, as PostgreSQL writes them */
	PROV_CELL_LIST,		/* a JSON array of strings or numbers: values are never split at commas */
	PROV_CELL_OBJECT,	/* a JSON object whose values are strings */
	/* The same, of which the Open-Xchange tools print "a, b" as text, not "a,b"; and, where names of
	 * an object are n/k, "n=[k=v, k=v],o=[k=v]", not "n/k=v,n/k=v,o/k=v". */
	PROV_CELL_WIDE_LIST,
	PROV_CELL_WIDE_OBJECT,
	PROV_CELL_PAIRS,	/* an object of which they print "k=v, k=v" */
	PROV_CELL_JSON		/* whatever it is; no value is none */
};

struct prov_column {
	const char *key;	/* JSON member: stable; also what --fields of a program calls it */
	const char *csv;	/* CSV heading; NULL: as key; "": as key, and only where it is asked
				 * for, since the Open-Xchange tools do not have it */
	const char *title;	/* table heading; NULL: not in the table */
	enum prov_cell_type type;
};

/* More than any list has: what prov_..._columns() fills, which return how many there are. */
#define PROV_COLUMNS_MAX 256

/* Cells live until the function returns. What is not 0 ends the list, which then fails: err is set. */
typedef int prov_row_fn(void *data, const char *const *cells, struct prov_err *err);

struct prov_rows {
	prov_row_fn *row;
	void *data;
	const bool *wanted;	/* of each column, whether it is looked at: what nobody looks at may be NULL
				 * in the rows, and costs less. NULL: all are */
	/* The caller was asked for these columns by name: what is secret by its name (PROV_SECRET_WORDS)
	 * is in them as it is, and "(secret)" otherwise. */
	bool named;
	/* A page of a list that is in the order of ids: those behind this one, so many of them; 0: all. */
	long long after, limit;
};

#ifdef __cplusplus
}
#endif

#endif
