/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_rekey.c - entries with new keys and the users they belong to
 *
 * Users are followed by the keys of their entries, never by name. An entry that was deleted and made anew has
 * another key and the old name: whether it is the same person only an administrator knows. So that is a
 * setting for a handful, and otherwise the message says who holds the name and what to do.
 *
 * For a directory that was loaded anew there is a run of its own (options.rekey): it puts stored users and
 * new entries together, changes nothing else, and is carried out only if its digest was given. What it
 * leaves is the business of the next run.
 */
#include "libprov/sync/sync_plan.h"
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_reading.h"
#include "libprov/sink/sink_since.h"

/* What an entry and its user have in common; NULL: nothing is put together. */
static const char *same(const struct sink *sink)
{
	const char *how = sink->config->on_reuse;

	if (sink->rekey)
		return sink->rekey;
	return how && strcmp(how, "rekey") == 0 ? "name" : NULL;
}

static int list(struct sink *sink, enum prov_entry_kind kind, long long *found, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	int rc;

	if (kind == PROV_ENTRY_USER)
		rc = prov_sql_exec(sink->db, PROV_Q_SYNC_SUSPECT_REKEYED,
				   PROV_ARGS(sink->run, sink->config->name, same(sink)), &res, err);
	else
		rc = prov_sql_exec(sink->db, PROV_Q_SYNC_SUSPECT_REKEYED_GROUPS,
				   PROV_ARGS(sink->run, sink->config->name), &res, err);
	*found = rc < 0 ? 0 : prov_sql_affected(res);
	return rc;
}

int prov_sink_rekey_suspects(struct sink *sink, enum prov_entry_kind kind, long long *found,
			     struct prov_err *err)
{
	*found = 0;
	if (!same(sink) || (kind == PROV_ENTRY_USER ? sink->staged == 0 : !sink->rekey))
		return 0;
	return list(sink, kind, found, err);
}

/* More than a handful, now or in a day, are a directory that was loaded anew. */
static int are_handful(struct sink *sink, bool *yes, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	long long now, day;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_COUNT, PROV_ARGS(sink->run), &res, err) < 0)
		return -1;
	now = prov_sql_number(res, 0, 0);
	day = prov_sql_number(res, 0, 1);
	if (now > 0 && prov_sink_since_count(sink, err) < 0)
		return -1;
	*yes = now > 0 && !prov_sync_plan_is_rekeyed(now + day, sink->owned_users + day);
	sink->handed_over = *yes ? now : 0;
	return 0;
}

/* Whose entry was found is neither missing nor new. */
static int turn(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_DROP, PROV_ARGS(sink->run), &res, err) < 0)
		return -1;
	sink->differ -= prov_sql_affected(res);
	return prov_sink_tx_step(sink, PROV_Q_SYNC_REKEY_TURN, err);
}

int prov_sink_rekey_users(struct sink *sink, struct prov_err *err)
{
	bool wanted = sink->rekey != NULL;

	sink->handed_over = 0;
	if (!same(sink) || sink->differ == 0 || sink->unseen_count == 0)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_USERS,
			  PROV_ARGS(sink->run, sink->config->name, same(sink),
				    PROV_BOOL(sink->scope.other_keys), PROV_BOOL(wanted)), NULL, err) < 0)
		return -1;
	if (!wanted && are_handful(sink, &wanted, err) < 0)
		return -1;
	return wanted ? turn(sink, err) : 0;
}

int prov_sink_rekey_only(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (sink->differ == 0)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_ONLY, PROV_ARGS(sink->run), &res, err) < 0)
		return -1;
	sink->differ -= prov_sql_affected(res);
	return 0;
}

/* Members are not looked at: those of groups that are known again are compared in the next run. */
int prov_sink_rekey_groups(struct sink *sink, struct prov_err *err)
{
	if (!sink->has_groups || sink->read_groups == 0 || prov_sink_group_are_same(sink))
		return 0;
	sink->groups_planned = true;
	if (prov_sink_tx_step(sink, PROV_Q_SYNC_DROP_GROUP_DOUBLES, err) < 0 ||
	    prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_GROUPS,
			  PROV_ARGS(sink->run, sink->config->name, PROV_BOOL(sink->scope.other_keys)), NULL,
			  err) < 0)
		return -1;
	return prov_sink_tx_step(sink, PROV_Q_SYNC_REKEY_GROUP_DIFF, err);
}

int prov_sink_rekey_count(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str what = PROV_STR_INIT;
	const struct prov_source *s = sink->source;

	prov_str_addf(&what, "%s %s %s ", s->profile, s->key_attr, s->server ? s->server : "");
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_DIGEST, PROV_ARGS(sink->run, what.p), &res, err) < 0)
		return -1;
	sink->rekeyed = (struct prov_sync_rekey){
		prov_sql_number(res, 0, 0), prov_sql_number(res, 0, 1), prov_sql_number(res, 0, 2),
		prov_sql_number(res, 0, 3), sink->scope.other_source, ""
	};
	snprintf(sink->rekeyed.digest, sizeof(sink->rekeyed.digest), "%s", prov_sql_text(res, 0, 4));
	c->rekey = sink->rekeyed;
	return 0;
}

int prov_sink_rekey_tell(const struct sink *sink,
			 int (*fn)(void *data, const struct prov_sync_change *change,
				   struct prov_err *err),
			 void *data, struct prov_err *err)
{
	const char *name = sink->config->name;
	struct prov_sync_change note = { .action = PROV_SYNC_NOTE, .kind = "source", .name = name };
	PROV_CLEANUP(prov_freep) char *what =
		prov_asprintf("\"ldapsync -s %s --rekey %s --accept %s\" carries this plan out", name,
			      sink->rekey ? sink->rekey : "", sink->rekeyed.digest);

	note.what = what;
	return sink->rekey ? fn(data, &note, err) : 0;
}

static char *command_of(const struct sink *sink)
{
	return prov_asprintf("ldapsync -s %s --rekey name", sink->config->name);
}

int prov_sink_rekey_explain_groups(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *command = command_of(sink);

	return prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_EXPLAIN_GROUPS,
			     PROV_ARGS(sink->run, sink->config->name, command), NULL, err);
}

int prov_sink_rekey_explain(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *command = command_of(sink);

	if (sink->unseen_count == 0)
		return 0;
	return prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_EXPLAIN,
			     PROV_ARGS(sink->run, sink->config->name, prov_sink_tx_grace(sink), command),
			     NULL, err);
}
