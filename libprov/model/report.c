/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.c - what is reported to a vendor: collected, as blocks of rows and as JSON
 *
 * The blocks and the members of the JSON are those of the Open-Xchange report client (docs/report.md).
 * Users of a disabled context count as enabled, as they do for a licence. Nothing of it is text that
 * somebody has typed, but the keys.
 */
#include <prov/keys.h>
#include <prov/report.h>

#include "libprov/model/model.h"
#include "libprov/model/report.h"

#define COLUMN(key, title, type) { key, NULL, title, PROV_CELL_##type }

static const struct prov_column version[] = {
	COLUMN("version", "version", TEXT), COLUMN("build date", "build date", TEXT),
};
static const struct prov_column total[] = {
	COLUMN("contexts", "contexts", INT), COLUMN("users", "users", INT), COLUMN("guests", "guests", INT),
	COLUMN("links", "links", INT),
};
static const struct prov_column sets[] = {
	COLUMN("mac", "mac", INT), COLUMN("count", "count", INT), COLUMN("adm", "adm", INT),
	COLUMN("disabled", "disabled", INT),
};
static const struct prov_column configs[] = { COLUMN("key", "key", TEXT), COLUMN("value", "value", TEXT) };
static const struct prov_column logins[] = {
	COLUMN("usmeas", "usmeas", INT), COLUMN("olox2", "olox2", INT), COLUMN("mobileapp", "mobileapp", INT),
	COLUMN("carddav", "carddav", INT), COLUMN("caldav", "caldav", INT),
};
static const struct prov_column logins_year[] = {
	COLUMN("usmeasyear", "usmeasyear", INT), COLUMN("olox2year", "olox2year", INT),
	COLUMN("mobileappyear", "mobileappyear", INT), COLUMN("carddavyear", "carddavyear", INT),
	COLUMN("caldavyear", "caldavyear", INT),
};
static const struct prov_column contexts[] = {
	COLUMN("id", "id", INT), COLUMN("age", "age", INT), COLUMN("created", "created", TEXT),
	COLUMN("admin permission", "admin permission", INT),
	COLUMN("module access combination", "module access combination", INT), COLUMN("users", "users", INT),
	COLUMN("inactive", "inactive", INT),
};
static const struct prov_column keys_columns[] = {
	COLUMN("kind", "kind", TEXT), COLUMN("license key", "license key", TEXT),
	COLUMN("end date", "end date", TEXT), COLUMN("users", "users", INT),
};

#define BLOCK(columns) { columns, COUNT(columns), NULL, 0 }
static const struct prov_report_block empty_blocks[PROV_REPORT_BLOCKS] = {
	[PROV_REPORT_VERSION] = BLOCK(version), [PROV_REPORT_TOTAL] = BLOCK(total),
	[PROV_REPORT_SETS] = BLOCK(sets), [PROV_REPORT_CONFIGS] = BLOCK(configs),
	[PROV_REPORT_LOGINS] = BLOCK(logins), [PROV_REPORT_LOGINS_YEAR] = BLOCK(logins_year),
	[PROV_REPORT_CONTEXTS] = BLOCK(contexts), [PROV_REPORT_KEYS] = BLOCK(keys_columns),
};

/* ---- rows ---- */

static const char **add_row(struct prov_report_job *job, enum prov_report_block_id id)
{
	struct prov_report_block *block = &job->report->blocks[id];
	const char ***rows = block->rows;

	/* Doubled: the pool keeps what is left behind. */
	if ((block->row_count & (block->row_count - 1)) == 0) {
		rows = prov_pool_alloc(job->report->pool,
				       (block->row_count ? 2 * block->row_count : 1) * sizeof(*rows));
		for (size_t i = 0; i < block->row_count; i++)
			rows[i] = block->rows[i];
		block->rows = rows;
	}
	return rows[block->row_count++] =
		prov_pool_alloc(job->report->pool, block->column_count * sizeof(**rows));
}

static const char *number(struct prov_report_job *job, long long n)
{
	return prov_pool_printf(job->report->pool, "%lld", n);
}

static void add_config(struct prov_report_job *job, const char *key, const char *value)
{
	const char **row = add_row(job, PROV_REPORT_CONFIGS);

	row[0] = key;
	row[1] = prov_pool_strdup(job->report->pool, value);
}

/* Settings that are words or numbers: none that may have a name in it. */
static void add_configs(struct prov_report_job *job)
{
	const struct prov_config *config = job->call->session->config;

	add_config(job, "database", config->database_conninfo[0] ? "configured" : "private");
	add_config(job, "auth.required", config->auth_required ? "true" : "false");
	add_config(job, "password.scheme", config->password_scheme);
	add_config(job, "log.keep", number(job, config->log_keep));
	for (size_t i = 0; i < config->source_count; i++)
		add_config(job, "source.profile", config->sources[i].profile);
}

static void add_sets(struct prov_report_job *job, const struct prov_sql_result *res)
{
	for (int i = 0; i < prov_sql_rows(res); i++) {
		const char **row = add_row(job, PROV_REPORT_SETS);

		for (int c = 0; c < (int)COUNT(sets); c++)
			row[c] = prov_pool_strdup(job->report->pool, prov_sql_text(res, i, c));
		job->users += prov_sql_number(res, i, 1);
		job->admins += prov_sql_number(res, i, 2);
		job->disabled += prov_sql_number(res, i, 3);
	}
}

static void add_totals(struct prov_report_job *job, const struct prov_sql_result *res)
{
	const char **row = add_row(job, PROV_REPORT_VERSION);

	row[0] = PROV_VERSION;
	job->contexts = prov_sql_number(res, 0, 0);
	job->contexts_disabled = prov_sql_number(res, 0, 1);
	job->server = prov_pool_strdup(job->report->pool, prov_sql_text(res, 0, 2));
	row = add_row(job, PROV_REPORT_TOTAL);
	row[0] = number(job, job->contexts);
	row[1] = number(job, job->users);
	add_row(job, PROV_REPORT_LOGINS);
	add_row(job, PROV_REPORT_LOGINS_YEAR);
}

static int add_context(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	struct prov_report_job *job = data;
	const char **row = add_row(job, PROV_REPORT_CONTEXTS);

	(void)err;
	for (int c = 0; c < (int)COUNT(contexts); c++)
		row[c] = prov_pool_strdup(job->report->pool, prov_sql_text(res, 0, c));
	return 0;
}

static void add_keys(struct prov_report_job *job)
{
	for (size_t i = 0; i < job->keys->count; i++) {
		const struct prov_key *key = &job->keys->list[i];
		const char *cells[] = { key->kind, key->key, key->end_date, key->users };
		const char **row = add_row(job, PROV_REPORT_KEYS);

		for (size_t c = 0; c < COUNT(cells); c++)
			row[c] = prov_pool_strdup(job->report->pool, cells[c]);
	}
}

/* ---- all of it ---- */

static int collect(struct prov_report_job *job, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *totals = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *found = NULL;
	const struct prov_sql_args positive = PROV_ARGS(PROV_INT((long long)prov_access_positive()));
	const struct prov_sql_step steps[] = {
		{ PROV_Q_REPORT_TOTALS, PROV_NO_ARGS, &totals }, { PROV_Q_REPORT_SETS, positive, &found },
	};
	struct prov_sql *db;

	if (prov_auth_master(job->call, err) < 0)
		return -1;
	db = prov_session_db(job->call, err);
	if (!db || prov_sql_batch(db, steps, COUNT(steps), err) < 0)
		return -1;
	add_sets(job, found);
	add_totals(job, totals);
	add_configs(job);
	if (job->per_context &&
	    prov_sql_each(db, PROV_Q_REPORT_CONTEXTS, positive, add_context, job, err) < 0)
		return -1;
	if (prov_keys_read(job->call->session->config, &job->keys, err) < 0)
		return -1;
	add_keys(job);
	return prov_report_json(job, err);
}

int prov_report_make(struct prov_call *call, bool per_context, struct prov_report **report,
		     struct prov_err *err)
{
	struct prov_report *made = prov_alloc(sizeof(*made));
	struct prov_report_job job = { .call = call, .report = made, .per_context = per_context };
	int rc;

	made->pool = prov_pool_new();
	memcpy(made->blocks, empty_blocks, sizeof(empty_blocks));
	prov_uuid(made->id);
	rc = collect(&job, err);
	prov_keys_free(job.keys);
	if (rc < 0)
		prov_report_free(made);
	else
		*report = made;
	return rc;
}

void prov_report_free(struct prov_report *report)
{
	if (!report)
		return;
	prov_pool_free(report->pool);
	free(report);
}

void prov_report_freep(struct prov_report **report)
{
	prov_report_free(*report);
}
