/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_limit.c - the configured licence (licence.file) as a limit on enabled users
 *
 * Without one there is no limit. One that is not valid allows no new users at all: as in UCS,
 * what is there goes on working.
 *
 * The limit is one for all contexts, and yet contexts do not wait for each other. Each context counts its
 * users in its own row (prov.context.licensed), which is locked by what adds one. A transaction that adds
 * n users
 *
 *	1. announces n: a shared advisory lock that has n in its key. It waits for nobody, others see it at
 *	   once, without a commit, and it is gone when the transaction has ended, however it ends;
 *	2. then adds up what others have announced (a);
 *	3. then, in a statement with a younger snapshot, what the contexts have counted (t);
 *	4. may go on if t + a + n <= limit.
 *
 * This is never too many: of all that may go on look at the one that came last to step 2. Each of the
 * others had announced before, so it was still announced (a), or had committed, which is before its
 * locks go, and was counted (t). So all of them together fit.
 *
 * Where there is not enough room like that, it may be that others have announced what they do not use.
 * A command then excludes all others that add users (licence/alone.sql against share.sql), and has the
 * exact number: what the contexts have counted. What is still announced then is of transactions that are
 * over, since locks go one by one: the shared one, which let this command in, before the announcement.
 * So only next to the limit do they wait for each other. A sync does not wait; what it
 * rejects for lack of room its next run tries again. The lock comes before those of contexts, in all
 * that adds users.
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

#define KEYS 0x50520000LL	/* of claims, the first */
#define KEY_COUNT 0x10000
#define NEAR 100		/* so few places are given one after the other */

/* Counted users, and those that others have announced: in this order, see above. */
static int look(struct prov_sql *db, long long *users, long long *claimed, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *claims = NULL, *count = NULL;
	const char *first = PROV_INT(KEYS), *last = PROV_INT(KEYS + KEY_COUNT - 1);

	if (prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_LICENCE_CLAIMED, PROV_ARGS(first, last), &claims },
		{ PROV_Q_LICENCE_USERS, PROV_NO_ARGS, &count } }, 2, err) < 0)
		return -1;
	*users = prov_sql_number(count, 0, 0);
	*claimed = prov_sql_number(claims, 0, 0);
	return 0;
}

/* With others (LICENCE_SHARE), or without (LICENCE_ALONE); that users are added today is noted. */
static int enter(struct prov_sql *db, enum prov_query how, struct prov_err *err)
{
	char today[PROV_LICENCE_CLOCK_DAY];
	const char *day = prov_licence_clock_today(today);

	return prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_LICENCE_SEE_DAY, PROV_ARGS(day), NULL },
		{ how, PROV_NO_ARGS, NULL } }, 2, err);
}

static int claim(struct prov_call *call, struct prov_sql *db, long long n, struct prov_err *err)
{
	const char *key = PROV_INT(KEYS + call->session->licence_claims++ % KEY_COUNT);

	if (enter(db, PROV_Q_LICENCE_SHARE, err) < 0)
		return -1;
	return prov_sql_exec(db, PROV_Q_LICENCE_CLAIM, PROV_ARGS(key, PROV_INT(n)), NULL, err);
}

static long long within(long long n, long long most)
{
	return n < 0 ? 0 : n > most ? most : n;
}

int prov_licence_limit_share(struct prov_sql *db, struct prov_err *err)
{
	return enter(db, PROV_Q_LICENCE_SHARE, err);
}

int prov_licence_limit_room(struct prov_call *call, struct prov_sql *db, long long *room,
			    struct prov_err *err)
{
	long long limit, users, claimed;

	*room = INT64_MAX;
	if (prov_licence_limit_get(call, &limit, err) < 0)
		return -1;
	if (limit == PROV_LICENCE_UNLIMITED)
		return 0;
	if (look(db, &users, &claimed, err) < 0)
		return -1;
	*room = within(limit - users - claimed, INT64_MAX);
	return 0;
}

int prov_licence_limit_claim(struct prov_call *call, struct prov_sql *db, long long pending, long long n,
			     long long *got, struct prov_err *err)
{
	long long room, users, claimed;

	*got = 0;
	if (prov_licence_limit_room(call, db, &room, err) < 0)
		return -1;
	if (room == INT64_MAX) {
		*got = n;
		return 0;
	}
	n = within(room - pending, n < INT32_MAX ? n : INT32_MAX);
	if (n == 0)
		return 0;
	if (claim(call, db, n, err) < 0 || look(db, &users, &claimed, err) < 0)
		return -1;
	*got = within(call->session->licence_limit - users - claimed - pending, n);
	return 0;
}

int prov_licence_limit_alone(struct prov_call *call, struct prov_sql *db, long long *room,
			     struct prov_err *err)
{
	long long users, claimed;

	if (enter(db, PROV_Q_LICENCE_ALONE, err) < 0 || look(db, &users, &claimed, err) < 0)
		return -1;
	*room = within(call->session->licence_limit - users, INT64_MAX);
	return 0;
}

static int is_place(struct prov_call *call, struct prov_sql *db, bool *place, struct prov_err *err)
{
	long long room;

	if (prov_licence_limit_alone(call, db, &room, err) < 0)
		return -1;
	*place = room > 0;
	return 0;
}

int prov_licence_limit_place(struct prov_call *call, struct prov_sql *db, bool *place, struct prov_err *err)
{
	long long room, got = 1;

	if (prov_licence_limit_room(call, db, &room, err) < 0)
		return -1;
	/* Others are waited for: not with contexts locked. */
	if (room <= NEAR && call->session->many)
		return prov_fail(err, PROV_E_CONFLICT, "the licence has few places left");
	if (room <= NEAR)
		return is_place(call, db, place, err);
	if (room < INT64_MAX && prov_licence_limit_claim(call, db, 0, 1, &got, err) < 0)
		return -1;
	*place = true;
	if (got)
		return 0;
	/* NEAR places went in between: the next try looks at what is left of them. */
	prov_fail(err, PROV_E_CONFLICT, "another change came first");
	return prov_err_hint(err, "run the command again");
}

int prov_licence_limit_fail(struct prov_call *call, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "the licence allows %lld enabled users and no more",
			 call->session->licence_limit);
}

int prov_licence_limit_admit(struct prov_call *call, struct prov_sql *db, struct prov_err *err)
{
	bool place;

	if (prov_licence_limit_place(call, db, &place, err) < 0)
		return -1;
	return place ? 0 : prov_licence_limit_fail(call, err);
}
