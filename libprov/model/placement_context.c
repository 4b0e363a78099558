/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placement_context.c - the records that a context refers to, and how many contexts a record has (P1)
 *
 * Rows of records are taken in one order, file stores before databases and by id, so that no two transactions
 * wait for each other.
 */
#include "libprov/model/placement.h"

static const struct {
	enum prov_context_attr_id attr;
	enum prov_placement_kind kind;
} references[] = {
	{ PROV_CA_FILESTORE_ID, PROV_FILESTORE },
	{ PROV_CA_DATABASE_ID, PROV_DATABASE },
};

static const char *word(size_t r)
{
	return prov_placement_row_words[references[r].kind];
}

static int fail(struct prov_sql *db, size_t r, const char *id, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *kind = prov_placement_nouns[references[r].kind].name;

	if (prov_sql_exec(db, PROV_Q_PLACEMENT_FIND, PROV_ARGS(kind, id, NULL), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return prov_fail(err, PROV_E_NO_RECORD, "No such %s %s", word(r), id);
	return prov_fail(err, PROV_E_INVALID, "The %s %s has no room: %s of %s contexts",
			 word(r), id, prov_sql_text(res, 0, PROV_PC_CONTEXTS),
			 prov_sql_text(res, 0, PROV_PC_MAX));
}

static int take(struct prov_sql *db, size_t r, const char *id, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *kind = prov_placement_nouns[references[r].kind].name;

	if (prov_sql_exec(db, PROV_Q_PLACEMENT_TAKE, PROV_ARGS(kind, id), &res, err) < 0)
		return -1;
	return prov_sql_rows(res) ? 0 : fail(db, r, id, err);
}

static int give(struct prov_sql *db, size_t r, const char *id, struct prov_err *err)
{
	return prov_sql_exec(db, PROV_Q_PLACEMENT_GIVE,
			     PROV_ARGS(prov_placement_nouns[references[r].kind].name, id), NULL, err);
}

static long long number(const char *id)
{
	long long n = 0;

	return id && prov_int_parse(id, 1, PROV_CONTEXT_MAX, &n) ? n : 0;
}

/* An id may be written in several ways (007). */
static int move(struct prov_sql *db, size_t r, const char *old, const char *new, struct prov_err *err)
{
	long long from = number(old), to = number(new);
	const char *id = PROV_INT(to);

	if (new && new[0] && !to)
		return prov_fail(err, PROV_E_NO_RECORD, "No such %s %s", word(r), new);
	if (from == to)
		return 0;
	if (from && from < to && give(db, r, old, err) < 0)
		return -1;
	if (to && take(db, r, id, err) < 0)
		return -1;
	return from > to ? give(db, r, old, err) : 0;
}

int prov_placement_context(struct prov_sql *db, const char *const *old, const char *const *new,
			   struct prov_err *err)
{
	for (size_t r = 0; r < COUNT(references); r++)
		if (move(db, r, old ? old[references[r].attr] : NULL, new ? new[references[r].attr] : NULL,
			 err) < 0)
			return -1;
	return 0;
}
