/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group.c - listing groups
 */
#include <prov/group.h>

#include "libprov/model/model.h"

static const struct prov_column columns[] = {
	{ "id", NULL, "Id", PROV_OUT_INT },
	{ "name", NULL, "Name", PROV_OUT_TEXT },
	{ "displayname", NULL, "Displayname", PROV_OUT_TEXT },
	{ "members", NULL, "Members", PROV_OUT_LIST },
};

static int row(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const char *const cells[] = { prov_sql_text(res, 0, 0), prov_sql_text(res, 0, 1),
				      prov_sql_text(res, 0, 2), prov_sql_text(res, 0, 4) };

	(void)err;
	prov_out_row(data, cells);
	return 0;
}

int prov_group_list(struct prov_call *call, long long context, const char *pattern,
		    enum prov_out_format format, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *like = prov_like_pattern(pattern ? pattern : "*");
	struct prov_str lower = PROV_STR_INIT;
	struct prov_sql *db;
	struct prov_out *out;
	int rc;

	if (prov_check_text("searchpattern", like, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	db = prov_session_context(call, context, err);
	if (!db)
		return -1;
	prov_utf8_lower(&lower, like, strlen(like));
	out = prov_out_open(format, columns, COUNT(columns));
	rc = prov_sql_each(db, PROV_Q_GROUP_LIST, PROV_ARGS(PROV_INT(context), lower.p), row, out, err);
	prov_str_fini(&lower);
	if (rc < 0) {
		prov_out_abort(out);
		return -1;
	}
	return prov_out_close(out, err);
}
