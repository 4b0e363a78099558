/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_clock.c - the latest time that is known to have been, for a clock that was set back
 *
 * An expired licence is valid again for a clock of last year. So the database keeps the latest day on
 * which a licence was looked at: by licence verify, and by whatever adds users under licence.file. A
 * licence's file tells as well, it was not written in the future. Nothing is refused for that: one wrong
 * clock would end a good licence, and only a person knows which of the two days was wrong.
 */
#include <prov/licence.h>
#include <sys/stat.h>
#include <time.h>

#include "libprov/model/installation.h"

const char *prov_licence_clock_today(char *buf)
{
	time_t now = time(NULL);
	struct tm tm = { 0 };

	gmtime_r(&now, &tm);
	strftime(buf, PROV_LICENCE_CLOCK_DAY, "%Y-%m-%d", &tm);
	return buf;
}

/* The day of the database; *writable: it could be moved on. */
static int ask(struct prov_sql *db, long long *seen, bool *writable, char **day, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL, *can = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_LICENCE_CLOCK, PROV_NO_ARGS, &res },
		{ PROV_Q_LICENCE_CLOCK_WRITABLE, PROV_NO_ARGS, &can },
	};

	if (prov_sql_batch(db, steps, COUNT(steps), err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return prov_fail(err, PROV_E_STORAGE, "prov.licence_clock has no row");
	*seen = prov_sql_number(res, 0, 0);
	*writable = prov_sql_true(can, 0, 0);
	if (day)
		*day = prov_strdup(prov_sql_text(res, 0, 1));
	return 0;
}

static int see(struct prov_call *call, long long *seen, struct prov_err *err)
{
	struct prov_sql *db = prov_session_db(call, err);
	char today[PROV_LICENCE_CLOCK_DAY];
	bool writable;

	if (!db || ask(db, seen, &writable, NULL, err) < 0)
		return -1;
	return writable ? prov_sql_exec(db, PROV_Q_LICENCE_SEE_DAY,
					PROV_ARGS(prov_licence_clock_today(today)), NULL, err) : 0;
}

int prov_licence_clock_seen(struct prov_call *call, const char *file,
			    struct prov_licence_check *check, struct prov_err *err)
{
	struct stat st;

	check->seen = 0;
	if (call && see(call, &check->seen, err) < 0)
		return -1;
	check->seen_in_file = file && stat(file, &st) == 0 && S_ISREG(st.st_mode) &&
			      st.st_mtime > check->seen;
	if (check->seen_in_file)
		check->seen = st.st_mtime;
	return 0;
}

static int reset(struct prov_sql *db, struct prov_installation *i, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *day = NULL;
	char today[PROV_LICENCE_CLOCK_DAY];
	long long seen;
	bool writable;

	if (ask(db, &seen, &writable, &day, err) < 0)
		return -1;
	i->action = "change";
	i->before = json_pack("{ss}", "day", day);
	i->after = json_pack("{ss}", "day", prov_licence_clock_today(today));
	return prov_sql_exec(db, PROV_Q_LICENCE_RESET_DAY, PROV_ARGS(today), NULL, err);
}

int prov_licence_clock_reset(struct prov_call *call, struct prov_err *err)
{
	struct prov_installation i = { .call = call, .kind = "licence clock", .work = reset };
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	return db ? prov_installation_run(db, &i, err) : -1;
}
