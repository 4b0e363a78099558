/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_limit.c - the configured licence (licence.file) as a limit on enabled users
 *
 * Without one there is no limit. One that is not valid allows no new users at all: as in UCS,
 * what is there goes on working. Whoever adds users takes the lock first in its transaction, so
 * that two at once cannot both take the last place.
 */
#include <prov/base_dn.h>
#include <prov/licence.h>

#include "libprov/model/model.h"

static int check_licence(struct prov_call *call, const struct prov_licence *licence,
			 struct prov_err *err)
{
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn base = { 0 };
	struct prov_licence_check check = {
		.keys = call->session->config->licence_keys, .users = -1,
		.key_count = call->session->config->licence_key_count,
	};
	PROV_CLEANUP(prov_freep) char *complaint = NULL;
	struct prov_licence_result result;

	if (prov_base_dn_find(call->session->config, NULL, &base, err) < 0)
		return prov_err_context(err, "cannot check the licence \"%s\"",
					call->session->config->licence_file);
	check.base = base.dn;
	if (prov_licence_verify(licence, &check, &result, err) < 0)
		return -1;
	complaint = prov_licence_complaint(licence, &result, base.dn);
	if (!complaint)
		return 0;
	prov_fail(err, PROV_E_INVALID, "no users can be added: %s", complaint);
	return prov_err_detail(err, "licence.file is \"%s\"", call->session->config->licence_file);
}

static int load(struct prov_call *call, struct prov_err *err)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;

	if (prov_licence_read(call->session->config->licence_file, &licence, err) < 0 ||
	    check_licence(call, licence, err) < 0)
		return -1;
	call->session->licence_limit = prov_licence_users(licence);
	call->session->licence_known = true;
	return 0;
}

int prov_licence_limit_get(struct prov_call *call, long long *limit, struct prov_err *err)
{
	*limit = PROV_LICENCE_UNLIMITED;
	if (!call->session->config->licence_file[0])
		return 0;
	if (!call->session->licence_known && load(call, err) < 0)
		return -1;
	*limit = call->session->licence_limit;
	return 0;
}

int prov_licence_limit_room(struct prov_call *call, struct prov_sql *db, bool lock, long long *room,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	char today[PROV_LICENCE_CLOCK_DAY];
	const struct prov_sql_step steps[] = {
		{ PROV_Q_LICENCE_SEE_DAY, PROV_ARGS(prov_licence_clock_today(today)), NULL },
		{ PROV_Q_LICENCE_LOCK, PROV_NO_ARGS, NULL },
		{ PROV_Q_LICENCE_USERS, PROV_ARGS(NULL), &res },
	};
	long long limit;

	*room = INT64_MAX;
	if (prov_licence_limit_get(call, &limit, err) < 0)
		return -1;
	if (limit == PROV_LICENCE_UNLIMITED)
		return 0;
	if (prov_sql_batch(db, steps + (lock ? 0 : 2), COUNT(steps) - (lock ? 0 : 2), err) < 0)
		return -1;
	*room = limit - prov_sql_number(res, 0, 0);
	if (*room < 0)
		*room = 0;
	return 0;
}

int prov_licence_limit_fail(struct prov_call *call, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "the licence allows %lld enabled users and no more",
			 call->session->licence_limit);
}

int prov_licence_limit_admit(struct prov_call *call, struct prov_sql *db, long long more,
		       struct prov_err *err)
{
	long long room;

	if (prov_licence_limit_room(call, db, true, &room, err) < 0)
		return -1;
	return more <= room ? 0 : prov_licence_limit_fail(call, err);
}
