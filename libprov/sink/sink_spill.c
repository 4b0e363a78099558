/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_spill.c - bytes that wait beside the database: some in memory, many in a file without a name
 */
#include <string.h>

#include "libprov/sink/sink_spill.h"

static int fail_file(struct prov_err *err)
{
	return prov_fail_errno(err, PROV_E_IO, "cannot keep what was read in a temporary file");
}

/* Behind what the file has. */
static int write_out(struct sink_spill *s, struct prov_err *err)
{
	if (!s->file)
		s->file = prov_file_temporary();
	if (!s->file || (s->reading && fseeko(s->file, (off_t)s->written, SEEK_SET) != 0) ||
	    fwrite(s->text.p, 1, s->text.len, s->file) != s->text.len)
		return fail_file(err);
	s->reading = false;
	s->written += s->text.len;
	prov_str_clear(&s->text);
	return 0;
}

int prov_sink_spill_add(struct sink_spill *s, const void *p, size_t len, struct prov_err *err)
{
	if (s->text.len + len > s->much && (s->text.len || len > s->much) && write_out(s, err) < 0)
		return -1;
	if (len <= s->much) {
		prov_str_add_len(&s->text, p, len);
		return 0;
	}
	s->written += len;
	return fwrite(p, 1, len, s->file) == len ? 0 : fail_file(err);
}

uint64_t prov_sink_spill_end(const struct sink_spill *s)
{
	return s->written + s->text.len;
}

int prov_sink_spill_seek(struct sink_spill *s, uint64_t at, struct prov_err *err)
{
	s->at = at;
	if (!s->file || at >= s->written)
		return 0;
	if (fflush(s->file) != 0 || fseeko(s->file, (off_t)at, SEEK_SET) != 0)
		return fail_file(err);
	s->reading = true;
	return 0;
}

int prov_sink_spill_read(struct sink_spill *s, void *p, size_t len, size_t *got, struct prov_err *err)
{
	size_t n = 0, rest;

	if (s->at < s->written) {
		rest = (size_t)(s->written - s->at);
		n = fread(p, 1, len < rest ? len : rest, s->file);
		if (n < len && n < rest)
			return fail_file(err);
	}
	rest = s->at + n < s->written ? 0 : s->text.len - (size_t)(s->at + n - s->written);
	if (n < len && rest) {
		size_t more = len - n < rest ? len - n : rest;

		memcpy((char *)p + n, s->text.p + (s->at + n - s->written), more);
		n += more;
	}
	s->at += n;
	*got = n;
	return 0;
}

void prov_sink_spill_clear(struct sink_spill *s)
{
	prov_str_clear(&s->text);
	s->written = s->at = 0;
	s->reading = true;		/* what the file has is written over */
}

void prov_sink_spill_fini(struct sink_spill *s)
{
	if (s->file)
		fclose(s->file);
	s->file = NULL;
	s->reading = false;
	s->written = s->at = 0;
	prov_str_fini(&s->text);
}
