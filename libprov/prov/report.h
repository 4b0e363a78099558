/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/report.h - what an installation reports to its vendor: counts, version, keys; no personal data
 *
 *	struct prov_report *report;
 *	if (prov_report_make(call, false, &report, &err) < 0) ...
 *	for (i = 0; i < PROV_REPORT_BLOCKS; i++) show(&report->blocks[i]);
 *	if (prov_report_store(call, report, &err) < 0) ...	before it is sent
 *	send(report->json) ...
 *	if (prov_report_answered(call, report, &answer, &err) < 0) ...
 *
 * Sending is not the library's. What it cannot know (logins of clients, guests, links) has no value,
 * and is not in the JSON. Names, addresses and other text of the database are in neither.
 */
#ifndef PROV_REPORT_H
#define PROV_REPORT_H

#include <prov/rows.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* In the order in which they are shown. */
enum prov_report_block_id {
	PROV_REPORT_VERSION, PROV_REPORT_TOTAL, PROV_REPORT_SETS, PROV_REPORT_CONFIGS,
	PROV_REPORT_LOGINS, PROV_REPORT_LOGINS_YEAR, PROV_REPORT_CONTEXTS, PROV_REPORT_KEYS,
	PROV_REPORT_BLOCKS
};

struct prov_report_block {
	const struct prov_column *columns;
	size_t column_count;
	const char ***rows;		/* NULL: not known */
	size_t row_count;
};

struct prov_report {
	char id[37];
	struct prov_report_block blocks[PROV_REPORT_BLOCKS];
	const char *json;		/* what is sent */
	const char *stored;		/* the same without the keys, which the database has not */
	struct prov_pool *pool;		/* owns all text */
};

/* per_context: with the block of contexts. The master admin's. DENIED, UNAVAILABLE; CONFIG: the keys. */
PROV_API PROV_MUST_CHECK int prov_report_make(struct prov_call *call, bool per_context,
	struct prov_report **report, struct prov_err *err);
PROV_API void prov_report_free(struct prov_report *report);		/* NULL is fine */
PROV_API void prov_report_freep(struct prov_report **report);

/* Kept in the database, as one that is not sent yet; the one before that was never sent goes. */
PROV_API PROV_MUST_CHECK int prov_report_store(struct prov_call *call, const struct prov_report *report,
	struct prov_err *err);
struct prov_report_answer {
	bool taken;			/* it has arrived */
	int status;			/* of HTTP; 0: there was no answer */
	const char *text;		/* the answer, or why there is none */
};
PROV_API PROV_MUST_CHECK int prov_report_answered(struct prov_call *call, const struct prov_report *report,
	const struct prov_report_answer *answer, struct prov_err *err);

/* How it stands with reporting. A vendor wants a report at least every 30 days. */
#define PROV_REPORT_WARNING_DAYS 25
#define PROV_REPORT_DAYS 30
struct prov_report_state {
	bool sent;			/* one has arrived */
	long long days;			/* since then */
	char at[32];			/* then, YYYY-MM-DDTHH:MM:SSZ */
	char tried[32];			/* the same of the last one, if it did not arrive; or "" */
	char *error;			/* why it did not; or NULL */
};
PROV_API PROV_MUST_CHECK int prov_report_state(struct prov_call *call, struct prov_report_state *state,
	struct prov_err *err);
PROV_API void prov_report_state_fini(struct prov_report_state *state);
/* The last one that was stored, as JSON; caller frees. NO_RECORD: there is none. */
PROV_API PROV_MUST_CHECK int prov_report_last(struct prov_call *call, char **json, struct prov_err *err);
/* The stored ones, the oldest first: at, contexts, users, admins, disabled, sent. */
PROV_API size_t prov_report_history_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_report_history(struct prov_call *call, const struct prov_rows *rows,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
