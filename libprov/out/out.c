/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out.c - rows become text, and text is written; formats are in out_table.c and so on
 *
 * Formats add to out->text; here it is written in large pieces. The first error ends the writing
 * and is told by prov_out_close(), because a full disk must not look like success.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libprov/out/out_int.h"

#define FLUSH_AT 65536

static void flush(struct prov_out *out)
{
	const char *p = out->text.p;
	size_t left = out->text.len;

	while (left && out->err.code == PROV_OK) {
		ssize_t n = write(STDOUT_FILENO, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			prov_fail_errno(&out->err, PROV_E_IO, "cannot write to standard output");
			break;
		}
		p += n;
		left -= (size_t)n;
		out->written = true;
	}
	prov_str_clear(&out->text);
}

struct prov_out *prov_out_open(enum prov_out_format format, const struct prov_column *columns,
			       size_t count)
{
	static const struct prov_out_ops *const formats[] = {
		[PROV_OUT_TABLE] = &prov_out_table,
		[PROV_OUT_CSV] = &prov_out_csv,
		[PROV_OUT_JSON] = &prov_out_json,
		[PROV_OUT_JSON_ONE] = &prov_out_json_one
	};
	struct prov_out *out = prov_alloc(sizeof(*out));

	out->ops = formats[format];
	out->terminal = format == PROV_OUT_CSV && isatty(STDOUT_FILENO);
	out->columns = columns;
	out->count = count;
	out->text = out->cell = (struct prov_str)PROV_STR_INIT;
	out->ops->begin(out);
	return out;
}

void prov_out_row(struct prov_out *out, const char *const *cells)
{
	out->ops->row(out, cells);
	out->rows++;
	if (out->text.len >= FLUSH_AT)
		flush(out);
}

int prov_out_check(const struct prov_out *out, struct prov_err *err)
{
	if (out->err.code == PROV_OK)
		return 0;
	*err = out->err;
	return -1;
}

void prov_out_abort(struct prov_out *out)
{
	if (!out)
		return;
	prov_pool_free(out->pool);
	prov_str_fini(&out->text);
	prov_str_fini(&out->cell);
	free(out);
}

int prov_out_close(struct prov_out *out, struct prov_err *err)
{
	bool failed;

	if (!out)
		return 0;
	out->ops->end(out);
	flush(out);
	failed = out->err.code != PROV_OK;
	if (failed)
		*err = out->err;
	prov_out_abort(out);
	return failed ? -1 : 0;
}

void prov_out_break(struct prov_out *out, const char *error)
{
	if (out && out->written && out->ops->broken) {
		out->ops->broken(out, error);
		flush(out);
	}
	prov_out_abort(out);
}
