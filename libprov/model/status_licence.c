/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_licence.c - the licence of prov status: licence.file, if there is one
 */
#include <unistd.h>

#include <prov/base_dn.h>
#include <prov/keys.h>
#include <prov/licence.h>

#include "libprov/model/status.h"

const struct prov_status_fact prov_status_licence_facts[PROV_SL_COUNT] = {
	[PROV_SL_FILE] = { "file", "file", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SL_RESULT] = { "valid", "valid", PROV_CELL_BOOL, NULL, "licence_valid",
		"1 if the licence is valid." },
	[PROV_SL_USERS] = { "enabled_users", "users", PROV_CELL_INT, NULL, "licence_users",
		"Enabled users, whom a licence counts." },
	[PROV_SL_ALLOWED] = { "allowed_users", "of", PROV_CELL_INT, NULL, "licence_allowed_users",
		"Users whom the licence allows." },
	[PROV_SL_END] = { "end_date", "until", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SL_DAYS] = { "days_left", "days left", PROV_CELL_INT, NULL, "licence_days_left",
		"Days that the licence is valid for." },
};

static void problem(struct prov_status_job *job, enum prov_status_level level, const char *text)
{
	prov_status_problem_add(job->status, level, "licence", "licence verify says more", "%s", text);
}

static const char ask[] = "licence request makes the request for the next one";

static void judge(struct prov_status_job *job, const struct prov_licence_result *r, const char *complaint)
{
	const struct prov_config *config = job->call->session->config;

	if (complaint) {
		problem(job, PROV_STATUS_CRITICAL, complaint);
		return;
	}
	if (r->ends && r->days_left <= config->status_licence_days)
		prov_status_problem_add(job->status, PROV_STATUS_WARNING, "licence",
			ask, "it ends in %lld days", r->days_left);
	if (r->limit != PROV_LICENCE_UNLIMITED && r->users >= 0 &&
	    r->users * 100 >= r->limit * config->status_licence_used)
		prov_status_problem_add(job->status, PROV_STATUS_WARNING, "licence",
			ask, "%lld of %lld users are used", r->users,
			r->limit);
}

/* The base DN may be asked of the directory, which has no more time than the rest. */
static int find_base(struct prov_status_job *job, struct prov_base_dn *base, struct prov_err *err)
{
	struct prov_config config = *job->call->session->config;
	const int left = prov_status_left(job, err);

	if (left < 0)
		return -1;
	if (config.ldap_timeout > left)
		config.ldap_timeout = left;
	if (config.ldap_network_timeout > left)
		config.ldap_network_timeout = left;
	return prov_base_dn_find(&config, NULL, base, err);
}

static void show(struct prov_status_job *job, const struct prov_licence *licence,
		 const struct prov_licence_result *r, const char **cells)
{
	cells[PROV_SL_RESULT] = r->bits ? "false" : "true";
	cells[PROV_SL_END] = prov_pool_strdup(job->status->pool, prov_licence_get(licence, "EndDate"));
	if (r->limit != PROV_LICENCE_UNLIMITED)
		cells[PROV_SL_ALLOWED] = prov_status_number(job, r->limit);
	if (r->ends)
		cells[PROV_SL_DAYS] = prov_status_number(job, r->days_left);
}

/* A key is no fact to be shown to everybody who may see the status: its kind and its end are. */
static void judge_key(struct prov_status_job *job, const struct prov_key *key)
{
	static const char hint[] = "licence keys lists them, licence keys add takes the next one";

	if (key->ends && key->days_left < 0)
		prov_status_problem_add(job->status, PROV_STATUS_WARNING, "keys", hint,
					"the %s key ended on %s", key->kind, key->end_date);
	else if (key->ends && key->days_left <= job->call->session->config->status_licence_days)
		prov_status_problem_add(job->status, PROV_STATUS_WARNING, "keys", hint,
					"the %s key ends in %lld days", key->kind, key->days_left);
}

/* Monitoring mostly runs as a user who may not read them: then nothing is said of them. Of several keys of a
 * kind the one that counts is looked at. */
static void look_at_keys(struct prov_status_job *job)
{
	const struct prov_config *config = job->call->session->config;
	PROV_CLEANUP(prov_freep) char *path = prov_keys_path(config);
	PROV_CLEANUP(prov_keys_freep) struct prov_keys *keys = NULL;
	struct prov_err err = PROV_ERR_INIT;

	if (access(path, R_OK) < 0)
		return;
	if (prov_keys_read(config, &keys, &err) < 0) {
		prov_status_failed(job, "keys", &err);
		return;
	}
	for (size_t i = 0; i < keys->count; i++)
		if (prov_keys_find(keys, keys->list[i].kind) == &keys->list[i])
			judge_key(job, &keys->list[i]);
}

int prov_status_licence(struct prov_status_job *job, struct prov_err *err)
{
	const struct prov_config *config = job->call->session->config;
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn base = { 0 };
	struct prov_licence_check check = { .keys = config->licence_keys,
					    .key_count = config->licence_key_count,
					    .users = job->enabled };
	PROV_CLEANUP(prov_freep) char *complaint = NULL;
	struct prov_licence_result result = { 0 };
	const char **cells;

	look_at_keys(job);
	if (!config->licence_file[0])
		return 0;
	cells = prov_status_row(job, PROV_STATUS_LICENCE);
	cells[PROV_SL_FILE] = prov_pool_strdup(job->status->pool, config->licence_file);
	if (job->enabled >= 0)
		cells[PROV_SL_USERS] = prov_status_number(job, job->enabled);
	if (prov_licence_read(config->licence_file, &licence, err) < 0 || find_base(job, &base, err) < 0)
		return -1;
	check.base = base.dn;
	if (prov_licence_verify(licence, &check, &result, err) < 0)
		return -1;
	complaint = prov_licence_complaint(licence, &result, base.dn);
	show(job, licence, &result, cells);
	judge(job, &result, complaint);
	return 0;
}
