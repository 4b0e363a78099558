/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_view.c - the views for servers, made as one thing
 *
 * The files of sql/view are one text, whose checksum is the comment on the schema. While it is the same
 * nothing is touched, so servers that are asking notice nothing; else all is made anew, in one transaction.
 * With Citus it is another one, for some of them are not the same there.
 */
#include "sql/sql_int.h"

static const char *const files[] = {
	"sql/view/drop.sql", "sql/view/base.sql", "sql/view/dovecot.sql", "sql/view/postfix.sql",
	"sql/view/courier.sql", "sql/view/cyrus.sql", "sql/view/web.sql",
	"sql/view/sogo.sql"	/* the last one, only where SOGo is used */
};

static int run(struct prov_sql *db, const char *file, struct prov_err *err)
{
	return prov_sql_exec_text(db, prov_sql_script_text(file), err) < 0 ?
		prov_err_context(err, "%s", file) : 0;
}

static int make(struct prov_sql *db, const char *sum, size_t count, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *note = prov_asprintf("COMMENT ON SCHEMA prov_view IS '%s'", sum);

	for (size_t i = 0; i < count; i++)
		if (run(db, files[i], err) < 0)
			return -1;
	return prov_sql_exec_text(db, note, err);
}

int prov_sql_view_make(struct prov_sql *db, void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct prov_sql_engine engine;
	uint64_t hash = PROV_HASH_INIT;
	const char *made;
	bool keyed;
	size_t count;
	char sum[17];

	(void)data;
	if (prov_sql_exec(db, PROV_Q_SCHEMA_LOCK, PROV_NO_ARGS, NULL, err) < 0 ||
	    prov_sql_keys_look(db, &keyed, err) < 0 || prov_sql_distribute_engine(db, &engine, err) < 0 ||
	    prov_sql_exec(db, PROV_Q_SCHEMA_VIEWS, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	count = COUNT(files) - !keyed;
	for (size_t i = 0; i < count; i++)
		hash = prov_hash_text(hash, prov_sql_script_text(files[i]));
	hash = prov_hash_text(hash, engine.citus[0] ? "Citus" : "");
	snprintf(sum, sizeof(sum), "%016llx", (unsigned long long)hash);
	made = prov_sql_text(res, 0, 0);
	if ((!made || strcmp(made, sum) != 0) && make(db, sum, count, err) < 0)
		return -1;
	return run(db, "sql/view/grants.sql", err);
}
