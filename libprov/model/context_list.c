/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_list.c - listcontext: the columns of the Open-Xchange tool
 *
 * File stores are not managed here: their columns exist for scripts and are empty. Used quota
 * belongs to the servers that store files.
 */
#include "libprov/model/model.h"

/* Columns without a title are left out of tables (reference section 5.2). */
static const struct prov_column table_columns[] = {
	{ "id", NULL, "cid", PROV_OUT_INT },
	{ "filestore_id", NULL, "fid", PROV_OUT_INT },
	{ "filestore_name", NULL, "fname", PROV_OUT_TEXT },
	{ "enabled", NULL, "enabled", PROV_OUT_BOOL },
	{ "max_quota", NULL, "qmax", PROV_OUT_INT },
	{ "used_quota", NULL, "qused", PROV_OUT_INT },
	{ "name", NULL, "name", PROV_OUT_TEXT },
	{ "lmappings", NULL, "lmappings", PROV_OUT_LIST },
	{ "attributes", NULL, NULL, PROV_OUT_LIST },
};

struct listing {
	struct prov_out *out;
};

/* {"config/a.b": "c"} -> config/a.b=c */
static char *attributes_text(const char *json)
{
	json_t *object = json ? json_loads(json, 0, NULL) : NULL;
	const char **names = prov_json_names(object);
	struct prov_str s = PROV_STR_INIT;

	for (const char **name = names; *name; name++)
		prov_str_addf(&s, "%s%s=%s", s.len ? "," : "", *name,
			      json_string_value(json_object_get(object, *name)));
	free(names);
	json_decref(object);
	if (s.len)
		return prov_str_take(&s);
	prov_str_fini(&s);
	return NULL;
}

static int row(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	struct listing *l = data;
	PROV_CLEANUP(prov_freep) char *attributes = attributes_text(prov_sql_text(res, 0, 5));
	const char *const cells[] = {
		prov_sql_text(res, 0, 0), NULL, NULL, prov_sql_true(res, 0, 1) ? "true" : "false",
		prov_sql_text(res, 0, 2), NULL, prov_sql_text(res, 0, 3), prov_sql_text(res, 0, 4),
		attributes
	};

	(void)err;
	prov_out_row(l->out, cells);
	return 0;
}

int prov_context_list(struct prov_call *call, const char *pattern, enum prov_out_format format,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *like = prov_like_pattern(pattern ? pattern : "*");
	struct listing l;
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0 ||
	    prov_check_text("searchpattern", like, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	if (!db)
		return -1;
	l.out = prov_out_open(format, table_columns, COUNT(table_columns));
	if (prov_sql_each(db, PROV_Q_CONTEXT_LIST, PROV_ARGS(like), row, &l, err) < 0) {
		prov_out_abort(l.out);
		return -1;
	}
	return prov_out_close(l.out, err);
}
