/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_spool.c - groups of a known source wait outside the database until it is clear that they matter
 *
 * Only when all is read it is known whether a group differs, and only when users were compared whether
 * members have other names. Mostly neither is so. Until then the rows wait in memory, and if they are
 * many, in a file without a name.
 */
#include <errno.h>

#include "libprov/sink/sink_reading.h"

#define SLICE (64 * 1024)

struct sink_spool {
	FILE *file;			/* NULL: all of it is in memory so far */
	long long rows;			/* in the file */
};

static int fail_file(struct prov_err *err)
{
	return prov_fail_errno(err, PROV_E_IO, "cannot keep the groups in a temporary file");
}

void prov_sink_spool_begin(struct sink *sink)
{
	sink->spool = prov_alloc(sizeof(*sink->spool));
}

static int write_rows(struct sink *sink, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const struct prov_str *text = &sink->groups.text;

	if (!s->file)
		s->file = prov_file_temporary();
	if (!s->file || fwrite(text->p, 1, text->len, s->file) != text->len)
		return fail_file(err);
	s->rows += (long long)sink->groups.count;
	prov_sql_rows_clear(&sink->groups);
	return 0;
}

int prov_sink_spool_put(struct sink *sink, struct prov_err *err)
{
	return sink->groups.text.len < SINK_MUCH ? 0 : write_rows(sink, err);
}

/* Slice by slice, wherever they end: COPY takes a stream. */
static int copy_file(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_rows_fini) struct prov_sql_rows slice = PROV_SQL_ROWS_INIT;
	char buf[SLICE];
	size_t n;

	if (fflush(sink->spool->file) != 0 || fseek(sink->spool->file, 0, SEEK_SET) != 0)
		return fail_file(err);
	if (prov_sql_copy_begin(sink->db, PROV_Q_SYNC_COPY_GROUP, err) < 0)
		return -1;
	while ((n = fread(buf, 1, sizeof(buf), sink->spool->file)) > 0) {
		prov_str_add_len(&slice.text, buf, n);
		if (prov_sql_copy_send(sink->db, &slice, err) < 0)
			return -1;
	}
	if (ferror(sink->spool->file)) {
		prov_sql_copy_abort(sink->db);
		return fail_file(err);
	}
	if (prov_sql_copy_end(sink->db, err) < 0)
		return -1;
	return prov_sql_copy_wait(sink->db, err);
}

int prov_sink_spool_stage(struct sink *sink, bool again, struct prov_err *err)
{
	struct sink_spool *s = sink->spool;
	const long long rows = s->rows + (long long)sink->groups.count;

	if (again && sink->groups.count && write_rows(sink, err) < 0)
		return -1;
	if ((s->file && copy_file(sink, err) < 0) ||
	    (sink->groups.count && prov_sql_copy(sink->db, PROV_Q_SYNC_COPY_GROUP, &sink->groups, err) < 0))
		return -1;
	sink->staged_rows += rows;
	if (!again)
		prov_sink_spool_free(sink);
	return 0;
}

void prov_sink_spool_free(struct sink *sink)
{
	if (sink->spool && sink->spool->file)
		fclose(sink->spool->file);
	free(sink->spool);
	sink->spool = NULL;
}
