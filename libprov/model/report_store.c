/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_store.c - the reports that were made, in the database: what was sent, when, and the answer
 */
#include "libprov/model/report.h"

struct job {
	const struct prov_report *report;
};

static struct prov_sql *open_db(struct prov_call *call, struct prov_err *err)
{
	return prov_auth_master(call, err) < 0 ? NULL : prov_session_db(call, err);
}

static int insert(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct job *job = data;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_REPORT_FORGET, PROV_NO_ARGS, NULL },
		{ PROV_Q_REPORT_INSERT, PROV_ARGS(job->report->id, job->report->stored), NULL },
	};

	return prov_sql_batch(db, steps, COUNT(steps), err);
}

/* After a connection that broke in the commit it is forgotten and made again, with the same id: no harm. */
int prov_report_store(struct prov_call *call, const struct prov_report *report, struct prov_err *err)
{
	struct job job = { report };
	const struct prov_sql_work work = { .fn = insert, .data = &job };
	struct prov_sql *db = open_db(call, err);

	return db ? prov_sql_tx(db, &work, err) : -1;
}

int prov_report_answered(struct prov_call *call, const struct prov_report *report,
			 const struct prov_report_answer *answer, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_sql *db = open_db(call, err);

	if (!db)
		return -1;
	prov_plain_add(&text, answer->text);
	return prov_sql_exec(db, PROV_Q_REPORT_ANSWERED,
			     PROV_ARGS(report->id, PROV_BOOL(answer->taken), PROV_INT(answer->status),
				       text.p), NULL, err);
}

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

int prov_report_store_state(struct prov_sql *db, struct prov_report_state *state, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *sent = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *failed = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_REPORT_STATE, PROV_NO_ARGS, &sent }, { PROV_Q_REPORT_FAILED, PROV_NO_ARGS, &failed },
	};

	if (prov_sql_batch(db, steps, COUNT(steps), err) < 0)
		return -1;
	*state = (struct prov_report_state){ .sent = prov_sql_rows(sent) > 0 };
	if (state->sent) {
		state->days = prov_sql_number(sent, 0, 0);
		copy(state->at, sizeof(state->at), prov_sql_text(sent, 0, 1));
	}
	if (prov_sql_rows(failed)) {
		copy(state->tried, sizeof(state->tried), prov_sql_text(failed, 0, 0));
		state->error = prov_strdup(prov_sql_text(failed, 0, 1));
	}
	return 0;
}

int prov_report_state(struct prov_call *call, struct prov_report_state *state, struct prov_err *err)
{
	struct prov_sql *db = open_db(call, err);

	return db ? prov_report_store_state(db, state, err) : -1;
}

void prov_report_state_fini(struct prov_report_state *state)
{
	prov_freep(&state->error);
}

int prov_report_last(struct prov_call *call, char **json, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct prov_sql *db = open_db(call, err);

	if (!db || prov_sql_exec(db, PROV_Q_REPORT_LAST, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return prov_fail(err, PROV_E_NO_RECORD, "there is no report yet");
	*json = prov_strdup(prov_sql_text(res, 0, 0));
	return 0;
}

size_t prov_report_history_columns(struct prov_column *columns)
{
	static const struct prov_column all[] = {
		{ "at", NULL, "at", PROV_CELL_TEXT }, { "contexts", NULL, "contexts", PROV_CELL_INT },
		{ "users", NULL, "users", PROV_CELL_INT }, { "admins", NULL, "admins", PROV_CELL_INT },
		{ "disabled", NULL, "disabled", PROV_CELL_INT }, { "sent", NULL, "sent", PROV_CELL_TEXT },
	};

	memcpy(columns, all, sizeof(all));
	return COUNT(all);
}

static int pass_on(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const struct prov_rows *rows = data;
	const char *cells[6];

	for (int c = 0; c < (int)COUNT(cells); c++)
		cells[c] = prov_sql_text(res, 0, c);
	return rows->row(rows->data, cells, err);
}

int prov_report_history(struct prov_call *call, const struct prov_rows *rows, struct prov_err *err)
{
	struct prov_sql *db = open_db(call, err);

	return db ? prov_sql_each(db, PROV_Q_REPORT_HISTORY, PROV_NO_ARGS, pass_on, (void *)rows, err) : -1;
}
