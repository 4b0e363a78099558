/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_protect.c - users from whom a run takes nothing: admins of contexts, and those of "protected"
 *
 * They are neither disabled nor deleted, not renamed and not moved away, whatever the directory says;
 * all else of their entries is taken. They are put aside before anything is counted, so they trip no
 * limit. What was put aside is stored, so that it is said once and can be listed.
 */
#include "libprov/sink/sink_plan.h"

/* ---- which they are ---- */

/* "CONTEXT/PATTERN" or "PATTERN". A context that is not there would protect nobody. */
static int add_pattern(struct sink *sink, const char *text, struct prov_err *err)
{
	const char *slash = strchr(text, '/');
	PROV_CLEANUP(prov_freep) char *like = prov_like_pattern(slash ? slash + 1 : text);
	PROV_CLEANUP(prov_freep) char *name = slash ? prov_strndup(text, (size_t)(slash - text)) : NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str login = PROV_STR_INIT;
	int cid = 0;

	if (name) {
		prov_str_clear(&sink->names);
		prov_domain_login_name(&sink->names, name, strlen(name));
		cid = prov_sink_context_named(sink, sink->names.p);
		if (!cid)
			return prov_fail(err, PROV_E_CONFIG,
					 "\"protected\" of source \"%s\" names \"%s\", and "
					 "there is no context \"%s\"", sink->config->name, text, name);
	}
	prov_utf8_lower(&login, like, strlen(like));
	prov_str_addf(&sink->protect_cids, "%s%d", sink->protect_cids.len > 1 ? "," : "", cid);
	if (sink->protect_logins.len > 1)
		prov_str_add_char(&sink->protect_logins, ',');
	prov_str_add_array_elem(&sink->protect_logins, login.p, login.len);
	return 0;
}

int prov_sink_protect_begin(struct sink *sink, struct prov_err *err)
{
	prov_str_add_char(&sink->protect_cids, '{');
	prov_str_add_char(&sink->protect_logins, '{');
	for (size_t i = 0; i < sink->config->protected_count; i++)
		if (add_pattern(sink, sink->config->protected_users[i], err) < 0)
			return -1;
	prov_str_add_char(&sink->protect_cids, '}');
	prov_str_add_char(&sink->protect_logins, '}');
	return 0;
}

/* ---- what would be taken from them ---- */

/* Array literals, one element for each row of find_protected.sql. */
struct found {
	struct prov_str column[4];
};

enum { CID, UID, WHAT, WHY };

static void gather(struct found *f, const struct prov_sql_result *res)
{
	for (int c = 0; c < (int)COUNT(f->column); c++) {
		f->column[c] = (struct prov_str)PROV_STR_INIT;
		prov_str_add_char(&f->column[c], '{');
		for (int i = 0; i < prov_sql_rows(res); i++) {
			const char *text = prov_sql_text(res, i, c);

			if (i)
				prov_str_add_char(&f->column[c], ',');
			prov_str_add_array_elem(&f->column[c], text, strlen(text));
		}
		prov_str_add_char(&f->column[c], '}');
	}
}

static void found_fini(struct found *f)
{
	for (size_t c = 0; c < COUNT(f->column); c++)
		prov_str_fini(&f->column[c]);
}

static int put_aside(struct sink *sink, const struct found *f, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *dropped = NULL, *fresh = NULL;
	const char *cids = f->column[CID].p, *uids = f->column[UID].p;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_KEEP_PROTECTED, PROV_ARGS(sink->run, cids, uids), &dropped },
		{ PROV_Q_SYNC_VALUE_PROTECTED, PROV_ARGS(sink->run, cids, uids), NULL },
		{ PROV_Q_SYNC_SAVE_PROTECTED,
		  PROV_ARGS(sink->config->name, cids, uids, f->column[WHAT].p, f->column[WHY].p), &fresh },
	};

	if (prov_sql_batch(sink->db, steps, COUNT(steps), err) < 0)
		return -1;
	sink->differ -= prov_sql_number(dropped, 0, 0);
	sink->tells_protected = prov_sql_rows(fresh) > 0;
	return 0;
}

/* Who is missing and was not protected so far. */
static int bring_back(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *any = NULL, *res = NULL;

	if (sink->unseen_count == 0)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_ANY_PROTECTED,
			  PROV_ARGS(sink->config->name, sink->protect_cids.p, sink->protect_logins.p), &any,
			  err) < 0)
		return -1;
	if (!prov_sql_true(any, 0, 0))
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_BACK_PROTECTED,
			  PROV_ARGS(sink->run, sink->config->name, sink->protect_cids.p,
				    sink->protect_logins.p), &res, err) < 0)
		return -1;
	sink->differ += prov_sql_affected(res);
	sink->staged_rows += prov_sql_affected(res);
	return 0;
}

int prov_sink_protect(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct found found;
	int rc = 0;

	if (!sink->known || (sink->staged + sink->unseen_count == 0 && !sink->had_protected))
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_FIND_PROTECTED,
			  PROV_ARGS(sink->run, sink->config->name, sink->protect_cids.p,
				    sink->protect_logins.p), &res, err) < 0)
		return -1;
	gather(&found, res);
	if (sink->had_protected)
		rc = prov_sql_exec(sink->db, PROV_Q_SYNC_DROP_PROTECTED,
				   PROV_ARGS(sink->run, sink->config->name, found.column[CID].p,
					     found.column[UID].p, found.column[WHAT].p), NULL, err);
	if (rc == 0 && prov_sql_rows(res) > 0)
		rc = put_aside(sink, &found, err);
	found_fini(&found);
	return rc < 0 ? -1 : bring_back(sink, err);
}
