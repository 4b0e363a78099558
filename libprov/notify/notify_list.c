/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify_list.c - what waits to be told, for people and for monitoring; and who is forgotten
 */
#include <time.h>

#include "libprov/model/status.h"
#include "libprov/notify/notify.h"

enum { NAME, STATE, WAITING, OLDEST, ASIDE, TRIES, FAILING_SINCE, NEXT_TRY, ERROR, OUTPUT, DELIVERED,
      DELIVERED_AT,
       COLUMNS };

static const struct prov_column columns_of_list[COLUMNS] = {
	[NAME] = { "deliverer", NULL, "deliverer", PROV_CELL_TEXT },
	[STATE] = { "state", NULL, "state", PROV_CELL_TEXT },
	[WAITING] = { "waiting", NULL, "waiting", PROV_CELL_INT },
	[OLDEST] = { "oldest", NULL, "oldest", PROV_CELL_TEXT },
	[ASIDE] = { "set_aside", NULL, "set_aside", PROV_CELL_INT },
	[TRIES] = { "tries", NULL, NULL, PROV_CELL_INT },
	[FAILING_SINCE] = { "failing_since", NULL, "failing_since", PROV_CELL_TEXT },
	[NEXT_TRY] = { "next_try", NULL, "next_try", PROV_CELL_TEXT },
	[ERROR] = { "error", NULL, "error", PROV_CELL_TEXT },
	[OUTPUT] = { "output", NULL, NULL, PROV_CELL_TEXT },
	[DELIVERED] = { "delivered", NULL, "delivered", PROV_CELL_INT },
	[DELIVERED_AT] = { "last_delivery", NULL, "last_delivery", PROV_CELL_TEXT },
};

size_t prov_notify_columns(struct prov_column *columns)
{
	memcpy(columns, columns_of_list, sizeof(columns_of_list));
	return COLUMNS;
}

/* The columns of query/notify/get_state.sql */
enum { S_SIZE, S_TRIES, S_WAIT, S_ERROR, S_OUTPUT, S_DELIVERED, S_DELIVERED_AT, S_FAILING_SINCE, S_NEXT_TRY };

struct look {
	struct prov_sql_result *state, *asides, *aside;
	struct prov_notify_batch batch;
};

static int look_at(struct prov_sql *db, const struct prov_deliverer *d, struct look *l, struct prov_err *err)
{
	const char *name = d->config->name;

	if (prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_NOTIFY_GET_STATE, PROV_ARGS(name), &l->state },
		{ PROV_Q_NOTIFY_COUNT_ASIDES, PROV_ARGS(name), &l->asides },
		{ PROV_Q_NOTIFY_ASIDES, PROV_ARGS(name, "1"), &l->aside } }, 3, err) < 0)
		return -1;
	if (!prov_sql_rows(l->state) || !d->config->command_count)
		return 0;
	return prov_notify_read(db, d, SIZE_MAX, false, &l->batch, err);
}

static const char *state_of(const struct prov_deliverer *d, const struct look *l)
{
	if (!d->config->command_count)
		return "not configured";
	if (!prov_sql_rows(l->state))
		return "new";
	if (prov_sql_text(l->state, 0, S_FAILING_SINCE))
		return "failing";
	if (prov_sql_number(l->asides, 0, 0))
		return "set aside";
	if (l->batch.count == 0)
		return "ok";
	return time(NULL) - l->batch.oldest > PROV_NOTIFY_OVERDUE ? "overdue" : "waiting";
}

static const char *oldest_of(const struct prov_notify_batch *batch, char *buf, size_t size)
{
	time_t at = (time_t)batch->oldest;
	struct tm tm;

	if (!batch->count || !gmtime_r(&at, &tm))
		return NULL;
	strftime(buf, size, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return buf;
}

static int tell(const struct prov_deliverer *d, const struct look *l, const struct prov_rows *rows,
		bool *well,
		struct prov_err *err)
{
	bool is_known = prov_sql_rows(l->state) > 0;
	const char *cells[COLUMNS] = { [NAME] = d->config->name, [STATE] = state_of(d, l) };
	char oldest[32];

	cells[WAITING] = PROV_INT((long long)l->batch.count);
	cells[OLDEST] = oldest_of(&l->batch, oldest, sizeof(oldest));
	cells[ASIDE] = prov_sql_text(l->asides, 0, 0);
	if (is_known) {
		cells[TRIES] = prov_sql_text(l->state, 0, S_TRIES);
		cells[FAILING_SINCE] = prov_sql_text(l->state, 0, S_FAILING_SINCE);
		cells[NEXT_TRY] = prov_sql_text(l->state, 0, S_NEXT_TRY);
		cells[ERROR] = prov_sql_text(l->state, 0, S_ERROR);
		cells[OUTPUT] = prov_sql_text(l->state, 0, S_OUTPUT);
		cells[DELIVERED] = prov_sql_text(l->state, 0, S_DELIVERED);
		cells[DELIVERED_AT] = prov_sql_text(l->state, 0, S_DELIVERED_AT);
	}
	if (!cells[ERROR] && prov_sql_rows(l->aside))
		cells[ERROR] = prov_sql_text(l->aside, 0, 3);
	*well &= strcmp(cells[STATE], "failing") != 0 && strcmp(cells[STATE], "set aside") != 0 &&
		strcmp(cells[STATE], "overdue") != 0;
	return rows->row(rows->data, cells, err);
}

static int list_one(struct prov_sql *db, const struct prov_deliverer_config *config,
		    const struct prov_rows *rows,
		    bool *well, struct prov_err *err)
{
	struct prov_deliverer d = { .config = config,
				    .wanted = prov_notify_event_wanted(config->events, config->event_count) };
	struct look l = { .batch = { .text = PROV_STR_INIT } };
	int rc = look_at(db, &d, &l, err);

	if (rc == 0)
		rc = tell(&d, &l, rows, well, err);
	prov_sql_result_free(l.state);
	prov_sql_result_free(l.asides);
	prov_sql_result_free(l.aside);
	prov_notify_read_fini(&l.batch);
	return rc;
}

static bool is_configured(const struct prov_config *config, const char *name)
{
	for (size_t i = 0; i < config->deliverer_count; i++)
		if (strcmp(config->deliverers[i].name, name) == 0)
			return true;
	return false;
}

/* Those that are not configured any more, too, if all are wanted. */
static int list_all(struct prov_call *call, bool all, const struct prov_rows *rows, bool *well,
		    struct prov_err *err)
{
	const struct prov_config *config = call->session->config;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *known = NULL;
	struct prov_sql *db = prov_session_db(call, err);
	int rc = db ? prov_sql_exec(db, PROV_Q_NOTIFY_NAMES, PROV_NO_ARGS, &known, err) : -1;

	*well = true;
	for (size_t i = 0; rc == 0 && i < config->deliverer_count; i++)
		rc = list_one(db, &config->deliverers[i], rows, well, err);
	for (int i = 0; all && rc == 0 && i < prov_sql_rows(known); i++) {
		const struct prov_deliverer_config gone = { .name = prov_sql_text(known, i, 0) };

		if (!is_configured(config, gone.name))
			rc = list_one(db, &gone, rows, well, err);
	}
	return rc;
}

int prov_notify_list(struct prov_call *call, const struct prov_rows *rows, bool *well, struct prov_err *err)
{
	return prov_auth_master(call, err) < 0 ? -1 : list_all(call, true, rows, well, err);
}

/* ---- as part of a status ---- */

static int add_problem(void *data, const char *const *cells, struct prov_err *err)
{
	static const char hint[] = "prov notify --pending says more";
	struct prov_status *status = data;
	PROV_CLEANUP(prov_freep) char *about = prov_asprintf("deliverer %s", cells[NAME]);

	(void)err;
	if (strcmp(cells[STATE], "failing") == 0)
		prov_status_problem_add(status, PROV_STATUS_WARNING, about, hint,
					"%s events wait since it fails: %s", cells[WAITING], cells[ERROR]);
	else if (strcmp(cells[STATE], "overdue") == 0)
		prov_status_problem_add(status, PROV_STATUS_WARNING, about,
					"look whether prov notify is still run",
					"%s events wait since %s", cells[WAITING], cells[OLDEST]);
	else if (strcmp(cells[STATE], "set aside") == 0)
		prov_status_problem_add(status, PROV_STATUS_WARNING, about, hint,
					"%s events cannot be told: %s", cells[ASIDE], cells[ERROR]);
	else if (strcmp(cells[STATE], "new") == 0)
		prov_status_problem_add(status, PROV_STATUS_WARNING, about,
					"what changes is told from the first prov notify on",
					"it is configured, and nothing was ever told");
	return 0;
}

void prov_notify_status(struct prov_call *call, struct prov_status *status)
{
	const struct prov_status_section *database = &status->sections[PROV_STATUS_DATABASE];
	const struct prov_rows rows = { .row = add_problem, .data = status };
	const char **cells = database->row_count ? database->rows[0] : NULL;
	struct prov_err err = PROV_ERR_INIT;
	bool well;

	if (!call->session->config->deliverer_count || !cells || !cells[PROV_SD_SCHEMA] ||
	    strcmp(cells[PROV_SD_SCHEMA], cells[PROV_SD_LATEST]) != 0)
		return;
	call->timeout = call->session->config->status_timeout;
	if (list_all(call, false, &rows, &well, &err) < 0)
		prov_status_problem_add(status, PROV_STATUS_CRITICAL, "events", err.hint, "%s", err.msg);
}

/* ---- forgetting ---- */

struct forgetting {
	const char *name;
	bool found;
};

static int forget(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct forgetting *f = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *state = NULL;

	if (prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_NOTIFY_FORGET_STATE, PROV_ARGS(f->name), &state },
		{ PROV_Q_NOTIFY_FORGET_CURSORS, PROV_ARGS(f->name), NULL },
		{ PROV_Q_NOTIFY_FORGET_ASIDES, PROV_ARGS(f->name), NULL } }, 3, err) < 0)
		return -1;
	f->found = prov_sql_rows(state) > 0;
	return 0;
}

int prov_notify_forget(struct prov_call *call, const char *name, struct prov_err *err)
{
	struct forgetting f = { .name = name };
	const struct prov_sql_work work = { forget, NULL, &f };
	struct prov_sql *db = prov_auth_master(call, err) < 0 ? NULL : prov_session_db(call, err);

	if (!db || prov_sql_tx(db, &work, err) < 0)
		return -1;
	return f.found ? 0 : prov_fail(err, PROV_E_NO_RECORD, "no deliverer \"%s\" is known", name);
}
