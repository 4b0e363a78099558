/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/out.h - lists on standard output as a table, as CSV or as JSON
 *
 * A command declares its columns once and hands over rows of text cells; it never knows formats.
 * NULL is "no value": an empty cell in a table, nothing between the commas in CSV (but the word
 * null in an INT column, as the Open-Xchange tools print it), null in JSON.
 *
 * CSV (RFC 4180 quoting, reference behaviour of the Open-Xchange tools): names unquoted, every
 * value quoted, inner quotes doubled, header even without rows. Table: header, columns as wide as
 * their longest cell (terminal columns), one space between, the last one padded as well, numbers
 * right. JSON: one array of objects; members are named by key; INT and BOOL are real numbers and
 * booleans (a cell that is none stays a string), LIST cells ("a,b") become arrays of strings.
 * BOOL cells may be t and f, as PostgreSQL writes them: all formats show true and false.
 *
 * prov_out_close() reports what went wrong in writing, a full disk too.
 */
#ifndef PROV_OUT_H
#define PROV_OUT_H

#include <prov/err.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum prov_out_format { PROV_OUT_TABLE, PROV_OUT_CSV, PROV_OUT_JSON };
enum prov_out_type { PROV_OUT_TEXT, PROV_OUT_INT, PROV_OUT_BOOL, PROV_OUT_LIST };

struct prov_column {
	const char *key;	/* JSON member: snake_case, stable */
	const char *csv;	/* CSV heading; NULL: as key */
	const char *title;	/* table heading; NULL: not in the table */
	enum prov_out_type type;
};

struct prov_out;

/* columns must live until prov_out_close(). Writes to fd 1 through its own buffer. A table needs
 * all rows before it can be printed and keeps them; CSV and JSON stream. */
PROV_API struct prov_out *prov_out_open(enum prov_out_format format,
	const struct prov_column *columns, size_t count);
/* One row; cells has one entry a column. Text is copied. Control characters are replaced by a
 * blank in tables. */
PROV_API void prov_out_row(struct prov_out *out, const char *const *cells);
/* Ends the list, flushes, frees. Fails with IO, or INVALID: text that JSON cannot hold (not UTF-8).
 * NULL is fine. */
PROV_API PROV_MUST_CHECK int prov_out_close(struct prov_out *out, struct prov_err *err);
/* Frees without finishing, after an error elsewhere. */
PROV_API void prov_out_abort(struct prov_out *out);

#ifdef __cplusplus
}
#endif

#endif
