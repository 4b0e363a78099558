/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_json.c - a report as JSON, with the members that the Open-Xchange report client has
 */
#include <jansson.h>
#include <stdlib.h>
#include <time.h>

#include "libprov/licence/licence_int.h"
#include "libprov/model/report.h"

static json_t *number(const char *text)
{
	return json_integer((json_int_t)strtoll(text, NULL, 10));
}

/* {"<mac>": {"id": "<mac>", "count": 3, "adm": 1, "disabled": 0}} */
static json_t *sets(const struct prov_report_block *block)
{
	json_t *object = json_object();

	for (size_t i = 0; i < block->row_count; i++) {
		const char **row = block->rows[i];

		json_object_set_new(object, row[0], json_pack("{ss so so so}", "id", row[0], "count",
			number(row[1]), "adm", number(row[2]), "disabled", number(row[3])));
	}
	return object;
}

/* What stands several times, such as the profiles of sources, is a list. */
static json_t *configs(const struct prov_report_block *block)
{
	json_t *object = json_object();

	for (size_t i = 0; i < block->row_count; i++) {
		const char *key = block->rows[i][0], *value = block->rows[i][1];
		json_t *there = json_object_get(object, key);

		if (!there && strcmp(key, "source.profile") == 0)
			json_object_set_new(object, key, there = json_array());
		if (there)
			json_array_append_new(there, json_string(value));
		else
			json_object_set_new(object, key, json_string(value));
	}
	return object;
}

/* {"<cid>": {"id", "age", "created", "adminmac", "macs": {"<mac>": {"mac", "users", "inactive"}}}} */
static json_t *contexts(const struct prov_report_block *block)
{
	json_t *object = json_object();

	for (size_t i = 0; i < block->row_count; i++) {
		const char **row = block->rows[i];
		json_t *context = json_object_get(object, row[0]);

		if (!context) {
			context = json_pack("{ss so ss ss s{}}", "id", row[0], "age", number(row[1]),
					    "created", row[2], "adminmac", row[3], "macs");
			json_object_set_new(object, row[0], context);
		}
		json_object_set_new(json_object_get(context, "macs"), row[4],
				    json_pack("{ss so so}", "mac", row[4], "users", number(row[5]),
					      "inactive", number(row[6])));
	}
	return object;
}

static json_t *build(const struct prov_report_job *job)
{
	const struct prov_report_block *blocks = job->report->blocks;
	const time_t now = time(NULL);
	struct tm tm = { 0 };
	char at[32];

	gmtime_r(&now, &tm);
	strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return json_pack("{ss ss ss s{ss ss ss} s{ss sI sI sI sI sI} so so so*}",
		"uuid", job->report->id, "reportType", "default", "timestamp", at,
		"version", "product", "prov", "version", PROV_VERSION, "database", job->server,
		"total", "report-format", job->per_context ? "long" : "short",
		"contexts", (json_int_t)job->contexts,
		"disabled-contexts", (json_int_t)job->contexts_disabled,
		"users", (json_int_t)job->users, "admins", (json_int_t)job->admins,
		"disabled", (json_int_t)job->disabled,
		"macdetail", sets(&blocks[PROV_REPORT_SETS]),
		"configs", configs(&blocks[PROV_REPORT_CONFIGS]),
		"detail", job->per_context ? contexts(&blocks[PROV_REPORT_CONTEXTS]) : NULL);
}

static const char *keep(struct prov_pool *pool, const json_t *object)
{
	PROV_CLEANUP(prov_freep) char *text = json_dumps(object, JSON_ENSURE_ASCII);

	return prov_pool_strdup(pool, text);
}

int prov_report_json(struct prov_report_job *job, struct prov_err *err)
{
	json_t *object = build(job);

	if (!object)
		return prov_fail(err, PROV_E_INTERNAL, "the report is no JSON");
	job->report->stored = keep(job->report->pool, object);
	json_object_set_new(object, "keys", prov_keys_json(job->keys));
	job->report->json = keep(job->report->pool, object);
	json_decref(object);
	return 0;
}
