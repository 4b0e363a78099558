/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.c - reading the change log, and removing what is old
 */
#include <ctype.h>
#include <prov/access.h>
#include <prov/log.h>
#include <time.h>

#include "libprov/model/installation.h"

/* The columns of query/log/list.sql */
enum { AT, CONTEXT, SEQ, WHO, PROGRAM, ACTION, KIND, ID, BEFORE, AFTER };
enum { WHAT = BEFORE, COLUMNS = AFTER + 2 };		/* of the list: what stands before these two */

static const struct prov_column columns_of_log[COLUMNS] = {
	{ "at", NULL, "at", PROV_CELL_TEXT },
	{ "context", NULL, "context", PROV_CELL_INT },
	{ "seq", NULL, NULL, PROV_CELL_INT },
	{ "who", NULL, "who", PROV_CELL_TEXT },
	{ "program", NULL, "program", PROV_CELL_TEXT },
	{ "action", NULL, "action", PROV_CELL_TEXT },
	{ "kind", NULL, "kind", PROV_CELL_TEXT },
	{ "id", NULL, "id", PROV_CELL_INT },
	{ "what", NULL, "what", PROV_CELL_TEXT },
	{ "before", NULL, NULL, PROV_CELL_JSON },
	{ "after", NULL, NULL, PROV_CELL_JSON },
};

size_t prov_log_columns(struct prov_column *columns)
{
	memcpy(columns, columns_of_log, sizeof(columns_of_log));
	return COLUMNS;
}

/* ---- what a line says, for people ---- */

static void add_value(struct prov_str *s, const json_t *value)
{
	char *text = json_is_string(value) ? NULL : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	prov_str_add(s, text ? text : json_string_value(value));
	free(text);
}

/* Of "modules", and of what was set for a context's admin: the names. One number is what all have from now
 * on; of two it is the difference, "+calendar -tasks". */
static void add_modules(struct prov_str *s, const json_t *old, const json_t *new)
{
	prov_modules_t was = (prov_modules_t)json_integer_value(old);
	prov_modules_t is = (prov_modules_t)json_integer_value(new);
	const char *between = "";

	for (size_t i = 0; i < PROV_MODULE_COUNT; i++) {
		if (!((was ^ is) & PROV_MODULE_BIT(i)))
			continue;
		prov_str_addf(s, "%s%s%s", between, !old ? "" : is & PROV_MODULE_BIT(i) ? "+" : "-",
			      prov_modules[i].option);
		between = old ? " " : ",";
	}
	if (!*between)
		prov_str_add(s, "none");
}

static bool is_modules(const char *name, const json_t *old, const json_t *new)
{
	return json_is_integer(new) && (!old || json_is_integer(old)) &&
		(strcmp(name, "modules") == 0 || strcmp(name, "admin") == 0);
}

static bool is_empty(const json_t *value)
{
	return !value || json_is_null(value) || (json_is_string(value) && !json_string_value(value)[0]);
}

static void add_change(struct prov_str *s, const char *name, const json_t *old, const json_t *new)
{
	if (json_is_object(old) || json_is_object(new)) {	/* attrs: each member by itself */
		const json_t *sides[] = { new, old };
		json_t *value;
		const char *key;

		for (size_t i = 0; i < COUNT(sides); i++)
			json_object_foreach((json_t *)sides[i], key, value)
				if ((i == 0 || !json_object_get(new, key)) &&
				    !json_equal(json_object_get(old, key), json_object_get(new, key)))
					add_change(s, key, json_object_get(old, key),
						   json_object_get(new, key));
		return;
	}
	prov_str_addf(s, "%s%s: ", s->len ? "; " : "", name);
	if (is_modules(name, old, new)) {
		add_modules(s, old, new);
		return;
	}
	if (!is_empty(old))
		add_value(s, old);
	prov_str_add(s, is_empty(old) ? "" : " -> ");
	if (!is_empty(new))
		add_value(s, new);
}

/* "mail: a@x -> b@x; title: -> Dr" of a change; of the rest the name. */
static void add_what(struct prov_str *s, const json_t *before, const json_t *after)
{
	const json_t *whole = before ? before : after;
	const char *name = json_string_value(json_object_get(whole, "name"));

	if (!name)	/* of a file store */
		name = json_string_value(json_object_get(whole, "uri"));
	if (before && after)
		add_change(s, "", before, after);
	else if (name)
		prov_str_add(s, name);
}

static int row(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const struct prov_rows *rows = data;
	PROV_CLEANUP(prov_str_fini) struct prov_str what = PROV_STR_INIT;
	const char *cells[COLUMNS], *before = prov_sql_text(res, 0, BEFORE),
		*after = prov_sql_text(res, 0, AFTER);
	json_t *old = before ? json_loads(before, 0, NULL) : NULL,
		*new = after ? json_loads(after, 0, NULL) : NULL;

	for (int i = 0; i < WHAT; i++)
		cells[i] = prov_sql_text(res, 0, i);
	add_what(&what, old, new);
	cells[WHAT] = what.len ? what.p : NULL;
	cells[WHAT + 1] = before;
	cells[WHAT + 2] = after;
	json_decref(old);
	json_decref(new);
	return rows->row(rows->data, cells, err);
}

/* ---- times ---- */

static void add_time(struct prov_str *s, time_t at)
{
	struct tm tm;
	char text[64];

	gmtime_r(&at, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S+00", &tm);
	prov_str_add(s, text);
}

/* "90m", "12h", "7d" */
static bool age(const char *text, long long *seconds)
{
	static const struct {
		char unit;
		long long seconds;
	} units[] = { { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	PROV_CLEANUP(prov_freep) char *number = prov_strdup(text);
	size_t len = strlen(number);

	for (size_t i = 0; len > 1 && i < COUNT(units); i++)
		if (number[len - 1] == units[i].unit) {
			number[len - 1] = '\0';
			if (!prov_int_parse(number, 0, 1000000, seconds))
				return false;
			*seconds *= units[i].seconds;
			return true;
		}
	return false;
}

static bool read_time(const char *text, struct tm *tm)
{
	static const char *const forms[] = { "%Y-%m-%d", "%Y-%m-%d%n%H:%M", "%Y-%m-%d%n%H:%M:%S",
		"%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ" };

	for (size_t i = 0; isdigit((unsigned char)text[0]) && i < COUNT(forms); i++) {
		const char *end;

		memset(tm, 0, sizeof(*tm));
		end = strptime(text, forms[i], tm);
		if (end && !*end)
			return true;
	}
	return false;
}

/* Adds the point of time as PostgreSQL reads it; nothing for NULL. */
static int point(const char *option, const char *text, struct prov_str *s, struct prov_err *err)
{
	long long seconds;
	struct tm tm;

	if (!text)
		return 0;
	if (age(text, &seconds)) {
		add_time(s, time(NULL) - seconds);
	} else if (read_time(text, &tm)) {
		add_time(s, timegm(&tm));
	} else {
		prov_fail(err, PROV_E_VALUE, "Illegal value '%s' for option --%s", text, option);
		return prov_err_hint(err, "2026-11-28, \"2026-11-28 13:30\" (UTC), or how long ago: 90m, "
				     "12h, 7d");
	}
	return 0;
}

/* ---- the calls ---- */

static const char *number(long long n, char *text)
{
	return n ? prov_sql_int(text, n) : NULL;
}

static int check(const struct prov_log_filter *f, struct prov_err *err)
{
	static const char *const actions[] = { "create", "change", "delete", NULL };

	if (f->action && prov_check_word("action", f->action, actions, err) < 0)
		return -1;
	if (f->who && prov_check_text("who", f->who, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	if (f->program && prov_check_text("program", f->program, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	return f->kind ? prov_check_text("kind", f->kind, PROV_NAME_BYTES, false, err) : 0;
}

int prov_log_list(struct prov_call *call, const struct prov_log_filter *f, const struct prov_rows *rows,
		  struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str since = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str until = PROV_STR_INIT;
	char context[24], id[24];
	struct prov_rows copy = *rows;
	struct prov_sql *db;

	if (check(f, err) < 0 || point("since", f->since, &since, err) < 0 ||
	    point("until", f->until, &until, err) < 0 || prov_auth_master(call, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	return !db ? -1 : prov_sql_each(db, PROV_Q_LOG_LIST,
		PROV_ARGS(number(f->context, context), PROV_PAGE(rows), since.len ? since.p : NULL,
			  until.len ? until.p : NULL, f->who, f->program, f->action, f->kind,
			  number(f->id, id), PROV_BOOL(f->earlier), PROV_BOOL(f->newest)), row, &copy, err);
}

struct pruning {
	const char *before;
	bool dry_run;
	long long lines;
};

static int prune(struct prov_sql *db, struct prov_installation *i, struct prov_err *err)
{
	struct pruning *p = i->data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *newest = NULL, *res = NULL;

	if (prov_sql_exec(db, PROV_Q_LOG_NEWEST, PROV_NO_ARGS, &newest, err) < 0 ||
	    prov_sql_exec(db, p->dry_run ? PROV_Q_LOG_OLD : PROV_Q_LOG_PRUNE,
			  PROV_ARGS(p->before, prov_sql_text(newest, 0, 0)), &res, err) < 0)
		return -1;
	p->lines = p->dry_run ? prov_sql_number(res, 0, 0) : prov_sql_affected(res);
	if (p->dry_run || p->lines == 0)
		return 0;
	i->action = "delete";
	i->before = json_pack("{ss sI}", "before", p->before, "lines", (json_int_t)p->lines);
	return 0;
}

int prov_log_prune(struct prov_call *call, int days, bool dry_run, long long *lines, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str before = PROV_STR_INIT;
	struct pruning p = { .dry_run = dry_run };
	struct prov_installation i = { .call = call, .kind = "log", .work = prune, .data = &p };
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = NULL;
	int rc;

	if (days < 1)
		return prov_fail(err, PROV_E_INVALID, "lines are kept for a day at least");
	add_time(&before, time(NULL) - days * 86400LL);
	p.before = before.p;
	db = prov_session_owner(call, err);
	rc = db ? prov_installation_run(db, &i, err) : -1;
	*lines = p.lines;
	return rc;
}
