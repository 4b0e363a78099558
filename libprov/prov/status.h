/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/status.h - how an installation is: facts, and what is wrong, for people and for monitoring
 *
 *	struct prov_status *status = prov_status_look(call);
 *	...
 *	prov_status_free(status);
 *
 * Looking never fails: what keeps it from looking is a problem like others. It takes no longer than
 * status.timeout, starts nothing and changes nothing. Facts are rows of cells by tables of facts, so that
 * page, JSON and metrics say the same.
 */
#ifndef PROV_STATUS_H
#define PROV_STATUS_H

#include <prov/rows.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The numbers are those of Nagios plugins: exit statuses. */
enum prov_status_level { PROV_STATUS_OK, PROV_STATUS_WARNING, PROV_STATUS_CRITICAL, PROV_STATUS_UNKNOWN };

struct prov_status_problem {
	enum prov_status_level level;
	const char *about;		/* "source company" */
	const char *text;		/* one sentence */
	const char *hint;		/* what to do; or NULL */
};

struct prov_status_fact {
	const char *name;		/* member of JSON */
	const char *label;		/* for people; NULL: not in the page */
	enum prov_cell_type type;
	const char *unit;		/* of an INT: "B", "s", "%", or NULL */
	const char *metric, *help;	/* without "prov_status_"; NULL: it is none */
};

/* Facts about one thing, or about several of a kind, whose first fact is their name. */
struct prov_status_section {
	const char *name;		/* member of JSON: "sources" */
	const char *title;		/* for people: "source" */
	bool several;
	const struct prov_status_fact *facts;
	size_t fact_count;
	const char ***rows;		/* a cell for each fact; NULL: not known */
	size_t row_count;
};

enum { PROV_STATUS_DATABASE, PROV_STATUS_USERS, PROV_STATUS_SOURCES, PROV_STATUS_LICENCE, PROV_STATUS_ROLES,
       PROV_STATUS_SECTIONS };

struct prov_status {
	enum prov_status_level level;	/* that of the worst problem */
	struct prov_status_problem *problems;	/* the worst first */
	size_t problem_count;
	struct prov_status_section sections[PROV_STATUS_SECTIONS];
	struct prov_pool *pool;		/* owns all text */
};

PROV_API struct prov_status *prov_status_look(struct prov_call *call);
PROV_API void prov_status_free(struct prov_status *status);		/* NULL is fine */
PROV_API void prov_status_freep(struct prov_status **status);
/* "OK", "WARNING", ... */
PROV_API const char *prov_status_level_name(enum prov_status_level level);
/* Another problem, such as of what shows the status. */
PROV_API void prov_status_problem_add(struct prov_status *status, enum prov_status_level level,
	const char *about, const char *hint, const char *fmt, ...) PROV_PRINTF(5, 6);
/* Replaces the file with the same numbers, for node_exporter's textfile collector. IO. */
PROV_API PROV_MUST_CHECK int prov_status_metrics_write(const struct prov_status *status, const char *path,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
