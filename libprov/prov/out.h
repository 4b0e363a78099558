/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/out.h - rows (prov/rows.h) written as a table, as CSV or as JSON
 *
 * For programs: the library's own functions print nothing. Columns are declared once, rows follow.
 *
 * CSV (RFC 4180 quoting, as in the Open-Xchange tools): names unquoted, every
 * value quoted, inner quotes doubled, header even without rows; no value is nothing between the
 * commas, but the word null in an INT column. Table: header, columns as wide as their longest cell
 * (terminal columns; of the first thousand rows, and from a longer one on as wide as that), one space
 * between, the last one padded as well, numbers right. JSON: an array
 * of objects, or one object (docs/json.md); members are named by key and left out without a value,
 * but for lists and objects, which are empty then; INT and BOOL are numbers and booleans (a cell
 * that is none stays a string).
 *
 * What a terminal would obey in place of showing it is a blank in tables, and in CSV on a terminal;
 * in JSON it is escaped.
 *
 * prov_out_close() reports what went wrong in writing, a full disk too.
 */
#ifndef PROV_OUT_H
#define PROV_OUT_H

#include <prov/rows.h>

#ifdef __cplusplus
extern "C" {
#endif

/* JSON_ONE: of what has exactly one row, which is an object and no array. */
enum prov_out_format { PROV_OUT_TABLE, PROV_OUT_CSV, PROV_OUT_JSON, PROV_OUT_JSON_ONE };

struct prov_out;

/* columns must live until prov_out_close(). Writes to fd 1 through its own buffer. CSV and JSON stream; a
 * table keeps the first thousand rows, to know how wide its columns are. */
PROV_API struct prov_out *prov_out_open(enum prov_out_format format,
	const struct prov_column *columns, size_t count);
/* One row; cells has one entry a column. Text is copied. */
PROV_API void prov_out_row(struct prov_out *out, const char *const *cells);
/* Fails as prov_out_close() would, if something went wrong already: more rows are in vain. */
PROV_API int prov_out_check(const struct prov_out *out, struct prov_err *err);
/* Ends the list, flushes, frees. Fails with IO, or INVALID: text that JSON cannot hold (not UTF-8).
 * NULL is fine. */
PROV_API PROV_MUST_CHECK int prov_out_close(struct prov_out *out, struct prov_err *err);
/* Ends a list that broke off, and frees. If nothing of it was written yet, nothing is. Else JSON stays
 * valid, and its last element is error, a JSON object: it cannot be taken for a whole list. NULL is fine. */
PROV_API void prov_out_break(struct prov_out *out, const char *error);
/* Frees without finishing. NULL is fine. */
PROV_API void prov_out_abort(struct prov_out *out);

#ifdef __cplusplus
}
#endif

#endif
